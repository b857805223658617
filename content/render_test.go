package content

import (
	"flag"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"

	"waptkb/content/highlight"
	"waptkb/i18n"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

var renderOptions = RenderOptions{
	Article: func(id string) string { return "/articles/" + url.PathEscape(id) },
	Figure:  func(name string) string { return "/figures/" + url.PathEscape(name) },
	Label: func(key string) string {
		if key == "anchor" {
			return "link to %s"
		}
		return "(" + key + ")"
	},
	Highlight: highlight.HTML,
}

// libraryOf makes a library of bodies that are not checked.
func libraryOf(id string, bodies map[string]string) *Library {
	d := newDraft(i18n.New())
	for lang, body := range bodies {
		d.byLang[lang][id] = &Article{ID: id, Lang: lang}
		d.byLang[lang][id].setMarkdown(body)
	}
	if d.byLang[Primary][id] == nil {
		d.byLang[Primary][id] = &Article{ID: id, Lang: Primary}
	}
	lib, err := d.library()
	if err != nil {
		panic(err)
	}
	return lib
}

// in gives an article of a library.
func in(lib *Library, id, lang string) *Article {
	a, err := lib.Article(id, lang)
	if err != nil {
		panic(err)
	}
	return a
}

// renderAll renders an article.
func renderAll(lib *Library, a *Article) string {
	return Render(a, lib.Document(a).Blocks, renderOptions)
}

// Files testdata/render/<name>.<lang>.md are bodies; .html beside them is what
// they become.
func TestRenderGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			id, lang, _ := strings.Cut(name, ".")
			bodies := map[string]string{}
			for _, l := range i18n.Languages() {
				if body, err := os.ReadFile("testdata/render/" + id + "." + l + ".md"); err == nil {
					bodies[l] = string(body)
				}
			}
			lib := libraryOf(id, bodies)
			page := renderAll(lib, in(lib, id, lang))
			if fault := unsafeHTML(page); fault != "" {
				t.Errorf("unsafe: %s", fault)
			}
			golden := "testdata/render/" + name + ".html"
			if *update {
				if err := os.WriteFile(golden, []byte(page), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; write it with go test ./content -update", err)
			}
			if diff := cmp.Diff(string(want), page); diff != "" {
				t.Errorf("Render(%s) differs from %s (-want +got):\n%s", file, golden, diff)
			}
		})
	}
}

func TestRenderUnknownLanguage(t *testing.T) {
	lib := libraryOf("x", map[string]string{"fr": "```\"><script>\nalert(\"1\")\n```\n"})
	const want = `<pre tabindex="0"><code>alert(&#34;1&#34;)` + "\n</code>"
	if page := renderAll(lib, in(lib, "x", "fr")); !strings.Contains(page, want) || unsafeHTML(page) != "" {
		t.Errorf("code in an unknown language becomes %s, want %s in it", page, want)
	}
}

// Every article renders in every language: safe, with unique anchors, and with
// code that can be copied as it was written.
func TestRenderAllArticles(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(` id="([^"]*)"`)
	for _, lang := range i18n.Languages() {
		for _, a := range lib.Articles(lang) {
			page := renderAll(lib, a)
			if fault := unsafeHTML(page); fault != "" {
				t.Errorf("%s/%s: %s", lang, a.ID, fault)
			}
			seen := map[string]bool{}
			for _, m := range id.FindAllStringSubmatch(page, -1) {
				if m[1] == "" || seen[m[1]] {
					t.Errorf("%s/%s: id %q is empty or stands twice", lang, a.ID, m[1])
				}
				seen[m[1]] = true
			}
			for _, s := range lib.Document(a).Sections {
				if s.Kind == "" || s.Title == "" || !seen[s.Anchor] || s.Level == 2 && s.Text() == "" {
					t.Errorf("%s/%s: section %+v is not whole", lang, a.ID, s)
				}
			}
		}
	}
}

func TestLexers(t *testing.T) {
	samples := map[string]string{
		"bash": "for f in *; do echo \"$f\" | sed 's/a/b/'; done # x\ncat <<EOF\na\nEOF\n",
		"bat": "@echo off\r\nsetlocal enabledelayedexpansion\nset /a n=1+2\nset /p x=Oui ?\nif not \"%~1\"==\"\" (goto :a) else (echo %x:~0,3% !n!)\n" +
			"for /f \"usebackq delims=\" %%i in (`dir /b`) do @echo %%i>>\"%TEMP%\\a.txt\" 2>&1\n:a\nrem c\n:: c\nif errorlevel 1 exit /b 1\n\"C:\\Program Files (x86)\\wapt\\wapt-get.exe\" upgrade ^\n  --force & pause\n",
		"ini":        "; a\n# b\n[global]\nwapt_server=https://x\nmin_version = ' '\n",
		"json":       "{\"a\": [1.5, -2, true, null, \"\\u00e9\"]}\n",
		"nginx":      "server {\n  listen 443 ssl;\n  location ~ ^/wapt {\n    proxy_pass http://127.0.0.1:8080;\n  }\n}\n",
		"powershell": "Get-ChildItem -Path \"$env:TEMP\" | Where-Object { $_.Name -match 'a' } # c\n<# d #>\n[int]$x = 0x1F\n",
		"python":     "# -*- coding: utf-8 -*-\ndef f(key):\n    \"\"\"é\"\"\"\n    return key['name'].replace('a', f'{b}')\n",
		"sql":        "-- c\nUPDATE hosts SET x = 'a''b' WHERE id IN (1, 2);\n",
		"yaml":       "# c\na:\n  - b: 'c'\n  - |\n    d\n",
	}
	files, err := filepath.Glob("highlight/lexers/*.xml")
	if err != nil || len(files) != len(CodeLanguages)-1 { // all but text
		t.Errorf("lexers are %v (%v), languages %v", files, err, CodeLanguages)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "<using ") {
			t.Errorf("%s uses the lexer of another language, which is not here", file)
		}
	}
	for _, lang := range CodeLanguages {
		sample := samples[lang]
		if lang == "text" {
			sample = "a <b> & c\n"
		}
		for _, code := range []string{sample, strings.TrimSuffix(sample, "\n"), "", "\n", "é«»\u00a0\x00\xff\n", strings.Repeat(sample, 20)} {
			started := time.Now()
			got := highlight.HTML(lang, code)
			if want := strings.ReplaceAll(code, "\r\n", "\n"); textOf(got) != strings.ToValidUTF8(want, "\ufffd") && textOf(got) != want {
				t.Errorf("%s: code %q becomes %q", lang, code, textOf(got))
			}
			if strings.Contains(got, `class="err"`) && code == sample {
				t.Errorf("%s: the lexer does not understand %q: %s", lang, code, got)
			}
			if code == sample && lang != "text" && !strings.Contains(got, "<span class=") {
				t.Errorf("%s: %q is not highlighted: %s", lang, code, got)
			}
			if took := time.Since(started); took > 5*time.Second {
				t.Errorf("%s: highlighting took %v", lang, took)
			}
		}
	}
	if got := highlight.HTML("cobol", "A < B"); got != "A &lt; B" {
		t.Errorf("code of an unknown language becomes %q", got)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// textOf gives the text of HTML.
func textOf(s string) string { return html.UnescapeString(tags.ReplaceAllString(s, "")) }

// allowed elements and attributes of rendered articles.
var (
	allowedElements = strings.Fields("h1 h2 h3 h4 h5 h6 p a ul ol li em strong code pre span figure figcaption img div table thead tbody tr th td hr br var")
	allowedAttrs    = strings.Fields("id class href src alt aria-label role tabindex lang loading start data-fill")
)

// unsafeHTML names what an article must not become; it is empty when all is well.
func unsafeHTML(page string) string {
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return ""
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			token := z.Token()
			if !slices.Contains(allowedElements, token.Data) {
				return fmt.Sprintf("element %s", token)
			}
			for _, attr := range token.Attr {
				if !slices.Contains(allowedAttrs, attr.Key) {
					return fmt.Sprintf("attribute %s in %s", attr.Key, token)
				}
				if attr.Key == "href" && !strings.HasPrefix(attr.Val, "#") && !strings.HasPrefix(attr.Val, "/articles/") && !strings.HasPrefix(attr.Val, "https://") && !strings.HasPrefix(attr.Val, "http://") {
					return fmt.Sprintf("link in %s", token)
				}
				if attr.Key == "src" && !strings.HasPrefix(attr.Val, "/figures/") {
					return fmt.Sprintf("source in %s", token)
				}
			}
		}
	}
}

// Whatever Markdown an article has, it becomes harmless HTML.
func FuzzRender(f *testing.F) {
	files, err := filepath.Glob("testdata/render/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body))
	}
	f.Add("> [!NOTE]\n> [x]: y\n\n[!NOTE]: javascript:x")
	f.Add("[top](#)")
	f.Add("<a\nonclick=x>\n\n<?php x ?>\n\n<![CDATA[<script>]]>\n\n<!-- <script> -->")
	f.Fuzz(func(t *testing.T, body string) {
		lib := libraryOf("x", map[string]string{"fr": body, "en": "## Symptom\n\n" + body})
		for _, lang := range i18n.Languages() {
			page := renderAll(lib, in(lib, "x", lang))
			if fault := unsafeHTML(page); fault != "" {
				t.Errorf("Render(%q) has %s:\n%s", body, fault, page)
			}
		}
	})
}
