package bleveindex

import (
	"errors"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"

	"waptkb/index/fulltext"
)

// Mapping tells bleve's queries how a field is analyzed: as it was when the index was
// compiled. An analyzer has the name of its field.
//
// It is no mapping of package mapping, which makes analyzers of registered names and of
// JSON: ours are there already.
type Mapping struct {
	text *fulltext.Index
}

var _ mapping.IndexMapping = Mapping{}

// NewMapping gives the mapping of an index.
func NewMapping(text *fulltext.Index) Mapping { return Mapping{text} }

// MapDocument is an error: the index is compiled, and takes no documents.
func (Mapping) MapDocument(*document.Document, any) error {
	return errors.New("a compiled index takes no documents")
}

// Validate finds nothing wrong.
func (Mapping) Validate() error { return nil }

// DateTimeParserNamed gives nil: no field holds dates.
func (Mapping) DateTimeParserNamed(string) analysis.DateTimeParser { return nil }

// DefaultSearchField is the field of a query that names none: the first language.
func (m Mapping) DefaultSearchField() string { return m.text.Fields()[0] }

// AnalyzerNameForPath gives the name of the analyzer of a field.
func (Mapping) AnalyzerNameForPath(field string) string { return field }

// AnalyzerNamed gives the analyzer of a field, nil when there is none of the name.
func (m Mapping) AnalyzerNamed(name string) analysis.Analyzer {
	if f, ok := m.text.Field(name); ok {
		return f.Analyzer()
	}
	return nil
}

// FieldMappingForPath tells what is kept of a field.
func (m Mapping) FieldMappingForPath(field string) mapping.FieldMapping {
	if _, ok := m.text.Field(field); !ok {
		return mapping.FieldMapping{}
	}
	f := mapping.NewTextFieldMapping()
	f.Name, f.Analyzer = field, field
	return *f
}
