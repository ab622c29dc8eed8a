package saga

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subject is the saga for a hunt: clients place orders, some of which the bank refuses. In the end each order is paid,
// with one item taken and one charge, or cancelled, with neither.
func Subject(broken bool) *search.Subject {
	s := &search.Subject{
		Name: "examples/saga", About: "an order over a stock and a bank, with compensation",
		Deeds: []search.Deed{
			{Name: "buy", Do: search.Do((*play).buy), Odds: 3, Fields: items},
			{Name: "overspend", Do: search.Do((*play).overspend), Fields: items},
		},
		Clients: 2, Operations: 8, Settle: 20 * time.Minute,
		Open: func(w *search.World) (search.Play, error) { return open(w, broken) },
	}
	if broken {
		s.Name, s.About = s.Name+"-broken", "the same, with a new idempotency key for each attempt to charge"
	}
	return s
}

// items are what can be ordered.
var items = search.Fields{search.Keys("book", "lamp")}

// play is the orders of one world.
type play struct {
	w                     *search.World
	orders, stocks, banks *durable.Namespace
	asked                 []placed
}

// placed is an order of a client.
type placed struct {
	name  string
	item  string
	acked bool
}

func open(w *search.World, broken bool) (_ search.Play, err error) {
	p := &play{w: w}
	if p.stocks, err = w.Namespace(StockClass()); err != nil {
		return nil, err
	}
	if p.banks, err = w.Namespace(BankClass()); err != nil {
		return nil, err
	}
	p.orders, err = w.Namespace(Class(broken))
	return p, err
}

// buy places an order that the client can pay.
func (p *play) buy(c *search.Client, o search.Operation) error { return p.place(c, o, 1999) }

// overspend places an order that the bank refuses.
func (p *play) overspend(c *search.Client, o search.Operation) error {
	return p.place(c, o, 2*limitCents)
}

// place places an order of its own.
func (p *play) place(c *search.Client, o search.Operation, cents int) error {
	n := len(p.asked)
	p.asked = append(p.asked, placed{name: fmt.Sprintf("order%d", o.Place()), item: o.Key})
	return c.Await(func() error {
		_, err := p.orders.GetByName(p.asked[n].name).Call("Place", o.Key, cents)
		p.asked[n].acked = err == nil
		return err
	})
}

// rest is how long the orders have once they are called again: the platform may have lost their alarms, and then the
// next call of any kind sets them again.
const rest = time.Hour

// Judge reads all objects.
func (p *play) Judge() {
	for _, x := range p.asked {
		if _, err := p.orders.GetByName(x.name).Call("Purchase"); err != nil {
			p.w.Violate("stuck", "an order does not answer, though all is well again", err.Error())
			return
		}
	}
	err := p.w.Advance(rest)
	charges, failed := durable.Call[[]string](p.banks.GetByName("bank"), "Charges")
	if err != nil || failed != nil {
		p.w.Violate("stuck", "the bank does not answer, though all is well again", fmt.Sprint(err, failed))
		return
	}
	for _, x := range p.asked {
		p.judge(x, charges)
	}
}

// judge holds one order against what stock and bank have of it.
func (p *play) judge(x placed, charges []string) {
	purchase, err := durable.Call[Purchase](p.orders.GetByName(x.name), "Purchase")
	held, failed := durable.Call[[]string](p.stocks.GetByName(x.item), "Held")
	if err != nil || failed != nil {
		p.w.Violate("stuck", "order and stock do not answer, though all is well again", fmt.Sprint(err, failed))
		return
	}
	items := 0
	if slices.Contains(held, x.name) {
		items = 1
	}
	times := 0
	for _, key := range charges {
		if name, _, _ := strings.Cut(key, "-"); name == x.name {
			times++
		}
	}
	note := fmt.Sprintf("%s is %q: %d items taken, %d charges", x.name, purchase.State, items, times)
	switch {
	case times > 1:
		p.w.Violate("twice", "an order was charged more than once", note)
	case purchase.State == "" && x.acked:
		p.w.Violate("lost", "an order is gone that was acknowledged", note)
	case purchase.State != "" && purchase.State != Paid && purchase.State != Cancelled:
		p.w.Violate("stuck", "an order has not come to its end", note)
	case items != times || (times == 1) != (purchase.State == Paid):
		p.w.Violate("half", "item and charge are not both there or both not", note)
	}
}
