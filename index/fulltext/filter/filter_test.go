package filter

import (
	"bufio"
	"io/fs"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/registry"

	"waptkb/content"
	"waptkb/content/fold"
)

// Each filter makes of every word of the articles, as it is written and folded, what bleve's
// makes of it, and of words made up of every ending.
func TestFiltersAreBleves(t *testing.T) {
	t.Parallel()
	words := vocabulary(t)
	cache := registry.NewCache()
	for name, filter := range map[string]analysis.TokenFilter{
		fr.ElisionName:         Elision{"l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"},
		fr.LightStemmerName:    LightFrench{},
		en.PossessiveName:      Possessive{},
		en.SnowballStemmerName: English{},
	} {
		theirs, err := cache.TokenFilterNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		faults := 0
		for word := range words {
			got, want := filtered(filter, word), filtered(theirs, word)
			if got != want {
				t.Errorf("%s: %q gives %q, bleve %q", name, word, got, want)
				if faults++; faults == 10 {
					break
				}
			}
		}
	}
}

func filtered(f analysis.TokenFilter, word string) string {
	return string(f.Filter(analysis.TokenStream{{Term: []byte(word)}})[0].Term)
}

// vocabulary gives the words of all articles, and made-up ones.
func vocabulary(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{"": true, "'": true, "l'": true, "'s": true, "l’agent": true, "qu'il": true, "user’S": true, "\xff": true, "s'il's": true}
	for _, stem := range []string{"", "a", "ab", "xel", "chat", "administr", "tonneau", "bijou", "visu", "crée", "l'identif", "aabbcc"} {
		for _, e := range endings {
			for _, last := range []string{"", "s", "x", "e", "es", "ie", "r", "er", "ée", "’s"} {
				out[stem+e.text+last] = true
				out[stem+e.new+last] = true
			}
		}
		for _, last := range []string{"aux", "eaux", "xx", "ss", "ie", "ies", "ee", "eer", "11", "eur", "euse"} {
			out[stem+last] = true
		}
	}
	err := fs.WalkDir(content.FS, "articles", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.FS, name)
		scan := bufio.NewScanner(strings.NewReader(string(data)))
		scan.Split(bufio.ScanWords)
		for scan.Scan() {
			word := strings.ToLower(scan.Text())
			out[word], out[fold.String(word)], out[strings.Trim(word, ".,;:!?()«»`*")] = true, true, true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
