package fulltext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content/fold"
	"waptkb/index/lex"
)

// tokenizer makes tokens of the words of package lex, folded. As Unicode has it
// (UAX 29), words stay together that are joined by what stands inside of words: l'agent,
// wapt.ini, wapt_get, 2.6.1. bleve's filters take them apart where their language does.
type tokenizer struct{}

// maxToken bounds the tokens, in bytes: bleve's stemmers delete letters one by one, which
// takes the square of a token's length.
const maxToken = 64

func (tokenizer) Tokenize(input []byte) analysis.TokenStream {
	text := string(input)
	words := lex.Words(text)
	out := make(analysis.TokenStream, 0, len(words))
	for i := 0; i < len(words); {
		first := i
		for i++; i < len(words) && joined(text, words[i-1], words[i]); i++ {
		}
		t := &analysis.Token{Start: words[first].Start, End: words[i-1].End, Position: len(out) + 1}
		for t.Start > 0 && text[t.Start-1] == '_' {
			t.Start--
		}
		for t.End < len(text) && text[t.End] == '_' {
			t.End++
		}
		folded := fold.String(text[t.Start:t.End])
		t.Term = []byte(folded[:lex.RuneStart(folded, maxToken)])
		out = append(out, t)
	}
	return out
}

// What joins words: between letters, between digits, between both.
const (
	joinsLetters = ".'’‘:·"
	joinsDigits  = ".'’‘,;"
	joinsAll     = "_"
)

// joined tells whether two words that follow each other are one token.
func joined(text string, a, b lex.Word) bool {
	between := text[a.End:b.Start]
	if strings.Trim(between, joinsAll) == "" {
		return true
	}
	if utf8.RuneCountInString(between) != 1 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(a.Text)
	first, _ := utf8.DecodeRuneInString(b.Text)
	switch {
	case unicode.IsDigit(last) && unicode.IsDigit(first):
		return strings.Contains(joinsDigits, between)
	case unicode.IsLetter(last) && unicode.IsLetter(first):
		return strings.Contains(joinsLetters, between)
	}
	return false
}
