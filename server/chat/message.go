package chat

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/redact"
	"waptkb/server/internal/discreet"
)

// message is a reply, before it is written for a system.
type message struct {
	private bool // for the person who asked
	sure    bool // has the answer
	title   string
	url     string  // of the title
	brief   string  // what to do, for notifications; empty for the beginning of body
	body    []block // what matters; cut where it is too long
	rest    block   // stands where body was cut
	link    link    // to the page, whole
	after   []block // short
}

type link struct{ label, url string }

const (
	maxOthers = 3   // links beside an answer
	maxNear   = 5   // links without an answer
	maxQuoted = 200 // letters of what people wrote, shown again
)

// answer replies to a text. A panic is a fault of ours, and a reply.
func (c *Chat) answer(r *http.Request, text string) (m *message) {
	cmd := parseCommand(text, c.texts)
	a := replier{c, cmp.Or(cmd.lang, c.cfg.Lang)}
	log := func(err error) { c.log.Error("answering a chat", "path", r.URL.Path, "error", discreet.Error(err)) }
	defer func() {
		if p := recover(); p != nil {
			log(discreet.Panic(p))
			m = a.internalFault()
		}
		if c.cfg.PublicURL == "" {
			a.nameAddresses(m)
		}
	}()
	switch {
	case cmd.help:
		return a.help()
	case len(cmd.text) > index.MaxQuery:
		return a.fault("chat.fault.long", a.link("chat.fault.long.link", "diagnose"), "n", index.MaxQuery>>10)
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	defer cancel()
	m, err := a.search(ctx, cmd.text)
	switch {
	case err == nil:
		return m
	case ctx.Err() != nil: // the time is over which the chat systems wait for a reply
		m = a.fault("chat.fault.slow", a.link("chat.fault.long.link", "diagnose"))
	default:
		m = a.internalFault()
	}
	log(err)
	return m
}

// replier replies in a language.
type replier struct {
	*Chat
	lang string
}

func (a replier) text(key string, pairs ...any) string { return a.texts.Text(a.lang, key, pairs...) }

// address gives the address of a path of the site.
func (a replier) address(path string) string { return a.cfg.PublicURL + path }

// link leads to a page in the language of the reply.
func (a replier) link(key, page string) link {
	return link{a.text(key), a.address("/" + a.lang + "/" + page)}
}

// fault tells the person what is wrong.
func (a replier) fault(key string, l link, pairs ...any) *message {
	return &message{private: true, title: a.text("chat.fault.title"), body: []block{line(a.text(key, pairs...))}, link: l}
}

// internalFault tells that it is our fault, and nothing more.
func (a replier) internalFault() *message {
	return a.fault("chat.fault.internal", a.link("chat.fault.internal.link", ""))
}

// nameAddresses makes text of the links of a reply whose site has no known
// address: the chat system would look for their paths on its own server. A host
// out of the request is no help: whoever sends it would choose where the readers
// of the reply go.
func (a replier) nameAddresses(m *message) {
	m.url = ""
	for _, blocks := range [][]block{m.body, m.after} {
		for i := range blocks {
			blocks[i].spans = namedAddresses(blocks[i].spans)
		}
	}
	if m.link.url != "" {
		place := block{spans: []span{{text: m.link.label + " — "}, {text: m.link.url, code: true}}}
		m.after = append([]block{place, line(a.text("chat.address"))}, m.after...)
		m.link = link{}
	}
}

func namedAddresses(spans []span) []span {
	out := make([]span, 0, len(spans))
	for _, s := range spans {
		path := s.url
		if !strings.HasPrefix(path, "/") {
			out = append(out, s)
			continue
		}
		s.url = ""
		out = append(out, s, span{text: " ("}, span{text: path, code: true}, span{text: ")"})
	}
	return out
}

func (a replier) help() *message {
	example := func(code, key string) block {
		return bullet(span{text: code, code: true}, span{text: " — " + a.text(key)})
	}
	var languages, words []string
	for _, l := range i18n.Languages() {
		languages, words = append(languages, l+" …"), append(words, a.texts.Text(l, "chat.help.word"))
	}
	return &message{
		private: true, title: a.text("chat.help.title"), url: a.address("/" + a.lang + "/"),
		body: []block{
			line(a.text("chat.help.intro")),
			example(a.text("chat.help.error.example"), "chat.help.error"),
			example(a.text("chat.help.question.example"), "chat.help.question"),
			example(strings.Join(slices.Sorted(slices.Values(languages)), ", "), "chat.help.lang"),
			example(strings.Join(words, ", "), "chat.help.help"),
			line(a.text("chat.help.log")),
			line(a.text("chat.help.privacy")),
		},
		link: a.link("chat.help.link", "help"),
	}
}

// search asks the engine what every other channel asks it.
func (a replier) search(ctx context.Context, text string) (*message, error) {
	q := index.Query{Text: text, Lang: a.lang, Findings: true}
	r, err := a.engine.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	found := api.NewSearch(q, r, 0) // a reply does not tell how long it took
	known := api.NewFindings(r.Findings[:min(maxNear, len(r.Findings))], q.Lang)
	m := &message{private: a.cfg.Private, rest: line(a.text("chat.cut"))}
	if found.Answer == nil {
		a.propose(m, found, known)
		return m, nil
	}
	a.solve(m, r.Answer, found, known)
	return m, nil
}

// solve fills in the reply with an answer: the steps of its solution, then the link.
func (a replier) solve(m *message, sure *index.Answer, found *api.Search, known []api.Finding) {
	ans := found.Answer
	page := a.address(ans.URL)
	m.sure, m.title, m.url, m.brief, m.link = true, ans.Title, page, ans.Summary, link{a.text("chat.whole"), page}
	m.body = a.document(page).write(sure.Advice().Solution.Blocks)
	if len(m.body) == 0 {
		m.body = []block{line(ans.Summary)}
	}
	m.after = slices.Concat(a.evidence(found), a.known(known))
	if ans.Own {
		m.after = append([]block{line(a.text("article.own"))}, m.after...)
	}
	others := slices.DeleteFunc(slices.Clone(found.Results[1:]), func(r api.Result) bool {
		return slices.ContainsFunc(known, func(f api.Finding) bool { return f.ID == r.ID })
	})
	if len(others) > 0 {
		m.after = append(m.after, heading(a.text("chat.others")))
		m.after = append(m.after, a.results(others[:min(maxOthers, len(others))])...)
	}
}

// propose fills in the reply without an answer.
func (a replier) propose(m *message, found *api.Search, known []api.Finding) {
	m.title, m.link = a.text("chat.unsure.title"), a.link("chat.unsure.link", "")
	m.body = a.known(known)
	switch {
	case len(found.Results) > 0:
		m.body = append(m.body, line(a.text("chat.unsure.near")))
		m.body = append(m.body, a.results(found.Results[:min(maxNear, len(found.Results))])...)
	case len(known) == 0:
		m.body = append(m.body, line(a.text("chat.unsure.none")))
	}
	m.after = []block{heading(a.text("chat.collect"))}
	for text := range strings.SplitSeq(a.text("chat.collect.list"), "\n") {
		m.after = append(m.after, bullet(span{text: text}))
	}
}

// evidence tells why the answer is sure: the message that was recognised and the
// values in it. Those are what people pasted, so secrets are masked.
func (a replier) evidence(found *api.Search) []block {
	e := found.Answer.Error
	if e == nil {
		return []block{line(a.text("chat.why.high"))}
	}
	key := "chat.why.exact"
	if strings.Contains(strings.TrimSpace(found.Query), "\n") {
		key = "chat.why.line"
	}
	out := []block{{spans: around(a.text(key, "template", marked, "line", e.Line), e.Template)}}
	for _, name := range slices.Sorted(maps.Keys(e.Captures)) {
		if value := quoted(e.Captures[name]); value != "" {
			out = append(out, bullet(around(a.text("hole."+name, "value", marked), content.HoleValue(name, value))...))
		}
	}
	return out
}

// known lists the problems found in a log, with their lines.
func (a replier) known(findings []api.Finding) []block {
	if len(findings) == 0 {
		return nil
	}
	out := []block{heading(a.text("chat.log"))}
	for _, f := range findings {
		where := a.text("chat.log.line", "n", f.Count, "first", f.FirstLine, "last", f.LastLine)
		out = append(out, bullet(append(a.titled(f.Heading), span{text: " — " + where})...))
	}
	return out
}

func (a replier) results(list []api.Result) (out []block) {
	for _, r := range list {
		out = append(out, bullet(a.titled(r.Heading)...))
	}
	return out
}

// titled is the title of an article as a link; behind it stands that an organisation wrote it.
func (a replier) titled(h api.Heading) []span {
	out := []span{{text: h.Title, url: a.address(h.URL)}}
	if h.Own {
		out = append(out, span{text: " (" + a.text("article.own") + ")"})
	}
	return out
}

func heading(text string) block { return block{spans: []span{{text: text, bold: true}}} }

// marked stands in a text where a value comes that is shown as code.
const marked = "\x00"

// around puts a value as code into a text.
func around(text, value string) []span {
	before, after, _ := strings.Cut(text, marked)
	return oneLine([]span{{text: before}, {text: value, code: true}, {text: after}})
}

// quoted is what people wrote, as it may be shown again: one line, not long, its
// secrets masked.
func quoted(text string) string {
	text = strings.Join(strings.Fields(redact.Secrets(text)), " ")
	return clip(text, maxQuoted)
}

// clip cuts a text to a number of letters.
func clip(text string, letters int) string {
	if r := []rune(text); len(r) > letters {
		return strings.TrimSpace(string(r[:letters-1])) + "…"
	}
	return text
}

// document writes an article, with absolute addresses for its links.
func (a replier) document(page string) *documentWriter {
	article := func(id string) string { return a.address(api.ArticleURL(a.lang, id)) }
	return &documentWriter{label: a.text, link: func(s doc.Span) string { return s.Address(page, article) }}
}
