package schedules

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments/specimens"
)

// host is the object of a scenario, in one incarnation: it hosts the multiplexer, and a counter.
type host struct {
	*specimens.Object
	p       *play
	running map[string]bool // schedules whose handler is under way
}

func (p *play) class() durable.Class {
	return durable.Class{Name: "Alarms", New: func(st *durable.State) (durable.Object, error) {
		h := &host{p: p, running: map[string]bool{}}
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
	var orders []order
	for _, o := range h.p.all {
		if o.start && h.p.w.Elapsed() >= h.p.w.Scenario.Begin+o.At {
			orders = append(orders, o)
		}
	}
	if len(orders) == 0 {
		return nil
	}
	return st.GoBlocking(func() error {
		for _, o := range orders {
			if _, err := h.Order(o.Key, specimens.Order{When: o.when(), ID: o.id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Alarm is the object's alarm handler.
func (h *host) Alarm(info durable.AlarmInfo) error {
	before := h.p.runs
	defer h.p.w.LookSoon()
	err := h.Object.Alarm(info)
	if err == nil && h.p.runs == before {
		h.p.empty++
	}
	return err
}

// Operate does the operation of that number, for a client.
func (h *host) Operate(n int) (int, error) {
	o := h.p.all[n]
	i := slices.IndexFunc(deeds, func(d deed) bool { return d.Name == o.Do })
	return deeds[i].act(h, o)
}

// foreign sets the native alarm.
func (h *host) foreign(o order) (int, error) {
	return 0, h.State.Storage.SetAlarm(h.State.Now().Add(o.in))
}

// block lets no other event in.
func (h *host) block(o order) (int, error) {
	return 0, h.State.BlockConcurrencyWhile(func() error { h.State.Sleep(o.awaits); return nil })
}

func (h *host) ping(order) (int, error) { return 0, nil }

// hold takes its time.
func (h *host) hold(o order) (int, error) {
	h.State.Sleep(o.awaits)
	return 0, nil
}

// schedule orders, and asks at once for what was ordered.
func (h *host) schedule(o order) (int, error) {
	for _, key := range o.keys() {
		x := specimens.Order{When: o.when(), ID: o.id}
		switch o.odd {
		case oddCallback:
			x.Callback = "gone"
		case oddPayload:
			x.Payload = math.Inf(1)
		}
		id, err := h.Order(key, x)
		if o.odd == oddPayload {
			h.p.odd[key] = err == nil
			continue // The code catches the error, or does not know of one.
		}
		if err != nil {
			return 0, err
		}
		if g, ok := h.Mux.(specimens.Getter); ok {
			if _, found, err := g.Get(id); err != nil || !found {
				h.p.w.Violate("read-your-write", "a schedule is not there after it has been made", key)
			}
		}
	}
	return 0, nil
}

// cancel cancels a schedule that has not begun to run.
func (h *host) cancel(o order) (int, error) { return 0, h.cancelKey(o.Key) }

func (h *host) cancelKey(key string) error {
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
func (h *host) probe(order) (int, error) {
	if g, ok := h.Mux.(specimens.Getter); ok {
		if _, _, err := g.Get("nobody"); err != nil {
			h.p.w.Violate("probe", "to ask for a schedule that never was is an error", err.Error())
		}
	}
	found, err := h.Mux.Cancel("nobody")
	if found {
		h.p.w.Violate("probe", "it says that it has cancelled a schedule that never was", "")
	}
	return 0, err
}

// read reads the counter.
func (h *host) read(order) (int, error) {
	n, err := durable.Get[int](h.State.Storage.KV(), "n")
	if errors.Is(err, durable.ErrNoKey) {
		err = nil
	}
	return n, err
}

// increment counts up.
func (h *host) increment(o order) (int, error) {
	n, err := h.read(o)
	if err != nil {
		return n, err
	}
	if o.awaits > 0 {
		h.State.Sleep(o.awaits)
	}
	return n + 1, h.State.Storage.KV().Put("n", n+1)
}

// run is what the schedules run.
func (h *host) run(o *specimens.Object, task specimens.Task) error {
	p, key := h.p, fmt.Sprint(task.Payload)
	p.runs++
	p.w.Ran(p.stub().Label(), key)
	if h.running[key] {
		p.w.Violate("overlap", "a schedule runs while it runs", key)
	}
	h.running[key] = true
	defer delete(h.running, key)
	name, _, _ := strings.Cut(key, "+")
	op := p.orders[name]
	first := p.tries[key] == 0
	if op.cron != "" {
		p.tries[key]++
	}
	if op.awaits > 0 && (op.cron == "" || first) {
		h.State.Sleep(op.awaits)
	}
	if p.tries[key] < op.throws {
		p.tries[key]++
		if op.passing {
			return &platform.Error{Message: "the other object is busy", Retryable: true, Overloaded: true}
		}
		return errNotYet
	}
	if op.cancels != "" {
		if err := h.cancelKey(op.cancels); err != nil {
			return err
		}
	}
	if n := strings.Count(key, "+"); n < op.again {
		if _, err := o.Order(key+"+", specimens.Order{When: specimens.After(op.every), ID: op.id}); err != nil {
			return err
		}
	}
	if op.cron == "" {
		p.effect(key, task.Occurrence)
	}
	return nil
}
