package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"time"

	"waptkb/cmd/waptkb/notices"
)

// bill is a software bill of materials as CycloneDX 1.6 has it.
type bill struct {
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Licences []licence `json:"licenses"`
	URL      string    `json:"purl"`
}

type licence struct {
	Expression string `json:"expression"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// writeSBOM lists the modules that are in the program, with the licences that their texts
// are: what scanners guess is wrong for some. Go's own library counts as "std".
func (r *release) writeSBOM() error {
	all, err := notices.All()
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(newBill(r.source, all, strings.TrimPrefix(runtime.Version(), "go")), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(r.file("sbom.cdx.json"), append(data, '\n'), 0o644)
}

func newBill(s source, all []notices.Notice, goVersion string) bill {
	b := bill{Format: "CycloneDX", SpecVersion: "1.6", Version: 1}
	b.Metadata.Timestamp = s.date.Format(time.RFC3339)
	var refs []string
	for i, n := range all {
		name, version := n.Module, n.Version
		switch {
		case i == 0:
			version = s.version
		case version == "":
			name, version = "std", goVersion
		}
		url := "pkg:golang/" + name + "@" + version
		c := component{Type: "library", Ref: url, Name: name, Version: version, Licences: []licence{{n.Licence}}, URL: url}
		if i == 0 {
			c.Type, b.Metadata.Component = "application", c
			continue
		}
		b.Components = append(b.Components, c)
		refs = append(refs, url)
	}
	b.Dependencies = []dependency{{b.Metadata.Component.Ref, refs}}
	return b
}
