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

// weightRuledOut is how much words tell that are ruled out: they name what it looks like.
const weightRuledOut = 0.4

// withoutRuledOut makes lines of their own of what is ruled out in a line of prose.
func withoutRuledOut(lines []Line) []Line {
	var out []Line
	for i, l := range lines {
		var found [][]int
		if prose := l.Text[:min(len(l.Text), maxProse)]; !l.log && mayRuleOut(prose) {
			found = ruledOut().FindAllStringIndex(prose, -1)
		}
		if len(found) == 0 {
			if out != nil {
				out = append(out, l)
			}
			continue
		}
		if out == nil {
			out = append(out, lines[:i]...)
		}
		rest, at := "", 0
		for _, f := range found {
			out = append(out, Line{Text: l.Text[f[0]:f[1]], Weight: l.Weight * weightRuledOut})
			rest += l.Text[at:f[0]] + " "
			at = f[1]
		}
		if rest += l.Text[at:]; strings.TrimSpace(rest) != "" {
			out = append(out, Line{Text: rest, Weight: l.Weight})
		}
	}
	if out == nil {
		return lines
	}
	return out
}

// mayRuleOut tells whether a text has the words without which nothing is ruled out: the
// expression is dear.
func mayRuleOut(text string) bool {
	return hasOne(text, "pas ", "not ", "déjà", "already") &&
		hasOne(strings.ToLower(text), "est pas ", "est donc pas ", "s not ", "not a", "i déjà ", "a déjà ", "s déjà ", "i already ", "e already ")
}

func hasOne(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// maxProse is how many bytes of a line are looked at for what it rules out.
const maxProse = 1000
