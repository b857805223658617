package content

import (
	"cmp"
	_ "embed" // the names of winerror.h and ntstatus.h
	"fmt"
	"slices"
	"strings"

	"waptkb/content/lazy"
	"waptkb/i18n"
)

// Failure is what the bits of an HRESULT or an NTSTATUS say where the reference has no
// entry for it.
type Failure struct {
	Facility uint16 // who numbers the codes
	Code     uint16
	NT       bool // an NTSTATUS
}

// Failure takes a failure apart that [FindCodes] gives. A Windows error is one only where
// it is written as one, such as 0x80071234: 4660 may be anybody's.
func (m CodeMention) Failure() (f Failure, ok bool) {
	value := m.Value
	if value <= 0xffff {
		if len(m.Text) < len("80071234") {
			return Failure{}, false
		}
		value |= hresultWin32
	}
	return decodeFailure(value)
}

// The highest bits of a failure. Those of other values (successes, exceptions of programs)
// are others.
const (
	hresultFailure  = 0x8000_0000
	ntstatusFailure = 0xc000_0000
)

// decodeFailure takes a value apart.
func decodeFailure(value uint32) (f Failure, ok bool) {
	f = Failure{Code: uint16(value), NT: value&0xf000_0000 == ntstatusFailure}
	if !f.NT && value&0xe000_0000 != hresultFailure {
		return Failure{}, false
	}
	f.Facility = uint16((value &^ f.flag()) >> 16)
	return f, !f.NT || f.Facility == 0 || f.FacilityName() != "" // Windows Setup has some of its own
}

// flag is the bits that tell the kind of failure.
func (f Failure) flag() uint32 {
	if f.NT {
		return ntstatusFailure
	}
	return hresultFailure
}

// Decoded takes apart what [CodeMention.Failure] does, where the reference has no entry
// for it. [Library.Entry] makes one of its id.
func (l *Library) Decoded(m CodeMention) (f Failure, ok bool) {
	if codes := l.CodesByValue(m.Value); len(codes) > 0 && !codes[0].OfProgram() {
		return Failure{}, false
	}
	return m.Failure()
}

// decodedByID is [Library.Decoded] for an id.
func (l *Library) decodedByID(id string) (f Failure, ok bool) {
	for _, m := range FindCodes(id) {
		if f, ok = l.Decoded(m); ok && f.ID() == id {
			return f, true
		}
	}
	return Failure{}, false
}

// Named finds what a constant stands for by its name in any case: the id of a code of the
// reference, or of a failure that is taken apart.
func (l *Library) Named(name string) (id string, ok bool) {
	if len(name) > maxName || strings.ContainsAny(name, " \n") || !strings.Contains(name, "_") {
		return "", false
	}
	if c, err := l.CodeNamed(name); err == nil {
		return c.ID, true
	}
	before, _, ok := strings.Cut(winError(), " "+strings.ToUpper(name)+"\n")
	if !ok {
		return "", false
	}
	value, _ := ParseCode(before[strings.LastIndexByte(before, '\n')+1:])
	if codes := l.CodesByValue(value); len(codes) > 0 && !codes[0].OfProgram() { // by another name
		return codes[0].ID, true
	}
	if value <= 0xffff {
		value |= hresultWin32
	}
	f, ok := decodeFailure(value)
	return f.ID(), ok
}

// AbsentCode is a code that the reference has not and that says nothing by itself.
type AbsentCode struct {
	Text  string
	Name  string   // of the Windows error of that number; "" where there is none
	ID    string   // of the entry of that error, likewise
	Forms []string // see [CodeForms]
}

// Absent reads a text that is such a code.
func (l *Library) Absent(text string) (AbsentCode, bool) {
	text = strings.TrimSpace(text)
	value, ok := ParseCode(text)
	if !ok || len(l.CodesByValue(value)) > 0 {
		return AbsentCode{}, false
	}
	a := AbsentCode{Text: text, Forms: CodeForms(value)}
	for _, m := range FindCodes(text) {
		if _, ok := l.Decoded(m); ok {
			return AbsentCode{}, false
		}
		a.Text = m.Text // without what stands around it
	}
	f := Failure{Facility: hresultWin32 >> 16 & 0x1fff, Code: uint16(value)}
	if name := f.Name(); value <= 0xffff && name != "" {
		a.Name, a.ID = name, f.ID()
	}
	return a, true
}

// Says tells in words what is known of the code, in a language of texts.
func (c AbsentCode) Says(texts *i18n.Catalog, lang string) string {
	others := slices.DeleteFunc(slices.Clone(c.Forms), func(form string) bool { return form == c.Text })
	key := "code.absent"
	if c.Name != "" {
		key += ".named"
	}
	return texts.Text(lang, key, "code", c.Text, "name", c.Name, "forms", strings.Join(others, ", "))
}

// Kind tells what the failure is.
func (f Failure) Kind() string {
	if f.NT {
		return "NTSTATUS"
	}
	return "HRESULT"
}

// ID is the id of the entry that is made of it: 0x80071234.
func (f Failure) ID() string { return fmt.Sprintf("0x%08x", f.value()) }

func (f Failure) value() uint32 { return f.flag() | uint32(f.Facility)<<16 | uint32(f.Code) }

// Win32 tells that the code is a Windows error. Both kinds number this facility alike.
func (f Failure) Win32() bool { return f.Facility == hresultWin32>>16&0x1fff }

// Forms lists the ways to write it, the usual one first; see [CodeForms].
func (f Failure) Forms() []string {
	forms := wideForms(f.value())
	if f.Win32() {
		return append(forms, CodeForms(uint32(f.Code))[:2]...)
	}
	return forms
}

// winError lists the names of winerror.h and ntstatus.h, those of Windows errors by their
// number and those of failures as [Failure.ID] writes them. golang.org/x/sys/windows has the
// same; left out are the failures of graphics and those that each interface numbers anew. The
// first name of a number is the usual one.
// It is compressed from winerror.txt.
//
//go:generate gzip --best --no-name --keep --force winerror.txt
//go:embed winerror.txt.gz
var packedWinError string

var winError = lazy.Text(packedWinError)

// Name is the name that the headers give it, "" where they give none.
func (f Failure) Name() string {
	id := f.ID()
	if f.Win32() {
		id = fmt.Sprint(f.Code)
	}
	_, name, ok := strings.Cut(winError(), "\n"+id+" ")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "\n")
	return name
}

// FacilityName is the name that the headers give the facility, "" where we know none.
func (f Failure) FacilityName() string {
	known := facilities[:]
	if f.NT {
		known = ntFacilities[:]
	}
	i, ok := slices.BinarySearchFunc(known, f.Facility, func(f facility, number uint16) int { return cmp.Compare(f.number, number) })
	if !ok {
		return ""
	}
	return "FACILITY_" + known[i].name
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

// ntFacilities are those of ntstatus.h. Most codes have none: 0.
var ntFacilities = [...]facility{
	{1, "DEBUGGER"}, {2, "RPC_RUNTIME"}, {3, "RPC_STUBS"}, {4, "IO_ERROR_CODE"}, {7, "NTWIN32"}, {8, "NTCERT"}, {9, "NTSSPI"},
	{10, "TERMINAL_SERVER"}, {11, "MUI_ERROR_CODE"}, {16, "USB_ERROR_CODE"}, {17, "HID_ERROR_CODE"}, {19, "CLUSTER_ERROR_CODE"},
	{20, "ACPI_ERROR_CODE"}, {21, "SXS_ERROR_CODE"}, {25, "TRANSACTION"}, {26, "COMMONLOG"}, {27, "VIDEO"}, {28, "FILTER_MANAGER"},
	{33, "FVE_ERROR_CODE"}, {34, "FWP_ERROR_CODE"}, {35, "NDIS_ERROR_CODE"}, {53, "HYPERVISOR"}, {54, "IPSEC"},
}
