package terminal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/doc"
)

// hostile is what others may write: each acts on a terminal or hides.
const hostile = "\x1b[2J\x1b]52;c;ZXZpbA==\x07 \x00\b\r\v\f\x7f \u009b31m \x9b31m \u202e\u2066\u2069\u200e\u061c " +
	"\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u2028\u2029\ufe0f\U000e0041\U000e0101 \xff\xc3"

// harmful gives the runes and bytes of s that must not reach a terminal.
func harmful(s string) (found []rune) {
	for i, r := range s {
		switch {
		case r == '\n' || r == '\t':
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			found = append(found, rune(s[i]))
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			found = append(found, r)
		}
	}
	return found
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "",
		"clé « privée » – 1 €": "clé « privée » – 1 €",
		"日本語 العربية ﷺ 😀 \ufffd": "日本語 العربية ﷺ 😀 \ufffd",
		`C:\x1b\new`:              `C:\x1b\new`,
		"a\x1b[2Jb":               `a\x1b[2Jb`,
		"bell\x07 del\x7f":        `bell\x07 del\u007f`,
		"C1 \u009b, raw \x9b":     `C1 \u009b, raw \x9b`,
		"\u202efdp.exe\u2069":     `\u202efdp.exe\u2069`,
		"wa\u200dpt wa\u00adpt":   `wa\u200dpt wa\u00adpt`,
		"tag \U000e0041, \ufe0f":  `tag \udb40\udc41, \ufe0f`,
		"1\r\n2\t3":               `1\r\n2\t3`,
		"cut \xe2\x80":            `cut \xe2\x80`,
		"separators \u2028\u2029": `separators \u2028\u2029`,
	} {
		if got := string(Line(in)); got != want {
			t.Errorf("Line(%q) = %s, want %s", in, got, want)
		}
	}
	if got, want := string(Indented("one\nwaptkb: two\x1b\n\tthree\n")), "one\n  waptkb: two\\x1b\n  \tthree"; got != want {
		t.Errorf("Indented = %q, want %q", got, want)
	}
}

// TestWriter writes byte by byte: runes that arrive in pieces are whole again.
func TestWriter(t *testing.T) {
	const text = "é\n\t日\x9b\u202e\xe2\x80" + hostile
	var b bytes.Buffer
	w := NewWriter(&b)
	for i := range len(text) {
		if n, err := w.Write([]byte{text[i]}); n != 1 || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines(text), b.String()); diff != "" {
		t.Error(diff)
	}
	if found := harmful(b.String()); found != nil {
		t.Errorf("%q comes through", found)
	}
}

func TestPrintf(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	style := Style{Colour: true}
	w.Printf("%s|%-4s|%s|%d|%.1f\n", style.Bold(Line("a\x1b[1m")), "b", errors.New("c\nd"), 5, 1.5)
	if got, want := b.String(), "\x1b[1ma\\x1b[1m\x1b[0m|b   |c\\nd|5|1.5\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

// TestJSON checks that cleaned JSON is the same value.
func TestJSON(t *testing.T) {
	want := map[string]string{strings.ToValidUTF8(hostile, "?"): `\` + strings.ToValidUTF8(hostile, "?")}
	var b bytes.Buffer
	w := NewWriter(&b)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(want); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if found := harmful(b.String()); found != nil {
		t.Errorf("%q comes through", found)
	}
}

// failing writes nothing the first time.
type failing struct {
	bytes.Buffer
	err error
}

func (f *failing) Write(p []byte) (int, error) {
	if err := f.err; err != nil {
		f.err = nil
		return 0, err
	}
	return f.Buffer.Write(p)
}

func TestWriterKeepsTheFirstError(t *testing.T) {
	full := errors.New("full")
	f := &failing{err: full}
	w := NewWriter(f)
	w.Printf("lost\n")
	w.Printf("kept\n")
	if err := w.Close(); err != full || f.String() != "kept\n" {
		t.Errorf("Close = %v with %q written, want %v and what could be written", err, f.String(), full)
	}
}

// parse reads Markdown whose sections are of no kind.
func parse(markdown string) []doc.Block {
	return doc.Parse(markdown, func(string) string { return "" }, nil).Blocks
}

func TestRenderCleans(t *testing.T) {
	const markdown = "## A\x1b[2J\n\n1. `code\u202e` **b\x9b** [link\x07](https://x/\x1b&#27;) &#27;\n\n" +
		"> [!NOTE]\n> x\u200d\n\n```bash title=\"t\u009b\"\nrm\x1b\n```\n\n| h\x1b | i |\n|---|---|\n| c\u2066 | <b\x07> |\n"
	for _, width := range []int{80, 8} {
		got := string(Style{Width: width, Label: func(key string) string { return key }}.Render(parse(markdown)))
		if found := harmful(got); found != nil {
			t.Errorf("%q comes through in\n%s", found, got)
		}
		if !strings.Contains(got, `A\x1b[2J`) || !strings.Contains(got, `rm\x1b`) {
			t.Errorf("what was cleaned is not shown:\n%s", got)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostile)
	f.Add("clé « privée » \U0001f600 \\x1b")
	f.Fuzz(func(t *testing.T, s string) {
		for name, clean := range map[string]func(string) string{"Line": func(s string) string { return string(Line(s)) }, "lines": lines} {
			got := clean(s)
			if found := harmful(got); found != nil || !utf8.ValidString(got) {
				t.Errorf("%s(%q): %q comes through", name, s, found)
			}
			if again := clean(got); again != got {
				t.Errorf("%s(%q) = %q, then %q", name, s, got, again)
			}
			if harmful(s) == nil && !strings.ContainsAny(s, "\n\t") && got != s {
				t.Errorf("%s(%q) = %q, though it is clean", name, s, got)
			}
		}
		if strings.ContainsAny(string(Line(s)), "\n\t") {
			t.Errorf("Line(%q) is not one line", s)
		}
	})
}
