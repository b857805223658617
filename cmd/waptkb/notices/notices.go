// Package notices holds what the authors of the modules in the program ask to be told with
// it: their licences, copyrights and notices.
//
// The file notices.json.gz is made out of the module cache by "go generate
// ./cmd/waptkb/notices" for all platforms that are released; a test compares it with what
// go.mod gives. A module whose licence is not recognised by its text cannot be added.
package notices

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:generate go run ./generate

//go:embed notices.json.gz
var compressed []byte

// Notice is what a module in the program comes with.
type Notice struct {
	Module  string `json:"module"`
	Version string `json:"version,omitempty"` // none for the program itself and Go's own library
	Licence string `json:"licence"`           // SPDX expression
	Files   []File `json:"files"`
}

// File is one of a module's, as it is there but for the ends of lines.
type File struct {
	Name string `json:"name"` // in its module
	Text string `json:"text"`
}

// All gives the notices of every module in the program, itself first.
func All() (all []Notice, err error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err == nil {
		err = json.NewDecoder(r).Decode(&all)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the embedded notices: %w", err)
	}
	return all, nil
}
