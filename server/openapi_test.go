package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"waptkb/i18n"
	"waptkb/index"
)

// openAPI is the description, ready to hold requests and responses against.
type openAPI struct {
	doc      map[string]any
	compiler *jsonschema.Compiler

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema
}

const descriptionURL = "https://example.org/openapi.json"

var testDescription = sync.OnceValues(func() (*openAPI, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(description()))
	if err != nil {
		return nil, err
	}
	strict(doc)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(descriptionURL, doc); err != nil {
		return nil, err
	}
	return &openAPI{doc: doc.(map[string]any), compiler: c, schemas: map[string]*jsonschema.Schema{}}, nil
})

// strict makes every object refuse fields that the description does not have:
// clients must expect new ones, but none may be added without describing it.
func strict(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"]; ok && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, child := range v {
			strict(child)
		}
	case []any:
		for _, child := range v {
			strict(child)
		}
	}
}

// at follows keys into the description, and a reference at the end.
func (o *openAPI) at(keys ...string) (node map[string]any, pointer string) {
	node = o.doc
	for _, key := range keys {
		child, ok := node[key].(map[string]any)
		if !ok {
			return nil, ""
		}
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		if ref, ok := child["$ref"].(string); ok {
			return o.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
		node = child
	}
	return node, pointer
}

// check holds a value against the schema at a place of the description.
func (o *openAPI) check(pointer string, data []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	schema, ok := o.schemas[pointer]
	if !ok {
		if schema, err = o.compiler.Compile(descriptionURL + "#" + escapePointer(pointer)); err != nil {
			return err
		}
		o.schemas[pointer] = schema
	}
	return schema.Validate(v)
}

func escapePointer(pointer string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
}

// operation finds what the description has of a request.
func (o *openAPI) operation(method, path string) (keys []string, ok bool) {
	paths, _ := o.at("paths")
	for template := range paths {
		pattern := "^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(template), "[^/]+") + "$"
		if template != path && !regexp.MustCompile(pattern).MatchString(path) {
			continue
		}
		if op, _ := o.at("paths", template, method); op != nil {
			return []string{"paths", template, method}, true
		}
	}
	return nil, false
}

// checkResponse holds a response against the description.
func (o *openAPI) checkResponse(r *http.Request, status int, h http.Header, body []byte) error {
	method := strings.ToLower(r.Method)
	if method == "head" {
		method, body = "get", nil
	}
	problem, problemAt := o.at("components", "schemas", "Problem")
	mediaType, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	keys, ok := o.operation(method, r.URL.Path)
	if !ok { // of addresses and methods that do not exist
		if method == "options" {
			return nil
		}
		if problem == nil || status != http.StatusNotFound && status != http.StatusMethodNotAllowed && status != http.StatusTooManyRequests {
			return fmt.Errorf("status %d of something that is not described", status)
		}
		return o.check(problemAt, body)
	}
	response, at := o.at(append(keys, "responses", fmt.Sprint(status))...)
	if response == nil {
		return fmt.Errorf("status %d is not described", status)
	}
	headers, _ := response["headers"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if h.Get(name) == "" {
			return fmt.Errorf("header %s is described and missing", name)
		}
	}
	content, _ := response["content"].(map[string]any)
	if content == nil {
		if len(body) > 0 {
			return fmt.Errorf("a body of %d bytes is not described", len(body))
		}
		return nil
	}
	if content[mediaType] == nil {
		return fmt.Errorf("content type %q is not described", mediaType)
	}
	if r.Method == http.MethodHead {
		return nil
	}
	return o.check(at+"/content/"+strings.ReplaceAll(mediaType, "/", "~1")+"/schema", body)
}

// validated wraps a handler so that every response of the API is held against
// the description, and saw gets to know its kind.
func validated(t testing.TB, h http.Handler, saw ...func(kind string)) http.Handler {
	t.Helper()
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/v1/") {
			h.ServeHTTP(w, r)
			return
		}
		accept := r.Header.Get("Accept-Encoding")
		r.Header.Del("Accept-Encoding") // a test of its own looks at compression
		method, path := r.Method, *r.URL
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		r.Header.Set("Accept-Encoding", accept)
		if err := o.checkResponse(&http.Request{Method: method, URL: &path}, rec.Code, rec.Header(), rec.Body.Bytes()); err != nil {
			t.Errorf("%s %s: %v\n%.500s", method, path.Path, err, rec.Body)
		}
		if keys, ok := o.operation(strings.ToLower(method), path.Path); ok {
			for _, saw := range saw {
				saw(fmt.Sprintf("%s %s %d", method, keys[1], rec.Code))
			}
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// TestDescriptionIsValid reads the description as OpenAPI 3.1.
func TestDescriptionIsValid(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(description())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %q", doc.OpenAPI)
	}
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	schemas, _ := o.at("components", "schemas")
	meta, err := jsonschema.NewCompiler().Compile("https://json-schema.org/draft/2020-12/schema")
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range schemas {
		if err := meta.Validate(schema); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
}

// TestDescriptionExamples holds every example of a response against its schema,
// and asks the server every example of a request.
func TestDescriptionExamples(t *testing.T) {
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	h := validated(t, newTestServer(t).Handler())
	n := 0
	each := func(name, at string, content any) {
		media, _ := content.(map[string]any)
		for mediaType, m := range media {
			examples, _ := m.(map[string]any)["examples"].(map[string]any)
			for key, example := range examples {
				n++
				value := example.(map[string]any)["value"]
				data, err := json.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				if err := o.check(at+"/content/"+strings.ReplaceAll(mediaType, "/", "~1")+"/schema", data); err != nil {
					t.Errorf("%s, example %s: %v", name, key, err)
				}
			}
		}
	}
	responses, _ := o.at("components", "responses")
	for name := range responses {
		response, at := o.at("components", "responses", name)
		each(name, at, response["content"])
	}
	paths, _ := o.at("paths")
	for path := range paths {
		methods, _ := o.at("paths", path)
		for method := range methods {
			op, at := o.at("paths", path, method)
			name := method + " " + path
			if body, ok := op["requestBody"].(map[string]any); ok {
				each(name+" request", at+"/requestBody", body["content"])
				for mediaType, m := range body["content"].(map[string]any) {
					examples, _ := m.(map[string]any)["examples"].(map[string]any)
					for key, example := range examples {
						ask(t, h, method, path, mediaType, example.(map[string]any)["value"], name+", example "+key)
					}
				}
			} else {
				ask(t, h, method, o.exampleAddress(path, op), "", nil, name)
			}
			for status := range op["responses"].(map[string]any) {
				response, at := o.at("paths", path, method, "responses", status)
				each(name+" "+status, at, response["content"])
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d examples", n)
	}
}

// exampleAddress fills in the examples of the parameters of an operation.
func (o *openAPI) exampleAddress(path string, op map[string]any) string {
	query := url.Values{}
	parameters, _ := op["parameters"].([]any)
	for _, p := range parameters {
		p := p.(map[string]any)
		if ref, ok := p["$ref"].(string); ok {
			p, _ = o.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
		switch {
		case p["example"] == nil:
		case p["in"] == "path":
			path = strings.ReplaceAll(path, "{"+p["name"].(string)+"}", fmt.Sprint(p["example"]))
		default:
			query.Set(p["name"].(string), fmt.Sprint(p["example"]))
		}
	}
	return path + "?" + query.Encode()
}

// ask sends an example and expects that it succeeds.
func ask(t *testing.T, h http.Handler, method, path, mediaType string, value any, name string) {
	t.Helper()
	body := ""
	switch mediaType {
	case "application/json":
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		body = string(data)
	case "application/x-www-form-urlencoded":
		form := url.Values{}
		for k, v := range value.(map[string]any) {
			form.Set(k, fmt.Sprint(v))
		}
		body = form.Encode()
	case "":
	default:
		body = value.(string)
	}
	r := httptest.NewRequest(strings.ToUpper(method), path, strings.NewReader(body))
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("%s: %s = %d\n%.300s", name, path, w.Code, w.Body)
	}
}

// brokenIndex fails.
type brokenIndex struct{ index.Service }

func (brokenIndex) Search(context.Context, index.Query) (*index.Response, error) {
	return nil, errors.New("broken")
}

func (brokenIndex) Suggest(string, string, int) []index.Suggestion { panic("broken") }

func (brokenIndex) Diagnose(context.Context, io.Reader, index.DiagnoseOptions) (*index.Diagnosis, error) {
	return nil, errors.New("broken")
}

// slowBody is a body that does not arrive in time.
type slowBody struct{}

func (slowBody) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

// TestEveryResponse provokes each response of each operation that the
// description has, but for the faults that the lists of articles cannot have.
func TestEveryResponse(t *testing.T) {
	s := newTestServer(t)
	seen := map[string]bool{}
	saw := func(kind string) { seen[kind] = true }
	h := validated(t, s.Handler(), saw)
	limited := validated(t, newServerWith(t, func(c *Config) { c.RateLimit, c.RateBurst = 0.001, 1 }).Handler(), saw)
	broken := validated(t, newServerWith(t, func(c *Config) { c.Index = brokenIndex{c.Index} }).Handler(), saw)
	do := func(h http.Handler, want int, method, path string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
		t.Helper()
		r := httptest.NewRequest(method, path, body)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s %.60s = %d, want %d\n%.300s", method, path, w.Code, want, w.Body)
		}
		return w
	}
	do(limited, 200, "GET", "/api/v1/articles", nil) // the only one it lets in
	gets := map[string]string{                       // a good address of each, without its query
		"/api/v1/search": "?q=a", "/api/v1/suggest": "?q=unin", "/api/v1/articles": "?lang=en",
		"/api/v1/articles/cle-privee-perdue": "?lang=en", "/api/v1/guide": "?id=poste", "/api/v1/openapi.json": "",
	}
	for path, query := range gets {
		first := do(h, 200, "GET", path+query, nil)
		do(h, 200, "HEAD", path+query, nil)
		if path != "/api/v1/search" {
			do(h, 304, "GET", path+query, nil, "If-None-Match", first.Header().Get("ETag"))
		}
		if path != "/api/v1/openapi.json" {
			do(h, 400, "GET", strings.Replace(path+query+"&lang=xx", "lang=en&", "", 1), nil)
			do(h, 200, "GET", path+query, nil, "Accept-Language", "en")
		}
		do(h, 415, "GET", path+query, nil, "Content-Encoding", "gzip")
		do(limited, 429, "GET", path+query, nil)
	}
	do(h, 200, "GET", "/api/v1/suggest?q=unin&format=opensearch", nil)
	do(h, 400, "GET", "/api/v1/articles?kind=recipe", nil)
	do(h, 404, "GET", "/api/v1/articles/uninstall-key-notfound", nil)
	do(h, 404, "GET", "/api/v1/guide?id=poste/nowhere", nil)
	do(h, 413, "GET", "/api/v1/search?q="+strings.Repeat("a", 17000), nil)
	do(broken, 500, "GET", "/api/v1/search?q=a", nil)
	do(broken, 500, "GET", "/api/v1/suggest?q=a", nil)
	for path, mediaType := range map[string]string{"/api/v1/search": "application/json", "/api/v1/diagnose": "text/plain"} {
		const good = `{"q":"uninstall key can not be found"}`
		do(h, 200, "POST", path, strings.NewReader(good), "Content-Type", mediaType)
		do(h, 408, "POST", path, slowBody{}, "Content-Type", mediaType)
		do(h, 415, "POST", path, strings.NewReader(good), "Content-Type", mediaType, "Content-Encoding", "gzip")
		do(limited, 429, "POST", path, strings.NewReader(good), "Content-Type", mediaType)
		do(broken, 500, "POST", path, strings.NewReader(good), "Content-Type", mediaType)
	}
	do(h, 400, "POST", "/api/v1/search", strings.NewReader("{"), "Content-Type", "application/json")
	do(h, 413, "POST", "/api/v1/search", strings.NewReader(strings.Repeat("a", 100_000)), "Content-Type", "application/json")
	do(h, 400, "POST", "/api/v1/diagnose", strings.NewReader("--x\r\nbroken"), "Content-Type", "multipart/form-data; boundary=x")
	small := validated(t, newServerWith(t, func(c *Config) { c.MaxLog = 1 << 10 }).Handler(), saw)
	do(small, 413, "POST", "/api/v1/diagnose", strings.NewReader(strings.Repeat("x\n", 1<<16)), "Content-Type", "text/plain")
	do(h, 400, "POST", "/api/v1/diagnose", strings.NewReader(""), "Content-Type", "text/plain")
	do(h, 422, "POST", "/api/v1/diagnose", strings.NewReader("PK\x03\x04\x14\x00"), "Content-Type", "text/plain")
	do(h, 404, "GET", "/api/v1/nothing", nil)
	do(h, 405, "DELETE", "/api/v1/search", nil)

	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	paths, _ := o.at("paths")
	for path := range paths {
		methods, _ := o.at("paths", path)
		for method := range methods {
			op, _ := o.at("paths", path, method)
			for status := range op["responses"].(map[string]any) {
				key := strings.ToUpper(method) + " " + path + " " + status
				lists := strings.HasPrefix(path, "/api/v1/articles") || path == "/api/v1/guide" || strings.HasSuffix(path, "openapi.json")
				if !seen[key] && !(lists && status == "500") {
					t.Errorf("%s: described, and provoked by no test", key)
				}
			}
		}
	}
}

// newServerWith makes a test server with another configuration.
func newServerWith(t testing.TB, change func(*Config)) *Server {
	t.Helper()
	s := newTestServer(t)
	cfg := Config{Index: s.plain, Messages: s.cfg.Messages, Version: "test"}
	change(&cfg)
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDescriptionGolden pins what programs rely on. A change of the golden file
// is a change of the interface: additions are fine, anything else needs a new
// version of the API. go test ./server -run Golden -update writes it.
func TestDescriptionGolden(t *testing.T) {
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	paths, _ := o.at("paths")
	for path := range paths {
		methods, _ := o.at("paths", path)
		for method := range methods {
			op, _ := o.at("paths", path, method)
			name := strings.ToUpper(method) + " " + path
			parameters, _ := op["parameters"].([]any)
			for _, p := range parameters {
				p := p.(map[string]any)
				if ref, ok := p["$ref"].(string); ok {
					p, _ = o.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
				}
				lines = append(lines, fmt.Sprintf("%s parameter %s %s", name, p["name"], outlineOf(p["schema"])))
			}
			if body, ok := op["requestBody"].(map[string]any); ok {
				for mediaType, m := range body["content"].(map[string]any) {
					lines = append(lines, fmt.Sprintf("%s body %s %s", name, mediaType, outlineOf(m.(map[string]any)["schema"])))
				}
			}
			for status := range op["responses"].(map[string]any) {
				response, _ := o.at("paths", path, method, "responses", status)
				content, _ := response["content"].(map[string]any)
				if len(content) == 0 {
					lines = append(lines, name+" "+status)
				}
				for mediaType, m := range content {
					lines = append(lines, fmt.Sprintf("%s %s %s %s", name, status, mediaType, outlineOf(m.(map[string]any)["schema"])))
				}
			}
		}
	}
	schemas, _ := o.at("components", "schemas")
	for name, schema := range schemas {
		properties, ok := schema.(map[string]any)["properties"].(map[string]any)
		if !ok {
			lines = append(lines, "schema "+name+" "+outlineOf(schema))
		}
		required, _ := schema.(map[string]any)["required"].([]any)
		for field, f := range properties {
			line := "schema " + name + "." + field + " " + outlineOf(f)
			if !slices.Contains(required, any(field)) {
				line += " optional"
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/openapi.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		old := strings.Split(string(want), "\n")
		for _, line := range lines {
			if !slices.Contains(old, line) {
				t.Errorf("+ %s", line)
			}
		}
		for _, line := range old {
			if line != "" && !slices.Contains(lines, line) {
				t.Errorf("- %s", line)
			}
		}
		t.Error("the interface has changed: see the comment above this test")
	}
}

// outlineOf writes a schema on one line, as far as programs rely on it.
func outlineOf(schema any) string {
	s, ok := schema.(map[string]any)
	if !ok || len(s) == 0 {
		return "any"
	}
	if ref, ok := s["$ref"].(string); ok {
		return ref[strings.LastIndex(ref, "/")+1:]
	}
	if choices, ok := s["oneOf"].([]any); ok {
		var names []string
		for _, c := range choices {
			names = append(names, outlineOf(c))
		}
		return strings.Join(names, "|")
	}
	out := fmt.Sprint(s["type"])
	if items, ok := s["items"]; ok {
		out += " of " + outlineOf(items)
	}
	if values, ok := s["enum"].([]any); ok {
		out += fmt.Sprint(" ", values)
	}
	for _, bound := range []string{"minimum", "maximum", "format"} {
		if v, ok := s[bound]; ok {
			out += fmt.Sprintf(" %s %v", bound, v)
		}
	}
	return out
}

// TestEveryRouteIsDescribed compares the description with the routes.
func TestEveryRouteIsDescribed(t *testing.T) {
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	s := newTestServer(t)
	for _, r := range s.echo.Routes() {
		if !strings.HasPrefix(r.Path, "/api/v1/") || !slices.Contains([]string{"GET", "POST"}, r.Method) {
			continue
		}
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		if op, _ := o.at("paths", path, strings.ToLower(r.Method)); op == nil {
			t.Errorf("%s %s is not described", r.Method, path)
		}
	}
}

// TestProblemTypes follows the type of every kind of fault to its explanation.
func TestProblemTypes(t *testing.T) {
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	problem, _ := o.at("components", "schemas", "Problem", "properties", "type")
	s := newTestServer(t)
	h := s.Handler()
	for _, k := range faultKinds {
		if !slices.Contains(problem["enum"].([]any), any(problemType(k.Name))) {
			t.Errorf("%s is not described", k.Name)
		}
		for _, lang := range i18n.Languages() {
			w := get(t, h, problemType(k.Name), "Accept-Language", lang)
			page, anchor, _ := strings.Cut(w.Header().Get("Location"), "#")
			if w.Code != http.StatusFound || page != "/"+lang+"/api" || w.Header().Get("Vary") == "" {
				t.Errorf("%s leads to %d %q", problemType(k.Name), w.Code, page)
			}
			body := get(t, h, page).Body.String()
			_, item, found := strings.Cut(body, `id="`+anchor+`"`)
			item, _, _ = strings.Cut(item, "</li>")
			if !found || len(item) < 60 || strings.ContainsAny(item, "{}") {
				t.Errorf("%s explains %s as %q", page, anchor, item)
			}
		}
	}
	if w := get(t, h, "/problems/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("unknown problem = %d", w.Code)
	}
}

// TestReferenceIsShown looks for every operation in the page about the API.
func TestReferenceIsShown(t *testing.T) {
	o, err := testDescription()
	if err != nil {
		t.Fatal(err)
	}
	h := newTestServer(t).Handler()
	paths, _ := o.at("paths")
	for _, lang := range i18n.Languages() {
		body := get(t, h, "/"+lang+"/api").Body.String()
		for path, methods := range paths {
			for method := range methods.(map[string]any) {
				if want := "<code>" + strings.ToUpper(method) + " " + path + "</code>"; !strings.Contains(body, want) {
					t.Errorf("/%s/api does not show %s", lang, want)
				}
			}
		}
	}
}

// TestCachingHeaders checks what caches and browsers are told.
func TestCachingHeaders(t *testing.T) {
	h := newTestServer(t).Handler()
	for path, want := range map[string]string{
		"/api/v1/search?q=a":                 "no-store",
		"/api/v1/suggest?q=unin":             "private, max-age=300",
		"/api/v1/articles":                   "no-cache",
		"/api/v1/articles/cle-privee-perdue": "no-cache",
		"/api/v1/openapi.json":               "no-cache",
		"/api/v1/articles/nothing":           "no-store",
	} {
		w := get(t, h, path)
		if got := w.Header().Get("Cache-Control"); got != want {
			t.Errorf("GET %s: Cache-Control = %q, want %q", path, got, want)
		}
		varies := strings.Join(w.Header().Values("Vary"), ", ")
		if !strings.Contains(varies, "Accept-Encoding") || !strings.Contains(path, "openapi") && !strings.Contains(varies, "Accept-Language") {
			t.Errorf("GET %s: Vary = %q", path, varies)
		}
		if w.Code != http.StatusOK || want == "no-store" {
			continue
		}
		tag := w.Header().Get("ETag")
		again := get(t, h, path, "If-None-Match", `"other", `+tag, "Accept-Encoding", "gzip")
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag ||
			again.Header().Get("Cache-Control") != want || again.Header().Get("Vary") == "" {
			t.Errorf("GET %s with its ETag = %d, %d bytes, %v", path, again.Code, again.Body.Len(), again.Header())
		}
		if other := get(t, h, path, "Accept-Language", "en"); !strings.Contains(path, "openapi") && other.Header().Get("ETag") == tag {
			t.Errorf("GET %s: the same ETag in English", path)
		}
	}
}
