package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestManifest: the icons of the manifest are what it says, one fills any shape that a
// system cuts out, and its addresses lead somewhere.
func TestManifest(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, lang := range []string{"fr", "en"} {
		var m struct {
			Name, ID, Lang, Dir, Display, Scope string
			StartURL                            string `json:"start_url"`
			Icons                               []struct{ Src, Sizes, Type, Purpose string }
			Shortcuts                           []struct{ Name, URL string }
		}
		if err := json.Unmarshal(get(t, h, "/manifest.webmanifest?lang="+lang).Body.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		if m.Name == "" || m.ID != "/" || m.Lang != lang || m.Dir != "ltr" || m.Scope != "/" || m.StartURL != "/"+lang+"/" {
			t.Errorf("%s: %+v", lang, m)
		}
		for _, s := range m.Shortcuts {
			if w := get(t, h, s.URL); w.Code != 200 || s.Name == "" {
				t.Errorf("%s: the shortcut %q to %s answers %d", lang, s.Name, s.URL, w.Code)
			}
		}
		var purposes []string
		for _, icon := range m.Icons {
			purposes = append(purposes, icon.Purpose)
			body := get(t, h, icon.Src).Body.Bytes()
			if !strings.HasSuffix(icon.Src, ".png") {
				continue
			}
			picture, err := png.Decode(bytes.NewReader(body))
			if err != nil {
				t.Errorf("%s: %v", icon.Src, err)
				continue
			}
			if size := picture.Bounds().Size(); fmt.Sprintf("%dx%d", size.X, size.Y) != icon.Sizes {
				t.Errorf("%s has a size of %v, not %s", icon.Src, size, icon.Sizes)
			}
			if _, _, _, alpha := picture.At(0, 0).RGBA(); icon.Purpose == "maskable" && alpha != 0xffff {
				t.Errorf("%s does not fill its corner", icon.Src)
			}
		}
		if diff := cmp.Diff([]string{"", "", "", "maskable"}, purposes); diff != "" {
			t.Errorf("%s: purposes of the icons (-want +got):\n%s", lang, diff)
		}
	}
}
