package index

import (
	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/reader"
)

// Learn teaches a reader all that the articles of a library say of their problems, and
// what other people ask. It takes some seconds; of a library of more articles than a
// reader can tell apart nothing is learned, and the model is nil.
func Learn(lib *content.Library) *reader.Model {
	if lib.Len() >= reader.MaxClasses {
		return nil
	}
	return reader.Train(append(lib.IDs()[:lib.Len():lib.Len()], ""), Examples(lib, fulltext.Passages(lib)), reader.Default)
}

// Examples gives what a reader learns from passages of a library.
func Examples(lib *content.Library, passages []fulltext.Passage) []reader.Example {
	var out []reader.Example
	for _, p := range passages {
		class := p.Article
		if class < 0 {
			class = lib.Len()
		}
		for _, text := range p.Lessons() {
			out = append(out, reader.Example{Text: lex.Read(text), Class: class})
		}
	}
	return out
}
