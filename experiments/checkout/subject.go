package checkout

import (
	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/search"
)

// Subjects are the designs, for a hunt: what is taken from stock and bank is what the order knows of, both or none.
func Subjects() []search.Subject {
	return search.Designs(search.Subject{
		Name: "deploy-checkout", About: "an order that takes from a stock and from a bank",
		Deeds: []search.Deed{{Name: "pay", Do: search.Do((*paying).pay)}},
	}, designs, open)
}

// paying is a design in one world of a hunt.
type paying struct {
	w      *search.World
	lab    *experiments.Lab
	orders *durable.Namespace
}

func open(w *search.World, d design) (search.Play, error) {
	lab := w.Lab()
	orders, err := declare(lab, d)
	return &paying{w, lab, orders}, err
}

// pay pays for the one order, once more.
func (p *paying) pay(c *search.Client, _ search.Operation) error {
	return c.Await(func() error {
		_, err := p.orders.GetByName("1").Call("Pay")
		return err
	})
}

// Judge reads all three objects.
func (p *paying) Judge() {
	var o outcome
	if err := o.read(p.lab); err != nil {
		p.w.Violate("stuck", "the objects do not answer in peace", err.Error())
		return
	}
	o.strike = "at the end"
	switch {
	case o.consistent():
	case o.reserved > 1 || o.charged > 1:
		p.w.Violate("twice", "stock or money was taken twice", o.String())
	case o.reserved != o.charged:
		p.w.Violate("half", "one of stock and money was taken, and not the other", o.String())
	default:
		p.w.Violate("half", "both were taken, and the order does not know", o.String())
	}
}
