package lex

import (
	"strings"

	"waptkb/content"
)

// This file finds the releases of WAPT that a question names. Texts have many numbers of
// that form: of Python, of TLS, of packages. A release is only what stands behind a part
// of WAPT or an upgrade ("waptserver 2.6.0", "agent en version 2.5", "migration de 1.8
// vers 2.6"), or what the question begins with ("en 2.5 la console…").

// Words around a release, folded.
var (
	releaseOwners = wordSet("agent agents serveur server console migration migrer niveau jour upgrade upgraded upgrading passer passe passes passage montee") // and wapt…
	releaseLinks  = wordSet("get exe version versions release v de du en in from of depuis since vers to a la et and ou or")                                  // behind an owner
	releaseBegins = wordSet("en in sous depuis since with avec")                                                                                              // of a question
	releaseUnits  = wordSet("go gb mo mb ko kb gib mib ghz s sec secondes seconds h heures hours min minutes")                                                // of an amount
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// Releases gives all releases of WAPT that a text names which is about nothing else.
func Releases(text string) (set content.ReleaseSet) {
	words := Words(text)
	for i := range words {
		number, _ := version(text, words, i)
		set |= content.ReleasesOf(number)
	}
	return set
}

// releases gives the releases of WAPT that a question of these words names. What has
// several lines is a paste: it tells where an error was seen, not what is asked for.
func releases(text string, words []Word) (set content.ReleaseSet) {
	if strings.Contains(strings.TrimSpace(text), "\n") {
		return 0
	}
	begins, owned := true, false // nothing but words of these lists stands before
	for i := 0; i < len(words); {
		w := words[i].Text
		number, end := version(text, words, i)
		switch {
		case number != "" && (begins || owned):
			if end == len(words) || !releaseUnits[words[end].Text] {
				set |= content.ReleasesOf(number)
			}
		case strings.HasPrefix(w, "wapt") || releaseOwners[w]:
			begins, owned = false, true
		case begins && releaseBegins[w] || owned && releaseLinks[w]:
		default:
			begins, owned = false, false
		}
		i = end
	}
	return set
}

// version gives the number of a version of two parts at least, 1.8.2, v2.6.0 or 2.x, that
// begins with a word, and the place of the word behind it.
func version(text string, words []Word, i int) (number string, end int) {
	joined := func(i int) bool { // to the word before
		return i > 0 && i < len(words) && text[words[i-1].End:words[i].Start] == "."
	}
	end = i + 1
	major := strings.TrimPrefix(words[i].Text, "v")
	if major != "1" && major != "2" || joined(i) {
		return "", end
	}
	number = major
	for joined(end) {
		number += "." + words[end].Text
		end++
	}
	if end == i+1 {
		return "", end
	}
	return number, end
}
