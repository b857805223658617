package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoak treats a server badly for a while: good requests beside malformed,
// oversized and slow ones. In the end it must answer as at the start, without a
// status 5xx, and without more goroutines or memory. A few rounds by default;
//
//	WAPTKB_SOAK=5m go test ./server -run Soak -v -timeout 10m
//
// is the long one.
func TestSoak(t *testing.T) {
	lasts := time.Duration(0)
	if v := os.Getenv("WAPTKB_SOAK"); v != "" {
		var err error
		if lasts, err = time.ParseDuration(v); err != nil {
			t.Fatal(err)
		}
	}
	k := newSoak(t)
	before := k.answers()
	k.work(lasts / 2) // what is made at the first use is made now
	k.settle()
	heap, goroutines := heapInUse(), runtime.NumGoroutine()
	heaps := k.work(lasts)

	after := k.answers()
	for _, path := range slices.Sorted(maps.Keys(before)) {
		if after[path] != before[path] {
			t.Errorf("%.80s is answered otherwise than at the start:\n%.300s\n%.300s", path, before[path], after[path])
		}
	}
	k.settle()
	endHeap, endGoroutines := heapInUse(), runtime.NumGoroutine()
	if endGoroutines > goroutines+stillEnding {
		b := make([]byte, 1<<16)
		t.Errorf("%d goroutines at the start, %d at the end:\n%s", goroutines, endGoroutines, b[:runtime.Stack(b, true)])
	}
	if endHeap > heap+soakGrowth {
		t.Errorf("heap %d KiB at the start, %d KiB at the end", heap>>10, endHeap>>10)
	}
	if n := k.faults.Load(); n > 0 {
		t.Errorf("the server logged %d faults, the first: %v", n, k.firstFault.Load())
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for status, n := range k.statuses {
		if status >= 500 {
			t.Errorf("%d answers %d", n, status)
		}
	}
	for _, status := range []int{200, 400, 404, 405, 413, 415, 431} {
		if k.statuses[status] == 0 {
			t.Errorf("nothing was answered by %d: the soak is not what it should be", status)
		}
	}
	t.Logf("%v: requests by kind %v, answers by status %v, goroutines %d to %d, heap %d to %d KiB, during %v",
		lasts, k.counts, k.statuses, goroutines, endGoroutines, heap>>10, endHeap>>10, kib(heaps))
}

// stillEnding is how many goroutines may be at their last instructions. What leaks does
// so with each of hundreds of requests.
const stillEnding = 20

// soakRounds is how often each kind of request is sent at least.
const soakRounds = 40

// soakGrowth is what the caches of search may still take behind the first seconds: what
// words say of the articles, 8 bytes each for a million passages.
const soakGrowth = 8 << 20

// work misuses the server for some rounds, and for a time, and gives the heap from
// time to time. Slow clients go on as long as others do.
func (k *soak) work(lasts time.Duration) (heaps []uint64) {
	end := time.Now().Add(lasts)
	k.over = make(chan struct{})
	var workers, slow sync.WaitGroup
	run := func(workers *sync.WaitGroup, name string, work func(*rand.Rand), more func(n int) bool) {
		workers.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(len(name))))
			for n := 0; more(n); n++ {
				work(random)
				k.done(name)
			}
		})
	}
	for name, work := range map[string]func(*rand.Rand){
		"good": k.good, "good too": k.good, "malformed": k.malformed, "oversized": k.oversized, "bombs": k.bombs, "half closed": k.halfClosed,
	} {
		run(&workers, name, work, func(n int) bool { return n < soakRounds || time.Now().Before(end) })
	}
	for name, work := range map[string]func(*rand.Rand){"slow headers": k.slowHeaders, "slow body": k.slowBody, "slow reader": k.slowReader} {
		run(&slow, name, work, func(n int) bool {
			select {
			case <-k.over:
				return n == 0
			default:
				return true
			}
		})
	}
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		every := time.NewTicker(max(lasts/10, time.Second))
		defer every.Stop()
		for {
			select {
			case <-k.over:
				return
			case <-every.C:
				heaps = append(heaps, heapInUse())
			}
		}
	}()
	workers.Wait()
	close(k.over)
	slow.Wait()
	<-sampled
	return heaps
}

// linger waits until so many other requests were answered: a slow client is slower than
// others are.
func (k *soak) linger(requests int) {
	for range requests {
		select {
		case <-k.answered:
		case <-k.over:
			return
		}
	}
}

func kib(bytes []uint64) (out []uint64) {
	for _, b := range bytes {
		out = append(out, b>>10)
	}
	return out
}

// heapInUse is what is reachable. What pools hold survives one collection.
func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// soak is a server and what happens to it.
type soak struct {
	t      *testing.T
	addr   string
	client *http.Client
	log    string // with a known problem
	bomb   []byte // 64 MiB of zeros, packed

	open     *connections
	cache    *searchCache
	turn     int           // of what is malformed
	answered chan struct{} // tells a slow client of each answer
	over     chan struct{} // closed when nobody but slow clients is left

	faults     atomic.Int64
	firstFault atomic.Value

	mu       sync.Mutex
	statuses map[int]int
	counts   map[string]int
}

// faultCounter is a log handler that counts errors.
type faultCounter struct {
	slog.Handler
	soak *soak
}

func (c faultCounter) Handle(_ context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		c.soak.faults.Add(1)
		var b strings.Builder
		b.WriteString(r.Message)
		r.Attrs(func(a slog.Attr) bool { b.WriteString(" " + a.String()); return true })
		c.soak.firstFault.CompareAndSwap(nil, b.String())
	}
	return nil
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	k := &soak{
		t: t, statuses: map[int]int{}, counts: map[string]int{}, answered: make(chan struct{}),
		client: &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		log:    strings.Repeat("2026-01-12 09:14:02 INFO all is well\n", 200) + "CRITICAL waptservice timed out after 600 seconds with output '600.0'\n",
	}
	k.client.Transport = &http.Transport{MaxIdleConnsPerHost: 4}
	k.bomb = pack(t, make([]byte, 64<<20))
	s := newServerWith(t, func(c *Config) {
		c.MaxLog = 1 << 20
		c.Logger = slog.New(faultCounter{slog.NewTextHandler(io.Discard, nil), k})
	})
	k.cache = s.cache
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	k.addr, k.open = l.Addr().String(), countConnections(l)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, k.open) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	return k
}

func pack(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// connections is a listener that knows how many of its connections are open.
type connections struct {
	net.Listener
	mu   sync.Mutex
	open int
	none *sync.Cond
}

func countConnections(l net.Listener) *connections {
	c := &connections{Listener: l}
	c.none = sync.NewCond(&c.mu)
	return c
}

// wait waits until none is open.
func (l *connections) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open > 0 {
		l.none.Wait()
	}
}

func (l *connections) count(more int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open += more
	l.none.Broadcast()
}

func (l *connections) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.count(1)
	return &counted{TCPConn: c.(*net.TCPConn), closed: sync.OnceFunc(func() { l.count(-1) })}, nil
}

type counted struct {
	*net.TCPConn
	closed func()
}

func (c *counted) Close() error {
	defer c.closed()
	return c.TCPConn.Close()
}

// settle lets go of connections and of what the cache keeps.
func (k *soak) settle() {
	k.client.CloseIdleConnections()
	k.open.wait()
	k.cache.mu.Lock()
	defer k.cache.mu.Unlock()
	k.cache.answers.Purge()
}

func (k *soak) done(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.counts[name]++
}

func (k *soak) saw(status int) {
	select {
	case k.answered <- struct{}{}:
	default:
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.statuses[status]++
}

// soakQuestions are asked again and again.
func soakQuestions() []string {
	return []string{
		"SockRecv(1) read = 0", "uninstall key can not be found", "la console est lente ce matin", "zzqx vrrgl ptumph",
		"begin\nFATAL ERROR : ConnectionError: HTTPSConnectionPool(host='10.1.2.3', port=443): Max retries exceeded\nend",
	}
}

// answers asks what must be answered alike at the start and at the end.
func (k *soak) answers() map[string]string {
	out := map[string]string{}
	paths := []string{"/fr/", "/en/articles/cle-privee-perdue", "/api/v1/articles", "/api/v1/openapi.json", "/healthz", "/api/v1/search?q="}
	for _, q := range soakQuestions() {
		paths = append(paths, "/api/v1/search?lang=fr&q="+url.QueryEscape(q), "/en/search?q="+url.QueryEscape(q))
	}
	for _, path := range paths {
		status, body := k.request(http.MethodGet, path, nil, "")
		var v map[string]any
		if json.Unmarshal([]byte(body), &v) == nil {
			delete(v, "took_ms")
			plain, err := json.Marshal(v)
			if err != nil {
				k.t.Fatal(err)
			}
			body = string(plain)
		}
		out[path] = fmt.Sprint(status, " ", body)
	}
	return out
}

// request sends a well-formed request; headers are pairs of name and value.
func (k *soak) request(method, path string, body io.Reader, contentType string, headers ...string) (int, string) {
	r, err := http.NewRequest(method, "http://"+k.addr+path, body)
	if err != nil {
		k.t.Error(err)
		return 0, ""
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := k.client.Do(r)
	if err != nil { // a refused body may end the connection before all of it is sent
		return 0, ""
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	k.saw(res.StatusCode)
	return res.StatusCode, string(data)
}

// dial opens a connection that does not last long; nil when it fails, which is told.
func (k *soak) dial() net.Conn {
	c, err := net.Dial("tcp", k.addr)
	if err != nil {
		k.t.Error(err)
		return nil
	}
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// raw sends bytes as they are and reads the status of the answer, if there is one.
func (k *soak) raw(data string) {
	c := k.dial()
	if c == nil {
		return
	}
	defer c.Close()
	_, _ = io.WriteString(c, data)
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.CloseWrite() // else the server waits for more of some
	}
	k.readStatus(c)
}

func (k *soak) readStatus(c net.Conn) {
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	k.saw(res.StatusCode)
}

func (k *soak) good(r *rand.Rand) {
	questions := soakQuestions()
	q := questions[r.IntN(len(questions))]
	if r.IntN(2) == 0 {
		q += fmt.Sprint(" ", r.Uint64())
	}
	want, status := http.StatusOK, 0
	switch r.IntN(7) {
	case 0:
		status, _ = k.request(http.MethodGet, "/api/v1/search?q="+url.QueryEscape(q), nil, "", "Accept-Encoding", "br")
	case 1:
		body, _ := json.Marshal(map[string]any{"q": q, "limit": 1 + r.IntN(50)})
		status, _ = k.request(http.MethodPost, "/api/v1/search", bytes.NewReader(body), typeJSON)
	case 2:
		status, _ = k.request(http.MethodGet, "/fr/search?q="+url.QueryEscape(q), nil, "")
	case 3:
		status, _ = k.request(http.MethodPost, "/api/v1/diagnose", strings.NewReader(k.log), "text/plain")
	case 4:
		status, _ = k.request(http.MethodGet, "/api/v1/suggest?q="+url.QueryEscape(q[:1+r.IntN(4)]), nil, "")
	case 5:
		status, _ = k.request(http.MethodGet, "/metrics", nil, "")
	case 6:
		status, _ = k.request(http.MethodGet, "/api/v1/articles/nothing-"+fmt.Sprint(r.Uint32()), nil, "")
		want = http.StatusNotFound
	}
	if status != want {
		k.t.Errorf("a good request is answered by %d", status)
	}
}

func (k *soak) malformed(r *rand.Rand) {
	const host = "Host: x\r\nConnection: close\r\n"
	post := func(path, contentType, body string) string {
		return fmt.Sprintf("POST %s HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, host, contentType, len(body), body)
	}
	noise := make([]byte, 200)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	cases := []string{
		string(noise),
		"GET\r\n\r\n",
		"GET / HTTP/x.y\r\n" + host + "\r\n",
		"GET /fr/ HTTP/1.1\r\nNo colon\r\n\r\n",
		"GET /fr/ HTTP/1.1\r\n" + host + "X: \x00\r\n\r\n",
		"GET /api/v1/search?q=%ff%fe%00%zz HTTP/1.1\r\n" + host + "\r\n",
		"GET /api/v1/search?q=%ff%fe%00%c3%28 HTTP/1.1\r\n" + host + "\r\n",
		"GET /fr/search?q=\xff\xfe HTTP/1.1\r\n" + host + "\r\n",
		"GET /api/v1/articles/%00%ff HTTP/1.1\r\n" + host + "\r\n",
		"GET /fr/../../etc/passwd HTTP/1.1\r\n" + host + "\r\n",
		"BREW /api/v1/search HTTP/1.1\r\n" + host + "\r\n",
		"DELETE /api/v1/search HTTP/1.1\r\n" + host + "\r\n",
		"GET /api/v1/search?q=a HTTP/1.1\r\n" + host + "Accept-Language: " + strings.Repeat("x-,;q=9", 200) + "\r\nAccept-Encoding: br;q=x, *;q=-1\r\nIf-None-Match: \"\xff\r\n\r\n",
		"POST /api/v1/search HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
		"POST /api/v1/search HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk",
		"POST /api/v1/diagnose HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nffffffffffffffff\r\n",
		"POST /api/v1/search HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		post("/api/v1/search", typeJSON, "{"),
		post("/api/v1/search", typeJSON, `{"q":"\ud800\u0000","limit":1e999}`),
		post("/api/v1/search", typeJSON, `{"q":["a"]}`),
		post("/api/v1/search", typeJSON, strings.Repeat("[", 40000)),
		post("/api/v1/search", "application/x-www-form-urlencoded", "q=%zz&%"),
		post("/api/v1/search", "multipart/form-data", "x"),
		post("/api/v1/search", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nunfinished"),
		post("/api/v1/search", "\xff\xfe", "q=a"),
		post("/api/v1/diagnose", "multipart/form-data; boundary=x", "--x\r\n\xff\xff: \r\n\r\n"),
		post("/api/v1/diagnose", "text/plain", "\xff\xfe\x00\xd8"+string(noise)),
		post("/api/v1/diagnose", "text/plain", "\x1f\x8b\x08\x00broken gzip"),
		post("/fr/search", "application/x-www-form-urlencoded", "q=%ff%fe"+url.QueryEscape(string(noise))),
		post("/mcp", typeJSON, `{"jsonrpc":"2.0","id":1,"method":`),
		post("/chat/slack", typeJSON, "{"),
	}
	k.raw(cases[k.turn%len(cases)])
	k.turn++
}

func (k *soak) oversized(r *rand.Rand) {
	long := strings.Repeat("é", 9000)
	switch r.IntN(6) {
	case 0:
		k.request(http.MethodGet, "/api/v1/search?q="+url.QueryEscape(long), nil, "")
	case 1:
		k.request(http.MethodPost, "/api/v1/search", strings.NewReader(`{"q":"`+long+`"}`), typeJSON)
	case 2:
		k.request(http.MethodPost, "/api/v1/search", strings.NewReader(strings.Repeat("q=a&", 1<<18)), "application/x-www-form-urlencoded")
	case 3: // of unknown length
		k.request(http.MethodPost, "/api/v1/diagnose", io.LimitReader(endless{}, 3<<20), "text/plain")
	case 4:
		k.raw("GET /fr/ HTTP/1.1\r\nHost: x\r\nX-Huge: " + strings.Repeat("a", 200<<10) + "\r\n\r\n")
	case 5:
		k.raw("GET /fr/ HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X: y\r\n", 40_000) + "\r\n")
	}
}

// endless is a log without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
		if i%80 == 79 {
			p[i] = '\n'
		}
	}
	return len(p), nil
}

// bombs sends what unpacks to far more than it is.
func (k *soak) bombs(r *rand.Rand) {
	switch r.IntN(4) {
	case 0, 1: // refused unread
		path := []string{"/api/v1/search", "/api/v1/diagnose", "/fr/diagnose"}[r.IntN(3)]
		coding := []string{"gzip", "br", "deflate", "gzip, gzip"}[r.IntN(4)]
		k.request(http.MethodPost, path, bytes.NewReader(k.bomb), typeJSON, "Content-Encoding", coding)
	case 2: // a packed log is unpacked up to its bound
		k.request(http.MethodPost, "/api/v1/diagnose", bytes.NewReader(k.bomb), "application/gzip")
	case 3:
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		if part, err := w.CreateFormFile("file", "bomb.log.gz"); err == nil {
			_, _ = part.Write(k.bomb)
		}
		_ = w.Close()
		k.request(http.MethodPost, "/api/v1/diagnose", &b, w.FormDataContentType())
	}
}

// slowHeaders is a slowloris: many connections that never finish their headers.
func (k *soak) slowHeaders(r *rand.Rand) {
	var connections []net.Conn
	for range 20 {
		if c, err := net.Dial("tcp", k.addr); err == nil {
			_, _ = io.WriteString(c, "GET /fr/ HTTP/1.1\r\nHost: x\r\n")
			connections = append(connections, c)
		}
	}
	for range 5 {
		k.linger(r.IntN(10))
		for _, c := range connections {
			_, _ = io.WriteString(c, "X-A: b\r\n")
		}
	}
	for _, c := range connections {
		_ = c.Close()
	}
}

// halfClosed ends its side of the connection: after the request, in the middle
// of its body, or at once.
func (k *soak) halfClosed(r *rand.Rand) {
	c := k.dial()
	if c == nil {
		return
	}
	defer c.Close()
	switch r.IntN(5) {
	case 0:
		_, _ = io.WriteString(c, "GET /api/v1/search?q=uninstall+key HTTP/1.1\r\nHost: x\r\n\r\n")
	case 1:
		_, _ = io.WriteString(c, "POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"q\":")
	case 2:
		_, _ = io.WriteString(c, "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\nbegin\n")
	case 3:
		_, _ = io.WriteString(c, "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\nbegin\n")
		_ = c.Close() // both sides, while the server reads
		return
	case 4:
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	k.readStatus(c)
}

// slowBody sends a log a few bytes at a time, which is allowed, or never ends.
func (k *soak) slowBody(r *rand.Rand) {
	c := k.dial()
	if c == nil {
		return
	}
	defer c.Close()
	_, _ = io.WriteString(c, "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 200\r\n\r\n")
	for range 20 {
		_, _ = io.WriteString(c, "all is ok\n")
		k.linger(r.IntN(3))
	}
	if r.IntN(2) == 0 {
		k.readStatus(c)
	}
}

// slowReader asks for much and takes nothing.
func (k *soak) slowReader(r *rand.Rand) {
	c := k.dial()
	if c == nil {
		return
	}
	defer c.Close()
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096)
	}
	_ = c.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
	_, err := io.WriteString(c, strings.Repeat("GET /api/v1/articles HTTP/1.1\r\nHost: x\r\n\r\n", 200))
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return
	}
	k.linger(r.IntN(30))
}
