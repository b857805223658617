package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"waptkb/server/chat"
)

var glpiSystem = System{
	Name: "glpi", Path: "/hook/glpi", Methods: []string{http.MethodPost, http.MethodGet}, AppToken: true,
	open: func(c *client, s Settings) system { return glpi{c, s} },
}

// glpiWindow is how long GLPI may take to send what it has signed, glpiAhead how far
// its clock may be ahead.
const (
	glpiWindow = 24 * time.Hour
	glpiAhead  = 5 * time.Minute
)

// glpi answers webhooks of GLPI 11 over its REST API, apirest.php.
type glpi struct {
	*client
	Settings
}

// glpiWebhook is the default payload. What is a ticket shows only in what it has: of
// the items with an integer as type, it is the only one that is no part of another.
type glpiWebhook struct {
	Event string `json:"event"`
	Item  struct {
		ID       int64           `json:"id"`
		Name     string          `json:"name"`
		Content  string          `json:"content"`
		Type     json.RawMessage `json:"type"`
		ItemType string          `json:"itemtype"`
	} `json:"item"`
	Parent json.RawMessage `json:"parent_item"`
}

// glpiTypes are incident and request.
var glpiTypes = []string{"1", "2"}

// read checks the signature as GLPI makes it: hex(HMAC-SHA256(secret, body time)).
func (g glpi) read(r *http.Request, body []byte, now time.Time) (ticket, error) {
	stamp := r.Header.Get("X-GLPI-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return ticket{}, errRefused
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > glpiWindow || age < -glpiAhead {
		return ticket{}, errRefused
	}
	mac, err := hex.DecodeString(r.Header.Get("X-GLPI-signature"))
	if err != nil || !g.Secrets.Signed(sha256.New, mac, body, []byte(stamp)) {
		return ticket{}, errRefused
	}
	var w glpiWebhook
	if err := json.Unmarshal(body, &w); err != nil {
		return ticket{}, errUnreadable
	}
	item := w.Item
	if w.Event != "new" || w.Parent != nil || item.ItemType != "" || item.ID <= 0 || !slices.Contains(glpiTypes, string(item.Type)) {
		return ticket{}, errNoTicket
	}
	return ticket{item.ID, item.Name + "\n" + chat.FromHTML(item.Content)}, nil
}

// challenger answers the question of a desk whether we know the secret.
type challenger interface {
	challenge(w http.ResponseWriter, r *http.Request)
}

// glpiChallenge is what GLPI signs to make the token of its challenge.
const glpiChallenge = "validate_cra_challenge"

// challenge signs the token that GLPI has made with one of the secrets, and no other.
func (g glpi) challenge(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("crc_token")
	sign := func(secret, text string) string {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write([]byte(text))
		return hex.EncodeToString(h.Sum(nil))
	}
	for _, secret := range g.Secrets {
		if hmac.Equal([]byte(sign(secret, glpiChallenge)), []byte(token)) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, sign(secret, token)) // GLPI asks again
			return
		}
	}
	w.WriteHeader(http.StatusUnauthorized)
}

func (g glpi) note(ctx context.Context, id int64, html string) error {
	header := http.Header{}
	if g.AppToken != "" {
		header.Set("App-Token", g.AppToken)
	}
	header.Set("Authorization", "user_token "+g.Token)
	var session struct {
		Token string `json:"session_token"`
	}
	if err := g.call(ctx, header, "GET", "apirest.php/initSession", nil, &session); err != nil {
		return err
	}
	header.Del("Authorization")
	header.Set("Session-Token", session.Token)
	defer func() { _ = g.call(ctx, header, "GET", "apirest.php/killSession", nil, nil) }() // it ends by itself, later
	var account struct {
		Session struct {
			ID identifier `json:"glpiID"`
		} `json:"session"`
	}
	if err := g.call(ctx, header, "GET", "apirest.php/getFullSession", nil, &account); err != nil {
		return err
	}
	var notes []authored
	if err := g.call(ctx, header, "GET", fmt.Sprintf("apirest.php/Ticket/%d/ITILFollowup", id), nil, &notes); err != nil {
		return err
	}
	if done, err := writtenBy(account.Session.ID, notes); done || err != nil {
		return err
	}
	return g.call(ctx, header, "POST", "apirest.php/ITILFollowup", map[string]glpiFollowup{"input": {
		ItemType: "Ticket", ItemsID: id, Content: html, Private: 1, NotTakenIntoAccount: 1,
	}}, nil)
}

// glpiFollowup is a note. The last field leaves the time alone that it took people to
// care for the ticket.
type glpiFollowup struct {
	ItemType            string `json:"itemtype"`
	ItemsID             int64  `json:"items_id"`
	Content             string `json:"content"`
	Private             int    `json:"is_private"`
	NotTakenIntoAccount int    `json:"_do_not_compute_takeintoaccount"`
}
