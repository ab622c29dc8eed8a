package saga

import (
	"errors"
	"fmt"
	"time"

	"dolab/alarms"
	"dolab/durable"
)

// Purchase is an order and how far it has come.
type Purchase struct {
	Item  string
	Cents int
	State string // one of those below; "" before Place
}

// The states of a purchase. Each is written before the next step begins, so that a crash repeats one step at most.
const (
	Placed    = "placed"    // next: reserve the item
	Reserved  = "reserved"  // next: charge
	Refused   = "refused"   // the bank has refused. Next, the compensation: release the item
	Paid      = "paid"      // the end: one item taken and charged for
	Cancelled = "cancelled" // the end: nothing taken, nothing charged
)

// Order takes one purchase through two other objects, a stock and a bank. No transaction spans objects: in its place
// are steps that can be repeated, and a step that undoes another.
//
// In TypeScript this is class Order extends DurableObject, whose alarm() goes on where it was.
type Order struct {
	st     *durable.State // this.ctx
	alarms *alarms.Schedules
	broken bool
}

// Class declares orders. Broken plants the bug: each attempt to charge has a key of its own.
func Class(broken bool) durable.Class {
	return durable.Class{Name: "Order", New: func(st *durable.State) (durable.Object, error) {
		o := &Order{st: st, broken: broken}
		a, err := alarms.New(st, alarms.Options{
			Handlers: map[string]alarms.Handler{"go on": o.goOn},
			// An order is never given up half done.
			Retry: alarms.Retry{Attempts: -1, First: time.Second, Max: time.Minute},
		})
		o.alarms = a
		return o, err
	}}
}

// Alarm is the native alarm's handler: alarm() in TypeScript.
func (o *Order) Alarm(info durable.AlarmInfo) error { return o.alarms.Alarm(info) }

// Place accepts the order: the purchase and the alarm that drives it are one commit. A client that has not heard the
// answer asks again, and nothing happens twice.
func (o *Order) Place(item string, cents int) error {
	return o.st.Storage.TransactionSync(func() error {
		p, err := o.Purchase()
		if err != nil || p.State != "" {
			return err
		}
		if err := o.put(Purchase{item, cents, Placed}); err != nil {
			return err
		}
		_, err = o.alarms.After(0, "go on", nil, alarms.ID("saga"))
		return err
	})
}

// Purchase returns how far the order has come.
func (o *Order) Purchase() (Purchase, error) {
	p, err := durable.Get[Purchase](o.st.Storage.KV(), "purchase")
	if errors.Is(err, durable.ErrNoKey) {
		return Purchase{}, nil
	}
	return p, err
}

func (o *Order) put(p Purchase) error { return o.st.Storage.KV().Put("purchase", p) }

// goOn does what is left. After an error, or after a crash, it runs again and reads where it was.
func (o *Order) goOn(alarms.Run) error {
	for {
		p, err := o.Purchase()
		if err != nil || p.State == Paid || p.State == Cancelled {
			return err
		}
		if p.State, err = o.step(p); err != nil {
			return err
		}
		if err := o.put(p); err != nil {
			return err
		}
	}
}

// step does the next step and returns the state behind it. The order's name is the idempotency key of each: the object
// that is called does for one key once what it is asked to do.
func (o *Order) step(p Purchase) (string, error) {
	name, _ := o.st.ID.Name()
	stock := o.st.Namespace("Stock").GetByName(p.Item)
	switch p.State {
	case Placed:
		return choose(Reserved, Cancelled)(durable.Call[bool](stock, "Reserve", name))
	case Reserved:
		key := name
		if o.broken { // Wrong, and often seen: crypto.randomUUID() in the call that is tried again.
			key = fmt.Sprint(name, "-", o.st.Choose("saga.uuid", 1_000_000))
		}
		bank := o.st.Namespace("Bank").GetByName("bank")
		return choose(Paid, Refused)(durable.Call[bool](bank, "Charge", key, p.Cents))
	case Refused:
		_, err := stock.Call("Release", name)
		return Cancelled, err
	}
	return "", fmt.Errorf("order %s is in the unknown state %q", name, p.State)
}

// choose turns the answer of a call into the next state.
func choose(yes, no string) func(bool, error) (string, error) {
	return func(answer bool, err error) (string, error) {
		if answer {
			return yes, err
		}
		return no, err
	}
}
