package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"waptkb/index/hostile"
)

// Bounds of [TestHostileSoak] where it runs for long.
const (
	soakMemory  = 256 << 20
	soakLatency = 50 * time.Millisecond // of 99 in 100 ordinary searches
)

// soakRounds is how often an attacker sends at least.
const soakRounds = 4

// soakPace is how often an attacker sends, who waits for the answer first. Who floods
// the server instead is what --rate-limit is for.
const soakPace = 250 * time.Millisecond

// TestHostileSoak starts the server as a process and has attackers send it, side by
// side and at a steady pace, what once took a server down, while others ask ordinary
// questions. None of these may wait long or be answered by a status 5xx, and memory
// is bounded. A few rounds without a pause by default;
//
//	WAPTKB_SOAK=10m go test ./cmd/waptkb -run HostileSoak -v -timeout 15m
//
// is the long one, which alone looks at the times and at memory: those of a few rounds
// on a busy machine say nothing.
func TestHostileSoak(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system has no /proc")
	}
	lasts, serve := time.Duration(0), program
	if v := os.Getenv("WAPTKB_SOAK"); v != "" {
		var err error
		if lasts, err = time.ParseDuration(v); err != nil {
			t.Fatal(err)
		}
		serve = built
	}
	long := lasts >= time.Minute
	pid, address := startServer(t, serve(t, "serve", "--rate-limit", "0"))
	k := &hostileSoak{t: t, address: address, paced: lasts > 0, attacking: make(chan struct{}, 1), statuses: map[int]int{}, sent: map[string]int{}}
	k.client = &http.Client{Timeout: 3 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	var attackers, others sync.WaitGroup
	k.end = time.Now().Add(lasts)
	for name, attack := range attacks() {
		attackers.Go(func() { k.attack(name, attack) })
	}
	attacked, over := context.WithCancel(t.Context())
	var times []time.Duration
	others.Go(func() { times = k.ordinary(attacked) })
	attackers.Wait()
	over()
	others.Wait()

	if n := k.faults.Load(); n > 0 {
		t.Errorf("%d requests have no answer", n)
	}
	for status, n := range k.statuses {
		if status >= 500 {
			t.Errorf("%d answers %d", n, status)
		}
	}
	slices.Sort(times)
	p50, p99, most := times[len(times)/2], times[len(times)*99/100], mostMemory(t, pid)
	if long && p99 > soakLatency {
		t.Errorf("1 in 100 ordinary searches takes longer than %v", p99)
	}
	if long && most > soakMemory {
		t.Errorf("the server took %d MiB", most>>20)
	}
	t.Logf("%v: %d ordinary searches, p50 %v, p99 %v, longest %v; %d MiB; attacks %v; answers %v", lasts, len(times), p50, p99, times[len(times)-1], most>>20, k.sent, k.statuses)
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// hostileSoak is a server and what happens to it.
type hostileSoak struct {
	t         *testing.T
	address   string
	client    *http.Client
	paced     bool
	attacking chan struct{} // tells of each attack, as far as somebody listens
	end       time.Time
	faults    atomic.Int64

	mu       sync.Mutex
	statuses map[int]int
	sent     map[string]int
}

// request is what an attacker sends.
type request struct {
	path, mediaType, body string
	headers               []string // name, value, …
}

// send gives the answer to a request, all of which is read.
func (k *hostileSoak) send(q request) (status int, body []byte) {
	method := http.MethodPost
	if q.body == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(k.t.Context(), method, "http://"+k.address+q.path, strings.NewReader(q.body))
	if err != nil {
		k.t.Error(err)
		return 0, nil
	}
	r.Header.Set("Content-Type", q.mediaType)
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(q.headers); i += 2 {
		r.Header.Set(q.headers[i], q.headers[i+1])
	}
	res, err := k.client.Do(r)
	if err != nil { // a refused body may end the connection before all of it is sent
		if q.body == "" || len(q.body) < 64<<10 {
			k.faults.Add(1)
		}
		return 0, nil
	}
	defer res.Body.Close()
	body, _ = io.ReadAll(io.LimitReader(res.Body, 16<<20))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.statuses[res.StatusCode]++
	return res.StatusCode, body
}

func (k *hostileSoak) attack(name string, next func(*rand.Rand) request) {
	random := rand.New(rand.NewPCG(1, uint64(len(name))))
	pace := time.NewTicker(soakPace)
	defer pace.Stop()
	for n := 0; n < soakRounds || time.Now().Before(k.end); n++ {
		if k.paced {
			<-pace.C
		}
		select {
		case k.attacking <- struct{}{}:
		default:
		}
		k.send(next(random))
		k.mu.Lock()
		k.sent[name]++
		k.mu.Unlock()
	}
}

// ordinary asks what people ask, some forty times a second, or beside each attack where
// there is no pace, as long as there are attacks. It gives how long each answer took.
func (k *hostileSoak) ordinary(attacked context.Context) []time.Duration {
	questions := []string{
		"SockRecv(1) read = 0", "uninstall key can not be found", "la console est lente ce matin", "mot de passe superadmin oublié",
		"Error timed out after 600 seconds with output '600.0'", "FATAL ERROR : ConnectionError: HTTPSConnectionPool(host='10.1.2.3', port=443): Max retries exceeded",
	}
	var times []time.Duration
	pace := time.NewTicker(25 * time.Millisecond)
	defer pace.Stop()
	for n := 0; n == 0 || attacked.Err() == nil; n++ {
		if k.paced {
			<-pace.C
		} else {
			select {
			case <-k.attacking:
			case <-attacked.Done():
			}
		}
		q := fmt.Sprint(questions[n%len(questions)], " ", n) // never from the cache
		begin := time.Now()
		status, body := k.send(request{path: "/api/v1/search?q=" + url.QueryEscape(q)})
		times = append(times, time.Since(begin))
		if status != http.StatusOK || !json.Valid(body) {
			k.t.Errorf("%q is answered by %d", q, status)
		}
	}
	return times
}

// attacks are what once took a server down, each in its size.
func attacks() map[string]func(*rand.Rand) request {
	const form, plain, asJSON = "application/x-www-form-urlencoded", "text/plain", "application/json"
	same := func(q request) func(*rand.Rand) request { return func(*rand.Rand) request { return q } }
	oneLine := hostile.Row{Unit: "Error timed out after 1 seconds with output '"}.Text(2 << 20)
	export := hostile.Row{Unit: `{"time":"2024-03-18","level":"ERROR","message":"Error timed out after 600 seconds with output '600.0'"},`}.Text(1 << 20)
	ligature := strings.Repeat(strings.Repeat("\ufdfa", 1365)+"\n", 4)
	quoted, _ := json.Marshal(map[string]string{"q": ligature})
	call := `{"jsonrpc":"2.0","id":9007199254740993,"method":"tools/call","params":{"name":"waptkb_get_article","arguments":{"id":"uuid-bios-duplique"}}}`
	batch := "[" + strings.Repeat(call+",", 27_999) + call + "]"
	rows := hostile.Rows()
	return map[string]func(*rand.Rand) request{
		"hits on one line":  same(request{path: "/api/v1/diagnose", mediaType: plain, body: oneLine}),
		"JSON export":       same(request{path: "/api/v1/diagnose", mediaType: plain, body: export}),
		"carriage returns":  same(request{path: "/api/v1/diagnose", mediaType: plain, body: strings.ReplaceAll(export, ",", "\r")}),
		"log as a form":     same(request{path: "/api/v1/diagnose", mediaType: form, body: oneLine[:64<<10]}),
		"gzip in gzip, cut": same(request{path: "/api/v1/diagnose", mediaType: plain, body: zipped(zipped(export))[:200]}),
		"zeros":             same(request{path: "/api/v1/diagnose", mediaType: plain, body: strings.Repeat("\x00", 1<<20)}),
		"U+FDFA":            same(request{path: "/api/v1/search", mediaType: asJSON, body: string(quoted)}),
		"U+FDFA on a page":  same(request{path: "/fr/search", mediaType: form, body: url.Values{"q": {ligature}}.Encode()}),
		"batch":             same(request{path: "/mcp", mediaType: asJSON, body: batch}),
		"long id":           same(request{path: "/en/articles/" + strings.Repeat("a", 60_000)}),
		"another host":      same(request{path: "/sitemap.xml", headers: []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"}}),
		"secrets":           same(request{path: "/en/search?q=" + url.QueryEscape("the uninstall key password=S3cr3tB can not be found")}),
		"rows": func(r *rand.Rand) request {
			body, _ := json.Marshal(map[string]string{"q": rows[r.IntN(len(rows))].Text(16000)})
			return request{path: "/api/v1/search", mediaType: asJSON, body: string(body)}
		},
		"rows as a log": func(r *rand.Rand) request {
			return request{path: "/api/v1/diagnose", mediaType: plain, body: rows[r.IntN(len(rows))].Text(1 << 20)}
		},
	}
}

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}
