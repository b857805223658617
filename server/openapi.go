package server

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"waptkb/i18n"
)

// description is the OpenAPI document of the API, written by hand: the one place
// that says what version 1 is. Tests hold every response against it. A line "{lang}"
// stands for all languages. It is made when somebody asks for it.
var description = sync.OnceValue(func() []byte {
	languages := strings.Join(i18n.Languages(), "\",\n$1\"")
	return regexp.MustCompile(`(?m)^( *)"\{lang\}"$`).ReplaceAll(descriptionFile, []byte("$1\""+languages+"\""))
})

//go:embed openapi.json
var descriptionFile []byte

func (s *Server) openAPI(c echo.Context) error {
	return respond(c, http.StatusOK, typeJSON, description())
}

// problemPage leads from the type of a problem to its explanation. The type is
// the same in every language, the explanation is not.
func (s *Server) problemPage(c echo.Context) error {
	for _, k := range faultKinds {
		if k.Name == c.Param("kind") {
			return c.Redirect(http.StatusFound, "/"+languageOf(c)+"/api#"+k.Name)
		}
	}
	return newFault(faultUnknownPath)
}

// problemType gives the URL that names a kind of fault.
func problemType(kind string) string { return "/problems/" + kind }

// explain gives the detail of a kind of fault, with the limits of this server,
// for the page about the API.
func (s *Server) explain(kind, lang string) string {
	pairs := map[string][]any{
		faultLargeBody:       {"max", i18n.Bytes(s.cfg.MaxLog)},
		faultNotALog:         {"what", s.cfg.Messages.Text(lang, "log.kind.zip")},
		faultTooManyRequests: {"seconds", 1},
		faultUnknownValue:    {"name", "kind", "accepted", strings.Join(articleKinds(), ", ")},
	}[kind]
	if pairs == nil {
		pairs = limitPairs(kind)
	}
	return s.cfg.Messages.Text(lang, "error."+kind+".detail", pairs...)
}

// apiDocument is what the page about the API takes out of the description.
type apiDocument struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name     string
			Ref      string `json:"$ref"`
			Required bool
		}
		RequestBody struct {
			Content map[string]struct{}
		}
		Responses map[string]struct{}
	}
}

// apiReference gives the operations of the description as a Markdown table for
// the page about the API. It has nothing but codes and names, which need no
// translation; the head of the table is the page's.
func apiReference(description []byte) ([]byte, error) {
	var doc apiDocument
	if err := json.Unmarshal(description, &doc); err != nil {
		return nil, fmt.Errorf("reading the description of the API: %w", err)
	}
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			op := doc.Paths[path][method]
			var takes []string
			for _, p := range op.Parameters {
				name := p.Name
				if p.Ref != "" {
					name = p.Ref[strings.LastIndex(p.Ref, "/")+1:]
				}
				takes = append(takes, "`"+name+"`")
			}
			for _, mediaType := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
				takes = append(takes, "`"+mediaType+"`")
			}
			fmt.Fprintf(&b, "| `%s %s` | %s | %s |\n", strings.ToUpper(method), path, strings.Join(takes, ", "),
				strings.Join(slices.Sorted(maps.Keys(op.Responses)), ", "))
		}
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}
