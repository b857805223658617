package export

import (
	"bytes"
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"waptkb/server"
)

// Kept gives the site as a server offers it to browsers, which keep it for the time when
// the server is gone: see Offline of [server.Config]. Its pages have their addresses.
func Kept(ctx context.Context, cfg Config) ([]byte, error) {
	type entry = [3]any // address, type, length
	list, bodies := []entry{}, bytes.Buffer{}
	put := func(address string, data []byte) error {
		if plain, _, _ := strings.Cut(address, "?"); strings.HasSuffix(plain, "/search") {
			address = plain // which reads the query itself
		}
		list = append(list, entry{address, kindOf(address), len(data)})
		bodies.Write(data)
		return nil
	}
	w, err := newWriter(cfg, &server.Files{Kept: true}, put)
	if err != nil {
		return nil, err
	}
	if err := w.all(ctx); err != nil {
		return nil, err
	}
	head, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	return slices.Concat(head, []byte("\n"), bodies.Bytes()), nil
}

// kindOf gives the media type of an address: that of its ending, or that of a page.
func kindOf(address string) string {
	switch path.Ext(address) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/html; charset=utf-8"
}
