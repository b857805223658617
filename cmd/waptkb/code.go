package main

import (
	"cmp"
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
		Args:    cobra.MinimumNArgs(1),
		RunE:    a.withIndex(a.code),
	}
}

// code explains a code in any form: all that the number may mean, for small ones
// depend on the program that ended with them, or what the program that is named means.
func (a *app) code(_ context.Context, x *index.Index, args []string) error {
	text, lib := strings.Join(args, " "), x.Library()
	value, ok := content.ParseCode(text)
	if !ok {
		return a.nothing(a.text("cli.code.notacode", "text", redact.Secrets(text)))
	}
	codes := lib.CodesByValue(value)
	if named := content.OfNamedPrograms(codes, lex.Set(lex.Words(text))); len(named) > 0 {
		codes = named
	}
	if len(codes) > 0 {
		return a.writeCodes(lib, codes)
	}
	unknown := a.nothing(a.text("cli.code.unknown", "text", redact.Secrets(text), "forms", strings.Join(content.CodeForms(value), ", ")))
	if h, ok := content.DecodeHRESULT(value); ok && !plainNumber(text, value) {
		return a.writeHRESULT(value, h)
	}
	return unknown
}

// codeJSON is an entry, with the ids of those that have the same number.
type codeJSON struct {
	api.Article
	Others []string `json:"others,omitempty"`
}

// writeCodes shows the entries of a number. In JSON it is the first, with the ids of
// the others.
func (a *app) writeCodes(lib *content.Library, codes []*content.Code) error {
	var entries []*content.Article
	for _, c := range codes {
		entry, err := lib.Entry(c.ID, a.lang)
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

// plainNumber tells that a text gives a value as programs write their exit codes, so that
// it may be anybody's. A value above those of Windows errors is none.
func plainNumber(text string, value uint32) bool {
	mentions := content.FindCodes(text)
	return len(mentions) == 0 || mentions[0].Decimal() && value <= 0xffff
}

// hresultJSON is a code that the reference lacks, taken apart.
type hresultJSON struct {
	Forms        []string `json:"forms"`
	Severity     string   `json:"severity"` // "failure"
	Facility     uint16   `json:"facility"`
	FacilityName string   `json:"facility_name"` // empty when unknown
	Code         uint16   `json:"code"`
	Text         string   `json:"text"` // all of it in words
}

// writeHRESULT says what the bits of a code tell that the reference lacks.
func (a *app) writeHRESULT(value uint32, h content.HRESULT) error {
	key := "cli.code.hresult"
	if h.Win32() {
		key = "cli.code.win32"
	}
	facility := cmp.Or(h.Name(), a.text("cli.code.facility.unknown"))
	said := a.text(key, "facility", facility, "number", h.Facility, "code", h.Code, "hex", fmt.Sprintf("0x%04X", h.Code))
	return a.write(hresultJSON{content.CodeForms(value), "failure", h.Facility, h.Name(), h.Code, said}, false, func() error {
		a.stdout.Printf("%s\n", said)
		return nil
	})
}

// unsignCodes writes negative codes in hexadecimal, so that "code -2147023278" is
// not taken for a flag.
func unsignCodes(args []string) []string {
	if len(args) == 0 || args[0] != "code" {
		return args
	}
	args = slices.Clone(args)
	for i, arg := range args {
		if n, err := strconv.ParseInt(arg, 10, 32); err == nil && n < 0 {
			args[i] = fmt.Sprintf("0x%08X", uint32(n))
		}
	}
	return args
}
