//go:build !js

package content

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// code reads an entry of file into the library.
func (l *loader) code(file string, n *yaml.Node) (id string, texts map[string]Text) {
	e, whole := l.mapping(file, "entry", n, []string{"code", "name", "family", "retry", "severity"}, []string{"article"})
	if !whole {
		return "", nil
	}
	c := &Code{
		ID:       strings.ToLower(e["code"].text()),
		Name:     e["name"].text(),
		Family:   oneOf(e["family"], Families),
		Retry:    oneOf(e["retry"], []string{"yes", "no"}) == "yes",
		Severity: oneOf(e["severity"], Severities),
		Article:  e["article"].article(),
		Meaning:  newText(),
		Action:   newText(),
		Own:      l.beside != nil,
	}
	if c.ID != "" {
		value, ok := ParseCode(c.ID)
		switch {
		case !ok:
			e["code"].problem("code %q is none: write 1618, or \"0x80240022\" above 65535", c.ID)
		case CodeID(value) != c.ID:
			e["code"].problem("code %q is written otherwise: write %s", c.ID, CodeID(value))
		default:
			if c.OfProgram() {
				c.ID = c.Family + "-" + c.ID
			}
			l.id(file, e["code"].Line, c.ID)
		}
		c.Value = value
	}
	for _, other := range l.draft.codes {
		if other.Name == c.Name && c.Name != "" {
			e["name"].problem("name %q is that of %s too: give each code its own", c.Name, other.ID)
		}
	}
	l.draft.codes = append(l.draft.codes, c)
	return c.ID, map[string]Text{"meaning": c.Meaning, "action": c.Action}
}
