package chat

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Limits of Mattermost: a post has 16,383 characters, ours with its attachment.
const (
	mattermostPost  = 16383
	mattermostBody  = 11000
	mattermostAfter = 4000
)

var mattermostSystem = System{
	Setting: "mattermost-tokens", Path: "/chat/mattermost", Methods: []string{http.MethodPost, http.MethodGet},
	open: func(c *Chat, s Secrets) (system, error) { return mattermost{c, s}, nil },
}

// mattermost answers slash commands and outgoing webhooks of Mattermost.
type mattermost struct {
	*Chat
	tokens Secrets // of slash commands and outgoing webhooks
}

// mattermostRequest is what both send; commands as a form, webhooks as a form or
// JSON.
type mattermostRequest struct {
	Token       string `json:"token"`
	Text        string `json:"text"`
	TriggerWord string `json:"trigger_word"`
	BotID       string `json:"bot_id"`
}

func (c mattermost) read(r *http.Request, body []byte) (question, error) {
	req, err := readMattermost(r, body)
	// Tokens come in the header, in the body, or in both.
	header := ""
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Token") {
		header = strings.TrimSpace(token)
	}
	headerKnown, bodyKnown := c.tokens.known(header), c.tokens.known(req.Token)
	switch {
	case header == "" && req.Token == "", header != "" && !headerKnown, req.Token != "" && !bodyKnown:
		return question{}, errRefused
	case err != nil:
		return question{}, errUnreadable
	case req.BotID != "":
		return question{}, errNoReply
	}
	return question{text: withoutTrigger(req.Text, req.TriggerWord), webhook: req.TriggerWord != ""}, nil
}

func readMattermost(r *http.Request, body []byte) (mattermostRequest, error) {
	var req mattermostRequest
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method == http.MethodPost && mediaType == "application/json" {
		err := json.Unmarshal(body, &req)
		return req, err
	}
	raw := string(body)
	if r.Method == http.MethodGet {
		raw = r.URL.RawQuery
	}
	form, err := url.ParseQuery(raw)
	return mattermostRequest{
		Token: form.Get("token"), Text: form.Get("text"), TriggerWord: form.Get("trigger_word"), BotID: form.Get("bot_id"),
	}, err
}

type mattermostReply struct {
	ResponseType string                 `json:"response_type"`
	Text         string                 `json:"text"`
	Attachments  []mattermostAttachment `json:"attachments,omitempty"`
}

type mattermostAttachment struct {
	Fallback string `json:"fallback"`
	Color    string `json:"color"`
	Text     string `json:"text"`
}

// attachmentColor is the bar beside an attachment, the colour of the site.
const attachmentColor = "#0b5563"

// mattermostMarkdown is Markdown as Mattermost shows it. Numbers of steps are
// bold text and no list: code between two steps would begin a new list.
var mattermostMarkdown = dialect{
	escape: func(s string) string {
		return quiet(strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`).Replace(s))
	},
	inCode: quiet,
	bold:   func(s string) string { return "**" + s + "**" },
	italic: func(s string) string { return "*" + s + "*" },
	link:   markdownLink,
	fence:  func(lang string) string { return "```" + lang },
	item: func(marker, text string) string {
		if marker == "•" {
			return "• " + text
		}
		return "**" + marker + "** " + text
	},
}

func markdownLink(label, url string) string {
	return "[" + label + "](" + strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(url) + ")"
}

// quiet keeps names from calling people: @all, @channel.
func quiet(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }

func (mattermost) write(m *message, q question) any {
	r := mattermostReply{ResponseType: "in_channel"}
	switch {
	case q.webhook:
		r.ResponseType = "comment" // in the thread of the question
	case m.private:
		r.ResponseType = "ephemeral"
	}
	r.Text = markdownText(mattermostMarkdown, m, mattermostBody)
	if texts, _ := mattermostMarkdown.blocks(m.after, mattermostAfter, 1); len(texts) > 0 {
		r.Attachments = []mattermostAttachment{{Fallback: clip(flat(m.after[0].spans), maxQuoted), Color: attachmentColor, Text: texts[0]}}
	}
	return r
}

// markdownText writes title, body and link of a reply in one text, with a body
// of at most size.
func markdownText(d dialect, m *message, size int) string {
	parts := []string{d.inline([]span{{text: clip(m.title, maxQuoted), bold: true, url: m.url}})}
	texts, cut := d.blocks(m.body, size, 1)
	parts = append(parts, texts...)
	if cut {
		parts = append(parts, d.block(m.rest))
	}
	if m.link.url != "" {
		parts = append(parts, d.inline([]span{{text: m.link.label, url: m.link.url}}))
	}
	return strings.Join(parts, "\n\n")
}
