package redact

import (
	"strings"

	"waptkb/content/lazy"
)

// registryName is what stands before the data of a registry value, behind its name, as
// reg add (/t REG_SZ /d X) and reg query (REG_SZ X) write it.
var registryName = lazy.Regexp(`(?i)\A["']?(?:reg_\w*[ \t]*|(?:/t["']?,?[ \t]+["']?\w+["']?,?[ \t]+["']?)?/d["']?,?[ \t]+)`)

// items masks the strings of a list: passwords: ['a', 'b'].
func (f *finder) items(i int) {
	for range 64 {
		v := f.valueAt(i)
		if !v.quoted {
			return
		}
		if text := f.text(v); !isSentence(text) && !isProse(text) {
			f.take(v, kindValue)
		}
		if i = skipBlank(f.s, v.after); at(f.s, i) != ',' {
			return
		}
		i = skipBlank(f.s, i+1)
	}
}

// nextItem masks X of ('smtp_password', 'X').
func (f *finder) nextItem(st strength, sep separator) bool {
	v := f.valueAt(sep.end)
	text, next := f.text(v), at(f.s, skipSpace(f.s, v.after))
	random := looksRandom(text)
	switch {
	case !v.quoted || text == "" || next != ')' && !(next == ',' && (looksSecret(text) || strings.Contains(text, " "))):
		return false
	case !random && (st == weak || strings.Contains(text, "_")), text[0] == '-' || lookWord(text) != nil || isSentence(text) || strings.HasSuffix(text, ": "):
		return false
	}
	return f.take(v, kindValue)
}

// column masks a column of a table under its head. It tells whether it did.
func (f *finder) column(begin, end int) bool {
	s := f.s
	if f.lineStart < f.tableEnd || end > f.lineEnd || f.lineEnd-f.lineStart > 512 || f.lineEnd+1 >= len(s) {
		return false
	}
	line := s[f.lineStart:f.lineEnd]
	for _, sign := range []string{"|", "\t", ";", ","} {
		if !strings.Contains(line, sign) {
			continue
		}
		left := strings.LastIndex(s[f.lineStart:begin], sign) + f.lineStart + 1
		rest, _, _ := strings.Cut(s[end:f.lineEnd], sign)
		if strings.Trim(s[left:begin]+rest, " \t\"'*") != "" || !isHead(line, sign) {
			continue
		}
		return f.cells(sign, strings.Count(s[f.lineStart:left], sign), strings.Count(line, sign))
	}
	return false
}

// isHead tells whether a line has two cells or more, of few words each.
func isHead(line, sign string) bool {
	cells := 0
	for _, cell := range strings.Split(line, sign) {
		cell = strings.Trim(cell, " \t\"'*")
		if len(cell) > 32 || strings.ContainsAny(cell, "=:(){}<>$/\\") {
			return false
		}
		if cell != "" {
			cells++
		}
	}
	return cells > 1
}

// cells masks cell k of the lines below that have count signs.
func (f *finder) cells(sign string, k, count int) bool {
	found := false
	for i := f.lineEnd + 1; i < len(f.s); {
		line, _, _ := strings.Cut(f.s[i:], "\n")
		if len(line) > window || strings.Count(line, sign) != count {
			break
		}
		cells := strings.Split(line, sign)
		text := strings.Trim(cells[k], " \t\r\"'`*")
		if !neverSecret(text) && !isProse(text) && strings.Trim(text, "-:=") != "" {
			begin := i + len(strings.Join(cells[:k], sign)) + min(k, 1)*len(sign) + strings.Index(cells[k], text)
			f.add(begin, begin+len(text), kindTable)
			found = true
		}
		i += len(line) + 1
		f.tableEnd = i
	}
	return found
}
