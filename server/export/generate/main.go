// Command generate compiles the engine that package export embeds.
package main

import (
	"fmt"
	"os"
	"runtime"

	"waptkb/server/export/build"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate() error {
	engine, err := build.Engine()
	if err != nil {
		return err
	}
	exec, err := build.Exec()
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"engine.wasm.lzma": engine, "wasm_exec.js": exec, "engine.version": []byte(runtime.Version())} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
