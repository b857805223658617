// Package redact masks secrets in text that is shown again: people paste whole
// logs, with passwords in URLs, tokens and private keys inside.
//
// Masked are the password of a URL (https://user:secret@host), the value behind
// password=, mdp:, token=, secret=, api_key= and the like, the credentials of an
// Authorization header, tokens of known shapes (Slack, GitHub, GitLab, AWS, JWT),
// and everything between the BEGIN and END lines of a private key. The length of
// what is masked does not show.
package redact

import (
	"regexp"
	"strings"
)

// Mask stands where a secret stood.
const Mask = "•••"

var rules = []struct {
	hint    string // lower-case text without which the rule cannot match
	pattern *regexp.Regexp
	with    string
}{
	{"private key", regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|$)`), "$1 " + Mask + " $2"},
	{"://", regexp.MustCompile(`(://[^\s:/@'"<>]{0,200}:)[^\s@'"<>]{1,500}@`), "$1" + Mask + "@"},
	{"authorization", regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|token|negotiate|digest|hmac)\s+)[^\s"',]+`), "$1" + Mask},
	{"", regexp.MustCompile(`(?i)(\b[\w-]{0,40}(?:password|passwd|pwd|passphrase|mot de passe|mdp|secret|token|api[_-]?key|access[_-]?key)\b["']?\s*[:=]\s*)("[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s"',;&]{1,500})`), "$1" + Mask},
	{"eyj", regexp.MustCompile(`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+`), Mask},
	{"", regexp.MustCompile(`\b(?:xox[abprs]-[\w-]{8,}|gh[pousr]_\w{20,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16})`), Mask},
}

// Secrets gives s with its secrets masked. It returns s itself when there is none.
func Secrets(s string) string {
	if !mayHoldSecret(s) {
		return s
	}
	lower := strings.ToLower(s)
	for _, r := range rules {
		if strings.Contains(lower, r.hint) {
			s = r.pattern.ReplaceAllString(s, r.with)
		}
	}
	return s
}

// mayHoldSecret is a cheap look for a sign of any rule.
func mayHoldSecret(s string) bool {
	return strings.ContainsAny(s, ":=-_") || strings.Contains(s, "AKIA")
}
