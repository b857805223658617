//go:build !js

package index

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/redact"
)

// This file looks at what an organisation wrote as search will.

// Lint finds what search has to say of an organisation's content: secrets that would be shown to
// everybody are faults; questions that say the same, errors that would answer what is asked of
// others, and names that are spelt otherwise are advice.
func (x *Index) Lint(files fs.FS, own *content.Own) content.Review {
	l := linter{x: x, own: own}
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".md", ".txt", ".yaml"}, path.Ext(name)) {
			return nil // what cannot be read was told already
		}
		if data, err := content.ReadBounded(files, name); err == nil {
			l.file(name, strings.ReplaceAll(string(data), "\r\n", "\n"))
		}
		return nil
	})
	l.questions()
	l.templates()
	content.SortProblems(l.Faults)
	content.SortProblems(l.Advice)
	return l.Review
}

type linter struct {
	x   *Index
	own *content.Own
	content.Review

	lines []ownLine
}

// ownLine is a line of a file of the organisation.
type ownLine struct {
	file string
	line int
	text string
}

// file looks at the text of a file.
func (l *linter) file(name, text string) {
	for _, s := range redact.Find(text) {
		line := 1 + strings.Count(text[:s.Start], "\n")
		l.Faults = append(l.Faults, content.NewProblem(name, line, "the text has a secret (%s): replace it by an invented one", s.Kind))
	}
	inCode := false
	for i, line := range strings.Split(text, "\n") {
		l.lines = append(l.lines, ownLine{name, i + 1, line})
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			inCode = !inCode
		} else if path.Ext(name) == ".md" && !inCode {
			l.spelling(name, i+1, line)
		}
	}
}

// spellings are names as they are written, by how some write them.
var spellings = map[string]string{
	"Wapt": "WAPT", "WaptConsole": "waptconsole", "waptget": "wapt-get", "Wapt-get": "wapt-get", "WaptService": "waptservice",
	"Waptservice": "waptservice", "WaptServer": "waptserver", "Waptserver": "waptserver", "Waptagent": "waptagent", "Pyscripter": "PyScripter",
	"Powershell": "PowerShell", "Postgresql": "PostgreSQL", "PostgreSql": "PostgreSQL", "Nginx": "nginx", "Websocket": "WebSocket",
}

// spelling looks for names of ours that are spelt otherwise, outside of code and links.
func (l *linter) spelling(name string, line int, text string) {
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			continue
		}
		for _, w := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(" \t,;:!?()[]«»\"'’*.\u00a0\u202f", r) }) {
			if right := spellings[w]; right != "" {
				l.Advice = append(l.Advice, content.NewProblem(name, line, "write %s, not %s", right, w))
			}
		}
	}
}

// questionAt is a question, by its words, and where it stands.
type questionAt struct {
	file  string
	line  int
	id    string // of its article
	own   bool
	adds  bool     // to the article of its id
	words []string // each once, sorted
}

// questions finds those that say what another one does, of the organisation or of ours.
func (l *linter) questions() {
	all := append(l.ours(), l.theirs()...)
	having := map[string][]int{} // by word: the questions with it
	for i, q := range all {
		if q.own {
			if other := alike(q, all, having); other != nil {
				l.Advice = append(l.Advice, content.NewProblem(q.file, q.line, "the question says what %s:%d says: keep one, or put it in other words", other.file, other.line))
			}
		}
		for _, w := range q.words {
			having[w] = append(having[w], i)
		}
	}
}

// ours lists the questions that stand there already.
func (l *linter) ours() (out []questionAt) {
	number := map[string]int{}
	for _, p := range l.x.text.All() {
		if p.Part != fulltext.PartQuestion || p.Article < 0 {
			continue
		}
		id := l.x.lib.IDs()[p.Article]
		file := "articles/" + id + "/questions." + p.Lang + ".txt"
		number[file]++
		out = append(out, questionAt{file, number[file], id, false, false, saying(p.Text)})
	}
	return out
}

// theirs lists the questions of the organisation.
func (l *linter) theirs() (out []questionAt) {
	for _, id := range l.own.Library.IDs() {
		for _, lang := range l.own.Library.Translations(id) {
			a, err := l.own.Library.Article(id, lang)
			if err != nil {
				continue
			}
			for _, q := range a.Questions {
				file, line := l.find("articles/"+id+"/", q)
				out = append(out, questionAt{file, line, id, true, a.Adds, saying(q)})
			}
		}
	}
	return out
}

// saying gives the words of a question that are not the shortest.
func saying(question string) []string {
	var out []string
	for _, w := range lex.Words(question) {
		if len(w.Text) > 2 {
			out = append(out, w.Text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Questions are alike that have the same words; of fewWords or more, also those that share four
// fifths of all they have.
const fewWords = 4

// alike gives the question most like one, of those before it; nil where none is. What an article of
// ours is asked is no news to one that takes its place.
func alike(q questionAt, all []questionAt, having map[string][]int) (most *questionAt) {
	shared, best := map[int]int{}, 0.0
	for _, w := range q.words {
		for _, i := range having[w] {
			shared[i]++
		}
	}
	for _, i := range slices.Sorted(maps.Keys(shared)) {
		other := &all[i]
		if !other.own && other.id == q.id && !q.adds {
			continue
		}
		share := float64(shared[i]) / float64(len(q.words)+len(other.words)-shared[i])
		if share > best && (share == 1 || share >= 0.8 && len(q.words) >= fewWords) {
			most, best = other, share
		}
	}
	return most
}

// find gives the file and the line of a text, in a folder.
func (l *linter) find(folder, text string) (string, int) {
	for _, line := range l.lines {
		if strings.HasPrefix(line.file, folder) && strings.Contains(line.text, text) {
			return line.file, line.line
		}
	}
	return folder, 0
}

// templates finds the errors that stand in what people ask of ours, and of what is not ours.
func (l *linter) templates() {
	m := match.New(patterns(l.own.Library), func(string) float64 { return 1 })
	told := map[string]bool{}
	for _, p := range l.x.text.All() {
		if !p.Part.Asked() && p.Part != fulltext.PartBackground {
			continue
		}
		asked := "…"
		if p.Article >= 0 {
			asked = l.x.lib.IDs()[p.Article]
		}
		for _, found := range m.Find(context.Background(), lex.Squeeze(p.Text), 1) {
			t := found.Pattern.Template
			if told[t.Text] || t.Scope == content.ScopeWhole || t.Also || asked == found.Pattern.ID {
				continue
			}
			told[t.Text] = true
			file, line := l.find("articles/"+found.Pattern.ID+"/", t.Text)
			text, _, _ := strings.Cut(strings.TrimSpace(p.Text), "\n")
			l.Advice = append(l.Advice, content.NewProblem(file, line, "the template %q would also answer what is asked of %s (%q): write more of the error, or give it 'scope: whole'", t.Text, asked, lex.Cut(text, 80)))
		}
	}
}
