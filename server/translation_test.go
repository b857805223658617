package server

import (
	"strings"
	"testing"
	"testing/fstest"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
)

// untranslated is a library of one article that exists only in French.
const untranslated = `---
title: La clé est perdue
component: sécurité
platforms: [windows]
severity: error
summary: Cherchez une sauvegarde de la clé.
identifiers: [wapt-private.pem]
related: [RELATED]
sources: [documentation]
reviewed: 2026-11-22
---

## Symptôme

` + "```text\nNo private key\n```" + `

## Cause

Le fichier manque.

## Solution

1. Cherchez.

## Vérification

Signez un paquet.
`

func TestMissingTranslation(t *testing.T) {
	t.Parallel()
	var questions []string
	for i := range 40 {
		questions = append(questions, "où est la clé numéro "+strings.Repeat("i", i+1))
	}
	files := fstest.MapFS{}
	for id, related := range map[string]string{"cle-perdue": "cle-volee", "cle-volee": "cle-perdue"} {
		template := map[string]string{"cle-perdue": "No private key in directory {path} could be decrypted", "cle-volee": "Another private key of {user} could be decrypted"}[id]
		for name, text := range map[string]string{
			"fr.md": strings.Replace(untranslated, "RELATED", related, 1), "questions.fr.txt": strings.Join(questions, "\n"), "errors.yaml": "- text: " + template,
		} {
			files["articles/"+id+"/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	lib, err := content.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	idx, err := index.Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Index: idx, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	body := get(t, s.Handler(), "/en/articles/cle-perdue").Body.String()
	for _, want := range []string{`<html lang="en">`, `<article class="article" lang="fr"`, i18n.New().Text("en", "article.missing"), "Le fichier manque."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if markdown := get(t, s.Handler(), "/en/articles/cle-perdue.md"); markdown.Header().Get("Content-Language") != "fr" {
		t.Errorf("Markdown: Content-Language = %q, want fr", markdown.Header().Get("Content-Language"))
	}
	for _, path := range []string{"/en/", "/en/components/securite", "/en/search?q=private+key", "/healthz"} {
		if w := get(t, s.Handler(), path); w.Code != 200 {
			t.Errorf("GET %s = %d", path, w.Code)
		}
	}
}
