package i18n

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// All is the list of languages. The first is the primary one: articles are written in
// it, and it is shown where another is missing.
var All = []*Language{french, english}

// Machine is the language of programs: what they print, and what is written for them.
const Machine = "en"

// Language is what a language has beside its texts. How it is searched in is said in
// package index.
type Language struct {
	Code string // as BCP 47 has it
	Name string // in English, for those who write articles

	// DateLayout is how a date is written, in the notation of package time.
	DateLayout string
	// Spaces are the no-break spaces that typography wants before a sign, or behind it
	// where it opens a quotation. Signs that have none are missing.
	Spaces map[string]string
	// Byte is what the signs of units of bytes end with: "B" in "MiB".
	Byte string
	// Units are those that typography keeps beside their number.
	Units []string
	// CodeWords are what people write beside the number of an error.
	CodeWords CodeWords
}

// Spaces that do not break.
const (
	NoBreak       = "\u00a0"
	NarrowNoBreak = "\u202f"
)

// Breaks tells whether a line may break at a character: at any space but those above.
func Breaks(r rune) bool {
	return unicode.IsSpace(r) && !strings.ContainsRune(NoBreak+NarrowNoBreak, r)
}

// CodeWords are words by what they say of a number beside them, folded, with spaces
// between them.
type CodeWords struct {
	Noun      string // it is a code, before it or behind it: "1603 error"
	Cue       string // it is a code: "returned 1603"
	Filler    string // may stand between a cue and the number
	Loose     string // may stand in what is known to be about a code
	Ending    string // makes a cue of the link behind it: "failed with 1603"
	Link      string
	Count     string // a quantity of this: "1603 files"
	Connector string // joins the numbers of a list
	Octet     string // a byte or a place: "byte 0xe9"
}

// Languages lists the codes of all languages, the primary one first. The list is not
// the caller's to change.
func Languages() []string { return codes }

var codes = func() (codes []string) {
	for _, l := range All {
		codes = append(codes, l.Code)
	}
	return codes
}()

// In gives a language by its code, the primary one for an unknown code.
func In(code string) *Language { return All[max(0, slices.Index(Languages(), code))] }

// Bytes is a size. A text shows it in the units of its language.
type Bytes int64

// show writes the value of a placeholder as people do.
func (l *Language) show(value any) string {
	switch n, ok := value.(Bytes); {
	case ok && n >= 1<<20:
		return fmt.Sprint(n>>20, NarrowNoBreak, "Mi", l.Byte)
	case ok && n >= 1<<10:
		return fmt.Sprint(n>>10, NarrowNoBreak, "Ki", l.Byte)
	}
	return fmt.Sprint(value)
}

// Seconds writes a number of seconds as people do, from a minute on in larger units too:
// "1200 s (20 min)". What is no number stays as it is.
func Seconds(value string) string {
	n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > math.MaxInt32 {
		return value
	}
	out := strconv.FormatFloat(n, 'f', -1, 64) + NarrowNoBreak + "s"
	if n < 60 {
		return out
	}
	var parts []string
	rest := int(n)
	for _, unit := range []struct {
		name    string
		seconds int
	}{{"h", 3600}, {"min", 60}, {"s", 1}} {
		if count := rest / unit.seconds; count > 0 {
			parts = append(parts, strconv.Itoa(count)+NarrowNoBreak+unit.name)
		}
		rest %= unit.seconds
	}
	return out + " (" + strings.Join(parts, " ") + ")"
}

// Date writes a date 2006-01-02 as people do. What is no date stays as it is.
func (l *Language) Date(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format(l.DateLayout)
}
