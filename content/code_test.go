package content

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCode(t *testing.T) {
	for _, tt := range []struct {
		want  uint32
		texts []string
	}{
		{1618, []string{
			"1618", "code 1618", "error 1618", "erreur 1618", "Erreur : 1618", "exit status 1618", "MSI 1618", "1618 msi", "code de retour 1618",
			"code d'erreur 1618", "code d’erreur n° 1618", "error code: 1618", "exit status 1618.", "exit code=1618", "rc=1618",
			"(1618)", "« 1618 »", " 1618 ? ", "error #1618", "error-1618", "erreur Windows 1618", "Windows Installer error 1618", "code\u00a0: 1618",
			"0x652", "0X652", "0x00000652", "0x80070652", "0X80070652", "80070652", "error 80070652", "0xffffffff80070652", "-2147023278", "−2147023278",
			"–2147023278", "code -2147023278", "exit-2147023278", "hresult=-2147023278", "2147944018", "erreur 2147944018", "1618 (0x652)", "HRESULT 0x80070652 (-2147023278)",
			strings.Repeat("erreur 1618 ", codeHead), strings.Repeat("code\u00a0: ", codeHead) + "1618",
		}},
		{0x80240022, []string{"0x80240022", "80240022", "-2145124318", "2149842978", "erreur Windows Update 0x80240022", "code 0x80240022"}},
		{0x8024000b, []string{"0x8024000B", "8024000b", "8024000B", "error 8024000b", "-2145124341"}},
		{0x00240006, []string{"0x00240006", "0x240006", "2359302", "code 2359302"}},
		{0x80240017, []string{"-2145124329", "0x80240017"}},
		{0x64a, []string{"64a", "0x64a", "1610"}},
		{0xc1900101, []string{"0xC1900101", "0xC1900101-0x20017", "0xC1900101 - 0x30018", "erreur 0xC1900101-0x4000D"}},
		{30088, []string{"30088", "30088-26", "erreur Office 30088-1015"}},
		{2, []string{"inno setup 2", "dpkg exit code 2", "apt-get 2"}},
		{0xc0000005, []string{"0xC0000005", "c0000005", "-1073741819", "3221225477"}},
		{0, []string{"0", "0x0", "code 0", "0x00000000"}},
		{0x80070000, []string{"0x80070000"}},
		{0xffffffff, []string{"-1", "exit code -1", "4294967295", "0xffffffff"}},
		{0x80000000, []string{"-2147483648", "2147483648"}},
	} {
		for _, text := range tt.texts {
			if got, ok := ParseCode(text); got != tt.want || !ok {
				t.Errorf("ParseCode(%q) = %#x, %v, want %#x", text, got, ok, tt.want)
			}
		}
	}
}

func TestParseCodeRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "code", "erreur", "-", "0x", "x652", "0x1g", "0x123456789", "0x1234567890abcdef", "4294967296", "-2147483649", "99999999999",
		"1618 postes", "j'ai 1618 postes", "port 443", "version 1603", "1618 1603", "1.8.2", "1618.5", "2026-11-22", "13/11/2026", "12:30", "1 618", "50 %", "1618%",
		"01618", "1618a2z", "cafe", "a4", "--1618x", "80240022-0000-0000-0000-000000000000", "{80070652-008c}", "errno 13", "²", "١٦١٨", "0x_1", "1_618", "ERROR_INSTALL_FAILURE",
		strings.Repeat("erreur ", codeHead) + "de 1618 postes", "le poste dit " + strings.Repeat("erreur 1618 ", codeHead),
	} {
		if got, ok := ParseCode(text); ok {
			t.Errorf("ParseCode(%q) = %d, want none", text, got)
		}
	}
}

func TestFindCodes(t *testing.T) {
	// Codes stand between brackets.
	for _, marked := range []string{
		// A cue.
		"Le paquet échoue avec l'erreur [1618] depuis ce matin",
		"ça me met erreur : [1603], et 12 postes sont touchés",
		"code retour [1618]",
		"Code d'erreur : [1618]. Que faire ?",
		"returned non-zero exit status [1618].",
		"returned non-zero exit status [1618]\nTraceback (most recent call last):",
		"MainEngineThread is returning [1603]",
		"Installation success or error status: [1603]",
		"l'installeur renvoie [3010]",
		"le MSI tombe en [1603] sur 3 postes",
		"msiexec s'arrête, échoue avec [1603]",
		"setup failed with [1603] on 20 machines",
		"error [87]",
		"erreur [13] à l'installation",
		"exit code [0]",
		"le code est [1618]",
		"Error number [1618] (Office)",
		"erreur Windows Installer [1618]",
		"j'ai un [1603] MSI",
		"un [1618] msi en boucle",
		"codes [1603] et [1618]",
		"codes [1603], [1618] ou [3010]",
		"erreurs [502] ou [503]",
		"Pas de code [1603] ni [1618], seulement un temps écoulé",
		"erreur [1603]/[1618]",
		"error-[1618]",
		"exit status=[-1]",
		"code[ -2147023278]",
		"\u00c9chec : erreur n° [1618]",
		"Error [1935]. An error occurred during the installation of assembly",
		"code [80070652] postes",
		"erreur [c0000005]",
		// Its own shape.
		"ça finit par [0x80070652] et rien",
		"Windows Update dit [0x8024402C] depuis hier",
		"le 0x des erreurs : [0x652]",
		"il affiche [80070643] puis s'arrête",
		"il affiche [8024000B] puis s'arrête",
		"wusa.exe a rendu[ -2145124329] hier",
		"result=[-2147023278]",
		"résultat [2147944018]",
		"il y a [2147944018] dans le journal",
		"il y a [2149842978] dans le journal",
		"failed at [0x80240022]",
		"(hr=[0x80070005])",
		"Windows 11 échoue : [0xC1900101] - 0x20017 à 61 %",
		"Code d'erreur : [30088]-26, Office s'arrête",
		// All of the text.
		"[1618]", " [1618] ?", "« [1603] »", "[0x0]", "[64a]", "[2026]", "[-1]",
		// No codes.
		"j'ai 1618 postes", "1603 postes", "1603 postes en erreur", "erreur sur 1603 postes", "erreur : 1603 postes touchés", "en erreur depuis 2019",
		"port 443", "erreur port 443", "port 8088 fermé", "erreur le 13/11/2026", "erreur 13/11", "erreur 2026-11-22 10:12:33", "error 10.0.19045", "Windows 10 1607", "version 1607",
		"WAPT 1.8.2.7393", "erreur WAPT 1.8.2", "code 12:30", "erreur 12,5", "erreur 50 %", "erreur 5%", "0 erreur", "1603 erreurs", "13 errors", "1603 error(s)",
		"errno 13", "setup.py:1618: SyntaxError", "line 1618", "ligne 1603", "erreur ligne 1603", "1 618 fichiers", "erreur 1 618",
		"timed out after 600 seconds", "2147944018 octets", "2147483648 octets libres", "4294967296", "le 06 12 34 56 78", "0612345678", "+33 2 40 97 57 55",
		"codec can't decode byte 0xe9 in position 176", "octet 0x92", "byte 0x80070652", "<object at 0x02B4F6D0>", "La valeur doit être 0x0", "0x57 ici", "0x123456789abc là",
		"{80160000-008C-0000-0000-0000000FF1CE}", "uuid 80240022-1111-2222-3333-444444444444", "80123456 octets", "sha 8a1b2c3d", "8024000b-aa", "deadbeef",
		"KB5034441", "msi1618", "v1603", "1618_x", "order-1234567890 x", "foo -1618 bar", "a--2147023278 b", "erreur 13e poste", "", "erreur", "un MSI 64 bits", "code postal 44000",
		"erreur 44000-26-12", "erreur 2026-26 x", "accept_returncodes", "-", "erreur -", "code\n\n\n1618 x", "installer 1603 x", "avec 1603 x", "codes 1603x et 1618",
	} {
		var want []CodeMention
		text := ""
		for rest := marked; ; {
			before, after, ok := strings.Cut(rest, "[")
			text += before
			if !ok {
				break
			}
			number, tail, _ := strings.Cut(after, "]")
			text += strings.Repeat(" ", len(number)-len(strings.TrimLeft(number, " ")))
			number = strings.TrimLeft(number, " ")
			value, ok := ParseCode(number)
			if !ok {
				t.Fatalf("%q is no code", number)
			}
			want = append(want, CodeMention{Value: value, Text: number, Start: len(text), End: len(text) + len(number)})
			text += number
			rest = tail
		}
		if diff := cmp.Diff(want, FindCodes(text)); diff != "" {
			t.Errorf("FindCodes(%q) differs (-want +got):\n%s", text, diff)
		}
	}
}

func TestFindCodesValues(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Command 'msiexec /norestart /q /i \"x.msi\"' returned non-zero exit status 1618.", "1618"},
		{"Echec [0x80070652] -2147023278 puis 2147944018", "1618 1618 1618"},
		{"[Errno 13] Permission denied: 'C:\\wapt'", ""},
		{"[Error 5] Access is denied", "5"},
		{"WindowsError: [WinError 1618] déjà en cours", "1618"},
		{"MSI (s) (A4:3C) [10:12:33:456]: Product: X -- Error 1722. There is a problem", "1722"},
		{"WARNING MSI Error 1603 0x80070643 ; 2026-11-22 10:12:33,456", "1603 1603"},
		{"<code>1618</code>", "1618"},
		{"1618 (0x652)", "1618"}, // only the second, which has its own shape
		{"error \"1618\"", "1618"},
		{"erreur 1618 sur 3 postes, 2 serveurs", "1618"},
		{"erreur 1618\nerreur 1603", "1618 1603"},
	} {
		var got []string
		for _, m := range FindCodes(tt.text) {
			got = append(got, strconv.Itoa(int(m.Value)))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("FindCodes(%q) = %v, want %s", tt.text, got, tt.want)
		}
	}
}

func TestCodeForms(t *testing.T) {
	for value, want := range map[uint32]string{
		0:          "0 0x0",
		1618:       "1618 0x652 0x80070652 -2147023278 2147944018",
		0x00240006: "0x00240006 2359302",
		0x80240022: "0x80240022 -2145124318 2149842978",
	} {
		if got := strings.Join(CodeForms(value), " "); got != want {
			t.Errorf("CodeForms(%d) = %s, want %s", value, got, want)
		}
	}
}

// Every form of every code leads to it, alone, in a question and in a sentence.
func TestEveryCodeIsFoundInEveryForm(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lib.Codes() {
		for _, form := range append(c.Forms(), strings.ToLower(c.Forms()[0])) {
			for _, text := range []string{form, "code " + form, "Erreur " + form, "exit status " + form, "erreur : " + form} {
				if got, ok := ParseCode(text); got != c.Value || !ok {
					t.Errorf("ParseCode(%q) = %d, %v, want %d", text, got, ok, c.Value)
				}
				if got := FindCodes(text); len(got) != 1 || got[0].Value != c.Value || got[0].Text != form {
					t.Errorf("FindCodes(%q) = %v, want %d", text, got, c.Value)
				}
			}
			text := "Depuis hier le paquet s'arrête (code " + form + ") sur 30 postes."
			if got := FindCodes(text); len(got) != 1 || got[0].Value != c.Value {
				t.Errorf("FindCodes(%q) = %v, want %d", text, got, c.Value)
			}
		}
		if got, err := lib.Code(c.ID); got != c || err != nil {
			t.Errorf("Code(%q) = %v, %v", c.ID, got, err)
		}
	}
}

func TestCodes(t *testing.T) {
	lib := entryLibrary(t)
	var ids []string
	for _, c := range lib.Codes() {
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"5", "1618", "0x80240022"}, ids); diff != "" {
		t.Errorf("Codes differ (-want +got):\n%s", diff)
	}
	got := lib.CodesByValue(1618)
	want := []*Code{{
		ID: "1618", Value: 1618, Name: "ERROR_INSTALL_ALREADY_RUNNING", Family: "msi", Retry: true, Severity: "warning", Article: "disque",
		Meaning: Text{"Une autre installation est en cours.", "Another installation is running."},
		Action:  Text{"Attendez : « fin ».", "Wait."},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CodesByValue differs (-want +got):\n%s", diff)
	}
	for _, id := range []string{"", "1603", "0x652", "01618", "code 1618", "0X80240022", "disque"} {
		if _, err := lib.Code(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Code(%q): error %v, want ErrNotFound", id, err)
		}
	}
	if got := lib.CodesByValue(1603); len(got) > 0 {
		t.Errorf("CodesByValue(1603) = %v, want none", got)
	}
}

func FuzzFindCodes(f *testing.F) {
	for _, s := range []string{
		"1618", "exit status 1618", "code -2147023278", "–2147023278", "0x80070652", "0xffffffff80070652", "error-1618", "erreur 1 618", "codes 1603, 1618 et 3010",
		"13/11/2026", "{80160000-008C}", "\xff1618\xff", "１６１８", "é-1 −1", "erreur 1618 %", "²", "0x", "échoue avec 1603",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, m := range FindCodes(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) || text[m.Start:m.End] != m.Text {
				t.Fatalf("FindCodes(%q): %+v does not lie behind %d", text, m, end)
			}
			end = m.End
			if value, ok := ParseCode(m.Text); value != m.Value || !ok {
				t.Errorf("FindCodes(%q): %+v, but ParseCode(%q) = %d, %v", text, m, m.Text, value, ok)
			}
		}
		if value, ok := ParseCode(text); ok {
			if again, ok := ParseCode(CodeID(value)); again != value || !ok {
				t.Errorf("ParseCode(%q) = %d, whose id %s is %d, %v", text, value, CodeID(value), again, ok)
			}
		}
	})
}

func FuzzCodeForms(f *testing.F) {
	for _, v := range []uint32{0, 1, 1618, 0xffff, 0x10000, 2359302, 0x80070000, 0x80240022, 0xffffffff} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value uint32) {
		if value>>16 == 0x8007 && value&0xffff != 0 {
			value &= 0xffff
		}
		for _, form := range append(CodeForms(value), CodeID(value)) {
			if len(form) == 8 && form[0] == '8' {
				continue // is read as hexadecimal
			}
			if got, ok := ParseCode(form); got != value || !ok {
				t.Errorf("ParseCode(%q) = %d, %v, want %d", form, got, ok, value)
			}
		}
	})
}
