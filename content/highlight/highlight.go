// Package highlight colours the code of articles. It stands alone, because its lexers are
// a good part of what shows articles, and the engine in a browser shows none.
package highlight

import (
	"embed"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// lexerFiles are lexers of the chroma project (MIT licence) for the languages of
// our code blocks. Chroma's own package of lexers reads the headers of 300 of
// them when a program starts, longer than a search takes.
//
//go:embed lexers/*.xml
var lexerFiles embed.FS

var lexers sync.Map // language → chroma.Lexer

func lexerFor(lang string) (chroma.Lexer, error) {
	if lexer, ok := lexers.Load(lang); ok {
		return lexer.(chroma.Lexer), nil
	}
	lexer, err := chroma.NewXMLLexer(lexerFiles, "lexers/"+lang+".xml")
	if err != nil {
		return nil, fmt.Errorf("lexer for %s: %w", lang, err)
	}
	coalesced := chroma.Coalesce(lexer)
	lexers.Store(lang, coalesced)
	return coalesced, nil
}

// HTML gives code as HTML, with spans of CSS classes where its language is known.
func HTML(lang, code string) string {
	lexer, err := lexerFor(lang)
	if err != nil {
		return html.EscapeString(code)
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return html.EscapeString(code)
	}
	var out strings.Builder
	for token := range tokens.Stdlib() {
		text := html.EscapeString(token.Value)
		if class := chroma.StandardTypes[token.Type]; class != "" && token.Type != chroma.Text {
			text = `<span class="` + class + `">` + text + "</span>"
		}
		out.WriteString(text)
	}
	return out.String()
}
