// Command generate compiles the articles into index.bin.
package main

import (
	"fmt"
	"os"

	"waptkb/content"
	"waptkb/index"
)

func main() {
	if err := generate("index.bin"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(file string) error {
	lib, err := content.Load(content.FS)
	if err != nil {
		return err
	}
	data, err := index.Compile(lib, index.Learn(lib))
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
