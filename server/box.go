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

	"waptkb/index"
)

// This file reads what the box of a page sends: a text, files, or both. What is short is a
// question; everything else is a log, and is diagnosed as it comes in.

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
	// Browsers send the lines of a text box with CR LF.
	text := strings.ReplaceAll(string(head), "\r\n", "\n")
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
