package content

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"waptkb/content/doc"
	"waptkb/i18n"
)

// Advice is what an article says to do where an error of it was read: what the values make
// useless is gone, and the commands have those values that are plain names.
type Advice struct {
	Summary  string
	Solution doc.Section
}

// Advise gives the advice of an article for what stood in the holes of an error template.
func (l *Library) Advise(a *Article, captures map[string]string) Advice {
	advice := Advice{Summary: a.SummaryFor(captures), Solution: l.Document(a).Section(SectionSolution)}
	advice.Solution.Blocks = fill(doc.Given(advice.Solution.Blocks, captures), a.fillings(captures))
	return advice
}

// ConditionalSummary is what to do where a condition holds.
type ConditionalSummary struct {
	If   doc.Condition
	Text string
}

// SummaryFor gives what to do for what stood in the holes of an error template.
func (a *Article) SummaryFor(captures map[string]string) string {
	for _, s := range a.Summaries {
		if holds, _ := s.If.Holds(captures); holds {
			return s.Text
		}
	}
	return a.Summary
}

// Placeholder is a name in commands that the reader replaces by their own.
type Placeholder struct {
	Key   string   // of its label, "placeholder.package"
	Names []string // in any language
}

// Placeholders lists the placeholders. A name that stands in another comes behind it.
var Placeholders = []Placeholder{
	{"package", []string{"PREFIXE-LOGICIEL", "PREFIX-SOFTWARE", "PREFIX-PACKAGE"}},
	{"server", []string{"srvwapt.mydomain.lan"}},
	{"domain", []string{"mydomain.lan"}},
}

// PlaceholderIn is where a placeholder stands in code.
type PlaceholderIn struct {
	Key        string
	Start, End int // in bytes
}

// placeholderNames matches all names, the first that fits.
var placeholderNames = sync.OnceValue(func() *regexp.Regexp {
	var names []string
	for _, p := range Placeholders {
		for _, name := range p.Names {
			names = append(names, regexp.QuoteMeta(name))
		}
	}
	return regexp.MustCompile(strings.Join(names, "|"))
})

// PlaceholdersIn lists the placeholders that stand in code of blocks, each with the first
// name that it has there. What programs print is not code to be filled in.
func PlaceholdersIn(blocks []doc.Block) (keys []string, names map[string]string) {
	names = map[string]string{}
	add := func(code string) {
		for _, p := range FindPlaceholders(code) {
			if names[p.Key] == "" {
				names[p.Key] = code[p.Start:p.End]
			}
		}
	}
	doc.EachBlock(blocks, func(b doc.Block) {
		if b.Lang != textLang {
			add(b.Code)
		}
	})
	for _, p := range Placeholders {
		if names[p.Key] != "" {
			keys = append(keys, p.Key)
		}
	}
	return keys, names
}

// textLang is the language of code blocks that show what programs print.
const textLang = "text"

// FindPlaceholders finds the placeholders in code, where they stand alone or as the end of
// a longer name: the domain in "srvads.mydomain.lan".
func FindPlaceholders(code string) (found []PlaceholderIn) {
	for _, at := range placeholderNames().FindAllStringIndex(code, -1) {
		name := code[at[0]:at[1]]
		i := slices.IndexFunc(Placeholders, func(p Placeholder) bool { return slices.Contains(p.Names, name) })
		found = append(found, PlaceholderIn{Placeholders[i].Key, at[0], at[1]})
	}
	return found
}

// fillings gives what stands in the place of placeholders, by their keys: captures that
// are plain names. What a stranger wrote is never put into a command otherwise.
func (a *Article) fillings(captures map[string]string) map[string]string {
	values := map[string]string{}
	for hole, key := range a.Fills {
		if value := captures[hole]; plainName().MatchString(value) {
			values[key] = value
		}
	}
	return values
}

// plainName matches what no shell takes for more than a name.
var plainName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`) })

// fill puts values in the place of placeholders in the code of blocks.
func fill(blocks []doc.Block, values map[string]string) []doc.Block {
	if len(values) == 0 {
		return blocks
	}
	out := slices.Clone(blocks)
	for i := range out {
		out[i].Code = filled(out[i].Code, values)
		out[i].Spans = fillSpans(out[i].Spans, values)
		out[i].Blocks = fill(out[i].Blocks, values)
	}
	return out
}

func fillSpans(spans []doc.Span, values map[string]string) []doc.Span {
	out := slices.Clone(spans)
	for i := range out {
		if out[i].Kind == doc.CodeSpan {
			out[i].Text = filled(out[i].Text, values)
		}
		out[i].Spans = fillSpans(out[i].Spans, values)
	}
	return out
}

func filled(code string, values map[string]string) string {
	var out strings.Builder
	at := 0
	for _, p := range FindPlaceholders(code) {
		if value := values[p.Key]; value != "" {
			out.WriteString(code[at:p.Start] + value)
			at = p.End
		}
	}
	return out.String() + code[at:]
}

// HoleValue writes what stood in a hole as people do; the text "hole.<name>" names it.
func HoleValue(hole, value string) string {
	if hole == "seconds" {
		return i18n.Seconds(value)
	}
	return value
}
