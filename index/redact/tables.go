package redact

import "strings"

// registryData gives the data of a registry value when i stands behind its name, as
// reg add (/t REG_SZ /d X) and reg query (REG_SZ X) write it.
func (f *finder) registryData(i int) value {
	s := f.s
	if hasFold(s, i, "reg_") {
		return f.valueAt(skipSpace(s, run(s, i, 16, isName)))
	}
	j := i
	if isQuoteByte(at(s, j)) {
		j++
	}
	if !hasFold(s, j, "/t") && !hasFold(s, j, "/d") {
		return value{}
	}
	args := f.arguments(i, 5)
	for k := range args {
		if k > 0 && strings.EqualFold(args[k-1].text, "/d") {
			return args[k].value
		}
	}
	return value{}
}

// items masks the strings of a list: passwords: ['a', 'b'].
func (f *finder) items(i int) {
	for range 64 {
		v := f.valueAt(i)
		if !v.quoted {
			return
		}
		if text := f.s[v.begin:max(v.begin, v.end)]; text != "" && !neverSecret(text) && !isSentence(text) && !isProse(text) {
			f.addValue(v, kindValue)
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
	if next := at(f.s, skipSpace(f.s, v.after)); !v.quoted || v.begin >= v.end || next != ')' && !(next == ',' && (looksSecret(f.s[v.begin:v.end]) || strings.Contains(f.s[v.begin:v.end], " "))) {
		return false
	}
	text := f.s[v.begin:v.end]
	if st == weak && !looksRandom(text) {
		return false
	}
	if text[0] == '-' || lookWord(text) != nil || neverSecret(text) || isSentence(text) || strings.Contains(text, "_") && !looksRandom(text) || strings.HasSuffix(text, ": ") {
		return false
	}
	f.addValue(v, kindValue)
	return true
}

// column masks a column of a table under its head: a name between the signs that
// separate cells. It tells whether it did.
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
		right := f.lineEnd
		if k := strings.Index(s[end:f.lineEnd], sign); k >= 0 {
			right = end + k
		}
		if left <= f.lineStart {
			left = f.lineStart
		}
		if strings.Trim(s[left:begin]+s[end:right], " \t\"'*") != "" || !isHead(line, sign) {
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
	s := f.s
	found := false
	for i := f.lineEnd + 1; i < len(s); {
		end := len(s)
		if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
			end = i + n
		}
		if end-i > window || strings.Count(s[i:end], sign) != count {
			break
		}
		begin := i
		for range k {
			begin += strings.Index(s[begin:end], sign) + 1
		}
		stop := end
		if n := strings.Index(s[begin:end], sign); n >= 0 {
			stop = begin + n
		}
		cell := s[begin:stop]
		text := strings.Trim(cell, " \t\r\"'`*")
		if text != "" && !neverSecret(text) && !isProse(text) && strings.Trim(text, "-:=") != "" {
			at := begin + strings.Index(cell, text)
			f.add(at, at+len(text), kindTable)
			found = true
		}
		i = end + 1
		f.tableEnd = i
	}
	return found
}
