package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/i18n"
)

// configOf reads a configuration from the three places.
func configOf(t *testing.T, args []string, env map[string]string, file string) (*config, error) {
	t.Helper()
	c := newConfig(func(key string, pairs ...any) string { return i18n.New().Text("en", key, pairs...) })
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	c.addFlags(flags)
	if file != "" {
		path := filepath.Join(t.TempDir(), "waptkb.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--config", path)
	}
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	return c, c.read(func(key string) string { return env[key] })
}

func TestConfigPrecedence(t *testing.T) {
	const file = `
addr = "file:1"
rate-limit = 5
cors-origins = ["https://a.example", "https://b.example"]
mattermost-tokens = ["f1", "f2"]
chat-private = true
`
	env := map[string]string{"WAPTKB_ADDR": "env:1", "WAPTKB_LOG_FORMAT": "json", "WAPTKB_MATTERMOST_TOKENS": "e1,e2", "WAPTKB_PUBLIC_URL": ""}
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		file string
		addr string
		from source
	}{
		"default":     {nil, nil, "", defaultAddr, fromDefault},
		"file":        {nil, nil, file, "file:1", fromFile},
		"environment": {nil, env, file, "env:1", fromEnv},
		"flag":        {[]string{"--addr", "flag:1"}, env, file, "flag:1", fromFlag},
	} {
		c, err := configOf(t, test.args, test.env, test.file)
		if err != nil || c.addr != test.addr || c.sources["addr"] != test.from {
			t.Errorf("%s: addr = %q from %s (%v), want %q from %s", name, c.addr, c.sources["addr"], err, test.addr, test.from)
		}
	}
	c, err := configOf(t, nil, env, file)
	if err != nil {
		t.Fatal(err)
	}
	if c.RateLimit != 5 || len(c.Origins) != 2 || !c.Chat.Private || c.logFormat != "json" || strings.Join(*c.chats["mattermost-tokens"], " ") != "e1 e2" {
		t.Errorf("settings = %+v", c.settings)
	}
}

// TestDeskSettings reads those of help desks from all places, and shows none that is
// secret.
func TestDeskSettings(t *testing.T) {
	c, err := configOf(t, []string{"--zammad-url", "https://zammad.example.org"}, map[string]string{
		"WAPTKB_ZAMMAD_SECRETS": "hush1,hush2", "WAPTKB_ZAMMAD_TOKEN": "hush3", "WAPTKB_ZAMMAD_CA": "/ca.pem",
	}, "glpi-secrets = [\"hush4\"]\nglpi-token = \"hush5\"\nglpi-app-token = \"hush6\"\nglpi-url = \"https://glpi.example.org/glpi\"")
	if err != nil {
		t.Fatal(err)
	}
	glpi, zammad := c.Desk.Desks["glpi"], c.Desk.Desks["zammad"]
	if len(*c.desks["zammad"]) != 2 || zammad.Token != "hush3" || zammad.CA != "/ca.pem" || glpi.AppToken != "hush6" || glpi.Token != "hush5" || glpi.URL != "https://glpi.example.org/glpi" {
		t.Errorf("settings = %+v, %+v", glpi, zammad)
	}
	var out bytes.Buffer
	if err := c.print(&out); err != nil || strings.Contains(out.String(), "hush") || !strings.Contains(out.String(), `# glpi-token = "***"`) {
		t.Errorf("printed (%v):\n%s", err, out.String())
	}
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	c.addFlags(flags)
	for _, name := range []string{"glpi-token", "glpi-secrets", "zammad-token", "glpi-app-token"} {
		if flags.Lookup(name) != nil {
			t.Errorf("--%s can be read by other users of the machine", name)
		}
	}
}

// TestSecretVariables pins the names that administrators know.
func TestSecretVariables(t *testing.T) {
	c, err := configOf(t, nil, map[string]string{
		"WAPTKB_SLACK_SIGNING_SECRET": "s", "WAPTKB_MATTERMOST_TOKENS": "m1,m2", "WAPTKB_ROCKETCHAT_TOKENS": "r", "WAPTKB_TEAMS_SECRETS": "dA==",
	}, "")
	if err != nil || len(*c.chats["slack-signing-secret"]) != 1 || len(*c.chats["mattermost-tokens"]) != 2 || len(*c.chats["rocketchat-tokens"]) != 1 || len(*c.chats["teams-secrets"]) != 1 {
		t.Errorf("settings = %+v, %v", c.settings, err)
	}
	got := secrets(map[string]*[]string{"x": {"a", "", " b "}, "y": {""}})
	if strings.Join(got["x"], "|") != "a|b" || len(got["y"]) != 0 {
		t.Errorf("secrets = %q", got)
	}
}

func TestConfigRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		file string
		want string
	}{
		"value in the environment": {nil, map[string]string{"WAPTKB_RATE_LIMIT": "much"}, "", "WAPTKB_RATE_LIMIT"},
		"value in the file":        {nil, nil, `rate-burst = "much"`, "rate-burst"},
		"unknown setting":          {nil, nil, `adr = "x"`, "public-url"},
		"not TOML":                 {nil, nil, `addr = `, "waptkb.toml"},
		"missing file":             {[]string{"--config", "/no/such.toml"}, nil, "", "/no/such.toml"},
		"log format":               {[]string{"--log-format", "xml"}, nil, "", "text, json"},
		"frame origin":             {[]string{"--frame-origins", "https://*.example.org"}, nil, "", "https://portal.example.org"},
		"half of a desk":           {nil, map[string]string{"WAPTKB_GLPI_SECRETS": "s", "WAPTKB_GLPI_URL": "https://glpi.example.org"}, "", "WAPTKB_GLPI_TOKEN"},
		"half of TLS":              {[]string{"--tls-cert", "x"}, nil, "", "tls-key"},
		"public URL":               {[]string{"--public-url", "help.example.org"}, nil, "", "https://"},
		"public URL, no host":      {[]string{"--public-url", "https:///x"}, nil, "", "public-url"},
		"public URL, name":         {[]string{"--public-url", "https://user@help.example.org"}, nil, "", "public-url"},
		"public URL, quote":        {[]string{"--public-url", `https://help.example.org/"x`}, nil, "", "public-url"},
		"public URL, line":         {[]string{"--public-url", "https://help.example.org\r\nx"}, nil, "", "public-url"},
		"public URL, query":        {[]string{"--public-url", "https://help.example.org/?x"}, nil, "", "public-url"},
		"origin with a path":       {[]string{"--cors-origins", "https://a.example/x"}, nil, "", "origin"},
		"negative":                 {[]string{"--rate-limit", "-1"}, nil, "", "rate-limit"},
		"not a number":             {[]string{"--rate-limit", "NaN"}, nil, "", "rate-limit"},
		"negative duration":        {[]string{"--drain-delay", "-1s"}, nil, "", "drain-delay"},
		"duration without a unit":  {nil, map[string]string{"WAPTKB_DRAIN_DELAY": "5"}, "", "WAPTKB_DRAIN_DELAY"},
		"no log":                   {[]string{"--max-log-mib", "0"}, nil, "", "max-log-mib"},
		"secret as a flag":         {[]string{"--slack-signing-secret", "x"}, nil, "", "unknown flag"},
	} {
		if _, err := configOf(t, test.args, test.env, test.file); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

// TestPrintedConfig checks that what is printed can be read again, and that no
// secret is in it.
func TestPrintedConfig(t *testing.T) {
	c, err := configOf(t, []string{"--rate-limit", "2.5", "--cors-origins", "https://a.example"},
		map[string]string{"WAPTKB_SLACK_SIGNING_SECRET": "hush-hush", "WAPTKB_TEAMS_SECRETS": "aHVzaA==,aHVzaA=="}, "addr = \":1\"\ndrain-delay = \"90s\"")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := c.print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"rate-limit = 2.5 # flag\n", "addr = \":1\" # file\n", "drain-delay = \"1m30s\" # file\n", "# slack-signing-secret = [\"***\"] # environment\n", `["***", "***"]`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("printed:\n%s\nwithout %q", b.String(), want)
		}
	}
	again, err := configOf(t, nil, nil, b.String())
	if err != nil || again.RateLimit != 2.5 || again.addr != ":1" || again.Drain != c.Drain || len(again.Origins) != 1 || len(*again.chats["slack-signing-secret"]) != 0 {
		t.Errorf("read again: %+v, %v", again.settings, err)
	}
	a := app{stdout: terminal.NewWriter(&b)}
	if err := a.writeJSON(c.printable(), true); err != nil || strings.Contains(b.String(), "hush") || strings.Contains(b.String(), "aHVz") {
		t.Errorf("a secret is printed, or %v:\n%s", err, b.String())
	}
}

// TestListenURL: what may stand in replies that other people read.
func TestListenURL(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.1:8080": "http://192.0.2.1:8080", "[2001:db8::1]:80": "http://[2001:db8::1]:80", "kb.example.org:8080": "http://kb.example.org:8080",
		":8080": "", "0.0.0.0:8080": "", "[::]:8080": "", "[::ffff:0.0.0.0]:8080": "",
		"127.0.0.1:8080": "", "[::1]:8080": "", "localhost:8080": "",
		"192.0.2.1:0": "", "192.0.2.1:http": "", "192.0.2.1": "", "a b:80": "", "[fe80::1%eth0]:80": "",
	} {
		if got := (settings{addr: addr}).listenURL(); got != want {
			t.Errorf("%s: %q, want %q", addr, got, want)
		}
	}
	if got := (settings{addr: "192.0.2.1:443", tlsCert: "x"}).listenURL(); got != "https://192.0.2.1:443" {
		t.Errorf("with TLS: %q", got)
	}
}
