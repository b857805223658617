// Command generate writes the notices of all modules in the program into the file that
// package notices embeds.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"log"
	"os"

	"waptkb/cmd/waptkb/notices"
)

func main() {
	if err := write("notices.json.gz"); err != nil {
		log.Fatal(err)
	}
}

func write(file string) error {
	all, err := notices.Collect()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(all); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
