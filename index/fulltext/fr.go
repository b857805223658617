package fulltext

import "github.com/blevesearch/bleve/v2/analysis/lang/fr"

func init() {
	grammars["fr"] = grammar{
		elision:   fr.ElisionName,
		stemmer:   fr.LightStemmerName, // plurals and feminines
		stopWords: string(fr.FrenchStopWords) + "\n" + moreFrench,
		kept:      "sans meme nouveaux nouveau",
	}
}

// moreFrench are words of questions and greetings that bleve's list lacks.
const moreFrench = `bonjour bonsoir merci svp stp aidez aide salut
comment pourquoi quand quel quelle quels quelles combien faut falloir doit dois dit dire fait faire fais peut peux puis pouvoir pourrait
est etre etait suis sommes avoir avait avons notre nos votre vos mon ma mes leur leurs cela ceci ca cet cette chaque chez depuis alors donc
aussi car comme dans deja des encore entre etc ici jamais lors lorsque mais parce pendant peu plutot pour pourtant presque puisque quelque
quelques quoi rien sous sur toujours tous tout toute toutes tres trop va vais voir voici voila vraiment y jai cest
qu jusqu lorsqu puisqu quoiqu`
