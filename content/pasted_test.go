package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"waptkb/i18n"
)

// pasted are codes that people really paste, with the id of the entry that explains each.
var pasted = map[string]string{
	// Windows Update and what it hands on.
	"0x80070643": "1603", "0x80072EE2": "12002", "0x8024402C": "0x8024402c", "0x8024401C": "0x8024401c", "0x80244022": "0x80244022",
	"0x8024500C": "0x8024500c", "0x80070005": "5", "0x80070422": "1058", "0x800705B4": "1460", "0x80072F8F": "12175",
	"0x80073712": "14098", "0x80073701": "14081", "0x800F0922": "0x800f0922", "0x800F081F": "0x800f081f", "0x800F0954": "0x800f0954",
	"0x80070BC9": "3017", "0x80070BC2": "3010", "0x80246007": "0x80246007", "0x80248007": "0x80248007", "0x80240438": "0x80240438",
	"0xC1900101": "0xc1900101", "0xC1900101-0x20017": "0xc1900101", "0xC1900101 - 0x30018": "0xc1900101", "0xC1900101-0x4000D": "0xc1900101",
	"-2145124329": "0x80240017", "2149842967": "0x80240017",
	// Windows errors.
	"2": "2", "3": "3", "5": "5", "32": "32", "112": "112", "193": "193", "216": "216", "740": "740", "1223": "1223", "1260": "1260",
	"1326": "1326", "1460": "1460",
	// Crashes, and programs that were ended.
	"0xC0000005": "0xc0000005", "-1073741819": "0xc0000005", "3221225477": "0xc0000005", "0xC0000135": "0xc0000135",
	"0xC0000142": "0xc0000142", "0xC0000409": "0xc0000409", "0x40010004": "0x40010004", "1073807364": "0x40010004",
	"0xE0434352": "0xe0434352",
	// Installers.
	"Inno Setup 1": "inno-setup-1", "Inno Setup 2": "inno-setup-2", "Inno Setup 3": "inno-setup-3", "Inno Setup 4": "inno-setup-4",
	"Inno Setup 5": "inno-setup-5", "Inno Setup 6": "inno-setup-6", "Inno Setup 7": "inno-setup-7", "Inno Setup 8": "inno-setup-8",
	"NSIS 1": "nsis-1", "NSIS 2": "nsis-2", "0x80042000": "0x80042000", "0x80070642": "1602", "0x80070666": "1638",
	"ODT 17002": "office-17002", "ODT 17004": "office-17004", "Office 30088": "office-30088", "Office 30088-26": "office-30088",
	"0x80073CF3": "15603", "0x80073CF6": "15606", "0x80073CF9": "15609", "0x80073D02": "15618",
	// Linux.
	"apt-get 100": "apt-100", "dpkg 1": "dpkg-1", "dpkg 2": "dpkg-2", "shell 126": "shell-126", "shell 127": "shell-127",
}

// TestPastedCodes: every code that people paste has an entry that says in each language
// what it means, what to do, and how else it is written.
func TestPastedCodes(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for text, id := range pasted {
		value, ok := ParseCode(text)
		if !ok {
			t.Errorf("%q is no code", text)
			continue
		}
		codes := lib.CodesByValue(value)
		if named := OfNamedPrograms(codes, wordSet(text)); len(named) > 0 {
			codes = named
		}
		if len(codes) == 0 || codes[0].ID != id {
			t.Errorf("%q leads to %v, want %s", text, codes, id)
			continue
		}
		for i, lang := range i18n.Languages() {
			if codes[0].Meaning[i] == "" || codes[0].Action[i] == "" {
				t.Errorf("%s has no meaning or no action in %s", id, lang)
			}
			entry, err := lib.Entry(id, lang)
			if err != nil {
				t.Fatal(err)
			}
			for _, form := range writtenForms(codes[0]) {
				if !slices.Contains(entry.Identifiers, form) || !strings.Contains(strings.ToLower(entry.Markdown()), "`"+strings.ToLower(form)+"`") {
					t.Errorf("the entry %s (%s) does not say that it is also written %s", id, lang, form)
				}
			}
		}
	}
}

// writtenForms are a code in hexadecimal, signed and unsigned: as an HRESULT, unless it is
// the exit code of a program, which is small and the same with a sign and without.
func writtenForms(c *Code) []string {
	value := c.Value
	switch {
	case c.OfProgram():
		return []string{fmt.Sprint(value), fmt.Sprintf("0x%X", value)}
	case value <= 0xffff:
		value += 0x80070000
	}
	return []string{fmt.Sprintf("0x%08X", value), fmt.Sprint(int32(value)), fmt.Sprint(value)}
}

// wordSet is the folded words of a text.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == '-' }) {
		set[w] = true
	}
	return set
}
