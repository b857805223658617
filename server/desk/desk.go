package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"waptkb/server/chat"
	"waptkb/server/internal/discreet"
)

// System is a help desk. Each has a file of its own, and a row in [Systems].
type System struct {
	Name     string // of its settings: "glpi" of "glpi-url"
	Path     string
	Methods  []string
	AppToken bool // has a token for the program, beside that of the account
	open     func(*client, Settings) system
}

// Systems lists all help desks.
var Systems = []System{glpiSystem, zammadSystem}

// Settings are those of one help desk.
type Settings struct {
	Secrets  chat.Secrets // that webhooks are signed with; without one the desk is closed
	URL      string       // of the desk, such as "https://assistance.example.fr/glpi"
	Token    string       // of the account that writes the notes
	AppToken string
	CA       string // file with the certificates of authorities, beside those of the system
}

// Config is what desks are made of.
type Config struct {
	Desks map[string]*Settings // by the name of the system
	Now   func() time.Time     // nil for time.Now
}

// Answerer finds the answer to the text of a ticket. It is empty where nothing is sure.
type Answerer interface {
	Note(ctx context.Context, text string) (html string, err error)
}

const (
	maxBody      = 4 << 20 // a ticket with a pasted log, and whatever the desk knows of its people
	maxWaiting   = 256     // notes of a desk
	maxKnown     = 8192    // tickets
	retrySeconds = 60
)

// Desks answers webhooks. It is safe for concurrent use.
type Desks struct {
	answers   Answerer
	log       *slog.Logger
	now       func() time.Time
	waits     []time.Duration // between the attempts at a note
	queues    []*queue
	endpoints []Endpoint
}

// Endpoint is an address that is open.
type Endpoint struct {
	Method, Path string
	Handler      http.Handler
}

// New makes the desks. log never gets what people wrote.
func New(cfg Config, answers Answerer, log *slog.Logger) (*Desks, error) {
	d := &Desks{answers: answers, log: cmp.Or(log, slog.New(slog.DiscardHandler)), now: cfg.Now, waits: []time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second}}
	if d.now == nil {
		d.now = time.Now
	}
	for _, sys := range Systems {
		set := cfg.Desks[sys.Name]
		if set == nil || len(set.Secrets) == 0 {
			continue
		}
		if set.Token == "" {
			return nil, fmt.Errorf("%s-secrets needs %s-token, too: without it no note can be written", sys.Name, sys.Name)
		}
		c, err := newClient(set.URL, set.CA)
		if err != nil {
			return nil, fmt.Errorf("%s-url, %s-ca: %w", sys.Name, sys.Name, err)
		}
		known, err := lru.New[int64, struct{}](maxKnown)
		if err != nil {
			return nil, err
		}
		opened := &desk{Desks: d, name: sys.Name, system: sys.open(c, *set), known: known}
		opened.queue = newQueue(maxWaiting, opened.write)
		d.queues = append(d.queues, opened.queue)
		for _, method := range sys.Methods {
			d.endpoints = append(d.endpoints, Endpoint{method, sys.Path, opened})
		}
	}
	return d, nil
}

// Endpoints lists the addresses whose secret is configured.
func (d *Desks) Endpoints() []Endpoint { return d.endpoints }

// Close sends the notes that wait. When ctx ends, it gives those up that are left.
func (d *Desks) Close(ctx context.Context) {
	for _, q := range d.queues {
		if left := q.close(ctx); left > 0 {
			d.log.Warn("notes have been given up", "notes", left)
		}
	}
}

// ticket is what a webhook tells of a new ticket.
type ticket struct {
	id   int64
	text string
}

// system is one of the help desks.
type system interface {
	// read checks who sends a webhook and takes the ticket out of it. The error is one
	// of those below.
	read(r *http.Request, body []byte, now time.Time) (ticket, error)
	// note writes a note into a ticket, unless one of ours is there.
	note(ctx context.Context, id int64, html string) error
}

var (
	errRefused    = errors.New("wrong or missing signature")
	errNoTicket   = errors.New("not a new ticket")
	errUnreadable = errors.New("unreadable webhook")
)

// desk is a help desk that is open.
type desk struct {
	*Desks
	name string
	system
	known *lru.Cache[int64, struct{}] // tickets whose note waits or is written
	queue *queue
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if c, ok := d.system.(challenger); ok && r.Method == http.MethodGet {
		c.challenge(w, r)
		return
	}
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
	t, err := d.read(r, body, d.now())
	switch {
	case errors.Is(err, errRefused):
		w.WriteHeader(http.StatusUnauthorized)
	case errors.Is(err, errNoTicket):
		w.WriteHeader(http.StatusNoContent)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		w.WriteHeader(d.answer(w, r, t))
	}
}

// answer looks for the answer to a ticket and gives the status.
func (d *desk) answer(w http.ResponseWriter, r *http.Request, t ticket) int {
	if d.known.Contains(t.id) {
		return http.StatusAccepted
	}
	html, err := d.answers.Note(r.Context(), t.text)
	switch {
	case err != nil:
		d.log.Error("answering a ticket", "desk", d.name, "error", discreet.Error(err))
		return http.StatusInternalServerError
	case html == "":
		return http.StatusNoContent
	case !d.queue.add(note{t.id, html}):
		w.Header().Set("Retry-After", strconv.Itoa(retrySeconds))
		return http.StatusServiceUnavailable
	}
	d.known.Add(t.id, struct{}{})
	return http.StatusAccepted
}

// write sends a note. What goes wrong is told with the words of our own requests, which
// have nothing of the ticket but its number.
func (d *desk) write(ctx context.Context, n note) {
	var err error
	for _, wait := range append([]time.Duration{0}, d.waits...) {
		if !sleep(ctx, wait) {
			break
		}
		if err = d.note(ctx, n.ticket, n.html); err == nil {
			d.log.Info("ticket answered", "desk", d.name, "ticket", n.ticket)
			return
		}
		if !passing(err) {
			break
		}
	}
	d.known.Remove(n.ticket) // a webhook that is sent again may have better luck
	d.log.Error("writing a note", "desk", d.name, "ticket", n.ticket, "error", cmp.Or(err, ctx.Err()))
}

// identifier is the number of an account, which PHP sometimes writes as a text.
type identifier int64

func (i *identifier) UnmarshalJSON(text []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(text), `"`), 10, 64)
	*i = identifier(n)
	return err
}

// authored is a note or a message in a ticket.
type authored struct {
	UsersID     identifier `json:"users_id"`      // GLPI
	CreatedByID identifier `json:"created_by_id"` // Zammad
}

// writtenBy tells whether an account has written one of the notes.
func writtenBy(account identifier, notes []authored) (bool, error) {
	if account <= 0 {
		return false, errors.New("the help desk does not tell whose token this is")
	}
	return slices.ContainsFunc(notes, func(n authored) bool { return n.UsersID == account || n.CreatedByID == account }), nil
}
