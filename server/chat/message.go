package chat

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/redact"
	"waptkb/server/internal/discreet"
)

// message is a reply, before it is written for a system.
type message struct {
	private bool // for the person who asked
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
	cmd := parseCommand(text)
	lang := c.cfg.Lang
	if cmd.lang != "" {
		lang = cmd.lang
	}
	site := c.cfg.PublicURL
	defer func() {
		if site == "" {
			c.nameAddresses(m, lang)
		}
	}()
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("answering a chat", "path", r.URL.Path, "error", discreet.Error(discreet.Panic(p)))
			m = c.internalFault(lang, site)
		}
	}()
	switch {
	case cmd.help:
		return c.help(lang, site)
	case len(cmd.text) > index.MaxQuery:
		m := c.fault(lang, c.texts.Text(lang, "chat.fault.long", "n", index.MaxQuery>>10))
		m.link = link{c.texts.Text(lang, "chat.fault.long.link"), site + "/" + lang + "/diagnose"}
		return m
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	defer cancel()
	m, err := c.search(ctx, index.Query{Text: cmd.text, Lang: lang, Findings: true}, site)
	if err != nil {
		c.log.Error("answering a chat", "path", r.URL.Path, "error", discreet.Error(err))
		if ctx.Err() != nil {
			return c.slowFault(lang, site)
		}
		return c.internalFault(lang, site)
	}
	return m
}

// fault tells the person what is wrong.
func (c *Chat) fault(lang, text string) *message {
	return &message{private: true, title: c.texts.Text(lang, "chat.fault.title"), body: []block{line(text)}}
}

// internalFault tells that it is our fault, and nothing more.
func (c *Chat) internalFault(lang, site string) *message {
	m := c.fault(lang, c.texts.Text(lang, "chat.fault.internal"))
	m.link = link{c.texts.Text(lang, "chat.fault.internal.link"), site + "/" + lang + "/"}
	return m
}

// slowFault tells that the time is over which the chat systems wait for a reply.
func (c *Chat) slowFault(lang, site string) *message {
	m := c.fault(lang, c.texts.Text(lang, "chat.fault.slow"))
	m.link = link{c.texts.Text(lang, "chat.fault.long.link"), site + "/" + lang + "/diagnose"}
	return m
}

// nameAddresses makes text of the links of a reply whose site has no known
// address: the chat system would look for their paths on its own server. A host
// out of the request is no help: whoever sends it would choose where the readers
// of the reply go.
func (c *Chat) nameAddresses(m *message, lang string) {
	m.url = ""
	for _, blocks := range [][]block{m.body, m.after} {
		for i := range blocks {
			blocks[i].spans = namedAddresses(blocks[i].spans)
		}
	}
	if m.link.url != "" {
		place := block{spans: []span{{text: m.link.label + " — "}, {text: m.link.url, code: true}}}
		m.after = append([]block{place, line(c.texts.Text(lang, "chat.address"))}, m.after...)
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

func (c *Chat) help(lang, site string) *message {
	t := func(key string) string { return c.texts.Text(lang, key) }
	example := func(code, key string) block {
		return bullet(span{text: code, code: true}, span{text: " — " + t(key)})
	}
	return &message{
		private: true, title: t("chat.help.title"), url: site + "/" + lang + "/",
		body: []block{
			line(t("chat.help.intro")),
			example(t("chat.help.error.example"), "chat.help.error"),
			example(t("chat.help.question.example"), "chat.help.question"),
			example("en …, fr …", "chat.help.lang"),
			example("aide, help", "chat.help.help"),
			line(t("chat.help.log")),
			line(t("chat.help.privacy")),
		},
		link: link{t("chat.help.link"), site + "/" + lang + "/help"},
	}
}

// search asks the engine what every other channel asks it.
func (c *Chat) search(ctx context.Context, q index.Query, site string) (*message, error) {
	begin := c.cfg.Now()
	r, err := c.engine.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	found := api.NewSearch(q, r, c.cfg.Now().Sub(begin))
	known := api.NewFindings(r.Findings[:min(maxNear, len(r.Findings))], q.Lang)
	if found.Answer == nil {
		return c.unsure(found, known, site), nil
	}
	return c.sure(found, known, site)
}

// sure is the reply with an answer: the steps of its solution, then the link.
func (c *Chat) sure(found *api.Search, known []api.Finding, site string) (*message, error) {
	ans, lang := found.Answer, found.Lang
	lib := c.engine.Library()
	article, err := lib.Article(ans.ID, lang)
	if err != nil {
		return nil, err
	}
	page := site + ans.URL
	m := &message{
		private: c.cfg.Private, title: ans.Title, url: page, brief: ans.Summary,
		rest: line(c.texts.Text(lang, "chat.cut")),
		link: link{c.texts.Text(lang, "chat.whole"), page},
	}
	solution := lib.Document(article).Section(content.KindSolution)
	m.body = documentBlocks(solution.Blocks, c.documentOptions(lang, site, page))
	if len(m.body) == 0 {
		m.body = []block{line(ans.Summary)}
	}
	m.after = append(m.after, c.evidence(found)...)
	m.after = append(m.after, c.known(lang, site, known)...)
	others := found.Results[1:]
	others = slices.DeleteFunc(slices.Clone(others), func(r api.Result) bool {
		return slices.ContainsFunc(known, func(f api.Finding) bool { return f.ID == r.ID })
	})
	if len(others) > 0 {
		m.after = append(m.after, heading(c.texts.Text(lang, "chat.others")))
		m.after = append(m.after, results(others[:min(maxOthers, len(others))], site)...)
	}
	return m, nil
}

// unsure is the reply without an answer.
func (c *Chat) unsure(found *api.Search, known []api.Finding, site string) *message {
	lang := found.Lang
	m := &message{
		private: c.cfg.Private, title: c.texts.Text(lang, "chat.unsure.title"),
		rest: line(c.texts.Text(lang, "chat.cut")),
		link: link{c.texts.Text(lang, "chat.unsure.link"), site + "/" + lang + "/"},
	}
	m.body = append(m.body, c.known(lang, site, known)...)
	switch {
	case len(found.Results) > 0:
		m.body = append(m.body, line(c.texts.Text(lang, "chat.unsure.near")))
		m.body = append(m.body, results(found.Results[:min(maxNear, len(found.Results))], site)...)
	case len(known) == 0:
		m.body = append(m.body, line(c.texts.Text(lang, "chat.unsure.none")))
	}
	m.after = append(m.after, heading(c.texts.Text(lang, "chat.collect")))
	for text := range strings.SplitSeq(c.texts.Text(lang, "chat.collect.list"), "\n") {
		m.after = append(m.after, bullet(span{text: text}))
	}
	return m
}

// evidence tells why the answer is sure: the message that was recognised and the
// values in it. Those are what people pasted, so secrets are masked.
func (c *Chat) evidence(found *api.Search) []block {
	ans, lang := found.Answer, found.Lang
	if ans.Error == nil {
		return []block{line(c.texts.Text(lang, "chat.why.high"))}
	}
	key := "chat.why.exact"
	if strings.Contains(strings.TrimSpace(found.Query), "\n") {
		key = "chat.why.line"
	}
	out := []block{{spans: around(c.texts.Text(lang, key, "template", marked, "line", ans.Error.Line), ans.Error.Template)}}
	names := make([]string, 0, len(ans.Error.Captures))
	for name := range ans.Error.Captures {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if value := quoted(ans.Error.Captures[name]); value != "" {
			out = append(out, bullet(around(c.texts.Text(lang, "hole."+name, "value", marked), value)...))
		}
	}
	return out
}

// known lists the problems found in a log, with their lines.
func (c *Chat) known(lang, site string, findings []api.Finding) []block {
	if len(findings) == 0 {
		return nil
	}
	out := []block{heading(c.texts.Text(lang, "chat.log"))}
	for _, f := range findings {
		where := c.texts.Text(lang, "chat.log.line", "n", f.Count, "first", f.FirstLine, "last", f.LastLine)
		out = append(out, bullet(span{text: f.Title, url: site + f.URL}, span{text: " — " + where}))
	}
	return out
}

func results(list []api.Result, site string) []block {
	out := make([]block, 0, len(list))
	for _, r := range list {
		out = append(out, bullet(span{text: r.Title, url: site + r.URL}))
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

// documentOptions resolves the links of an article to absolute addresses.
func (c *Chat) documentOptions(lang, site, page string) documentOptions {
	return documentOptions{
		label: func(key string) string { return c.texts.Text(lang, key) },
		link: func(s doc.Span) string {
			return s.Address(page, func(id string) string { return site + api.ArticleURL(lang, id) })
		},
	}
}
