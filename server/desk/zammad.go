package desk

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"waptkb/server/chat"
)

var zammadSystem = System{
	Name: "zammad", Path: "/hook/zammad", Methods: []string{http.MethodPost},
	open: func(c *client, s Settings) system { return zammad{c, s} },
}

// zammad answers webhooks of triggers of Zammad.
type zammad struct {
	*client
	Settings
}

// zammadWebhook is the default payload.
type zammadWebhook struct {
	Ticket struct {
		ID         int64   `json:"id"`
		Title      string  `json:"title"`
		ArticleIDs []int64 `json:"article_ids"`
	} `json:"ticket"`
	Article struct {
		ID          int64  `json:"id"`
		TicketID    int64  `json:"ticket_id"`
		Body        string `json:"body"`
		ContentType string `json:"content_type"`
		Internal    bool   `json:"internal"`
		Sender      string `json:"sender"`
	} `json:"article"`
}

// read checks the signature as Zammad makes it: sha1=hex(HMAC-SHA1(token, body)). The
// message that a ticket begins with is the first of its messages; when a webhook is sent,
// there may be others already.
func (z zammad) read(r *http.Request, body []byte, _ time.Time) (ticket, error) {
	hexMAC, ok := strings.CutPrefix(r.Header.Get("X-Hub-Signature"), "sha1=")
	mac, err := hex.DecodeString(hexMAC)
	if !ok || err != nil || !z.Secrets.Signed(sha1.New, mac, body) {
		return ticket{}, errRefused
	}
	var w zammadWebhook
	if err := json.Unmarshal(body, &w); err != nil {
		return ticket{}, errUnreadable
	}
	t, a := w.Ticket, w.Article
	if t.ID <= 0 || a.TicketID != t.ID || a.Internal || a.Sender == "System" || len(t.ArticleIDs) == 0 || slices.Min(t.ArticleIDs) != a.ID {
		return ticket{}, errNoTicket
	}
	if a.ContentType == "text/html" {
		a.Body = chat.FromHTML(a.Body)
	}
	return ticket{t.ID, t.Title + "\n" + a.Body}, nil
}

func (z zammad) note(ctx context.Context, id int64, html string) error {
	header := http.Header{"Authorization": {"Token token=" + z.Token}}
	var account struct {
		ID identifier `json:"id"`
	}
	if err := z.call(ctx, header, "GET", "api/v1/users/me", nil, &account); err != nil {
		return err
	}
	var articles []authored
	if err := z.call(ctx, header, "GET", fmt.Sprintf("api/v1/ticket_articles/by_ticket/%d", id), nil, &articles); err != nil {
		return err
	}
	if done, err := writtenBy(account.ID, articles); done || err != nil {
		return err
	}
	return z.call(ctx, header, "POST", "api/v1/ticket_articles", zammadArticle{
		TicketID: id, Body: html, ContentType: "text/html", Type: "note", Internal: true,
	}, nil)
}

// zammadArticle is a note.
type zammadArticle struct {
	TicketID    int64  `json:"ticket_id"`
	Body        string `json:"body"`
	ContentType string `json:"content_type"`
	Type        string `json:"type"`
	Internal    bool   `json:"internal"`
}
