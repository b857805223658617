package reader

import "waptkb/index/lex"

// Panel is several readers who each know some of the articles.
type Panel struct {
	members  []Member
	articles int
}

// Member is a reader of a panel, and the place that each of its classes has among the
// articles; -1 for an article that nobody is led to any more, which is not ours.
type Member struct {
	*Reader
	Places []int32
}

// NewPanel makes a panel that reads for so many articles.
func NewPanel(articles int, members ...Member) *Panel { return &Panel{members, articles} }

// Empty tells that nobody learned anything.
func (p *Panel) Empty() bool { return len(p.members) == 0 }

// Read reads a text: the opinion has a class for each article, by its place, and a last one for
// what is not ours. What nobody knows is out of the question. It takes the memory of another
// opinion, which is good no more.
func (p *Panel) Read(text *lex.Text, meant map[string]string, old Opinion) Opinion {
	if p.Empty() {
		return Opinion{}
	}
	out := Opinion{old.Classes[:0], old.own, features(text, meant, old.features)}
	for range p.articles + 1 {
		out.Classes = append(out.Classes, unknown)
	}
	for _, m := range p.members {
		out.own = m.opinion(out.features, out.own)
		for i, v := range out.own {
			place := &out.Classes[m.place(i, p.articles)]
			*place = max(*place, v)
		}
	}
	return out
}

// unknown is the opinion of an article that nobody learned.
const unknown = -2

// place gives the class of a panel that a class of a member is.
func (m *Member) place(class, articles int) int {
	if class < len(m.Places) && m.Places[class] >= 0 {
		return int(m.Places[class])
	}
	return articles
}

// Support tells of an opinion by which share of the text an article is known better than any other:
// by all, or by the first alone.
func (p *Panel) Support(o Opinion, article int, all bool) (support float64) {
	members := p.members
	if !all {
		members = members[:1]
	}
	for _, f := range o.features {
		share := float64(f.value * f.value)
		own, other := float32(0), float32(0)
		for _, m := range members {
			scale := float32(m.scale.At(0))
			list := m.of(f.bucket)
			for i := 0; i+1 < len(list); i += entrySize {
				w := float32(int8(list[i+1])) * scale
				if m.place(int(list[i]), p.articles) == article {
					own = max(own, w)
				} else {
					other = max(other, w)
				}
			}
		}
		if own > 0 && own >= other {
			support += share
		}
	}
	return support
}
