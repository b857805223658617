package content

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"waptkb/content/fold"
)

// Kinds of sections, with their fixed headings. The order is that of the article.
const (
	KindSymptom   = "symptom"
	KindCause     = "cause"
	KindSolution  = "solution"
	KindCheck     = "check"
	KindGoingBack = "going-back"
	KindSeeAlso   = "see-also"
)

// SectionKinds lists the kinds in the order of the article.
var SectionKinds = []string{KindSymptom, KindCause, KindSolution, KindCheck, KindGoingBack, KindSeeAlso}

// optionalKinds may be missing.
var optionalKinds = map[string]bool{KindGoingBack: true, KindSeeAlso: true}

var headings = map[string]map[string]string{
	"fr": {
		KindSymptom: "Symptôme", KindCause: "Cause", KindSolution: "Solution",
		KindCheck: "Vérification", KindGoingBack: "Retour en arrière", KindSeeAlso: "Voir aussi",
	},
	"en": {
		KindSymptom: "Symptom", KindCause: "Cause", KindSolution: "Solution",
		KindCheck: "Check", KindGoingBack: "Going back", KindSeeAlso: "See also",
	},
}

// Section is a part of an article under one heading, up to the next heading of
// the same or a higher level.
type Section struct {
	Kind     string // of the level 2 heading; one of SectionKinds
	Title    string
	Anchor   string
	Level    int    // 2 or 3
	Markdown string // without the heading
	Text     string // plain text, code included
}

// mdParser reads Markdown; it is stateless after its creation.
var mdParser = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// document is a parsed body.
type document struct {
	source   []byte
	root     ast.Node
	headings []*ast.Heading // levels 2 and 3, in order, with their id set
}

// parse reads the body of a and gives its headings the anchors of the primary
// article where the headings correspond, and their own slugs elsewhere.
func (l *Library) parse(a *Article) *document {
	d := &document{source: []byte(a.Markdown)}
	d.root = mdParser.Parse(text.NewReader(d.source), parser.WithContext(parser.NewContext()))
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			d.headings = append(d.headings, h)
		}
	}
	anchors := make([]string, len(d.headings))
	for i, h := range d.headings {
		slug := cmp.Or(fold.Slug(plainText(h, d.source)), "section")
		anchors[i] = slug
		for n := 2; slices.Contains(anchors[:i], anchors[i]); n++ {
			anchors[i] = slug + "-" + strconv.Itoa(n)
		}
	}
	if primary := l.byLang[Primary][a.ID]; a.Lang != Primary && primary != nil {
		p := l.parse(primary)
		if len(p.headings) == len(d.headings) {
			for i, h := range p.headings {
				anchors[i] = headingAnchor(h)
			}
		}
	}
	for i, h := range d.headings {
		h.SetAttributeString("id", []byte(anchors[i]))
	}
	return d
}

func headingAnchor(h *ast.Heading) string {
	if id, ok := h.AttributeString("id"); ok {
		return string(id.([]byte))
	}
	return ""
}

// Sections gives the sections of an article in order.
func (l *Library) Sections(a *Article) []Section {
	return l.parse(a).sections(a.Lang)
}

func (d *document) sections(lang string) []Section {
	var out []Section
	kind := ""
	for i, h := range d.headings {
		title := plainText(h, d.source)
		if h.Level == 2 {
			kind = kindOf(title, lang)
		}
		start := lineEnd(d.source, h)
		stop := len(d.source)
		for _, next := range d.headings[i+1:] {
			if next.Level <= h.Level {
				stop = lineStart(d.source, next)
				break
			}
		}
		s := Section{Kind: kind, Title: title, Anchor: headingAnchor(h), Level: h.Level}
		s.Markdown = strings.TrimSpace(string(d.source[start:max(start, stop)]))
		var b strings.Builder
		for n := h.NextSibling(); n != nil; n = n.NextSibling() {
			if next, ok := n.(*ast.Heading); ok {
				if next.Level <= h.Level {
					break
				}
				continue
			}
			b.WriteString(plainText(n, d.source))
			b.WriteByte('\n')
		}
		s.Text = b.String()
		out = append(out, s)
	}
	return out
}

func kindOf(title, lang string) string {
	for _, kind := range SectionKinds {
		if headings[lang][kind] == title {
			return kind
		}
	}
	return ""
}

func lineStart(source []byte, h *ast.Heading) int {
	if h.Lines().Len() == 0 {
		return 0
	}
	return bytes.LastIndexByte(source[:h.Lines().At(0).Start], '\n') + 1
}

func lineEnd(source []byte, h *ast.Heading) int {
	if h.Lines().Len() == 0 {
		return 0
	}
	at := h.Lines().At(0).Stop
	if i := bytes.IndexByte(source[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(source)
}

// plainText gives the text of a node without markup; code keeps its line breaks,
// blocks are separated by line breaks.
func plainText(node ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock || n.Kind() == extast.KindTableCell {
				b.WriteByte('\n')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.URL(source))
		case *ast.FencedCodeBlock:
			writeLines(&b, n, source)
		case *ast.CodeBlock:
			writeLines(&b, n, source)
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

func writeLines(b *strings.Builder, n ast.Node, source []byte) {
	for i := 0; i < n.Lines().Len(); i++ {
		line := n.Lines().At(i)
		b.Write(line.Value(source))
	}
}

// lineOf gives the line of the file that a node of the body stands on.
func (d *document) lineOf(a *Article, n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 {
			return a.bodyLine + bytes.Count(d.source[:min(at, len(d.source))], []byte("\n"))
		}
	}
	return a.bodyLine
}

// isWeb tells whether a link leads to the web.
func isWeb(destination string) bool {
	return strings.HasPrefix(destination, "https://") || strings.HasPrefix(destination, "http://")
}

// articleLink splits the destination of a link to another article.
func articleLink(destination string) (id, anchor string, ok bool) {
	file, anchor, _ := strings.Cut(destination, "#")
	id, ok = strings.CutSuffix(file, ".md")
	return id, anchor, ok && !strings.ContainsAny(id, "/:")
}

// admonition tells the kind of a blockquote that begins with [!KIND]: "warning",
// "note", "tip", or nothing.
func admonition(n ast.Node, source []byte) string {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return ""
	}
	line := p.Lines().At(0)
	switch strings.TrimSpace(string(line.Value(source))) {
	case "[!WARNING]":
		return "warning"
	case "[!NOTE]":
		return "note"
	case "[!TIP]":
		return "tip"
	}
	return ""
}

// codeInfo reads the info string of a fenced code block: `bash title="Debian"`.
func codeInfo(n *ast.FencedCodeBlock, source []byte) (lang, title string) {
	if n.Info == nil {
		return "", ""
	}
	lang, rest, _ := strings.Cut(string(n.Info.Value(source)), " ")
	if _, after, ok := strings.Cut(rest, `title="`); ok {
		title, _, _ = strings.Cut(after, `"`)
	}
	return lang, title
}
