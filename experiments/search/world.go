package search

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/check"
)

// World is a scenario's world: for its subject, and for those who look into it.
type World struct {
	*sim.World
	Objects  *durable.Runtime
	Scenario Scenario
	// Watch holds what is promised: Always, Sometimes, Eventually. It looks whenever Looker would.
	Watch check.Watch

	t *trial
}

// Namespace declares a class.
func (w *World) Namespace(c durable.Class) (*durable.Namespace, error) { return w.Objects.Namespace(c) }

// Violate notes that a promise was not kept. Oracle and detail make its signature and have no names, times and numbers
// in them; note says what exactly.
func (w *World) Violate(oracle, detail, note string) { w.t.add(oracle, detail, note) }

// Violated reports whether a violation of that signature has been noted.
func (w *World) Violated(signature string) bool {
	return slices.ContainsFunc(w.t.found, func(v check.Violation) bool { return v.Signature() == signature })
}

// Calm reports whether nothing has gone wrong yet that the scenario has brought about.
func (w *World) Calm() bool { return w.t.calm() }

// Lossy is Scenario.Lossy, without reading the faults again.
func (w *World) Lossy() bool { return w.t.lossy }

// Deaths returns when objects died in other ways than by eviction.
func (w *World) Deaths() []time.Time { return slices.Clone(w.t.ear.deaths) }

// Grace is how far behind its time work may be before it is late or forgotten. It rests on the platform's numbers and on
// Subject.HeldUp.
func (w *World) Grace() time.Duration { return w.t.grace() }

// Refused reports whether an error of a call is none of the object's: its client gave up (Client.Await), or the
// platform has a limit on what waits for an object, and refused the call.
func (w *World) Refused(err error) bool { return errors.Is(err, errPatience) || w.t.refused(err) }

// End ends the scenario once what happens now is over, before its time: what is found so far is enough. The world is
// still judged, but calls that are under way do not count as never answered.
func (w *World) End() {
	w.t.cut = w.t.cut || !w.t.over
	w.t.over = true
}

// Ended reports whether End was called, or the scenario's time is over.
func (w *World) Ended() bool { return w.t.over }

// Healed reports whether nothing goes wrong any more.
func (w *World) Healed() bool { return w.Elapsed() >= w.t.Begin+w.t.Heal }

// Reset resets an object, starting it if need be, as an error of its storage does. It reports whether the object was
// reset. From then on the world is not Calm.
func (w *World) Reset(stub *durable.Stub) bool {
	err := w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		st.Abort("The hunt has reset the object.")
		return nil
	})
	w.t.crashes++
	return err != nil
}

// SettleAgain runs the world for the scenario's Settle, so that what a Judger has begun can end. It reports whether the
// world has come to rest: if not, that is a violation.
func (w *World) SettleAgain() bool {
	for left := w.Scenario.Settle; left > 0 && !w.t.halted; left -= time.Minute {
		if err := w.Advance(min(left, time.Minute)); err != nil {
			w.t.add("stuck", detailRestless, err.Error())
			return false
		}
	}
	return !w.t.halted
}

// Halt lets SettleAgain return: what is found of what does not end is enough.
func (w *World) Halt() { w.t.halted = true }

// Explained reports whether the world is run for a reader: to look at one of its steps, or for Options.Explain.
func (w *World) Explained() bool { return w.t.explain }

// LookSoon lets Looker look once what happens now is over. An object that something has happened to by itself asks for
// it; what clients do is looked at anyway.
func (w *World) LookSoon() { w.t.lookLater(lookAfter) }

// LookAgain lets Looker look once all has arrived that can be under way now. What is wrong then, and nothing has happened
// meanwhile, stays so.
func (w *World) LookAgain() { w.t.lookLater(lookAfter + w.t.slack) }

// Quiet reports whether nothing is under way at an object: no event, no change of its alarm.
func Quiet(s durable.Sight) bool {
	return s.InFlight == 0 && !s.Object.Asking && s.Object.Stored.Equal(s.Object.Confirmed)
}

// Lab is the world as experiments have it.
func (w *World) Lab() *experiments.Lab { return &experiments.Lab{World: w.World, Objects: w.Objects} }

// Close panics: the search closes the worlds that it makes.
func (w *World) Close() { panic("search: the subject closes its world: that is the search's to do") }

// Client does the operations of one number, one after another.
type Client struct {
	N int
	w *World
}

// Access records an operation on a register or a counter, for the judgement of their answers (check.Linear): op is
// "read", "write" or "increment", value what is written, and the result of do what is read or the count after the
// increment. Register names which one; each is judged by itself.
func (c *Client) Access(register, op string, value int, do func() (int, error)) error {
	t := c.w.t
	t.moment++
	a := check.Access{Client: c.N, Op: op, Value: value, Call: t.moment}
	got, err := do()
	t.moment++
	a.Got, a.Return, a.Answered = got, t.moment, err == nil
	t.history[register] = append(t.history[register], a)
	return err
}

// BeginAccess begins an operation as Access records it, of a client by its number, and returns what ends it. One that is
// never ended was not answered: whether it was done is not known.
func (w *World) BeginAccess(client int, register, op string, value int) (end func(got int, answered bool)) {
	t := w.t
	t.moment++
	at := len(t.history[register])
	t.history[register] = append(t.history[register], check.Access{
		Client: client, Op: op, Value: value, Call: t.moment, Return: t.moment,
	})
	return func(got int, answered bool) {
		t.moment++
		a := &t.history[register][at]
		a.Got, a.Return, a.Answered = got, t.moment, answered
	}
}

// String names the client, as traces do.
func (c *Client) String() string { return fmt.Sprint("client", c.N) }
