package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"waptkb/server"
)

// defaultAddr lets only this machine in.
const defaultAddr = "127.0.0.1:8080"

type serveOptions struct{ addr string }

func (a *app) serveCommand() *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: a.text("cli.serve.short"),
		Long:  a.text("cli.serve.long"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), o) },
	}
	c.Flags().StringVar(&o.addr, "addr", defaultAddr, a.text("cli.flag.addr"))
	return c
}

func (a *app) serve(ctx context.Context, o serveOptions) error {
	x, err := a.open()
	if err != nil {
		return err
	}
	s, err := server.New(server.Config{
		Index:    x,
		Messages: a.texts,
		Logger:   slog.New(slog.NewTextHandler(a.stderr, nil)),
		Version:  version(),
	})
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return fmt.Errorf("%s: %w", a.text("cli.serve.listen", "addr", o.addr), err)
	}
	fmt.Fprintln(a.stderr, a.text("cli.serve.listening", "url", "http://"+l.Addr().String()+"/"))
	return s.Serve(ctx, l)
}
