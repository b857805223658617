package server

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/assets"
	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/content/highlight"
	"waptkb/i18n"
	"waptkb/index/api"
	"waptkb/server/inpage"
)

// page is what every page has; the views of the page kinds embed it.
type page struct {
	Lang        string
	Title       string
	Description string
	Robots      string      // "noindex" for pages that search engines leave out
	Path        string      // of this page, without query, as it stands in an address
	Site        string      // public address of the site, without a slash at its end; may be empty
	Canonical   string      // public address of this page; empty where Site is
	Alternates  []alternate // this page in every language, this one included
	Query       string      // what is in the search box
	BigBox      bool        // the page has the large box itself
	Max         i18n.Bytes  // of a log
	Share       string      // address that the page can be shared by, where its own cannot be
	Ticket      string      // what was found, as text for a ticket
	Resend      bool        // the other languages get what the box has, which no address holds
	JSONLD      template.HTML
	Version     string      // of the program, and its commit
	ContentDate string      // how old the articles are, as people write it; may be empty
	Fills       []fillField // for the placeholders in the commands of the page
	Guided      bool        // there is a guided diagnosis
	Files       *Files      // of a site that is read from files; else nil
	Offline     bool        // browsers may keep a copy of the site
	Counting    bool        // people may say whether an article helped
	Edition     string      // of the content, where its author watches the pages; else empty
	Broken      []string    // what is wrong with it, likewise

	texts *i18n.Catalog
}

// alternate is a page in one of the languages.
type alternate struct {
	Lang    string
	Name    string // of the language, in itself
	URL     string
	Current bool
}

// T gives a text of the interface in the language of the page.
func (p page) T(key string, pairs ...any) string { return p.texts.Text(p.Lang, key, pairs...) }

// URL gives the address of a page of this language: URL "articles/x".
func (p page) URL(to string) string { return "/" + p.Lang + "/" + to }

// Component gives the name of a component in the language of the page.
func (p page) Component(name string) string {
	return p.T("component." + content.ComponentSlug(name))
}

// CheckedIn tells for which releases of WAPT an article was checked.
func (p page) CheckedIn(a *content.Article) string { return a.CheckedIn(p.texts, p.Lang) }

// Own tells of an article that an organisation wrote it; empty for ours.
func (p page) Own(a *content.Article) string {
	if !a.Own {
		return ""
	}
	return p.T("article.own")
}

// ArticleURL gives the address of an article's page.
func (p page) ArticleURL(id string) string { return api.ArticleURL(p.Lang, id) }

// Slug gives the name of a component as addresses have it.
func (p page) Slug(component string) string { return content.ComponentSlug(component) }

// ComponentURL gives the address of a component's page.
func (p page) ComponentURL(name string) string {
	return p.URL("components/" + content.ComponentSlug(name))
}

// textsFor gives the texts of the interface in the language of a request.
func (s *Server) textsFor(c echo.Context) func(key string, pairs ...any) string {
	lang := languageOf(c)
	return func(key string, pairs ...any) string { return s.cfg.Messages.Text(lang, key, pairs...) }
}

// articles gives those of the articles that exist.
func (s *Server) articles(ids []string, lang string) (out []*content.Article) {
	for _, id := range ids {
		if a, err := s.library().Article(id, lang); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// newPage fills in what every page has. Pages in every language have the same
// path but for the language.
func (s *Server) newPage(c echo.Context, title, description string) page {
	lang := languageOf(c)
	p := page{
		Lang: lang, Title: title, Description: description, Path: maskedPath(c.Request().URL),
		Site: s.cfg.PublicURL, Files: s.cfg.Files, Max: i18n.Bytes(s.cfg.MaxLog), texts: s.cfg.Messages,
		Guided: !s.library().Guide().Empty(),
	}
	p.Counting = s.counts != nil
	if s.cfg.Watch {
		p.Edition, p.Broken = s.edition, faultLines(s.faults, lang)
	}
	p.Offline = s.cfg.Offline != nil
	p.Version, p.ContentDate = s.cfg.release(), i18n.In(lang).Date(s.library().Date())
	if p.Site != "" {
		p.Canonical = p.Site + p.Path
	}
	rest, ok := strings.CutPrefix(p.Path, "/"+lang+"/")
	if !ok {
		rest = ""
	}
	query := ""
	if u := c.Request().URL; len(u.RawQuery) <= maxLinked && u.RawQuery != "" {
		query = "?" + maskedQuery(u)
	}
	p.Alternates = s.alternates(lang, rest, query)
	return p
}

// maxLinked is how many bytes a query may have that the links to the other
// languages repeat.
const maxLinked = 8 << 10

// alternates gives a page in every language.
func (s *Server) alternates(lang, rest, query string) []alternate {
	var out []alternate
	for _, l := range i18n.Languages() {
		out = append(out, alternate{
			Lang: l, Name: s.cfg.Messages.Text(l, "language.name"), URL: "/" + l + "/" + rest + query, Current: l == lang,
		})
	}
	return out
}

func (s *Server) library() *content.Library { return s.index.Library() }

// breakable gives a text in which a name of several words may break between them:
// ERROR_INSTALL_ALREADY_RUNNING is wider than a phone.
func breakable(text string) template.HTML {
	return template.HTML(inpage.Breakable(text))
}

// parseTemplates reads each page kind together with the base and the parts.
func parseTemplates(fsys fs.FS, static *assets.Static) (map[string]*template.Template, error) {
	funcs := template.FuncMap{
		"static": static.URL,
		"upper":  strings.ToUpper,
		"names":  breakable,
		"plain":  func(text string) template.HTML { return template.HTML(inpage.Plain(text)) },
		"html":   func(s string) template.HTML { return template.HTML(s) }, // of content.Render and highlights, safe by their contract
	}
	base, err := template.New("base").Funcs(funcs).ParseFS(fsys, "templates/base.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("reading templates: %w", err)
	}
	files, err := fs.Glob(fsys, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("listing templates: %w", err)
	}
	templates := map[string]*template.Template{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "base" || name == "parts" {
			continue
		}
		clone, err := base.Clone()
		if err != nil {
			return nil, fmt.Errorf("reading templates: %w", err)
		}
		if templates[name], err = clone.ParseFS(fsys, file); err != nil {
			return nil, fmt.Errorf("reading templates: %w", err)
		}
	}
	return templates, nil
}

// render fills in a template and sends the page.
func (s *Server) render(c echo.Context, status int, name string, view any) error {
	t, ok := s.templates[name]
	if !ok {
		return fmt.Errorf("no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "base", view); err != nil {
		return fmt.Errorf("filling in %s: %w", name, err)
	}
	if lang, ok := c.Get(langKey).(string); ok {
		c.Response().Header().Set("Content-Language", lang)
	}
	return respond(c, status, typeHTML, b.Bytes())
}

// renderArticle gives blocks of an article as HTML for a page in lang. page is the
// address of the article where the HTML stands on another page.
func (s *Server) renderArticle(a *content.Article, blocks []doc.Block, lang, page string) string {
	label := func(key string) string { return s.cfg.Messages.Text(lang, key) }
	return content.Render(a, blocks, inpage.RenderOptions(lang, page, label, highlight.HTML))
}

// fillField is a field for what takes the place of a placeholder in the commands of a page.
type fillField struct{ Key, Name string }

// fillFields lists the fields that blocks of a page want.
func fillFields(blocks []doc.Block) (fields []fillField) {
	keys, names := content.PlaceholdersIn(blocks)
	for _, key := range keys {
		fields = append(fields, fillField{key, names[key]})
	}
	return fields
}

// Pill gives what a severity is shown as.
func (p page) Pill(severity content.Severity) pill {
	return pill{string(severity), p.T("severity." + string(severity))}
}

type pill struct{ Key, Text string }
