package mcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// ids come back byte for byte, or not at all.
var ids = []struct {
	id    string
	valid bool
}{
	{"0", true}, {"1", true}, {"-7", true}, {"1.5", true}, {"1.0", true}, {"-0", true}, {"1e3", true},
	{"9007199254740993", true}, {"-9007199254740993", true}, {"18446744073709551616", true},
	{`""`, true}, {`"a"`, true}, {`"\u0061\/\"\\"`, true}, {`"<&>"`, true}, {`"\ud800"`, true}, {`"é"`, true}, {`"1"`, true},
	{`"` + strings.Repeat("a", maxID-2) + `"`, true}, {`"` + strings.Repeat("a", maxID-1) + `"`, false},
	{"null", false}, {"true", false}, {"[1]", false}, {`{"a":1}`, false}, {"\"\xff\"", false},
}

func TestParseMessage(t *testing.T) {
	for _, c := range ids {
		m := parseMessage(json.RawMessage(`{"jsonrpc":"2.0","id":` + c.id + `,"method":"ping"}`))
		if got := m.refused == nil; got != c.valid || c.valid && string(m.id) != c.id {
			t.Errorf("id %s: refused %v, id %s", c.id, m.refused, m.id)
		}
	}
	for raw, want := range map[string]string{
		`{"method":"ping","ID":7,"x":[],"jsonrpc":"2.0"}`:  `{"jsonrpc":"2.0","method":"ping"}`,
		`{"\u0069d":1,"method":"ping","params":{"id":2} }`: `{"id":"TOKEN","method":"ping","params":{"id":2}}`,
		`{"id":1,"result":{}}`:                             `{"id":"TOKEN","result":{}}`,
		`{"id":null,"error":{"code":1}}`:                   `{"id":null,"error":{"code":1}}`,
		`{"id":1,"id":2,"method":"ping"}`:                  "mcp.error.message",
		`{"id":1,"method":7}`:                              "mcp.error.message",
		`{"id":1}`:                                         "mcp.error.message",
		`[]`:                                               "mcp.error.message",
		`1`:                                                "mcp.error.message",
		`{"id":1,"x":"` + strings.Repeat("[,", maxValues) + `"}`:  "mcp.error.message",
		`{"id":1,"x":[1` + strings.Repeat(",1", maxValues) + `]}`: "mcp.error.values",
	} {
		m := parseMessage(json.RawMessage(raw))
		got := ""
		if m.refused != nil {
			got = m.refused.key
		} else if got = string(m.encode()); m.token != "" {
			got = strings.ReplaceAll(got, m.token, "TOKEN")
		}
		if got != want {
			t.Errorf("%.60s: %s, want %s", raw, got, want)
		}
	}
}

// counting counts what is read of a text.
type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func TestReadMessages(t *testing.T) {
	const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	type outcome struct {
		Messages int
		Batch    bool
		Refused  string
	}
	for name, c := range map[string]struct {
		in      string
		batches bool
		most    int // bytes that are read; 0 for all
		want    outcome
	}{
		"one":                {" \n" + ping + "\r\n", false, 0, outcome{1, false, ""}},
		"batch":              {"[" + ping + "," + ping + "]", true, 0, outcome{2, true, ""}},
		"batch of a version": {"[" + ping + "]", false, 0, outcome{0, true, "mcp.error.batch"}},
		"batch of a message": {`[{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}]`, true, 0, outcome{0, true, "mcp.error.batch"}},
		"empty batch":        {"[]", true, 0, outcome{0, true, "mcp.error.message"}},
		"strange batch":      {"[1,[" + ping + "]]", true, 0, outcome{2, true, ""}},
		"nothing":            {"", true, 0, outcome{0, false, "mcp.error.parse"}},
		"no JSON":            {"nonsense", true, 0, outcome{0, false, "mcp.error.parse"}},
		"half":               {ping[:10], true, 0, outcome{0, false, "mcp.error.parse"}},
		"half a batch":       {"[" + ping + ",", true, 0, outcome{0, true, "mcp.error.parse"}},
		"two":                {ping + ping, true, 0, outcome{0, false, "mcp.error.parse"}},
		"rest after a batch": {"[" + ping + "]x", true, 0, outcome{0, true, "mcp.error.parse"}},
		"most":               {"[" + strings.Repeat(ping+",", maxBatch-1) + ping + "]", true, 0, outcome{maxBatch, true, ""}},
		"one too many":       {"[" + strings.Repeat(ping+",", maxBatch) + ping + "]", true, 0, outcome{0, true, "mcp.error.calls"}},
		"28,000":             {"[" + strings.Repeat(ping+",", 27_999) + ping + "]", true, 16 << 10, outcome{0, true, "mcp.error.calls"}},
		"deep":               {strings.Repeat("[", 4<<20), true, 32 << 10, outcome{0, true, "mcp.error.parse"}},
	} {
		r := &counting{r: strings.NewReader(c.in)}
		messages, isBatch, err := readMessages(r, c.batches)
		got := outcome{len(messages), isBatch, ""}
		if err != nil {
			got.Refused = bodyRefusal(err).Error()
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if c.most > 0 && r.n > c.most {
			t.Errorf("%s: %d bytes are read to refuse it", name, r.n)
		}
	}
	broken := errors.New("broken")
	for _, start := range []string{"", "[", "[{", ping} {
		if _, _, err := readMessages(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), true); !errors.Is(err, broken) {
			t.Errorf("a reader that breaks after %q: %v", start, err)
		}
	}
}

func FuzzReadMessages(f *testing.F) {
	for _, c := range ids {
		f.Add([]byte(`{"jsonrpc":"2.0","id":`+c.id+`,"method":"ping"}`), true)
	}
	f.Add([]byte(`[{"id":1,"id":2},{"method":"a","params":[{}]},{"id":"x","error":{}},7]`), true)
	f.Add([]byte(`[[[[`), true)
	f.Add([]byte(`["`+strings.Repeat(`\"`, 99)+`"] x`), true)
	f.Fuzz(func(t *testing.T, in []byte, batches bool) {
		messages, isBatch, err := readMessages(bytes.NewReader(in), batches)
		var refused *refusal
		if err != nil {
			if json.Valid(in) && !errors.As(err, &refused) {
				t.Errorf("%q is refused for %v", in, err)
			}
			return
		}
		if !json.Valid(in) || len(messages) == 0 || len(messages) > maxBatch || isBatch && !batches || !isBatch && len(messages) != 1 {
			t.Fatalf("%d messages, batch %v, of %q", len(messages), isBatch, in)
		}
		for _, m := range messages {
			if m.refused != nil {
				continue
			}
			sent := m.encode()
			if !json.Valid(sent) {
				t.Errorf("%q is sent on", sent)
			}
			again := parseMessage(m.restore(sent))
			if again.refused != nil || !bytes.Equal(again.id, m.id) || again.method != m.method {
				t.Errorf("%q comes back as %q", in, m.restore(sent))
			}
			for name, value := range m.members {
				if name == "id" && m.id != nil {
					value = m.id
				}
				if !bytes.Contains(in, value) {
					t.Errorf("%s is %q, which does not stand in %q", name, value, in)
				}
			}
		}
	})
}

func TestManyValues(t *testing.T) {
	for _, n := range []int{1, maxValues, maxValues + 1} {
		raw := []byte("[" + strings.TrimSuffix(strings.Repeat(`",[{\"",`, n), ",") + "]")
		if got, want := manyValues(raw), n > maxValues; got != want {
			t.Errorf("%d strings in a list: %v, want %v", n, got, want)
		}
	}
}

func TestErrorAnswer(t *testing.T) {
	got := string(errorAnswer(json.RawMessage("1.5"), -1, `a "b"`))
	if want := `{"jsonrpc":"2.0","id":1.5,"error":{"code":-1,"message":"a \"b\""}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
