package server

import (
	"fmt"
	"strings"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/index/api"
	"waptkb/server/inpage"
)

// This file writes answers as text for a ticket: Markdown that reads well where nobody
// renders it.

// ticket is what is known about an error.
type ticket struct {
	p       page
	article *content.Article
	message string // the error as it was recognised; may be empty
	line    int    // of the text; 0 where that does not matter
	file    string

	captures map[string]string // what stood in the holes of the error
}

// ticketText writes tickets one under the other.
func (s *Server) ticketText(tickets ...ticket) string {
	var parts []string
	for _, t := range tickets {
		parts = append(parts, s.writeTicket(t))
	}
	return strings.Join(parts, "\n\n---\n\n")
}

func (s *Server) writeTicket(t ticket) string {
	text, body := t.p.T, s.library().Document(t.article)
	colon := text("sign.colon")
	out := []string{"**" + t.article.Title + "**"}
	if t.message != "" {
		where := ""
		if t.line > 0 {
			where = " (" + strings.TrimSpace(t.file+" "+text("diagnose.line", "line", t.line)) + ")"
		}
		out = append(out, text("ticket.error")+where+colon+"`"+t.message+"`")
	}
	if cause := body.Section(content.SectionCause); len(cause.Blocks) > 0 && len(cause.Blocks[0].Spans) > 0 {
		out = append(out, cause.Title+colon+doc.PlainText(cause.Blocks[0].Spans))
	}
	advice := s.library().Advise(t.article, t.captures)
	first, _ := advice.Solution.FirstSteps()
	steps, _, more := doc.Fold(first, inpage.Unfolded)
	if t.article.Kind != content.KindArticle || len(steps) == 0 {
		out = append(out, advice.Summary)
	} else {
		out = append(out, advice.Solution.Title+strings.TrimRight(colon, " "), strings.TrimRight(plainBlocks(steps, ""), "\n"))
	}
	if more > 0 {
		out = append(out, text("answer.rest", "n", more)+colon+text("ticket.onpage"))
	}
	return strings.Join(append(out, text("ticket.link")+colon+t.p.Site+api.ArticleURL(t.p.Lang, t.article.ID)), "\n\n")
}

// plainBlocks writes blocks as text, each with an empty line behind it.
func plainBlocks(blocks []doc.Block, indent string) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block.Kind {
		case doc.Code:
			b.WriteString(indented("```\n"+block.Code+"```", indent))
		case doc.List:
			for i, item := range block.Blocks {
				marker := "- "
				if block.Ordered {
					marker = fmt.Sprintf("%d. ", block.Start+i)
				}
				inner := strings.TrimRight(plainBlocks(item.Blocks, indent+strings.Repeat(" ", len(marker))), "\n")
				b.WriteString(indent + marker + strings.TrimLeft(inner, " ") + "\n")
			}
			b.WriteString("\n")
		case doc.Paragraph, doc.Heading:
			b.WriteString(indented(doc.PlainText(block.Spans), indent))
		case doc.When:
			b.WriteString(indented(doc.PlainText(block.Spans), indent) + plainBlocks(block.Blocks, indent))
		case doc.Admonition:
			b.WriteString(indented("> "+strings.ReplaceAll(strings.TrimSpace(plainBlocks(block.Blocks, "")), "\n", "\n> "), indent))
		}
	}
	return b.String()
}

// indented writes a text whose lines begin behind an indent.
func indented(text, indent string) string {
	return indent + strings.ReplaceAll(text, "\n", "\n"+indent) + "\n\n"
}
