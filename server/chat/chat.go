package chat

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/internal/discreet"
)

// Paths of the chats.
const (
	PathSlack      = "/chat/slack"
	PathMattermost = "/chat/mattermost"
	PathRocketChat = "/chat/rocketchat"
	PathTeams      = "/chat/teams"
)

// Secrets are the secrets of one chat; any of them opens it. They are masked
// wherever they are printed.
type Secrets []string

// ParseSecrets reads secrets separated by commas.
func ParseSecrets(list string) Secrets {
	var out Secrets
	for s := range strings.SplitSeq(list, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// String hides the secrets and tells how many there are.
func (s Secrets) String() string {
	return strings.TrimSuffix(strings.Repeat("•••,", len(s)), ",")
}

// GoString hides the secrets.
func (s Secrets) GoString() string { return s.String() }

// MarshalText hides the secrets.
func (s Secrets) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the secrets.
func (s Secrets) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Config says which chats are open and how they answer.
type Config struct {
	Slack      Secrets // signing secrets of the Slack applications
	Mattermost Secrets // tokens of slash commands and outgoing webhooks
	RocketChat Secrets // tokens of outgoing integrations
	Teams      Secrets // security tokens of outgoing webhooks, in base64 as Teams shows them

	Lang      string // of replies where the command names none; "" for fr
	Private   bool   // answers only the person who asked, where the system can do that
	PublicURL string // address that people reach the site by; "" where it is unknown

	Now func() time.Time // nil for time.Now
}

// FromEnvironment reads the secrets from the environment.
func FromEnvironment(getenv func(string) string) Config {
	return Config{
		Slack:      ParseSecrets(getenv("WAPTKB_SLACK_SIGNING_SECRET")),
		Mattermost: ParseSecrets(getenv("WAPTKB_MATTERMOST_TOKENS")),
		RocketChat: ParseSecrets(getenv("WAPTKB_ROCKETCHAT_TOKENS")),
		Teams:      ParseSecrets(getenv("WAPTKB_TEAMS_SECRETS")),
	}
}

const (
	maxBody     = 256 << 10       // more than any of the systems sends
	slackWindow = 5 * time.Minute // between Slack's clock and ours
	answerTime  = 2500 * time.Millisecond
)

// Chat answers chat commands. It is safe for concurrent use.
type Chat struct {
	cfg       Config
	engine    index.Service
	texts     *i18n.Catalog
	log       *slog.Logger
	slackSeen *memory[struct{}]
	teamsSeen *memory[[]byte]
	teamsKeys [][]byte
}

// New makes the chats. log may be nil; it never gets what people wrote.
func New(cfg Config, engine index.Service, texts *i18n.Catalog, log *slog.Logger) (*Chat, error) {
	if engine == nil || texts == nil {
		return nil, errors.New("chats need an index and texts")
	}
	if cfg.Lang == "" {
		cfg.Lang = i18n.Languages()[0]
	}
	if !slices.Contains(i18n.Languages(), cfg.Lang) {
		return nil, fmt.Errorf("chat language %q is unknown: accepted are %s", cfg.Lang, strings.Join(i18n.Languages(), ", "))
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	c := &Chat{cfg: cfg, engine: engine, texts: texts, log: log, slackSeen: newMemory[struct{}](8192), teamsSeen: newMemory[[]byte](256)}
	for i, secret := range cfg.Teams {
		key, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("secret %d of Teams is not base64: copy it as Teams shows it", i+1)
		}
		c.teamsKeys = append(c.teamsKeys, key)
	}
	return c, nil
}

// Endpoint is an address that is open.
type Endpoint struct {
	Method, Path string
	Handler      http.Handler
}

// Endpoints lists the addresses whose secret is configured.
func (c *Chat) Endpoints() []Endpoint {
	var out []Endpoint
	for _, e := range []struct {
		secrets Secrets
		path    string
		system  system
		methods []string
	}{
		{c.cfg.Slack, PathSlack, slack{c}, []string{http.MethodPost}},
		{c.cfg.Mattermost, PathMattermost, mattermost{c}, []string{http.MethodPost, http.MethodGet}},
		{c.cfg.RocketChat, PathRocketChat, rocketChat{c}, []string{http.MethodPost}},
		{c.cfg.Teams, PathTeams, teams{c}, []string{http.MethodPost}},
	} {
		if len(e.secrets) == 0 {
			continue
		}
		for _, method := range e.methods {
			out = append(out, Endpoint{method, e.path, c.handler(e.system)})
		}
	}
	return out
}

// ServeHTTP answers every open address, and 404 elsewhere.
func (c *Chat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	allowed := []string{}
	for _, e := range c.Endpoints() {
		if e.Path == r.URL.Path && e.Method == r.Method {
			e.Handler.ServeHTTP(w, r)
			return
		}
		if e.Path == r.URL.Path {
			allowed = append(allowed, e.Method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// system is one of the chat systems.
type system interface {
	// read checks who asks and takes the question out of a request. The error
	// is one of those below.
	read(r *http.Request, body []byte) (question, error)
	// write gives the JSON of a reply.
	write(m *message, q question) any
}

// question is what a person wrote, without the dress of the system.
type question struct {
	text    string // still with the word for the language
	webhook bool   // Mattermost: came by outgoing webhook, not by command
	key     string // Teams: names the activity
}

var (
	errRefused    = errors.New("wrong or missing signature or token")
	errNoReply    = errors.New("nothing to reply to") // a bot, or no message at all
	errUnreadable = errors.New("unreadable request")  // from the system itself
)

func (c *Chat) handler(s system) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		q, err := s.read(r, body)
		switch {
		case errors.Is(err, errRefused):
			w.WriteHeader(http.StatusUnauthorized)
		case errors.Is(err, errNoReply):
			c.send(w, []byte("{}"))
		case err != nil:
			c.reply(w, s, c.fault(c.cfg.Lang, c.texts.Text(c.cfg.Lang, "chat.fault.unreadable")), q)
		default:
			if known, ok := c.teamsSeen.get(q.key); ok {
				c.send(w, known)
				return
			}
			c.reply(w, s, c.answer(r, q.text), q)
		}
	})
}

func (c *Chat) reply(w http.ResponseWriter, s system, m *message, q question) {
	body, err := json.Marshal(s.write(m, q))
	if err != nil {
		c.log.Error("writing a chat reply", "error", discreet.Error(err))
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if q.key != "" {
		c.teamsSeen.put(q.key, body, time.Time{})
	}
	c.send(w, body)
}

// send writes a reply. Rocket.Chat reads it only when its type is JSON.
func (c *Chat) send(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write(body); err != nil {
		c.log.Debug("a chat went away", "error", discreet.Error(err))
	}
}
