package redact

import "strings"

// token is a shape that needs no name: what it begins with, how many bytes follow at
// least, and which.
type token struct {
	prefix string
	least  int
	ok     func(byte) bool
}

func isBase64(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '=' }
func isJWT(c byte) bool    { return isToken(c) || c == '.' || c == '=' }
func isUpperDigit(c byte) bool {
	return isUpper(c) || isDigit(c)
}

var tokens = []token{
	{"eyJ", 9, isJWT},
	{"xoxa-", 8, isToken}, {"xoxb-", 8, isToken}, {"xoxe-", 8, isToken}, {"xoxp-", 8, isToken}, {"xoxr-", 8, isToken}, {"xoxs-", 8, isToken}, {"xoxc-", 8, isToken}, {"xoxd-", 8, isToken}, {"xapp-", 8, isToken},
	{"ghp_", 16, isAlnum}, {"gho_", 16, isAlnum}, {"ghu_", 16, isAlnum}, {"ghs_", 16, isAlnum}, {"ghr_", 16, isAlnum}, {"github_pat_", 16, isName},
	{"glpat-", 12, isJWT}, {"gldt-", 12, isJWT}, {"glrt-", 12, isJWT}, {"glsa_", 12, isName}, {"glcbt-", 12, isJWT}, {"glptt-", 12, isJWT}, {"gloas-", 12, isJWT}, {"GR1348941", 12, isToken},
	{"AKIA", 12, isUpperDigit}, {"ASIA", 12, isUpperDigit}, {"AIza", 20, isToken}, {"ya29.", 16, isJWT}, {"GOCSPX-", 16, isToken},
	{"npm_", 16, isAlnum}, {"pypi-", 16, isToken}, {"dop_v1_", 16, isAlnum}, {"hvs.", 12, isJWT}, {"hvb.", 12, isJWT}, {"hvr.", 12, isJWT}, {"s.", 24, isAlnum},
	{"sk_live_", 10, isAlnum}, {"sk_test_", 10, isAlnum}, {"rk_live_", 10, isAlnum}, {"whsec_", 16, isBase64}, {"sk-", 20, isToken}, {"SG.", 24, isJWT}, {"dckr_pat_", 12, isToken}, {"dckr_oat_", 12, isToken}, {"shpat_", 16, isAlnum},
	{"squ_", 20, isAlnum}, {"sqp_", 20, isAlnum}, {"sqa_", 20, isAlnum}, {"hf_", 20, isAlnum}, {"rubygems_", 20, isAlnum}, {"lin_api_", 20, isAlnum}, {"NRAK-", 16, isToken}, {"PMAK-", 16, isToken}, {"ATATT3", 16, isJWT}, {"AGE-SECRET-KEY-", 16, isToken},
	{"tskey-", 12, isToken}, {"key-", 30, isHex}, {"EAAC", 40, isAlnum}, {"oy2", 40, isAlnum}, {"dapi", 32, isHex}, {"nvapi-", 20, isToken}, {"fo1_", 16, isToken}, {"perm:", 20, isJWT}, {"secret-token:", 8, isJWT},
}

// tokensBy lists the tokens by their first byte; tokenStarts tells which first two
// bytes there are.
var (
	tokensBy    [256][]token
	tokenStarts [256][4]uint64
)

func init() {
	for _, t := range tokens {
		first, second := t.prefix[0], t.prefix[1]
		tokensBy[first] = append(tokensBy[first], t)
		tokenStarts[first][second>>6] |= 1 << (second & 63)
	}
}

// shape masks a word that is a secret by its shape. It tells whether it did.
func (f *finder) shape(before byte) bool {
	s, i := f.s, f.i
	second := at(s, i+1)
	for _, t := range tokensBy[s[i]] {
		if tokenStarts[s[i]][second>>6]&(1<<(second&63)) == 0 {
			break
		}
		if !strings.HasPrefix(s[i:], t.prefix) || before == '-' || before == '_' {
			continue
		}
		begin := i + len(t.prefix)
		if end := run(s, begin, len(s), t.ok); end-begin >= t.least {
			for end > begin && s[end-1] == '.' && !strings.HasPrefix(s[end:], "…") {
				end--
			}
			if t.prefix == "eyJ" && end-begin < 20 && !strings.Contains(s[begin:end], ".") || t.prefix == "s." && !looksRandom(s[begin:end]) || t.prefix == "sk-" && !looksRandom(s[begin:end]) {
				continue
			}
			f.add(i, end, kindToken)
			return true
		}
	}
	if before != '.' && f.signedToken() {
		return true
	}
	switch c := s[i]; {
	case isDigit(c) && strings.HasPrefix(s[i:], "5432:"):
		return f.pgpassEntry()
	case isDigit(c):
		return f.recoveryKey() || f.productKey() || f.botToken()
	case c == 'b' && strings.HasPrefix(s[i:], "bot") && isDigit(at(s, i+3)):
		f.i += 3
		if f.botToken() {
			return true
		}
		f.i = i
	case c == 'T' && strings.HasPrefix(s[max(0, i-10):i], "/services/"):
		return f.slackHook()
	case isUpper(c):
		return f.productKey()
	}
	if isHex(s[i]) && f.ntHash() {
		return true
	}
	return false
}

// signedToken masks what itsdangerous signs: data, time and a signature of 27
// characters, in base64 for URLs with points between them.
func (f *finder) signedToken() bool {
	s, i := f.s, f.i
	const longest = 512
	data := run(s, i, longest, isToken)
	if at(s, data) != '.' || data-i < 8 || data-i == longest {
		return false
	}
	time := run(s, data+1, 12, isToken)
	if at(s, time) != '.' || time-data-1 < 5 || time-data-1 > 8 {
		return false
	}
	end := run(s, time+1, 44, isToken)
	if n := end - time - 1; n != 27 && n != 43 || !looksRandom(s[time+1:end]) {
		return false
	}
	f.add(i, end, kindToken)
	return true
}

// pgpassEntry masks X of host:5432:base:user:X anywhere in a line.
func (f *finder) pgpassEntry() bool {
	s, i := f.s, f.i+len("5432:")
	for range 2 {
		stop := run(s, i, 64, func(c byte) bool { return isToken(c) || c == '*' })
		if stop == i || at(s, stop) != ':' {
			return false
		}
		i = stop + 1
	}
	v := f.proseValue(i)
	if v.begin >= v.end || neverSecret(s[v.begin:v.end]) || at(s, f.i-1) != ':' {
		return false
	}
	f.addValue(v, kindValue)
	return true
}

// slackHook masks the last part of https://hooks.slack.com/services/T…/B…/X.
func (f *finder) slackHook() bool {
	s := f.s
	team := run(s, f.i, 16, isUpperDigit)
	if at(s, team) != '/' {
		return false
	}
	bot := run(s, team+1, 16, isUpperDigit)
	if at(s, bot) != '/' {
		return false
	}
	end := run(s, bot+1, 64, isAlnum)
	if end-bot < 9 {
		return false
	}
	f.add(bot+1, end, kindToken)
	return true
}

// botToken masks the token of a Telegram bot: 6120483397:AAHk3vQ9z…
func (f *finder) botToken() bool {
	s, i := f.s, f.i
	colon := run(s, i, 11, isDigit)
	if colon < i+8 || at(s, colon) != ':' {
		return false
	}
	end := run(s, colon+1, 64, isToken)
	if end-colon < 34 || !strings.HasPrefix(s[colon:], ":AA") {
		return false
	}
	f.add(i, end, kindToken)
	return true
}

// recoveryKey masks eight groups of six digits, as BitLocker has them, and NT hashes.
func (f *finder) recoveryKey() bool {
	s, i := f.s, f.i
	j := i
	groups := 0
	for groups < 8 && run(s, j, 7, isDigit) == j+6 {
		j += 6
		groups++
		if groups < 8 {
			if c := at(s, j); c != '-' && c != ' ' {
				break
			}
			j++
		}
	}
	if groups < 6 {
		return f.ntHash()
	}
	f.add(i, j, kindRecovery)
	return true
}

// productKey masks five groups of five capitals and digits.
func (f *finder) productKey() bool {
	s, i := f.s, f.i
	j := i
	digits, letters := false, false
	for g := range 5 {
		end := run(s, j, 6, isUpperDigit)
		if end != j+5 {
			return isHex(s[i]) && f.ntHash()
		}
		for ; j < end; j++ {
			digits = digits || isDigit(s[j])
			letters = letters || isUpper(s[j])
		}
		if g < 4 {
			if at(s, j) != '-' {
				return isHex(s[i]) && f.ntHash()
			}
			j++
		}
	}
	if !digits || !letters || at(s, j) == '-' {
		return false
	}
	f.add(i, j, kindProduct)
	return true
}

// ntHash masks two hashes of 32 hexadecimal digits with a colon between them, as
// pwdump writes them.
func (f *finder) ntHash() bool {
	s, i := f.s, f.i
	if at(s, i+16) == ':' && run(s, i, 16, isHex) == i+16 && run(s, i+17, 33, isHex) == i+49 && at(s, i+49) == ':' { // a challenge and its answer
		f.add(i+17, run(s, i+50, window, isHex), kindHash)
		return true
	}
	if i+65 > len(s) || s[i+32] != ':' || isHex(at(s, i+65)) {
		return false
	}
	if run(s, i, 32, isHex) != i+32 || run(s, i+33, 32, isHex) != i+65 {
		return false
	}
	f.add(i, i+65, kindHash)
	return true
}

// pathToken masks X of /token/X, of /hooks/X, of /webhooks/12345/X.
func pathToken(f *finder, begin, end int) {
	s := f.s
	if at(s, end) != '/' || strings.IndexByte("/-_", at(s, begin-1)) < 0 {
		return
	}
	i := end + 1
	for range 2 {
		stop := run(s, i, 256, isToken)
		if text := s[i:stop]; len(text) >= 20 && looksRandom(text) {
			f.add(i, stop, kindToken)
			return
		} else if !allDigits(text) || at(s, stop) != '/' {
			return
		}
		i = stop + 1
	}
}

// privateLines masks the private lines of a key of PuTTY.
func privateLines(f *finder, begin, end int) {
	s := f.s
	if at(s, end) != ':' {
		return
	}
	one := skipSpace(s, end+1)
	one = skipSpace(s, run(s, one, 3, isDigit))
	if stop := run(s, one, len(s), isBase64); stop-one >= 12 { // all on one line
		f.add(one, stop, kindPrivate)
		return
	}
	if f.lineEnd+1 >= len(s) {
		return
	}
	i := min(f.lineEnd+1, len(s))
	if at(s, i) == '\n' {
		i++
	}
	stop := run(s, i, len(s), func(c byte) bool { return isBase64(c) || c == '\n' || c == '\r' })
	if k := strings.LastIndexByte(s[i:stop], '\n'); k > 0 && stop < len(s) {
		stop = i + k
	}
	f.add(i, stop, kindPrivate)
}

// rsaKey masks what is private in <RSAKeyValue>.
func rsaKey(f *finder, begin, end int) {
	s := f.s
	if at(s, begin-1) != '<' {
		return
	}
	limit := min(len(s), end+2*window)
	for _, tag := range []string{"P", "Q", "DP", "DQ", "InverseQ", "D"} {
		if k := strings.Index(s[end:limit], "<"+tag+">"); k >= 0 {
			i := end + k + len(tag) + 2
			if stop := run(s, i, window, isBase64); stop > i {
				f.add(i, stop, kindPrivate)
			}
		}
	}
}

// privateKey masks what follows -----BEGIN … PRIVATE KEY-----, to its end or as far as
// it looks like one.
func (f *finder) privateKey() {
	s, i := f.s, f.i
	dashes := run(s, i, 5, func(c byte) bool { return c == '-' }) - i
	line := s[i : i+dashes]
	begin := skipSpace(s, i+dashes) + len("BEGIN")
	k := strings.Index(s[min(begin, len(s)):min(len(s), begin+64)], line)
	if k < 0 || !strings.Contains(s[begin:begin+k], "PRIVATE KEY") {
		f.i = begin
		return
	}
	begin += k + dashes
	if end := f.endOfKey(begin, line); end > begin && strings.Trim(s[begin:end], " \t\r\n\\rn") != "" {
		f.add(begin, end, kindPrivate)
		return
	}
	f.i = begin
}

// endOfKey is where a private key ends that begins at i: before -----END, and without
// one behind what looks like base64 and its headers.
func (f *finder) endOfKey(i int, line string) int {
	s := f.s
	const longest = 16 << 10
	if k := strings.Index(s[i:min(len(s), i+longest)], line); k >= 0 {
		return i + k
	}
	end := run(s, i, len(s), func(c byte) bool { return isBase64(c) || strings.IndexByte("\r\n \t\\:,-", c) >= 0 })
	for end > i && strings.IndexByte(" \t\r\n\\", s[end-1]) >= 0 {
		end--
	}
	return end
}

// cryptHash masks $6$salt$hash and its kin.
func (f *finder) cryptHash() {
	s, i := f.s, f.i
	id := run(s, i+1, 24, func(c byte) bool { return isToken(c) })
	if id == i+1 || at(s, id) != '$' {
		return
	}
	if !isDigit(s[i+1]) && !knownHash(s[i+1:id]) {
		return
	}
	end := run(s, id+1, 1024, func(c byte) bool { return isToken(c) || strings.IndexByte("./+=$,", c) >= 0 })
	if end-i < 20 || strings.Count(s[id:end], "$") < 2 && !(end-i > 40) {
		return
	}
	f.add(i, end, kindHash)
}

func knownHash(id string) bool {
	for _, h := range []string{"apr1", "pbkdf2", "argon2", "scrypt", "y", "2a", "2b", "2y", "sha", "md5", "S", "P", "H", "bcrypt", "gy", "krb5", "DCC2", "ml", "7"} {
		if strings.HasPrefix(id, h) && (len(h) > 1 || id == h) {
			return true
		}
	}
	return false
}

// namedHash masks pbkdf2:sha256:260000$salt$hash, as Python's web frameworks write it.
func namedHash(f *finder, begin, end int) {
	stop := run(f.s, begin, 1024, func(c byte) bool { return isToken(c) || strings.IndexByte(":$./+=", c) >= 0 })
	if at(f.s, end) == ':' && strings.Count(f.s[end:stop], "$") >= 2 && stop-begin > 40 {
		f.add(begin, stop, kindHash)
	}
}

// ldapHash masks {SSHA}hash and its kin.
func (f *finder) ldapHash() {
	s, i := f.s, f.i
	end := run(s, i+1, 24, func(c byte) bool { return isToken(c) })
	if at(s, end) != '}' {
		return
	}
	switch strings.ToUpper(s[i+1 : end]) {
	case "SHA", "SSHA", "MD5", "SMD5", "CRYPT", "SSHA256", "SSHA384", "SSHA512", "SHA256", "SHA512", "PBKDF2", "PBKDF2-SHA256", "PBKDF2-SHA512", "PBKDF2_SHA256", "ARGON2", "CLEARTEXT", "PLAIN", "BLF-CRYPT", "SHA512-CRYPT", "SHA256-CRYPT", "CRAM-MD5", "NTLM", "NS-MTA-MD5":
	default:
		return
	}
	stop := run(s, end+1, 1024, func(c byte) bool { return isBase64(c) || c == '$' || c == '.' || c == '-' || c == '_' })
	if stop-end < 5 {
		return
	}
	f.add(i, stop, kindHash)
}

// kerberosKey masks (0x…) behind the type of encryption, as klist -K shows keys.
func (f *finder) kerberosKey() {
	s, i := f.s, f.i
	if !strings.HasPrefix(s[i:], "(0x") || !strings.HasSuffix(strings.TrimRight(s[max(0, i-4):i], " "), ")") {
		return
	}
	end := run(s, i+3, 129, isHex)
	if n := end - i - 3; n < 16 || n%16 != 0 || at(s, end) != ')' {
		return
	}
	f.add(i+3, end, kindKerberos)
}

// hexKey masks the key that ktutil and others show: Key for X (hex): 13c0…
func hexKey(f *finder, begin, end int) {
	s := f.s
	if at(s, end) != ' ' {
		return
	}
	if i := skipSpace(s, end); hasFold(s, i, "0x") {
		if stop := run(s, i+2, 256, isHex); stop-i-2 >= 32 {
			f.add(i+2, stop, kindKerberos)
		}
		return
	}
	const sign = "(hex):"
	k := strings.Index(s[end:min(len(s), end+160)], sign)
	if k < 0 || end+k > f.lineEnd {
		return
	}
	i := skipSpace(s, end+k+len(sign))
	if stop := run(s, i, 256, isHex); stop-i >= 16 {
		f.add(i, stop, kindKerberos)
	}
}

// serialProperty masks X of SERIAL=X, as installers take it; serial numbers of
// certificates and machines are no secrets.
func serialProperty(f *finder, begin, end int) {
	s := f.s
	if i := skipSpace(s, end+1); (at(s, end) == '=' || at(s, end) == ':') && run(s, i, 3, isDigit) == i+3 && at(s, i+3) == '-' && run(s, i+4, 9, isDigit) == i+12 { // as Autodesk's
		f.add(i, i+12, kindProduct)
		return
	}
	if s[begin:end] != "SERIAL" && s[begin:end] != "SERIALNUMBER" && !(f.isOption(begin) && f.nameBegin(begin)+2 >= begin) || at(s, end) != '=' && at(s, end) != ':' {
		return
	}
	if v := f.valueAt(end + 1); v.begin < v.end && v.end-v.begin < window && strings.ContainsAny(s[v.begin:v.end], "- ") && !neverSecret(s[v.begin:v.end]) {
		f.addValue(v, kindProduct)
	}
}

// ntlm masks NTLM : hash.
func hexHash(f *finder, begin, end int) {
	sep := f.separator(begin, end)
	if sep.kind != ':' && sep.kind != '=' {
		return
	}
	v := f.valueAt(sep.end)
	stop := run(f.s, v.begin, 128, isHex)
	if n := stop - v.begin; n == 32 || n == 40 || n == 64 {
		f.add(v.begin, stop, kindHash)
	}
}

// pgpass masks the password of a line host:port:database:user:password.
func pgpass(f *finder) {
	s, i := f.s, f.i
	var cuts [4]int
	j := i
	for n := range cuts {
		limit := 64
		e := run(s, j, limit, func(c byte) bool { return isToken(c) || c == '.' || c == '*' || n > 1 && c == '@' })
		if at(s, e) != ':' || e == j {
			return
		}
		cuts[n] = e
		j = e + 1
	}
	port := s[cuts[0]+1 : cuts[1]]
	if port != "*" && (!allDigits(port) || len(port) < 4 || len(port) > 5) {
		return
	}
	end := run(s, j, 256, func(c byte) bool { return c > ' ' })
	text := s[j:end]
	if !isSpaceOrEnd(s, end) || text == "" || neverSecret(text) || strings.Contains(strings.ReplaceAll(text, `\:`, ""), ":") {
		return
	}
	if port != "*" && !strings.HasPrefix(port, "543") && !strings.HasPrefix(port, "64") && !looksSecret(text) {
		return
	}
	f.add(j, end, kindValue)
}

// community masks X of rocommunity X, of snmp-server community X.
func community(f *finder, begin, end int) {
	i := skipSpace(f.s, end)
	if i == end {
		return
	}
	low := strings.ToLower(f.s[begin:end])
	if low == "community" && !strings.HasSuffix(strings.ToLower(f.s[max(f.lineStart, begin-12):begin]), "snmp-server ") && !strings.HasSuffix(strings.ToLower(f.s[max(f.lineStart, begin-8):begin]), "snmp ") {
		return
	}
	v := f.valueAt(i)
	if v.begin < v.end && v.end-v.begin < window && !neverSecret(f.s[v.begin:v.end]) && (low != "community" || !isProse(f.s[v.begin:v.end])) {
		f.addValue(v, kindValue)
	}
}
