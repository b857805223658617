package content

import (
	"slices"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// Primary is the language that articles are first written in, and the one shown
// where a translation is missing.
var Primary = i18n.Languages()[0]

// Severity says how much a problem hurts; it orders the findings in a log.
type Severity string

// Severities lists the accepted severities, the most serious first.
var Severities = []Severity{"critical", "error", "warning", severityInfo}

// severityInfo is that of what only informs.
const severityInfo Severity = "info"

// Rank gives the place of s in [Severities], 0 for the most serious.
func (s Severity) Rank() int {
	if i := slices.Index(Severities, s); i >= 0 {
		return i
	}
	return len(Severities)
}

// Components lists the parts of WAPT that articles belong to, in display order.
var Components = []string{
	"console", "serveur", "dépôt", "agent", "déploiement", "waptexit", "paquet", "création de paquet", "sécurité",
}

// ComponentSlug gives the name of a component in URLs: "création de paquet"
// becomes "creation-de-paquet".
func ComponentSlug(component string) string { return fold.Slug(component) }

// ComponentNamed finds a component by its name or slug, whatever the case and
// accents.
func ComponentNamed(name string) (string, bool) {
	if len(name) > maxName {
		return "", false
	}
	slug := fold.Slug(name)
	for _, c := range Components {
		if fold.Slug(c) == slug {
			return c, true
		}
	}
	return "", false
}

// Platforms lists the accepted platforms.
var Platforms = []string{"windows", "linux", "macos"}

// Article is one problem and its solution in one language.
type Article struct {
	ID   string // slug, the same in every language
	Lang string // of i18n.Languages
	Kind string // KindArticle; KindMessage and KindCode for entries of the reference
	Own  bool   `json:",omitempty"` // an organisation wrote it; see [LoadOwn]
	Adds bool   `json:",omitempty"` // it has no text, and adds to the article of its id; see [LoadOwn]

	Title     string
	Summary   string               // what to do, one to three sentences of plain text
	Summaries []ConditionalSummary `json:",omitempty"` // what to do instead where a condition holds
	Questions []string             // how people put it, in this language; nil once the library was restored
	Reviewed  string               // date of the last reading against the sources, 2006-01-02

	Added       string            // date on which it was published, after the first release; may be empty
	Changed     string            // date of the last change of what it says; may be empty
	Component   string            // one of Components
	Platforms   []string          // of Platforms
	Versions    string            // WAPT versions, where it matters; may be empty
	Checked     []string          // releases of WAPT whose source or documentation it was checked against, of Releases
	Severity    Severity          // one of Severities
	General     bool              // about a family of problems: yields to an article about one of them
	Errors      []Template        // most typical first; may be empty
	Pastes      []string          // what people paste where the error itself does not show; nil once the library was restored
	Fills       map[string]string `json:",omitempty"` // hole of an error → placeholder in commands that it stands for
	Identifiers []string          // ini keys, programs, functions, codes, paths
	Related     []string          // ids of the articles to read next
	Sources     []string          // where the facts come from

	markdown func() string // see [Article.Markdown]
	bodyLine int           // line of the file that the body begins on, from 1
}

// Markdown gives the body, without the front matter.
func (a *Article) Markdown() string {
	if a.markdown == nil {
		return ""
	}
	return a.markdown()
}

func (a *Article) setMarkdown(body string) { a.markdown = func() string { return body } }
