package main

import (
	"context"
	"log/slog"
	"runtime/debug"

	"github.com/spf13/cobra"

	"waptkb/index"
	"waptkb/server/mcp"
)

func (a *app) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: a.text("mcp.command.short"),
		Long:  a.text("mcp.command.long"),
		Args:  a.args(0, 0),
		RunE:  a.withIndex(a.mcp),
	}
}

// mcp speaks with an assistant; nothing but the protocol goes to standard output.
func (a *app) mcp(ctx context.Context, x *index.Index, _ []string) error {
	debug.SetGCPercent(usualCollections)
	version, _ := build()
	s, err := mcp.New(mcp.Config{
		Engine: x, Texts: a.texts, Logger: slog.New(slog.NewTextHandler(a.stderr, nil)), Version: version, Lang: a.lang,
	})
	if err != nil {
		return err
	}
	return s.Run(ctx, a.stdin, a.stdout)
}
