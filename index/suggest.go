package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"waptkb/content"
	"waptkb/content/fold"
	"waptkb/i18n"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
)

// Suggestion is a text that somebody may be typing, and the article behind it.
type Suggestion struct {
	Text string
	ID   string
}

// suggestible is a text that is offered while typing.
type suggestible struct {
	Suggestion
	lang  string // empty for error texts, which belong to no language
	rank  int    // kind: titles first
	words []string
}

// Suggest completes what is being typed: titles, error texts and questions that
// have every typed word, the last one perhaps unfinished. Several texts of one
// article do not crowd out the others.
func (x *Index) Suggest(prefix, lang string, limit int) []Suggestion {
	if len(prefix) > MaxTyped {
		return []Suggestion{}
	}
	typed := foldedWords(prefix)
	if len(typed) == 0 {
		return []Suggestion{}
	}
	var found []*suggestible
	all := x.suggestions()
	for i := range all {
		s := &all[i]
		if (s.lang == "" || s.lang == lang) && s.has(typed) {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b *suggestible) int {
		return cmp.Or(a.rank-b.rank, b.startsWith(typed[0])-a.startsWith(typed[0]), utf8.RuneCountInString(a.Text)-utf8.RuneCountInString(b.Text))
	})
	out := make([]Suggestion, 0, limit)
	perArticle := map[string]int{}
	for _, most := range []int{1, maxPerArticle} {
		for _, s := range found {
			if len(out) < limit && perArticle[s.ID] < most && !slices.Contains(out, s.Suggestion) {
				perArticle[s.ID]++
				out = append(out, s.Suggestion)
			}
		}
	}
	return out
}

const maxPerArticle = 3

// newSuggestions gathers the titles, questions and error texts of the articles, the
// texts of the messages, and the codes by their names.
func (x *Index) newSuggestions() []suggestible {
	var out []suggestible
	add := func(id, lang, text string, rank int) {
		out = append(out, suggestible{Suggestion{text, id}, lang, rank, foldedWords(text)})
	}
	addErrors := func(id string, errors []content.Template) {
		for _, t := range errors {
			add(id, "", t.Filled("…"), 1)
		}
	}
	questions := x.questions()
	for i, id := range x.lib.IDs() {
		for _, lang := range i18n.Languages() {
			a, err := x.lib.Article(id, lang)
			if err != nil {
				continue
			}
			add(id, lang, a.Title, 0)
			for _, q := range questions[i] {
				if q.Lang == a.Lang {
					add(id, lang, q.Text, 2)
				}
			}
		}
		if a, err := x.lib.Article(id, content.Primary); err == nil {
			addErrors(id, a.Errors)
		}
	}
	for _, m := range x.lib.Messages() {
		addErrors(m.ID, m.Errors)
	}
	for _, c := range x.lib.Codes() {
		add(c.ID, "", c.Title(), 1)
	}
	return out
}

// questions gives the questions of each article.
func (x *Index) questions() [][]fulltext.Passage {
	out := make([][]fulltext.Passage, len(x.lib.IDs()))
	for _, p := range x.text.All() {
		if p.Part == fulltext.PartQuestion && p.Article >= 0 {
			out[p.Article] = append(out[p.Article], p)
		}
	}
	return out
}

// has tells whether every typed word begins a word of the text.
func (s *suggestible) has(typed []string) bool {
	for _, t := range typed {
		if !slices.ContainsFunc(s.words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return false
		}
	}
	return true
}

func (s *suggestible) startsWith(word string) int {
	if len(s.words) > 0 && strings.HasPrefix(s.words[0], word) {
		return 1
	}
	return 0
}

func foldedWords(s string) []string {
	var out []string
	for _, w := range lex.Words(fold.String(s)) {
		out = append(out, w.Text)
	}
	return out
}
