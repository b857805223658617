package server

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/assets"
	"waptkb/i18n"
)

// criterion is a criterion of RGAA 4.1 and how this site verifies it.
type criterion struct {
	ID            string   `json:"id"`             // its name is the text criterion.<id>
	Checks        []string `json:"checks"`         // "axe:<rule>", "test:<name>"
	NotApplicable string   `json:"not_applicable"` // the reason, a key criterion.<reason>
	Human         bool     `json:"human"`          // a person must look too
}

// accessibilityResults is what the tests found; they write it with -update.
type accessibilityResults struct {
	Date   string          `json:"date"`
	Axe    string          `json:"axe"`
	Pages  int             `json:"pages"`
	Checks map[string]bool `json:"checks"` // by check: whether it passed
}

// States of a criterion, from the results of its checks.
const (
	statePassed = "passed"
	stateFailed = "failed"
	stateHuman  = "human"
	stateNA     = "na"
)

// state tells how a criterion stands. What was not run is not passed.
func (c criterion) state(r accessibilityResults) string {
	if c.NotApplicable != "" {
		return stateNA
	}
	for _, check := range c.Checks {
		passed, ran := r.Checks[check]
		if !ran {
			return stateHuman
		}
		if !passed {
			return stateFailed
		}
	}
	if c.Human || len(c.Checks) == 0 {
		return stateHuman
	}
	return statePassed
}

// evidence tells why a criterion stands so.
func (c criterion) evidence(text func(key string, pairs ...any) string) string {
	if c.NotApplicable != "" {
		return text("criterion." + c.NotApplicable)
	}
	var reasons, checks []string
	for _, check := range c.Checks {
		_, name, _ := strings.Cut(check, ":")
		checks = append(checks, name)
	}
	if len(checks) > 0 {
		reasons = append(reasons, text("accessibility.by", "checks", strings.Join(checks, ", ")))
	}
	if c.Human || len(checks) == 0 {
		reasons = append(reasons, text("accessibility.eye"))
	}
	return strings.Join(reasons, "; ")
}

// accessibilityView is the statement.
type accessibilityView struct {
	page
	Results  accessibilityResults
	Date     string
	Criteria []criterionView
	Counts   map[string]int
}

type criterionView struct {
	ID, Name, State, Evidence string
}

// accessibilityPage makes the statement from the criteria and the test results.
func (s *Server) accessibilityPage(c echo.Context) error {
	criteria, results, err := readAccessibility(assets.FS)
	if err != nil {
		return err
	}
	lang, text := languageOf(c), s.textsFor(c)
	v := accessibilityView{
		page:    s.newPage(c, text("accessibility.title"), text("accessibility.description")),
		Results: results, Date: i18n.In(lang).Date(results.Date), Counts: map[string]int{},
	}
	for _, criterion := range criteria {
		view := criterionView{criterion.ID, text("criterion." + criterion.ID), criterion.state(results), criterion.evidence(text)}
		v.Counts[view.State]++
		v.Criteria = append(v.Criteria, view)
	}
	return s.render(c, http.StatusOK, "accessibility", v)
}

func readAccessibility(fsys fs.FS) (criteria []criterion, results accessibilityResults, err error) {
	for file, into := range map[string]any{"accessibility/criteria.json": &criteria, "accessibility/results.json": &results} {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, results, fmt.Errorf("reading the statement: %w", err)
		}
		if err := json.Unmarshal(data, into); err != nil {
			return nil, results, fmt.Errorf("reading %s: %w", file, err)
		}
	}
	return criteria, results, nil
}
