package server

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/logs"
	"waptkb/index/redact"
)

// diagnoseView is the page about logs: the box, and what was found.
type diagnoseView struct {
	page
	Fault string // why nothing was read; empty when something was
	Log   *logView
}

// diagnoseForm shows the form.
func (s *Server) diagnoseForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "diagnose", s.newDiagnoseView(c))
}

func (s *Server) newDiagnoseView(c echo.Context) diagnoseView {
	text := s.textsFor(c)
	v := diagnoseView{page: s.newPage(c, text("diagnose.title"), text("diagnose.description"))}
	v.BigBox = true
	return v
}

// boxPage answers what the box of a page sent: it searches for a short text, and
// diagnoses everything else. A short text is asked for by its address, with its secrets
// masked, so that the answer can be kept, shared and come back to.
func (s *Server) boxPage(c echo.Context) error {
	lang := languageOf(c)
	d := s.newReading(c.Request().Context(), lang)
	p, err := d.readBox(c.Request())
	c.Set(textKey, p.Query)
	if err != nil {
		return err
	}
	asked := strings.TrimSpace(p.Query) != ""
	if len(d.logs)+len(d.refused) == 0 && asked {
		if address := searchURL(lang, redact.Secrets(p.Query), p); len(address) <= maxAddress {
			return c.Redirect(http.StatusSeeOther, address)
		}
		return s.showSearch(c, p)
	}
	if asked {
		if err := d.add("", strings.NewReader(p.Query)); err != nil {
			return err
		}
	}
	return s.showReading(c, d, p.Query)
}

// maxAddress is how many bytes an address has at most that we lead to: what stands
// between us and a browser may refuse longer ones.
const maxAddress = 6000

// searchURL gives the address of the answer to a text.
func searchURL(lang, text string, p searchParams) string {
	values := url.Values{"q": {text}}
	if p.Component != "" {
		values.Set("component", p.Component)
	}
	if p.Limit != "" {
		values.Set("limit", p.Limit.String())
	}
	return "/" + lang + "/search?" + values.Encode()
}

// showReading shows what the logs of a request say.
func (s *Server) showReading(c echo.Context, d *reading, text string) error {
	v := s.newDiagnoseView(c)
	v.Robots = "noindex"
	if len(text) <= index.MaxQuery {
		v.Query = redact.Secrets(text)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	var f *fault
	if err := d.end(); errors.As(err, &f) {
		v.Fault = s.detail(f, v.Lang)
		return s.render(c, f.Status, "diagnose", v)
	}
	v.BigBox = false
	v.Log = s.newLogView(d, v.page)
	s.leadBack(&v.page, v.Log, false)
	v.Title, v.Ticket = v.Log.Title(), s.ticketText(v.Log.tickets()...)
	return s.render(c, http.StatusOK, "diagnose", v)
}

func (s *Server) diagnoseAPI(c echo.Context, lang string) error {
	begin := time.Now()
	d := s.newReading(c.Request().Context(), lang)
	err := d.addBody(c.Request())
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	out := api.NewDiagnosis(&index.Diagnosis{}, lang, 0)
	for _, log := range d.logs {
		name := ""
		if d.named() {
			name = log.Name
		}
		out.Add(log.Diagnosis, lang, name)
		for _, w := range log.Warnings {
			out.Warnings = append(out.Warnings, api.Warning{File: name, Detail: s.cfg.Messages.Text(lang, "log.warning."+string(w))})
		}
	}
	for _, r := range d.refused {
		out.Warnings = append(out.Warnings, api.Warning{File: r.Name, Detail: s.detail(r.fault, lang)})
	}
	out.TookMS = float64(time.Since(begin).Microseconds()) / 1000
	return respondJSON(c, out)
}

// logFault tells what is wrong with a log that was not read.
func logFault(err error) error {
	var other *logs.NotText
	switch {
	case errors.As(err, &other):
		f := newFault(faultNotALog)
		f.what = "log.kind." + string(other.Kind)
		return f
	case errors.Is(err, logs.ErrEmpty):
		return newFault(faultEmptyLog)
	case errors.Is(err, io.ErrUnexpectedEOF): // of the form around it
		return newFault(faultBadBody)
	}
	return err
}
