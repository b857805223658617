package content

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeHRESULT(t *testing.T) {
	type decoded struct {
		HRESULT
		Name  string
		Win32 bool
	}
	for text, want := range map[string]*decoded{
		"0x80071234":  {HRESULT{7, 0x1234}, "FACILITY_WIN32", true},
		"-2147020236": {HRESULT{7, 0x1234}, "FACILITY_WIN32", true},
		"0x80290123":  {HRESULT{41, 0x123}, "FACILITY_TPM_SOFTWARE", false},
		"0x800B0101":  {HRESULT{11, 0x101}, "FACILITY_CERT", false},
		"0x8024FFFF":  {HRESULT{36, 0xffff}, "FACILITY_WINDOWSUPDATE", false},
		"0x87D00324":  {HRESULT{0x7d0, 0x324}, "", false},
		"0x80070000":  {HRESULT{7, 0}, "FACILITY_WIN32", true},
		"0x00240009":  nil, // no failure
		"0xC0000022":  nil, // NTSTATUS
		"0xE0434F4D":  nil, // an exception
		"99999":       nil,
	} {
		value, ok := ParseCode(text)
		if !ok {
			t.Fatalf("%q is no code", text)
		}
		var got *decoded
		if h, ok := DecodeHRESULT(value); ok {
			got = &decoded{h, h.Name(), h.Win32()}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("DecodeHRESULT(%s) differs (-want +got):\n%s", text, diff)
		}
	}
}
