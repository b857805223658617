package fulltext

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/google/go-cmp/cmp"

	"waptkb/content/words"
	"waptkb/index/lex"
)

// testAnalyzers gives the analyzers of all fields.
var testAnalyzers = sync.OnceValue(func() map[string]analysis.Analyzer {
	concepts, err := compileConcepts("")
	if err != nil {
		panic(err)
	}
	all, err := allAnalyzers(concepts)
	if err != nil {
		panic(err)
	}
	return all
})

// terms gives what an analyzer makes of a text.
func terms(field, text string) []string {
	out := []string{}
	for _, t := range testAnalyzers()[field].Analyze([]byte(text)) {
		out = append(out, string(t.Term))
	}
	return out
}

// TestAnalyzers pins the terms: an upgrade of bleve or a change of ours that
// moves one shows here.
func TestAnalyzers(t *testing.T) {
	for _, c := range []struct{ field, text, want string }{
		{"fr", "clé", "cle §key"},
		{"fr", "cle", "cle §key"},
		{"fr", "clés", "cle §key"},
		{"fr", "l'installation", "instal §install"},
		{"fr", "l’installation", "instal §install"},
		{"fr", "L'INSTALLATION", "instal §install"},
		{"fr", "cœur", "coeu"},
		{"fr", "coeur", "coeu"},
		{"fr", "dépôt", "depot §repository"},
		{"fr", "de\u0301po\u0302t", "depot §repository"},
		{"fr", "depot", "depot §repository"},
		{"fr", "l'été", ""},
		{"fr", "sans réseau", "san reseau §network"},
		{"fr", "les serveurs", "serveu §server"},
		{"fr", "mot de passe oublié", "mot §password pase oubl §forgotten"},
		{"fr", "mise à jour", "mise §update jour"},
		{"en", "the servers are starting", "server §server start §start"},
		{"en", "user's", "user §user"},
		{"en", "user’s", "user §user"},
		{"en", "timed out", "time §timeout out"},
		{"en", "don't", ""},
		{fieldSurface, "Clés", "cles"},
		{fieldSurface, "l’installation", "installation"},
		{fieldSurface, "cœur", "coeur"},
		{fieldSurface, "de\u0301po\u0302t", "depot"},
		{fieldCode, "clé privée perdue", ""},
		{fieldCode, "wapt-get.ini", "wapt-get.ini wapt-get ini wapt get"},
		{fieldCode, "« wapt-get.ini ».", "wapt-get.ini wapt-get ini wapt get"},
		{fieldCode, "use_fqdn_as_uuid", "use_fqdn_as_uuid use fqdn as uuid"},
		{fieldCode, "THttpClientSocket.SockRecv", "thttpclientsocket.sockrecv thttpclientsocket sockrecv http client socket sock recv"},
		{fieldCode, "0x80070005", "0x80070005"},
		{fieldCode, "0x80070005:", "0x80070005"},
		{fieldCode, "/opt/wapt", "/opt/wapt opt wapt"},
		{fieldCode, "/opt/wapt/", "/opt/wapt opt wapt"},
		{fieldCode, `C:\Program Files (x86)\wapt`, `c:\program c program x86 \wapt wapt`},
		{fieldCode, "tis-firefox-esr", "tis-firefox-esr tis firefox esr"},
		{fieldCode, "CERTIFICATE_VERIFY_FAILED", "certificate_verify_failed certificate verify failed"},
		{fieldCode, "exceptions.MaxRetryError", "exceptions.maxretryerror exceptions maxretryerror max retry error"},
		{fieldCode, "waptservice.exe", "waptservice.exe waptservice exe"},
		{fieldCode, "HTTPSConnectionPool", "httpsconnectionpool https connection pool"},
		{fieldCode, strings.Repeat("a.", maxIdentifier), ""},
		{fieldCode, "\xff\xfe_x\xff", ""},
	} {
		t.Run(c.field+" "+lex.Cut(c.text, 40), func(t *testing.T) {
			if diff := cmp.Diff(c.want, strings.Join(terms(c.field, c.text), " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOffsets: terms point at the original text, which a character filter would
// have moved; else highlights cut letters in two.
func TestOffsets(t *testing.T) {
	for _, c := range []struct{ field, text, term, want string }{
		{"fr", "où l’accès refusé est", "refus", "refusé"},
		{"fr", "le cœur du dépôt", "depot", "dépôt"},
		{"fr", "le cœur du de\u0301po\u0302t", "depot", "de\u0301po\u0302t"},
		{"fr", "une mise à jour forcée", "§update", "mise à jour"},
		{"en", "“servers” are", "server", "servers"},
		{fieldCode, "é THttpClientSocket.SockRecv é", "recv", "Recv"},
		{fieldCode, "« é/wapt-get.ini »", "wapt-get.ini", "wapt-get.ini"},
		{fieldSurface, "« Clés »", "cles", "Clés"},
	} {
		tokens := testAnalyzers()[c.field].Analyze([]byte(c.text))
		found := false
		for _, token := range tokens {
			if token.Start < 0 || token.End > len(c.text) || token.Start >= token.End || !utf8.ValidString(c.text[token.Start:token.End]) {
				t.Fatalf("%q: %q is at %d–%d", c.text, token.Term, token.Start, token.End)
			}
			if string(token.Term) == c.term {
				found = true
				got := c.text[token.Start:token.End]
				// Elision may leave the article to the token.
				if !strings.HasSuffix(got, c.want) {
					t.Errorf("%q: %q marks %q, want %q", c.text, c.term, got, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%q has no term %q", c.text, c.term)
		}
	}
}

// TestConcepts: a variant that loses its words to the stop words would give its
// concept to everything, or to nothing.
func TestConcepts(t *testing.T) {
	// What is left of a phrase may stand alone where it means the same.
	general := []string{"work", "working", "march", "marche", "fonction", "fonctionn", "find", "found", "trouv", "retrouv", "read", "time", "temp", "date",
		"log", "main", "plu", "plus", "moin", "moins", "run", "runing", "avail", "up", "use", "go", "on", "in", "set"}
	for _, field := range []string{"fr", "en"} {
		base := testAnalyzers()[field].(conceptAnalyzer).base()
		names := map[string]bool{}
		for line := range strings.Lines(words.Concepts) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			name, words, ok := strings.Cut(line, ":")
			if !ok || name == "" || strings.ContainsAny(name, " §") || names[name] {
				t.Errorf("%q: write one line \"name: word, word\" for each name", line)
				continue
			}
			names[name] = true
			for w := range strings.SplitSeq(words, ",") {
				w = strings.TrimSpace(w)
				var stems []string
				for _, token := range base.Analyze([]byte(w)) {
					stems = append(stems, string(token.Term))
				}
				if len(stems) == 0 {
					t.Errorf("%s: %q of %s has only stop words: remove it", field, w, name)
					continue
				}
				if len(stems) == 1 && slices.Contains(general, stems[0]) {
					t.Errorf("%s: %q of %s comes down to %q, which means too much: remove it", field, w, name, stems[0])
				}
				if got := terms(field, "xyzzy "+w+" xyzzy"); !slices.Contains(got, conceptMark+name) {
					t.Errorf("%s: %q does not give the concept %s: %q", field, w, name, got)
				}
			}
		}
	}
}
