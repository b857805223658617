package content

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeHRESULT(t *testing.T) {
	type decoded struct {
		HRESULT
		Name, FacilityName string
		Win32              bool
	}
	for text, want := range map[string]*decoded{
		"0x80071234":  {HRESULT{7, 0x1234}, "", "FACILITY_WIN32", true},
		"-2147020236": {HRESULT{7, 0x1234}, "", "FACILITY_WIN32", true},
		"2147947060":  {HRESULT{7, 0x1234}, "", "FACILITY_WIN32", true},
		"80071234":    {HRESULT{7, 0x1234}, "", "FACILITY_WIN32", true},
		"0x80070001":  {HRESULT{7, 1}, "ERROR_INVALID_FUNCTION", "FACILITY_WIN32", true},
		"0x800710E1":  {HRESULT{7, 4321}, "ERROR_INVALID_DRIVE_OBJECT", "FACILITY_WIN32", true},
		"0x80004005":  {HRESULT{0, 0x4005}, "E_FAIL", "FACILITY_NULL", false},
		"0x80290123":  {HRESULT{41, 0x123}, "TPMAPI_E_SVN_COUNTER_NOT_AVAILABLE", "FACILITY_TPM_SOFTWARE", false},
		"0x800B0101":  {HRESULT{11, 0x101}, "CERT_E_EXPIRED", "FACILITY_CERT", false},
		"0x8024FFFF":  {HRESULT{36, 0xffff}, "", "FACILITY_WINDOWSUPDATE", false},
		"0x87D00324":  {HRESULT{0x7d0, 0x324}, "", "", false},
		"0x80070000":  {HRESULT{7, 0}, "", "FACILITY_WIN32", true},
		"0x00240009":  nil, // no failure
		"0xC0000022":  nil, // NTSTATUS
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
		if h, ok := found[0].HRESULT(); ok {
			got = &decoded{h, h.Name(), h.FacilityName(), h.Win32()}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("HRESULT of %s differs (-want +got):\n%s", text, diff)
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
	for _, id := range []string{"0x80070652", "0x800710E1", "4321", "0xc0000022", "code 0x800710e1", "800710e1", "0x800710e1 0x800710e2"} {
		if _, err := lib.Entry(id, Primary); !errors.Is(err, ErrNotFound) {
			t.Errorf("Entry(%q): error %v, want ErrNotFound", id, err)
		}
	}
}
