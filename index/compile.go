package index

import (
	"waptkb/content"
	"waptkb/index/flat"
	"waptkb/index/fulltext"
)

// sectionLibrary is the section of a compiled index that holds the articles.
const sectionLibrary = "library"

// Compile writes a library and all that search knows of it into one file, which [Read]
// opens without building anything. The same library gives the same file.
func Compile(lib *content.Library) ([]byte, error) {
	var out flat.Builder
	articles, err := lib.Save()
	if err != nil {
		return nil, err
	}
	out.Bytes(sectionLibrary, articles)
	if err := fulltext.Compile(lib, &out); err != nil {
		return nil, err
	}
	return out.File()
}

// Read opens a compiled index, which stays where it lies.
func Read(compiled string) (*Index, error) {
	file, err := flat.Open(compiled)
	if err != nil {
		return nil, err
	}
	lib, err := content.Restore(file.Bytes(sectionLibrary))
	if err != nil {
		return nil, err
	}
	text, err := fulltext.Read(file)
	if err != nil {
		return nil, err
	}
	return newIndex(lib, text), nil
}

// Build indexes a library in memory.
func Build(lib *content.Library) (*Index, error) {
	text, err := fulltext.Build(lib)
	if err != nil {
		return nil, err
	}
	return newIndex(lib, text), nil
}
