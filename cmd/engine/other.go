//go:build !js || !wasm

package main

import (
	"fmt"
	"os"
)

// main says what to do elsewhere than in a browser.
func main() {
	fmt.Fprintln(os.Stderr, "engine: runs in a browser alone: go generate ./server/export builds it")
	os.Exit(2)
}
