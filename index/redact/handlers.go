package redact

// handlers are what the list of words calls them: what is looked for behind words and
// phrases besides the value of a name.
var handlers map[string]handler

func init() {
	handlers = map[string]handler{
		"authorization":  authorization,
		"cookie":         cookie,
		"basic":          basic,
		"passe":          passe,
		"piped":          piped,
		"call":           call,
		"credentialPair": credentialPair,
		"sent":           sent,
		"echo":           echo,
		"account":        account,
		"pair":           pair,
	}
}
