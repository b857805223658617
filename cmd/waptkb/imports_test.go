package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors are the packages from the ground up: each imports only what stands below it.
var floors = [][]string{
	{"assets", "i18n", "content/flat", "content/fold", "content/lazy", "content/sample", "content/highlight", "content/synthetic", "server/internal/browser", "server/internal/discreet", "server/export/lzma"},
	{"content/doc", "content/words"},
	{"content/typeset"},
	{"content"},
	{"index/fulltext/filter", "index/lex", "index/hostile"},
	{"index/redact", "index/logs"},
	{"index/reader", "index/spell"},
	{"index/match", "index/fulltext"},
	{"index/rank", "index/fulltext/bleveindex"},
	{"index"},
	{"index/eval", "index/api", "index/embedded", "index/embedded/generate"},
	{"index/fit"},
	{"server/internal/testindex"},
	{"server/chat", "server/mcp"},
	{"server/counts", "server/desk", "server/inpage"},
	{"server", "server/export/build"},
	{"server/export", "server/export/generate", "cmd/engine"},
	{"cmd/waptkb/terminal", "cmd/waptkb/notices"},
	{"cmd/waptkb/notices/generate"},
	{"cmd/bench", "cmd/fit", "cmd/release", "cmd/waptkb", "content/alike", "content/copied", "content/typo"},
}

// TestImportsRunOneWay holds the directions in which packages import each other, and
// keeps HTTP out of content and index.
func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "waptkb/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	floor := func(pkg string) int {
		return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, strings.TrimPrefix(pkg, "waptkb/")) })
	}
	for line := range strings.Lines(string(out)) {
		imports := strings.Fields(line)
		pkg := imports[0]
		if floor(pkg) < 0 {
			t.Errorf("%s stands on no floor: give it one", pkg)
		}
		for _, imported := range imports[1:] {
			if strings.HasPrefix(imported, "waptkb/") && floor(imported) >= floor(pkg) {
				t.Errorf("%s imports %s, which does not stand below it", pkg, imported)
			}
			if web := strings.HasPrefix(imported, "net/http") || strings.Contains(imported, "/echo/"); web && (strings.HasPrefix(pkg, "waptkb/content") || strings.HasPrefix(pkg, "waptkb/index")) {
				t.Errorf("%s imports %s: it knows nothing of HTTP", pkg, imported)
			}
		}
	}
}
