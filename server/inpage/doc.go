// Package inpage is what the pages of a site without a server need: its addresses as names
// of files, and the HTML of what the engine in the page finds.
//
// What is found is what the server finds: a test compares them over every query there is.
// It is shown more simply than by the server's templates, which are not filled in here:
// package html/template looks methods up by name, so that the linker keeps those of every
// type, and the engine would weigh 11 MB for 8, its scripts more than 4 for 3.8.
package inpage

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
)

// Writer writes what is found in a language.
type Writer struct {
	Index *index.Index // a shipped one
	Texts *i18n.Catalog
	Lang  string
}

// T gives a text of the interface.
func (w Writer) T(key string, pairs ...any) string { return w.Texts.Text(w.Lang, key, pairs...) }

// text gives a text of the interface as HTML.
func (w Writer) text(key string, pairs ...any) string { return html.EscapeString(w.T(key, pairs...)) }

func (w Writer) component(name string) string {
	return w.text("component." + content.ComponentSlug(name))
}

// url gives the address of a page of the language.
func (w Writer) url(page string) string { return "/" + w.Lang + "/" + page }

// link leads to an article, or to an anchor of it.
func (w Writer) link(id, anchor, text string) string {
	address := api.ArticleURL(w.Lang, id)
	if anchor != "" {
		address += "#" + anchor
	}
	return `<a href="` + html.EscapeString(address) + `">` + html.EscapeString(text) + `</a>`
}

// Breakable gives a text as HTML in which a name of several words may break between them.
func Breakable(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "_", "_<wbr>")
}

// shortWord is how long a word with a hyphen may be that does not break: est-il.
const shortWord = 12

// Plain gives plain text as HTML in which short words do not break at their hyphens, and the
// options of commands at none of theirs: --keep-signature-date.
func Plain(text string) string {
	words := strings.Split(html.EscapeString(text), " ")
	for i, word := range words {
		if strings.HasPrefix(word, "--") || len(word) <= shortWord && strings.Contains(word, "-") {
			words[i] = `<span class="whole">` + word + "</span>"
		}
	}
	return strings.Join(words, " ")
}

// lang gives the attribute of what is in another language than the page.
func (w Writer) lang(lang string) string {
	if lang == "" || lang == w.Lang {
		return ""
	}
	return ` lang="` + lang + `"`
}

// title leads to an article by its title.
func (w Writer) title(tag string, a *content.Article) string {
	return fmt.Sprintf("<%s%s>%s</%s>", tag, w.lang(TitleLang(a)), w.link(a.ID, "", a.Title), strings.Fields(tag)[0])
}

// kind gives the pill of an entry of the reference, and nothing for an article.
func (w Writer) kind(a *content.Article) string {
	if a.Kind == content.KindArticle {
		return ""
	}
	return `<span class="pill">` + w.text("kind."+a.Kind) + "</span> "
}

// own gives the pill of what an organisation wrote, and nothing for what is ours.
func (w Writer) own(a *content.Article) string {
	if !a.Own {
		return ""
	}
	return `<span class="pill own">` + w.text("article.own") + "</span> "
}

// TitleLang gives the language of a title: messages are as WAPT prints them.
func TitleLang(a *content.Article) string {
	if a.Kind == content.KindMessage {
		return i18n.Machine
	}
	return a.Lang
}

// Captures puts the values that a template took into words.
func Captures(t content.Template, captures map[string]string, texts *i18n.Catalog, lang string) (out []string) {
	for _, part := range t.Parts {
		if value := strings.TrimSpace(captures[part.Hole]); part.Hole != "" && value != "" {
			text := texts.Text(lang, "hole."+part.Hole, "value", Shorten(content.HoleValue(part.Hole, value), 200))
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// Shorten cuts a text to its first line and to a number of letters.
func Shorten(text string, letters int) string {
	text, _, cut := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(text); len(r) > letters {
		text, cut = string(r[:letters]), true
	}
	if cut {
		return strings.TrimSpace(text) + "…"
	}
	return text
}
