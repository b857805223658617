package index

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/i18n"
	"waptkb/index/lex"
)

// samples are what may stand in holes: of the right shape, and of no topic.
var samples = map[string]string{
	"address": "192.0.2.7", "byte": "e9", "cn": "x1", "command": "x1.exe /y1", "date": "2026-03-02 14:05:11", "details": "x1", "file": "x1.y1",
	"hash": "9a1b4f0c77", "host": "x1.y1.lan", "key": "x1_y1", "number": "12", "output": "x1", "package": "tis-x1", "path": `C:\x1\y1`,
	"position": "176", "seconds": "600", "service": "x1", "size": "4210", "url": "https://x1.y1.lan", "user": "x1", "uuid": "4C4C4544-0042-3510-8051-C7C04F325131", "version": "2.1.0",
}

// sample gives the text of a template with samples in its holes.
func sample(t content.Template) string {
	var b strings.Builder
	for _, p := range t.Parts {
		b.WriteString(p.Fixed + samples[p.Hole])
	}
	return b.String()
}

// fixed gives the letters of a template without its holes, whose names may differ.
func fixed(t content.Template) string { return string(lex.Squeeze(t.Filled(" ")).Bytes) }

// owners tells whose each template is: the one that has it without "also".
func owners(x *Index) map[string]string {
	out := map[string]string{}
	for _, p := range x.templates.Patterns() {
		if !p.Template.Also {
			out[fixed(p.Template)] = p.ID
		}
	}
	return out
}

// ownerOf gives the article that a text belongs to which an article prints: its own,
// unless it has the error with "also" and nothing in the text is its own.
func ownerOf(x *Index, owners map[string]string, id, text string) string {
	owner := id
	for _, m := range x.templates.Find(context.Background(), lex.Squeeze(text), 1) {
		switch t := m.Pattern.Template; {
		case m.Pattern.ID != id:
		case !t.Also:
			return id
		default:
			owner = owners[fixed(t)]
		}
	}
	return owner
}

// asked is what a search finds: the first result, and the answer by a template.
func asked(t *testing.T, x *Index, text, lang string) (first, exact string) {
	t.Helper()
	r, err := x.Search(context.Background(), Query{Text: text, Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Results) > 0 {
		first = r.Results[0].Article.ID
	}
	if r.Answer != nil && r.Answer.Confidence == Exact {
		exact = r.Answer.Article.ID
	}
	return first, exact
}

// TestErrorsFindTheirArticle: each error that an article lists finds it.
func TestErrorsFindTheirArticle(t *testing.T) {
	x := theIndex(t)
	owners := owners(x)
	for _, a := range x.Library().Articles(content.Primary) {
		for _, e := range a.Errors {
			want := a.ID
			if e.Also {
				want = owners[fixed(e)]
			}
			if got, _ := asked(t, x, sample(e), a.Lang); got != want {
				t.Errorf("%s lists %q, which finds %s, want %s", a.ID, sample(e), got, want)
			}
		}
	}
}

// TestExamplesFindTheirArticle: the symptom of an article shows what programs print. Each
// such block finds the article; of its lines none is recognised as another's error. What
// other sections show may be as it should be.
func TestExamplesFindTheirArticle(t *testing.T) {
	x := theIndex(t)
	owners := owners(x)
	for _, lang := range i18n.Languages() {
		for _, a := range x.Library().Articles(lang) {
			doc.EachBlock(symptom(x, a), func(b doc.Block) {
				if b.Lang != "text" {
					return
				}
				want := ownerOf(x, owners, a.ID, b.Code)
				if got, _ := asked(t, x, b.Code, lang); got != want {
					t.Errorf("%s (%s) shows %q, which finds %s, want %s", a.ID, lang, b.Code, got, want)
				}
				for line := range strings.Lines(b.Code) {
					if strings.TrimSpace(line) == "" {
						continue
					}
					want := ownerOf(x, owners, a.ID, line)
					if _, exact := asked(t, x, line, lang); exact != "" && exact != want {
						t.Errorf("%s (%s) shows the line %q, which is recognised as %s, want %s", a.ID, lang, line, exact, want)
					}
				}
			})
		}
	}
}

// symptom gives all blocks of the symptom of an article.
func symptom(x *Index, a *content.Article) (blocks []doc.Block) {
	for _, s := range x.Library().Document(a).Sections {
		if s.Kind == content.SectionSymptom {
			blocks = append(blocks, s.Blocks...)
		}
	}
	return blocks
}

// TestQuotedErrorsLeadOn: an article that quotes the error of another one leads to it,
// wherever in its text it does. One word alone is no quotation.
func TestQuotedErrorsLeadOn(t *testing.T) {
	x := theIndex(t)
	owners := owners(x)
	for _, lang := range i18n.Languages() {
		for _, a := range x.Library().Articles(lang) {
			leads := links(x, a)
			quoted := func(text string) {
				if len(strings.Fields(text)) < 2 {
					return
				}
				_, exact := asked(t, x, text, lang)
				if x.Library().Place(exact) < x.Library().Len() && exact != "" && exact != ownerOf(x, owners, a.ID, text) && !slices.Contains(leads, exact) {
					t.Errorf("%s (%s) quotes %q, an error of %s, and does not lead there", a.ID, lang, text, exact)
				}
			}
			for _, s := range x.Library().Document(a).Sections {
				doc.EachBlock(s.Blocks, func(b doc.Block) {
					if b.Lang == "text" {
						quoted(b.Code)
					}
					doc.EachSpan(b.Spans, func(s doc.Span) {
						if s.Kind == doc.CodeSpan {
							quoted(s.Text)
						}
					})
				})
			}
		}
	}
}

// links lists the articles that an article leads to.
func links(x *Index, a *content.Article) []string {
	out := slices.Clone(a.Related)
	for _, s := range x.Library().Document(a).Sections {
		doc.EachBlock(s.Blocks, func(b doc.Block) {
			doc.EachSpan(b.Spans, func(s doc.Span) {
				if s.Article != "" {
					out = append(out, s.Article)
				}
			})
		})
	}
	return out
}

// TestOwnership: search and, where a text may stand in a log, diagnosis name the same
// article.
func TestOwnership(t *testing.T) {
	x := theIndex(t)
	for _, c := range []struct{ name, text, want string }{
		// What stands in a hole for any text is the cause.
		{"index, local database", "CRITICAL Error merging Packages from https://depot.example.lan/wapt into db: OperationalError: database is locked", "base-locale-verrouillee"},
		{"index, expired certificate", "Error merging Packages from https://depot.example.lan/wapt into db: SSLError: certificate verify failed: certificate has expired", "certificat-https-renouvellement"},
		{"index, client certificate", "Error merging Packages from https://depot.example.lan/wapt into db: HTTPError: 401 Client Error: Unauthorized for url: https://depot.example.lan/wapt/Packages", "certificat-client-refuse"},
		{"index, nothing known", "Error merging Packages from https://depot.example.lan/wapt into db: ValueError", "fusion-index-packages"},
		{"installation, time", "Fatal error in install script: Command 'setup.exe /S' timed out after 900 seconds with output ''", "installation-timed-out-600"},
		{"installation, name", "CRITICAL Fatal error in install script: name 'makepath' is not defined:", "setup-py-erreur-python"},
		{"installation, name in Python 2", "CRITICAL Fatal error in install script: global name 'remove_tree' is not defined:", "setup-py-erreur-python"},
		{"installation, function", "CRITICAL Fatal error in install script: 'module' object has no attribute 'register_x':", "setup-py-erreur-python"},
		{"installation, module", "CRITICAL Fatal error in install script: No module named requests:", "setup-py-erreur-python"},
		{"installation, disk of the host", "CRITICAL Fatal error in install script: [Errno 28] No space left on device:", "disque-plein-sur-le-poste"},
		{"installation, msiexec", "Package tis-x1 not installed due to errors : Command 'msiexec /i x1.msi' returned non-zero exit status 1618", "paquet-en-erreur-installation"},
		{"installation, local database", "Package tis-x1 not installed due to errors : OperationalError: database is locked", "base-locale-verrouillee"},
		{"installation, version of Windows", "Package tis-x1 not installed due to errors : EWaptBadTargetOS: This package requires that OS be at least 10.0", "paquet-incompatible-poste"},
		{"removal, local database", "wapt-get: Error running uninstall script: OperationalError: database is locked", "base-locale-verrouillee"},
		{"removal, msiexec", "wapt-get: Critical error during uninstall: Command 'MsiExec.exe /X{1} /q' returned non-zero exit status 1605.", "desinstallation-paquet-impossible"},
		{"audit, name", "wapt-get: Audit aborted due to exception: name 'registry_readstring' is not defined", "setup-py-erreur-python"},
		{"registration, network", "Error when registering host against server HTTPSConnectionPool(host='srv.example.lan', port=443): Max retries exceeded with url: /add_host", "register-connection-error"},
		{"service, local database", "waptservice Unhandled error in task manager loop: database is locked. Sleeping 120s before restarting the service", "base-locale-verrouillee"},
		{"agent, key", `Error while creating waptagent.exe: EWaptMissingPrivateKey: The key matching the certificate C:\x1\y1.crt can not be found or decrypted`, "cle-personnelle-non-dechiffree"},
		{"agent, server", "Error while uploading WAPT agent to the repository : HTTP/1.1 502 Bad Gateway", "console-service-indisponible"},
		{"a message around an article's", "Unable to set waptwua policies : OperationalError: database is locked", "base-locale-verrouillee"},
		{"a message that an article solves", "waptexit: WAPTService is not running", "service-agent-ne-demarre-pas"},
		{"upload of a package", "Error uploading package /var/www/wapt/tis-x1.wapt: Package tis-x1.wapt is not signed properly", "paquet-mal-signe"},
		{"upload of the agent", `ERROR uploading C:\x1\waptagent.exe: Problem during upload`, "creation-agent-impossible"},
		{"download, time", "Error downloading package from http repository, please update... error : HTTPSConnectionPool(host='depot.example.lan', port=443): Read timed out.", "telechargement-paquet-impossible"},
		{"a longer one says what it means here", `Unable to import package : None of certificates ("x1") are trusted.`, "import-store-impossible"},

		// A guest yields to the owner, also to one about a family of problems.
		{"owner of a family", "Error merging Packages from https://depot.example.lan/wapt into db: x1", "fusion-index-packages"},
		{"owner of a code", "wapt-get: returned non-zero exit status 1612", "paquet-en-erreur-installation"},
		{"owner asked about seldom", "waptservice: Wrong username or password", "mot-de-passe-agent-refuse"},
		{"guest, and the rest speaks for it", "Error merging Packages from file:///P:/wapt into db: No connection adapters were found for 'file:///P:/wapt/Packages'", "depot-lecteur-reseau"},

		// Dots and slashes.
		{"index of the repository", "404 Client Error: Not Found for url: https://depot.example.lan/wapt/Packages", "fusion-index-packages"},
		{"index, its host named wapt", "404 Client Error: Not Found for url: https://depot.wapt.example.lan/wapt/Packages", "fusion-index-packages"},
		{"package", "404 Client Error: Not Found for url: https://depot.example.lan/wapt/tis-x1_1.0-1_all.wapt", "telechargement-paquet-impossible"},
		{"package of a host", "401 Client Error: Unauthorized for url: https://depot.example.lan/wapt-host/x1.wapt", "certificat-client-refuse"},
		{"Windows updates", "404 Client Error: Not Found for url: https://depot.example.lan/waptwua/x1.cab", "waptwua-mises-a-jour-absentes"},

		// A key that is there is not lost.
		{"wrong password", `No private key in directory D:\keys could be decrypted with supplied password, or none matches the certificate.`, "cle-personnelle-non-dechiffree"},
		{"wrong password, French", `Erreur : Pas de clé privée dans le dossier D:\cles qui peut être déchiffrée avec le mot de passe donnée ou aucune ne correspond au certificat.`, "cle-personnelle-non-dechiffree"},
		{"wrong path", `FATAL ERROR : EWaptMissingPrivateKey: The key matching the certificate D:\keys\it.crt can not be found or decrypted`, "cle-personnelle-non-dechiffree"},
		{"the class alone", "EWaptMissingPrivateKey", "cle-personnelle-non-dechiffree"},
		{"no path", `Private key doesn't exist : D:\keys\it.pem`, "cle-personnelle-non-dechiffree"},
		{"no right to sign code", `wapt: ERROR Personal Certificate is not a code signing certificate: D:\keys\it.crt`, "certificat-sans-signature-de-code"},
		{"no right to sign this package", "The package tis-x1 contains setup.py code but has not been signed with a proper code_signing certificate", "certificat-paquet-non-approuve"},
		{"expired", "wapt-get: Certificate it-2019 is expired", "certificat-paquet-non-approuve"},
		{"signed by somebody else", `Discarding tis-x1(=1.0-1) on repo "wapt": None of certificates ("it-lyon") are trusted.`, "certificat-paquet-non-approuve"},
		{"host package of somebody else", "Unable to edit the host profile pc-12. If package is signed with a foreign key, you may want to delete host package first to workaround the issue", "certificat-paquet-non-approuve"},
		{"console without elevation", `Waptconsole is not running with Admin priviledges. Will not be able to copy certificate to C:\x1`, "console-certificat-non-copie"},

		// A host that the server does not know.
		{"unknown", "Host on the server is not known or not known under this FQDN name (known as None). Trying to register the computer...", "hote-inconnu-non-enregistre"},
		{"unknown, shortened", "Host on the server is not known (known as None)", "hote-inconnu-non-enregistre"},
		{"known under another name", "Host on the server is not known or not known under this FQDN name (known as pc-12.example.lan). Trying to register the computer...", "uuid-bios-duplique"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := asked(t, x, c.text, content.Primary); got != c.want {
				t.Errorf("search finds %s, want %s", got, c.want)
			}
			_, problems := diagnose(t, []byte(c.text+"\n"))
			for _, p := range problems {
				if diff := cmp.Diff(c.want, p.ID); diff != "" {
					t.Errorf("diagnosis (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestNoPackage: what is missing beside packages is no package that is missing.
func TestNoPackage(t *testing.T) {
	x := theIndex(t)
	for _, path := range []string{"wapt/index.html", "wapt-icons/x1.png", "wapt/waptsetup-tis.exe", "waptwua/x1.cab", "wapt/sync.json"} {
		if _, exact := asked(t, x, "404 Client Error: Not Found for url: https://depot.example.lan/"+path, content.Primary); exact == "telechargement-paquet-impossible" {
			t.Errorf("%s is taken for a package", path)
		}
	}
}

// TestUntrustedSigner: that hosts refuse what somebody else signed does not mean that a
// key was lost or stolen, in whatever words.
func TestUntrustedSigner(t *testing.T) {
	x := theIndex(t)
	for _, text := range []string{
		"les postes refusent les paquets signés par ma collègue",
		"les paquets du nouveau technicien sont refusés, son certificat manque dans c:\\wapt\\ssl",
		"mes paquets passent, ceux du site de Lyon sont rejetés : signataire inconnu",
		"le .crt de celui qui empaquette n'est pas sur les machines",
		"clients reject packages signed by the other admin",
		"the packager's certificate is missing from the ssl folder of the computers",
		"our hosts only trust my signature, not the one of my coworker",
		"None of certificates are trusted since the new admin signs packages",
	} {
		if got, _ := asked(t, x, text, content.Primary); got != "certificat-paquet-non-approuve" {
			t.Errorf("Search(%q) = %s", text, got)
		}
	}
}
