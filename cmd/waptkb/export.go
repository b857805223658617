package main

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/export"
)

func (a *app) exportCommand() *cobra.Command {
	zipped, base := false, ""
	c := &cobra.Command{
		Use:     "export DIR",
		Short:   a.text("cli.export.short"),
		Long:    a.text("cli.export.long"),
		Example: "  waptkb export /srv/share/waptkb\n  waptkb export --lang en --zip waptkb.zip\n  waptkb export --base /aide/wapt /var/www/html/aide/wapt",
		Args:    a.args(1, 1),
		RunE: a.withIndex(func(ctx context.Context, x *index.Index, args []string) error {
			if base != "" && (!strings.HasPrefix(base, "/") || path.Clean(base) != strings.TrimSuffix(base, "/") && base != "/") {
				return errors.New(a.text("cli.export.base", "base", base))
			}
			a.endsItself.Store(true) // and leaves nothing behind
			return a.export(ctx, x, args[0], base, zipped)
		}),
	}
	c.Flags().StringVar(&base, "base", "", a.text("cli.flag.base"))
	c.Flags().BoolVar(&zipped, "zip", false, a.text("cli.flag.zip"))
	return c
}

// otherPages is about how many pages and files a site has in a language beside articles and
// entries, for the progress.
const otherPages = 80

// export writes the site into a folder, or into a zip file.
func (a *app) export(ctx context.Context, x *index.Index, to, base string, zipped bool) error {
	write := export.Folder
	if zipped {
		write = export.Zip
	}
	cfg := export.Config{Index: x, Messages: a.texts, Lang: a.lang}
	if base != "" {
		cfg.Base = strings.TrimSuffix(base, "/") + "/"
	}
	cfg.Version, cfg.Commit = build()
	cfg.Progress = progress(a, len(i18n.Languages())*(x.Library().Size()+otherPages), 0)
	files, err := write(ctx, to, cfg)
	if cfg.Progress != nil {
		a.stderr.Printf("\r\x1b[K")
	}
	var foreign export.Foreign
	if errors.As(err, &foreign) {
		return errors.New(a.text("cli.export.foreign", "file", string(foreign)))
	}
	if err != nil {
		return err
	}
	a.stderr.Printf("%s\n", a.text("cli.export.done", "files", files, "place", to))
	return nil
}
