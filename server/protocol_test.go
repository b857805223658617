package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"waptkb/index"
)

// serveTest serves s as the program does, over TLS where config is not nil.
func serveTest(t *testing.T, s *Server, config *tls.Config) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		<-served
	})
	return addr
}

// testTLS has the certificate that httptest makes, for a server that speaks HTTP/2.
func testTLS(t *testing.T) *tls.Config {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	srv.StartTLS()
	defer srv.Close()
	return &tls.Config{Certificates: srv.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
}

// TestSmuggling sends what servers in a row may read as different requests. Each
// is refused, or answered as exactly one request, after which nothing that
// follows on the connection is read.
func TestSmuggling(t *testing.T) {
	addr := serveTest(t, newTestServer(t), nil)
	const next = "GET /healthz?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	const form = "Content-Type: application/x-www-form-urlencoded\r\n"
	post := func(headers, body string) string {
		return "POST /api/v1/search HTTP/1.1\r\nHost: x\r\n" + form + headers + "\r\n" + body
	}
	for name, test := range map[string]struct {
		send string
		want int // status; the connection is closed after it
	}{
		"length and chunks":                 {post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "3\r\nq=a\r\n0\r\n\r\n") + next, 200},
		"chunks and length":                 {post("Transfer-Encoding: chunked\r\nContent-Length: 100\r\n", "0\r\n\r\n") + next, 400},
		"chunks, and a request behind":      {post("Transfer-Encoding: chunked\r\n", "3\r\nq=a\r\n0\r\n\r\n") + next, 200},
		"unknown coding":                    {post("Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n", "q=a") + next, 501},
		"chunked, identity":                 {post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n") + next, 501},
		"chunked twice":                     {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + next, 501},
		"chunked and another":               {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n") + next, 501},
		"space before the colon":            {post("Transfer-Encoding : chunked\r\nContent-Length: 3\r\n", "q=a") + next, 400},
		"space before the colon, length":    {post("Content-Length : 3\r\n", "q=a") + next, 400},
		"vertical tab":                      {post("Transfer-Encoding:\x0bchunked\r\nContent-Length: 3\r\n", "q=a") + next, 400},
		"quoted coding":                     {post("Transfer-Encoding: \"chunked\"\r\nContent-Length: 3\r\n", "q=a") + next, 501},
		"carriage return in a header":       {post("X: y\rTransfer-Encoding: chunked\r\n", "") + next, 400},
		"NUL in a header":                   {post("X: y\x00\r\n", "") + next, 400},
		"two lengths":                       {post("Content-Length: 3\r\nContent-Length: 0\r\n", "q=a") + next, 400},
		"two lengths in one":                {post("Content-Length: 3, 0\r\n", "q=a") + next, 400},
		"signed length":                     {post("Content-Length: +3\r\n", "q=a") + next, 400},
		"hexadecimal length":                {post("Content-Length: 0x3\r\n", "q=a") + next, 400},
		"negative length":                   {post("Content-Length: -1\r\n", "q=a") + next, 400},
		"bare line feed after a chunk size": {post("Transfer-Encoding: chunked\r\n", "3\nq=a\r\n0\r\n\r\n") + next, 400},
		"bare line feed in an extension":    {post("Transfer-Encoding: chunked\r\n", "3;x\nq=a\r\n0\r\n\r\n") + next, 400},
		"chunk extension":                   {post("Transfer-Encoding: chunked\r\n", "3;x=y\r\nq=a\r\n0\r\n\r\n") + next, 200},
		"huge chunk":                        {post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nq=a\r\n0\r\n\r\n") + next, 400},
		"no chunk at all":                   {post("Transfer-Encoding: chunked\r\n", next), 400},
		"a request in the body of a GET":    {fmt.Sprintf("GET /robots.txt HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", len(next)) + next, 200},
		"a request behind the body of GET":  {"GET /robots.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nq=a" + next, 200},
		"chunks in a GET":                   {"GET /robots.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, 200},
		"no host":                           {"GET /robots.txt HTTP/1.1\r\n\r\n" + next, 400},
		"two hosts":                         {"GET /robots.txt HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + next, 400},
		"folded first line":                 {"GET /robots.txt HTTP/1.1\r\n Host: x\r\n\r\n" + next, 400},
		"folded coding":                     {post("Transfer-Encoding:\r\n chunked\r\n", "3\r\nq=a\r\n0\r\n\r\n") + next, 200},
		// What can be read in one way only: the connection is closed by the client.
		"equal lengths":              {post("Content-Length: 3\r\nContent-Length: 3\r\n", "q=a"), 200},
		"bare line feeds":            {"GET /robots.txt HTTP/1.1\nHost: x\n\n", 200},
		"folded header":              {"GET /robots.txt HTTP/1.1\r\nHost: x\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n", 200},
		"absolute form, other host":  {"GET http://evil.example/llms.txt HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		"absolute form, other site":  {"GET https://evil.example:1/fr/ HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		"two requests in one length": {post(fmt.Sprintf("Content-Length: %d\r\n", 4+len(next)), "q=a&"+next), 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, bodies := exchange(t, addr, test.send)
			if len(got) != 1 || got[0] != test.want {
				t.Errorf("answers %v, want one of status %d", got, test.want)
			}
			if strings.Contains(bodies, "evil.example") || strings.Contains(bodies, `"status":"ok"`) {
				t.Errorf("answered something else: %.300q", bodies)
			}
		})
	}
}

// exchange sends bytes, ends its side of the connection, and reads answers until
// the server has ended the other.
func exchange(t *testing.T, addr, send string) (statuses []int, bodies string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, send); err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(c)
	var all strings.Builder
	for {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			// What was not read may make the end of a connection a reset.
			if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || strings.Contains(err.Error(), "reset") {
				return statuses, all.String()
			}
			t.Fatalf("after %v: %v", statuses, err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(body)
		statuses = append(statuses, res.StatusCode)
	}
}

// TestConnectionsEnd: after a request whose end is not clear to everybody the
// answer says that the connection ends, and after others it does not.
func TestConnectionsEnd(t *testing.T) {
	h := newTestServer(t).Handler()
	for name, test := range map[string]struct {
		method string
		body   io.Reader
		major  int
		want   string
	}{
		"GET":              {"GET", nil, 1, ""},
		"POST":             {"POST", strings.NewReader("q=a"), 1, ""},
		"POST in chunks":   {"POST", io.MultiReader(strings.NewReader("q=a")), 1, "close"},
		"GET with a body":  {"GET", strings.NewReader("q=a"), 1, "close"},
		"HEAD with a body": {"HEAD", strings.NewReader("q=a"), 1, "close"},
		"HTTP/2":           {"POST", io.MultiReader(strings.NewReader("q=a")), 2, ""},
	} {
		r := httptest.NewRequest(test.method, "/api/v1/search?q=a", test.body)
		r.ProtoMajor = test.major
		if r.ContentLength < 0 && test.major == 1 {
			r.TransferEncoding = []string{"chunked"}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Connection"); got != test.want {
			t.Errorf("%s: Connection %q, want %q", name, got, test.want)
		}
	}
}

// TestRapidReset opens thousands of streams of HTTP/2 and resets each at once.
// What runs for them stays bounded, and other clients are answered.
func TestRapidReset(t *testing.T) {
	const streams, bound = 5000, 400 // 250 streams at once, and what a server needs
	config := testTLS(t)
	addr := serveTest(t, newTestServer(t), config)
	before := runtime.NumGoroutine()
	c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.ConnectionState().NegotiatedProtocol != "h2" {
		t.Fatal("no HTTP/2")
	}
	drained := make(chan bool)
	go func() { // answers, until the server has had enough
		defer close(drained)
		_, _ = io.Copy(io.Discard, c)
	}()
	most := 0
	if err := rapidReset(c, streams, func() { most = max(most, runtime.NumGoroutine()-before) }); err != nil {
		t.Logf("the server ended the connection: %v", err)
	}
	if most > bound {
		t.Errorf("%d goroutines for one connection", most)
	}

	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	res, err := client.Get("https://" + addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ProtoMajor != 2 {
		t.Errorf("another client gets %d over %s", res.StatusCode, res.Proto)
	}
	c.Close()
	<-drained
}

func rapidReset(c net.Conn, streams int, each func()) error {
	if _, err := io.WriteString(c, http2.ClientPreface); err != nil {
		return err
	}
	f := http2.NewFramer(c, c)
	if err := f.WriteSettings(); err != nil {
		return err
	}
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for i := range streams {
		block.Reset()
		for _, field := range []hpack.HeaderField{
			{Name: ":method", Value: "GET"}, {Name: ":scheme", Value: "https"}, {Name: ":authority", Value: "x"},
			{Name: ":path", Value: "/api/v1/search?q=" + url.QueryEscape(fmt.Sprint("uninstall key ", i))},
		} {
			if err := encoder.WriteField(field); err != nil {
				return err
			}
		}
		id := uint32(2*i + 1)
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block.Bytes(), EndStream: true, EndHeaders: true}); err != nil {
			return err
		}
		if err := f.WriteRSTStream(id, http2.ErrCodeCancel); err != nil {
			return err
		}
		each()
	}
	return nil
}

// loudIndex fails with what it was asked.
type loudIndex struct {
	index.Service
	panics bool
}

func (x loudIndex) Search(_ context.Context, q index.Query) (*index.Response, error) {
	if x.panics {
		panic("cannot search " + q.Text)
	}
	return nil, fmt.Errorf("searching %q: %w", q.Text, errors.New(q.Text))
}

func (x loudIndex) Diagnose(_ context.Context, r io.Reader, _ index.DiagnoseOptions) (*index.Diagnosis, error) {
	text, _ := io.ReadAll(r)
	if x.panics {
		panic(errors.New(string(text)))
	}
	return nil, errors.New(string(text))
}

// TestLogHasNothingPasted sends secrets wherever a request has room for text, to
// routes and elsewhere, to a server that works and to ones that fail loudly. The
// log tells what happened and has none of them.
func TestLogHasNothingPasted(t *testing.T) {
	t.Parallel()
	secrets := []string{"S3cr3tZ", "motdepasse-secret", "eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh12345"}
	targets := []string{
		"/en/articles/%s", "/fr/articles/%s.md", "/%s", "/fr/%s", "/%s/articles/x", "/en/components/%s", "/figures/%s", "/static/%s", "/problems/%s",
		"/chat/%s", "/mcp/%s", "/api/v1/articles/%s", "/api/v1/%s", "/fr/search?q=%s", "/api/v1/search?q=%s", "/api/v1/search?q=a&component=%s",
		"/api/v1/suggest?q=%s", "/fr/reference?letter=%s", "/healthz?%s", "/fr/search?%%zz=%s", "//%s", "/en/articles/uninstall-key-not-found?%s",
	}
	for name, change := range map[string]func(*Config){
		"works":  func(*Config) {},
		"fails":  func(c *Config) { c.Index = loudIndex{c.Index, false} },
		"panics": func(c *Config) { c.Index = loudIndex{c.Index, true} },
	} {
		for format, handler := range map[string]func(io.Writer, *slog.HandlerOptions) slog.Handler{
			"text": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(w, o) },
			"json": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(w, o) },
		} {
			var log bytes.Buffer
			s := newServerWith(t, func(c *Config) {
				c.TrustedProxies = 1
				c.Logger = slog.New(handler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				change(c)
			})
			h := s.Handler()
			for _, secret := range secrets {
				for _, target := range targets {
					r := httptest.NewRequest("GET", fmt.Sprintf(target, secret), nil)
					for _, header := range []string{"Referer", "User-Agent", "Cookie", "Authorization", "X-Forwarded-For", "X-Forwarded-Host", "X-Request-Id", "Accept-Language", "Accept-Encoding", "If-None-Match", "Origin"} {
						r.Header.Set(header, secret)
					}
					h.ServeHTTP(httptest.NewRecorder(), r)
				}
				for _, path := range []string{"/fr/search", "/api/v1/search", "/api/v1/diagnose", "/fr/diagnose"} {
					for contentType, body := range map[string]string{
						"application/x-www-form-urlencoded": "q=" + secret + "&log=" + secret, "application/json": `{"q":"` + secret + `"}`, "text/plain": secret,
						"multipart/form-data; boundary=" + secret: secret, secret: secret, "application/json; charset=" + secret: `{"q":` + secret,
					} {
						r := httptest.NewRequest("POST", path, strings.NewReader(body))
						r.Header.Set("Content-Type", contentType)
						h.ServeHTTP(httptest.NewRecorder(), r)
					}
				}
				method := httptest.NewRequest("GET", "/fr/", nil)
				method.Method = secret
				h.ServeHTTP(httptest.NewRecorder(), method)
			}
			for _, secret := range secrets {
				if i := strings.Index(log.String(), secret); i >= 0 {
					t.Errorf("%s, %s: the log has %s: %.300s", name, format, secret, log.String()[max(0, i-150):])
				}
			}
			for _, want := range []string{"/en/articles/:id", "uninstall-key-not-found", "/api/v1/diagnose", "404"} {
				if !strings.Contains(log.String(), want) {
					t.Errorf("%s, %s: the log does not tell of %s", name, format, want)
				}
			}
			if told := strings.Contains(log.String(), "protocol_test.go"); name == "panics" && !told {
				t.Errorf("%s: the log does not tell where the panic was", format)
			}
		}
	}
}

// lockedBuffer is a log that several goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestProtocolLog: what net/http logs itself has nothing that a client sent.
func TestProtocolLog(t *testing.T) {
	const secret = "S3cr3tZ"
	log := &lockedBuffer{}
	s := newTestServer(t)
	s.log = newTestLogger(log)
	s.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Request().URL.Path == "/panic" {
				panic(secret)
			}
			return next(c)
		}
	})
	config := testTLS(t)
	addr := serveTest(t, s, config)
	if c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{secret}, ServerName: secret}); err == nil {
		c.Close()
		t.Fatal("an unknown protocol is spoken")
	}
	for _, send := range []string{"GET /" + secret + " HTTP/1.1\r\nHost: x\r\n\r\n", "S3cr3tZS3cr3tZS3cr3tZ"} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, send)
		_, _ = io.Copy(io.Discard, c) // until the server ends it
		c.Close()
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	if res, err := client.Get("https://" + addr + "/panic"); err == nil {
		res.Body.Close()
	}
	fmt.Fprintf(protocolLog{s.log}, "http: something new about %s\n", secret)
	wanted := []string{"unsupported application protocols", "HTTP request to an HTTPS server", "does not look like a TLS handshake", "panic: string", "fault=unknown"}
	got := log.String()
	missing := func(want string) bool { return !strings.Contains(got, want) }
	for range 1000 { // the server logs after it has told the client
		if !slices.ContainsFunc(wanted, missing) {
			break
		}
		time.Sleep(10 * time.Millisecond)
		got = log.String()
	}
	if strings.Contains(got, secret) {
		t.Errorf("log: %s", got)
	}
	for _, want := range wanted {
		if missing(want) {
			t.Errorf("the log does not tell of %q: %s", want, got)
		}
	}
}

// TestLongAddresses: what is asked for with a very long name, or with one that
// cannot be, is answered shortly and without looking for it.
func TestLongAddresses(t *testing.T) {
	h := newTestServer(t).Handler()
	long := strings.Repeat("a", 60<<10)
	folded := "uninstall-key-not-foun" + strings.Repeat("%21", 20<<10) // whose letters resemble an id
	for _, path := range []string{
		"/en/articles/" + long, "/en/articles/" + long + ".md", "/en/articles/" + folded, "/api/v1/articles/" + long, "/api/v1/articles/" + folded,
		"/fr/components/" + long, "/fr/components/console" + folded, "/figures/" + long, "/static/" + long, "/problems/" + long, "/" + long, "/fr/" + long,
		"/api/v1/" + long, "/api/v1/" + strings.Repeat("%C3%A9", 10<<10), "/fr/search?component=" + long + "&q=a", "/api/v1/search?q=" + long,
		"/fr/nothing?" + long, "/fr/articles/x?" + long,
	} {
		w := get(t, h, path, "Accept-Encoding", "identity")
		body := w.Body.String()
		if w.Code < 400 || w.Code >= 500 {
			t.Errorf("%.40s = %d", path, w.Code)
		}
		if len(body) > 8<<10 {
			t.Errorf("%.40s: %d bytes for an address of %d", path, len(body), len(path))
		}
		if strings.Contains(body, "uninstall-key-not-found") || strings.Contains(body, strings.Repeat("a", maxShown+1)) {
			t.Errorf("%.40s: looked for, or shown: %.300s", path, body)
		}
	}
	for _, id := range []string{"uninstall-key-not-foun%0a", "uninstall%20key%20not%20found", "uninstall-key-not-foun%3Cscript%3E", "..%2funinstall-key-not-found"} {
		if body := get(t, h, "/api/v1/articles/"+id).Body.String(); strings.Contains(body, "closest") {
			t.Errorf("%s, which is no id, was looked for: %s", id, body)
		}
	}
	for _, id := range []string{"uninstall-key-not-foun", "Uninstall_Key_Not_Found"} {
		if body := get(t, h, "/api/v1/articles/"+id).Body.String(); !strings.Contains(body, `"closest":["uninstall-key-not-found"`) {
			t.Errorf("%s: %s", id, body)
		}
	}
	if page := get(t, h, "/fr/?"+long, "Accept-Encoding", "identity").Body.String(); strings.Contains(page, long) {
		t.Error("the links to the other languages repeat any query")
	}
	if page := get(t, h, "/fr/search?q=console+lente").Body.String(); !strings.Contains(page, `href="/en/search?q=console&#43;lente"`) && !strings.Contains(page, `href="/en/search?q=console+lente"`) {
		t.Error("the links to the other languages lose the query")
	}
}

func TestShortPath(t *testing.T) {
	for _, n := range []int{maxShown - 2, maxShown - 1, maxShown} { // where the cut meets a letter
		u := &url.URL{Path: strings.Repeat("a", n) + "é" + strings.Repeat("é", 300)}
		got := shortPath(u)
		if _, err := url.PathUnescape(got); err != nil || len(got) > maxShown || len(got) < maxShown-3 {
			t.Errorf("%d: %d bytes, %v: %s", n, len(got), err, got)
		}
	}
	if got := shortPath(&url.URL{Path: "/api/v1/clé perdue"}); got != "/api/v1/cl%C3%A9%20perdue" {
		t.Errorf("shortPath = %q", got)
	}
}
