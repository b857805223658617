package main

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A question that comes through a pipe is read in whatever a console or PowerShell of Windows
// writes.
func TestQuestionsInEncodings(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]encoding.Encoding{
		"UTF-8":                 encoding.Nop,
		"UTF-8 with a mark":     unicode.UTF8BOM,
		"code page 850":         charmap.CodePage850,
		"Windows-1252":          charmap.Windows1252,
		"UTF-16 with a mark":    unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16 without, as is": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	} {
		question, err := e.NewEncoder().String("horloges décalées entre le poste et le serveur\r\n")
		if err != nil {
			t.Fatal(err)
		}
		c := program(t, "search", "--json")
		c.Stdin = strings.NewReader(question)
		stdout, stderr, status := output(t, c)
		if status != 0 || !strings.Contains(stdout, `"id": "horloge-decalee"`) || !strings.Contains(stdout, "décalées") {
			t.Errorf("%s: exit status %d, %s%s", name, status, stdout, stderr)
		}
	}
}
