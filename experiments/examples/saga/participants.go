package saga

import (
	"errors"

	"dolab/durable"
)

// Stock is how many of one item there are, and for which orders they are reserved.
type Stock struct{ st *durable.State }

// StockClass declares stocks.
func StockClass() durable.Class {
	return durable.Class{Name: "Stock", New: func(st *durable.State) (durable.Object, error) { return &Stock{st}, nil }}
}

// stocked is how many of each item there are.
const stocked = 3

// The states of a reservation. Released is kept: a request to reserve may still be on its way, and must not count.
const (
	held     = "held"
	released = "released"
)

// Reserve reserves one item for an order, and reports whether it is reserved. To ask again changes nothing.
func (s *Stock) Reserve(order string) (bool, error) {
	state, err := durable.Get[string](s.st.Storage.KV(), "order:"+order)
	if err == nil || !errors.Is(err, durable.ErrNoKey) {
		return state == held, err
	}
	orders, err := s.Held()
	if err != nil || len(orders) == stocked {
		return false, err
	}
	return true, s.st.Storage.KV().Put("order:"+order, held)
}

// Release gives back what is reserved for an order, and nothing can be reserved for it any more.
func (s *Stock) Release(order string) error { return s.st.Storage.KV().Put("order:"+order, released) }

// Held returns the orders that an item is reserved for.
func (s *Stock) Held() ([]string, error) {
	orders := []string{}
	for entry, err := range s.st.Storage.KV().List(durable.ListOptions{Prefix: "order:"}) {
		if err != nil {
			return nil, err
		}
		var state string
		if err := entry.Read(&state); err != nil {
			return nil, err
		}
		if state == held {
			orders = append(orders, entry.Key[len("order:"):])
		}
	}
	return orders, nil
}

// Bank charges a card, once for each key.
type Bank struct{ st *durable.State }

// BankClass declares banks.
func BankClass() durable.Class {
	return durable.Class{Name: "Bank", New: func(st *durable.State) (durable.Object, error) { return &Bank{st}, nil }}
}

// limitCents is what the card can be charged at once.
const limitCents = 10_000

// Charge charges the card, unless it was charged under that key before, and reports whether that is done.
func (b *Bank) Charge(key string, cents int) (bool, error) {
	if cents > limitCents {
		return false, nil
	}
	return true, b.st.Storage.KV().Put("charge:"+key, cents)
}

// Charges returns the keys of all charges.
func (b *Bank) Charges() ([]string, error) {
	keys := []string{}
	for entry, err := range b.st.Storage.KV().List(durable.ListOptions{Prefix: "charge:"}) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, entry.Key[len("charge:"):])
	}
	return keys, nil
}
