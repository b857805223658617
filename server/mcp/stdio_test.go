package mcp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// initialize opens a session of a protocol version; its answer is left out by
// talk.
func initialize(version string) string {
	return `{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"` + version + `","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}` + "\n" +
		`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
}

// talk gives the answers to lines that come all at once.
func talk(t *testing.T, in string, change func(*Config)) []string {
	t.Helper()
	var out bytes.Buffer
	if err := newTestServer(t, change).Run(t.Context(), strings.NewReader(in), &out); err != nil {
		t.Errorf("Run = %v", err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		for _, a := range summary(t, line) {
			if a != `"init"` {
				got = append(got, a)
			}
		}
	}
	return got
}

func TestIDsOverStdio(t *testing.T) {
	for _, c := range ids {
		want := []string{c.id}
		if !c.valid {
			want = []string{"null: -32600"}
		}
		if diff := cmp.Diff(want, talk(t, initialize("2025-06-18")+fmt.Sprintf(ping, c.id), nil)); diff != "" {
			t.Errorf("id %s: %s", c.id, diff)
		}
	}
}

func TestLinesOverStdio(t *testing.T) {
	one, two := fmt.Sprintf(ping, "1")+"\n", fmt.Sprintf(ping, "2")+"\n"
	batch := "[" + fmt.Sprintf(ping, "1") + "," + fmt.Sprintf(ping, "2") + "]\n"
	for name, c := range map[string]struct {
		version, in string
		want        []string
	}{
		"malformed":               {"2025-06-18", "{nonsense\n" + two, []string{"null: -32700", "2"}},
		"malformed, then the end": {"2025-06-18", "{", []string{"null: -32700"}},
		"no message":              {"2025-06-18", "7\n\"a\"\n{}\n" + two, []string{"null: -32600", "null: -32600", "null: -32600", "2"}},
		"no version":              {"2025-06-18", `{"id":1,"method":"ping"}` + "\n" + two, []string{"1: -32600", "2"}},
		"no method":               {"2025-06-18", `{"jsonrpc":"2.0","id":1,"method":"nothing"}` + "\n", []string{"1: -32601"}},
		"empty lines":             {"2025-06-18", "\n  \r\n" + two, []string{"2"}},
		"two in a line":           {"2025-06-18", strings.TrimSpace(one) + two, []string{"null: -32700"}},
		"too long":                {"2025-06-18", `{"x":"` + strings.Repeat("a", 3000) + "\"}\n" + two, []string{"null: -32600", "2"}},
		"too long, and the end":   {"2025-06-18", strings.Repeat("a", 3000), []string{"null: -32600"}},
		"an answer":               {"2025-06-18", `{"jsonrpc":"2.0","id":1,"result":{}}` + "\n" + two, []string{"2"}},
		"batch":                   {"2025-03-26", batch, []string{"1", "2"}},
		"batch of old":            {"2024-11-05", batch, []string{"1", "2"}},
		"batch that is none":      {"2025-03-26", "[]\n" + two, []string{"null: -32600", "2"}},
		"batch of notifications":  {"2025-03-26", `[{"jsonrpc":"2.0","method":"notifications/initialized"}]` + "\n" + two, []string{"2"}},
		"batch with faults":       {"2025-03-26", `[1,` + one + "]", []string{"null: -32700", "null: -32700"}},
		"batch too long":          {"2025-03-26", "[" + strings.Repeat("1,", maxBatch) + "1]\n" + two, []string{"null: -32600", "2"}},
		"batch without batches":   {"2025-06-18", batch + two, []string{"null: -32600", "2"}},
		"batch of a later one":    {"2025-11-25", batch + two, []string{"null: -32600", "2"}},
		"batch of one of never":   {"1999-01-01", batch, []string{"null: -32600"}},
	} {
		got := talk(t, initialize(c.version)+c.in, func(c *Config) { c.MaxMessage = 2000 })
		slices.Sort(got) // answers come in any order
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	const meta = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
	if diff := cmp.Diff([]string{"null: -32600"}, talk(t, "["+meta+"]\n", nil)); diff != "" {
		t.Errorf("batch of the current version: %s", diff)
	}
	got := talk(t, meta+"\n"+batch, nil)
	if len(got) != 2 || !strings.Contains(strings.Join(got, " "), "null: -32600") {
		t.Errorf("batch after the current version: %q", got)
	}
}

// TestManyCallsOverStdio: however many calls come at once, few are worked on.
func TestManyCallsOverStdio(t *testing.T) {
	var running, most atomic.Int32
	in := initialize("2025-06-18")
	for i := range 200 {
		in += fmt.Sprintf(diagnose, fmt.Sprint(i), "x") + "\n"
	}
	got := talk(t, in, func(c *Config) {
		c.Engine = fakeEngine{Service: c.Engine, diagnose: func(context.Context) {
			most.Store(max(most.Load(), running.Add(1)))
			running.Add(-1)
		}}
	})
	if len(got) != 200 || most.Load() > maxOpen {
		t.Errorf("%d answers, %d at once", len(got), most.Load())
	}
}

// conversation runs a server whose client reads and writes as it likes.
func conversation(t *testing.T, ctx context.Context, change func(*Config)) (in *io.PipeWriter, out *bufio.Reader, ended chan error) {
	t.Helper()
	fromClient, in := io.Pipe()
	toClient, server := io.Pipe()
	ended = make(chan error, 1)
	s := newTestServer(t, change)
	go func() { ended <- s.Run(ctx, fromClient, server) }()
	t.Cleanup(func() { _ = errors.Join(in.Close(), toClient.Close()) })
	return in, bufio.NewReader(toClient), ended
}

func say(t *testing.T, in io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(in, text); err != nil {
		t.Error(err)
	}
}

func TestCancelledCall(t *testing.T) {
	started := make(chan struct{})
	in, out, _ := conversation(t, t.Context(), func(c *Config) {
		c.Engine = fakeEngine{Service: c.Engine, diagnose: func(ctx context.Context) { close(started); <-ctx.Done() }}
	})
	go say(t, in, initialize("2025-06-18"))
	if _, err := out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	say(t, in, fmt.Sprintf(diagnose, "9007199254740993", "x")+"\n")
	<-started
	say(t, in, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9007199254740992}}`+"\n")
	say(t, in, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9007199254740993,"reason":"enough"}}`+"\n")
	line, err := out.ReadString('\n')
	if got := summary(t, line); err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "9007199254740993") {
		t.Errorf("%q, %v", got, err)
	}
}

// TestRunEndsWithItsContext ends a server that waits for its client to speak, one
// whose client does not listen, and one that works without looking up.
func TestRunEndsWithItsContext(t *testing.T) {
	working := make(chan struct{}, 1)
	for name, start := range map[string]func(in io.Writer, out *bufio.Reader){
		"reading": func(in io.Writer, _ *bufio.Reader) { say(t, in, "\n") },
		"writing": func(in io.Writer, out *bufio.Reader) {
			say(t, in, "nonsense\n")
			if _, err := out.ReadByte(); err != nil {
				t.Error(err)
			}
		},
		"working": func(in io.Writer, out *bufio.Reader) {
			go say(t, in, initialize("2025-06-18")+fmt.Sprintf(diagnose, "1", "x")+"\n")
			if _, err := out.ReadString('\n'); err != nil {
				t.Error(err)
			}
			<-working
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		never := make(chan struct{})
		in, out, ended := conversation(t, ctx, func(c *Config) {
			c.Engine = fakeEngine{Service: c.Engine, diagnose: func(context.Context) { working <- struct{}{}; <-never }}
		})
		start(in, out)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: Run = %v", name, err)
		}
		close(never)
	}
}

func TestRunFails(t *testing.T) {
	broken := errors.New("broken")
	if err := newTestServer(t, nil).Run(t.Context(), iotest.ErrReader(broken), io.Discard); !errors.Is(err, broken) {
		t.Errorf("broken input: %v", err)
	}
	_, closed := io.Pipe()
	_ = closed.CloseWithError(broken)
	fromClient, in := io.Pipe()
	go func() { _, _ = io.WriteString(in, "nonsense\n") }()
	if err := newTestServer(t, nil).Run(t.Context(), fromClient, closed); err == nil {
		t.Error("broken output is no fault")
	}
}
