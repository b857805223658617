package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"waptkb/content/fold"
)

// runLength is how many words in a row are no chance any more.
const runLength = 10

// texts knows each run of runLength words of what was read.
type texts struct {
	places map[string]string // of runs of the sources: where they stand
	prints map[string]bool   // runs of what programs print
}

func newTexts() *texts { return &texts{map[string]string{}, map[string]bool{}} }

// finding is a run of words that stands in a source, too.
type finding struct {
	file   string
	line   int
	run    string
	source string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: %q stands in %s: write it in other words", f.file, f.line, f.run, f.source)
}

// source takes in a text. Each cell of a table is a text of its own, and columns of
// messages hold what programs print.
func (t *texts) source(file, text string) {
	name := filepath.Base(file)
	if filepath.Ext(name) != ".tsv" {
		t.prose(name, text, 1)
		return
	}
	head, rows, _ := strings.Cut(text, "\n")
	columns := strings.Split(head, "\t")
	for i, row := range strings.Split(rows, "\n") {
		for column, cell := range strings.Split(row, "\t") {
			if column < len(columns) && !strings.HasPrefix(columns[column], "message") {
				t.prose(name, cell, i+2)
			}
		}
	}
}

// prose takes in a text that begins on a line of a source.
func (t *texts) prose(name, text string, line int) {
	words := wordsOf(text)
	for i, run := range runs(words) {
		if run != "" && t.places[run] == "" {
			t.places[run] = fmt.Sprintf("%s:%d", name, line+words[i].line-1)
		}
	}
}

// errors takes in the error templates of a file, as what programs print. Those that are
// believed only as the whole question are headings of documentation.
func (t *texts) errors(_, text string) {
	for _, m := range template.FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[2], "scope: whole") {
			continue
		}
		for _, run := range runs(wordsOf(hole.ReplaceAllString(m[1], between))) {
			t.prints[run] = true
		}
	}
}

// template is an error template with the keys below it, and hole a variable part of it.
var (
	template = regexp.MustCompile(`(?m)^ *- text: (.*)\n((?: +\w.*\n)*)`)
	hole     = regexp.MustCompile(`\{\w+\}`)
)

// copied gives the longest runs of words of a file that are those of a source.
func (t *texts) copied(file, text string) (out []finding) {
	words := wordsOf(sentences(file, text))
	end := 0 // of the last finding
	for i, run := range runs(words) {
		place, ok := t.places[run]
		if !ok || t.prints[run] || mostlyQuoted(words[i:i+runLength]) {
			continue
		}
		if i < end { // it goes on
			out[len(out)-1].run += " " + words[end].text
			end++
			continue
		}
		out = append(out, finding{file, words[i].line, run, place})
		end = i + runLength
	}
	return out
}

// mostlyQuoted tells whether more than half of some words are quoted.
func mostlyQuoted(words []word) bool {
	n := 0
	for _, w := range words {
		if w.quoted {
			n++
		}
	}
	return 2*n > len(words)
}

// word is a folded word of a file; an empty one stands between texts.
type word struct {
	text   string
	line   int
	quoted bool // it is code, a name, or somebody else's words
}

// Marks in a text where something was that is no sentence, and around what is quoted.
const (
	between = "\x00"
	quote   = "\x01"
)

// wordsOf gives the words of a text, runs of letters and digits, with their lines.
func wordsOf(text string) (out []word) {
	line, quoted := 0, false
	for l := range strings.Lines(text) {
		line++
		for _, w := range strings.FieldsFunc(spaced.Replace(fold.String(l)), isBetweenWords) {
			switch w {
			case quote:
				quoted = !quoted
			case between:
				out = append(out, word{line: line})
			default:
				out = append(out, word{w, line, quoted})
			}
		}
	}
	return out
}

// spaced makes each mark a word of its own.
var spaced = strings.NewReplacer(between, " "+between+" ", quote, " "+quote+" ")

func isBetweenWords(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && string(r) != between && string(r) != quote
}

// runs gives, for each word from which there are runLength, these words; nothing where
// they are of several texts.
func runs(words []word) (out []string) {
	for i := range max(0, len(words)-runLength+1) {
		var run []string
		for _, w := range words[i : i+runLength] {
			if w.text != "" {
				run = append(run, w.text)
			}
		}
		if len(run) < runLength {
			run = nil
		}
		out = append(out, strings.Join(run, " "))
	}
	return out
}

// What is no sentence in articles and in the texts of entries, and what is quoted there.
var (
	otherKeys = regexp.MustCompile(`(?m)^(?:component|platforms|versions|checked|severity|general|seldom|identifiers|related|sources|reviewed):.*\n(?:[ -].*\n)*`)
	keys      = regexp.MustCompile(`(?m)^ *[\w-]+:`)
	blocks    = regexp.MustCompile("(?ms)^ *```.*?^ *```|\\]\\([^)\n]*\\)|https?://\\S+")
	quotes    = regexp.MustCompile("`[^`\n]*`|\\*\\*[^*\n]+\\*\\*|«[^«»]*»|“[^“”]*”")
)

// sentences gives a file of ours with all that is no sentence cut out of it, and quotes
// marked; lines stay where they are.
func sentences(file, text string) string {
	if filepath.Ext(file) == ".md" {
		front, body, _ := strings.Cut(text, "\n---\n")
		text = cut(keys, cut(otherKeys, front+"\n")) + between + "\n" + body
	} else {
		text = cut(keys, text)
	}
	return quotes.ReplaceAllString(cut(blocks, text), quote+"$0"+quote)
}

// cut takes out what an expression matches.
func cut(expr *regexp.Regexp, text string) string {
	return expr.ReplaceAllStringFunc(text, func(s string) string {
		return between + strings.Repeat("\n", strings.Count(s, "\n"))
	})
}
