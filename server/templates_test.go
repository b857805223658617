package server

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplatesFitTheirData checks that every field that a template uses exists
// in what its handler gives it, on the paths that no other test takes too.
func TestTemplatesFitTheirData(t *testing.T) {
	s := newTestServer(t)
	views := map[string]any{
		"home": homeView{}, "search": &searchView{}, "article": articleView{}, "topic": topicView{}, "reference": referenceView{}, "fixed": fixedView{},
		"error": errorView{}, "diagnose": diagnoseView{}, "accessibility": accessibilityView{}, "guide": guideView{}, "thanks": thanksView{}, "report": reportView{}, "ask": askView{},
	}
	for name, template := range s.templates {
		view, ok := views[name]
		if !ok {
			t.Errorf("template %s: no view", name)
			continue
		}
		if err := templatecheck.CheckHTML(template.Lookup("base"), view); err != nil {
			t.Errorf("template %s: %v", name, err)
		}
	}
}
