package lex

import (
	"slices"
	"strings"

	"waptkb/content/lazy"
)

// ruledOut finds what a person says that it is not, or that they did already, up to the end
// of the clause: "ce n'est pas l'antivirus, mais …".
var ruledOut = lazy.Regexp(`(?i)\b(?:(?:ce n['’]est|c['’]est|cest) (?:donc )?pas (?:un problème d|une histoire d|à cause d|la faute d|l['’]|l[ea] |les |du |des |mon |ma )|` +
	`(?:it['’]?s|it is|this is) not (?:a problem with |because of |about )?(?:the |an? |my |our )|not an? [\w-]+ (?:problem|issue)|` +
	`j['’]ai déjà |on a déjà |nous avons déjà |(?:i|we)(?:['’]ve| have)? already ).*?(?:[,;:.!?\n]| mais | et | but | and |$)`)

// cues are in what ruledOut finds: most texts have none, and need no closer look.
var cues = []string{"est pas ", "donc pas ", "s not ", "not a", "déjà", "already"}

// maxProse is how many bytes of a line are looked at for what it rules out.
const maxProse = 1000

// withoutRuledOut leaves out of a line what it rules out: it names what it looks like, and is not.
// A line that says nothing else stays.
func withoutRuledOut(line string) string {
	prose := line[:min(len(line), maxProse)]
	if !slices.ContainsFunc(cues, func(cue string) bool { return strings.Contains(prose, cue) }) {
		return line
	}
	rest := ruledOut().ReplaceAllString(prose, " ") + line[len(prose):]
	if strings.TrimSpace(rest) == "" {
		return line
	}
	return rest
}
