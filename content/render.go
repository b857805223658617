package content

import (
	"cmp"
	"fmt"
	"html"
	"strings"

	"waptkb/content/doc"
	"waptkb/content/lazy"
	"waptkb/i18n"
)

// RenderOptions says how rendered pages refer to what is around them.
type RenderOptions struct {
	Page    string                   // URL of the article, where what is rendered stands on another page
	Article func(id string) string   // URL of another article
	Figure  func(name string) string // URL of a figure
	Label   func(key string) string  // texts: "admonition.warning", "code.bash", "anchor"

	// Highlight gives code of a language as HTML; see package highlight.
	Highlight func(lang, code string) string
}

// Render gives blocks of an article as HTML that is safe to embed: it is made of
// texts and of elements that are written here, and links lead only to the web,
// articles and anchors.
func Render(a *Article, blocks []doc.Block, o RenderOptions) string {
	return htmlWriter{o, a.Lang}.blocks(blocks)
}

// htmlWriter writes blocks, each with a line feed behind it.
type htmlWriter struct {
	RenderOptions
	lang string
}

func (w htmlWriter) blocks(blocks []doc.Block) string {
	var out strings.Builder
	for _, b := range blocks {
		out.WriteString(w.block(b))
	}
	return out.String()
}

func (w htmlWriter) block(b doc.Block) string {
	switch b.Kind {
	case doc.Heading:
		return w.heading(b)
	case doc.Paragraph:
		return "<p>" + w.spans(b.Spans) + "</p>\n"
	case doc.List:
		return w.list(b)
	case doc.Item:
		return w.item(b.Blocks)
	case doc.Code:
		return w.code(b)
	case doc.Admonition:
		title := html.EscapeString(w.Label("admonition." + b.Role))
		return `<div class="admonition ` + b.Role + `" role="note"><p class="admonition-title">` + title + "</p>\n" + w.blocks(b.Blocks) + "</div>\n"
	case doc.Table:
		return w.table(b.Blocks[0], b.Blocks[1:])
	case doc.Rule:
		return "<hr>\n"
	}
	return ""
}

func (w htmlWriter) heading(h doc.Block) string {
	anchor := html.EscapeString(h.Anchor)
	label := html.EscapeString(fmt.Sprintf(w.Label("anchor"), strings.TrimSpace(doc.PlainText(h.Spans))))
	id := ""
	if w.Page == "" { // elsewhere, several articles may have it
		id = ` id="` + anchor + `"`
	}
	return fmt.Sprintf(`<h%d%s>%s <a class="anchor" href="%s#%s" aria-label="%s">¶</a></h%d>`+"\n", h.Level, id, w.spans(h.Spans), w.Page, anchor, label, h.Level)
}

func (w htmlWriter) list(l doc.Block) string {
	tag, start := "ul", ""
	if l.Ordered {
		tag = "ol"
		if l.Start != 1 {
			start = fmt.Sprintf(` start="%d"`, l.Start)
		}
	}
	return fmt.Sprintf("<%s%s>\n%s</%s>\n", tag, start, w.blocks(l.Blocks), tag)
}

// item writes an item, with the text of tight paragraphs beside its tag.
func (w htmlWriter) item(blocks []doc.Block) string {
	out := "<li>"
	for i, b := range blocks {
		if i > 0 && blocks[i-1].Tight || i == 0 && !b.Tight {
			out += "\n"
		}
		if b.Tight {
			out += w.spans(b.Spans)
		} else {
			out += w.block(b)
		}
	}
	return out + "</li>\n"
}

func (w htmlWriter) code(c doc.Block) string {
	title, lang := cmp.Or(c.Place, w.Label("code."+c.Lang)), ""
	code := w.Highlight(c.Lang, c.Code)
	if c.Lang != textLang {
		code = marked(c.Code, code)
	} else if w.lang != i18n.Machine {
		lang = ` lang="` + i18n.Machine + `"` // what programs print
	}
	return fmt.Sprintf(`<figure class="code code-%s"><figcaption>%s</figcaption><pre tabindex="0"%s><code>%s</code></pre></figure>`+"\n",
		html.EscapeString(c.Lang), html.EscapeString(title), lang, code)
}

func (w htmlWriter) table(head doc.Block, rows []doc.Block) string {
	body := ""
	for _, row := range rows {
		body += w.row("td", row)
	}
	if body != "" {
		body = "<tbody>\n" + body + "</tbody>\n"
	}
	return `<div class="table" tabindex="0"><table>` + "\n<thead>\n" + w.row("th", head) + "</thead>\n" + body + "</table></div>\n"
}

func (w htmlWriter) row(tag string, row doc.Block) string {
	out := "<tr>\n"
	for _, c := range row.Blocks {
		out += "<" + tag + ">" + w.spans(c.Spans) + "</" + tag + ">\n"
	}
	return out + "</tr>\n"
}

// escapeText escapes what stands between tags.
var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace

func (w htmlWriter) spans(spans []doc.Span) string {
	var out strings.Builder
	for _, s := range spans {
		text := escapeText(s.Text) + w.spans(s.Spans)
		switch s.Kind {
		case doc.CodeSpan:
			text = "<code" + unbroken(s.Text) + ">" + marked(s.Text, text) + "</code>"
		case doc.Strong:
			text = "<strong>" + text + "</strong>"
		case doc.Emphasis:
			text = "<em>" + text + "</em>"
		case doc.Break:
			text = "<br>\n"
		case doc.Link:
			text = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(s.Address(w.Page, w.Article)), text)
		case doc.Figure:
			text = fmt.Sprintf(`<img src="%s" alt="%s" loading="lazy">`, html.EscapeString(w.Figure(s.File)), html.EscapeString(s.Text))
		}
		out.WriteString(text)
	}
	return out.String()
}

// unbroken keeps the option of a command on one line: --maxttl.
func unbroken(code string) string {
	if strings.HasPrefix(code, "-") && len(code) <= maxOption && !strings.Contains(code, " ") {
		return ` class="whole"`
	}
	return ""
}

// maxOption is how long an option may be that fits a line of a phone.
const maxOption = 24

// marked marks the placeholders in code that was made HTML: pieces of text, each in a span
// or in none.
//
//	<var class="fill" data-fill="package">PREFIXE-LOGICIEL</var>
func marked(code, written string) string {
	w := codeWriter{marks: FindPlaceholders(code)}
	if len(w.marks) == 0 {
		return written
	}
	for _, piece := range codePieces().FindAllStringSubmatch(written, -1) {
		w.write(html.UnescapeString(piece[2]+piece[3]), piece[1])
	}
	return w.String()
}

// codePieces matches a span, with its tag and its text, or a text in none.
var codePieces = lazy.Regexp(`(<span [^>]*>)([^<]*)</span>|([^<]+)`)

// codeWriter writes pieces of code, with marks around its placeholders.
type codeWriter struct {
	strings.Builder
	marks []PlaceholderIn // still to come
	at    int             // of the code
}

func (w *codeWriter) write(text, tag string) {
	for text != "" {
		n := len(text)
		if len(w.marks) > 0 {
			next := w.marks[0].Start
			if w.at == next {
				fmt.Fprintf(w, `<var class="fill" data-fill="%s">`, w.marks[0].Key)
			}
			if w.at >= next {
				next = w.marks[0].End
			}
			n = min(n, next-w.at)
		}
		piece := html.EscapeString(text[:n])
		if tag != "" {
			piece = tag + piece + "</span>"
		}
		w.WriteString(piece)
		w.at += n
		text = text[n:]
		if len(w.marks) > 0 && w.at == w.marks[0].End {
			w.WriteString("</var>")
			w.marks = w.marks[1:]
		}
	}
}
