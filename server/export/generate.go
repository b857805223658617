package export

import _ "embed"

// The engine is made anew with "go generate ./server/export", after a change of anything
// that it is compiled from; a test tells. It is the same for the same version of Go.
//
//go:generate go run ./generate
var (
	//go:embed engine.wasm.lzma
	engineWasm []byte

	//go:embed wasm_exec.js
	wasmExec []byte

	//go:embed unpack.js
	unpack []byte

	//go:embed work.js
	work []byte

	// engineGo is the version of Go that compiled the engine.
	//
	//go:embed engine.version
	engineGo string
)
