package fit

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"waptkb/content"
	"waptkb/index/eval"
)

func TestDump(t *testing.T) {
	f, err := os.Open("../eval/testdata/tuning.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	cases, _ := eval.ReadCases(f)
	var extra []string
	if b, err := os.ReadFile("/tmp/x/background-more.txt"); err == nil {
		for l := range strings.Lines(string(b)) {
			if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
				extra = append(extra, l)
			}
		}
	}
	begin := time.Now()
	s, err := Gather(content.FS, cases, extra, func(what string) { fmt.Println(what, time.Since(begin)) })
	if err != nil {
		t.Fatal(err)
	}
	out, _ := os.Create("/tmp/x/samples.jsonl")
	enc := json.NewEncoder(out)
	for _, x := range s {
		enc.Encode(x)
	}
	out.Close()
}
