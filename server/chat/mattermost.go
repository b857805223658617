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
	open: func(_ *Chat, s Secrets) (system, error) { return mattermost{s}, nil },
}

// mattermost answers slash commands and outgoing webhooks of Mattermost.
type mattermost struct {
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

// mattermostMarkdown is Markdown as Mattermost shows it. Numbers of steps are
// bold text and no list: code between two steps would begin a new list.
var mattermostMarkdown = dialect{
	escape: func(s string) string {
		return quiet(strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`).Replace(s))
	},
	inCode: quiet, link: markdownLink, bold: "**", italic: "*", boldSteps: true, codeLanguage: true,
}

func (mattermost) write(m *message, q question) any {
	r := newMarkdownReply(mattermostMarkdown, m, mattermostBody, mattermostAfter)
	r.ResponseType = "in_channel"
	switch {
	case q.webhook:
		r.ResponseType = "comment" // in the thread of the question
	case m.private:
		r.ResponseType = "ephemeral"
	}
	for i := range r.Attachments {
		r.Attachments[i].Fallback = clip(flat(m.after[0].spans), maxQuoted)
	}
	return r
}
