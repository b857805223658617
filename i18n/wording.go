package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Wording is a sentence that code words itself, in [Machine], with what fills it in: what is
// wrong with a file, and what to do. Its translations stand in faults/<code>.json by that
// sentence. Where there is none it is shown as it is.
type Wording struct {
	format string
	args   []any
}

// Say words a sentence as package fmt does.
func Say(format string, args ...any) Wording { return Wording{format, args} }

// In gives the sentence in a language.
func (w Wording) In(lang string) string {
	format := w.format
	if t, ok := translations(lang)[format]; ok {
		format = t
	}
	if len(w.args) == 0 {
		return format
	}
	args := make([]any, len(w.args))
	for i, arg := range w.args {
		args[i] = arg
		if inner, ok := arg.(Wording); ok {
			args[i] = inner.In(lang)
		}
	}
	return fmt.Sprintf(format, args...)
}

func (w Wording) Error() string  { return w.In(Machine) }
func (w Wording) String() string { return w.In(Machine) }

//go:embed faults
var translated embed.FS

var wordings sync.Map // language → translations

// translations gives the translations of a language, by what they translate.
func translations(lang string) map[string]string {
	if known, ok := wordings.Load(lang); ok {
		return known.(map[string]string)
	}
	out := map[string]string{}
	if lang != Machine {
		data, _ := translated.ReadFile("faults/" + lang + ".json") // a missing one is as good as empty
		_ = json.Unmarshal(data, &out)                             // a test reads it
	}
	wordings.Store(lang, out)
	return out
}
