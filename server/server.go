package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/assets"
	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/chat"
	"waptkb/server/counts"
	"waptkb/server/desk"
	"waptkb/server/mcp"
)

// Config is what a server is made of. Index and Messages are required.
type Config struct {
	Index    index.Service
	Messages *i18n.Catalog
	Logger   *slog.Logger // nil: logs nothing
	Version  string       // of the program
	Commit   string       // that it was built from; empty where nobody knows

	// PublicURL is the address that people reach the site by, such as
	// "https://aide.example.fr". ListenURL is the one that the server listens on,
	// empty where that is every address of the machine. See "Addresses of the
	// site" in the package comment.
	PublicURL string
	ListenURL string

	Chat chat.Config // secrets of the chats; without one its chat is closed
	Desk desk.Config // the same for help desks, whose notes are in the language of chats

	// Origins lists the origins whose pages may ask the API, such as
	// "https://portail.example.fr"; "*" is all. Empty: none.
	Origins []string

	// FrameOrigins lists the origins whose pages may show ours in a frame. Empty: none.
	FrameOrigins []string

	// RateLimit is how many requests a second one client may send in the long
	// run, RateBurst how many at once (0 for twice the rate). 0: no limit.
	RateLimit float64
	RateBurst int

	TrustedProxies int // proxies in front, whose X-Forwarded-For, -Proto and -Host are believed

	// Counts is the file of what is counted (package counts); without one nothing is.
	// ReportToken lets its bearer see the report; without one only this machine does.
	Counts      string
	ReportToken string

	IndexOpened time.Duration // time that opening the index took, for the metrics

	MaxLog int64 // bytes of a log; 0 for 32 MiB

	// Offline makes the copy of the site that browsers keep for the time when the server is
	// gone: a line of JSON that lists address, type and length of each page and file, then
	// these, one after the other. nil: they keep nothing.
	Offline func(x index.Service) ([]byte, error)

	// Files is set where the pages are written to files, to be read without a server.
	Files *Files

	// Watch is for an author who has the pages open: they are shown anew when the content is,
	// and tell what is wrong with it.
	Watch  bool
	Faults []*content.Problem

	// At the end, Drain is how long requests are answered as before while
	// "/readyz" tells load balancers to send no more; 0: not at all. Grace is what
	// open requests get after that; 0 for 10 s.
	Drain, Grace time.Duration
}

// Limits of the protocol, the same for everybody.
const (
	defaultMaxLog = 32 << 20
	defaultGrace  = 10 * time.Second

	maxHeader         = 128 << 10 // a query of 16 KiB, percent-encoded, fits
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 5 * time.Minute // a log of 32 MiB over a slow line
	writeTimeout      = 6 * time.Minute
	idleTimeout       = 2 * time.Minute
)

// Server answers HTTP requests out of one index. It is safe for concurrent use.
type Server struct {
	*Site
	index    index.Service // counts what is asked
	plain    index.Service // counts nothing: health asks it
	faults   []*content.Problem
	edition  string        // a name that no other content has
	replaced chan struct{} // closed once another server answers in the place of this one
	cache    *searchCache
	mcp      http.Handler
	echo     *echo.Echo
}

// Site is what stays when other content takes the place of what is there. It is safe for
// concurrent use.
type Site struct {
	cfg       Config // without the index and its faults
	log       *slog.Logger
	static    *assets.Static
	templates map[string]*template.Template
	metrics   *metrics
	ending    context.Context
	end       context.CancelFunc // of being ready
	chats     *chat.Chat
	desks     *desk.Desks
	counts    *counts.Store    // nil: nothing is counted
	address   echo.IPExtractor // of the client
	clients   *limiter         // nil: no limit
	votes     *limiter

	latest atomic.Pointer[Server] // what answers
}

// embeddedStatic compresses the files of package assets, which takes a while, once for
// all servers.
var embeddedStatic = sync.OnceValues(func() (*assets.Static, error) { return assets.NewStatic(assets.FS) })

// New makes a server, reading its templates and files: what is wrong with them
// shows here and not at the first request.
func New(cfg Config) (*Server, error) {
	if cfg.Index == nil || cfg.Messages == nil {
		return nil, errors.New("a server needs an index and messages")
	}
	cfg.MaxLog, cfg.Grace = cmp.Or(cfg.MaxLog, defaultMaxLog), cmp.Or(cfg.Grace, defaultGrace)
	for _, address := range []string{cfg.PublicURL, cfg.ListenURL} {
		if address != "" && !IsAddress(address) {
			return nil, fmt.Errorf("%q is not the address of a site", address)
		}
	}
	for _, origin := range cfg.FrameOrigins {
		if !IsOrigin(origin) {
			return nil, fmt.Errorf("%q is no origin", origin)
		}
	}
	cfg.PublicURL, cfg.ListenURL = strings.TrimSuffix(cfg.PublicURL, "/"), strings.TrimSuffix(cfg.ListenURL, "/")
	first, faults := cfg.Index, cfg.Faults
	cfg.Index, cfg.Faults = nil, nil
	s := &Site{cfg: cfg, log: cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))}
	s.ending, s.end = context.WithCancel(context.Background())
	s.address, s.clients = clientAddress(cfg.TrustedProxies), newLimiter(cfg.RateLimit, cfg.RateBurst)
	s.metrics = newMetrics(cfg.Version, cfg.IndexOpened)
	if cfg.Counts != "" {
		s.counts = counts.New(cfg.Counts, s.log, nil)
	}
	s.votes = newLimiter(votesPerSecond, votesAtOnce)
	var err error
	if s.static, err = embeddedStatic(); err != nil {
		return nil, err
	}
	if s.templates, err = parseTemplates(assets.FS, s.static); err != nil {
		return nil, err
	}
	if err := s.openChannels(); err != nil {
		return nil, err
	}
	out, err := s.serverOf(first, faults)
	if err != nil {
		return nil, err
	}
	s.metrics.know(out.echo.Routes())
	s.latest.Store(out)
	return out, nil
}

// openChannels makes the chats and the help desks, which ask the same service as pages and API.
func (s *Site) openChannels() error {
	cfg := s.cfg.Chat
	cfg.PublicURL = cmp.Or(cfg.PublicURL, s.cfg.PublicURL, s.cfg.ListenURL)
	var err error
	if s.chats, err = chat.New(cfg, latest{s}, s.cfg.Messages, s.log); err != nil {
		return err
	}
	s.desks, err = desk.New(s.cfg.Desk, s.chats, s.log)
	return err
}

// serverOf makes a server of an index.
func (s *Site) serverOf(x index.Service, faults []*content.Problem) (*Server, error) {
	out := &Server{
		Site: s, index: countedIndex{x, s.metrics, s.counts}, plain: x, faults: faults, edition: rand.Text(), replaced: make(chan struct{}),
		cache: newSearchCache(cacheBytes, cacheTime),
	}
	assistants, err := mcp.New(mcp.Config{
		Engine: out.index, Texts: s.cfg.Messages, Logger: s.log, Version: s.cfg.Version,
		PublicURL: s.cfg.PublicURL, Admit: s.admit,
	})
	if err != nil {
		return nil, err
	}
	if out.mcp, err = assistants.Handler(); err != nil {
		return nil, err
	}
	out.echo = out.routes()
	return out, nil
}

// Handler gives the whole site as a handler.
func (s *Site) Handler() http.Handler {
	return whole(s.lastResort(headAsGet(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.latest.Load().echo.ServeHTTP(w, r) }))))
}

// Serve answers requests on l until ctx ends. Then it goes on for the time of
// Drain, no longer ready; after that it takes no new requests, lets the open ones
// end, and cuts off those that outlast Grace: an upload must not hold up the end.
func (s *Site) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(protocolLog{s.log}, "", 0),
		ConnContext:       withConn,
	}
	ended, failed := make(chan error, 1), make(chan struct{})
	defer close(failed)
	stop := context.AfterFunc(ctx, func() {
		s.end()
		select {
		case <-time.After(s.cfg.Drain):
			ended <- s.finish(ctx, srv)
		case <-failed:
		}
	})
	defer stop()
	if err := srv.Serve(wholeListener{l}); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return <-ended
}

// finish lets open requests end and sends the notes that wait, and cuts off what does not end.
func (s *Site) finish(ctx context.Context, srv *http.Server) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Grace)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("requests that did not end have been cut off")
		err = srv.Close()
	}
	s.desks.Close(grace)
	_ = s.counts.Close() // has been logged
	if err != nil {
		return fmt.Errorf("ending open requests: %w", err)
	}
	return nil
}
