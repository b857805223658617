package main

import (
	"cmp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release and commit are set by the linker where a release is made (cmd/release).
var release, commit string

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.text("cli.version.short"),
		Args:  a.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			x, err := a.open()
			if err != nil {
				return err
			}
			version, commit := build()
			content, platform := x.Library().Date(), runtime.GOOS+"/"+runtime.GOARCH
			if a.asJSON {
				return a.writeJSON(map[string]string{
					"version": version, "commit": commit, "content": content, "go": runtime.Version(), "platform": platform,
				}, true)
			}
			a.stdout.Printf("waptkb %s\n", version)
			for _, row := range [][2]string{{"commit", cmp.Or(commit, "–")}, {"content", cmp.Or(content, "–")}, {"built", runtime.Version() + ", " + platform}} {
				a.stdout.Printf("%s\n", a.text("cli.version."+row[0], "value", row[1]))
			}
			return nil
		},
	}
}

// build tells which release this is and out of which commit, as far as is known: a build
// from a checkout may know neither.
func build() (version, revision string) {
	version, revision = release, commit
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cmp.Or(version, "devel"), revision
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision == "" {
		revision = settings["vcs.revision"]
		if settings["vcs.modified"] == "true" {
			revision += "+"
		}
	}
	if version == "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return cmp.Or(version, "devel"), revision
}
