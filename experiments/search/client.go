package search

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/durable"
	"dolab/experiments/check"
)

// start lets the clients begin, and what happens by itself.
func (t *trial) start() {
	var clients []int
	platform := false
	for _, o := range t.Operations {
		if o.byPlatform() {
			platform = true
			continue
		}
		if o.Do == Schedule {
			for _, key := range o.keys() {
				t.orders[key] = o
			}
		}
		if !o.Start {
			clients = append(clients, o.Client)
		}
	}
	slices.Sort(clients)
	for _, n := range slices.Compact(clients) {
		t.busy++
		t.w.Go(fmt.Sprint("client", n), func() { t.client(n); t.busy-- })
	}
	if platform {
		t.busy++
		t.w.Go("platform", func() { t.platform(); t.busy-- })
	}
}

// due waits for the time of an operation.
func (t *trial) due(o Operation) {
	if d := t.Begin + o.At - t.w.Elapsed(); d > 0 {
		t.w.Sleep(d)
	}
}

// client does the operations of one client.
func (t *trial) client(n int) {
	for i, o := range t.Operations {
		if o.byPlatform() || o.Start || o.Client != n {
			continue
		}
		t.due(o)
		t.moment++
		call := t.moment
		got, err := t.call(i)
		t.moment++
		switch {
		case o.Do == Increment || o.Do == Read:
			t.history = append(t.history, check.Access{
				Client: n, Op: o.Do, Got: got, Call: call, Return: t.moment, Answered: err == nil,
			})
		case o.Do == Schedule && err == nil && o.Odd != OddPayload:
			t.acked = append(t.acked, o.keys()...)
		}
		if err != nil && t.calm() && !(o.Do == Hold && errors.Is(err, errPatience)) {
			t.add("call", "it failed, though nothing had gone wrong", err.Error())
		}
		t.lookLater(lookAfter)
	}
}

// patience is how long a client waits for an answer that may be lost on its way.
const patience = 30 * time.Second

var errPatience = errors.New("no answer")

// call asks the object to do operation n. Where answers can be lost the client does not wait for ever.
func (t *trial) call(n int) (int, error) {
	ask := func() (int, error) { return durable.Call[int](t.Stub(), "Operate", n) }
	if !t.drops {
		return ask()
	}
	type answer struct {
		got int
		err error
	}
	k := t.w.Current().Waker()
	p := t.w.Go(t.w.Current().Name(), func() {
		got, err := ask()
		k.Wake(answer{got, err})
	})
	limit := t.w.After(patience, func() { k.Wake(answer{err: errPatience}) })
	defer limit.Stop()
	a := t.w.Current().Park("an answer", "Alarms/a").(answer)
	p.Kill()
	return a.got, a.err
}

// platform does what happens to the object.
func (t *trial) platform() {
	for _, o := range t.Operations {
		if !o.byPlatform() {
			continue
		}
		t.due(o)
		var err error
		switch o.Do {
		case Evict:
			if err = t.Objects.Evict(t.Stub()); errors.Is(err, durable.ErrBusy) {
				err = nil
			}
		case Crash:
			if err = t.Objects.Crash(t.Stub()); err == nil {
				t.crashes++
			}
		case Restart:
			err = t.Objects.RestartAlarms()
		}
		if err != nil && !errors.Is(err, durable.ErrNotRunning) {
			t.add("stuck", "the platform failed", err.Error())
		}
		t.lookLater(lookAfter)
	}
}

// calm reports whether nothing has gone wrong yet that the scenario has brought about. A block of its own may run out of
// time where a profile's timers stand in line behind a handler that sleeps, as workerd's do.
func (t *trial) calm() bool {
	return t.crashes == 0 && t.ear.faults == 0 && !(t.ear.blocked && t.has(Block))
}

// lookAfter is how long after something has happened the object is looked at, if it is quiet by then.
const lookAfter = 1500 * time.Millisecond

// lookLater sees to it that somebody looks.
func (t *trial) lookLater(after time.Duration) {
	if t.looking {
		return
	}
	t.looking = true
	t.w.Background(after, func() {
		t.looking = false
		t.look()
	})
}
