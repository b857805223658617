package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

const (
	typeHTML = "text/html; charset=utf-8"
	typeJSON = "application/json"
	typeText = "text/plain; charset=utf-8"
	typeXML  = "application/xml; charset=utf-8"
)

// minCompressed is the bytes below which compressing gains nothing on the line.
const minCompressed = 800

// respond sends a body in one piece: with an ETag and 304 where it succeeded,
// compressed where the client takes that.
func respond(c echo.Context, status int, contentType string, body []byte) error {
	h := c.Response().Header()
	vary(c, echo.HeaderAcceptEncoding)
	if status == http.StatusOK && h.Get(echo.HeaderCacheControl) == "" {
		h.Set(echo.HeaderCacheControl, "no-cache") // ask again each time, cheaply
	}
	if status == http.StatusOK && h.Get(echo.HeaderCacheControl) != "no-store" {
		sum := sha256.Sum256(body)
		// Weak: the same page in another content coding has the same tag.
		tag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
		h.Set("ETag", tag)
		if notModified(c.Request(), tag) {
			return c.NoContent(http.StatusNotModified)
		}
	}
	if len(body) >= minCompressed && takesGzip(c.Request()) {
		h.Set(echo.HeaderContentEncoding, codingGzip)
		body = gzipped(body)
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(status, contentType, body)
}

// respondJSON sends v as JSON.
func respondJSON(c echo.Context, v any) error {
	body, err := marshalJSON(v)
	if err != nil {
		return err
	}
	return respond(c, http.StatusOK, typeJSON, body)
}

// respondJSONAs sends v as JSON of a type that has a name of its own.
func respondJSONAs(c echo.Context, status int, contentType string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing %s: %w", contentType, err)
	}
	return respond(c, status, contentType, body)
}

// marshalJSON writes JSON on a line of its own.
func marshalJSON(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return append(body, '\n'), nil
}

// notModified tells whether the client has the content of tag already. Tags are
// compared weakly, as RFC 9110 asks for If-None-Match.
func notModified(r *http.Request, tag string) bool {
	for candidate := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// codingGzip is the content coding of all that is compressed: browsers take a better one,
// brotli, over TLS alone, and it would gain 3 KB a page.
const codingGzip = "gzip"

// takesGzip tells whether a client takes a body in gzip rather than as it is.
func takesGzip(r *http.Request) bool {
	qualities := map[string]float64{}
	for part := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		name, params, _ := strings.Cut(part, ";")
		_, value, _ := strings.Cut(params, "q=")
		quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil { // absent, or unreadable
			quality = 1
		}
		qualities[strings.ToLower(strings.TrimSpace(name))] = quality
	}
	quality, named := qualities[codingGzip]
	if !named {
		quality = qualities["*"]
	}
	return quality > 0
}

// gzipped compresses a body, in about a millisecond.
func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // to memory
	_ = w.Close()
	return b.Bytes()
}

// vary tells caches that the answer depends on a header of the request.
func vary(c echo.Context, header string) {
	h := c.Response().Header()
	if !slices.Contains(h.Values(echo.HeaderVary), header) {
		h.Add(echo.HeaderVary, header)
	}
}
