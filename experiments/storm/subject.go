package storm

import (
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/search"
)

// listenersMax is how many listeners a room of a hunt has.
const listenersMax = 3

// Subjects are the designs, for a hunt: each listener hears each message once, in order.
func Subjects() []search.Subject {
	return search.Designs(search.Subject{
		Name: "reset-storm", About: "a room whose listeners connect again",
		Deeds: []search.Deed{{Name: "post", Do: search.Do((*talk).post)}}, Clients: 1, Settle: 10 * time.Minute,
	}, designs, open)
}

// talk is a design in one world of a hunt.
type talk struct {
	w         *search.World
	lab       *experiments.Lab
	ns        *durable.Namespace
	listeners []*client
	posted    int
}

func open(w *search.World, d design) (search.Play, error) {
	p := &talk{w: w, lab: w.Lab()}
	var err error
	p.ns, err = w.Namespace(durable.Class{Name: "Room", New: func(st *durable.State) (durable.Object, error) {
		return &room{st, d}, nil
	}})
	if err != nil {
		return nil, err
	}
	for range listenersMax {
		x := &client{heard: map[int]int{}}
		p.listeners = append(p.listeners, x)
		w.Go("listener", func() { x.listen(p.lab, p.ns, d) })
	}
	return p, nil
}

// post posts the next message, until it is kept.
func (p *talk) post(c *search.Client, _ search.Operation) error {
	p.posted++
	n := p.posted
	for c.Await(func() error {
		_, err := p.ns.GetByName("a").Call("Post", n)
		return err
	}) != nil {
		p.w.Sleep(pauseMin)
	}
	return nil
}

// Judge holds what was heard against what was posted.
func (p *talk) Judge() {
	for i, x := range p.listeners {
		for n := 1; n <= p.posted; n++ {
			switch note := fmt.Sprintf("message %d of %d, listener %d, %d times", n, p.posted, i, x.heard[n]); {
			case x.heard[n] == 0:
				p.w.Violate("lost", "a message that was kept did not reach everybody", note)
			case x.heard[n] > 1:
				p.w.Violate("twice", "a message came more than once", note)
			}
		}
		if x.disorder > 0 {
			p.w.Violate("order", "a message came behind a newer one", fmt.Sprintf("listener %d, %d times", i, x.disorder))
		}
	}
}
