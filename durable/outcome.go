package durable

import (
	"slices"

	"dolab/actor"
)

// outcome is what a Task or a Promise comes to, and who waits for it.
type outcome struct {
	inst    *instance
	name    string // for reports: "task 1", "promise payment"
	over    bool
	err     error
	waiters []*waiter
}

// waiter is a coroutine that waits for one outcome or for several.
type waiter struct {
	k     actor.Waker
	hear  func(o *outcome) (enough bool) // called as an outcome settles
	woken bool
}

// Done reports whether it has settled: Await returns at once then.
func (o *outcome) Done() bool { return o.over }

func (o *outcome) settled() *outcome { return o }

// settle is the outcome's end. A second one has no effect. Who waits goes on in the order of waiting, each in a turn of
// its own, which enters within the critical section of who waits.
func (o *outcome) settle(err error) {
	if o.over {
		return
	}
	o.over, o.err = true, err
	waiters := o.waiters
	o.waiters = nil
	for _, w := range waiters {
		if !w.woken && w.hear(o) {
			w.woken = true
			w.k.Wake(nil)
		}
	}
}

// wait parks the running coroutine until the outcome is there.
func (o *outcome) wait() error {
	o.inst.use("Await")
	if !o.over {
		o.inst.await(o.name, []*outcome{o}, func(*outcome) bool { return true })
	}
	return o.err
}

// await parks the running coroutine until hear has reported true of one of the outcomes.
func (i *instance) await(what string, list []*outcome, hear func(*outcome) bool) {
	i.mayWait(what)
	w := &waiter{k: i.w.Current().Waker(), hear: hear}
	for _, o := range list {
		if !o.over {
			o.waiters = append(o.waiters, w)
		}
	}
	i.parkUntil(what, i.obj.label, func() {
		for _, o := range list {
			o.waiters = slices.DeleteFunc(o.waiters, func(other *waiter) bool { return other == w })
		}
	})
	i.rt.nextMoment()
}

// parkUntil is park for what leaves something behind that end takes away, also where the coroutine is cancelled.
func (i *instance) parkUntil(what, whom string, end func()) {
	t := i.cur
	t.undo = end
	i.park(what, whom)
	t.undo = nil
	end()
}
