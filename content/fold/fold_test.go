package fold

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestString(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "wapt-get.ini", "wapt-get.ini"},
		{"capitals", "WAPT Console", "wapt console"},
		{"accents", "Éé Èè Êê Çç Ùù", "ee ee ee cc uu"},
		{"decomposed", "e\u0301tat, Cle\u0301", "etat, cle"},
		{"ligatures", "œuvre Œuvre æ Æ ﬁn ﬂux", "oeuvre oeuvre ae ae fin flux"},
		{"sharp s", "Straße STRAẞE", "strasse strasse"},
		{"strokes", "Ø ø Ł ł ı İ", "o o l l i i"},
		{"apostrophes", "l’a l‘a lʼa l`a l´a l′a l｀a", "l'a l'a l'a l'a l'a l'a l'a"},
		{"quotes", "“a” „a‟ «a» ″a″", "\"a\" \"a\" \"a\" \"a\""},
		{"dashes", "a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"},
		{"spaces", "a\u00a0b\u202fc\td\u2009e\u3000f", "a b c d e f"},
		{"line breaks stay", "a\nb\r\nc", "a\nb\r\nc"},
		{"invisible", "a\u200bb\u200cc\u200dd\ufeffe\u00adf", "abcdef"},
		{"compatibility", "ＷＡＰＴ … ™ ²", "wapt ... tm 2"},
		{"greek and cyrillic", "ΩΣ Жж", "ωσ жж"},
		{"broken bytes", "a\xffb", "a\ufffdb"},
	} {
		if got := String(tt.in); got != tt.want {
			t.Errorf("%s: String(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestAppend(t *testing.T) {
	if got := string(AppendString([]byte("x"), "Été")); got != "xete" {
		t.Errorf("AppendString = %q, want xete", got)
	}
	if got := string(AppendRune([]byte("x"), '\u0301')); got != "x" {
		t.Errorf("AppendRune of a combining accent = %q, want x", got)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "",
		" – !":                        "",
		"Symptôme":                    "symptome",
		"Retour en arrière":           "retour-en-arriere",
		"L’agent n'est pas là\u202f?": "l-agent-n-est-pas-la",
		"création de paquet":          "creation-de-paquet",
		"  C:\\wapt -- 100 % ":        "c-wapt-100",
		"Œuvre n°2 ½":                 "oeuvre-n-2-1-2",
		"déjà-un-slug-2":              "deja-un-slug-2",
		"漢字 abc":                      "abc",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

// Folding what is folded changes nothing, else two sides that fold a different
// number of times would disagree.
func TestFoldingIsFinal(t *testing.T) {
	for r := range utf8.MaxRune {
		once := String(string(r))
		if twice := String(once); twice != once {
			t.Errorf("%U %q folds to %q, then to %q", r, r, once, twice)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Clé", "l’œil «là»", "a\u0301", "x\xff", "｀´`"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := String(s)
		if !utf8.ValidString(once) && utf8.ValidString(s) {
			t.Errorf("String(%q) = %q, which is not UTF-8", s, once)
		}
		if twice := String(once); twice != once {
			t.Errorf("String(%q) = %q, String of that = %q", s, once, twice)
		}
		if slug := Slug(s); Slug(slug) != slug {
			t.Errorf("Slug(%q) = %q, Slug of that = %q", s, slug, Slug(slug))
		}
	})
}

// A text of a stranger must not become a much longer one.
func TestGrowth(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf8.ValidRune(r) && len(AppendRune(nil, r)) > MaxGrowth*utf8.RuneLen(r) {
			t.Errorf("%U folds to %q", r, AppendRune(nil, r))
		}
	}
}

// The parts of a rune come from tables; they are those of Unicode's decomposition.
func TestDecomposition(t *testing.T) {
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		if to, _ := special(r); !utf8.ValidRune(r) || to != "" || unicode.Is(unicode.Mn, r) || unicode.IsSpace(r) {
			continue
		}
		var want []byte
		for _, d := range norm.NFKD.String(string(r)) {
			want = AppendRune(want, d)
		}
		got := AppendRune(nil, r)
		if string(got) != string(want) && len(want) <= MaxGrowth*utf8.RuneLen(r) {
			t.Errorf("%U folds to %q, its parts to %q", r, got, want)
		}
	}
}
