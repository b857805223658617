//go:build js && wasm

// Command engine is the engine of a site without a server: it runs in the page, compiled to
// WebAssembly, and answers from a shipped index with the program's own code. Package
// server/export embeds it.
//
// It sets the global waptkbEngine, whose functions are
//
//	open(index Uint8Array)                        an error, or ""
//	search(lang, query, component, limit)         HTML
//	suggest(lang, text)                           JSON, as the API gives it
//	diagnose(lang, log Blob, progress function)   a promise of HTML
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall/js"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/server/inpage"
)

func main() {
	e := &engine{texts: i18n.New()}
	js.Global().Set("waptkbEngine", map[string]any{
		"open":     e.function(e.open),
		"search":   e.function(e.search),
		"suggest":  e.function(e.suggest),
		"diagnose": js.FuncOf(e.diagnose),
	})
	select {}
}

type engine struct {
	index *index.Index
	texts *i18n.Catalog
}

// function makes a function of JavaScript that gives a text, empty where it fails.
func (e *engine) function(f func(args []js.Value) (string, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		out, err := f(args)
		if err != nil {
			js.Global().Get("console").Call("error", err.Error())
		}
		return out
	})
}

func (e *engine) open(args []js.Value) (string, error) {
	data := make([]byte, args[0].Length())
	js.CopyBytesToGo(data, args[0])
	x, err := index.Unship(data)
	if err != nil {
		return err.Error(), err
	}
	e.index = x
	return "", nil
}

// writer writes for a page of a language.
func (e *engine) writer(lang js.Value) inpage.Writer {
	return inpage.Writer{Index: e.index, Texts: e.texts, Lang: lang.String()}
}

func (e *engine) search(args []js.Value) (string, error) {
	w := e.writer(args[0])
	out, err := w.Search(context.Background(), index.Query{Text: args[1].String(), Component: args[2].String(), Limit: args[3].Int()})
	return inpage.Relative("/"+w.Lang+"/search", out, nil), err
}

func (e *engine) suggest(args []js.Value) (string, error) {
	found, err := api.Suggest(context.Background(), e.index, args[1].String(), args[0].String())
	if err != nil {
		return "[]", err
	}
	for i := range found {
		found[i].URL = "../" + inpage.File(found[i].URL)
	}
	data, err := json.Marshal(found)
	return string(data), err
}

// diagnose reads a log slice by slice, so that the page stays alive meanwhile.
func (e *engine) diagnose(_ js.Value, args []js.Value) any {
	w, log := e.writer(args[0]), &blob{value: args[1], size: args[1].Get("size").Int()}
	name := fileName(args[1].Get("name")) // of a File; a Blob has none
	progress := func(int64) { args[2].Invoke(log.at, log.size) }
	var run js.Func
	run = js.FuncOf(func(_ js.Value, settle []js.Value) any {
		go func() {
			defer run.Release()
			out, err := w.Diagnose(context.Background(), name, log, index.DiagnoseOptions{Progress: progress})
			if err != nil {
				settle[1].Invoke(err.Error())
				return
			}
			settle[0].Invoke(inpage.Relative("/"+w.Lang+"/diagnose", out, nil))
		}()
		return nil
	})
	return js.Global().Get("Promise").New(run)
}

func fileName(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// sliceSize is how many bytes are read at once: between two slices the page goes on.
const sliceSize = 64 << 10

// blob reads a Blob of the page.
type blob struct {
	value    js.Value
	at, size int
	slice    bytes.Reader
}

func (b *blob) Read(p []byte) (int, error) {
	if b.slice.Len() == 0 {
		if b.at >= b.size {
			return 0, io.EOF
		}
		end := min(b.at+sliceSize, b.size)
		buffer, err := await(b.value.Call("slice", b.at, end).Call("arrayBuffer"))
		if err != nil {
			return 0, err
		}
		data := make([]byte, end-b.at)
		if n := js.CopyBytesToGo(data, js.Global().Get("Uint8Array").New(buffer)); n < len(data) {
			return 0, io.ErrUnexpectedEOF
		}
		b.slice.Reset(data)
		b.at = end
	}
	return b.slice.Read(p)
}

// await waits for a promise; other events of the page run meanwhile.
func await(promise js.Value) (value js.Value, err error) {
	done := make(chan struct{})
	settled := func(set func(js.Value)) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			set(args[0])
			close(done)
			return nil
		})
	}
	kept := settled(func(v js.Value) { value = v })
	broken := settled(func(v js.Value) { err = errors.New(fmt.Sprint("reading the log: ", v.Call("toString").String())) })
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	<-done
	return value, err
}
