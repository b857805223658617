package mcp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/logs"
	"waptkb/index/redact"
	"waptkb/server/internal/discreet"
)

// Config is what a server is made of. Engine and Texts are required.
type Config struct {
	Engine    index.Service
	Texts     *i18n.Catalog
	Logger    *slog.Logger // nil: logs nothing; it never gets what is asked
	Version   string
	Lang      string // of descriptions, and of results where a call names none; "" for fr
	PublicURL string // address that people reach the site by; may be empty

	// MaxMessage is how many bytes a client may send at once: a line, or the body
	// of a request. 0 is 4 MiB.
	MaxMessage int

	// Admit counts a message of a batch over HTTP, but not its first, and tells
	// how long the client must wait; 0 lets it in. nil lets all in.
	Admit func(*http.Request) time.Duration
}

const (
	defaultMaxMessage = 4 << 20
)

// Server answers assistants. It is safe for concurrent use.
type Server struct {
	cfg Config
	log *slog.Logger
	mcp *sdk.Server
}

// New makes a server.
func New(cfg Config) (*Server, error) {
	if cfg.Engine == nil || cfg.Texts == nil {
		return nil, errors.New("an MCP server needs an index and texts")
	}
	if cfg.Lang == "" {
		cfg.Lang = i18n.Languages()[0]
	}
	if cfg.MaxMessage == 0 {
		cfg.MaxMessage = defaultMaxMessage
	}
	s := &Server{cfg: cfg, log: cfg.Logger}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.mcp = sdk.NewServer(&sdk.Implementation{Name: "waptkb", Title: s.text("site.name"), Version: cfg.Version}, &sdk.ServerOptions{
		Instructions: s.text("mcp.instructions"),
		// Neither tools nor articles change while the server runs.
		Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}, Resources: &sdk.ResourceCapabilities{}},
	})
	if err := s.addTools(); err != nil {
		return nil, err
	}
	s.addResources()
	return s, nil
}

func (s *Server) text(key string, pairs ...any) string {
	return s.cfg.Texts.Text(s.cfg.Lang, key, pairs...)
}

type searchInput struct {
	Query string `json:"query"`
	Lang  string `json:"lang,omitempty"`
	Limit int    `json:"limit,omitempty"`
}

type diagnoseInput struct {
	Log  string `json:"log"`
	Lang string `json:"lang,omitempty"`
}

type articleInput struct {
	ID   string `json:"id"`
	Lang string `json:"lang,omitempty"`
}

// Article is a whole article. It has Markdown in place of HTML.
type Article struct {
	api.ArticleEntry
	Resource    string               `json:"resource"` // address of the Markdown
	Versions    string               `json:"versions,omitempty"`
	Checked     []string             `json:"checked,omitempty"`
	Errors      []string             `json:"errors"`
	Identifiers []string             `json:"identifiers"`
	Related     []string             `json:"related"`
	Sources     []string             `json:"sources"`
	Sections    []api.ArticleSection `json:"sections"`
	Markdown    string               `json:"markdown"`
}

func (s *Server) addTools() error {
	// add makes a tool; describe fills in what Go types cannot say of the input.
	describe := func(t *sdk.Tool, schema *jsonschema.Schema, err error, texts map[string]string) (*sdk.Tool, error) {
		if err != nil {
			return nil, fmt.Errorf("schema of %s: %w", t.Name, err)
		}
		for name, key := range texts {
			schema.Properties[name].Description = s.text(key)
		}
		if lang := schema.Properties["lang"]; lang != nil {
			for _, l := range i18n.Languages() {
				lang.Enum = append(lang.Enum, l)
			}
			lang.Default = fmt.Appendf(nil, "%q", s.cfg.Lang)
		}
		closed := false
		t.InputSchema = schema
		t.Annotations = &sdk.ToolAnnotations{Title: t.Title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed, DestructiveHint: &closed}
		return t, nil
	}

	schema, err := jsonschema.For[searchInput](nil)
	search, err := describe(&sdk.Tool{Name: "waptkb_search", Title: s.text("mcp.search.title"), Description: s.text("mcp.search.description")},
		schema, err, map[string]string{"query": "mcp.search.query", "limit": "mcp.search.limit", "lang": "mcp.lang"})
	if err != nil {
		return err
	}
	least, most := 1.0, float64(index.MaxResults)
	schema.Properties["limit"].Minimum, schema.Properties["limit"].Maximum = &least, &most
	schema.Properties["limit"].Default = fmt.Appendf(nil, "%d", index.DefaultResults)

	schema, err = jsonschema.For[diagnoseInput](nil)
	diagnose, err := describe(&sdk.Tool{Name: "waptkb_diagnose", Title: s.text("mcp.diagnose.title"), Description: s.text("mcp.diagnose.description")},
		schema, err, map[string]string{"log": "mcp.diagnose.log", "lang": "mcp.lang"})
	if err != nil {
		return err
	}
	schema, err = jsonschema.For[articleInput](nil)
	article, err := describe(&sdk.Tool{Name: "waptkb_get_article", Title: s.text("mcp.article.title"), Description: s.text("mcp.article.description")},
		schema, err, map[string]string{"id": "mcp.article.id", "lang": "mcp.lang"})
	if err != nil {
		return err
	}
	sdk.AddTool(s.mcp, search, guarded(s, s.search))
	sdk.AddTool(s.mcp, diagnose, guarded(s, s.diagnose))
	sdk.AddTool(s.mcp, article, guarded(s, s.article))
	return nil
}

// callerFault is a fault that the caller can do something about.
type callerFault string

func (f callerFault) Error() string { return string(f) }

// guarded makes a tool of a function: faults of the caller are told, ours are
// logged without their words, which may quote the caller, and so are panics.
func guarded[In, Out any](s *Server, do func(context.Context, In) (Out, error)) sdk.ToolHandlerFor[In, Out] {
	return func(ctx context.Context, req *sdk.CallToolRequest, in In) (_ *sdk.CallToolResult, out Out, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = discreet.Panic(p)
			}
			var told callerFault
			if err != nil && !errors.As(err, &told) {
				s.log.Error("MCP tool", "tool", req.Params.Name, "error", discreet.Error(err))
				err = callerFault(s.text("mcp.error.internal"))
			}
		}()
		out, err = do(ctx, in)
		return nil, out, err
	}
}

func (s *Server) search(ctx context.Context, in searchInput) (*api.Search, error) {
	q, err := index.Query{Text: in.Query, Lang: s.lang(in.Lang), Limit: in.Limit}.Checked()
	switch {
	case errors.Is(err, index.EmptyQuery):
		return nil, callerFault(s.text("mcp.error.empty"))
	case errors.Is(err, index.LongQuery):
		return nil, callerFault(s.text("mcp.error.long", "n", index.MaxQuery>>10))
	case err != nil: // the schema of the tool has refused it before
		return nil, err
	}
	begin := time.Now()
	r, err := s.cfg.Engine.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return api.NewSearch(q, r, time.Since(begin)), nil
}

func (s *Server) diagnose(ctx context.Context, in diagnoseInput) (*api.Diagnosis, error) {
	if strings.TrimSpace(in.Log) == "" {
		return nil, callerFault(s.text("mcp.error.log"))
	}
	begin, lang := time.Now(), s.lang(in.Lang)
	d, err := s.cfg.Engine.Diagnose(ctx, strings.NewReader(in.Log), index.DiagnoseOptions{Lang: lang})
	var other *logs.NotText
	if errors.As(err, &other) {
		return nil, callerFault(s.text("log.kind." + string(other.Kind)))
	}
	if err != nil {
		return nil, err
	}
	return api.NewDiagnosis(d, lang, time.Since(begin)), nil
}

func (s *Server) article(_ context.Context, in articleInput) (*Article, error) {
	lang, lib := s.lang(in.Lang), s.cfg.Engine.Library()
	a, err := lib.Article(in.ID, lang)
	if errors.Is(err, content.ErrNotFound) {
		message := s.text("mcp.error.article", "id", redact.Secrets(strings.ToValidUTF8(in.ID[:min(len(in.ID), maxShownID)], "")))
		if near := lib.Closest(in.ID, 3); len(near) > 0 {
			message += " " + s.text("mcp.error.near", "ids", strings.Join(near, ", "))
		}
		return nil, callerFault(message)
	}
	if err != nil {
		return nil, err
	}
	full := api.NewArticle(lib, a, lang, "")
	return &Article{
		ArticleEntry: full.ArticleEntry, Resource: resourceURI(a.Lang, a.ID), Versions: full.Versions, Checked: full.Checked, Errors: full.Errors,
		Identifiers: full.Identifiers, Related: full.Related, Sources: full.Sources, Sections: full.Sections, Markdown: full.Markdown,
	}, nil
}

func (s *Server) lang(lang string) string {
	if lang == "" {
		return s.cfg.Lang
	}
	return lang
}

// maxShownID is how many bytes of an unknown id an error repeats.
const maxShownID = 200

const resourceBase = "waptkb://articles/"

func resourceURI(lang, id string) string { return resourceBase + lang + "/" + id }

func (s *Server) addResources() {
	lib := s.cfg.Engine.Library()
	for _, lang := range content.Languages {
		for _, a := range lib.Articles(lang) {
			if a.Lang != lang {
				continue // not translated
			}
			s.mcp.AddResource(&sdk.Resource{
				URI: resourceURI(lang, a.ID), Name: a.ID, Title: a.Title, Description: a.Summary, MIMEType: "text/markdown",
			}, s.readResource)
		}
	}
	s.mcp.AddResourceTemplate(&sdk.ResourceTemplate{
		URITemplate: resourceBase + "{lang}/{id}", Name: s.text("mcp.resource.name"), Title: s.text("mcp.resource.title"),
		Description: s.text("mcp.resource.description"), MIMEType: "text/markdown",
	}, s.readResource)
}

// readResource gives an article as Markdown that stands alone.
func (s *Server) readResource(_ context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	uri := req.Params.URI
	lang, id, ok := strings.Cut(strings.TrimPrefix(uri, resourceBase), "/")
	if !ok || !slices.Contains(content.Languages, lang) {
		return nil, sdk.ResourceNotFoundError(uri)
	}
	a, err := s.cfg.Engine.Library().Article(id, lang)
	if err != nil {
		return nil, sdk.ResourceNotFoundError(uri)
	}
	text := "# " + a.Title + "\n\n" + strings.TrimSpace(a.Summary) + "\n\n" + strings.TrimLeft(a.Markdown, "\n")
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: "text/markdown", Text: text}}}, nil
}
