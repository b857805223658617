package rank

// weights are the constants of what a word says.
type weights struct {
	LengthNorm float64 // how much longer passages are marked down, 0 to 1
	Question   float64 // half-way point of the number of questions that have a word
	Alpha      float64 // questions that are assumed to have a word that none has
	Body       float64 // factor on the weight of body sections for the whole article
	Spread     float64 // share of the passage rarity in the rarity of a word
	Power      float64 // exponent of rarity
	MinBest    float64 // length below which a passage is not favoured any more, in usual questions
	Everyday   float64 // how much words of everyday texts are marked down
}

var tuned = weights{LengthNorm: 0.23, Question: 2.55, Alpha: 0.24, Body: 1.18, Spread: 0.074, Power: 0.36, MinBest: 1.02, Everyday: 0.27}
