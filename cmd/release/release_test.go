package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waptkb/cmd/waptkb/notices"
)

// testRelease is one whose programs are short texts.
func testRelease(t *testing.T) *release {
	t.Helper()
	r := &release{
		source:  source{version: "v1.2.3", commit: "c0ffee", date: time.Unix(1764000000, 0).UTC(), author: "Jane Doe <jane@example.org>"},
		dir:     t.TempDir(),
		scratch: t.TempDir(),
	}
	for _, platform := range notices.Platforms {
		if err := os.WriteFile(r.program(platform), []byte("program for "+platform), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// unpack gives the files of a tar archive.
func unpack(t *testing.T, r io.Reader) map[string]string {
	t.Helper()
	files := map[string]string{}
	for archive := tar.NewReader(r); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = string(data)
	}
}

// The image is what the specification says: every descriptor leads to a blob of its digest and
// size, down to the program of each architecture.
func TestImage(t *testing.T) {
	r := testRelease(t)
	if err := r.writeImage(); err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(r.file("oci.tar"))
	if err != nil {
		t.Fatal(err)
	}
	files := unpack(t, bytes.NewReader(archive))
	blob := func(d descriptor) string {
		hex, _ := strings.CutPrefix(d.Digest, "sha256:")
		data, ok := files["blobs/sha256/"+hex]
		if !ok || len(data) != d.Size || fmt.Sprintf("%x", sha256.Sum256([]byte(data))) != hex {
			t.Fatalf("%s: not there, or another size or digest", d.Digest)
		}
		return data
	}
	decode := func(data string, into any) {
		if err := json.Unmarshal([]byte(data), into); err != nil {
			t.Fatal(err)
		}
	}
	var top, index struct{ Manifests []descriptor }
	decode(files["index.json"], &top)
	decode(blob(top.Manifests[0]), &index)
	got := map[string]string{}
	for _, d := range index.Manifests {
		var manifest struct {
			Config descriptor
			Layers []descriptor
		}
		decode(blob(d), &manifest)
		var config struct {
			Architecture string
			Config       struct{ User string }
			RootFS       struct {
				DiffIDs []string `json:"diff_ids"`
			}
		}
		decode(blob(manifest.Config), &config)
		layer, err := gzip.NewReader(strings.NewReader(blob(manifest.Layers[0])))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(layer)
		if err != nil {
			t.Fatal(err)
		}
		if id := fmt.Sprintf("sha256:%x", sha256.Sum256(data)); config.RootFS.DiffIDs[0] != id {
			t.Errorf("%s: diff_id %s, not %s", d.Platform.Architecture, config.RootFS.DiffIDs[0], id)
		}
		if config.Config.User != "65532:65532" || config.Architecture != d.Platform.Architecture {
			t.Errorf("user %q, architecture %q", config.Config.User, config.Architecture)
		}
		got[config.Architecture] = unpack(t, bytes.NewReader(data))["waptkb"]
	}
	want := map[string]string{"amd64": "program for linux/amd64", "arm64": "program for linux/arm64"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("programs (-want +got):\n%s", diff)
	}
}

// The bill names what is in the program, with the licences of its texts.
func TestBill(t *testing.T) {
	all := []notices.Notice{
		{Module: "waptkb", Licence: "MIT"},
		{Module: "Go", Licence: "BSD-3-Clause"},
		{Module: "example.org/x", Version: "v0.1.0", Licence: "Apache-2.0 AND MIT"},
	}
	b := newBill(testRelease(t).source, all, "1.26.8")
	got := map[string]string{b.Metadata.Component.URL: b.Metadata.Component.Licences[0].Expression}
	for _, c := range b.Components {
		got[c.URL] = c.Licences[0].Expression
	}
	want := map[string]string{
		"pkg:golang/waptkb@v1.2.3":        "MIT",
		"pkg:golang/std@1.26.8":           "BSD-3-Clause",
		"pkg:golang/example.org/x@v0.1.0": "Apache-2.0 AND MIT",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"pkg:golang/std@1.26.8", "pkg:golang/example.org/x@v0.1.0"}, b.Dependencies[0].DependsOn); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
	if got := expression(all); got != "Apache-2.0 AND BSD-3-Clause AND MIT" {
		t.Errorf("licences of the whole: %q", got)
	}
}

func TestCopyright(t *testing.T) {
	text := copyright([]notices.Notice{
		{Module: "a", Licence: "MIT", Files: []notices.File{{Name: "LICENSE", Text: "Permission is hereby granted"}}},
		{Module: "b", Version: "v1.0.0", Licence: "MIT", Files: []notices.File{{Name: "LICENSE", Text: "Permission is hereby granted"}}},
		{Module: "c", Licence: "Apache-2.0", Files: []notices.File{{Name: "LICENSE", Text: "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION"}}},
	})
	for want, times := range map[string]int{"  b v1.0.0: MIT\n": 1, "Permission is hereby granted": 1, "TERMS AND CONDITIONS": 0, "/usr/share/common-licenses/Apache-2.0": 1} {
		if n := strings.Count(text, want); n != times {
			t.Errorf("%q stands %d times, not %d", want, n, times)
		}
	}
}

// What runs twice gives the same bytes.
func TestSameBytes(t *testing.T) {
	sums := func() string {
		r := testRelease(t)
		for _, step := range []func() error{r.writeSBOM, r.writeImage, r.writeWAPT, r.writeChecksums} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		list, err := os.ReadFile(filepath.Join(r.dir, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		return string(list)
	}
	first := sums()
	if diff := cmp.Diff(first, sums()); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(first, "\n"); n != len(notices.Platforms)+3 {
		t.Errorf("%d checksums:\n%s", n, first)
	}
}

func TestParallelism(t *testing.T) {
	for flags, want := range map[string]string{"": "", "-race": "", "-mod=mod -p=1 -tags=x": "-p=1"} {
		if got := parallelism(flags); got != want {
			t.Errorf("parallelism(%q) = %q, want %q", flags, got, want)
		}
	}
}
