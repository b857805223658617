package counts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"waptkb/index"
	"waptkb/server/internal/testindex"
)

func day(text string) func() time.Time {
	return func() time.Time {
		at, _ := time.Parse(time.DateOnly, text)
		return at.Add(15 * time.Hour)
	}
}

func title(id string) string { return "Titre de " + id }

// dataOf gives what a store has written.
func dataOf(t *testing.T, s *Store) *Data {
	t.Helper()
	d, err := s.Data()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestKeys counts known words and codes of questions without an answer, and nothing else of
// them.
func TestKeys(t *testing.T) {
	t.Parallel()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	s := New(filepath.Join(t.TempDir(), "counts.db"), nil, nil)
	for text, want := range map[string]struct{ has, not []Key }{
		"uninstall key can not be found":                                             {[]Key{{Sure, ""}, {Answered, "uninstall-key-not-found"}}, []Key{{Word, "uninstall"}}},
		"Madame Dupont-Ferrand PC-0042 kerberos dans le mot de passe hunter2hunter2": {[]Key{{Word, "kerberos"}}, []Key{{Word, "dupont"}, {Word, "ferrand"}, {Word, "0042"}, {Word, "hunter2hunter2"}, {Word, "dans"}}},
		"zzzz qqqq":               {[]Key{{Silent, ""}}, nil},
		"erreur 1618 et 98765432": {[]Key{{Code, "1618"}}, []Key{{Code, "98765432"}}},
	} {
		r, err := x.Search(context.Background(), index.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Keys(x.Library(), r)
		if r.Answer != nil && !slices.ContainsFunc(want.has, func(k Key) bool { return k.Kind == Sure }) {
			continue // an answer has no words
		}
		for _, k := range want.has {
			if !slices.Contains(got, k) {
				t.Errorf("%q: %v, without %v", text, got, k)
			}
		}
		for _, k := range want.not {
			if slices.Contains(got, k) {
				t.Errorf("%q: %v is counted", text, k)
			}
		}
		if first := got[0].Kind; first != Sure && first != Near && first != Silent {
			t.Errorf("%q: no outcome: %v", text, got)
		}
	}
	if (*Store)(nil).Keys(x.Library(), nil) != nil || (*Store)(nil).Close() != nil {
		t.Error("no store counts")
	}
}

// TestReport adds up days and servers.
func TestReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := New(filepath.Join(dir, "a.db"), nil, day("2026-11-27")), New(filepath.Join(dir, "b.db"), nil, day("2026-11-28"))
	for range 4 {
		a.Add(Key{Near, ""}, Key{Nearest, "x"}, Key{Word, "kerberos"}, Key{Word, "rare"}, Key{Code, "1618"})
	}
	a.Add(Key{Sure, ""}, Key{Answered, "y"}, Key{Yes, "y"}, Key{Yes, "y"}, Key{No, "x"})
	if err := a.Send("la console est grise, password=hunter2", "fr"); err != nil {
		t.Fatal(err)
	}
	b.Add(Key{Near, ""}, Key{Word, "kerberos"}, Key{Silent, ""}, Key{NotMine, "y"})
	both, err := Merge(dataOf(t, a), dataOf(t, b))
	if err != nil {
		t.Fatal(err)
	}
	got := NewReport(both, title)
	if len(got.Questions) != 1 || strings.Contains(got.Questions[0].Text, "hunter2") || !strings.Contains(got.Questions[0].Text, "la console est grise") {
		t.Errorf("questions: %v", got.Questions)
	}
	got.Questions = nil
	want := &Report{
		From: "2026-11-27", To: "2026-11-28", Asked: 7, Sure: 1, Near: 5, Silent: 1,
		Days:     []Day{{"2026-11-27", 1, 4, 0}, {"2026-11-28", 0, 1, 1}},
		Articles: []Article{{"y", "Titre de y", 1, 2, 0, 1}, {"x", "Titre de x", 0, 0, 1, 0}},
		Nearest:  []Count{{"x", "Titre de x", 4}},
		Words:    []Count{{"kerberos", "", 5}},
		Codes:    []Count{{"1618", "", 4}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if h, f := got.Helping(), got.Failing(); len(h) != 1 || h[0].ID != "y" || len(f) != 1 || f[0].ID != "x" {
		t.Errorf("helping %v, failing %v", h, f)
	}
	var csv strings.Builder
	if err := NewReport(both, func(string) string { return "=1+1" }).CSV(&csv); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(csv.String(), "word,kerberos,,5\n") || !strings.Contains(csv.String(), "yes,y,'=1+1,2\n") || strings.Contains(csv.String(), "rare") || strings.Contains(csv.String(), "grise") {
		t.Errorf("CSV:\n%s", csv.String())
	}
	if _, err := Merge(dataOf(t, a), dataOf(t, a)); !errors.Is(err, ErrSameFile) {
		t.Errorf("merging a file with itself: %v", err)
	}
}

// TestExpiry drops what is older than thirteen months.
func TestExpiry(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "counts.db")
	for _, at := range []string{"2025-10-26", "2025-10-27", "2026-11-27"} {
		s := New(file, nil, day(at))
		s.Add(Key{Sure, ""})
		if err := s.Send("question of "+at, "en"); err != nil {
			t.Fatal(err)
		}
	}
	d, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if r := NewReport(d, title); r.From != "2025-10-27" || len(r.Questions) != 2 {
		t.Errorf("from %s, %d questions", r.From, len(r.Questions))
	}
}

// TestQuestions keeps a bounded number of them, the newest, and deletes what is to be
// deleted.
func TestQuestions(t *testing.T) {
	t.Parallel()
	s := New(filepath.Join(t.TempDir(), "counts.db"), nil, day("2026-11-27"))
	if err := s.write(func(w *writer) error {
		for i := range maxQuestions + 5 {
			if err := w.keep(Question{ID: fmt.Sprint(i), Day: fmt.Sprintf("2026-11-%02d", 1+i/100), Text: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	d := dataOf(t, s)
	if len(d.Questions) != maxQuestions || d.Questions[0].Day != "2026-11-11" {
		t.Fatalf("%d questions, the newest of %s", len(d.Questions), d.Questions[0].Day)
	}
	id := d.Questions[500].ID
	if err := errors.Join(s.Delete(id), s.Delete("no such")); err != nil {
		t.Fatal(err)
	}
	after := dataOf(t, s).Questions
	if len(after) != maxQuestions-1 || slices.ContainsFunc(after, func(q Question) bool { return q.ID == id }) {
		t.Errorf("%d questions are left", len(after))
	}
}

// TestFlushes writes by itself, after a while and at the end.
func TestFlushes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "counts.db")
	sure := func() uint64 {
		d, err := Read(file)
		if err != nil {
			return 0
		}
		return NewReport(d, title).Sure
	}
	synctest.Test(t, func(t *testing.T) {
		s := New(file, nil, nil)
		s.Add(Key{Sure, ""})
		if got := sure(); got != 0 {
			t.Errorf("%d at once", got)
		}
		time.Sleep(flushTime + time.Second)
		synctest.Wait()
		if got := sure(); got != 1 {
			t.Errorf("%d after a while", got)
		}
		s.Add(Key{Sure, ""})
		if err := s.Close(); err != nil || sure() != 2 {
			t.Errorf("%d at the end, %v", sure(), err)
		}
	})
}

// TestTroubleWithFile goes on counting, tells it once, and writes all of it later.
func TestTroubleWithFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "later")
	file := filepath.Join(dir, "counts.db")
	var log strings.Builder
	s := New(file, slog.New(slog.NewTextHandler(&log, nil)), day("2026-11-27"))
	for range 3 {
		s.Add(Key{Sure, ""})
		if s.Flush() == nil {
			t.Fatal("written where there is no folder")
		}
	}
	if err := s.Send("x", "fr"); err == nil {
		t.Error("a question is kept where there is no folder")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := NewReport(dataOf(t, s), title); got.Sure != 3 || len(got.Questions) != 0 {
		t.Errorf("report: %+v", got)
	}
	if n := strings.Count(log.String(), "cannot be written"); n != 1 || !strings.Contains(log.String(), "written again") {
		t.Errorf("log:\n%s", log.String())
	}
	for range maxPending + 10 {
		s.Add(Key{Word, fmt.Sprint(s.keys)})
	}
	if s.keys > maxPending {
		t.Errorf("%d keys in memory", s.keys)
	}
}

// written gives a file of many words and some questions, after several changes.
func written(t *testing.T, words int) []byte {
	t.Helper()
	s := New(filepath.Join(t.TempDir(), "good.db"), nil, day("2026-11-27"))
	for round := range 4 {
		for i := range words {
			s.Add(Key{Word, fmt.Sprint("word", i)}, Key{Nearest, fmt.Sprint("article", round, i)})
		}
		if err := s.Send(fmt.Sprint("question ", round), "fr"); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkData(whole); err != nil {
		t.Fatalf("what was written is taken for damaged: %v", err)
	}
	return whole
}

// TestDamage sets damaged files aside and counts on, and leaves alone what is something else.
func TestDamage(t *testing.T) {
	t.Parallel()
	whole := written(t, 500)
	scribbled := slices.Clone(whole)
	for i := 8192; i < len(scribbled); i++ {
		scribbled[i] ^= 0xa5
	}
	other := filepath.Join(t.TempDir(), "other.db")
	db, err := bbolt.Open(other, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }), db.Close()); err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text []byte
		want error
	}{
		"text": {[]byte(strings.Repeat("no counts\n", 5000)), ErrNotCounts}, "zeros": {make([]byte, 65536), ErrNotCounts}, "a byte": {[]byte("x"), ErrNotCounts},
		"of another program": {theirs, ErrNotCounts},
		"cut":                {whole[:len(whole)/2], ErrDamaged}, "scribbled": {scribbled, ErrDamaged}, "cut early": {whole[:100], ErrDamaged},
	} {
		file := filepath.Join(t.TempDir(), "counts.db")
		if err := os.WriteFile(file, test.text, 0o600); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		s := New(file, slog.New(slog.NewTextHandler(&log, nil)), day("2026-11-27"))
		s.Add(Key{Sure, ""})
		if _, err := Read(file); !errors.Is(err, test.want) {
			t.Errorf("%s: read: %v", name, err)
		}
		flushed := s.Flush()
		if aside, err := filepath.Glob(file + ".damaged-*"); err != nil || len(aside) > 0 != (test.want == ErrDamaged) {
			t.Errorf("%s: set aside: %v, %v", name, aside, err)
		}
		if test.want == ErrNotCounts {
			after, err := os.ReadFile(file)
			if err != nil || !slices.Equal(after, test.text) || !errors.Is(flushed, ErrNotCounts) {
				t.Errorf("%s: written over: %v, %v", name, err, flushed)
			}
			continue
		}
		if got := NewReport(dataOf(t, s), title).Sure; flushed != nil || got != 1 || strings.Count(log.String(), "was damaged") != 1 {
			t.Errorf("%s: %d counted, %v; log:\n%s", name, got, flushed, log.String())
		}
	}
}

// TestDamageAnywhere damages a file in all kinds of ways: whatever is not found to be damaged can
// be read and written.
func TestDamageAnywhere(t *testing.T) {
	t.Parallel()
	whole := written(t, 60)
	random := rand.New(rand.NewPCG(1, 2))
	file := filepath.Join(t.TempDir(), "counts.db")
	let := 0
	for i := range 400 {
		data := slices.Clone(whole)
		at := random.IntN(len(data))
		if i%2 == 0 { // headers and elements are most of what bbolt believes
			at = at/4096*4096 + random.IntN(200)
		}
		at = min(at, len(data)-1)
		switch i % 5 {
		case 0:
			data[at] ^= 1 << random.IntN(8)
		case 1:
			data[at] = byte(random.Uint32())
		case 2:
			clear(data[at:min(at+1+random.IntN(5000), len(data))])
		case 3:
			data = data[:at]
		case 4: // a page is where another should be
			from, to := random.IntN(len(data)/4096), random.IntN(len(data)/4096)
			copy(data[to*4096:(to+1)*4096], whole[from*4096:])
		}
		if checkData(data) != nil {
			continue
		}
		let++
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err != nil && !errors.Is(err, ErrNotCounts) {
			t.Errorf("%d: %v", i, err)
		}
		s := New(file, nil, day("2027-06-27"))
		s.Add(Key{Word, fmt.Sprint(i)}, Key{Sure, ""})
		if err := s.Flush(); err != nil && !errors.Is(err, ErrNotCounts) {
			t.Errorf("%d: written: %v", i, err)
		}
		after, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkData(after); err != nil {
			t.Errorf("%d: after writing: %v", i, err)
		}
	}
	if let == 0 {
		t.Error("every change is taken for damage")
	}
}

// TestKilled kills a program that counts, again and again: what it had written stays, and
// the file stays whole.
func TestKilled(t *testing.T) {
	if file := os.Getenv("WAPTKB_TEST_COUNT"); file != "" {
		for s := New(file, nil, day("2026-11-27")); ; {
			s.Add(Key{Sure, ""}, Key{Word, fmt.Sprint(time.Now().UnixNano())})
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
			fmt.Println("written")
		}
	}
	t.Parallel()
	file := filepath.Join(t.TempDir(), "counts.db")
	var written uint64
	for range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$", "-test.v")
		cmd.Env = append(os.Environ(), "WAPTKB_TEST_COUNT="+file)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var seen strings.Builder
		for buf := make([]byte, 64); strings.Count(seen.String(), "written") < 10; {
			n, err := out.Read(buf)
			if err != nil {
				t.Fatalf("%v:\n%s", err, seen.String())
			}
			seen.Write(buf[:n])
		}
		_ = cmd.Process.Kill() // SIGKILL
		_ = cmd.Wait()
		written += 10
		d, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := NewReport(d, title).Sure; got < written {
			t.Fatalf("%d are left of %d", got, written)
		}
	}
}

// TestTogether counts from many sides at once while the file is read and written.
func TestTogether(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "counts.db")
	s := New(file, nil, day("2026-11-27"))
	done := make(chan struct{})
	for range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for range 100 {
				s.Add(Key{Sure, ""})
			}
			_ = s.Flush()
			_, _ = s.Data()
		}()
	}
	for range 4 {
		<-done
	}
	if got := NewReport(dataOf(t, s), title).Sure; got != 400 {
		t.Errorf("%d counted, want 400", got)
	}
}

// BenchmarkCount is what counting adds to a search without an answer, of the longest kind.
func BenchmarkCount(b *testing.B) {
	x, err := testindex.Index()
	if err != nil {
		b.Fatal(err)
	}
	r := &index.Response{Query: strings.Repeat("kerberos erreur 1618 console grise ", index.MaxQuery/35)}
	s := New(filepath.Join(b.TempDir(), "counts.db"), nil, nil)
	for b.Loop() {
		s.Add(s.Keys(x.Library(), r)...)
	}
}

// TestAsked lists what was the answer often, the most first, and looks again after a while.
func TestAsked(t *testing.T) {
	t.Parallel()
	now := day("2026-11-01")()
	s := New(filepath.Join(t.TempDir(), "counts.db"), nil, func() time.Time { return now })
	answered := func(id string, n int) {
		for range n {
			s.Add(Key{Answered, id})
		}
	}
	answered("often", 7)
	answered("most", 9)
	answered("seldom", 4)
	for _, step := range []struct {
		later time.Duration
		want  []string
	}{{0, []string{"most", "often"}}, {askedTime / 2, []string{"most", "often"}}, {askedTime, []string{"seldom", "most", "often"}}} {
		now = now.Add(step.later)
		if diff := cmp.Diff(step.want, s.Asked()); diff != "" {
			t.Errorf("after %v (-want +got):\n%s", step.later, diff)
		}
		answered("seldom", 10)
	}
	if got := (*Store)(nil).Asked(); got != nil {
		t.Errorf("nothing counted, asked: %v", got)
	}
}
