package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/lex"
	"waptkb/index/redact"
)

func (a *app) codeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "code CODE",
		Short:   a.text("cli.code.short"),
		Long:    a.text("cli.code.long"),
		Example: "  waptkb code 1618\n  waptkb code 0x80070652\n  waptkb code -2147023278",
		Args:    a.args(1, -1),
		RunE:    a.withIndex(a.code),
	}
}

// code explains a code in any form: all that the number may mean, for small ones
// depend on the program that ended with them, or what the program that is named means.
func (a *app) code(_ context.Context, x *index.Index, args []string) error {
	text, lib := strings.TrimSpace(strings.Join(args, " ")), x.Library()
	if id, ok := lib.Named(text); ok {
		return a.writeCodes(lib, []string{id})
	}
	value, ok := content.ParseCode(text)
	if !ok {
		return a.nothing(a.text("cli.code.notacode", "text", redact.Secrets(text)))
	}
	if absent, ok := lib.Absent(text); ok {
		says := absent.Says(a.texts, a.lang)
		if absent.ID != "" {
			says += " " + a.text("cli.code.absent", "id", absent.ID)
		}
		return a.nothing(says)
	}
	return a.writeCodes(lib, codeIDs(lib, text, value))
}

// codeIDs lists the entries of what a text that is a code may mean.
func codeIDs(lib *content.Library, text string, value uint32) (ids []string) {
	codes := lib.CodesByValue(value)
	if named := content.OfNamedPrograms(codes, lex.Set(lex.Words(text))); len(named) > 0 {
		codes = named
	} else if found := content.FindCodes(text); len(found) > 0 {
		if h, ok := lib.Decoded(found[0]); ok {
			return []string{h.ID()}
		}
		if _, ok := found[0].Failure(); ok { // no program writes its exit codes so
			codes = codes[:1]
		}
	}
	for _, c := range codes {
		ids = append(ids, c.ID)
	}
	return ids
}

// codeJSON is an entry, with the ids of those that have the same number.
type codeJSON struct {
	api.Article
	Others []string `json:"others,omitempty"`
}

// writeCodes shows the entries of a number. In JSON it is the first, with the ids of
// the others.
func (a *app) writeCodes(lib *content.Library, ids []string) error {
	var entries []*content.Article
	for _, id := range ids {
		entry, err := lib.Entry(id, a.lang)
		if err != nil {
			return err
		}
		entries = append(entries, entry)
	}
	value := codeJSON{Article: api.NewArticle(lib, entries[0], a.lang, "")}
	for _, other := range entries[1:] {
		value.Others = append(value.Others, other.ID)
	}
	return a.write(value, true, func() error {
		for i, entry := range entries {
			if i > 0 {
				a.stdout.Printf("\n")
			}
			a.printArticle(lib, entry, "")
		}
		return nil
	})
}

// unsignCodes writes negative codes in hexadecimal, so that "code -2147023278" is
// not taken for a flag.
func unsignCodes(args []string) []string {
	if len(args) == 0 || args[0] != "code" && args[0] != "search" {
		return args
	}
	args = slices.Clone(args)
	for i, arg := range args {
		if n, err := strconv.ParseInt(arg, 10, 32); err == nil && n < -0xffff { // no failure is smaller
			args[i] = fmt.Sprintf("0x%08X", uint32(n))
		}
	}
	return args
}
