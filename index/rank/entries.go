package rank

import (
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/lazy"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// This file finds the entries of the reference: messages by their templates, codes
// by their number. They join the articles without moving them: an article stands
// before an entry unless the entry's own template matched more exactly.

const (
	explains  = 0.6 // share of the query's words from which a match explains it
	behind    = 0.9 // score of an entry behind an article, against the article's
	nearlyAll = 0.9 // likewise, from which there is nothing else
	codeWords = 6   // words of a query that asks for a code and nothing else, at most
)

// merge puts the entries among the sorted articles. The text names codes; answered tells
// that text retrieval is sure of the first article.
func (r *Ranker) merge(articles, entries []*Candidate, codes map[int]namedCode, text *lex.Text, answered bool) []*Candidate {
	top := articles[0]
	best := max(top.Score, 0)
	out := articles
	for _, e := range entries {
		code, named := codes[e.place]
		if e.Score == 0 && !named {
			continue
		}
		out = append(out, e)
		asked := code.whole || code.sure && len(text.Words) <= codeWords // for the code, and nothing else
		switch {
		case asked && (!answered || isBare(text)):
			if code.sure {
				e.Exact = code.match
			}
			e.Score = best + 1
		case top.Score >= MinScore && r.leadsTo(e.place, top.place): // its article is there already
			e.Score = behind * best
		case e.Exact != nil && moreExact(e.Exact, top.Exact, text, answered):
			e.Score = best + 1 + e.Exact.Pattern.Weight/maxExactWeight
		case named:
			e.Score = behind * best
		default:
			e.Score = min(e.Score, behind*best)
		}
	}
	named := func(c *Candidate) bool { return c.Exact != nil && explained(c.Exact, text) >= nearlyAll }
	if c := r.decoded(text); c != nil && !slices.ContainsFunc(out, named) {
		c.Score = best + 1
		out = append(out, c)
	}
	slices.SortStableFunc(out, byScore)
	return out
}

// moreExact tells whether the match of an entry says more than what speaks for the
// first article: it explains the query and outweighs bar, the template of the
// article; or no article is sure at all. What wraps the other says less, whatever its weight.
func moreExact(entry, bar *match.Match, text *lex.Text, answered bool) bool {
	if bar != nil {
		if entry.Wraps(bar) || bar.Wraps(entry) {
			return bar.Wraps(entry)
		}
		return entry.Pattern.Weight > bar.Pattern.Weight && explained(entry, text) >= explains
	}
	return !answered || explained(entry, text) >= explains
}

// explained gives the share of the words of a text that a match covers, captures
// included.
func explained(m *match.Match, text *lex.Text) float64 {
	if len(text.Words) == 0 {
		return 0
	}
	return 1 - float64(wordsBeside(m, text))/float64(len(text.Words))
}

// isBare tells whether a text is one word, but for those that announce a code.
func isBare(text *lex.Text) bool {
	n := 0
	for w := range strings.FieldsSeq(text.Raw) {
		switch strings.Trim(strings.ToLower(w), ":=") {
		case "", "code", "erreur", "error", "codes":
		default:
			n++
		}
	}
	return n == 1
}

const (
	maxConstants = 20      // words of a text that are looked up as names of codes
	maxNamed     = 4 << 10 // bytes of a text where they are looked for
)

// constant finds words that are written as names of codes are: of capitals and "_".
var constant = lazy.Regexp(`[A-Z0-9]+_[A-Z0-9_]*`)

// namedCode is a code of the reference that a text names.
type namedCode struct {
	match *match.Match
	whole bool // it is all of the text
	sure  bool // the number can hardly mean anything else
}

// codesIn finds the codes of the reference that a text names, by place. The first that names
// one counts; what is all of the text before the others.
func (r *Ranker) codesIn(text *lex.Text) map[int]namedCode {
	out := map[int]namedCode{}
	add := func(id string, m content.CodeMention, whole, sure bool) {
		if place := r.lib.Place(id); place >= 0 && out[place].match == nil {
			out[place] = namedCode{mentioned(text, m, id, id), whole, sure}
		}
	}
	name := strings.TrimSpace(text.Raw)
	if id, ok := r.lib.Named(name); ok {
		add(id, content.CodeMention{Text: name, Start: strings.Index(text.Raw, name), End: len(text.Raw)}, true, true)
	}
	if head := text.Raw[:min(len(text.Raw), maxNamed)]; strings.Contains(head, "_") {
		for _, at := range constant().FindAllStringIndex(head, maxConstants) {
			if code, err := r.lib.CodeNamed(head[at[0]:at[1]]); err == nil {
				add(code.ID, content.CodeMention{Text: head[at[0]:at[1]], Start: at[0], End: at[1]}, false, true)
			}
		}
	}
	mentions := text.Codes
	if text.Whole != nil {
		mentions = append([]content.CodeMention{*text.Whole}, mentions...)
	}
	if len(mentions) == 0 {
		return out
	}
	said := newCodeContext(text)
	for i, m := range mentions {
		whole := text.Whole != nil && i == 0
		all := r.lib.CodesByValue(m.Value)
		codes, sure := said.meaning(all)
		switch {
		case !sure && whole: // whoever asks for it sees all that it may mean
			codes = all
		case !sure:
			continue
		}
		for _, code := range codes {
			add(code.ID, m, whole, sure)
		}
	}
	return out
}

// failureID stands in a match for the id of an entry that was made: there are too many to
// count each.
const failureID = "hresult"

// decoded gives the failure of Windows that a text is, by its number or its name, where the
// reference lacks it; nil when it is none. Beside other words it says too little to be an
// answer.
func (r *Ranker) decoded(text *lex.Text) *Candidate {
	mention := content.CodeMention{Text: text.Raw, End: len(text.Raw)}
	id, ok := r.lib.Named(strings.TrimSpace(text.Raw))
	if text.Whole != nil && len(text.Codes) > 0 {
		mention = text.Codes[0]
		var f content.Failure
		f, ok = r.lib.Decoded(mention)
		id = f.ID()
	}
	if !ok || r.lib.Place(id) >= 0 {
		return nil
	}
	return &Candidate{ID: id, Exact: mentioned(text, mention, failureID, id), place: r.lib.Size()}
}

// mentioned makes a match of a code in a text.
func mentioned(text *lex.Text, m content.CodeMention, id, code string) *match.Match {
	return &match.Match{
		Pattern: &match.Pattern{ID: id, Template: content.Template{Text: code}}, Line: 1 + strings.Count(text.Raw[:m.Start], "\n"),
		Start: m.Start, End: m.End, Captures: map[string]string{},
	}
}

// codeContext is what a text says that tells what its numbers mean.
type codeContext struct {
	words    map[string]bool
	decimals map[uint32]bool // codes that are written as exit codes are: 5
	others   map[uint32]bool // codes in a form that Windows alone uses: 0x80070005
}

func newCodeContext(text *lex.Text) codeContext {
	c := codeContext{lex.Set(text.Words), map[uint32]bool{}, map[uint32]bool{}}
	for _, m := range text.Codes {
		if m.Decimal() {
			c.decimals[m.Value] = true
		} else {
			c.others[m.Value] = true
		}
	}
	return c
}

// windowsWords tell that a number is an error of Windows, not an exit code.
var windowsWords = []string{"winerror", "windowserror", "win32", "lasterror", "hresult"}

// meaning gives those codes of one number that it may be, and whether that is sure. It is
// that of the program that the text names. Where it names none, a small number is no
// program's: it is that of Windows, surely where it is written as only Windows writes
// it, or where no program has it and more than "Windows" before it makes it a code
// ("Windows 32" may be the start of "Windows 32 bits").
func (c codeContext) meaning(all []*content.Code) (codes []*content.Code, sure bool) {
	if len(all) == 0 {
		return nil, false
	}
	if named := content.OfNamedPrograms(all, c.words); len(named) > 0 {
		return named, true
	}
	for _, code := range all {
		if !code.OfProgram() || !code.Small() && !c.others[code.Value] {
			codes = append(codes, code)
		}
	}
	value := all[0].Value
	windows := c.others[value] || slices.ContainsFunc(windowsWords, func(w string) bool { return c.words[w] })
	return codes, windows || len(codes) == len(all) && (value > 999 || c.decimals[value])
}

// leadsTo tells whether an entry leads to an article. One that was decoded, and is not in the
// reference, leads nowhere.
func (r *Ranker) leadsTo(entry, article int) bool {
	return entry < r.lib.Size() && r.lib.LeadsTo(entry) == r.lib.IDAt(article)
}
