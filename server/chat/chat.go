package chat

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/internal/discreet"
)

// System is a chat system. Each has a file of its own, and a row in [Systems].
type System struct {
	Setting string // of its secrets
	Path    string
	Methods []string
	open    func(*Chat, Secrets) (system, error)
}

// Systems lists all chat systems.
var Systems = []System{slackSystem, mattermostSystem, rocketChatSystem, teamsSystem}

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

// known tells whether a token is one of the secrets. How long that takes tells
// nothing about either.
func (s Secrets) known(token string) bool {
	sum, found := sha256.Sum256([]byte(token)), 0
	for _, secret := range s {
		want := sha256.Sum256([]byte(secret))
		found |= subtle.ConstantTimeCompare(sum[:], want[:])
	}
	return found == 1 && token != ""
}

// Signed tells whether mac is the HMAC of text with one of the secrets.
func (s Secrets) Signed(hash func() hash.Hash, mac []byte, text ...[]byte) bool {
	found := false
	for _, secret := range s {
		h := hmac.New(hash, []byte(secret))
		for _, part := range text {
			h.Write(part)
		}
		found = hmac.Equal(h.Sum(nil), mac) || found
	}
	return found
}

// Config says which chats are open and how they answer.
type Config struct {
	Secrets map[string]Secrets // by the setting of their system; without one it is closed

	Lang      string // of replies where the command names none; "" for fr
	Private   bool   // answers only the person who asked, where the system can do that
	PublicURL string // address that people reach the site by; "" where it is unknown

	Now func() time.Time // nil for time.Now
}

const (
	maxBody    = 256 << 10 // more than any of the systems sends
	answerTime = 2500 * time.Millisecond
)

// Chat answers chat commands. It is safe for concurrent use.
type Chat struct {
	cfg       Config
	engine    index.Service
	texts     *i18n.Catalog
	log       *slog.Logger
	replies   *lru.Cache[string, []byte] // to questions that have a key
	endpoints []Endpoint
}

// New makes the chats. log may be nil; it never gets what people wrote.
func New(cfg Config, engine index.Service, texts *i18n.Catalog, log *slog.Logger) (*Chat, error) {
	if engine == nil || texts == nil {
		return nil, errors.New("chats need an index and texts")
	}
	cfg.Lang = cmp.Or(cfg.Lang, i18n.Languages()[0])
	if !slices.Contains(i18n.Languages(), cfg.Lang) {
		return nil, fmt.Errorf("chat language %q is unknown: accepted are %s", cfg.Lang, strings.Join(i18n.Languages(), ", "))
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	replies, err := lru.New[string, []byte](256)
	if err != nil {
		return nil, err
	}
	c := &Chat{cfg: cfg, engine: engine, texts: texts, log: cmp.Or(log, slog.New(slog.DiscardHandler)), replies: replies}
	for _, sys := range Systems {
		secrets := cfg.Secrets[sys.Setting]
		if len(secrets) == 0 {
			continue
		}
		opened, err := sys.open(c, secrets)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", sys.Setting, err)
		}
		for _, method := range sys.Methods {
			c.endpoints = append(c.endpoints, Endpoint{method, sys.Path, c.handler(opened)})
		}
	}
	return c, nil
}

// Endpoint is an address that is open.
type Endpoint struct {
	Method, Path string
	Handler      http.Handler
}

// Endpoints lists the addresses whose secret is configured.
func (c *Chat) Endpoints() []Endpoint { return c.endpoints }

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
	key     string // a hash that names the question where a system asks again: the reply is the same
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
			c.reply(w, s, replier{c, c.cfg.Lang}.fault("chat.fault.unreadable", link{}), q)
		default:
			if known, ok := c.replies.Peek(q.key); ok {
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
		c.replies.ContainsOrAdd(q.key, body)
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
