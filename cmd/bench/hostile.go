package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/embedded"
	"waptkb/index/hostile"
)

// hostile measures a search for as much text as a query may have, of the row of package
// hostile that costs most, in the process. It is told in sorts of 100,000 numbers, which
// take some 7 ms where hello takes 2.5 ms.
func (b *bench) hostile() error {
	x, err := embedded.Open()
	if err != nil {
		return err
	}
	search := func(r hostile.Row) func() error {
		text := r.Text(index.MaxQuery)
		return func() error {
			_, err := x.Search(context.Background(), index.Query{Text: text})
			if errors.Is(err, index.EmptyQuery) { // white space
				return nil
			}
			return err
		}
	}
	type cost struct {
		hostile.Row
		time.Duration
	}
	var costs []cost
	rows := append(hostile.Rows(), hostile.OfTemplates(templates(x))...)
	for i := 0; i < len(rows); i += len(rows) / b.runs(len(rows)) {
		r := rows[i]
		took, err := leastOf(1, search(r))
		if err != nil {
			return err
		}
		costs = append(costs, cost{r, took[0]})
	}
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(b.Duration, a.Duration) })
	slowest, again := costs[:20], []func() error{sortNumbers}
	for _, c := range slowest {
		again = append(again, search(c.Row))
	}
	took, err := leastOf(b.runs(20), again...) // what else ran may have made one slow
	if err != nil {
		return err
	}
	worst := 1
	for i := range took[1:] {
		if took[i+1] > took[worst] {
			worst = i + 1
		}
	}
	b.report(row{
		work: fmt.Sprintf("hostile text of 16 KiB, worst of %d", len(costs)), value: ratio(took[worst], took[0]), unit: "× sort", limit: hostileLimit,
		detail: fmt.Sprintf("%v, sort %v; row %q", took[worst], took[0], shortened(slowest[worst-1].Name)),
	})
	return nil
}

// hostileLimit is 10 ms in sorts.
const hostileLimit = 1.4

func shortened(name string) string {
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}

// templates lists the texts of all error templates.
func templates(x *index.Index) []string {
	var out []string
	add := func(errors []content.Template) {
		for _, t := range errors {
			out = append(out, t.Text)
		}
	}
	for _, a := range x.Library().Articles(content.Primary) {
		add(a.Errors)
	}
	for _, m := range x.Library().Messages() {
		add(m.Errors)
	}
	return out
}

// sortNumbers is work that takes the same time whatever the program does.
func sortNumbers() error {
	r := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint64, 100_000)
	for i := range numbers {
		numbers[i] = r.Uint64()
	}
	slices.Sort(numbers)
	return nil
}

// leastOf does work in turns and gives the least time of each.
func leastOf(runs int, work ...func() error) ([]time.Duration, error) {
	out := make([]time.Duration, len(work))
	for i := range runs {
		for w, do := range work {
			begin := time.Now()
			if err := do(); err != nil {
				return nil, err
			}
			if took := time.Since(begin); i == 0 || took < out[w] {
				out[w] = took
			}
		}
	}
	return out, nil
}
