package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/index"
	"waptkb/server"
	"waptkb/server/chat"
	"waptkb/server/export"
)

// defaultAddr lets only this machine in.
const defaultAddr = "127.0.0.1:8080"

func (a *app) serveCommand() *cobra.Command {
	cfg := newConfig(a.text)
	printConfig, asService := false, false
	c := &cobra.Command{
		Use:     "serve",
		Short:   a.text("cli.serve.short"),
		Long:    a.text("cli.serve.long", "variables", chatVariables(), "setting", chat.Systems[0].Setting),
		Example: "  waptkb serve\n  waptkb serve --addr :8443 --tls-cert server.crt --tls-key server.key\n  waptkb serve --config waptkb.toml --print-config",
		Args:    a.args(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if asService {
				return a.runService(c.Context(), cfg)
			}
			if err := cfg.read(os.Getenv); err != nil {
				return err
			}
			switch {
			case printConfig && a.asJSON:
				return a.writeJSON(cfg.printable(), true)
			case printConfig:
				return cfg.print(a.stdout)
			}
			a.content = cfg.content
			return a.serve(c.Context(), cfg.settings)
		},
	}
	cfg.addFlags(c.Flags())
	c.Flags().BoolVar(&printConfig, "print-config", false, a.text("cli.flag.print-config"))
	c.Flags().BoolVar(&asService, "service", false, "")
	if err := c.Flags().MarkHidden("service"); err != nil { // which "service install" writes
		panic(err)
	}
	return c
}

func (a *app) serve(ctx context.Context, o settings) error {
	debug.SetGCPercent(usualCollections)
	log, err := a.logger(o)
	if err != nil {
		return err
	}
	var certificate *certificate
	if o.tlsCert != "" {
		if certificate, err = newCertificate(o.tlsCert, o.tlsKey, log); err != nil {
			return fmt.Errorf("%s%w", a.text("cli.serve.certificate")+a.text("sign.colon"), err)
		}
	}
	begin := time.Now()
	a.content.copies = true // a file may be written over while the server runs
	r := &reloader{app: a, sources: a.content, deep: o.Watch, log: log}
	loaded := r.look()
	x, found, err := a.openSources(a.content)
	if err != nil {
		return a.problems(err)
	}
	if len(a.content.paths) > 0 {
		debug.FreeOSMemory() // what reading took
	}
	a.tellFaults(found)
	faults := located(found)
	r.faulty = faultyFiles(faults)
	cfg := o.Config
	cfg.Index, cfg.Faults, cfg.Messages, cfg.Logger = x, faults, a.texts, log
	cfg.Version, cfg.Commit = build()
	cfg.IndexOpened = time.Since(begin)
	cfg.ListenURL, cfg.MaxLog, cfg.Chat.Secrets = o.listenURL(), int64(o.maxLogMiB)<<20, secrets(o.chats)
	for name, values := range secrets(o.desks) {
		cfg.Desk.Desks[name].Secrets = values
	}
	if o.offline {
		cfg.Offline = func(x index.Service) ([]byte, error) { // each content has its own
			return export.Kept(ctx, export.Config{Index: x.(*index.Index), Messages: a.texts, Version: cfg.Version, Commit: cfg.Commit})
		}
	}
	s, err := server.New(cfg)
	if err != nil {
		return err
	}
	l, err := listen(ctx, o.addr, os.Getenv)
	if err != nil {
		return fmt.Errorf("%s%w", a.text("cli.serve.listen", "addr", o.addr)+a.text("sign.colon"), err)
	}
	scheme := "http://"
	if certificate != nil {
		scheme, l = "https://", tls.NewListener(l, certificate.config())
	}
	a.stderr.Printf("%s\n", a.text("cli.serve.listening", "url", scheme+l.Addr().String()+"/"))
	if addr, ok := l.Addr().(*net.TCPAddr); ok && addr.IP.IsLoopback() {
		a.stderr.Printf("%s\n", a.text("cli.serve.loopback"))
	}
	if o.PublicURL == "" {
		log.Warn("the public address of the site is unknown: set --public-url", "chat_links", cfg.ListenURL)
		a.stderr.Printf("%s\n", a.text("cli.serve.address"))
	}
	site := s.Site // nothing here holds the first content
	r.site = site
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go r.run(ctx, loaded)
	a.endsItself.Store(true)
	a.ready()
	return newSupervisor(os.Getenv).supervised(ctx, log, site.Healthy, func() error { return site.Serve(ctx, l) })
}

// secrets leaves out what is empty: a comma too many must not open a chat or a desk.
func secrets(settings map[string]*[]string) map[string]chat.Secrets {
	out := map[string]chat.Secrets{}
	for setting, values := range settings {
		out[setting] = chat.ParseSecrets(strings.Join(*values, ","))
	}
	return out
}

// chatVariables lists the variables of the environment that open chats.
func chatVariables() string {
	var names []string
	for _, system := range chat.Systems {
		names = append(names, variable(system.Setting))
	}
	return strings.Join(names, ", ")
}

// logger writes to standard error or a file, in the form that is configured. The file is
// open until the program ends.
func (a *app) logger(o settings) (*slog.Logger, error) {
	to := a.stderr
	if o.logFile != "" {
		f, err := openLogFile(o.logFile, maxLogFile)
		if err != nil {
			return nil, err
		}
		to = terminal.NewWriter(f)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(o.logLevel)); err != nil {
		level = slog.LevelInfo // check has refused it before
	}
	options := &slog.HandlerOptions{Level: level}
	if o.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options)), nil
	}
	return slog.New(slog.NewTextHandler(to, options)), nil
}
