package fulltext

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content/flat"
	"waptkb/content/fold"
	"waptkb/content/words"
)

// Fields of a passage; each language has one of its name.
const (
	fieldCode    = "code" // identifiers: whole and in parts, never stemmed
	fieldSurface = "word" // folded words as they are: the dictionary that typing errors are corrected with
)

// conceptMark begins a term that stands for a concept of content/words/concepts.txt.
const conceptMark = "§"

// concepts are groups of words that mean the same: each word of a group also
// yields the term of the group, in all languages the same.
type concepts struct {
	first   flat.Strings // first stems, sorted
	phrases flat.Lists   // by these: phrases, the longest first
	stems   flat.Strings // by phrase, one behind the other, with spaces between
	terms   flat.Strings // by phrase
}

// writeConcepts reads lines "name: word, several words, …", stems the words as
// the analyzer does, and writes them as sections of a file. Words of other languages do no harm.
func writeConcepts(out *flat.Builder, section, text string, analyzer analysis.Analyzer) {
	var stems, terms []string
	byFirst := map[string][]uint32{}
	for line := range words.Lines(text) {
		name, group, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		for w := range strings.SplitSeq(group, ",") {
			var phrase []string
			for _, t := range analyzer.Analyze([]byte(strings.TrimSpace(w))) {
				phrase = append(phrase, string(t.Term))
			}
			if len(phrase) > 0 {
				byFirst[phrase[0]] = append(byFirst[phrase[0]], uint32(len(stems)))
				stems, terms = append(stems, strings.Join(phrase, " ")), append(terms, conceptMark+name)
			}
		}
	}
	first := slices.Sorted(maps.Keys(byFirst))
	phrases := make([][]uint32, len(first))
	for i, stem := range first {
		phrases[i] = byFirst[stem]
		slices.SortStableFunc(phrases[i], func(a, b uint32) int { return strings.Count(stems[b], " ") - strings.Count(stems[a], " ") })
	}
	out.Strings(section, first)
	out.Lists(section+".phrases", phrases)
	out.Strings(section+".stems", stems)
	out.Strings(section+".terms", terms)
}

func readConcepts(file *flat.File, section string) concepts {
	return concepts{file.Strings(section), file.Lists(section + ".phrases"), file.Strings(section + ".stems"), file.Strings(section + ".terms")}
}

// place gives where the phrases are that begin with a stem, -1 when there are none.
func (c concepts) place(stem string) int32 {
	i, ok := c.first.Search(stem)
	if !ok {
		return -1
	}
	return int32(i)
}

// at yields the concepts that a text of n stems begins with, and how many stems
// each takes; place is that of the first stem.
func (c concepts) at(place int32, n int, stem func(i int) string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		if place < 0 {
			return
		}
		seen := ""
		for phrase := range c.phrases.At(int(place)).All() {
			term := c.terms.At(int(phrase))
			if term == seen {
				continue
			}
			length, ok := begins(n, stem, c.stems.At(int(phrase)))
			if !ok {
				continue
			}
			seen = term
			if !yield(term, length) {
				return
			}
		}
	}
}

// begins tells whether a text of n stems begins with those of a phrase, and how many
// these are.
func begins(n int, stem func(i int) string, phrase string) (length int, ok bool) {
	for s := range strings.SplitSeq(phrase, " ") {
		if length == n || stem(length) != s {
			return 0, false
		}
		length++
	}
	return length, true
}

// conceptAnalyzer adds the terms of concepts behind another analyzer.
type conceptAnalyzer struct {
	lang     string
	concepts concepts
}

// base gives the analyzer of the language, which commands without a search do not need.
func (a conceptAnalyzer) base() analysis.Analyzer { return baseAnalyzers()[a.lang] }

func (a conceptAnalyzer) Analyze(input []byte) analysis.TokenStream {
	tokens := a.base().Analyze(input)
	var out analysis.TokenStream
	for i, t := range tokens {
		out = append(out, t)
		add := func(term string, end int) {
			out = append(out, &analysis.Token{Term: []byte(term), Start: t.Start, End: end, Position: t.Position, Type: t.Type})
		}
		for term, n := range a.concepts.at(a.concepts.place(string(t.Term)), len(tokens)-i, func(k int) string { return string(tokens[i+k].Term) }) {
			add(term, tokens[i+n-1].End)
		}
	}
	return out
}

// codeAnalyzer finds identifiers: runs of characters without spaces that hold a
// digit, an underscore, an inner dot, hyphen, slash, backslash or colon, or a
// change of case. Each is kept whole, folded, without the punctuation around it,
// and in its parts; the two halves of a doubled extension stay together
// (wapt-get.ini gives wapt-get.ini, wapt-get, wapt, get, ini). Plain words are no
// identifiers.
type codeAnalyzer struct{}

// identifierBreaks part an identifier; the others in it keep it together.
const identifierBreaks = `._-/\:=@#%+~`

func isIdentifierRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune(identifierBreaks, r)
}

func (codeAnalyzer) Analyze(input []byte) analysis.TokenStream {
	var out analysis.TokenStream
	text := string(input)
	position := 0
	for start := 0; start < len(text); {
		length := strings.IndexFunc(text[start:], func(r rune) bool { return !isIdentifierRune(r) })
		if length < 0 {
			length = len(text) - start
		}
		if length > 0 {
			position++
			out = appendIdentifier(out, text[start:start+length], start, position)
			start += length
			continue
		}
		for i, r := range text[start:] {
			if isIdentifierRune(r) {
				start += i
				length = -1
				break
			}
		}
		if length == 0 {
			break
		}
	}
	return out
}

// maxIdentifier bounds a run of characters that is taken for an identifier.
const maxIdentifier = 200

func appendIdentifier(out analysis.TokenStream, run string, start, position int) analysis.TokenStream {
	trimmed := strings.TrimLeft(run, `.:=@#%+~-`)
	start += len(run) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, identifierBreaks)
	if trimmed == "" || len(trimmed) > maxIdentifier {
		return out
	}
	parts := identifierParts(trimmed)
	// A piece of a path that spaces divide, such as \wapt, is one too.
	if len(parts) < 2 && !strings.HasPrefix(run, `\`) && !strings.HasPrefix(run, "/") && !strings.ContainsFunc(trimmed, unicode.IsDigit) {
		return out
	}
	add := func(term string, from, to int) {
		folded := fold.String(term)
		for i := len(out) - 1; i >= 0 && out[i].Position == position; i-- {
			if string(out[i].Term) == folded {
				return
			}
		}
		out = append(out, &analysis.Token{Term: []byte(folded), Start: start + from, End: start + to, Position: position, Type: analysis.AlphaNumeric})
	}
	add(trimmed, 0, len(trimmed))
	// The last element of a path, and what stands between the strong breaks.
	for _, seps := range []string{`/\:=`, `/\:=.`, `._-/\:=@#%+~`} {
		at := 0
		for piece := range splitAny(trimmed, seps) {
			if piece != "" {
				add(piece, at, at+len(piece))
			}
			at += len(piece) + 1
		}
	}
	for _, p := range parts {
		if len(p.text) > 1 {
			add(p.text, p.start, p.start+len(p.text))
		}
	}
	return out
}

func splitAny(s, seps string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for {
			i := strings.IndexAny(s, seps)
			if i < 0 {
				yield(s)
				return
			}
			if !yield(s[:i]) {
				return
			}
			s = s[i+1:]
		}
	}
}

type identifierPart struct {
	text  string
	start int
}

// identifierParts splits at punctuation and at changes of case: SockRecv gives
// Sock and Recv, HTTPSConnectionPool gives HTTPS, Connection and Pool.
func identifierParts(s string) []identifierPart {
	var out []identifierPart
	start := -1
	runes := []rune(s)
	offset := 0
	flush := func(end int) {
		if start >= 0 && end > start {
			out = append(out, identifierPart{s[start:end], start})
		}
		start = -1
	}
	for i, r := range runes {
		switch {
		case strings.ContainsRune(identifierBreaks, r):
			flush(offset)
		case start < 0:
			start = offset
		case unicode.IsUpper(r) && unicode.IsLower(runes[i-1]),
			unicode.IsUpper(r) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsUpper(runes[i-1]):
			flush(offset)
			start = offset
		}
		offset += len(string(r))
	}
	flush(len(s))
	return out
}
