package search

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable"
	"dolab/durable/platform"
)

// start lets the clients begin, and what happens by itself.
func (t *trial) start() {
	var clients []int
	underPlatform := false
	for _, o := range t.Operations {
		if o.byPlatform() {
			underPlatform = true
			continue
		}
		if !t.unasked(o) {
			clients = append(clients, o.Client)
		}
	}
	slices.Sort(clients)
	for _, n := range slices.Compact(clients) {
		c := &Client{N: n, w: t.World}
		t.busy++
		t.w.Go(c.String(), func() { t.client(c); t.busy-- })
	}
	if underPlatform {
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
func (t *trial) client(c *Client) {
	for i, o := range t.Operations {
		if o.byPlatform() || t.unasked(o) || o.Client != c.N {
			continue
		}
		t.due(o)
		o.index = i
		d, _ := t.subject.deed(o.Do) // The scenario was checked.
		begun := t.w.Elapsed()
		err := d.Do(c, o)
		t.drawOperation(c, o, begun, err)
		switch {
		case err == nil:
			t.answered++
		case errors.Is(err, ErrSubject):
			t.failed = err
		default:
			t.unexplained(err)
		}
		t.lookLater(lookAfter)
	}
}

// ofPlatform reports whether an error is the platform's and not the object's.
func ofPlatform(err error) bool {
	var e *platform.Error
	return errors.As(err, &e) && (e.Retryable || e.Overloaded || e.DurableObjectReset)
}

// refused reports whether an error says that too much waits for the object, on a platform that has a limit there: a
// slow start is enough for it.
func (t *trial) refused(err error) bool {
	var e *platform.Error
	p := t.Objects.Profile()
	limited := p.QueueMax > 0 || p.QueueBytesMax > 0 || p.QueueAgeMax > 0 || p.RateMax > 0
	return limited && errors.As(err, &e) && e.Overloaded && !e.DurableObjectReset
}

// patience is how long a client waits for an answer that may be lost on its way.
const patience = 30 * time.Second

var errPatience = errors.New("no answer")

// Await runs fn, which makes calls, and returns its error. Where answers can be lost the client gives up after 30 s,
// which is an error but no violation: the platform has limits of its own that are as long, such as the 30 s of
// blockConcurrencyWhile, and a handler may sleep. While nothing has gone wrong fn goes on, and its answer is still due.
func (c *Client) Await(fn func() error) error {
	t := c.w.t
	if !t.drops {
		return fn()
	}
	k := t.w.Current().Waker()
	var limit *actor.Deadline // passes at a moment that may be that of the answer
	p := t.w.Go(t.w.Current().Name(), func() {
		t.owed++
		defer func() { t.owed-- }()
		err := fn()
		if limit.Passed() {
			t.unexplained(err)
			return
		}
		k.Wake(err)
	})
	limit = k.Deadline(patience)
	defer limit.Stop()
	v := t.w.Current().Park("an answer", fmt.Sprint("for ", patience))
	late := v == any(limit)
	if !late || !t.calm() {
		p.Kill()
	}
	if late {
		return errPatience
	}
	err, _ := v.(error)
	return err
}

// unexplained notes the error of a call, if it is the platform's and nothing in the scenario explains it. An answer
// that comes after its client has given up counts too.
func (t *trial) unexplained(err error) {
	if t.calm() && ofPlatform(err) && !t.refused(err) {
		t.add("call", "it failed, though nothing had gone wrong", err.Error())
	}
}

// platform does what happens to the objects.
func (t *trial) platform() {
	for _, o := range t.Operations {
		if !o.byPlatform() {
			continue
		}
		t.due(o)
		if err := t.happen(o); err != nil && !errors.Is(err, durable.ErrNotRunning) {
			t.add("stuck", "the platform failed", err.Error())
		}
		t.lookLater(lookAfter)
	}
}

// happen lets something happen to an object, or to the alarm manager.
func (t *trial) happen(o Operation) error {
	if o.Do == Restart {
		return t.Objects.RestartAlarms()
	}
	whom := t.whom(o.Key)
	if whom == nil {
		return nil
	}
	if o.Do == Evict {
		if err := t.Objects.Evict(whom); !errors.Is(err, durable.ErrBusy) {
			return err
		}
		return nil
	}
	err := t.Objects.Crash(whom)
	if err == nil {
		t.crashes++
	}
	return err
}

// whom returns a stub of the object of a label, "" for any; nil where there is none yet.
func (t *trial) whom(label string) *durable.Stub {
	var list []*durable.Stub
	for _, s := range t.stubs() {
		if label == "" || s.Label() == label {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list[t.w.Choose("search.whom", len(list))]
}

// calm reports whether nothing has gone wrong yet that the scenario has brought about. A block of a deed's may run out
// of time where a profile's timers stand in line behind a handler that sleeps, as workerd's do.
func (t *trial) calm() bool {
	return t.crashes == 0 && t.ear.faults == 0 && !(t.ear.blocked && t.blocks())
}

// lookAfter is how long after something has happened the objects are looked at, if they are quiet by then.
const lookAfter = 1500 * time.Millisecond

// lookLater lets the search look later. It is the search that looks, whatever becomes of the code that calls it.
func (t *trial) lookLater(after time.Duration) {
	if t.looking {
		return
	}
	t.looking = true
	t.w.Observe(func() {
		t.w.Background(after, func() {
			t.looking = false
			t.look(false)
		})
	})
}

// look lets the subject look, or else looks at all objects.
func (t *trial) look(end bool) {
	if l, ok := t.play.(Looker); ok {
		l.Look()
		return
	}
	t.Watch.Look(t.w.Now())
	t.lookAround(end)
}
