// Package redact masks secrets in text that is shown again: people paste logs, shell
// transcripts, configuration and tickets, in French and English, with passwords,
// tokens and keys inside.
//
// The kinds of secrets, below, are the specification: what is masked, each kind with
// examples and with neighbours that must stay byte for byte. In short:
//
//   - a secret has a name before it (password=, "mdp" :, <Password>, le mot de passe
//     est, X-Api-Key:), or an option of a command (curl -u bob:X, net use Z: \\srv X),
//     or a place (https://bob:X@host), or a shape of its own (a JWT, a private key);
//   - the secret word must end the name, perhaps followed by prod, old, 2, hash and
//     the like: token_lifetime and password_min_length name no secret;
//   - what looks made up near such a name is taken for the secret, wherever in the line
//     it stands, and a secret is masked wherever else it stands in the text;
//   - what says that there is no secret stays: empty, null, true, up to three digits,
//     ***, <placeholder>, $VAR, a function call, the path of a file, and words that
//     speak about a password (Password: incorrect, le mot de passe est obligatoire);
//   - [Mask] stands for the secret, whatever its length. What is masked stays as it is
//     when it is masked again.
//
// What is known is data: words, programs and where they take a secret (words.txt), the
// shapes of secrets (shapes.txt), what is no secret (never.txt). The text is read once,
// from left to right. Words are folded (see package fold) and looked up; only behind a
// word, an option or a character that announces a secret is there more work, which looks
// ahead at most [window] bytes unless what it reads is masked and thereby done with. Then what is near the names that were met is read once
// more (see nearby), and the text is searched for what was found (see again).
package redact

import "strings"

// Mask stands where a secret stood.
const Mask = "•••"

// Span is a secret in a text: text[Start:End], and the name of its kind.
type Span struct {
	Start, End int
	Kind       string
}

// The kinds of secrets that are masked. Each has examples, and neighbours that hold no
// secret, in the table of kinds_test.go.
const (
	// What stands behind the name of a secret and a separator, in configuration, JSON, XML,
	// code and URLs.
	kindValue = "value of a name"
	// A password that a sentence tells, in French or English, and the second of bob / secret
	// behind a word for who logs in.
	kindProse = "prose"
	// A column whose head names a secret.
	kindTable = "table"
	// A secret on a command line: an option's, or by its place.
	kindCommand = "command"
	// The last string among the arguments of a function that logs in.
	kindCall = "call"
	// The credentials in an Authorization header, behind its scheme, and of Bearer.
	kindHeader = "header"
	// The values of cookies that are those of a session, or not short.
	kindCookie = "cookie"
	// The password of a URL, also with @ : / # in it.
	kindURL = "url"
	// A token that shows by its shape whose it is: JWT, Slack, GitHub, GitLab, AWS, Google,
	// npm, Vault, Stripe, Telegram.
	kindToken = "token by its shape"
	// The text of a private key, also one that is cut or on one line.
	kindPrivate = "private key"
	// A hash of a password: crypt, LDAP, NT.
	kindHash = "hash of a password"
	// A key of a keytab, as klist and ktutil show it.
	kindKerberos = "kerberos key"
	// A recovery key of BitLocker.
	kindRecovery = "recovery key"
	// A product key or a number of a licence.
	kindProduct = "product key"
)

// Secrets gives s with its secrets masked. It returns s itself when there is none.
func Secrets(s string) string { return withoutSecrets(s, Find(s)) }

// withoutSecrets masks the spans that were found in s, and what that lays bare.
func withoutSecrets(s string, found []Span) string {
	for round := 0; len(found) > 0 && round < maxRounds; round++ {
		s = mask(s, found)
		found = Find(s)
	}
	return s
}

// maxRounds bounds how often a text is masked: what was masked may lay bare what
// stood unseen in it, in text that is broken on purpose.
const maxRounds = 8

// mask puts Mask in the place of the spans.
func mask(s string, spans []Span) string {
	var b strings.Builder
	b.Grow(len(s))
	end := 0
	for _, sp := range spans {
		b.WriteString(s[end:sp.Start])
		b.WriteString(Mask)
		end = sp.End
	}
	b.WriteString(s[end:])
	return b.String()
}

// Find gives the secrets of s, in their order. They do not overlap, and begin and end
// between runes.
func Find(s string) []Span {
	prepare()
	f := finder{s: s}
	f.run()
	f.nearby()
	f.again()
	return f.spans
}
