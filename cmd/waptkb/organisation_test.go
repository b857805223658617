//go:build unix

package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestOrganisation plays an organisation from an empty folder to an answered ticket. Beside what
// scripts know it has
//
//	serve ARG…         starts a server, which "stop" ends as a service manager does
//	page PATH TEXT     waits until the page has what matches; ! that it has not
//	post PATH KEY=VALUE…
//	glpi               starts a GLPI, which GLPI names
//	webhook FILE       is sent by it of a new ticket
//	noted TEXT         waits until a note matches in it; ! that no note was written
func TestOrganisation(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "organisation"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LC_ALL", "C.UTF-8")
			e.Setenv("NO_COLOR", "1")
			e.Setenv("WAPTKB_GLPI_SECRETS", hookSecret)
			e.Setenv("WAPTKB_GLPI_TOKEN", "user-token")
			e.Values[townKey{}] = &town{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveInScript, "stop": stopInScript, "page": pageInScript, "post": postInScript,
			"glpi": glpiInScript, "webhook": webhookInScript, "noted": notedInScript,
		},
	})
}

const hookSecret = "kJ3xV8mQ2pRz7wLt9yBc4nDf6gHs1aEu5oTiXqWv"

// town is what an organisation runs.
type town struct {
	server *exec.Cmd
	site   string

	mu    sync.Mutex
	notes []string // that were written into tickets
}

type townKey struct{}

func townOf(ts *testscript.TestScript) *town { return ts.Value(townKey{}).(*town) }

func serveInScript(ts *testscript.TestScript, _ bool, args []string) {
	o := townOf(ts)
	o.server = exec.Command("waptkb", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	o.server.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "LC_ALL", "WAPTKB_GLPI_SECRETS", "WAPTKB_GLPI_TOKEN"} {
		o.server.Env = append(o.server.Env, name+"="+ts.Getenv(name))
	}
	said, err := o.server.StderrPipe()
	ts.Check(err)
	ts.Check(o.server.Start())
	ts.Defer(func() { _ = o.server.Process.Kill() })
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	var seen []byte
	for buf := make([]byte, 4096); o.site == ""; {
		n, err := said.Read(buf)
		seen = append(seen, buf[:n]...)
		if o.site = string(address.Find(seen)); o.site == "" && err != nil {
			ts.Fatalf("the server says\n%s", seen)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
}

func stopInScript(ts *testscript.TestScript, _ bool, _ []string) {
	o := townOf(ts)
	ts.Check(o.server.Process.Signal(syscall.SIGTERM))
	ts.Check(o.server.Wait())
}

// within waits until something is so.
func within(ts *testscript.TestScript, what string, isSo func() bool) {
	for begin := time.Now(); !isSo(); time.Sleep(quietTime) {
		if time.Since(begin) > patience {
			ts.Fatalf("it never came to %s", what)
		}
	}
}

func pageInScript(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: page PATH TEXT")
	}
	wanted := regexp.MustCompile(args[1])
	has := func() bool {
		res, err := http.Get(townOf(ts).site + args[0])
		ts.Check(err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		ts.Check(err)
		return wanted.Match(body)
	}
	if !neg {
		within(ts, strings.Join(args, " "), has)
	} else if has() {
		ts.Fatalf("%s has %s", args[0], args[1])
	}
}

func postInScript(ts *testscript.TestScript, _ bool, args []string) {
	form := url.Values{}
	for _, arg := range args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		form.Add(key, value)
	}
	res, err := http.PostForm(townOf(ts).site+args[0], form)
	ts.Check(err)
	res.Body.Close()
	if res.StatusCode != http.StatusOK { // after the redirection
		ts.Fatalf("%s = %s", args[0], res.Status)
	}
}

// glpiInScript answers as GLPI does and keeps the notes; package desk has all of it.
func glpiInScript(ts *testscript.TestScript, _ bool, _ []string) {
	o := townOf(ts)
	glpi := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/initSession"):
			_, _ = io.WriteString(w, `{"session_token": "83af7e620c83a50a18d3eac2f6ed05a3ca0bea62"}`)
		case strings.HasSuffix(r.URL.Path, "/getFullSession"):
			_, _ = io.WriteString(w, `{"session": {"glpiID": 42}}`)
		case r.Method == http.MethodPost:
			body, _ := io.ReadAll(r.Body)
			o.mu.Lock()
			defer o.mu.Unlock()
			o.notes = append(o.notes, string(body))
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"id": 5, "message": ""}`)
		default:
			_, _ = io.WriteString(w, `[]`)
		}
	}))
	ts.Defer(glpi.Close)
	ts.Setenv("GLPI", glpi.URL)
}

func webhookInScript(ts *testscript.TestScript, _ bool, args []string) {
	body, stamp := ts.ReadFile(args[0]), fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write([]byte(body + stamp))
	r, err := http.NewRequest(http.MethodPost, townOf(ts).site+"/hook/glpi", bytes.NewReader([]byte(body)))
	ts.Check(err)
	r.Header.Set("X-GLPI-signature", hex.EncodeToString(mac.Sum(nil)))
	r.Header.Set("X-GLPI-timestamp", stamp)
	res, err := http.DefaultClient.Do(r)
	ts.Check(err)
	res.Body.Close()
	if res.StatusCode/100 != 2 {
		ts.Fatalf("the webhook gets %s", res.Status)
	}
}

func notedInScript(ts *testscript.TestScript, neg bool, args []string) {
	o := townOf(ts)
	has := func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return len(o.notes) > 0 && (neg || regexp.MustCompile(args[0]).MatchString(o.notes[len(o.notes)-1]))
	}
	if !neg {
		within(ts, "a note with "+args[0], has)
	} else if has() {
		ts.Fatalf("a note was written")
	}
}
