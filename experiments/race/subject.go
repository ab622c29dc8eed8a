package race

import (
	"fmt"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subjects are the designs, for a hunt: clients increment, and each increment that was acknowledged counts.
func Subjects() []search.Subject {
	return search.Designs(search.Subject{
		Name: "read-await-write", About: "a counter whose increments await something",
		Deeds: []search.Deed{{Name: "increment", Do: search.Do((*counting).increment)}},
	}, designs, open)
}

// counting is a design in one world of a hunt.
type counting struct {
	w            *search.World
	ns           *durable.Namespace
	asked, acked int
}

func open(w *search.World, d design) (search.Play, error) {
	ns, err := w.Namespace(durable.Class{Name: "Counter", New: func(st *durable.State) (durable.Object, error) {
		return &counter{st: st, design: d}, nil
	}})
	return &counting{w: w, ns: ns}, err
}

// increment counts up, for a client.
func (p *counting) increment(c *search.Client, _ search.Operation) error {
	p.asked++
	err := c.Await(func() error {
		_, err := p.ns.GetByName("a").Call("Increment")
		return err
	})
	if err == nil {
		p.acked++
	}
	return err
}

// Judge holds the count against what was acknowledged.
func (p *counting) Judge() {
	n, err := durable.Call[int](p.ns.GetByName("a"), "Value")
	note := fmt.Sprintf("%d asked for, %d acknowledged, %d counted", p.asked, p.acked, n)
	switch {
	case err != nil:
		p.w.Violate("stuck", "the counter does not answer in peace", err.Error())
	case n < p.acked:
		p.w.Violate("lost", "an increment is gone that was acknowledged", note)
	case n > p.asked:
		p.w.Violate("twice", "there are more increments than were asked for", note)
	}
}
