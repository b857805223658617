package fulltext

import "github.com/blevesearch/bleve/v2/analysis/lang/en"

func init() {
	grammars["en"] = grammar{
		possessive: en.PossessiveName,
		stemmer:    en.SnowballStemmerName, // Porter's
		stopWords:  string(en.EnglishStopWords) + "\n" + moreEnglish,
		kept:       "out only off same again",
	}
}

// moreEnglish are words of questions and greetings that bleve's list lacks.
const moreEnglish = `hello hi please thanks thank help
how what why when where which who whose does did doing done can could should would may might must our my your their its it's i'm im ive we're
get gets got getting after before since still just also any every some there here then than`
