package index

import (
	"slices"

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
	return learn(lib, fulltext.Passages(lib))
}

func learn(lib *content.Library, passages []fulltext.Passage) *reader.Model {
	var examples []reader.Example
	for _, p := range passages {
		class := p.Article
		if class < 0 { // what is not ours comes last
			class = lib.Len()
		}
		for _, text := range p.Lessons() {
			examples = append(examples, reader.Example{Text: lex.Read(text), Class: class})
		}
	}
	return reader.Train(append(slices.Clone(lib.IDs()), ""), examples, reader.Default)
}
