package content

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// RenderOptions says how rendered pages refer to what is around them.
type RenderOptions struct {
	Article func(id string) string   // URL of another article
	Figure  func(name string) string // URL of a figure
	Label   func(key string) string  // texts: "admonition.warning", "code.bash", "anchor"
}

// Page is a rendered article body.
type Page struct {
	HTML     string
	Sections []Section
}

// Render gives the body of an article as HTML that is safe to embed: raw HTML is
// dropped, and links lead only to http, https, articles and anchors.
func (l *Library) Render(a *Article, o RenderOptions) (*Page, error) {
	d := l.parse(a)
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(&nodeRenderer{o: o, lang: a.Lang}, 100),
		util.Prioritized(gmhtml.NewRenderer(), 1000),
		// Alignment would be a style attribute, which a strict CSP refuses.
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), 500),
	))
	page := &Page{Sections: d.sections(a.Lang)}
	var b bytes.Buffer
	if err := r.Render(&b, d.source, d.root); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", a.ID, err)
	}
	page.HTML = b.String()
	return page, nil
}

// nodeRenderer renders what articles have beyond plain Markdown.
type nodeRenderer struct {
	o    RenderOptions
	lang string
}

func (r *nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, r.heading)
	reg.Register(ast.KindBlockquote, r.blockquote)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindAutoLink, r.autoLink)
	reg.Register(ast.KindImage, r.image)
	reg.Register(extast.KindTable, r.table)
}

func (r *nodeRenderer) heading(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	h := node.(*ast.Heading)
	anchor := html.EscapeString(headingAnchor(h))
	if entering {
		fmt.Fprintf(w, `<h%d id="%s">`, h.Level, anchor)
	} else {
		label := html.EscapeString(fmt.Sprintf(r.o.Label("anchor"), plainText(h, source)))
		fmt.Fprintf(w, ` <a class="anchor" href="#%s" aria-label="%s">¶</a></h%d>`+"\n", anchor, label, h.Level)
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) blockquote(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		if _, ok := node.AttributeString("admonition"); ok {
			_, _ = w.WriteString("</div>\n")
		}
		return ast.WalkContinue, nil
	}
	kind := admonition(node, source)
	if kind == "" {
		return ast.WalkContinue, nil
	}
	node.SetAttributeString("admonition", kind) // the marker that tells it goes away
	fmt.Fprintf(w, `<div class="admonition %s" role="note"><p class="admonition-title">%s</p>`+"\n", kind, html.EscapeString(r.o.Label("admonition."+kind)))
	dropFirstLine(node.FirstChild(), source)
	return ast.WalkContinue, nil
}

// dropFirstLine removes the inline nodes of a paragraph's first line, the marker
// of an admonition.
func dropFirstLine(p ast.Node, source []byte) {
	stop := p.Lines().At(0).Stop
	for n := p.FirstChild(); n != nil; {
		next := n.NextSibling()
		if t, ok := n.(*ast.Text); !ok || t.Segment.Start >= stop {
			break
		}
		p.RemoveChild(p, n)
		n = next
	}
	if p.FirstChild() == nil {
		p.Parent().RemoveChild(p.Parent(), p)
	}
}

func (r *nodeRenderer) code(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	lang, title := codeInfo(n, source)
	if title == "" {
		title = r.o.Label("code." + lang)
	}
	var text strings.Builder
	writeLines(&text, n, source)
	fmt.Fprintf(w, `<figure class="code code-%s"><figcaption>%s</figcaption><pre tabindex="0"`, html.EscapeString(lang), html.EscapeString(title))
	if lang == "text" && r.lang != "en" {
		_, _ = w.WriteString(` lang="en"`) // what programs print
	}
	_, _ = w.WriteString(`><code>`)
	if err := highlight(w, lang, text.String()); err != nil {
		return ast.WalkStop, err
	}
	_, _ = w.WriteString("</code></pre></figure>\n")
	return ast.WalkSkipChildren, nil
}

func (r *nodeRenderer) link(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	destination := string(n.Destination)
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	if id, anchor, ok := articleLink(destination); ok {
		destination = r.o.Article(id)
		if anchor != "" {
			destination += "#" + anchor
		}
	} else if !isWeb(destination) && !strings.HasPrefix(destination, "#") {
		destination = "#"
	}
	fmt.Fprintf(w, `<a href="%s">`, html.EscapeString(destination))
	return ast.WalkContinue, nil
}

// autoLink renders an address between angle brackets, as text when it does not
// lead to the web.
func (r *nodeRenderer) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	url, label := string(n.URL(source)), html.EscapeString(string(n.Label(source)))
	if isWeb(url) {
		fmt.Fprintf(w, `<a href="%s">%s</a>`, html.EscapeString(url), label)
	} else {
		_, _ = w.WriteString(label)
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.Image)
		fmt.Fprintf(w, `<img src="%s" alt="%s" loading="lazy">`, html.EscapeString(r.o.Figure(string(n.Destination))), html.EscapeString(plainText(n, source)))
	}
	return ast.WalkSkipChildren, nil
}

func (r *nodeRenderer) table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="table" tabindex="0"><table>` + "\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

// lexerFiles are lexers of the chroma project (MIT licence) for the languages of
// our code blocks. Chroma's own package of lexers reads the headers of 300 of
// them when a program starts, longer than a search takes.
//
//go:embed lexers/*.xml
var lexerFiles embed.FS

var lexers sync.Map // language → chroma.Lexer

func lexerFor(lang string) (chroma.Lexer, error) {
	if lexer, ok := lexers.Load(lang); ok {
		return lexer.(chroma.Lexer), nil
	}
	lexer, err := chroma.NewXMLLexer(lexerFiles, "lexers/"+lang+".xml")
	if err != nil {
		return nil, fmt.Errorf("lexer for %s: %w", lang, err)
	}
	coalesced := chroma.Coalesce(lexer)
	lexers.Store(lang, coalesced)
	return coalesced, nil
}

// highlight writes code as HTML spans with CSS classes.
func highlight(w util.BufWriter, lang, code string) error {
	if lang == "text" {
		_, err := w.WriteString(html.EscapeString(code))
		return err
	}
	lexer, err := lexerFor(lang)
	if err != nil {
		return err
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return fmt.Errorf("highlighting %s: %w", lang, err)
	}
	for token := range tokens.Stdlib() {
		if class := chroma.StandardTypes[token.Type]; class != "" && token.Type != chroma.Text {
			fmt.Fprintf(w, `<span class="%s">%s</span>`, class, html.EscapeString(token.Value))
		} else {
			_, _ = w.WriteString(html.EscapeString(token.Value))
		}
	}
	return nil
}
