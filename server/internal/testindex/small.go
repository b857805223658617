package testindex

import (
	"fmt"
	"strings"
	"sync"
	"testing/fstest"

	"waptkb/content"
	"waptkb/index"
)

// small is an article with all that a writer meets. {id} is its id, {other} that of
// another one.
const small = `---
title: La clé {id} est introuvable
component: paquet
platforms: [windows, linux]
severity: error
summary: Cherchez la clé {id}, puis relancez l'installation.
identifiers: [{id}.ini]
related: [{other}]
sources: [essai]
reviewed: 2026-01-01
---

## Symptôme

` + "```text\nuninstall key {id} can not be found\n```" + `

## Cause

La clé **{id}** *manque*, voir [l'autre]({other}.md#solution) et <https://example.org/>.

## Solution

> [!WARNING]
> Sauvegardez d'abord.

### Sous Windows

1. Lancez ` + "`wapt-get`" + ` :

    ` + "```bat title=\"Poste\"\n    wapt-get list-registry\n    ```" + `

| Clé | Valeur |
|---|---|
| a | b_c |

### Sous Linux

Rien.

## Vérification

Relancez.
`

// Small indexes three small articles, once for all tests of a package: for what needs an
// index and not what ours say, and for fuzzing, which makes it anew in each process.
var Small = sync.OnceValues(func() (*index.Index, error) {
	files := fstest.MapFS{}
	ids := []string{"rouge", "verte", "bleue"}
	for i, id := range ids {
		r := strings.NewReplacer("{id}", id, "{other}", ids[(i+1)%len(ids)])
		var questions strings.Builder
		for n := range 12 {
			fmt.Fprintf(&questions, "où est la clé %s numéro %d\n", id, n)
		}
		for name, text := range map[string]string{
			"fr.md": r.Replace(small), "questions.fr.txt": questions.String(), "errors.yaml": r.Replace("- text: \"uninstall key {id} of {package} can not be found\"\n- text: \"key {id} timed out after {seconds} seconds with output '{output}'\"\n"),
		} {
			files["articles/"+id+"/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	lib, err := content.Load(files)
	if err != nil {
		return nil, err
	}
	return index.Build(lib)
})
