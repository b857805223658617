package chat

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"waptkb/content/lazy"
	"waptkb/i18n"
)

// This file takes off what chat systems put around and into a text.

// plain makes one text of what any system sent: valid UTF-8 with line feeds,
// without control characters.
func plain(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u200b", "", "\ufeff", "").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// command is what a text asks for.
type command struct {
	lang string // that it names; empty when it names none
	help bool
	text string
}

// parseCommand splits the language and the word for help off a text.
func parseCommand(text string, texts *i18n.Catalog) command {
	var c command
	text = plain(text)
	first, rest := firstWord(text)
	if lang := strings.ToLower(first); slices.Contains(i18n.Languages(), lang) {
		c.lang, text = lang, rest
	}
	c.text = withoutFences(text)
	c.help = c.text == ""
	for _, lang := range i18n.Languages() {
		if strings.EqualFold(c.text, texts.Text(lang, "chat.help.word")) {
			c.help, c.lang = true, cmp.Or(c.lang, lang)
		}
	}
	return c
}

func firstWord(text string) (word, rest string) {
	i := strings.IndexAny(text, " \n\t\u00a0")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.Trim(text[i:], " \n\t\u00a0")
}

var fenceLine = lazy.Regexp("(?m)^[ \t]*(?:```|~~~)[\\w+-]*[ \t]*(?:\n|$)")

// withoutFences takes off the marks of code and quotation around pasted text.
func withoutFences(text string) string {
	text = fenceLine().ReplaceAllString(text, "")
	text = strings.TrimSpace(strings.ReplaceAll(text, "```", ""))
	if len(text) > 2 && text[0] == '`' && strings.IndexByte(text[1:], '`') == len(text)-2 {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if line != "" && !strings.HasPrefix(line, ">") {
			return text
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// withoutTrigger takes the word that woke the bot off the beginning.
func withoutTrigger(text, trigger string) string {
	text, trigger = strings.TrimSpace(text), strings.TrimSpace(trigger)
	if trigger == "" || len(text) < len(trigger) || !strings.EqualFold(text[:len(trigger)], trigger) {
		return text
	}
	rest := text[len(trigger):]
	if rest != "" && !strings.ContainsRune(" \t\r\n\u00a0:,`", []rune(rest)[0]) {
		return text // the beginning of a longer word
	}
	return strings.TrimLeft(rest, " \t\r\n\u00a0:,")
}

var slackLink = lazy.Regexp(`<(https?://|mailto:|tel:|[@#!])([^<>|\s]*)(?:\|([^<>]*))?>`)

// fromSlack undoes what Slack does to a text: links, mentions and three
// entities.
func fromSlack(text string) string {
	text = slackLink().ReplaceAllStringFunc(text, func(link string) string {
		m := slackLink().FindStringSubmatch(link)
		switch {
		case m[3] != "":
			return m[3]
		case strings.HasPrefix(m[1], "http"):
			return m[1] + m[2]
		case strings.ContainsAny(m[1], "@#!"):
			return ""
		}
		return m[2]
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

var (
	mention   = lazy.Regexp(`(?is)<at\b[^>]*>.*?</at>`)
	blockTag  = lazy.Regexp(`(?i)<(?:br|hr)\b[^>]*>|</(?:p|div|li|tr|pre|h[1-6]|blockquote|codeblock)>`)
	cellTag   = lazy.Regexp(`(?i)</t[dh]>`)
	unseen    = lazy.Regexp(`(?is)<style\b.*?</style>|<script\b.*?</script>|<!--.*?-->`)
	knownTag  = lazy.Regexp(`(?i)</?(?:html|head|body|p|div|span|pre|code|codeblock|b|i|u|s|strong|strike|em|a|ul|ol|li|blockquote|h[1-6]|table|thead|tbody|tr|td|th|br|hr|font|img|figure|section|emoji|attachment|at)\b[^>]*>`)
	manyLines = lazy.Regexp(`\n{3,}`)
)

// FromHTML makes text of the HTML that Teams and help desks write. Only the tags that
// they write go away: an error text may well have angle brackets of its own.
func FromHTML(text string) string {
	text = unseen().ReplaceAllString(text, "")
	text = mention().ReplaceAllString(text, " ")
	text = blockTag().ReplaceAllString(text, "\n")
	text = cellTag().ReplaceAllString(text, " ")
	text = knownTag().ReplaceAllString(text, "")
	text = strings.ReplaceAll(html.UnescapeString(text), "\u00a0", " ")
	return strings.TrimSpace(manyLines().ReplaceAllString(text, "\n\n"))
}
