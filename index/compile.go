package index

import (
	"math"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/content/words"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
)

// Compile writes a library and all that search knows of it into one file, which [Read]
// opens without building anything; what [Learn] learned of it, too, when it is not nil. The
// same library gives the same file.
func Compile(lib *content.Library, learned *reader.Model) ([]byte, error) {
	var out flat.Builder
	lib.Write(&out)
	if err := fulltext.Compile(lib, &out); err != nil {
		return nil, err
	}
	match.Write(&out, patterns(lib), rarity(lib))
	if learned != nil {
		learned.Write(&out, 0, reader.Default)
	}
	return out.File()
}

// patterns lists the error templates of all articles and messages.
func patterns(lib *content.Library) []*match.Pattern {
	var out []*match.Pattern
	for _, a := range lib.Articles(content.Primary) {
		for _, t := range a.Errors {
			out = append(out, &match.Pattern{ID: a.ID, Template: t})
		}
	}
	for _, m := range lib.Messages() {
		if m.General { // identifies nothing
			continue
		}
		for _, t := range m.Errors {
			out = append(out, &match.Pattern{ID: m.ID, Template: t})
		}
	}
	return out
}

// rarity weighs a fixed word by what it says among templates and in everyday text.
func rarity(lib *content.Library) match.Rarity {
	counts, n := map[string]int{}, 0
	count := func(text string) {
		n++
		seen := map[string]bool{}
		for _, w := range lex.Words(text) {
			if !seen[w.Text] {
				seen[w.Text] = true
				counts[w.Text]++
			}
		}
	}
	for line := range words.Lines(words.Background()) {
		count(line)
	}
	for _, a := range lib.Articles(content.Primary) {
		own := ""
		for _, t := range a.Errors {
			own += t.Filled(" ") + "\n"
		}
		count(own)
	}
	return func(word string) float64 {
		return math.Log(float64(n+1)/(float64(counts[word])+1)) + 0.3
	}
}

// Read opens a compiled index, which stays where it lies.
func Read(compiled string) (*Index, error) {
	p, file, err := readPart(compiled)
	if err != nil {
		return nil, err
	}
	if file.Has(sectionBeside) {
		return nil, ErrBeside
	}
	volumes := []volume{p}
	return newIndex(p.lib, volumes, panel(p.lib, volumes)), nil
}

// readPart opens what was compiled.
func readPart(compiled string) (p volume, file *flat.File, err error) {
	if file, err = flat.Open(compiled); err != nil {
		return p, nil, err
	}
	if p.lib, err = content.Read(file); err != nil {
		return p, nil, err
	}
	if p.text, err = fulltext.Read(file); err != nil {
		return p, nil, err
	}
	p.templates = match.Read(file)
	for r := reader.Read(file, 0); r != nil; r = reader.Read(file, len(p.readers)) {
		p.readers = append(p.readers, r)
	}
	p.file = file
	return p, file, file.Err()
}

// Build indexes a library in memory, as fast as it can be: nothing is learned.
func Build(lib *content.Library) (*Index, error) { return build(lib, nil) }

// BuildLearned is [Build] with a reader of the library.
func BuildLearned(lib *content.Library) (*Index, error) { return build(lib, Learn(lib)) }

func build(lib *content.Library, learned *reader.Model) (*Index, error) {
	data, err := Compile(lib, learned)
	if err != nil {
		return nil, err
	}
	return Read(string(data))
}
