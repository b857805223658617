package server

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/logs"
)

// diagnoseView is the page about a log: the form, and what was found.
type diagnoseView struct {
	page
	Max      i18n.Bytes // of a log
	MaxBytes int64
	Fault    string // why the log was not read; empty when it was
	Done     bool
	Result   *index.Diagnosis
}

// diagnoseForm shows the form.
func (s *Server) diagnoseForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "diagnose", s.newDiagnoseView(c))
}

func (s *Server) newDiagnoseView(c echo.Context) diagnoseView {
	text := s.textsFor(c)
	return diagnoseView{
		page: s.newPage(c, text("diagnose.title"), text("diagnose.description")),
		Max:  i18n.Bytes(s.cfg.MaxLog), MaxBytes: s.cfg.MaxLog,
	}
}

// diagnosePage shows the known problems in a log sent by the form.
func (s *Server) diagnosePage(c echo.Context) error {
	d, err := s.diagnose(c, languageOf(c))
	v := s.newDiagnoseView(c)
	v.Robots = "noindex"
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	var f *fault
	if errors.As(err, &f) && (f.Name == faultEmptyLog || f.Name == faultNotALog) {
		v.Fault = s.detail(f, v.Lang)
		return s.render(c, f.Status, "diagnose", v)
	}
	if err != nil {
		return err
	}
	v.Done, v.Result = true, d
	return s.render(c, http.StatusOK, "diagnose", v)
}

func (s *Server) diagnoseAPI(c echo.Context, lang string) error {
	begin := time.Now()
	d, err := s.diagnose(c, lang)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	out := api.NewDiagnosis(d, lang, time.Since(begin))
	for _, w := range d.Warnings {
		out.Warnings = append(out.Warnings, api.Warning{Detail: s.cfg.Messages.Text(lang, "log.warning."+string(w))})
	}
	return respondJSON(c, out)
}

// diagnose reads the log of a request as it comes in.
func (s *Server) diagnose(c echo.Context, lang string) (*index.Diagnosis, error) {
	r, err := logOf(c.Request())
	if err != nil {
		return nil, err
	}
	d, err := s.cfg.Index.Diagnose(c.Request().Context(), r, index.DiagnoseOptions{Lang: lang, MaxBytes: s.cfg.MaxLog})
	return d, logFault(err)
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
