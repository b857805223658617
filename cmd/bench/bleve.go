package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/labstack/echo/v4"

	"waptkb/content/flat"
	"waptkb/index/fulltext"
	"waptkb/index/fulltext/bleveindex"
)

// matchReplies serves a reply of so many bytes with bare Echo, behind one match query of bleve
// for what is asked: BM25 over the French field of the compiled index, ten hits, nothing else.
// It is the second peer of http: what bleve alone costs no search of ours need beat, and where it
// is short of the limit beside a fixed reply, no server that has bleve search can reach that.
func matchReplies(size int) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	compiled, err := os.ReadFile(filepath.Join(root, "index", "embedded", "index.bin"))
	if err != nil {
		return err
	}
	file, err := flat.Open(string(compiled))
	if err != nil {
		return err
	}
	text, err := fulltext.Read(file)
	if err != nil {
		return err
	}
	reader, reply := bleveindex.NewReader(text), bytes.Repeat([]byte("x"), size)
	return listen(func(c echo.Context) error {
		q := query.NewMatchQuery(c.QueryParam("q"))
		q.SetField("fr")
		if _, err := reader.Search(c.Request().Context(), q, 10); err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/json", reply)
	})
}
