package fulltext

import "waptkb/index/fulltext/filter"

func init() {
	grammars["fr"] = grammar{
		elision:   filter.Elision{"l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"},
		stemmer:   filter.LightFrench{}, // plurals and feminines
		stopWords: frenchStopWords + "\n" + moreFrench,
		kept:      "sans meme nouveaux nouveau",
	}
}

// frenchStopWords is the list that bleve and Lucene have of the Snowball project (BSD licence).
const frenchStopWords = `au aux avec ce ces dans de des du elle en et eux il je la le leur lui ma mais me même mes moi mon ne nos notre nous on ou par pas pour qu que qui sa
se ses son sur ta te tes toi ton tu un une vos votre vous c d j l à m n s t y été étée étées étés étant suis es est sommes êtes sont serai seras sera
serons serez seront serais serait serions seriez seraient étais était étions étiez étaient fus fut fûmes fûtes furent sois soit soyons soyez soient
fusse fusses fût fussions fussiez fussent ayant eu eue eues eus ai as avons avez ont aurai auras aura aurons aurez auront aurais aurait aurions auriez
auraient avais avait avions aviez avaient eut eûmes eûtes eurent aie aies ait ayons ayez aient eusse eusses eût eussions eussiez eussent ceci cela
celà cet cette ici ils les leurs quel quels quelle quelles sans soi`

// moreFrench are words of questions and greetings that bleve's list lacks.
const moreFrench = `bonjour bonsoir merci svp stp aidez aide salut
comment pourquoi quand quel quelle quels quelles combien faut falloir doit dois dit dire fait faire fais peut peux puis pouvoir pourrait
est etre etait suis sommes avoir avait avons notre nos votre vos mon ma mes leur leurs cela ceci ca cet cette chaque chez depuis alors donc
aussi car comme dans deja des encore entre etc ici jamais lors lorsque mais parce pendant peu plutot pour pourtant presque puisque quelque
quelques quoi rien sous sur toujours tous tout toute toutes tres trop va vais voir voici voila vraiment y jai cest
qu jusqu lorsqu puisqu quoiqu`
