package redact

import (
	"strings"
	"testing"

	"waptkb/index/hostile"
)

// rows are signs of secrets that lead nowhere, besides those of the package hostile.
var rows = []hostile.Row{
	{Name: "options of a command", Unit: "psexec -p "},
	{Name: "user and password", Unit: "-u a -p "},
	{Name: "net use of shares", Unit: `net use \\a `},
	{Name: "net user", Unit: "net user a "},
	{Name: "echo", Unit: "echo a "},
	{Name: "login calls", Unit: "login("},
	{Name: "calls with strings", Unit: "login('a',"},
	{Name: "eyJ", Unit: "eyJ"},
	{Name: "at signs in URLs", Unit: "://a@"},
	{Name: "userinfo", Unit: "://a:b"},
	{Name: "columns of URL", Unit: "a://a:@"},
	{Name: "clauses", Unit: "mot de passe du compte "},
	{Name: "copulas", Unit: "password is "},
	{Name: "XML names", Unit: "<password "},
	{Name: "XML names without text", Unit: "<password>"},
	{Name: "attributes", Unit: `"password" value`},
	{Name: "table heads", Unit: "login,password\n"},
	{Name: "tables", Unit: "login|password\na|b\n"},
	{Name: "one table", Unit: "password|"},
	{Name: "hashes", Unit: "$6$a$"},
	{Name: "cookies without values", Unit: "Cookie: a;"},
	{Name: "open keys", Unit: "-----BEGIN PRIVATE KEY-----\nabcd"},
	{Name: "key ends", Unit: "-----"},
	{Name: "open quotes", Unit: `password='(`},
	{Name: "empty quotes", Unit: `password=""`},
	{Name: "hidden values", Unit: "password=(hidden"},
	{Name: "variables", Unit: "password=$A:"},
	{Name: "lists", Unit: "passwords: ['"},
	{Name: "licences", Unit: "licence A-B-"},
	{Name: "groups", Unit: "token=abc abc "},
	{Name: "pairs", Unit: "login a "},
	{Name: "registry", Unit: "Password /d "},
	{Name: "setx", Unit: "setx a "},
	{Name: "headers", Unit: "Authorization: "},
	{Name: "quoted headers", Unit: `"Authorization": "`},
	{Name: "pgpass", Unit: "a:5432:a:a:\n"},
	{Name: "dashes in a name", Unit: "password-"},
	{Name: "escapes", Unit: `\"password\":\"`},
	{Name: "percent", Unit: "password%3D"},
	{Name: "ldap", Unit: "{SHA}"},
	{Name: "open quotes in prose", Unit: "mot de passe « "},
	{Name: "open lists", Unit: "passwords: [\"("},
	{Name: "brackets", Unit: "password=a["},
}

func TestCost(t *testing.T) {
	hostile.Measured(t)
	const n = 64 << 10
	for _, row := range append(hostile.Rows(), rows...) {
		if ratio := hostile.Ratio(row, n, func(text string) { Find(text) }); ratio > hostile.Linear {
			t.Errorf("%s: twice the text costs %.1f times as much", row.Name, ratio)
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, row := range append(hostile.Rows(), rows...) {
		text := row.Text(1 << 20)
		b.Run(row.Name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Find(text)
			}
		})
	}
}

func BenchmarkOrdinary(b *testing.B) {
	text := strings.Repeat("2024-03-12 08:14:52,301 [waptcore] INFO Installation du paquet tis-firefox-esr (115.9.1-122), déjà téléchargé dans C:\\Program Files (x86)\\wapt\\cache\n", 200)[:16<<10]
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}
