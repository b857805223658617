package content

// HRESULT is what the bits of a failure say where the reference has no entry for it.
type HRESULT struct {
	Facility uint16 // who numbers the codes
	Code     uint16
}

// DecodeHRESULT takes apart a value that [ParseCode] gives of a number in a form that
// Windows alone uses: a small one is a Windows error, what is left of 0x80071234.
// Values with other flags are none, such as those of NTSTATUS and of exceptions.
func DecodeHRESULT(value uint32) (h HRESULT, ok bool) {
	const failure, flags = 1 << 31, 0xe000_0000
	if value <= 0xffff {
		value |= hresultWin32
	}
	if value&flags != failure {
		return HRESULT{}, false
	}
	return HRESULT{Facility: uint16(value >> 16 & 0x1fff), Code: uint16(value)}, true
}

// Win32 tells that the code is a Windows error.
func (h HRESULT) Win32() bool { return h.Facility == hresultWin32>>16&0x1fff }

// Name is the name that winerror.h gives the facility, "" where we know none.
func (h HRESULT) Name() string { return facilities[h.Facility] }

// facilities are those that administrators meet, as winerror.h names them.
var facilities = map[uint16]string{
	0: "FACILITY_NULL", 1: "FACILITY_RPC", 2: "FACILITY_DISPATCH", 3: "FACILITY_STORAGE", 4: "FACILITY_ITF", 7: "FACILITY_WIN32",
	8: "FACILITY_WINDOWS", 9: "FACILITY_SECURITY", 10: "FACILITY_CONTROL", 11: "FACILITY_CERT", 12: "FACILITY_INTERNET",
	15: "FACILITY_SETUPAPI", 16: "FACILITY_SCARD", 17: "FACILITY_COMPLUS", 19: "FACILITY_URT", 23: "FACILITY_SXS", 25: "FACILITY_HTTP",
	27: "FACILITY_WER", 31: "FACILITY_USERMODE_FILTER_MANAGER", 32: "FACILITY_BACKGROUNDCOPY", 33: "FACILITY_CONFIGURATION",
	34: "FACILITY_STATE_MANAGEMENT", 36: "FACILITY_WINDOWSUPDATE", 37: "FACILITY_DIRECTORYSERVICE", 38: "FACILITY_GRAPHICS",
	39: "FACILITY_SHELL", 40: "FACILITY_TPM_SERVICES", 41: "FACILITY_TPM_SOFTWARE", 48: "FACILITY_WINDOWS_SETUP", 49: "FACILITY_FVE",
	50: "FACILITY_FWP", 51: "FACILITY_WINRM", 57: "FACILITY_BCD", 63: "FACILITY_WINDOWS_STORE", 80: "FACILITY_WINDOWS_DEFENDER",
	84: "FACILITY_POWERSHELL",
}
