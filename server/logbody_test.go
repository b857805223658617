package server

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"waptkb/index/logs"
)

const oneError = "2024-03-18 07:52:03,701 CRITICAL Command 'setup.exe' timed out after 600 seconds with output ''\n"

// TestLogBodies: whatever form a log comes in, its problem is found, or the answer
// tells why it was not read. Nothing is answered with "no known problem" that was not
// read.
func TestLogBodies(t *testing.T) {
	t.Parallel()
	h := validated(t, newTestServer(t).Handler())
	packed := string(pack(t, []byte(oneError)))
	twice := string(pack(t, []byte(packed)))
	const form, plain = "application/x-www-form-urlencoded", "text/plain"
	long := strings.Repeat("2024 INFO nothing\n", 2000) + oneError
	huge := strings.Repeat("2024 INFO nothing here worth saying\n", 12<<20/36) + oneError // over net/http's bound for forms
	for _, c := range []struct {
		name, mediaType, body string
		status, findings      int
		warnings              int
		detail                string // a part of the problem's detail
	}{
		{"text", plain, oneError, 200, 1, 0, ""},
		{"no type", "", oneError, 200, 1, 0, ""},
		{"raw as a form", form, oneError, 200, 1, 0, ""},
		{"long, raw as a form", form, long, 200, 1, 0, ""},
		{"12 MB, raw as a form", form, huge, 200, 1, 0, ""},
		{"gzip as a form", form, packed, 200, 1, 0, ""},
		{"the field log", form, "lang=en&log=" + url.QueryEscape(oneError), 200, 1, 0, ""},
		{"the only field", form, "text=" + url.QueryEscape(oneError), 200, 1, 0, ""},
		{"12 MB in a form", form, "log=" + url.QueryEscape(huge), 200, 1, 0, ""},
		{"a long field", form, "a=b&text=" + url.QueryEscape(long), 200, 1, 0, ""},
		{"a field before others", form, "log=" + url.QueryEscape(oneError) + "&a=b", 200, 1, 0, ""},
		{"no field that is a log", form, "a=b&c=d", 400, 0, 0, "collez"},
		{"nothing", plain, "", 400, 0, 0, "collez"},
		{"an empty field", form, "log=", 400, 0, 0, "collez"},
		{"gzip in gzip", plain, twice, 200, 1, 0, ""},
		{"gzip, cut", plain, packed[:len(packed)-4], 200, 1, 1, ""},
		{"gzip, padded", plain, packed + "\x00\x00\x00\x00", 200, 1, 1, ""},
		{"UTF-16 without a mark", plain, strings.Join(strings.Split(oneError, ""), "\x00") + "\x00", 200, 1, 0, ""},
		{"carriage returns", plain, strings.ReplaceAll("INFO a\n"+oneError, "\n", "\r"), 200, 1, 0, ""},
		{"zip", plain, "PK\x03\x04\x14\x00\x00\x00", 422, 0, 0, "zip"},
		{"zip as a form", form, "PK\x03\x04\x14\x00\x00\x00", 422, 0, 0, "zip"},
		{"picture", plain, "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", 422, 0, 0, "image"},
		{"zeros", plain, strings.Repeat("\x00", 5000), 422, 0, 0, "binaires"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/api/v1/diagnose", strings.NewReader(c.body))
			if c.mediaType != "" {
				r.Header.Set("Content-Type", c.mediaType)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			var got struct {
				Findings, Warnings []any
				Detail             string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if w.Code != c.status || len(got.Findings) != c.findings || len(got.Warnings) != c.warnings || !strings.Contains(got.Detail, c.detail) {
				t.Errorf("%d, %.600s", w.Code, w.Body)
			}
		})
	}
}

// TestDiagnosePageSaysWhy: the page, too.
func TestDiagnosePageSaysWhy(t *testing.T) {
	h := newTestServer(t).Handler()
	packed := string(pack(t, []byte(oneError)))
	for name, c := range map[string]struct {
		content string
		status  int
		says    string
	}{
		"empty":   {"", 400, "Rien n’a été reçu"},
		"picture": {"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", 422, "C’est une image"},
		"cut":     {packed[:len(packed)-4], 200, "s’arrête avant la fin"},
	} {
		t.Run(name, func(t *testing.T) {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			part, _ := form.CreateFormFile("file", "x.log")
			_, _ = io.WriteString(part, c.content)
			_ = form.Close()
			r := httptest.NewRequest("POST", "/fr/diagnose", &body)
			r.Header.Set("Content-Type", form.FormDataContentType())
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || !strings.Contains(w.Body.String(), `id="ask"`) || strings.Contains(w.Body.String(), "Aucun problème connu") {
				t.Errorf("%d, says %q: %v", w.Code, c.says, strings.Contains(w.Body.String(), c.says))
			}
		})
	}
}

// FuzzFormLog: a log comes out of a form as it went in, however it is cut, and
// nothing else makes the reader fail.
func FuzzFormLog(f *testing.F) {
	for _, s := range []string{"", oneError, "a=b&c", "é%+&=\x00", "log=x"} {
		f.Add(s, "a=b")
	}
	f.Fuzz(func(t *testing.T, log, raw string) {
		r, err := fieldOfForm(iotest.HalfReader(strings.NewReader("lang=fr&log=" + url.QueryEscape(log) + "&x=y")))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != log {
			t.Fatalf("%q, error %v; want %q", got, err, log)
		}
		r, err = fieldOfForm(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || len(got) > len(raw) {
			t.Fatalf("%q of %q, error %v", got, raw, err)
		}
	})
}

// TestLogTexts: every kind of input and every warning has its text.
func TestLogTexts(t *testing.T) {
	texts := newTestServer(t).cfg.Messages
	for _, k := range logs.Kinds() {
		if !texts.Has("log.kind." + string(k)) {
			t.Errorf("no text for %q", k)
		}
	}
	for _, w := range logs.Warnings() {
		if !texts.Has("log.warning." + string(w)) {
			t.Errorf("no text for %q", w)
		}
	}
}
