package content

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// Scope says how far a matching template may be believed.
type Scope string

const (
	// ScopeAnywhere: nobody but WAPT prints this text.
	ScopeAnywhere Scope = "anywhere"
	// ScopeWAPT: other products print it too; sure only where the text around it speaks of WAPT.
	ScopeWAPT Scope = "wapt"
	// ScopeWhole: very general; sure only when it is all that was asked, and never looked for in logs.
	ScopeWhole Scope = "whole"
)

// Scopes lists the accepted scopes.
var Scopes = []Scope{ScopeAnywhere, ScopeWAPT, ScopeWhole}

// Holes lists the accepted names of holes. Each has a label in package i18n.
var Holes = []string{
	"address", "byte", "cn", "command", "date", "details", "file", "hash", "host", "key", "number", "output",
	"package", "path", "position", "seconds", "service", "size", "url", "user", "uuid", "version",
}

// Template is the text of an error with its variable parts named:
//
//	Error timed out after seconds with output '{seconds}'
//
// Parts alternate between fixed text and holes. A literal brace is doubled.
type Template struct {
	Text  string
	Scope Scope
	Also  bool   `json:",omitempty"` // the error is first of all another article's, but may be a sign of this problem
	Parts []Part `json:"-"`          // see UnmarshalJSON
}

// UnmarshalJSON reads a template that was written without its parts.
func (t *Template) UnmarshalJSON(data []byte) error {
	type fields Template // without this method
	if err := json.Unmarshal(data, (*fields)(t)); err != nil {
		return err
	}
	parsed, err := ParseTemplate(t.Text, t.Scope)
	t.Parts = parsed.Parts
	return err
}

// Part is a piece of a template: fixed text, or a hole when Hole is not empty.
type Part struct {
	Fixed string
	Hole  string
}

// minFixed is the number of letters and digits below which the fixed text of a
// template identifies nothing.
const minFixed = 6

// minRun is the number of letters and digits that one fixed text has at least,
// to be looked for.
const minRun = 4

// ParseTemplate reads a template. The error says what to write instead.
func ParseTemplate(text string, scope Scope) (Template, error) {
	t := Template{Text: text, Scope: scope}
	if scope == "" {
		t.Scope = ScopeAnywhere
	} else if !slices.Contains(Scopes, scope) {
		return t, i18n.Say("scope %q is unknown: write one of %v", scope, Scopes)
	}
	if len(text) > maxTemplate {
		return t, i18n.Say("template %q… has more than %d bytes: keep the part that identifies the problem", text[:40], maxTemplate)
	}
	if strings.ContainsAny(text, "\n\r") {
		return t, i18n.Say("template %q has a line break: write it on one line, matching ignores line breaks", text)
	}
	var fixed strings.Builder
	seen := map[string]bool{}
	flush := func() {
		if fixed.Len() > 0 {
			t.Parts = append(t.Parts, Part{Fixed: fixed.String()})
			fixed.Reset()
		}
	}
	for rest := text; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			fixed.WriteByte(rest[0])
			rest = rest[2:]
		case rest[0] == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return t, i18n.Say("template %q: a brace is not closed: write {name}, or {{ for a brace", text)
			}
			name := rest[1:end]
			if !slices.Contains(Holes, name) {
				return t, i18n.Say("template %q: hole {%s} is unknown: take one of %s", text, name, strings.Join(Holes, " "))
			}
			if seen[name] {
				return t, i18n.Say("template %q: hole {%s} stands twice: give the second another name", text, name)
			}
			seen[name] = true
			flush()
			if n := len(t.Parts); n > 0 && t.Parts[n-1].Hole != "" {
				return t, i18n.Say("template %q: holes {%s} and {%s} touch: put the fixed text between them", text, t.Parts[n-1].Hole, name)
			}
			t.Parts = append(t.Parts, Part{Hole: name})
			rest = rest[end+1:]
		case rest[0] == '}':
			return t, i18n.Say("template %q: a brace closes nothing: write }} for a brace", text)
		default:
			fixed.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	flush()
	letters, longest := 0, 0
	for i, p := range t.Parts {
		n := 0
		for _, r := range p.Fixed {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
		letters, longest = letters+n, max(longest, n)
		if p.Hole == "" && n == 0 && i > 0 && i < len(t.Parts)-1 {
			return t, i18n.Say("template %q: only punctuation stands between {%s} and {%s}: merge them into one hole", text, t.Parts[i-1].Hole, t.Parts[i+1].Hole)
		}
	}
	if letters < minFixed || longest < minRun {
		return t, i18n.Say("template %q is nearly all hole: keep at least %d fixed letters, %d of them together, that identify the problem", text, minFixed, minRun)
	}
	return t, nil
}

// Key is the same for templates that differ in the names of their holes, case, accents and
// punctuation only.
func (t Template) Key() string {
	var key strings.Builder
	for _, p := range t.Parts {
		if p.Hole != "" {
			key.WriteString("{}")
		} else {
			key.WriteString(fold.Slug(p.Fixed))
		}
	}
	return key.String()
}

// maxTemplate is how many bytes a template has at most; what programs print is shorter.
const maxTemplate = 1000

// Filled gives the text of a template with something in place of each hole.
func (t Template) Filled(hole string) string {
	var b strings.Builder
	for _, p := range t.Parts {
		b.WriteString(p.Fixed)
		if p.Hole != "" {
			b.WriteString(hole)
		}
	}
	return b.String()
}
