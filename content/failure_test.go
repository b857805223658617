package content

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeFailure(t *testing.T) {
	type decoded struct {
		Failure
		Name, FacilityName string
		Win32              bool
	}
	for text, want := range map[string]*decoded{
		"0x80071234":  {Failure{7, 0x1234, false}, "", "FACILITY_WIN32", true},
		"-2147020236": {Failure{7, 0x1234, false}, "", "FACILITY_WIN32", true},
		"2147947060":  {Failure{7, 0x1234, false}, "", "FACILITY_WIN32", true},
		"80071234":    {Failure{7, 0x1234, false}, "", "FACILITY_WIN32", true},
		"0x80070001":  {Failure{7, 1, false}, "ERROR_INVALID_FUNCTION", "FACILITY_WIN32", true},
		"0x800710E1":  {Failure{7, 4321, false}, "ERROR_INVALID_DRIVE_OBJECT", "FACILITY_WIN32", true},
		"0x80004005":  {Failure{0, 0x4005, false}, "E_FAIL", "FACILITY_NULL", false},
		"0x80290123":  {Failure{41, 0x123, false}, "TPMAPI_E_SVN_COUNTER_NOT_AVAILABLE", "FACILITY_TPM_SOFTWARE", false},
		"0x800B0101":  {Failure{11, 0x101, false}, "CERT_E_EXPIRED", "FACILITY_CERT", false},
		"0x8024FFFF":  {Failure{36, 0xffff, false}, "", "FACILITY_WINDOWSUPDATE", false},
		"0x87D00324":  {Failure{0x7d0, 0x324, false}, "", "", false},
		"0x80070000":  {Failure{7, 0, false}, "", "FACILITY_WIN32", true},
		"0x00240009":  nil, // no failure
		"0xC0000022":  {Failure{0, 0x22, true}, "STATUS_ACCESS_DENIED", "", false},
		"-1073741790": {Failure{0, 0x22, true}, "STATUS_ACCESS_DENIED", "", false},
		"0xC00D1234":  nil, // of nobody we know
		"0xC0220001":  {Failure{34, 1, true}, "STATUS_FWP_CALLOUT_NOT_FOUND", "FACILITY_FWP_ERROR_CODE", false},
		"0xC0070005":  {Failure{7, 5, true}, "ERROR_ACCESS_DENIED", "FACILITY_NTWIN32", true},
		"0xC1900200":  nil, // of Windows Setup
		"0xE0434F4D":  nil, // an exception
		"99999":       nil,
		"4660":        nil, // anybody's
		"0x1234":      nil,
	} {
		found := FindCodes(text)
		if len(found) != 1 {
			t.Fatalf("%q is no code", text)
		}
		var got *decoded
		if h, ok := found[0].Failure(); ok {
			got = &decoded{h, h.Name(), h.FacilityName(), h.Win32()}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Failure of %s differs (-want +got):\n%s", text, diff)
		}
	}
}

// A failure that the reference lacks has an entry all the same, which is made each time:
// there are too many to keep.
func TestDecodedEntry(t *testing.T) {
	lib := entryLibrary(t)
	for key, want := range map[entryKey]string{
		{"0x800710e1", "en"}: "## Symptom\n\n`0x800710e1` (`ERROR_INVALID_DRIVE_OBJECT`). The same code is also written: `-2147020575`, `2147946721`, `4321`, `0x10E1`.\n\n" +
			"## Cause\n\nThis failure (HRESULT) carries the Windows error 4321 (0x10E1).\n\n" +
			"## Solution\n\nOn a Windows machine, net helpmsg 4321 gives its text. Then read the log of the program around this code.\n",
		{"0x8029ffff", "fr"}: "## Symptôme\n\n`0x8029ffff` (`HRESULT`). Le même code s’écrit aussi\u00a0: `-2144731137`, `2150236159`.\n\n" +
			"## Cause\n\nCet échec (HRESULT) vient de la catégorie 41 (FACILITY\\_TPM\\_SOFTWARE), code 65535 (0xFFFF).\n\n" +
			"## Solution\n\nLe composant qui travaillait à ce moment documente ce code\u00a0: lisez son journal autour de lui.\n",
		{"0xc0000022", "en"}: "## Symptom\n\n`0xc0000022` (`STATUS_ACCESS_DENIED`). The same code is also written: `-1073741790`, `3221225506`.\n\n" +
			"## Cause\n\nThis failure (NTSTATUS) comes from the Windows kernel or a driver, code 34 (0x0022).\n\n" +
			"## Solution\n\nThe component that was running at that moment documents this code: read its log around it.\n",
	} {
		a, err := lib.Article(key.id, key.lang)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, a.Markdown()); diff != "" {
			t.Errorf("%v (-want +got):\n%s", key, diff)
		}
		read := lib.Document(a)
		if again, _ := lib.Article(key.id, key.lang); again == a || lib.Document(a) == read {
			t.Errorf("%v is kept", key)
		}
	}
	for _, id := range []string{"0x80070652", "0x800710E1", "4321", "0xc00d1234", "code 0x800710e1", "800710e1", "0x800710e1 0x800710e2"} {
		if _, err := lib.Entry(id, Primary); !errors.Is(err, ErrNotFound) {
			t.Errorf("Entry(%q): error %v, want ErrNotFound", id, err)
		}
	}
}

func TestNamed(t *testing.T) {
	lib := entryLibrary(t)
	for name, want := range map[string]string{
		"ERROR_INSTALL_ALREADY_RUNNING": "1618", "error_access_denied": "5", "WU_E_ALL_UPDATES_FAILED": "0x80240022",
		"RPC_S_SERVER_UNAVAILABLE": "0x800706ba", "E_ACCESSDENIED": "5", "E_INVALIDARG": "0x80070057", "status_access_denied": "0xc0000022", "CERT_E_EXPIRED": "0x800b0101",
		"": "", "ERROR": "", "_": "", "ERROR_": "", "1618": "", "ERROR_NOTHING_OF_THE_KIND": "", "ERROR_ACCESS_DENIED\n6 ERROR_INVALID_HANDLE": "",
		strings.Repeat("A_", 10000): "",
	} {
		if got, ok := lib.Named(name); got != want || ok != (want != "") {
			t.Errorf("Named(%.40q) = %q, %v, want %q", name, got, ok, want)
		}
	}
}

func TestAbsent(t *testing.T) {
	lib := entryLibrary(t)
	for text, want := range map[string]*AbsentCode{
		"1722":         {"1722", "RPC_S_SERVER_UNAVAILABLE", "0x800706ba", []string{"1722", "0x6BA", "0x800706BA", "-2147023174", "2147944122"}},
		" code 65000 ": {"65000", "", "", []string{"65000", "0xFDE8", "0x8007FDE8", "-2146959896", "2148007400"}},
		"0xC1900200":   {"0xC1900200", "", "", []string{"0xC1900200", "-1047526912", "3247440384"}},
		"1618":         nil, // there
		"5":            nil,
		"0x80071234":   nil, // taken apart
		"bonjour":      nil,
		"":             nil,
	} {
		got, ok := lib.Absent(text)
		if (want != nil) != ok {
			t.Errorf("Absent(%q) = %+v, %v", text, got, ok)
			continue
		}
		if want != nil {
			if diff := cmp.Diff(*want, got); diff != "" {
				t.Errorf("Absent(%q) differs (-want +got):\n%s", text, diff)
			}
		}
	}
}

// What is packed is the list that can be read.
func TestWinErrorIsCurrent(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("winerror.txt")
	if err != nil {
		t.Fatal(err)
	}
	if winError() != string(text) {
		t.Error("winerror.txt.gz is not winerror.txt: go generate ./content")
	}
}
