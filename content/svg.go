//go:build !js

package content

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// This file refuses figures of strangers that do more than draw.

// drawn are the elements of SVG that draw, or describe what is drawn.
var drawn = strings.Fields(`svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon
	text tspan textPath marker clipPath mask pattern linearGradient radialGradient stop switch style
	filter feBlend feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feOffset feDropShadow`)

// checkSVG refuses a figure that runs scripts, shows what stands elsewhere, or is no SVG.
func (l *loader) checkSVG(file, text string) {
	d := xml.NewDecoder(strings.NewReader(text))
	line := func() int { n, _ := d.InputPos(); return n }
	opened, inStyle := false, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !opened {
				l.problem(file, 0, "is no SVG: draw the figure again and save it as plain SVG")
			}
			return
		}
		if err != nil {
			l.problem(file, line(), "is no SVG that can be read (%v): save it as plain SVG", err)
			return
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(strings.ToUpper(string(t)), "ENTITY") {
				l.problem(file, line(), "the figure declares entities: remove the <!DOCTYPE>")
			}
		case xml.StartElement:
			name := t.Name.Local
			if !opened && name != "svg" {
				l.problem(file, line(), "is no SVG: draw the figure again and save it as plain SVG")
				return
			}
			opened, inStyle = true, name == "style"
			if !slices.Contains(drawn, name) && isOfSVG(t.Name) {
				l.problem(file, line(), "the figure has an element <%s>, which does more than draw: remove it", name)
			}
			for _, a := range t.Attr {
				if reaches(a) {
					l.problem(file, line(), "the figure has %s=%q, which runs a script or shows what stands elsewhere: remove it", a.Name.Local, short(a.Value))
				}
			}
		case xml.EndElement:
			inStyle = false
		case xml.CharData:
			if inStyle && (outside(string(t)) || strings.Contains(strings.ToLower(string(t)), "@import")) {
				l.problem(file, line(), "the style of the figure shows what stands elsewhere: remove url(…) and @import")
			}
		}
	}
}

// isOfSVG tells whether an element is drawn: what editors add of their own is not.
func isOfSVG(name xml.Name) bool {
	return !strings.Contains(name.Space, "inkscape") && !strings.Contains(name.Space, "sodipodi") && !strings.Contains(name.Space, "rdf") &&
		!strings.Contains(name.Space, "creativecommons") && !strings.Contains(name.Space, "purl.org")
}

// reaches tells whether an attribute runs a script, or leads out of the figure.
func reaches(a xml.Attr) bool {
	name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
	switch {
	case strings.HasPrefix(name, "on"), name == "base" && a.Name.Space != "":
		return true
	case name == "href" || name == "src":
		return !strings.HasPrefix(value, "#")
	case name == "xmlns" || a.Name.Space == "xmlns":
		return false
	}
	return outside(value)
}

// outside tells whether a style shows what does not stand in the figure.
func outside(style string) bool {
	style = strings.ToLower(style)
	for {
		_, after, ok := strings.Cut(style, "url(")
		if !ok {
			return strings.Contains(style, "javascript:") || strings.Contains(style, `\75`) // "u" in disguise
		}
		if !strings.HasPrefix(strings.TrimLeft(after, ` '"`), "#") {
			return true
		}
		style = after
	}
}

// short cuts a text that is shown to its author.
func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
