package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/index"
)

// This file reads what the box of a page sends: a text, files, or both. What is short is a
// question; everything else is a log, and is diagnosed as it comes in.

// textKey is where a request keeps the text of its box.
const textKey = "text"

// isBox tells whether a request is for an address that the box is sent to.
func isBox(c echo.Context) bool {
	return strings.HasSuffix(c.Path(), "/search") || strings.HasSuffix(c.Path(), "/diagnose")
}

// boxText gives the text of the box of a request that was not answered, so that nobody has to
// paste it again: as it was read, that of the address, what a body begins with that nobody has
// read, or the words of the article that was meant. What is no question is not among them.
func boxText(c echo.Context) string {
	r, text := c.Request(), c.QueryParam("q")
	if kept, ok := c.Get(textKey).(string); ok {
		text = kept
	} else if r.Method == http.MethodPost {
		text = boxTextOfBody(r)
	} else if id := c.Param("id"); text == "" && articleID().MatchString(id) {
		text = strings.ReplaceAll(id, "-", " ")
	}
	if len(text) > index.MaxQuery {
		return ""
	}
	return text
}

// boxTextOfBody reads the text of the box, the first field of its form, and no more.
func boxTextOfBody(r *http.Request) string {
	r.Body = io.NopCloser(io.LimitReader(r.Body, maxForm()))
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		_ = r.ParseForm() // as much as there is
		return withoutReturns(r.PostForm.Get("q"))
	}
	if err != nil {
		return ""
	}
	part, err := parts.NextPart()
	if err != nil || part.FormName() != "q" {
		return ""
	}
	text, _ := io.ReadAll(part) // likewise
	return withoutReturns(string(text))
}

// withoutReturns gives the lines of a text box, which browsers send with CR LF.
func withoutReturns(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// readBox reads the box. The text of the parameters is empty where it was too long for a
// question, and was read as a log.
func (d *reading) readBox(r *http.Request) (p searchParams, err error) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch mediaType {
	case "multipart/form-data":
		return d.boxOfParts(r)
	case "application/x-www-form-urlencoded", "":
	default: // of a program, not of a page
		return p, d.add("", r.Body)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxForm()+1))
	if err != nil {
		return p, bodyFault(err)
	}
	if int64(len(body)) > maxForm() {
		rest, err := fieldOfForm(io.MultiReader(bytes.NewReader(body), r.Body))
		if err != nil {
			return p, err
		}
		return p, d.add("", rest)
	}
	fields, err := url.ParseQuery(string(body))
	if err != nil {
		return p, newFault(faultBadBody)
	}
	for _, name := range []string{"q", "log", "component", "limit"} {
		if err := d.field(&p, name, strings.NewReader(fields.Get(name))); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (d *reading) boxOfParts(r *http.Request) (p searchParams, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return p, newFault(faultBadBody)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return p, bodyFault(err)
		}
		if err := d.part(&p, part); err != nil {
			return p, logFault(err)
		}
	}
}

func (d *reading) part(p *searchParams, part *multipart.Part) error {
	if part.FormName() != "file" {
		return d.field(p, part.FormName(), part)
	}
	if part.FileName() == "" { // nothing was chosen
		return nil
	}
	return d.add(part.FileName(), part)
}

// field reads a field that is no file.
func (d *reading) field(p *searchParams, name string, value io.Reader) error {
	head, err := io.ReadAll(io.LimitReader(value, index.MaxQuery+1))
	if err != nil {
		return err
	}
	text := withoutReturns(string(head))
	switch {
	case strings.TrimSpace(text) == "" && len(head) <= index.MaxQuery:
	case name == "log", name == "q" && len(head) > index.MaxQuery:
		return d.add("", io.MultiReader(bytes.NewReader(head), value))
	case name == "q":
		p.Query = text
	case name == "component":
		p.Component = text
	case name == "limit":
		p.Limit = json.Number(text)
	}
	return nil
}
