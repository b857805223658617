package logs

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// Kind is what an input is that is no text.
type Kind string

// Kinds of inputs that are no text. What to do with each is in i18n, under log.kind.
const (
	KindZip        Kind = "zip"
	KindTar        Kind = "tar"
	KindArchive    Kind = "archive"    // packed by other programs than gzip and zip
	KindEventLog   Kind = "event-log"  // of Windows
	KindDocument   Kind = "document"   // PDF, Word
	KindImage      Kind = "image"      // a screenshot
	KindProgram    Kind = "program"    // or a library
	KindDatabase   Kind = "database"   // SQLite
	KindBinary     Kind = "binary"     // whatever else has control characters
	KindDeep       Kind = "deep"       // packed too many times
	KindUnreadable Kind = "unreadable" // packed, but nothing of it can be unpacked
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{KindZip, KindTar, KindArchive, KindEventLog, KindDocument, KindImage, KindProgram, KindDatabase, KindBinary, KindDeep, KindUnreadable}
}

// magics are the first bytes of kinds of files.
var magics = []struct {
	begin string
	kind  Kind
}{
	{"PK\x03\x04", KindZip}, {"PK\x05\x06", KindZip},
	{"7z\xbc\xaf\x27\x1c", KindArchive}, {"Rar!\x1a\x07", KindArchive}, {"BZh", KindArchive}, {"\xfd7zXZ\x00", KindArchive},
	{"\x28\xb5\x2f\xfd", KindArchive}, {"MSCF\x00", KindArchive}, {"\x1f\x9d", KindArchive},
	{"ElfFile\x00", KindEventLog},
	{"%PDF-", KindDocument}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", KindDocument}, {`{\rtf`, KindDocument},
	{"\x89PNG\r\n", KindImage}, {"\xff\xd8\xff", KindImage}, {"GIF8", KindImage}, {"BM", KindImage}, {"RIFF", KindImage},
	{"MZ", KindProgram}, {"\x7fELF", KindProgram},
	{"SQLite format 3\x00", KindDatabase},
}

// sniffed is how many bytes of an input tell what it is.
const sniffed = 64 << 10

// kindOf tells what an input is by its beginning; "" for text.
func kindOf(head []byte) Kind {
	for _, m := range magics {
		if strings.HasPrefix(string(head[:min(len(head), 16)]), m.begin) && (len(m.begin) > 3 || isBinary(head)) {
			return m.kind
		}
	}
	switch {
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return KindTar
	case isBinary(head):
		return KindBinary
	}
	return ""
}

// isBinary tells whether bytes are no text: one in thirty is a control character
// that texts do not have. Some logs have a few, and a machine that crashes, or a
// rotation that copies, leaves zeros before or behind them.
func isBinary(b []byte) bool {
	b = bytes.Trim(b, "\x00")
	controls := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != '\b' && c != 0x1b || c == 0x7f {
			controls++
		}
	}
	return len(b) == 0 || controls > len(b)/30
}

// sniffUTF16 tells whether a text is UTF-16 that lacks its mark, and in which order:
// half of its bytes are zeros, always the same half. Text of letters beyond Latin has
// fewer, but line feeds, digits and spaces.
func sniffUTF16(head []byte) (order unicode.Endianness, ok bool) {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	if zeros[1] > pairs/2 && zeros[0] <= pairs/50 {
		return unicode.LittleEndian, pairs > 0
	}
	return unicode.BigEndian, pairs > 0 && zeros[0] > pairs/2 && zeros[1] <= pairs/50
}
