package doc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// kindOf knows two sections.
func kindOf(title string) string {
	return map[string]string{"Cause": "cause", "Solution": "solution"}[title]
}

func parse(source string) *Document { return Parse(source, kindOf, nil) }

// para makes a paragraph.
func para(spans ...Span) Block { return Block{Kind: Paragraph, Spans: spans} }

// tight makes an item of one text.
func tight(s string, blocks ...Block) Block {
	return item(append([]Block{{Kind: Paragraph, Spans: []Span{words(s)}, Tight: true}}, blocks...)...)
}

func item(blocks ...Block) Block { return Block{Kind: Item, Blocks: blocks} }

func list(items ...Block) Block { return Block{Kind: List, Blocks: items} }

func admonition(role string, blocks ...Block) Block {
	return Block{Kind: Admonition, Role: role, Blocks: blocks}
}

func row(cells ...[]Span) Block {
	r := Block{Kind: Row}
	for _, c := range cells {
		r.Blocks = append(r.Blocks, Block{Kind: Cell, Spans: c})
	}
	return r
}

func words(s string) Span { return Span{Kind: Text, Text: s} }

func texts(s string) []Span { return []Span{words(s)} }

func code(s string) Span { return Span{Kind: CodeSpan, Text: s} }

// diff compares blocks but for their lines.
func diff(want, got []Block) string {
	return cmp.Diff(want, got, cmpopts.IgnoreFields(Block{}, "Line"), cmpopts.IgnoreFields(Span{}, "Line"))
}

func TestBlocks(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		want   []Block
	}{
		"nothing":   {"", nil},
		"paragraph": {"One\ntwo.\n\nThree.", []Block{para(words("One\ntwo.")), para(words("Three."))}},
		"heading":   {"x\n\n## A `b`\n", []Block{para(words("x")), {Kind: Heading, Level: 2, Anchor: "a-b", Spans: []Span{words("A "), code("b")}}}},
		"list":      {"- a\n- b\n", []Block{list(tight("a"), tight("b"))}},
		"steps": {
			"3. a\n\n    ```bash title=\"Debian, Ubuntu\"\n    b\n\n      c\n    ```\n4. d\n   - e\n",
			[]Block{{Kind: List, Ordered: true, Start: 3, Blocks: []Block{
				item(para(words("a")), Block{Kind: Code, Lang: "bash", Place: "Debian, Ubuntu", Code: "b\n\n  c\n"}),
				item(para(words("d")), list(tight("e"))),
			}}},
		},
		"code without language": {"```\n```", []Block{{Kind: Code}}},
		"warning": {
			"> [!WARNING]\n> Mind *it*.\n>\n> - a\n",
			[]Block{admonition("warning", para(words("Mind "), Span{Kind: Emphasis, Spans: texts("it")}, words(".")), list(tight("a")))},
		},
		"marker alone": {"> [!TIP]\n>\n> a\n", []Block{admonition("tip", para(words("a")))}},
		"empty note":   {"> [!NOTE]\n", []Block{admonition("note")}},
		"table": {
			"| a | b |\n|---|:-:|\n| `c \\| d` | |\n| e |\n",
			[]Block{{Kind: Table, Blocks: []Block{row(texts("a"), texts("b")), row([]Span{code("c | d")}, nil), row(texts("e"), nil)}}},
		},
		"table without rows": {"| a |\n|---|\n", []Block{{Kind: Table, Blocks: []Block{row(texts("a"))}}}},
		"rule":               {"a\n\n---\n", []Block{para(words("a")), {Kind: Rule}}},
	} {
		d := parse(test.source)
		if diff := diff(test.want, d.Blocks); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(d.Faults) > 0 {
			t.Errorf("%s has faults: %v", name, d.Faults)
		}
	}
}

func TestSpans(t *testing.T) {
	for source, want := range map[string][]Span{
		"a **b `c`** *d*":            {words("a "), {Kind: Strong, Spans: []Span{words("b "), code("c")}}, words(" "), {Kind: Emphasis, Spans: texts("d")}},
		`a\_b \&amp; &eacute;&#42;`:  texts("a_b &amp; é*"),
		"`a\\_b &amp;`":              {code(`a\_b &amp;`)},
		"`a\nb`":                     {code("a b")},
		"a [b] c_d !e":               texts("a [b] c_d !e"),
		"a  \nb\\\nc":                {words("a"), {Kind: Break, Text: "\n"}, words("b"), {Kind: Break, Text: "\n"}, words("c")},
		"[*a*](b.md)":                {{Kind: Link, Article: "b", Spans: []Span{{Kind: Emphasis, Spans: texts("a")}}}},
		"x [a](b.md#c)":              {words("x "), {Kind: Link, Article: "b", Anchor: "c", Spans: texts("a")}},
		"[a](#b)":                    {{Kind: Link, Anchor: "b", Spans: texts("a")}},
		"[a](https://x/b.md#c)":      {{Kind: Link, URL: "https://x/b.md#c", Spans: texts("a")}},
		"<http://x/?a&b>":            {{Kind: Link, URL: "http://x/?a&b", Spans: texts("http://x/?a&b")}},
		"![a *b* &amp; c](d.fr.svg)": {{Kind: Figure, File: "d.fr.svg", Text: "a b & c"}},
	} {
		d := parse(source)
		if diff := diff([]Block{para(want...)}, d.Blocks); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
		if len(d.Faults) > 0 {
			t.Errorf("%q has faults: %v", source, d.Faults)
		}
	}
}

func TestLines(t *testing.T) {
	d := parse("\nx\n[a](b.md)\n\n1. y\n\n    ```text\n    c\n    ```\n\n## d\n")
	var got []string
	EachBlock(d.Blocks, func(b Block) {
		got = append(got, fmt.Sprintf("%s %d", b.Kind, b.Line))
		EachSpan(b.Spans, func(s Span) {
			if s.Kind == Link {
				got = append(got, fmt.Sprintf("%s %d", s.Kind, s.Line))
			}
		})
	})
	if diff := cmp.Diff("paragraph 1, link 2, list 4, item 4, paragraph 4, code 6, heading 10", strings.Join(got, ", ")); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// What articles have not is named, and becomes something harmless.
func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		line   int
		fault  string
		want   []Block
	}{
		"HTML block":             {"<div>\n\na", 0, "raw HTML", []Block{para(words("a"))}},
		"HTML in a line":         {"a\n<b>", 1, "raw HTML", []Block{para(words("a\n"))}},
		"indented code":          {"a\n\n    b", 2, "indented code block", []Block{para(words("a")), {Kind: Code, Lang: "text", Code: "b\n"}}},
		"quotation":              {"> a", 0, "blockquote without a kind", []Block{admonition("note", para(words("a")))}},
		"unknown kind":           {"- > [!DANGER]\n  > a", 0, "blockquote without a kind", []Block{list(item(admonition("note", para(words("[!DANGER]\na")))))}},
		"heading in a list":      {"- ## a", 0, "heading inside", []Block{list(item(para(Span{Kind: Strong, Spans: texts("a")})))}},
		"link to a script":       {"[a](javascript:b)", 0, `link to "javascript:b"`, []Block{para(words("a"))}},
		"link to a script's .md": {"[a](javascript:b.md)", 0, `link to "javascript:b.md"`, []Block{para(words("a"))}},
		"link to a file":         {"[a](../b.md)", 0, `link to "../b.md"`, []Block{para(words("a"))}},
		"link to no article":     {"[a](.md)", 0, `link to ".md"`, []Block{para(words("a"))}},
		"link to nothing":        {"[a]()", 0, `link to ""`, []Block{para(words("a"))}},
		"address of mail":        {"<a@b.fr>", 0, `link to "a@b.fr"`, []Block{para(words("a@b.fr"))}},
		"reference to a script":  {"a [b]\n\n[b]: vbscript:c", 0, `link to "vbscript:c"`, []Block{para(words("a b"))}},
	} {
		d := parse(test.source)
		if len(d.Faults) != 1 || d.Faults[0].Line != test.line || !strings.Contains(d.Faults[0].Text.String(), test.fault) {
			t.Errorf("%s: faults %v, want %q on line %d", name, d.Faults, test.fault, test.line)
		}
		if diff := diff(test.want, d.Blocks); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

const divided = "Before.\n\n# Top\n\n## Cause\n\nc\n\n## Solution\n\nsteps\n\n### By hand\n\n1. a\n\n### By hand\n\nb\n\n## ???\n\n## Solution 2\n"

func TestSections(t *testing.T) {
	d := parse(divided)
	type section struct {
		Kind, Title, Anchor string
		Level, Line         int
		Text                string
	}
	var got []section
	for _, s := range d.Sections {
		got = append(got, section{s.Kind, s.Title, s.Anchor, s.Level, s.Line, s.Text()})
	}
	want := []section{
		{"", "Top", "top", 1, 2, "c\nsteps\na\nb\n"},
		{"cause", "Cause", "cause", 2, 4, "c\n"},
		{"solution", "Solution", "solution", 2, 8, "steps\na\nb\n"},
		{"solution", "By hand", "by-hand", 3, 12, "a\n"},
		{"solution", "By hand", "by-hand-2", 3, 16, "b\n"},
		{"", "???", "section", 2, 20, ""},
		{"", "Solution 2", "solution-2", 2, 22, ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	if got := d.Section("solution"); got.Line != 8 {
		t.Errorf("Section(solution) = %+v", got)
	}
	if got := d.Section("check"); got.Blocks != nil || got.Level != 0 {
		t.Errorf("Section(check) = %+v, want none", got)
	}
}

// anchors lists those of the sections, which the headings have too.
func anchors(t *testing.T, d *Document) string {
	t.Helper()
	var ofSections, ofHeadings []string
	for _, s := range d.Sections {
		ofSections = append(ofSections, s.Anchor)
	}
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			ofHeadings = append(ofHeadings, b.Anchor)
		}
	}
	if diff := cmp.Diff(ofSections, ofHeadings); diff != "" {
		t.Errorf("anchors of sections and headings differ:\n%s", diff)
	}
	return strings.Join(ofSections, " ")
}

func TestTranslationTakesAnchors(t *testing.T) {
	primary := parse("## Cause\n\n### Un\n\n### Un\n")
	for source, want := range map[string]string{
		"## Cause\n\n### One\n\n### Two\n": "cause un un-2",
		"## Cause\n\n### One\n":            "cause one",
	} {
		if got := anchors(t, Parse(source, kindOf, primary)); got != want {
			t.Errorf("%q has the anchors %s, want %s", source, got, want)
		}
	}
}

func TestFirstSteps(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		want   int // blocks
		whole  bool
	}{
		"not divided":  {"## Solution\n\na\n\nb\n\n## Check\n\nc", 2, true},
		"one way":      {"## Solution\n\na\n\n### One\n\nb", 3, true},
		"several ways": {"## Solution\n\na\n\n### One\n\nb\n\n### Two\n\nc\n\n### Three", 3, false},
		"none":         {"## Cause\n\na", 0, true},
	} {
		solution := parse(test.source).Section("solution")
		steps, whole := solution.FirstSteps()
		if diff := diff(solution.Blocks[:test.want], steps); diff != "" || whole != test.whole {
			t.Errorf("%s: FirstSteps = %v, %v (-want +got):\n%s", name, steps, whole, diff)
		}
	}
}

func TestText(t *testing.T) {
	const source = "## Cause\n\nUn *mot*,\nun `code` ![f](f.svg)  \net [x](https://y).\n\n```text\na\n b\n```\n\n- un\n- deux\n  1. trois\n\n" +
		"| a | **b** |\n|---|---|\n| c | d |\n\n> [!WARNING]\n> Mind\n> the gap.\n>\n> Now.\n\n---\n"
	const want = "Un mot, un code f et x.\na\n b\nun\n\ndeux\ntrois\na\nb\n\nc\nd\n[!WARNING] Mind the gap.\nNow.\n\n"
	if diff := cmp.Diff(want, parse(source).Section("cause").Text()); diff != "" {
		t.Errorf("Text (-want +got):\n%s", diff)
	}
}

func TestAddress(t *testing.T) {
	article := func(id string) string { return "/a/" + id }
	for _, test := range []struct {
		page string
		link Span
		want string
	}{
		{"/page", Span{URL: "https://x#y"}, "https://x#y"},
		{"/page", Span{Article: "b"}, "/a/b"},
		{"/page", Span{Article: "b", Anchor: "c"}, "/a/b#c"},
		{"/page", Span{Anchor: "c"}, "/page#c"},
		{"/page", Span{}, "/page"},
		{"", Span{Anchor: "c"}, "#c"},
		{"", Span{}, "#"},
	} {
		if got := test.link.Address(test.page, article); got != test.want {
			t.Errorf("Address of %+v from %q = %s, want %s", test.link, test.page, got, test.want)
		}
	}
}

// Whatever Markdown an article has, its sections lie in its blocks, its anchors are
// its own, and its faults stand on its lines.
func FuzzParse(f *testing.F) {
	f.Add(divided)
	f.Add("> [!NOTE]\n> [x]: y\n\n[!NOTE]: javascript:x")
	f.Add("1. ```\n2. > [!TIP]\n- - # x\n\n|a|\n|-|\n|b|\n<a\nb>\n\n***\na\\\n\x00&#0;")
	f.Fuzz(func(t *testing.T, source string) {
		d := parse(source)
		seen := map[string]bool{}
		for _, anchor := range strings.Fields(anchors(t, d)) {
			if seen[anchor] {
				t.Errorf("Parse(%q): anchor %q stands twice", source, anchor)
			}
			seen[anchor] = true
		}
		for _, fault := range d.Faults {
			if fault.Line < 0 || fault.Line > strings.Count(source, "\n") {
				t.Errorf("Parse(%q): %+v", source, fault)
			}
		}
		EachBlock(d.Blocks, func(b Block) {
			for _, row := range b.Blocks {
				if b.Kind == Table && len(row.Blocks) != len(b.Blocks[0].Blocks) {
					t.Errorf("Parse(%q): a row has %d cells, the head %d", source, len(row.Blocks), len(b.Blocks[0].Blocks))
				}
			}
		})
		for _, s := range d.Sections {
			s.FirstSteps()
			_ = s.Text()
		}
	})
}

// TestFold: what is folded away begins behind a step, and its numbers go on.
func TestFold(t *testing.T) {
	steps := func(start, n int) Block {
		return Block{Kind: List, Ordered: true, Start: start, Blocks: make([]Block, n)}
	}
	text, items := Block{Kind: Paragraph}, Block{Kind: List, Blocks: make([]Block, 9)}
	command, shown := Block{Kind: Code, Lang: "bash"}, Block{Kind: Code, Lang: "text"}
	for name, test := range map[string]struct {
		blocks, first, rest []Block
		more                int
	}{
		"few steps":      {[]Block{text, steps(1, 3), text}, []Block{text, steps(1, 3), text}, nil, 0},
		"no steps":       {[]Block{text, items, text}, []Block{text, items, text}, nil, 0},
		"many":           {[]Block{text, steps(1, 5), text}, []Block{text, steps(1, 3)}, []Block{steps(4, 2), text}, 2},
		"two lists":      {[]Block{steps(1, 2), text, steps(1, 2)}, []Block{steps(1, 2), text, steps(1, 1)}, []Block{steps(2, 1)}, 1},
		"between lists":  {[]Block{steps(1, 3), text, steps(4, 2)}, []Block{steps(1, 3), text}, []Block{steps(4, 2)}, 2},
		"more lists":     {[]Block{steps(1, 4), steps(1, 2)}, []Block{steps(1, 3)}, []Block{steps(4, 1), steps(1, 2)}, 3},
		"commands":       {[]Block{text, command, text, command, shown, text, command, text, command}, []Block{text, command, text, command, shown, text, command}, []Block{text, command}, 1},
		"nothing at all": {nil, nil, nil, 0},
	} {
		first, rest, more := Fold(test.blocks, 3)
		if diff := cmp.Diff([]any{test.first, test.rest, test.more}, []any{first, rest, more}); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}
