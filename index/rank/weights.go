package rank

// maxExactWeight is the weight of a template beyond which more words say no more.
const maxExactWeight = 50

// weights are the constants of ranking; see doc.go for how they were found.
type weights struct {
	LengthNorm    float64 // how much longer passages are marked down, 0 to 1
	Question      float64 // half-way point of the number of questions that have a word
	Article       float64 // share of the words of the whole article in its score
	Best, Second  float64 // shares of its best passages
	Bayes         float64 // share of the odds of its questions
	Alpha         float64 // questions that are assumed to have a word that none has
	Body          float64 // factor on the weight of body sections for the whole article
	Spread        float64 // share of the passage rarity in the rarity of a word
	Exact         float64 // of a matching template
	ExactWeight   float64 // of each unit of its weight
	FamilyArticle float64 // factor on both for an article about a family of problems when another one matches too
	Also          float64 // factor on both for an article that another one shares the template with
	Seldom        float64 // factor on the score by words of an article that is asked about seldom
	Near          float64 // of a template that stands imperfectly
	Power         float64 // exponent of rarity
	MinBest       float64 // length below which a passage is not favoured any more, in usual questions
	Everyday      float64 // how much words of everyday texts are marked down
}

var tuned = weights{
	LengthNorm: 0.23, Question: 2.55, Article: 0.76, Best: 2.60, Second: 0.64,
	Bayes: 0.40, Alpha: 0.24, Body: 1.18, Spread: 0.074, Exact: 0.95, ExactWeight: 0.042, FamilyArticle: 0.36,
	Also: 0.95, Seldom: 0.95, Near: 0.14, Power: 0.36, MinBest: 1.02, Everyday: 0.27,
}
