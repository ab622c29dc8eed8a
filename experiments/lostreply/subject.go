package lostreply

import (
	"fmt"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subjects are the designs, for a hunt: each order whose client has heard of success is charged once, and no order
// twice.
func Subjects() []search.Subject {
	return search.Designs(search.Subject{
		Name: "lost-replies", About: "an account that is charged by clients who may try again",
		Deeds: []search.Deed{{Name: "charge", Do: search.Do((*charging).charge)}},
	}, designs, open)
}

// charging is a design in one world of a hunt.
type charging struct {
	w        *search.World
	ns       *durable.Namespace
	design   design
	outcomes []outcome
}

func open(w *search.World, d design) (search.Play, error) {
	ns, err := w.Namespace(durable.Class{Name: "Account", New: func(st *durable.State) (durable.Object, error) {
		return &account{st: st, design: d, seen: map[string]bool{}}, nil
	}})
	return &charging{w: w, ns: ns, design: d}, err
}

// charge charges for an order of its own, as often as the design says.
func (p *charging) charge(_ *search.Client, o search.Operation) error {
	x := outcome{order: fmt.Sprintf("order-%d", o.Place())}
	x.charge(p.w.Lab(), p.ns, p.design)
	p.outcomes = append(p.outcomes, x)
	return nil
}

// Judge holds what was charged against what clients heard.
func (p *charging) Judge() {
	charges, err := durable.Call[[]string](p.ns.GetByName("a"), "Charges")
	if err != nil {
		p.w.Violate("stuck", "the account does not answer in peace", err.Error())
		return
	}
	times := map[string]int{}
	for _, order := range charges {
		times[order]++
	}
	for _, x := range p.outcomes {
		switch n := times[x.order]; {
		case n > 1:
			p.w.Violate("twice", "an order was charged more than once", fmt.Sprintf("%s %d times", x.order, n))
		case n == 0 && x.answered:
			p.w.Violate("lost", "an order is not charged though its client has heard of success", x.order)
		case n == 0 && p.design.retry:
			p.w.Violate("lost", "an order is not charged though its client tried again and again", x.order)
		}
	}
}
