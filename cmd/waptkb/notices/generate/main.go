// Command generate writes the notices of all modules in the program into the file that
// package notices embeds.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/andybalholm/brotli"

	"waptkb/cmd/waptkb/notices"
)

func main() {
	if err := write("notices.json.br"); err != nil {
		log.Fatal(err)
	}
}

func write(file string) error {
	all, err := notices.Collect()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if err := json.NewEncoder(w).Encode(all); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
