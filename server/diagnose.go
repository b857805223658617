package server

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/index"
	"waptkb/server/api"
)

// diagnoseView is the page about a log: the form, and what was found.
type diagnoseView struct {
	page
	Max      string // size of a log, for people
	MaxBytes int64
	Done     bool
	Result   *index.Diagnosis
	Findings []findingView
}

type findingView struct {
	index.Finding
	URL string
}

// diagnoseForm shows the form.
func (s *Server) diagnoseForm(c echo.Context) error {
	return s.render(c, http.StatusOK, "diagnose", s.newDiagnoseView(c))
}

func (s *Server) newDiagnoseView(c echo.Context) diagnoseView {
	lang, t := languageOf(c), s.cfg.Messages
	return diagnoseView{
		page: s.newPage(c, lang, t.Text(lang, "diagnose.title"), t.Text(lang, "diagnose.description")),
		Max:  formatBytes(s.cfg.MaxLog), MaxBytes: s.cfg.MaxLog,
	}
}

// diagnosePage shows the known problems in a log sent by the form.
func (s *Server) diagnosePage(c echo.Context) error {
	d, err := s.diagnose(c, languageOf(c))
	if err != nil {
		return err
	}
	v := s.newDiagnoseView(c)
	v.Robots, v.Done, v.Result = "noindex", true, d
	for _, f := range d.Findings {
		v.Findings = append(v.Findings, findingView{f, api.ArticleURL(v.Lang, f.Article.ID)})
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return s.render(c, http.StatusOK, "diagnose", v)
}

func (s *Server) diagnoseAPI(c echo.Context) error {
	begin := time.Now()
	lang, err := planLang(c.QueryParam("lang"), languageOf(c))
	if err != nil {
		return err
	}
	d, err := s.diagnose(c, lang)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return respondJSON(c, api.NewDiagnosis(d, lang, time.Since(begin)))
}

// diagnose reads the log of a request as it comes in.
func (s *Server) diagnose(c echo.Context, lang string) (*index.Diagnosis, error) {
	r, err := logOf(c.Request())
	if err != nil {
		return nil, err
	}
	d, err := s.cfg.Index.Diagnose(c.Request().Context(), r, index.DiagnoseOptions{Lang: lang, MaxBytes: s.cfg.MaxLog})
	if err != nil {
		if unreadable(err) {
			return nil, newFault(faultBadBody)
		}
		return nil, err
	}
	return d, nil
}

// logOf finds the log in a request: the body itself, or the parts "log" (pasted
// text) and "file" of a form, one after the other, whichever has something.
func logOf(r *http.Request) (io.Reader, error) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch mediaType {
	case "multipart/form-data":
		parts, err := r.MultipartReader()
		if err != nil {
			return nil, newFault(faultBadBody)
		}
		for {
			part, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return strings.NewReader(""), nil
			}
			if err != nil {
				return nil, bodyFault(err)
			}
			first, err := readSome(part)
			if err != nil {
				return nil, bodyFault(err)
			}
			if name := part.FormName(); (name == "log" || name == "file") && len(first) > 0 {
				return io.MultiReader(strings.NewReader(first), part), nil
			}
		}
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return nil, bodyFault(err)
		}
		return strings.NewReader(r.PostForm.Get("log")), nil
	}
	return r.Body, nil
}

// readSome reads the beginning of a part; it is empty for a field left empty.
func readSome(r io.Reader) (string, error) {
	b := make([]byte, 512)
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return string(b[:n]), err
}
