package lostreply

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/durable"
)

// design is what is done against doubt.
type design struct {
	name   string
	retry  bool
	charge func(a *account, key string) error
}

func (d design) Label() string { return d.name }

var designs = []design{
	{"once", false, (*account).write},
	{"naive", true, (*account).write},
	{"memory", true, (*account).memory},
	{"late", true, (*account).late},
	{"keyed", true, (*account).keyed},
}

// account is charged: a row a charge.
type account struct {
	st     *durable.State
	design design
	seen   map[string]bool // of the design memory
}

// Charge charges for an order.
func (a *account) Charge(order string) error { return a.design.charge(a, order) }

// Charges lists the orders that were charged for, each as often as it was.
func (a *account) Charges() ([]string, error) {
	var orders []string
	for e, err := range a.st.Storage.KV().List(durable.ListOptions{Prefix: "charge:"}) {
		if err != nil {
			return nil, err
		}
		_, order, _ := strings.Cut(strings.TrimPrefix(e.Key, "charge:"), ":")
		orders = append(orders, order)
	}
	return orders, nil
}

// write adds a charge under a number of its own.
func (a *account) write(order string) error {
	kv := a.st.Storage.KV()
	n, err := durable.Get[int](kv, "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return err
	}
	if err := kv.Put("n", n+1); err != nil {
		return err
	}
	return kv.Put("charge:"+fmt.Sprintf("%06d", n)+":"+order, true)
}

func (a *account) memory(order string) error {
	if a.seen[order] {
		return nil
	}
	a.seen[order] = true
	return a.write(order)
}

func (a *account) late(order string) error {
	found, err := a.st.Storage.KV().Has("key:" + order)
	if err != nil || found {
		return err
	}
	if err := a.write(order); err != nil {
		return err
	}
	a.st.Sleep(time.Millisecond) // Somebody else is told, say.
	return a.st.Storage.KV().Put("key:"+order, true)
}

// keyed stores key and charge together or not at all: a write that fails does not undo those before it in its turn.
func (a *account) keyed(order string) error {
	return a.st.Storage.TransactionSync(func() error {
		found, err := a.st.Storage.KV().Has("key:" + order)
		if err != nil || found {
			return err
		}
		if err := a.write(order); err != nil {
			return err
		}
		return a.st.Storage.KV().Put("key:"+order, true)
	})
}
