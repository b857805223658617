package redact

// The kinds of secrets that are masked: the specification of this package. Each has
// examples, and neighbours that hold no secret, in the table of kinds_test.go.
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
