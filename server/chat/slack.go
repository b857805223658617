package chat

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Limits of Slack.
const (
	slackSection = 3000 // characters of a section
	slackBody    = 4    // sections of the body, far from the 50 blocks of a message
	slackAfter   = 2
)

var slackSystem = System{
	Setting: "slack-signing-secret", Path: "/chat/slack", Methods: []string{http.MethodPost},
	open: func(c *Chat, s Secrets) (system, error) { return newSlack(c.cfg.Now, s) },
}

// slackWindow is the greatest difference between Slack's clock and ours.
const slackWindow = 5 * time.Minute

// slack answers slash commands of Slack.
type slack struct {
	now     func() time.Time
	secrets Secrets                      // signing secrets of the applications
	seen    *lru.Cache[string, struct{}] // signatures
}

func newSlack(now func() time.Time, secrets Secrets) (slack, error) {
	seen, err := lru.New[string, struct{}](8192)
	return slack{now, secrets, seen}, err
}

// read checks the signature over time and body, as Slack makes it:
// v0=hex(HMAC-SHA256(secret, "v0:" time ":" body)).
func (s slack) read(r *http.Request, body []byte) (question, error) {
	stamp, signature := r.Header.Get("X-Slack-Request-Timestamp"), r.Header.Get("X-Slack-Signature")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || s.now().Sub(time.Unix(seconds, 0)).Abs() > slackWindow {
		return question{}, errRefused
	}
	hexMAC, ok := strings.CutPrefix(signature, "v0=")
	mac, err := hex.DecodeString(hexMAC)
	if !ok || err != nil || !s.secrets.Signed(sha256.New, mac, []byte("v0:"+stamp+":"), body) {
		return question{}, errRefused
	}
	// Once the window has moved past a signature, its time refuses it.
	if seen, _ := s.seen.ContainsOrAdd(string(mac), struct{}{}); seen {
		return question{}, errRefused
	}
	form, err := url.ParseQuery(string(bytes.TrimSpace(body)))
	switch {
	case err != nil:
		return question{}, errUnreadable
	case form.Get("ssl_check") == "1", form.Get("bot_id") != "", form.Get("user_name") == "slackbot":
		return question{}, errNoReply
	}
	return question{text: fromSlack(form.Get("text"))}, nil
}

type slackReply struct {
	ResponseType string       `json:"response_type"`
	Text         string       `json:"text"` // of notifications, where blocks are not shown
	Blocks       []slackBlock `json:"blocks"`
}

type slackBlock struct {
	Type string     `json:"type"` // section, divider
	Text *slackText `json:"text,omitempty"`
}

type slackText struct {
	Type     string `json:"type"` // mrkdwn
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"` // addresses and names are not made links
}

// mrkdwn is Slack's own markup, which is not Markdown: it has no lists, no
// titles and no escape for its marks, but three entities.
var mrkdwn = dialect{
	escape: func(s string) string { return strings.ReplaceAll(slackEscape(s), "`", "'") }, // three would begin code
	inCode: slackEscape,
	link: func(label, url string) string {
		return "<" + strings.NewReplacer("|", "%7C", ">", "%3E", "<", "%3C", " ", "%20", "&", "&amp;").Replace(url) + "|" + strings.ReplaceAll(label, "|", "¦") + ">"
	},
	bold: "*", italic: "_",
}

func slackEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func (slack) write(m *message, _ question) any {
	r := slackReply{ResponseType: "in_channel", Text: slackEscape(m.summary())}
	if m.private {
		r.ResponseType = "ephemeral"
	}
	section := func(text string) {
		r.Blocks = append(r.Blocks, slackBlock{Type: "section", Text: &slackText{"mrkdwn", text, true}})
	}
	for _, text := range mrkdwn.texts(m, slackSection, slackBody) {
		section(text)
	}
	if len(m.after) > 0 {
		r.Blocks = append(r.Blocks, slackBlock{Type: "divider"})
		texts, _ := mrkdwn.blocks(m.after, slackSection, slackAfter)
		for _, text := range texts {
			section(text)
		}
	}
	return r
}
