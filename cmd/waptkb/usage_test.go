package main

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"waptkb/i18n"
)

// Help speaks one language: that of the user, though cobra and pflag have texts of their own.
func TestHelpSpeaksOneLanguage(t *testing.T) {
	t.Parallel()
	foreign := map[string]*regexp.Regexp{
		"fr": regexp.MustCompile(`(?i)(^|[ (])(the|of|for|with|without|default|strings?|ints?|float|flags?|usage:|generate|shell)[ )\n]`),
		"en": regexp.MustCompile(`(?i)(^|[ (])(le|la|les|des|pour|avec|sans|texte|liste|nombre|options? :|usage[\x{a0}\x{202f}]:)[ )\n]`),
	}
	names := regexp.MustCompile(`--[a-z-]+|“[^”]+”|«[^»]+»|(?m)^  waptkb.*$`) // are the same in all
	for _, lang := range i18n.Languages() {
		var out strings.Builder
		a := newApp(strings.NewReader(""), &out, io.Discard)
		seen := 0
		var look func(*cobra.Command)
		look = func(c *cobra.Command) {
			out.Reset()
			if err := c.Help(); err != nil {
				t.Fatal(err)
			}
			seen++
			help := names.ReplaceAllString(out.String(), "")
			if got := foreign[lang].FindString(help); got != "" || len(help) < 100 {
				t.Errorf("%s: the help of %q has %q:\n%s", lang, c.CommandPath(), got, help)
			}
			for _, below := range c.Commands() {
				look(below)
			}
		}
		look(a.command([]string{"--lang", lang}))
		if seen < 20 {
			t.Errorf("%s: only %d commands", lang, seen)
		}
	}
}
