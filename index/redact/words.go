package redact

import (
	_ "embed"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

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

// maxWord is the longest word that is looked up.
const maxWord = 40

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

// The vocabulary is found where it stands in [wordList]: most texts have few of its words, and
// to make all would take longer than a search.
var (
	// meanings are what the heads of the lists say, in their order.
	meanings []meaning
	// occurrences are the words in the lists, the last first.
	occurrences []occurrence
	// byHash gives, by the hash of a word, one more than the first occurrence.
	byHash [1 << hashBits]uint16
	// known are the words that were asked for, by their first occurrence.
	known []atomic.Pointer[word]
	// endings are the names that end other words: pgpassword.
	endings []*word
)

// meaning is what the head of a list says of its words.
type meaning struct {
	sense
	marks mark
}

// occurrence is a word in a list: wordList[begin:end], in the entry wordList[entry:entryEnd].
type occurrence struct {
	entry, entryEnd, begin, end uint16
	meaning                     uint16
	next                        uint16 // one more than the next occurrence of the same hash
}

func (o *occurrence) word() string { return wordList[o.begin:o.end] }

// phrase gives the words of the entry, and whether this is the last of them.
func (o *occurrence) phrase() (words []string, last bool) {
	return strings.Fields(wordList[o.entry:o.entryEnd]), strings.TrimSpace(wordList[o.end:o.entryEnd]) == ""
}

const hashBits = 12

// hash is FNV-1a, folded to hashBits.
func hash[T string | []byte](text T) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return (h ^ h>>hashBits) & (1<<hashBits - 1)
}

func learnWords() {
	handlers = map[string]handler{
		"account": account, "authorization": authorization, "basic": basic, "call": call, "cookie": cookie, "credentialPair": credentialPair,
		"echo": echo, "pair": pair, "passe": passe, "piped": piped, "sent": sent,
	}
	var end []string
	occurrences = make([]occurrence, 0, len(wordList)/6)
	at := strings.Index(wordList, "\n[")
	for head, list := range sections(wordList) {
		at += len("\n[" + head + "]\n")
		meanings = append(meanings, newMeaning(head))
		if head == "endings" {
			end = strings.FieldsFunc(list, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
		}
		findWords(list, at)
		at += len(list)
	}
	slices.Reverse(occurrences)
	for i := range occurrences {
		first := &byHash[hash(occurrences[i].word())]
		occurrences[i].next, *first = *first, uint16(i+1)
	}
	known = make([]atomic.Pointer[word], len(occurrences))
	for _, w := range end {
		endings = append(endings, look([]byte(w)))
	}
}

// findWords notes where the words stand of a list that begins at a place of [wordList].
func findWords(list string, at int) {
	for entry := range strings.SplitSeq(list, ",") {
		o := occurrence{entry: uint16(at), entryEnd: uint16(at + len(entry)), meaning: uint16(len(meanings) - 1)}
		for i := 0; i < len(entry); i++ {
			if begin := i; entry[i] > ' ' {
				for i < len(entry) && entry[i] > ' ' {
					i++
				}
				o.begin, o.end = uint16(at+begin), uint16(at+i)
				occurrences = append(occurrences, o)
			}
		}
		at += len(entry) + 1
	}
}

// newMeaning reads the head of a list.
func newMeaning(head string) (m meaning) {
	what, of, _ := strings.Cut(head, " ")
	switch what {
	case "name":
		m.name = strengths[of]
	case "is":
		m.marks = marks[of]
	case "options":
		m.command = newCommand(of)
	case "plain":
		m.command = &command{plain: true}
	case "do":
		m.do = handlers[of]
	case "then":
		head, expr, _ := strings.Cut(of, ": ")
		m.do = newShape(head, "", expr).behind
	case "place":
		m.do = place(strings.Fields(of))
	}
	return m
}

// look finds a word by its folded text.
func look(text []byte) *word {
	if len(text) > maxWord {
		return nil
	}
	for i := byHash[hash(text)]; i > 0; i = occurrences[i-1].next {
		if occurrences[i-1].word() == string(text) {
			if w := known[i-1].Load(); w != nil {
				return w
			}
			known[i-1].CompareAndSwap(nil, learn(i))
			return known[i-1].Load()
		}
	}
	return nil
}

// learn gives what is said of a word, by one more than its first occurrence.
func learn(i uint16) *word {
	w := &word{text: occurrences[i-1].word()}
	for ; i > 0; i = occurrences[i-1].next {
		o := &occurrences[i-1]
		words, last := o.phrase()
		if o.word() != w.text || !last {
			continue
		}
		s := meanings[o.meaning].sense
		s.before = words[:len(words)-1]
		w.marks |= meanings[o.meaning].marks
		w.senses = append(w.senses, s)
		if len(s.before) == 0 {
			w.name = max(w.name, s.name)
		} else if words[0] == "cle" {
			for _, cle := range otherCles {
				s.before = append([]string{cle}, words[1:len(words)-1]...)
				w.senses = append(w.senses, s)
			}
		}
	}
	return w
}

// lookWord finds a word as it is written.
func lookWord(text string) *word {
	if len(text) > maxWord {
		return nil
	}
	var buf [maxWord * fold.MaxGrowth]byte
	return look(foldWord(buf[:0], text))
}
