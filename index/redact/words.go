package redact

import (
	_ "embed"
	"iter"
	"strings"
	"sync"

	"waptkb/content/fold"
)

// wordList holds all words, with what they mean; it begins with its format.
//
//go:embed words.txt
var wordList string

// word is what is known of a word, folded.
type word struct {
	text   string
	name   strength // what it names when it ends a name, on its own
	marks  mark
	senses []sense
}

// sense is what a word means, or a phrase that ends with it.
type sense struct {
	before  []string // the words of the phrase before the last
	name    strength
	do      handler  // looks for secrets behind it
	command *command // the program that it names
}

// handler looks for secrets behind a word that begins at begin and ends at end.
type handler func(f *finder, begin, end int)

// strength tells how much a name says that its value is secret.
type strength uint8

const (
	noName strength = iota
	// noSecret names are longer than one that names a secret, and name none.
	noSecret
	// weak names also name what is no secret: their value must look made by chance.
	weak
	// digitCode names have values of digits.
	digitCode
	// plainKey names have secret values behind a separator.
	plainKey
	// strong names are those of passwords: also in prose, and before a mere space.
	strong
	// sentence names are strong, and their values may be many words.
	sentence
)

var strengths = map[string]strength{"noSecret": noSecret, "weak": weak, "digitCode": digitCode, "plainKey": plainKey, "strong": strong, "sentence": sentence}

// mark is what else is said of a word.
type mark uint32

const (
	suffix    mark = 1 << iota // may follow the secret word of a name: password_prod, mdp-admin
	tail                       // follows a secret's name that names no secret then: password_length
	state                      // speaks about a password: incorrect, expired
	neutral                    // speaks about a password, and may stand between a name and its value: default, temporary
	empty                      // stands for no value: null, false
	filler                     // joins words: of, the, pour
	copula                     // comes between a name and its value: is, est
	login                      // comes before who logs in
	reader                     // is a command that reads a password from its input
	system                     // has passwords: mot de passe Windows
	reach                      // before à or to: leads to a place rather than to a password
	given                      // comes before what somebody typed
	other                      // comes before what is no secret: le poste pc014
	general                    // is a function that takes passwords among other strings
	common                     // names a secret in every language of the text: password, mdp
	giver                      // comes between a verb and the value that it gives: à, to
	denial                     // denies what it comes before: no, sans
	setter                     // says that a value was set, when a giver follows: changed, remis
	adverb                     // may stand between is and a value: now, donc
	article                    // does so when a value or a leader follows: the, toujours
	extension                  // ends the name of a file
	scheming                   // is a scheme before credentials: basic, bearer
	leader                     // says that a value follows: suivant
	syntax                     // comes before a token of a language: unexpected token
	creds                      // comes before an account and its password
)

var marks = map[string]mark{
	"suffix": suffix, "tail": tail, "state": state, "neutral": neutral, "empty": empty, "filler": filler, "copula": copula, "login": login, "reader": reader,
	"system": system, "reach": reach, "given": given, "other": other, "general": general, "common": common, "giver": giver, "denial": denial, "setter": setter,
	"adverb": adverb, "article": article, "leader": leader, "scheme": scheming, "extension": extension, "syntax": syntax, "creds": creds,
}

// is tells whether a word is known and has one of the marks.
func (w *word) is(m mark) bool { return w != nil && w.marks&m != 0 }

// names tells whether a word is known and names a secret at least as much as st says.
func (w *word) names(st strength) bool { return w != nil && w.name >= st }

var (
	// vocabulary holds all words by their text; see learnWords.
	vocabulary map[string]*word
	// endings are the names that end other words: pgpassword.
	endings []*word
)

// maxWord is the longest word that is looked up.
const maxWord = 40

// wordOf gives the word of a text, a new one where there is none.
func wordOf(text string) *word {
	w := vocabulary[text]
	if w == nil {
		if len(unused) == 0 {
			unused = make([]word, wordsAtOnce)
		}
		w, unused = &unused[0], unused[1:]
		w.text = text
		vocabulary[text] = w
	}
	return w
}

// unused are words that are made but have no text yet: all are needed within a command that
// ends soon, and to make each alone takes it longer than to read the lists.
var unused []word

const wordsAtOnce = 512

// otherCles are how clé is also spelt, and what is left of it where its é was escaped.
var otherCles = []string{"clef", "cles", "clefs", "xe9", "xa9", "u00e9"}

// sections gives the heads in brackets and the lists below them of an embedded file;
// what stands before the first is a comment.
func sections(file string) iter.Seq2[string, string] {
	return func(yield func(head, list string) bool) {
		for _, section := range strings.Split(file, "\n[")[1:] {
			if head, list, _ := strings.Cut(section, "]\n"); !yield(head, list) {
				return
			}
		}
	}
}

// handlers look for what is secret behind words besides the value of a name.
var handlers map[string]handler

// prepare reads the lists of words and shapes when the first text comes, which many
// commands never show.
var prepare = sync.OnceFunc(func() {
	learnWords()
	learnShapes()
})

func learnWords() {
	vocabulary = make(map[string]*word, strings.Count(wordList, ",")) // about as many: to grow takes twice the memory
	handlers = map[string]handler{
		"account": account, "authorization": authorization, "basic": basic, "call": call, "cookie": cookie, "credentialPair": credentialPair,
		"echo": echo, "pair": pair, "passe": passe, "piped": piped, "sent": sent,
	}
	for head, list := range sections(wordList) {
		learn(head, list)
	}
}

// learn adds a list of words and phrases: what its head says is meant by them.
func learn(head, list string) {
	what, of, _ := strings.Cut(head, " ")
	s := sense{}
	switch what {
	case "name":
		s.name = strengths[of]
	case "options":
		s.command = newCommand(of)
	case "plain":
		s.command = &command{plain: true}
	case "do":
		s.do = handlers[of]
	case "then":
		head, expr, _ := strings.Cut(of, ": ")
		s.do = newShape(head, "", expr).behind
	case "place":
		s.do = place(strings.Fields(of))
	}
	alone := []sense{s} // all that most words of a list mean
	for entry := range strings.SplitSeq(fold.String(list), ",") {
		words := strings.Fields(entry)
		if len(words) == 0 {
			continue
		}
		last := len(words) - 1
		for _, w := range words[:last] {
			wordOf(w)
		}
		w := wordOf(words[last])
		w.marks |= marks[of]
		if what == "endings" {
			endings = append(endings, w)
		}
		if last == 0 {
			w.name = max(w.name, s.name)
			if w.senses == nil {
				w.senses = alone[:1:1]
			} else {
				w.senses = append(w.senses, alone[0])
			}
			continue
		}
		s.before = words[:last]
		w.senses = append(w.senses, s)
		if words[0] == "cle" {
			for _, cle := range otherCles {
				wordOf(cle)
				s.before = append([]string{cle}, words[1:last]...)
				w.senses = append(w.senses, s)
			}
		}
	}
}

// look finds a word by its folded text.
func look(text []byte) *word {
	if len(text) > maxWord {
		return nil
	}
	return vocabulary[string(text)]
}

// lookWord finds a word as it is written.
func lookWord(text string) *word {
	if len(text) > maxWord {
		return nil
	}
	var buf [maxWord * fold.MaxGrowth]byte
	return look(foldWord(buf[:0], text))
}
