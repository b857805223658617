package chat

import "strings"

// This file is what Mattermost and Rocket.Chat share: messages in Markdown with
// attachments.

type markdownReply struct {
	ResponseType string               `json:"response_type,omitempty"`
	Text         string               `json:"text"`
	Attachments  []markdownAttachment `json:"attachments,omitempty"`
}

type markdownAttachment struct {
	Fallback string `json:"fallback,omitempty"`
	Color    string `json:"color"`
	Text     string `json:"text"`
}

// attachmentColor is the bar beside an attachment, the colour of the site.
const attachmentColor = "#0b5563"

// newMarkdownReply writes a reply with a body and an attachment of at most these sizes.
func newMarkdownReply(d dialect, m *message, body, after int) markdownReply {
	r := markdownReply{Text: strings.Join(d.texts(m, body, 1), "\n\n")}
	if texts, _ := d.blocks(m.after, after, 1); len(texts) > 0 {
		r.Attachments = []markdownAttachment{{Color: attachmentColor, Text: texts[0]}}
	}
	return r
}

func markdownLink(label, url string) string {
	return "[" + label + "](" + strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(url) + ")"
}

// quiet keeps names from calling people: @all, @channel.
func quiet(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }
