package redact

// handlers are what the list of words calls them: what is looked for behind words and
// phrases besides the value of a name.
var handlers map[string]handler

func init() {
	handlers = map[string]handler{
		"authorization":  authorization,
		"cookie":         cookie,
		"bearer":         bearer,
		"basic":          basic,
		"namedHash":      namedHash,
		"negotiate":      negotiate,
		"passe":          passe,
		"call":           call,
		"credentialPair": credentialPair,
		"sent":           sent,
		"sqlPassword":    sqlPassword,
		"pathToken":      pathToken,
		"privateLines":   privateLines,
		"rsaKey":         rsaKey,
		"licence":        licence,
		"echo":           echo,
		"account":        account,
		"secureString":   secureString,
		"pair":           pair,
		"hexKey":         hexKey,
		"serialProperty": serialProperty,
		"hexHash":        hexHash,
		"community":      community,
		"oracle":         oracle,
	}
}
