package server

import (
	"net/http/httptest"
	"strings"
	"testing"

	"waptkb/server/internal/testindex"
)

// FuzzRequests sends bodies of any shape to the decoders of the API: whatever
// comes, the fault is the client's and never ours.
func FuzzRequests(f *testing.F) {
	idx, err := testindex.Small()
	if err != nil {
		f.Fatal(err)
	}
	h := newServerOver(f, idx).Handler()
	f.Add("/api/v1/search", "application/json", `{"q": "uninstall key can not be found", "limit": 3}`)
	f.Add("/api/v1/search", "application/json", `{"q": 1, "q": {}}`)
	f.Add("/api/v1/search", "application/x-www-form-urlencoded", "q=%zz&lang=fr")
	f.Add("/api/v1/search", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nclé\r\n--x--\r\n")
	f.Add("/api/v1/diagnose", "text/plain", "EWaptBadControl: 'utf8' codec can't decode byte 0xe9")
	f.Add("/api/v1/diagnose", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\x1f\x8b\x08")
	f.Add("/fr/search", "application/x-www-form-urlencoded", "q=\xff\xfe")
	f.Add("/fr/diagnose", "multipart/form-data; boundary=", "--\r\n")
	f.Fuzz(func(t *testing.T, path, contentType, body string) {
		switch path {
		case "/api/v1/search", "/api/v1/diagnose", "/fr/search", "/fr/diagnose":
		default:
			path = "/api/v1/search"
		}
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("POST %s %q %q = %d", path, contentType, body, w.Code)
		}
	})
}
