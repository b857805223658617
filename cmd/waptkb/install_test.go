package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/assets"
	"waptkb/i18n"
)

// proof tells what runs a command that the page about installation shows: text stands in a
// file, or else why nothing does.
type proof struct{ file, text, whyNot string }

const (
	debianStep  = "../../.ci/debian"
	windowsStep = "../../.ci/windows"
)

// shown are the commands of the page, with their proofs.
var shown = map[string]proof{
	"apt install ./waptkb-1.2.3-linux-amd64.deb":                    {file: debianStep, text: "inside dpkg -i /tmp/first.deb"},
	"apt install --allow-downgrades ./waptkb-1.2.2-linux-amd64.deb": {file: debianStep, text: "-i /tmp/first.deb # the way back"},
	"apt purge waptkb":                             {file: debianStep, text: "inside dpkg -P waptkb"},
	"dnf install ./waptkb-1.2.3-linux-amd64.rpm":   {file: "../../.ci/installed", text: `rpm --root "$work/rpm"`},
	"systemctl enable --now waptkb":                {whyNot: "systemd does not run in tests; TestSystemd speaks its protocol"},
	"systemctl enable --now waptkb.socket":         {whyNot: "likewise; TestSystemd hands a socket over"},
	"systemctl restart waptkb":                     {whyNot: "likewise; .ci/debian runs what the unit runs"},
	"systemctl edit waptkb":                        {whyNot: "it opens an editor"},
	"journalctl -u waptkb -o cat":                  {whyNot: "there is no journal in tests; .ci/debian looks at what it would hold"},
	"waptkb service install":                       {file: windowsStep, text: "waptkb service install"},
	"waptkb service start":                         {file: windowsStep, text: "waptkb service start"},
	"waptkb service status":                        {file: windowsStep, text: "waptkb service status"},
	"waptkb service uninstall":                     {file: windowsStep, text: "waptkb service uninstall"},
	"waptkb service install --firewall":            {whyNot: "Wine has no firewall"},
	`wapt-get build-upload C:\waptdev\waptkb-wapt`: {whyNot: "it needs a WAPT server and a certificate; cmd/release checks the package against WAPT's helpers"},
	"skopeo copy oci-archive:waptkb-1.2.3-oci.tar containers-storage:waptkb": {whyNot: "no container runs in tests; .ci/installed unpacks the image and starts it"},
	"podman run --read-only --publish 8080:8080 waptkb":                      {whyNot: "likewise"},
	"waptkb serve --config /etc/waptkb/waptkb.toml --print-config":           {file: "install_test.go", text: `program(t, "serve", "--print-config", "--config", `},
	"waptkb licenses": {file: "testdata/script/version.txtar", text: "exec waptkb licenses"},
}

// codeBlocks gives the blocks of code of a page.
func codeBlocks(t *testing.T, lang, name string) (blocks []string) {
	t.Helper()
	page, err := fs.ReadFile(assets.FS, "pages/"+lang+"/"+name+".md")
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range strings.Split(string(page), "```\n") {
		if i%2 == 1 {
			blocks = append(blocks, part)
		}
	}
	return blocks
}

// Every command of the page about installation is run by a test, or there is a reason why not;
// settings are those of the program; proxies have a test of their own.
func TestCommandsOfInstallation(t *testing.T) {
	t.Parallel()
	blocks := codeBlocks(t, "fr", "install")
	for _, lang := range i18n.Languages() {
		if diff := cmp.Diff(blocks, codeBlocks(t, lang, "install")); diff != "" {
			t.Errorf("code differs from French (-) to %s (+):\n%s", lang, diff)
		}
	}
	used := map[string]bool{}
	for _, block := range blocks {
		first, _, _ := strings.Cut(block, "\n")
		switch {
		case first == "upstream waptkb {", first == "defaults", first == "[Service]": // TestReplicas runs them; systemd
			continue
		case strings.Contains(first, " = "):
			c := program(t, "serve", "--print-config", "--config", write(t, t.TempDir(), "waptkb.toml", block))
			if stdout, stderr, status := output(t, c); status != 0 || !strings.Contains(stdout, first+" # file\n") {
				t.Errorf("exit status %d, %s%s of\n%s", status, stdout, stderr, block)
			}
			continue
		}
		for line := range strings.Lines(block) {
			command := strings.TrimSpace(line)
			p, ok := shown[command]
			used[command] = true
			switch {
			case !ok:
				t.Errorf("%q: what runs it, or why does nothing?", command)
			case p.whyNot != "":
				t.Logf("%q is NOT run: %s", command, p.whyNot)
			default:
				script, err := os.ReadFile(filepath.FromSlash(p.file))
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(script), p.text) {
					t.Errorf("%q: %s does not run %q any more", command, p.file, p.text)
				}
			}
		}
	}
	for command := range shown {
		if !used[command] {
			t.Errorf("%q does not stand in the page any more", command)
		}
	}
}
