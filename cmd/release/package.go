package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"waptkb/cmd/waptkb/notices"
	"waptkb/i18n"
)

// files are what the packages hold beside the program, and the scripts that run when they are
// installed and removed.
//
//go:embed files
var files embed.FS

// nfpm makes packages. It is run and not linked, so that its hundred dependencies stay out of
// go.mod; newer ones need modules that cannot be fetched.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2"

// writeManuals has the program write its manual, and what shells complete its commands with.
func (r *release) writeManuals() error {
	for _, lang := range i18n.Languages() {
		page, err := output(r.here(), "man", "--lang", lang)
		if err != nil {
			return err
		}
		packed, err := compress([]byte(page + "\n"))
		if err != nil {
			return err
		}
		if err := r.keep("waptkb."+lang+".1.gz", packed); err != nil {
			return err
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script, err := output(r.here(), "completion", shell)
		if err != nil {
			return err
		}
		if err := r.keep("completion."+shell, []byte(script+"\n")); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a file that goes into packages.
func (r *release) keep(name string, data []byte) error {
	return os.WriteFile(filepath.Join(r.scratch, name), data, 0o644)
}

// compress is gzip -9n.
func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// entry is a file of a package, as nfpm has it.
type entry struct {
	Source   string   `json:"src,omitempty"`
	To       string   `json:"dst"`
	Type     string   `json:"type,omitempty"`
	Packager string   `json:"packager,omitempty"` // deb or rpm; empty for both
	Info     fileInfo `json:"file_info"`
}

type fileInfo struct {
	Mode uint32    `json:"mode"`
	Time time.Time `json:"mtime"`
}

// description is a line, and the extended one.
const description = `Solutions of WAPT errors, found without network
An administrator of WAPT pastes an error and gets its solution: in a browser,
on the command line, over a JSON API, in chats and over MCP.

Troubleshooting articles in French and English are part of the program. It
recognises errors whatever stands in their variable parts, and says that it
does not know rather than answer wrongly. What is pasted is neither stored
nor logged.`

// writePackages makes a .deb and a .rpm for each architecture of Linux.
func (r *release) writePackages() error {
	if err := fs.WalkDir(files, "files", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		return r.keep(e.Name(), data)
	}); err != nil {
		return err
	}
	all, err := notices.All()
	if err != nil {
		return err
	}
	if err := r.keep("copyright", []byte(copyright(all))); err != nil {
		return err
	}
	if err := r.writeChangelog(); err != nil {
		return err
	}
	for _, architecture := range architectures(notices.Platforms, "linux") {
		for _, packager := range []string{"deb", "rpm"} {
			if err := r.writePackage(packager, architecture, all); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *release) writePackage(packager, architecture string, all []notices.Notice) error {
	kept := func(name string) string { return filepath.Join(r.scratch, name) }
	config, err := json.Marshal(map[string]any{
		"name": "waptkb", "arch": architecture, "platform": "linux", "version": r.version, "release": "1",
		"section": "admin", "priority": "optional", "maintainer": r.author, "description": description,
		"license": expression(all), "mtime": r.date, "changelog": kept("changelog.yaml"),
		"contents": r.contents(r.program("linux/" + architecture)),
		"scripts": map[string]string{
			"postinstall": kept(packager + ".postinst"), "preremove": kept(packager + ".prerm"), "postremove": kept(packager + ".postrm"),
		},
		"recommends": []string{"systemd"},
		"rpm":        map[string]any{"summary": "Solutions of WAPT errors, found without network", "buildhost": "localhost"},
	})
	if err != nil {
		return err
	}
	if err := r.keep("nfpm.yaml", config); err != nil { // JSON is YAML
		return err
	}
	c := exec.Command("go", "run", nfpm, "package", "--config", kept("nfpm.yaml"), "--packager", packager,
		"--target", r.file("linux-"+architecture+"."+packager))
	c.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.date.Unix()))
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("nfpm: %w\n%s", err, out)
	}
	return nil
}

// contents lists what both kinds of package hold. Modes do not depend on who made the release.
func (r *release) contents(program string) []entry {
	list := []entry{
		{Source: program, To: "/usr/bin/waptkb", Info: fileInfo{Mode: 0o755}},
		{Source: "waptkb.toml", To: "/etc/waptkb/waptkb.toml", Type: "config|noreplace", Info: fileInfo{Mode: 0o640}}, // has the secrets of chats
		{Source: "waptkb.service", To: "/usr/lib/systemd/system/waptkb.service"},
		{Source: "waptkb.socket", To: "/usr/lib/systemd/system/waptkb.socket"},
		{Source: "completion.bash", To: "/usr/share/bash-completion/completions/waptkb"},
		{Source: "completion.zsh", To: "/usr/share/zsh/vendor-completions/_waptkb", Packager: "deb"},
		{Source: "completion.zsh", To: "/usr/share/zsh/site-functions/_waptkb", Packager: "rpm"},
		{Source: "completion.fish", To: "/usr/share/fish/vendor_completions.d/waptkb.fish"},
		{Source: "copyright", To: "/usr/share/doc/waptkb/copyright"},
		{To: "/etc/waptkb", Type: "dir", Packager: "rpm", Info: fileInfo{Mode: 0o755}}, // which rpm removes only so
		{To: "/usr/share/doc/waptkb", Type: "dir", Packager: "rpm", Info: fileInfo{Mode: 0o755}},
		{Source: "lintian-overrides", To: "/usr/share/lintian/overrides/waptkb", Packager: "deb"},
	}
	for i, lang := range i18n.Languages() {
		to := "/usr/share/man/" + lang + "/man1/waptkb.1.gz"
		if lang == "en" { // the language of manuals that names none
			to = "/usr/share/man/man1/waptkb.1.gz"
		}
		list = append(list, entry{Source: "waptkb." + i18n.Languages()[i] + ".1.gz", To: to})
	}
	for i := range list {
		e := &list[i]
		if e.Type != "dir" && !filepath.IsAbs(e.Source) {
			e.Source = filepath.Join(r.scratch, e.Source)
		}
		if e.Info.Mode == 0 {
			e.Info.Mode = 0o644
		}
		e.Info.Time = r.date
	}
	return list
}

// writeChangelog tells what has changed since the release before.
func (r *release) writeChangelog() error {
	type change struct {
		Note string `json:"note"`
	}
	changes := []change{{"First release."}}
	if r.previous != "" {
		subjects, err := output("git", "log", "--no-merges", "--format=%s", r.previous+"..HEAD")
		if err != nil {
			return err
		}
		changes = nil
		for subject := range strings.SplitSeq(subjects, "\n") {
			changes = append(changes, change{subject})
		}
	}
	data, err := json.Marshal([]map[string]any{{
		"semver": r.version, "date": r.date, "packager": r.author, "changes": changes,
		"deb": map[string]any{"urgency": "medium", "distributions": []string{"stable"}},
	}})
	if err != nil {
		return err
	}
	return r.keep("changelog.yaml", data)
}

// expression gives the SPDX expression of a program made of modules.
func expression(all []notices.Notice) string {
	var ids []string
	for _, n := range all {
		ids = append(ids, strings.Split(n.Licence, " AND ")...)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), " AND ")
}

// common is what Debian keeps one copy of, and does not want to see elsewhere.
var common = map[string]string{"Apache-2.0": "Apache-2.0", "MPL-2.0": "MPL-2.0"}

// copyright is the file of that name: who has which rights to what is in the program.
func copyright(all []notices.Notice) string {
	var b strings.Builder
	b.WriteString("waptkb holds these modules, under these licences (SPDX expressions):\n\n")
	for _, n := range all {
		fmt.Fprintf(&b, "  %s: %s\n", strings.TrimSpace(n.Module+" "+n.Version), n.Licence)
	}
	b.WriteString("\n\"waptkb licenses\" prints all of their texts and notices. On Debian, the licences\nthat many programs share stand in these files:\n\n")
	for _, id := range slices.Sorted(func(yield func(string) bool) {
		for id := range common {
			if !yield(id) {
				return
			}
		}
	}) {
		fmt.Fprintf(&b, "  %s: /usr/share/common-licenses/%s\n", id, common[id])
	}
	seen := map[string]bool{}
	for _, n := range all {
		for _, f := range n.Files {
			if seen[f.Text] || isCommon(f.Text) {
				continue
			}
			seen[f.Text] = true
			fmt.Fprintf(&b, "\n--- %s, %s\n\n%s\n", n.Module, f.Name, strings.TrimRight(f.Text, "\n"))
		}
	}
	return b.String()
}

// isCommon tells whether a text holds a whole licence that Debian keeps one copy of.
func isCommon(text string) bool {
	return strings.Contains(text, "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION") ||
		strings.Contains(text, "Mozilla Public License, version 2.0")
}
