package chat

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// Limits of Rocket.Chat: a message has 5,000 characters unless the server says
// otherwise.
const (
	rocketBody  = 4000
	rocketAfter = 3000
)

var rocketChatSystem = System{
	Setting: "rocketchat-tokens", Path: "/chat/rocketchat", Methods: []string{http.MethodPost},
	open: func(_ *Chat, s Secrets) (system, error) { return rocketChat{s}, nil },
}

// rocketChat answers outgoing integrations of Rocket.Chat.
type rocketChat struct {
	tokens Secrets // of outgoing integrations
}

// rocketRequest is what an integration sends. bot is a boolean in most versions,
// but any sign of a bot counts.
type rocketRequest struct {
	Token       string          `json:"token"`
	Bot         json.RawMessage `json:"bot"`
	TriggerWord string          `json:"trigger_word"`
	Text        string          `json:"text"`
}

func (c rocketChat) read(_ *http.Request, body []byte) (question, error) {
	var req rocketRequest
	err := json.Unmarshal(body, &req)
	switch {
	case !c.tokens.known(req.Token):
		return question{}, errRefused
	case err != nil:
		return question{}, errUnreadable
	case !slices.Contains(noBot, string(bytes.TrimSpace(req.Bot))):
		return question{}, errNoReply
	}
	return question{text: withoutTrigger(req.Text, req.TriggerWord)}, nil
}

// noBot are the values of bot in messages of people.
var noBot = []string{"", "false", "null", `""`, "0"}

// rocketMarkdown is the markup of Rocket.Chat.
var rocketMarkdown = dialect{
	escape: rocketEscape,
	inCode: quiet,
	link: func(label, url string) string {
		return markdownLink(strings.NewReplacer("[", "(", "]", ")").Replace(label), url)
	},
	bold: "*", italic: "_", boldSteps: true, codeLanguage: true,
}

// rocketEscape escapes marks where they would mean something: within a word,
// "_" means nothing, and old versions would show the backslash.
func rocketEscape(s string) string {
	var b strings.Builder
	runes := []rune(s)
	inWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]) || runes[i] == '_')
	}
	for i, r := range runes {
		if r == '*' || r == '~' || r == '`' || r == '_' && !(inWord(i-1) && inWord(i+1)) {
			b.WriteRune('\\')
		}
		b.WriteRune(r)
		if r == ']' {
			b.WriteRune('\u200b') // there is no escape for links
		}
	}
	return quiet(b.String())
}

func (rocketChat) write(m *message, _ question) any {
	return newMarkdownReply(rocketMarkdown, m, rocketBody, rocketAfter)
}
