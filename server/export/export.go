// Package export writes the whole site as files that need no server: they open from
// file://, from a share, and below any path of any web server. The pages are those of the
// server, asked for one after the other, with their links made relative; search and
// diagnosis run in the page (package inpage, command engine).
package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"mime"
	"net/http"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/highlight"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server"
	"waptkb/server/export/lzma"
	"waptkb/server/inpage"
)

// Config is what a site is made of.
type Config struct {
	Index    *index.Index
	Messages *i18n.Catalog
	Version  string
	Commit   string
	Lang     string          // of the page that index.html leads to
	Base     string          // path that the site has on a web server, "/" at both ends; may be empty
	Progress func(files int) // called with the number of files written; may be nil
}

// put keeps a file of the site.
type put func(name string, data []byte) error

// write makes all files of the site, each once.
func write(ctx context.Context, cfg Config, put put) error {
	w, err := newWriter(cfg, &server.Files{}, put)
	if err != nil {
		return err
	}
	if err := w.file("index.html", startPage(cfg)); err != nil {
		return err
	}
	if cfg.Base != "" {
		if err := w.file("404.html", lostPage(cfg)); err != nil {
			return err
		}
	}
	return w.all(ctx)
}

// newWriter makes a writer that begins with all home pages, articles and entries.
func newWriter(cfg Config, files *server.Files, put put) (*writer, error) {
	scripts := scripts{}
	files.Exec = scripts.add("start", engineStart())
	files.Engine = scripts.add("engine", script("engine", engineWasm))
	s, err := server.New(server.Config{Index: cfg.Index, Messages: cfg.Messages, Version: cfg.Version, Commit: cfg.Commit, Files: files})
	if err != nil {
		return nil, err
	}
	shipped, err := cfg.Index.Ship(highlight.HTML)
	if err != nil {
		return nil, err
	}
	files.Index = scripts.add("index", script("index", lzma.Pack(shipped)))
	w := &writer{site: s.Handler(), put: put, progress: cfg.Progress, scripts: scripts, seen: map[string]bool{}, kept: files.Kept}
	for _, lang := range i18n.Languages() {
		w.want("/" + lang + "/")
		for _, id := range append(cfg.Index.Library().IDs(), cfg.Index.Library().Entries()...) {
			w.want("/" + lang + "/articles/" + id)
		}
	}
	return w, nil
}

// engineStart is the script that the engine is unpacked and run with: a function, which a
// worker calls for itself, and which a page calls or makes a worker of.
func engineStart() []byte {
	return slices.Concat([]byte("globalThis.waptkbStart = function (port) {\n"), wasmExec, unpack, work,
		[]byte("};\nif (typeof importScripts === 'function') waptkbStart(self);\n"))
}

// scripts are the files that only a site without a server has, by their addresses.
type scripts map[string][]byte

// add keeps a script, and gives its address, which tells its content.
func (s scripts) add(name string, data []byte) string {
	sum := sha256.Sum256(data)
	address := "/static/" + name + "." + hex.EncodeToString(sum[:5]) + ".js"
	s[address] = data
	return address
}

// startPage leads to the home page in a language, and to those in the others.
func startPage(cfg Config) []byte {
	head := `<meta http-equiv="refresh" content="0; url=` + cfg.Lang + "/index.html\">\n"
	return barePage(cfg, "site.name", head, "", "")
}

// lostPage is what a web server shows at an address that leads nowhere, which may be any: it is
// the one page that needs to know where the site lies.
func lostPage(cfg Config) []byte {
	text := func(key string) string { return html.EscapeString(cfg.Messages.Text(cfg.Lang, key)) }
	body := "<h1>" + text("error.unknown-path.title") + "</h1>\n<p>" + text("error.unknown-path.detail") + "</p>\n"
	return barePage(cfg, "error.unknown-path.title", "", body, html.EscapeString(cfg.Base))
}

// barePage is a page without the frame of the site, which ends in links to the home pages;
// base begins their addresses.
func barePage(cfg Config, title, head, body, base string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n%s</head>\n<body>\n%s<ul>\n",
		cfg.Lang, html.EscapeString(cfg.Messages.Text(cfg.Lang, title)), head, body)
	for _, lang := range i18n.Languages() {
		fmt.Fprintf(&b, "<li><a href=\"%s%s/index.html\" lang=\"%s\">%s</a></li>\n", base, lang, lang, html.EscapeString(cfg.Messages.Text(lang, "language.name")))
	}
	b.WriteString("</ul>\n</body>\n</html>\n")
	return []byte(b.String())
}

// writer asks the site for its pages, and for all that they lead to.
type writer struct {
	site     http.Handler
	put      put
	progress func(int)
	scripts  scripts
	wanted   []string        // addresses
	seen     map[string]bool // files
	kept     bool            // by a browser: pages keep their addresses
}

// want notes an address, once for each file.
func (w *writer) want(address string) {
	if name := inpage.File(address); !w.seen[name] {
		w.seen[name] = true
		w.wanted = append(w.wanted, address)
	}
}

func (w *writer) file(name string, data []byte) error {
	w.seen[name] = true
	if err := w.put(name, data); err != nil {
		return err
	}
	if w.progress != nil {
		w.progress(len(w.seen) - len(w.wanted))
	}
	return nil
}

func (w *writer) all(ctx context.Context) error {
	for len(w.wanted) > 0 {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		address := w.wanted[0]
		w.wanted = w.wanted[1:]
		data, err := w.page(ctx, address)
		if err != nil {
			return err
		}
		name := address
		if !w.kept {
			name = inpage.File(address)
		}
		if err := w.file(name, data); err != nil {
			return err
		}
	}
	return nil
}

// local is the address of a server in the examples of the pages: the one that "waptkb serve"
// has where nothing else is said.
const local = "127.0.0.1:8080"

// page asks for a page, a picture or a script.
func (w *writer) page(ctx context.Context, address string) ([]byte, error) {
	if data, ok := w.scripts[address]; ok {
		return data, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Host = local
	answer := &answer{header: http.Header{}, status: http.StatusOK}
	w.site.ServeHTTP(answer, r)
	switch {
	case answer.status/100 == 3:
		return w.lead(address, answer.header.Get("Location")), nil
	case answer.status != http.StatusOK:
		return nil, fmt.Errorf("%s is linked, and answers %d", address, answer.status)
	}
	if kind, _, _ := mime.ParseMediaType(answer.header.Get("Content-Type")); kind != "text/html" {
		return answer.body.Bytes(), nil
	}
	return []byte(w.linked(address, answer.body.String())), nil
}

// linked notes where a page leads to, and gives it with the links that it needs.
func (w *writer) linked(page, text string) string {
	relative := inpage.Relative(page, text, w.want)
	if w.kept {
		return text
	}
	return relative
}

// lead is a page that leads to another one.
func (w *writer) lead(from, to string) []byte {
	link := w.linked(from, `<a href="`+html.EscapeString(to)+`">`)
	target := strings.TrimSuffix(strings.TrimPrefix(link, `<a href="`), `">`)
	return []byte("<!doctype html>\n<html lang=\"" + content.Primary + "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + target +
		"</title>\n<meta http-equiv=\"refresh\" content=\"0; url=" + target + "\">\n</head>\n<body>" + link + target + "</a></body>\n</html>\n")
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
