package doc

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Condition compares the number that stood in a hole of an error template with another:
//
//	{seconds} >= 1200
type Condition struct {
	Hole   string
	Op     string // of operators
	Number float64
}

// operators are the ways to compare, those first that begin with another.
var operators = []string{"<=", ">=", "<", ">", "="}

// ParseCondition reads a condition. The error says what to write.
func ParseCondition(text string) (c Condition, err error) {
	wrong := fmt.Errorf("condition %q is none: write {hole}, one of %s, and a number, as in {seconds} >= 1200", text, strings.Join(operators, " "))
	hole, rest, closed := strings.Cut(strings.TrimSpace(text), "}")
	c.Hole = strings.TrimPrefix(hole, "{")
	rest = strings.TrimSpace(rest)
	i := slices.IndexFunc(operators, func(op string) bool { return strings.HasPrefix(rest, op) })
	if !closed || c.Hole == hole || c.Hole == "" || i < 0 {
		return Condition{}, wrong
	}
	c.Op = operators[i]
	if c.Number, err = number(rest[len(c.Op):]); err != nil {
		return Condition{}, wrong
	}
	return c, nil
}

func number(text string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err == nil && (math.IsInf(n, 0) || math.IsNaN(n)) {
		err = strconv.ErrRange
	}
	return n, err
}

func (c Condition) String() string {
	return fmt.Sprintf("{%s} %s %s", c.Hole, c.Op, strconv.FormatFloat(c.Number, 'f', -1, 64))
}

// Holds tells whether the condition holds for what stood in the holes, and whether that
// can be told.
func (c Condition) Holds(captures map[string]string) (holds, known bool) {
	n, err := number(captures[c.Hole])
	if err != nil {
		return false, false
	}
	switch c.Op {
	case "<=":
		return n <= c.Number, true
	case ">=":
		return n >= c.Number, true
	case "<":
		return n < c.Number, true
	case ">":
		return n > c.Number, true
	}
	return n == c.Number, true
}

// Given gives blocks as they are where something is known of what stood in the holes:
// without the parts whose condition does not hold, and those whose condition holds without
// it. Lists and items of which nothing is left are gone.
func Given(blocks []Block, captures map[string]string) []Block {
	if !slices.ContainsFunc(blocks, conditional) { // most
		return blocks
	}
	var out []Block
	for _, b := range blocks {
		inner := Given(b.Blocks, captures)
		if holds, known := b.If.Holds(captures); b.Kind == When && known {
			if holds {
				out = append(out, inner...)
			}
			continue
		}
		if len(inner) == 0 && len(b.Blocks) > 0 {
			continue
		}
		b.Blocks = inner
		out = append(out, b)
	}
	return out
}

// conditional tells whether a block is, or has, one that stands under a condition.
func conditional(b Block) bool { return b.Kind == When || slices.ContainsFunc(b.Blocks, conditional) }
