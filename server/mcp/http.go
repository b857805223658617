package mcp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	smallBody = 64 << 10         // bytes of a message that needs no leave
	maxLarge  = 4                // larger bodies that are held at once; one is worked on
	maxWait   = 10 * time.Second // for one of them to end
)

// handler is the server over streamable HTTP.
type handler struct {
	*Server
	sdk        http.Handler
	origins    *http.CrossOriginProtection
	publicHost string
	large      chan struct{} // holds the large requests that are open
	working    chan struct{} // holds the large message that is worked on
}

// Handler speaks over streamable HTTP.
func (s *Server) Handler() (http.Handler, error) {
	h := &handler{Server: s, origins: http.NewCrossOriginProtection(), large: make(chan struct{}, maxLarge), working: make(chan struct{}, 1)}
	h.sdk = sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return s.mcp }, &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, PropagateRequestCancellation: true,
		MaxRequestBodyBytes:        -1,   // it gets what has been read
		DisableLocalhostProtection: true, // ours knows the public address
	})
	if s.cfg.PublicURL != "" {
		u, err := url.Parse(s.cfg.PublicURL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("public address %q is not an address", s.cfg.PublicURL)
		}
		if err := h.origins.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("public address: %w", err)
		}
		h.publicHost = u.Host
	}
	return h, nil
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case foreignHost(r, h.publicHost) || h.origins.Check(r) != nil:
		http.Error(w, "Forbidden", http.StatusForbidden)
		return
	case r.Method != http.MethodPost:
		h.sdk.ServeHTTP(w, r)
		return
	}
	leave, ok := h.enter(r)
	if !ok {
		w.Header().Set("Retry-After", "1")
		h.refuseRequest(w, refuseBusy)
		return
	}
	defer leave()
	body := http.MaxBytesReader(w, r.Body, int64(h.cfg.MaxMessage))
	messages, isBatch, err := readMessages(body, hasBatches(r.Header.Get("Mcp-Protocol-Version")))
	if err != nil {
		// A client reads the answer once it has sent everything.
		_, _ = io.Copy(io.Discard, body)
		h.refuseRequest(w, bodyRefusal(err))
		return
	}
	if isBatch {
		h.serveBatch(w, r, messages)
		return
	}
	h.serveMessage(w, r, messages[0])
}

// enter lets a request in. Large ones wait for each other, so that their bodies
// do not fill the memory.
func (h *handler) enter(r *http.Request) (leave func(), ok bool) {
	if 0 <= r.ContentLength && r.ContentLength <= smallBody {
		return func() {}, true
	}
	wait := time.NewTimer(maxWait)
	defer wait.Stop()
	select {
	case h.large <- struct{}{}:
		return func() { <-h.large }, true
	case <-wait.C:
	case <-r.Context().Done():
	}
	return nil, false
}

// bodyRefusal tells why a body cannot be read: where nothing else stood in the way, it
// is no JSON.
func bodyRefusal(err error) *refusal {
	var refused *refusal
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &tooLarge):
		return refuseSize(tooLarge.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuseSlow
	}
	return refuseParse
}

func (h *handler) refuseRequest(w http.ResponseWriter, r *refusal) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	_, _ = w.Write(h.refuse(nil, r)) // it may have gone
}

func (h *handler) serveMessage(w http.ResponseWriter, r *http.Request, m message) {
	recorded := &recorder{header: http.Header{}, status: http.StatusOK}
	answer, _ := h.answer(r.Context(), m, maxAnswer, func(ctx context.Context, m message) []byte {
		recorded = h.ask(r.WithContext(ctx), m)
		return recorded.answerTo(m)
	})
	switch {
	case m.refused != nil:
		recorded.status = m.refused.status
	case m.isResponse():
		recorded.status = http.StatusAccepted
	}
	maps.Copy(w.Header(), recorded.header)
	if answer != nil && !recorded.isStream() {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(recorded.status)
	_, _ = w.Write(answer) // it may have gone
}

func (h *handler) serveBatch(w http.ResponseWriter, r *http.Request, messages []message) {
	admit := func() time.Duration { return h.cfg.Admit(r) }
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache, no-transform") // as the SDK does
	// A fault of writing ends it: there is nobody left to tell.
	written, _ := h.answerBatch(r.Context(), w, messages, admit, func(ctx context.Context, m message) []byte {
		recorded := h.ask(r.WithContext(ctx), m)
		if recorded.isStream() {
			return errorAnswer(m.id, jsonrpc.CodeInvalidRequest, "a batch has no streams")
		}
		return recorded.answerTo(m)
	})
	if !written {
		w.Header().Del("Content-Type")
		w.WriteHeader(http.StatusAccepted)
	}
}

// ask has the SDK answer a request of one message. To work on a large one takes
// many times its size, so that one is worked on at a time.
func (h *handler) ask(r *http.Request, m message) *recorder {
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	if len(m.members["params"]) > smallBody {
		select {
		case h.working <- struct{}{}:
			defer func() { <-h.working }()
		case <-r.Context().Done():
			return w // to nobody
		}
	}
	body := m.encode()
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	h.sdk.ServeHTTP(w, r)
	return w
}

// recorder keeps what the SDK answers to one message.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func (r *recorder) isStream() bool {
	return strings.HasPrefix(r.header.Get("Content-Type"), "text/event-stream")
}

// answerTo gives the answer with the id of its message. The SDK refuses some
// messages with a plain text.
func (r *recorder) answerTo(m message) []byte {
	switch text := r.body.Bytes(); {
	case len(text) == 0:
		return nil
	case strings.HasPrefix(r.header.Get("Content-Type"), "text/plain"):
		return errorAnswer(m.id, jsonrpc.CodeInvalidRequest, strings.TrimSpace(string(text)))
	default:
		return m.restore(text)
	}
}

// foreignHost tells whether a request that came over the loopback names another
// host: a page that had its name point here (DNS rebinding).
func foreignHost(r *http.Request, publicHost string) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || !isLoopback(local.String()) {
		return false
	}
	return !isLoopback(r.Host) && !(publicHost != "" && strings.EqualFold(r.Host, publicHost))
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
