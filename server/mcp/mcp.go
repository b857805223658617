package mcp

import (
	"cmp"
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

const defaultMaxMessage = 4 << 20

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
	cfg.Lang = cmp.Or(cfg.Lang, i18n.Languages()[0])
	cfg.MaxMessage = cmp.Or(cfg.MaxMessage, defaultMaxMessage)
	if cfg.Admit == nil {
		cfg.Admit = func(*http.Request) time.Duration { return 0 }
	}
	s := &Server{cfg: cfg, log: cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))}
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
	Resource string `json:"resource"` // address of the Markdown
	api.ArticleContent
}

func (s *Server) addTools() error {
	return errors.Join(
		addTool(s, "waptkb_search", "mcp.search", s.search),
		addTool(s, "waptkb_diagnose", "mcp.diagnose", s.diagnose),
		addTool(s, "waptkb_get_article", "mcp.article", s.article),
	)
}

// addTool makes a tool of a function. key begins the keys of its texts: its title, its
// description, and what Go types cannot say of its input.
func addTool[In, Out any](s *Server, name, key string, do func(context.Context, In) (Out, error)) error {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		return fmt.Errorf("schema of %s: %w", name, err)
	}
	for property, of := range schema.Properties {
		of.Description = s.text(key + "." + property)
	}
	lang := schema.Properties["lang"]
	lang.Description = s.text("mcp.lang")
	for _, l := range i18n.Languages() {
		lang.Enum = append(lang.Enum, l)
	}
	lang.Default = fmt.Appendf(nil, "%q", s.cfg.Lang)
	if limit := schema.Properties["limit"]; limit != nil {
		limit.Minimum, limit.Maximum = new(1.0), new(float64(index.MaxResults))
		limit.Default = fmt.Appendf(nil, "%d", index.DefaultResults)
	}
	title, closed := s.text(key+".title"), new(false)
	sdk.AddTool(s.mcp, &sdk.Tool{
		Name: name, Title: title, Description: s.text(key + ".description"), InputSchema: schema,
		Annotations: &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: closed, DestructiveHint: closed},
	}, guarded(s, do))
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
	q, err := index.Query{Text: in.Query, Lang: cmp.Or(in.Lang, s.cfg.Lang), Limit: in.Limit}.Checked()
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
	begin, lang := time.Now(), cmp.Or(in.Lang, s.cfg.Lang)
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
	lang, lib := cmp.Or(in.Lang, s.cfg.Lang), s.cfg.Engine.Library()
	a, err := lib.Article(in.ID, lang)
	if errors.Is(err, content.ErrNotFound) {
		message := s.text("mcp.error.article", "id", redact.Secrets(strings.ToValidUTF8(in.ID[:min(len(in.ID), maxShownID)], "")))
		if closest := lib.Closest(in.ID, 3); len(closest) > 0 {
			message += " " + s.text("mcp.error.near", "ids", strings.Join(closest, ", "))
		}
		return nil, callerFault(message)
	}
	if err != nil {
		return nil, err
	}
	full := api.NewArticle(lib, a, lang, "")
	return &Article{full.ArticleEntry, resourceURI(a.Lang, a.ID), full.ArticleContent}, nil
}

// maxShownID is how many bytes of an unknown id an error repeats.
const maxShownID = 200

const resourceBase = "waptkb://articles/"

func resourceURI(lang, id string) string { return resourceBase + lang + "/" + id }

func (s *Server) addResources() {
	lib := s.cfg.Engine.Library()
	for _, lang := range i18n.Languages() {
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
	if !ok || !slices.Contains(i18n.Languages(), lang) {
		return nil, sdk.ResourceNotFoundError(uri)
	}
	a, err := s.cfg.Engine.Library().Article(id, lang)
	if err != nil {
		return nil, sdk.ResourceNotFoundError(uri)
	}
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: "text/markdown", Text: api.Markdown(a)}}}, nil
}
