package content

import (
	"cmp"
	_ "embed" // the names of winerror.h
	"fmt"
	"slices"
	"strings"
)

// HRESULT is what the bits of a failure say where the reference has no entry for it.
type HRESULT struct {
	Facility uint16 // who numbers the codes
	Code     uint16
}

// HRESULT takes a failure apart that [FindCodes] gives. A Windows error is one only where
// it is written as one, such as 0x80071234: 4660 may be anybody's.
func (m CodeMention) HRESULT() (h HRESULT, ok bool) {
	value := m.Value
	if value <= 0xffff {
		if len(m.Text) < len("80071234") {
			return HRESULT{}, false
		}
		value |= hresultWin32
	}
	return decodeHRESULT(value)
}

// hresultFailure is the bit that all failures have.
const hresultFailure = 1 << 31

// decodeHRESULT takes a value apart. Those with other flags than that of a failure are
// none, such as those of NTSTATUS and of exceptions.
func decodeHRESULT(value uint32) (h HRESULT, ok bool) {
	const flags = 0xe000_0000
	if value&flags != hresultFailure {
		return HRESULT{}, false
	}
	return HRESULT{Facility: uint16(value >> 16 & 0x1fff), Code: uint16(value)}, true
}

// Decoded takes apart what [CodeMention.HRESULT] does, where the reference has no entry
// for it. [Library.Entry] makes one of its id.
func (l *Library) Decoded(m CodeMention) (h HRESULT, ok bool) {
	if codes := l.CodesByValue(m.Value); len(codes) > 0 && !codes[0].OfProgram() {
		return HRESULT{}, false
	}
	return m.HRESULT()
}

// decodedByID is [Library.Decoded] for an id.
func (l *Library) decodedByID(id string) (h HRESULT, ok bool) {
	for _, m := range FindCodes(id) {
		if h, ok = l.Decoded(m); ok && h.ID() == id {
			return h, true
		}
	}
	return HRESULT{}, false
}

// ID is the id of the entry that is made of it: 0x80071234.
func (h HRESULT) ID() string { return fmt.Sprintf("0x%08x", h.value()) }

func (h HRESULT) value() uint32 { return hresultFailure | uint32(h.Facility)<<16 | uint32(h.Code) }

// Win32 tells that the code is a Windows error.
func (h HRESULT) Win32() bool { return h.Facility == hresultWin32>>16&0x1fff }

// Forms lists the ways to write it, the usual one first; see [CodeForms].
func (h HRESULT) Forms() []string {
	forms := wideForms(h.value())
	if h.Win32() {
		return append(forms, CodeForms(uint32(h.Code))[:2]...)
	}
	return forms
}

// winError lists the names of winerror.h, those of Windows errors by their number and
// those of failures as [HRESULT.ID] writes them. golang.org/x/sys/windows has the same;
// left out are the failures of graphics and those that each interface numbers anew.
//
//go:embed winerror.txt
var winError string

// Name is the name that winerror.h gives it, "" where it gives none.
func (h HRESULT) Name() string {
	id := h.ID()
	if h.Win32() {
		id = fmt.Sprint(h.Code)
	}
	_, name, ok := strings.Cut(winError, "\n"+id+" ")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "\n")
	return name
}

// FacilityName is the name that winerror.h gives the facility, "" where we know none.
func (h HRESULT) FacilityName() string {
	i, ok := slices.BinarySearchFunc(facilities[:], h.Facility, func(f facility, number uint16) int { return cmp.Compare(f.number, number) })
	if !ok {
		return ""
	}
	return "FACILITY_" + facilities[i].name
}

type facility struct {
	number uint16
	name   string
}

// facilities are those that administrators meet, by number, as winerror.h names them.
var facilities = [...]facility{
	{0, "NULL"}, {1, "RPC"}, {2, "DISPATCH"}, {3, "STORAGE"}, {4, "ITF"}, {7, "WIN32"}, {8, "WINDOWS"}, {9, "SECURITY"},
	{10, "CONTROL"}, {11, "CERT"}, {12, "INTERNET"}, {15, "SETUPAPI"}, {16, "SCARD"}, {17, "COMPLUS"}, {19, "URT"},
	{23, "SXS"}, {25, "HTTP"}, {27, "WER"}, {31, "USERMODE_FILTER_MANAGER"}, {32, "BACKGROUNDCOPY"}, {33, "CONFIGURATION"},
	{34, "STATE_MANAGEMENT"}, {36, "WINDOWSUPDATE"}, {37, "DIRECTORYSERVICE"}, {38, "GRAPHICS"}, {39, "SHELL"},
	{40, "TPM_SERVICES"}, {41, "TPM_SOFTWARE"}, {48, "WINDOWS_SETUP"}, {49, "FVE"}, {50, "FWP"}, {51, "WINRM"}, {57, "BCD"},
	{63, "WINDOWS_STORE"}, {80, "WINDOWS_DEFENDER"}, {84, "POWERSHELL"},
}
