package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"waptkb/server/chat"
	"waptkb/server/desk"
)

const newTicket = `{"ticket":{"id":81,"title":"VLC","article_ids":[104]},"article":{"id":104,"ticket_id":81,"content_type":"text/plain","body":"MSI C:\\vlc.msi has been installed but the uninstall key {x} can not be found"}}`

// TestTickets opens the addresses of help desks by their secrets, and sends at the end
// what waits.
func TestTickets(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/hook/glpi", "/hook/zammad"} {
		r := httptest.NewRecorder()
		newTestServer(t).Handler().ServeHTTP(r, httptest.NewRequest("POST", path, strings.NewReader(newTicket)))
		if r.Code != http.StatusNotFound {
			t.Errorf("%s = %d without a secret", path, r.Code)
		}
	}
	asked, proceed := make(chan struct{}), make(chan struct{})
	var notes atomic.Int32
	zammad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			notes.Add(1)
			w.WriteHeader(http.StatusCreated)
		case strings.HasSuffix(r.URL.Path, "/me"):
			close(asked)
			<-proceed
			io.WriteString(w, `{"id": 42}`)
		default:
			io.WriteString(w, `[]`)
		}
	}))
	defer zammad.Close()
	s := newServerWith(t, func(c *Config) {
		c.Desk.Desks = map[string]*desk.Settings{"zammad": {Secrets: chat.Secrets{"s"}, URL: zammad.URL, Token: "t"}}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	h := hmac.New(sha1.New, []byte("s"))
	h.Write([]byte(newTicket))
	r, err := http.NewRequest("POST", "http://"+l.Addr().String()+"/hook/zammad", strings.NewReader(newTicket))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Hub-Signature", "sha1="+hex.EncodeToString(h.Sum(nil)))
	resp, err := http.DefaultClient.Do(r)
	if err != nil || resp.StatusCode != http.StatusAccepted {
		t.Fatalf("webhook: %v, %v", resp, err)
	}
	resp.Body.Close()
	<-asked
	end()
	close(proceed)
	if err := <-served; err != nil || notes.Load() != 1 {
		t.Errorf("Serve = %v after %d notes, want 1", err, notes.Load())
	}
}
