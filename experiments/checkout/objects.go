package checkout

import (
	"errors"
	"time"

	"dolab/durable"
)

// design is what a checkout does against being interrupted.
type design struct {
	name  string
	marks bool // notes each step
	keys  bool // gives each step an idempotency key
	alarm bool // finishes by itself
}

func (d design) Label() string { return d.name }

var designs = []design{
	{name: "straight"},
	{name: "marks", marks: true},
	{name: "keyed", marks: true, keys: true},
	{name: "keyed-alarm", marks: true, keys: true, alarm: true},
}

// ledger is a stock or a bank: it counts what was taken.
type ledger struct{ st *durable.State }

// Take takes one; a key that it has seen it takes only once. It does all of it or nothing: a write that fails does not
// undo those before it in its turn.
func (l *ledger) Take(key string) error {
	return l.st.Storage.TransactionSync(func() error { return l.take(key) })
}

func (l *ledger) take(key string) error {
	kv := l.st.Storage.KV()
	if key != "" {
		found, err := kv.Has("key:" + key)
		if err != nil || found {
			return err
		}
		if err := kv.Put("key:"+key, true); err != nil {
			return err
		}
	}
	n, err := l.Taken()
	if err != nil {
		return err
	}
	return kv.Put("taken", n+1)
}

// Taken is how many were taken.
func (l *ledger) Taken() (int, error) { return number(l.st, "taken") }

func number(st *durable.State, key string) (int, error) {
	n, err := durable.Get[int](st.Storage.KV(), key)
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return n, err
}

// order is a checkout of one order.
type order struct {
	st     *durable.State
	design design
}

// alarmAfter is when an order that has begun looks after itself.
const alarmAfter = 5 * time.Second

// Pay does all steps that are not done.
func (o *order) Pay() error {
	if o.design.alarm {
		done, err := o.Done()
		if err != nil || done {
			return err
		}
		if err := o.st.Storage.SetAlarm(o.st.Now().Add(alarmAfter)); err != nil {
			return err
		}
		if err := o.st.Storage.KV().Put("begun", 1); err != nil {
			return err
		}
	}
	return o.steps()
}

// Alarm finishes what was begun.
func (o *order) Alarm(durable.AlarmInfo) error { return o.steps() }

// Done reports whether the order is paid for.
func (o *order) Done() (bool, error) {
	n, err := number(o.st, "done")
	return n > 0, err
}

func (o *order) steps() error {
	done, err := o.Done()
	if err != nil || done {
		return err
	}
	for _, whose := range []string{"Stock", "Bank"} {
		if err := o.step(whose); err != nil {
			return err
		}
	}
	return o.st.Storage.KV().Put("done", 1)
}

// step takes one from a ledger.
func (o *order) step(whose string) error {
	if n, err := number(o.st, whose); err != nil || o.design.marks && n > 0 {
		return err
	}
	key := ""
	if o.design.keys {
		key = "order-1:" + whose
	}
	if _, err := o.st.Namespace(whose).GetByName("a").Call("Take", key); err != nil {
		return err
	}
	if !o.design.marks {
		return nil
	}
	return o.st.Storage.KV().Put(whose, 1)
}
