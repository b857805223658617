package chat

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// teamsCard is the size of a card, in bytes of JSON. Teams takes 28 KB for the
// whole message.
const teamsCard = 24 << 10

var teamsSystem = System{
	Setting: "teams-secrets", Path: "/chat/teams", Methods: []string{http.MethodPost},
	open: newTeams,
}

// teams answers outgoing webhooks of Teams.
type teams struct {
	secrets Secrets // security tokens of the webhooks
}

// newTeams decodes the tokens, which Teams shows in base64.
func newTeams(_ *Chat, encoded Secrets) (system, error) {
	t := teams{}
	for i, secret := range encoded {
		key, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("secret %d is not base64: copy it as Teams shows it", i+1)
		}
		t.secrets = append(t.secrets, string(key))
	}
	return t, nil
}

// activity is the part of a Bot Framework activity that matters.
type activity struct {
	Type         string `json:"type"`
	ID           string `json:"id"`
	Text         string `json:"text"`
	Conversation struct {
		ID string `json:"id"`
	} `json:"conversation"`
	From struct {
		ID   string `json:"id"`
		Role string `json:"role"`
	} `json:"from"`
}

// read checks the signature over the body, as Teams makes it:
// HMAC base64(HMAC-SHA256(decoded token, body)).
func (t teams) read(r *http.Request, body []byte) (question, error) {
	scheme, signature, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	mac, err := base64.StdEncoding.DecodeString(strings.TrimSpace(signature))
	if !strings.EqualFold(scheme, "HMAC") || err != nil || !t.secrets.Signed(sha256.New, mac, body) {
		return question{}, errRefused
	}
	var a activity
	if err := json.Unmarshal(body, &a); err != nil {
		return question{}, errUnreadable
	}
	if a.Type != "message" || a.From.Role == "bot" || strings.HasPrefix(a.From.ID, "28:") {
		return question{}, errNoReply
	}
	q := question{text: FromHTML(a.Text)}
	if a.ID != "" {
		key := sha256.Sum256([]byte(a.Conversation.ID + "\x00" + a.ID))
		q.key = string(key[:])
	}
	return q, nil
}

type teamsReply struct {
	Type        string            `json:"type"`
	Summary     string            `json:"summary,omitempty"`
	Attachments []teamsAttachment `json:"attachments"`
}

type teamsAttachment struct {
	ContentType string       `json:"contentType"`
	Content     adaptiveCard `json:"content"`
}

// adaptiveCard is an Adaptive Card of version 1.4. All its text is in runs of
// RichTextBlocks, which have no markup: there is nothing to escape, and no text
// can become a link or a date.
type adaptiveCard struct {
	Schema       string `json:"$schema"`
	Type         string `json:"type"`
	Version      string `json:"version"`
	FallbackText string `json:"fallbackText"`
	MSTeams      struct {
		Width string `json:"width"`
	} `json:"msteams"`
	Body    []cardElement `json:"body"`
	Actions []cardAction  `json:"actions,omitempty"`
}

type cardElement struct {
	Type      string        `json:"type"` // RichTextBlock, Container
	Style     string        `json:"style,omitempty"`
	Spacing   string        `json:"spacing,omitempty"`
	Separator bool          `json:"separator,omitempty"`
	Inlines   []cardRun     `json:"inlines,omitempty"`
	Items     []cardElement `json:"items,omitempty"`
}

type cardRun struct {
	Type     string      `json:"type"` // TextRun
	Text     string      `json:"text"`
	Size     string      `json:"size,omitempty"`
	Weight   string      `json:"weight,omitempty"`
	FontType string      `json:"fontType,omitempty"`
	Italic   bool        `json:"italic,omitempty"`
	Action   *cardAction `json:"selectAction,omitempty"`
}

type cardAction struct {
	Type  string `json:"type"` // Action.OpenUrl, the only one that works
	Title string `json:"title,omitempty"`
	URL   string `json:"url"`
}

func openURL(title, url string) cardAction { return cardAction{"Action.OpenUrl", title, url} }

func (teams) write(m *message, _ question) any {
	title := richText(cardRun{Text: clip(m.title, maxQuoted), Size: "Medium", Weight: "Bolder"})
	card := adaptiveCard{
		Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4",
		FallbackText: m.summary(), Body: []cardElement{title},
	}
	card.MSTeams.Width = "Full"
	if m.link.url != "" {
		card.Actions = []cardAction{openURL(m.link.label, m.link.url)}
	}
	var after []cardElement
	for i, b := range m.after {
		e := cardBlock(b)
		e.Separator = i == 0
		after = append(after, e)
	}
	room := teamsCard - jsonSize(card) - jsonSize(after) - jsonSize(cardBlock(m.rest))
	for i, b := range m.body {
		e := cardBlock(b)
		if room -= jsonSize(e) + 1; room < 0 {
			card.Body = append(card.Body, cutCard(e, room+jsonSize(e))...)
			card.Body = append(card.Body, cardBlock(m.rest))
			break
		}
		if b.marker != "" && i > 0 && m.body[i-1].marker != "" {
			e.Spacing = "Small"
		}
		card.Body = append(card.Body, e)
	}
	card.Body = append(card.Body, after...)
	return teamsReply{Type: "message", Summary: m.summary(), Attachments: []teamsAttachment{{"application/vnd.microsoft.card.adaptive", card}}}
}

// cutCard keeps as many lines of a block of code as there is room for, and
// nothing of other text.
func cutCard(e cardElement, room int) []cardElement {
	for n := len(e.Items) - 1; n > 0; n-- {
		if e.Items = e.Items[:n]; jsonSize(e) < room {
			return []cardElement{e}
		}
	}
	return nil
}

func jsonSize(v any) int {
	b, err := json.Marshal(v)
	if err != nil {
		return teamsCard
	}
	return len(b)
}

// cardBlock writes a block as an element of a card: code as a box with a line of
// its own for each line.
func cardBlock(b block) cardElement {
	if !b.isCode {
		return richText(cardRuns(b)...)
	}
	box := cardElement{Type: "Container", Style: "emphasis", Spacing: "Small"}
	for _, s := range b.title {
		box.Items = append(box.Items, richText(newCardRun(s)))
	}
	for text := range strings.SplitSeq(strings.ReplaceAll(b.code, "\t", "    "), "\n") {
		code := strings.TrimLeft(text, " ")
		spaces := len(text) - len(code)
		line := richText(cardRun{Text: strings.Repeat("\u00a0", spaces) + cmp.Or(code, " "), FontType: "Monospace"})
		line.Spacing = "None"
		box.Items = append(box.Items, line)
	}
	return box
}

// cardRuns writes the text of a block.
func cardRuns(b block) (runs []cardRun) {
	lead := strings.Repeat("\u00a0\u00a0\u00a0", b.depth)
	if b.marker != "" {
		lead += b.marker + " "
	}
	if lead != "" {
		runs = append(runs, cardRun{Text: lead, Weight: "Bolder"})
	}
	for _, s := range b.spans {
		runs = append(runs, newCardRun(s))
	}
	if len(runs) == 0 {
		runs = []cardRun{{Text: " "}}
	}
	return runs
}

// richText makes an element of a card of runs.
func richText(runs ...cardRun) cardElement {
	for i := range runs {
		runs[i].Type = "TextRun"
	}
	return cardElement{Type: "RichTextBlock", Inlines: runs}
}

func newCardRun(s span) cardRun {
	r := cardRun{Text: s.text, Italic: s.italic}
	if s.bold {
		r.Weight = "Bolder"
	}
	if s.code {
		r.FontType = "Monospace"
	}
	if s.url != "" {
		action := openURL("", s.url)
		r.Action = &action
	}
	return r
}
