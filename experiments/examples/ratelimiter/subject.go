package ratelimiter

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subject is the limiter for a hunt: customers take what they can get. They never get more than their plan allows, and
// while nothing goes wrong they get what it promises.
func Subject(broken bool) *search.Subject {
	s := &search.Subject{
		Name: "examples/ratelimiter", About: "a token bucket for each customer, whose size another object knows",
		Deeds: []search.Deed{{
			Name: "take", Do: search.Do((*play).take), Fields: search.Fields{search.Keys("anna", "ben")},
		}},
		Settle: 10 * time.Minute,
		Open: func(w *search.World) (search.Play, error) {
			if _, err := w.Namespace(PlansClass()); err != nil {
				return nil, err
			}
			limiters, err := w.Namespace(Class(broken))
			return &play{w: w, limiters: limiters, of: map[string]*customer{}}, err
		},
	}
	if broken {
		s.Name, s.About = s.Name+"-broken", "the same, with an await between reading the bucket and writing it"
	}
	return s
}

// play is the limiters in one world.
type play struct {
	w        *search.World
	limiters *durable.Namespace
	of       map[string]*customer
}

// customer is what one customer has seen.
type customer struct {
	first                  time.Time // when it asked first
	asked, allowed, failed int
}

// The default plan of Plans.Of.
const (
	burst = 3
	every = time.Minute
)

// take asks for a token.
func (p *play) take(c *search.Client, o search.Operation) error {
	x := p.of[o.Key]
	if x == nil {
		x = &customer{first: p.w.Now()}
		p.of[o.Key] = x
	}
	x.asked++
	return c.Await(func() error {
		allowed, err := durable.Call[bool](p.limiters.GetByName(o.Key), "Take")
		switch {
		case err != nil:
			x.failed++
		case allowed:
			x.allowed++
			p.tooMany(o.Key, x)
		}
		return err
	})
}

// tooMany holds what was allowed against the plan: answers that were lost only make it less.
func (p *play) tooMany(name string, x *customer) {
	if most := burst + int(p.w.Now().Sub(x.first)/every); x.allowed > most {
		p.w.Violate("limit", "more was allowed than the plan allows",
			fmt.Sprintf("%s: %d of %d since the first request", name, x.allowed, most))
	}
}

// Judge demands a full bucket for each customer where nothing has gone wrong: else a limiter that refuses
// everything would be right.
func (p *play) Judge() {
	for _, name := range slices.Sorted(maps.Keys(p.of)) {
		x := p.of[name]
		if p.w.Calm() && x.failed == 0 && x.allowed < min(x.asked, burst) {
			p.w.Violate("refused", "a token is refused that the plan promises",
				fmt.Sprintf("%s: %d of %d requests were allowed", name, x.allowed, x.asked))
		}
	}
}
