package index

import (
	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/fulltext"
)

// Compile writes a library and all that search knows of it into one file, which [Read]
// opens without building anything. The same library gives the same file.
func Compile(lib *content.Library) ([]byte, error) {
	var out flat.Builder
	lib.Write(&out)
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
	lib, err := content.Read(file)
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
	data, err := Compile(lib)
	if err != nil {
		return nil, err
	}
	return Read(string(data))
}
