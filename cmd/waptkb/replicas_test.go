//go:build linux

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestReplicas puts two replicas behind each proxy, configured as the page about installation
// says, and takes replicas away under load: killed, told to end, replaced by one with other
// articles. No request fails. WAPTKB_REPLICAS is the number of requests; .ci/long sets it.
func TestReplicas(t *testing.T) {
	requests, err := strconv.Atoi(os.Getenv("WAPTKB_REPLICAS"))
	if err != nil {
		t.Skip("WAPTKB_REPLICAS is not set")
	}
	for _, proxy := range []struct {
		name, first string
		args        []string
	}{
		{"nginx", "upstream waptkb {", []string{"-g", "daemon off;", "-c"}},
		{"haproxy", "global", []string{"-db", "-f"}},
	} {
		t.Run(proxy.name, func(t *testing.T) {
			path, err := exec.LookPath(proxy.name)
			if err != nil {
				t.Skipf("SKIPPED: %s, which is not installed: its configuration is NOT tested", proxy.name)
			}
			var config string
			for _, block := range codeBlocks(t, "fr", "install") {
				if strings.HasPrefix(block, proxy.first+"\n") {
					config = block
				}
			}
			dir := t.TempDir()
			a, b, front := freeAddress(t), freeAddress(t), freeAddress(t)
			certificate := selfSigned(t, dir)
			for from, to := range map[string]string{
				"10.0.0.11:8080": a, "10.0.0.12:8080": b, "listen 443": "listen " + front, "bind :443": "bind " + front,
				"/etc/ssl/certs/aide.example.fr.crt": certificate, "/etc/ssl/private/aide.example.fr.key": certificate, "/etc/haproxy/aide.example.fr.pem": certificate,
			} {
				config = strings.ReplaceAll(config, from, to)
			}
			if proxy.name == "nginx" {
				config = "worker_processes 1;\npid " + dir + "/pid;\nerror_log " + dir + "/error.log;\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path " +
					dir + ";\nproxy_temp_path " + dir + ";\nfastcgi_temp_path " + dir + ";\nuwsgi_temp_path " + dir + ";\nscgi_temp_path " + dir + ";\n" + config + "}\n"
			}
			replicas := []*exec.Cmd{replica(t, a), replica(t, b)}
			front = "https://" + front
			run := exec.Command(path, append(proxy.args, write(t, dir, "proxy.conf", config))...)
			run.Stderr = os.Stderr
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = run.Process.Signal(syscall.SIGTERM); _ = run.Wait() })
			client := &http.Client{Timeout: patience, Transport: &http.Transport{
				TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxIdleConnsPerHost: clients, // its own certificate
			}}
			awaitReady(t, client, front)
			sameAnswers(t, "http://"+a, "http://"+b)
			begin := time.Now()
			load := startLoad(client, front, requests)
			for n := range kills {
				load.await(t, requests/10+n*requests/20)
				_ = replicas[0].Process.Kill()
				_ = replicas[0].Wait()
				load.await(t, requests/8+n*requests/20)
				replicas[0] = replica(t, a)
			}
			load.await(t, 3*requests/5)
			end(t, replicas[1])
			replicas[1] = replica(t, b, "--content", filepath.Join("..", "..", "content", "sample"))
			load.await(t, 4*requests/5)
			end(t, replicas[0])
			replicas[0] = replica(t, a, "--content", filepath.Join("..", "..", "content", "sample"))
			load.wait()
			if failed := load.failures(); len(failed) > 0 {
				t.Errorf("%d of %d requests failed:\n%s", len(failed), requests, strings.Join(failed, "\n"))
			}
			t.Logf("%d requests in %v", requests, time.Since(begin))
			end(t, replicas[0])
			end(t, replicas[1])
		})
	}
}

// replica starts one, and waits until it is ready.
func replica(t *testing.T, address string, more ...string) *exec.Cmd {
	t.Helper()
	c := program(t, append([]string{"serve", "--addr", address, "--trusted-proxies", "1", "--drain-delay", "5s", "--log-level", "error"}, more...)...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	awaitReady(t, http.DefaultClient, "http://"+address)
	return c
}

func end(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("a replica does not end well: %v", err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func awaitReady(t *testing.T, client *http.Client, address string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if answer, err := client.Get(address + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
	}
	t.Fatalf("%s is not ready", address)
}

// selfSigned writes a certificate and its key into one file.
func selfSigned(t *testing.T, dir string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"aide.example.fr"}, NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	return write(t, dir, "certificate.pem", string(text))
}

// mixed are the kinds of requests, in turn: pages, searches, logs.
var mixed = []struct{ path, body string }{
	{"/fr/", ""},
	{"/api/v1/search?q=uninstall+key+can+not+be+found", ""},
	{"/api/v1/diagnose", "2026-11-27 12:00:00 ERROR uninstall key {X} can not be found\n"},
	{"/en/articles/uninstall-key-not-found", ""},
	{"/api/v1/search", "q=timed+out+after+seconds"},
	{"/favicon.ico", ""},
}

// send sends one of the mixed requests, and gives the answer.
func send(client *http.Client, address string, n int) (body, etag string, err error) {
	kind := mixed[n%len(mixed)]
	method, form := http.MethodGet, ""
	if kind.body != "" {
		method, form = http.MethodPost, "text/plain"
		if strings.HasPrefix(kind.body, "q=") {
			form = "application/x-www-form-urlencoded"
		}
	}
	request, err := http.NewRequest(method, address+kind.path, strings.NewReader(kind.body))
	if err != nil {
		return "", "", err
	}
	request.Header.Set("Content-Type", form)
	answer, err := client.Do(request)
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", "", fmt.Errorf("%s %s: %s, %d bytes of %d, %v", method, kind.path, answer.Status, len(data), answer.ContentLength, err)
	}
	return string(data), answer.Header.Get("ETag"), nil
}

// sameAnswers asks two replicas the same.
func sameAnswers(t *testing.T, a, b string) {
	t.Helper()
	for _, n := range []int{0, 3, 5} { // what tells no time that it took
		bodyA, etagA, errA := send(http.DefaultClient, a, n)
		bodyB, etagB, errB := send(http.DefaultClient, b, n)
		if errA != nil || errB != nil || bodyA != bodyB || etagA != etagB {
			t.Errorf("%s: two answers, ETags %s and %s, %v, %v", mixed[n].path, etagA, etagB, errA, errB)
		}
	}
}

// clients send requests at a time; kills is how many times a replica is killed meanwhile.
const (
	clients = 8
	kills   = 8
)

// load is their requests.
type load struct {
	sent   atomic.Int64
	total  int64
	done   sync.WaitGroup
	mu     sync.Mutex
	failed []string
}

func startLoad(client *http.Client, address string, total int) *load {
	l := &load{total: int64(total)}
	for range clients {
		l.done.Go(func() {
			for n := l.sent.Add(1); n <= l.total; n = l.sent.Add(1) {
				if _, _, err := send(client, address, int(n)); err != nil {
					l.mu.Lock()
					l.failed = append(l.failed, err.Error())
					l.mu.Unlock()
				}
			}
		})
	}
	return l
}

// await waits until n requests have been sent.
func (l *load) await(t *testing.T, n int) {
	t.Helper()
	for l.sent.Load() < int64(n) {
		time.Sleep(10 * time.Millisecond)
	}
}

func (l *load) wait() { l.done.Wait() }

func (l *load) failures() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}
