package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/assets"
	"waptkb/i18n"
)

// proof tells what runs a command that a page shows: text stands in a file, or else why
// nothing does.
type proof struct{ file, text, whyNot string }

const (
	debianStep  = "../../.ci/debian"
	rpmStep     = "../../.ci/rpm"
	windowsStep = "../../.ci/windows"
	scripts     = "testdata/script/"
)

// shown are the commands of all pages, with their proofs.
var shown = map[string]proof{
	"apt install ./waptkb-1.2.3-linux-amd64.deb":                    {file: debianStep, text: "inside dpkg -i /tmp/first.deb"},
	"apt install --allow-downgrades ./waptkb-1.2.2-linux-amd64.deb": {file: debianStep, text: "-i /tmp/first.deb # the way back"},
	"apt purge waptkb": {file: debianStep, text: "inside dpkg -P waptkb"},
	"dnf downgrade ./waptkb-1.2.2-linux-amd64.rpm":                           {file: rpmStep, text: "manage -U --oldpackage"},
	"dnf remove waptkb":                                                      {file: rpmStep, text: "manage -e waptkb"},
	"dnf install ./waptkb-1.2.3-linux-amd64.rpm":                             {file: rpmStep, text: `manage -i "$rpm"`},
	"systemctl enable --now waptkb":                                          {whyNot: "systemd does not run in tests; TestSystemd speaks its protocol"},
	"systemctl enable --now waptkb.socket":                                   {whyNot: "likewise; TestSystemd hands a socket over"},
	"systemctl restart waptkb":                                               {whyNot: "likewise; .ci/debian runs what the unit runs"},
	"systemctl edit waptkb":                                                  {whyNot: "it opens an editor"},
	"journalctl -u waptkb -o cat":                                            {whyNot: "there is no journal in tests; .ci/debian looks at what it would hold"},
	"waptkb service install":                                                 {file: windowsStep, text: "waptkb service install"},
	"waptkb service start":                                                   {file: windowsStep, text: "waptkb service start"},
	"waptkb service status":                                                  {file: windowsStep, text: "waptkb service status"},
	"waptkb service uninstall":                                               {file: windowsStep, text: "waptkb service uninstall"},
	"waptkb service install --firewall":                                      {whyNot: "Wine has no firewall"},
	`wapt-get build-upload C:\waptdev\waptkb-wapt`:                           {whyNot: "it needs a WAPT server and a certificate; cmd/release checks the package against WAPT's helpers"},
	"skopeo copy oci-archive:waptkb-1.2.3-oci.tar containers-storage:waptkb": {whyNot: "no container runs in tests; .ci/installed unpacks the image and starts it"},
	"podman run --read-only --publish 8080:8080 waptkb":                      {whyNot: "likewise"},
	"waptkb serve --config /etc/waptkb/waptkb.toml --print-config":           {file: "pages_test.go", text: `program(t, "serve", "--print-config", "--config", `},
	"waptkb licenses":                                                        {file: scripts + "version.txtar", text: "exec waptkb licenses"},
	"waptkb export /srv/partage/aide-wapt":                                   {file: scripts + "export.txtar", text: "exec waptkb export --content-only --content $SAMPLE site"},
	"waptkb export --content /srv/articles /srv/partage/aide-wapt":           {file: scripts + "export.txtar", text: "exec waptkb export --content-only --content $SAMPLE site"},
	"waptkb new badge-imprimante --content /srv/articles":                    {file: scripts + "lint.txtar", text: "exec waptkb new badge-imprimante --content own"},
	"waptkb lint /srv/articles":                                              {file: scripts + "lint.txtar", text: "exec waptkb lint own"},
	`waptkb search --content /srv/articles "Badge inconnu du serveur"`:       {file: scripts + "own.txtar", text: "exec waptkb search --content own 'Badge inconnu du serveur'"},
	"waptkb compile --content /srv/articles /srv/articles.waptkb":            {file: scripts + "own.txtar", text: "exec waptkb compile --content own own.waptkb"},
	`waptkb search "uninstall key can not be found"`:                         {file: scripts + "search.txtar", text: "exec waptkb search --lang en 'uninstall key can not be found'"},
	"waptkb diagnose waptservice.log":                                        {file: scripts + "diagnose.txtar", text: "exec waptkb diagnose agent.log"},
	"waptkb mcp":                                                             {file: scripts + "mcp.txtar", text: "exec waptkb mcp"},
	"waptkb report /var/lib/waptkb/counts.db":                                {file: "report_test.go", text: `program(t, "report", a)`},
	"waptkb report --csv a.db b.db":                                          {file: "report_test.go", text: `program(t, "report", "--csv", a, b)`},
	"systemctl reload waptkb":                                                {whyNot: "likewise; TestHangup sends what it sends"},
	"waptkb serve --watch --content /srv/articles":                           {file: "testdata/organisation/ticket.txtar", text: "serve --watch --content own"},
	`waptkb explain --content /srv/articles --for badge-imprimante "ma carte ne marche plus"`: {file: scripts + "explain.txtar", text: "exec waptkb explain --content own --for borne"},
}

// examples are the blocks of pages that are neither commands nor settings, by their first
// lines, with what tries them, or why nothing does.
var examples = map[string]proof{
	"upstream waptkb {":    {file: "replicas_test.go", text: `"upstream waptkb {"`},
	"global":               {file: "replicas_test.go", text: `"global"`},
	"[Service]":            {whyNot: "systemd does not run in tests"},
	"---":                  {file: scripts + "own.txtar", text: `errors: ["Badge inconnu du serveur d'impression"]`},
	"<iframe":              {file: "../../server/frame_test.go", text: "frame-ancestors"},
	`"ServiceSettings": {`: {whyNot: "it is a piece of Mattermost's file, and there is no Mattermost"},
	"maubot: 0.1.0":        {whyNot: "there is no Matrix"},
	"from maubot import MessageEvent, Plugin": {whyNot: "likewise; TestExamples asks the same of the API"},
}

// codeBlock is one of a page: its language, and its lines.
var codeBlock = regexp.MustCompile("(?ms)^( *)```(\\w*)\\n(.*?)^ *```$")

// codeBlocks gives the blocks of code of a page, as they are copied. What is in a language of
// programmers, and calls of curl, TestExamples of package server runs.
func codeBlocks(t *testing.T, lang, name string) (blocks []string) {
	t.Helper()
	page, err := fs.ReadFile(assets.FS, "pages/"+lang+"/"+name+".md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range codeBlock.FindAllStringSubmatch(string(page), -1) {
		indent, tag, code := m[1], m[2], m[3]
		if tag == "" && !strings.HasPrefix(code, "curl ") {
			blocks = append(blocks, strings.ReplaceAll("\n"+code, "\n"+indent, "\n")[1:])
		}
	}
	return blocks
}

// check looks for what a proof names.
func (p proof) check(t *testing.T, of string) {
	t.Helper()
	if p.whyNot != "" {
		t.Logf("%q is NOT run: %s", of, p.whyNot)
		return
	}
	script, err := os.ReadFile(filepath.FromSlash(p.file))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), p.text) {
		t.Errorf("%q: %s does not run %q any more", of, p.file, p.text)
	}
}

// example finds a block among the examples.
func example(block string) (first string, p proof) {
	for first, p := range examples {
		if strings.HasPrefix(block, first) {
			return first, p
		}
	}
	return "", proof{}
}

// Every command that a page tells to type is run by a test, or there is a reason why not;
// settings are those of the program, in its file and in its environment. Languages show the
// same commands, and pages about the program the same of everything.
func TestCommandsOfPages(t *testing.T) {
	t.Parallel()
	pages, err := fs.Glob(assets.FS, "pages/fr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		french := commandsOf(t, "fr", name, used)
		for _, lang := range i18n.Languages() {
			if diff := cmp.Diff(french, commandsOf(t, lang, name, used)); diff != "" {
				t.Errorf("%s: commands differ from French (-) to %s (+):\n%s", name, lang, diff)
			}
		}
	}
	for _, name := range []string{"install", "own"} {
		for _, lang := range i18n.Languages() {
			if diff := cmp.Diff(codeBlocks(t, "fr", name), codeBlocks(t, lang, name)); diff != "" {
				t.Errorf("%s: code differs from French (-) to %s (+):\n%s", name, lang, diff)
			}
		}
	}
	for command := range shown {
		if !used[command] {
			t.Errorf("%q does not stand in a page any more", command)
		}
	}
	for first := range examples {
		if !used[first] {
			t.Errorf("no block begins with %q any more", first)
		}
	}
}

// commandsOf checks the blocks of a page, and gives the commands among them.
func commandsOf(t *testing.T, lang, page string, used map[string]bool) (commands []string) {
	t.Helper()
	for _, block := range codeBlocks(t, lang, page) {
		first, p := example(block)
		switch {
		case first != "":
			used[first] = true
			p.check(t, first)
		case strings.HasPrefix(block, "{") || strings.HasPrefix(block, "["):
			if !json.Valid([]byte(block)) {
				t.Errorf("%s, %s: no JSON:\n%s", page, lang, block)
			}
		case strings.HasPrefix(block, "WAPTKB_"):
			checkEnvironment(t, block)
		case strings.Contains(block, " = "):
			checkFile(t, block)
		default:
			for line := range strings.Lines(block) {
				command := strings.TrimSpace(line)
				commands = append(commands, command)
				p, ok := shown[command]
				if !ok {
					t.Errorf("%q: what runs it, or why does nothing?", command)
				}
				used[command] = true
				p.check(t, command)
			}
		}
	}
	return commands
}

// checkFile has the program read settings as its file.
func checkFile(t *testing.T, block string) {
	t.Helper()
	first, _, _ := strings.Cut(block, "\n")
	c := program(t, "serve", "--print-config", "--config", write(t, t.TempDir(), "waptkb.toml", block))
	if stdout, stderr, status := output(t, c); status != 0 || !strings.Contains(stdout, first+" # file\n") {
		t.Errorf("exit status %d, %s%s of\n%s", status, stdout, stderr, block)
	}
}

// checkEnvironment has the program read settings from its environment.
func checkEnvironment(t *testing.T, block string) {
	t.Helper()
	c := program(t, "serve", "--print-config", "--json")
	c.Env = append(c.Env, strings.Fields(block)...)
	stdout, stderr, status := output(t, c)
	var settings map[string]struct{ Source string }
	if err := json.Unmarshal([]byte(stdout), &settings); err != nil || status != 0 {
		t.Errorf("exit status %d, %v, %s%s of\n%s", status, err, stdout, stderr, block)
	}
	for _, line := range strings.Fields(block) {
		name, _, _ := strings.Cut(line, "=")
		setting := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "WAPTKB_"), "_", "-"))
		if source(settings[setting].Source) != fromEnv {
			t.Errorf("%s does not set %s: %q", name, setting, settings[setting].Source)
		}
	}
}
