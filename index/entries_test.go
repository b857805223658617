package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"waptkb/content"
)

// TestEveryEntryIsFound asks for each message with other values in its holes: the article
// that it names comes first, or it does itself. It asks for each code in all its forms: the
// entry, or the article that it leads to, comes first. None is left out but the messages that identify nothing.
func TestEveryEntryIsFound(t *testing.T) {
	x := theIndex(t)
	first := func(q string) string {
		t.Helper()
		r, err := x.Search(context.Background(), Query{Text: q, Lang: content.Primary})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Results) == 0 {
			return ""
		}
		return r.Results[0].Article.ID
	}
	for _, m := range x.Library().Messages() {
		for _, e := range m.Errors {
			q := e.Filled("x1")
			switch got := first(q); {
			case m.General && got == m.ID:
				if r, _ := x.Search(context.Background(), Query{Text: q, Lang: content.Primary}); r.Answer != nil {
					t.Errorf("Search(%q) answers with the general message %s", q, m.ID)
				}
			case !m.General && got != cmp.Or(m.Article, m.ID):
				t.Errorf("Search(%q) = %q, want %q", q, got, cmp.Or(m.Article, m.ID))
			}
		}
	}
	for _, c := range x.Library().Codes() {
		forms := append(c.Forms(), c.ID, "code "+c.ID)
		if c.OfProgram() {
			forms = []string{c.Title(), strings.ReplaceAll(c.ID, "-", " ")}
		}
		for _, form := range forms {
			if got := first(form); !slices.Contains([]string{c.ID, c.Article}, got) {
				t.Errorf("Search(%q) = %q, want %q or its article %q", form, got, c.ID, c.Article)
			}
		}
	}
}

// TestSmallCodes: a small number is an answer only where the text says whose it is.
func TestSmallCodes(t *testing.T) {
	x := theIndex(t)
	for q, want := range map[string]string{
		"5": "", "code 5": "", "erreur 5": "", "exit status 2": "", "1": "", "code de sortie 1": "", "Windows 32": "", "100": "", "error 127": "",
		"le paquet rend le code 2": "",
		"0x80070005":               "5", "-2147024891": "5", "[WinError 5]": "5", "WinError 2": "2", "erreur 32": "32", "0x8007007E": "126", "1460": "1460",
		"Inno Setup code 5": "inno-setup-5", "installeur NSIS code 2": "nsis-2", "dpkg returned an error code (1)": "dpkg-1",
		"apt-get exit status 100": "apt-100", "sh: exit status 127": "shell-127", "17002": "office-17002", "Office 30088-26": "office-30088",
		"0xC1900101-0x20017": "0xc1900101", "1073807364": "0x40010004", "3762504530": "0xe0434352",
		"0x800710E1": "0x800710e1", "Windows Update error -2147020575": "0x800710e1", "0x80070001": "0x80070001", "0x8029FFFF": "0x8029ffff", "4321": "",
		"ERROR_INSTALL_ALREADY_RUNNING": "1618", "error_access_denied": "5", "STATUS_ACCESS_DENIED": "0xc0000022", "0xC0000022": "0xc0000022",
		"RPC_S_SERVER_UNAVAILABLE": "1722", "EPT_S_NOT_REGISTERED": "0x800706d9", "99999": "", "1722": "1722", "0x6BA": "1722", "E_ACCESSDENIED": "5",
		"le pilote du scanner s'arrête avec 0x8029FFFF": "",
	} {
		r, err := x.Search(context.Background(), Query{Text: q, Lang: content.Primary})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if r.Answer != nil {
			got = r.Answer.Article.ID
		}
		if c, err := x.Library().Code(want); err == nil && c.Article != "" && got == c.Article {
			got = want
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("Search(%q) answers otherwise (-want +got):\n%s", q, diff)
		}
	}
}

// TestCodeAlone: whoever asks for a number alone sees all that it may mean, where that is not
// sure, or what is known of it; and no article that speaks of something else.
func TestCodeAlone(t *testing.T) {
	x := theIndex(t)
	for q, want := range map[string]struct {
		answer, readOn string
		first          []string // results
		absent         string   // name and forms
	}{
		"1618":                 {answer: "1618", readOn: "paquet-en-erreur-installation", first: []string{"1618", "paquet-en-erreur-installation"}},
		"5":                    {first: []string{"5", "inno-setup-5"}},
		"1722":                 {answer: "1722", readOn: "paquet-en-erreur-installation", first: []string{"1722"}},
		"1753":                 {first: []string{"0x800706d9"}, absent: "EPT_S_NOT_REGISTERED 1753, 0x6D9, 0x800706D9, -2147023143, 2147944153"},
		"code 1753":            {first: []string{"0x800706d9"}, absent: "EPT_S_NOT_REGISTERED 1753, 0x6D9, 0x800706D9, -2147023143, 2147944153"},
		"99999":                {absent: " 0x0001869F, 99999"},
		"EPT_S_NOT_REGISTERED": {answer: "0x800706d9", first: []string{"0x800706d9"}},
	} {
		r, err := x.Search(context.Background(), Query{Text: q, Lang: content.Primary})
		if err != nil {
			t.Fatal(err)
		}
		got := want
		got.answer, got.readOn, got.absent, got.first = "", "", "", nil
		if r.Answer != nil {
			got.answer = r.Answer.Article.ID
			if r.Answer.ReadOn != nil {
				got.readOn = r.Answer.ReadOn.ID
			}
		}
		if r.Absent != nil {
			got.absent = r.Absent.Name + " " + strings.Join(r.Absent.Forms, ", ")
		}
		for _, res := range r.Results[:min(len(r.Results), len(want.first))] {
			got.first = append(got.first, res.Article.ID)
		}
		if got.answer != want.answer || got.readOn != want.readOn || got.absent != want.absent || !slices.Equal(got.first, want.first) {
			t.Errorf("Search(%q) = %+v, want %+v", q, got, want)
		}
		if r.Absent != nil && q == "99999" && len(r.Results) > 0 {
			t.Errorf("Search(%q) finds %s, which speaks of something else", q, r.Results[0].Article.ID)
		}
	}
}

// TestSuggestEntries completes the names of codes and the texts of messages.
func TestSuggestEntries(t *testing.T) {
	x := theIndex(t)
	for typed, want := range map[string]string{"1618": "1618", "error_install_already": "1618", "no ca certificate": "pas-de-certificat-ca"} {
		got := x.Suggest(typed, content.Primary, 5)
		if !slices.ContainsFunc(got, func(s Suggestion) bool { return s.ID == want }) {
			t.Errorf("Suggest(%q) = %v, want %s among them", typed, got, want)
		}
	}
}
