package spell

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/flat"
)

// lexicon makes a lexicon of words.
func lexicon(t testing.TB, words ...string) Lexicon {
	t.Helper()
	var out flat.Builder
	Write(&out, "words", words)
	file, err := out.Open()
	if err != nil {
		t.Fatal(err)
	}
	l := Read(file, "words")
	if err := file.Err(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestResembling(t *testing.T) {
	l := lexicon(t, "wapt", "agent", "agents", "console", "serveur", "server", "1603", "1618", "agent")
	for _, c := range []struct {
		word string
		want map[string]int
	}{
		{"agnet", map[string]int{"agent": 1, "agents": 2}},
		{"agent", map[string]int{"agent": 0, "agents": 1}},
		{"agentt", map[string]int{"agent": 1, "agents": 1}},
		{"cnosole", map[string]int{"console": 1}},
		{"consolle", map[string]int{"console": 1}},
		{"servuer", map[string]int{"serveur": 1, "server": 1}},
		{"srvr", map[string]int{"server": 2}},
		{"1602", map[string]int{}}, // numbers are what they are
		{"", map[string]int{}},
		{"é", map[string]int{}},
	} {
		got := map[string]int{}
		for id, d := range l.Resembling(c.word, func(int, int) int { return 2 }) {
			got[l.Word(id)] = d
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.word, diff)
		}
	}
}

// plainDamerau is the textbook's way, against which ours is held.
func plainDamerau(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzDamerau(f *testing.F) {
	for _, s := range [][2]string{{"agent", "agnet"}, {"ab", "ba"}, {"", "a"}, {"aab", "aba"}, {"abcdef", "badcef"}, {"serveur", "srevuer"}, {"aabb", "bbaa"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = a[:min(len(a), MaxFuzzy+2)], b[:min(len(b), MaxFuzzy+2)]
		for limit := 1; limit <= 2; limit++ {
			if got, want := damerau(a, b, limit), min(plainDamerau(a, b), limit+1); got != want {
				t.Errorf("damerau(%q, %q, %d) = %d, want %d", a, b, limit, got, want)
			}
		}
	})
}

// Every word that is close enough is found, whatever is looked at first.
func FuzzResembling(f *testing.F) {
	for _, s := range []string{"agent", "serveur", "a1b2", "éàü"} {
		f.Add(s, s+"x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > MaxFuzzy || len(b) > MaxFuzzy || b == "" || isNumber(a) || isNumber(b) {
			return
		}
		l := lexicon(t, b)
		var got []int
		for _, d := range l.Resembling(a, func(int, int) int { return 2 }) {
			got = append(got, d)
		}
		var want []int
		if d := plainDamerau(a, b); d <= 2 {
			want = append(want, d)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q among %q: %v, want %v", a, b, got, want)
		}
	})
}
