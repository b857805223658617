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

// code explains a code in any form.
func (a *app) code(_ context.Context, x *index.Index, args []string) error {
	text, lib := strings.Join(args, " "), x.Library()
	value, ok := content.ParseCode(text)
	if !ok {
		return a.nothing(a.text("cli.code.notacode", "text", redact.Secrets(text)))
	}
	c, err := lib.CodeByValue(value)
	if err != nil {
		return a.nothing(a.text("cli.code.unknown", "text", redact.Secrets(text), "forms", strings.Join(content.CodeForms(value), ", ")))
	}
	entry, err := lib.Entry(c.ID, a.lang)
	if err != nil {
		return err
	}
	return a.writeArticle(lib, entry, "")
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
