package index

import (
	"context"
	"testing"
)

// TestTemplatesTogether: of several templates in one text, the one that says most
// about it decides.
func TestTemplatesTogether(t *testing.T) {
	x := theIndex(t)
	for _, c := range []struct{ name, text, want string }{
		{"its own", "wapt-get install adm-gimp\nUnavailable package adm-gimp", "paquet-absent-du-depot"},
		{"shared, and the rest speaks for the other",
			"wapt-get install adm-gimp\n=== Unavailable packages ===\nwapt-get show adm-gimp\nlocale : de\nlocales of this host: fr", "paquet-locale-inconnue"},
		{"general alone", "CRITICAL Package adm-gimp not installed due to errors", "paquet-en-erreur-installation"},
		{"general beside a precise one",
			"Fatal error in install script: Setup gimp.exe has been ran but the uninstall key GIMP can not be found\nPackage adm-gimp not installed due to errors", "uninstall-key-not-found"},
		{"cut off, but whole as another", // "not installed due to errors : Missing dependencies" begins so
			"wapt-get install adm-gimp\nPackage adm-gimp not installed due to errors\nNext try at upgrade", "paquet-en-erreur-installation"},
		{"goes on where that of another article ends",
			"Nov 26 09:00:00 srvwapt waptserver[812]: ERROR [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid", "horloge-decalee"},
		{"a piece that is all", "installed but the uninstall key", "uninstall-key-not-found"},
	} {
		r, err := x.Search(context.Background(), Query{Text: c.text, Lang: "fr"})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case r.Answer == nil:
			t.Errorf("%s: no answer", c.name)
		case r.Answer.Article.ID != c.want || r.Answer.Confidence != Exact:
			t.Errorf("%s: %s (%s), want %s", c.name, r.Answer.Article.ID, r.Answer.Confidence, c.want)
		}
	}
}

// A message of WAPT that another product prints too is not believed beside its name.
func TestForeignTemplates(t *testing.T) {
	x := theIndex(t)
	for _, text := range []string{
		"django.db.utils.OperationalError: attempt to write a readonly database",
		"docker: Error response from daemon: dial tcp 10.0.0.1:443: Connection refused",
		"UnicodeDecodeError: 'utf8' codec can't decode byte 0xe9 in position 5, pandas read_csv",
	} {
		r, err := x.Search(context.Background(), Query{Text: text, Lang: "fr"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Answer != nil {
			t.Errorf("%q gets the answer %s (%s)", text, r.Answer.Article.ID, r.Answer.Confidence)
		}
	}
}
