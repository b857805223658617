package content

import (
	"testing"

	"waptkb/i18n"
)

// TestContentIsNamed checks that everything that articles may name has a text.
func TestContentIsNamed(t *testing.T) {
	c := i18n.New()
	var keys []string
	for _, hole := range Holes {
		keys = append(keys, "hole."+hole)
	}
	for _, component := range Components {
		keys = append(keys, "component."+ComponentSlug(component), "component."+ComponentSlug(component)+".intro")
	}
	for _, platform := range Platforms {
		keys = append(keys, "platform."+platform)
	}
	for _, severity := range Severities {
		keys = append(keys, "severity."+string(severity))
	}
	for _, lang := range CodeLanguages {
		keys = append(keys, "code."+lang)
	}
	for _, key := range append(keys, "anchor", "admonition.warning", "admonition.note", "admonition.tip") {
		if !c.Has(key) {
			t.Errorf("no text %q", key)
		}
	}
}
