package content

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Families lists the families of codes: those that Windows numbers, then the programs
// that number exit codes of their own.
var Families = []string{
	"win32", "msi", "windows-update", "msix", "ntstatus", "dotnet", "windows-setup", "installshield",
	"inno-setup", "nsis", "office", "apt", "dpkg", "shell",
}

// codeComponent is the component that codes belong to.
const codeComponent = "paquet"

// programWords gives the words that name a program with exit codes of its own, by its
// family. The same number means something else where another program gives it.
func programWords(family string) []string {
	switch family {
	case "inno-setup":
		return []string{"inno", "innosetup", "unins000"}
	case "nsis":
		return []string{"nsis", "nullsoft"}
	case "office":
		return []string{"office", "odt", "clicktorun", "m365"}
	case "apt", "dpkg":
		return []string{family}
	case "shell":
		return []string{"bash", "sh", "shell"}
	}
	return nil
}

// Code is a return code of Windows or of a program, and what to do about it.
type Code struct {
	ID       string // see CodeID; of a program, its family and the number: dpkg-2
	Value    uint32 // as ParseCode gives it
	Name     string // ERROR_INSTALL_FAILURE
	Family   string // one of Families
	Retry    bool   // trying again helps
	Severity Severity
	Article  string // id of the article to read; may be empty
	Meaning  Text
	Action   Text
	Own      bool `json:",omitempty"` // an organisation wrote it
}

// Forms lists the ways to write the code, the usual one first; see [CodeForms].
func (c *Code) Forms() []string {
	if c.OfProgram() {
		return []string{strconv.FormatUint(uint64(c.Value), 10), fmt.Sprintf("0x%X", c.Value)}
	}
	return CodeForms(c.Value)
}

// CodeForms lists the ways to write the code that an entry of the reference is about; none
// where it is about something else.
func (a *Article) CodeForms() []string {
	if a.Kind != KindCode {
		return nil
	}
	return a.Identifiers[1:] // behind its name
}

// Title is the number and the name of the code.
func (c *Code) Title() string {
	if c.OfProgram() {
		return c.Name // has both
	}
	return c.ID + " " + c.Name
}

// Platforms lists where the code shows.
func (c *Code) Platforms() []string {
	if slices.Contains(unixFamilies, c.Family) {
		return []string{"linux"}
	}
	return []string{"windows"}
}

// unixFamilies are the families of codes that Windows does not know.
var unixFamilies = []string{"apt", "dpkg", "shell"}

// OfProgram tells that the code is an exit code of one program, not of Windows.
func (c *Code) OfProgram() bool { return programWords(c.Family) != nil }

// OfNamedPrograms gives those codes that are exit codes of a program which one of the
// folded words of a text names.
func OfNamedPrograms(codes []*Code, words map[string]bool) []*Code {
	var out []*Code
	for _, c := range codes {
		if slices.ContainsFunc(programWords(c.Family), func(w string) bool { return words[w] }) {
			out = append(out, c)
		}
	}
	return out
}

// Small tells that the number is one that any program may end with, so that it says
// nothing where the program is not known.
func (c *Code) Small() bool { return c.Value <= maxExitStatus }

// maxExitStatus is the greatest exit status of Unix, which programs of Windows keep
// to as well.
const maxExitStatus = 255

// byValue orders codes as [Library.CodesByValue] gives them.
func byValue(a, b *Code) int {
	return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(slices.Index(Families, a.Family), slices.Index(Families, b.Family)))
}

// CodeID gives the id of a value: "1618", or "0x80240022" above 65535.
func CodeID(value uint32) string {
	if value <= 0xffff {
		return strconv.FormatUint(uint64(value), 10)
	}
	return fmt.Sprintf("0x%08x", value)
}

// CodeForms lists the ways to write a value: 1618, 0x652, 0x80070652,
// -2147023278, 2147944018; or 0x80240022, -2145124318, 2149842978.
func CodeForms(value uint32) []string {
	var forms []string
	wide := value
	if value <= 0xffff {
		forms = append(forms, strconv.Itoa(int(value)), fmt.Sprintf("0x%X", value))
		if value == 0 {
			return forms
		}
		wide = hresultWin32 | value
	}
	return append(forms, wideForms(wide)...)
}

// wideForms lists the ways to write a value of 32 bits: in hexadecimal, signed where that
// is another number, unsigned.
func wideForms(value uint32) []string {
	forms := []string{fmt.Sprintf("0x%08X", value)}
	if int32(value) < 0 {
		forms = append(forms, strconv.Itoa(int(int32(value))))
	}
	return append(forms, strconv.FormatUint(uint64(value), 10))
}

// hresultWin32 is what makes an HRESULT of a Windows error.
const hresultWin32 = 0x80070000
