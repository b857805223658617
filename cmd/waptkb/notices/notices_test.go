package notices

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is embedded is what the modules of go.mod come with.
func TestNoticesAreCurrent(t *testing.T) {
	embedded, err := All()
	if err != nil {
		t.Fatal(err)
	}
	current, err := Collect()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(current, embedded); diff != "" {
		t.Errorf("go generate ./cmd/waptkb/notices: what is embedded (+) is not what go.mod gives (-):\n%s", diff)
	}
}

// Where tools that guess are wrong, and one of each kind.
func TestLicences(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	licences := map[string]string{}
	for _, n := range all {
		licences[n.Module] = n.Licence
		if len(n.Files) == 0 {
			t.Errorf("%s has no text", n.Module)
		}
	}
	for module, want := range map[string]string{
		"waptkb":                                 "MIT",
		"Go":                                     "BSD-3-Clause",
		"github.com/alecthomas/chroma/v2":        "MIT",
		"github.com/modelcontextprotocol/go-sdk": "Apache-2.0 AND MIT",
		"github.com/hashicorp/golang-lru/v2":     "MPL-2.0",
		"github.com/spf13/cobra":                 "Apache-2.0",
		"go.yaml.in/yaml/v3":                     "Apache-2.0 AND MIT",
		"golang.org/x/sys":                       "BSD-3-Clause",
	} {
		if licences[module] != want {
			t.Errorf("%s: %q, want %q", module, licences[module], want)
		}
	}
	if got := []string{all[0].Module, all[1].Module}; !cmp.Equal(got, []string{"waptkb", "Go"}) {
		t.Errorf("the notices begin with %q", got)
	}
}

func TestRecognise(t *testing.T) {
	const bsd2 = "retain this list of conditions and the\n following disclaimer"
	for text, want := range map[string]string{
		"":                    "",
		"All rights reserved": "",
		bsd2:                  "BSD-2-Clause",
		bsd2 + "; nor be used to endorse or promote products\nderived from this":                       "BSD-3-Clause",
		"Apache License\n   Version 2.0, January 2004, Licensed under the Apache License, Version 2.0": "Apache-2.0",
	} {
		if got := recognise(text); got != want {
			t.Errorf("recognise(%q) = %q, want %q", text, got, want)
		}
	}
}
