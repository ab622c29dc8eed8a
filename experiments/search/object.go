package search

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments/specimens"
)

// host is the object of a scenario, in one incarnation: it hosts the multiplexer, and a counter.
type host struct {
	*specimens.Object
	t       *schedules
	running map[string]bool // schedules whose handler is under way
}

func (p *schedules) class() durable.Class {
	return durable.Class{Name: "Alarms", New: func(st *durable.State) (durable.Object, error) {
		h := &host{t: p, running: map[string]bool{}}
		inner, err := specimens.Class("Alarms", p.mux, map[string]specimens.Callback{"run": h.run}).New(st)
		if err != nil {
			return nil, err
		}
		h.Object = inner.(*specimens.Object)
		return h, h.begin(st)
	}}
}

// begin orders what is ordered at each start, in a block of the constructor: behind that of a multiplexer which has
// one.
func (h *host) begin(st *durable.State) error {
	var orders []Operation
	for _, o := range h.t.Operations {
		if o.Start && h.t.w.Elapsed() >= h.t.Begin+o.At {
			orders = append(orders, o)
		}
	}
	if len(orders) == 0 {
		return nil
	}
	return st.GoBlocking(func() error {
		for _, o := range orders {
			if _, err := h.Order(o.Key, specimens.Order{When: o.when(), ID: o.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Alarm is the object's alarm handler.
func (h *host) Alarm(info durable.AlarmInfo) error {
	before := h.t.runs
	defer h.t.lookLater(lookAfter)
	err := h.Object.Alarm(info)
	if err == nil && h.t.runs == before {
		h.t.empty++
	}
	return err
}

// Operate does the operation of that number, for a client.
func (h *host) Operate(n int) (int, error) {
	o := h.t.Operations[n]
	switch o.Do {
	case Schedule:
		return 0, h.schedule(o)
	case Cancel:
		return 0, h.cancel(o.Key)
	case Probe:
		return 0, h.probe()
	case Foreign:
		return 0, h.State.Storage.SetAlarm(h.State.Now().Add(o.In))
	case Block:
		return 0, h.State.BlockConcurrencyWhile(func() error { h.State.Sleep(o.Awaits); return nil })
	case Hold:
		h.State.Sleep(o.Awaits)
	case Increment, Read:
		return h.count(o)
	}
	return 0, nil
}

// schedule orders, and asks at once for what was ordered.
func (h *host) schedule(o Operation) error {
	for _, key := range o.keys() {
		order := specimens.Order{When: o.when(), ID: o.ID}
		switch o.Odd {
		case OddCallback:
			order.Callback = "gone"
		case OddPayload:
			order.Payload = math.Inf(1)
		}
		id, err := h.Order(key, order)
		if o.Odd == OddPayload {
			h.t.odd[key] = err == nil
			continue // The code catches the error, or does not know of one.
		}
		if err != nil {
			return err
		}
		if g, ok := h.Mux.(specimens.Getter); ok {
			if _, found, err := g.Get(id); err != nil || !found {
				h.t.add("read-your-write", "a schedule is not there after it has been made", key)
			}
		}
	}
	return nil
}

// cancel cancels a schedule that has not begun to run.
func (h *host) cancel(key string) error {
	c, err := h.State.Storage.SQL().Exec(`SELECT 1 FROM ran WHERE key = ? LIMIT 1`, key)
	if err != nil {
		return err
	}
	rows, err := c.All()
	if err != nil || len(rows) > 0 {
		return err
	}
	_, err = h.Cancel(key)
	return err
}

// probe asks for what there is not.
func (h *host) probe() error {
	if g, ok := h.Mux.(specimens.Getter); ok {
		if _, _, err := g.Get("nobody"); err != nil {
			h.t.add("probe", "to ask for a schedule that never was is an error", err.Error())
		}
	}
	found, err := h.Mux.Cancel("nobody")
	if found {
		h.t.add("probe", "it says that it has cancelled a schedule that never was", "")
	}
	return err
}

// count counts up or reads.
func (h *host) count(o Operation) (int, error) {
	kv := h.State.Storage.KV()
	n, err := durable.Get[int](kv, "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) || o.Do == Read {
		return n, ignore(err, durable.ErrNoKey)
	}
	if o.Awaits > 0 {
		h.State.Sleep(o.Awaits)
	}
	return n + 1, kv.Put("n", n+1)
}

func ignore(err, known error) error {
	if errors.Is(err, known) {
		return nil
	}
	return err
}

// run is what the schedules run.
func (h *host) run(o *specimens.Object, task specimens.Task) error {
	t, key := h.t, fmt.Sprint(task.Payload)
	t.runs++
	if h.running[key] {
		t.add("overlap", "a schedule runs while it runs", key)
	}
	h.running[key] = true
	defer delete(h.running, key)
	name, _, _ := strings.Cut(key, "+")
	op := t.orders[name]
	first := t.tries[key] == 0
	if op.Cron != "" {
		t.tries[key]++
	}
	if op.Awaits > 0 && (op.Cron == "" || first) {
		h.State.Sleep(op.Awaits)
	}
	if t.tries[key] < op.Throws {
		t.tries[key]++
		if op.Passing {
			return &platform.Error{Message: "the other object is busy", Retryable: true, Overloaded: true}
		}
		return errNotYet
	}
	if op.Cancels != "" {
		if err := h.cancel(op.Cancels); err != nil {
			return err
		}
	}
	if n := strings.Count(key, "+"); n < op.Again {
		if _, err := o.Order(key+"+", specimens.Order{When: specimens.After(op.Every), ID: op.ID}); err != nil {
			return err
		}
	}
	if op.Cron == "" {
		t.effect(key, task.Occurrence)
	}
	return nil
}

// keys are the keys of what an operation schedules.
func (o Operation) keys() []string {
	if o.N <= 1 {
		return []string{o.Key}
	}
	keys := make([]string, o.N)
	for n := range keys {
		keys[n] = fmt.Sprintf("%s-%d", o.Key, n+1)
	}
	return keys
}
