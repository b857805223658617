package chat

import (
	"context"
	"html"
	"slices"
	"strings"

	"waptkb/index"
	"waptkb/server/internal/discreet"
)

// This file writes the answer to a ticket, for package desk.

// Note answers the text of a ticket, for the agent who reads it. The HTML has
// paragraphs, code, emphasis and links and nothing else, which any help desk shows. It
// is empty where nothing is sure. Nothing of what the errors say may be logged but by
// package discreet.
func (c *Chat) Note(ctx context.Context, text string) (note string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = discreet.Panic(p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	a := replier{c, c.cfg.Lang}
	text, err = a.question(ctx, plain(text))
	if err != nil || text == "" {
		return "", err
	}
	m, err := a.search(ctx, text)
	if err != nil || !m.sure {
		return "", err
	}
	if c.cfg.PublicURL == "" {
		a.nameAddresses(m)
	}
	m.after = append(m.after, block{spans: []span{{text: a.text("chat.note"), italic: true}}})
	return m.html(), nil
}

// question gives what is to be asked for a ticket. A text that is too long for a
// question is a log; its most serious problem counts.
func (a replier) question(ctx context.Context, text string) (string, error) {
	if len(text) <= index.MaxQuery {
		return text, nil
	}
	d, err := a.engine.Diagnose(ctx, strings.NewReader(text), index.DiagnoseOptions{Lang: a.lang})
	if err != nil || len(d.Findings) == 0 {
		return "", err
	}
	return d.Findings[0].Occurrences[0].Text, nil
}

// html writes all of a message.
func (m *message) html() string {
	title := block{spans: []span{{text: m.title, bold: true, url: m.url}}}
	blocks := slices.Concat([]block{title}, m.body)
	if m.link.url != "" {
		blocks = append(blocks, block{spans: []span{{text: m.link.label, url: m.link.url}}})
	}
	var b strings.Builder
	for _, block := range append(blocks, m.after...) {
		block.html(&b)
	}
	return b.String()
}

func (b block) html(w *strings.Builder) {
	if b.isCode {
		if len(b.title) > 0 {
			block{depth: b.depth, spans: b.title}.html(w)
		}
		w.WriteString("<pre><code>" + html.EscapeString(b.code) + "</code></pre>")
		return
	}
	w.WriteString("<p>" + strings.Repeat("&emsp;", b.depth))
	if b.marker != "" {
		w.WriteString(html.EscapeString(b.marker) + " ")
	}
	for _, s := range b.spans {
		s.html(w)
	}
	w.WriteString("</p>")
}

func (s span) html(w *strings.Builder) {
	text := html.EscapeString(s.text)
	wrap := func(tag string, wanted bool) {
		if wanted {
			text = "<" + tag + ">" + text + "</" + tag + ">"
		}
	}
	wrap("code", s.code)
	wrap("em", s.italic)
	wrap("strong", s.bold)
	if s.url != "" {
		text = `<a href="` + html.EscapeString(s.url) + `">` + text + "</a>"
	}
	w.WriteString(text)
}
