package main

import "github.com/spf13/cobra"

// serviceCommand manages the service of Windows. Elsewhere the init system does that, and the
// command says how.
func (a *app) serviceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "service",
		Short:   a.text("cli.service.short"),
		Long:    a.text("cli.service.long"),
		Example: "  waptkb service install --firewall\n  waptkb service start\n  waptkb service status",
		Args:    a.args(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	firewall := false
	for _, action := range []struct {
		name string
		do   func() error
	}{
		{"install", func() error { return a.installService(firewall) }},
		{"uninstall", a.uninstallService},
		{"start", a.startService},
		{"stop", a.stopService},
		{"status", a.serviceStatus},
	} {
		below := &cobra.Command{
			Use:   action.name,
			Short: a.text("cli.service." + action.name),
			Args:  a.args(0, 0),
			RunE:  func(*cobra.Command, []string) error { return action.do() },
		}
		if action.name == "install" {
			below.Flags().BoolVar(&firewall, "firewall", false, a.text("cli.flag.firewall"))
		}
		c.AddCommand(below)
	}
	return c
}
