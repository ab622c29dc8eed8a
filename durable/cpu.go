package durable

import (
	"time"
)

// processor is what an incarnation uses of the CPU.
type processor struct {
	used  time.Duration // since its budget was last topped up [K8]
	busy  bool          // it is being used: the turn goes on when that is over, and until then nothing else runs
	turn  time.Duration // used within the turn, whose clock stands still meanwhile
	after []func()      // what follows once the turn's code has given it away
	steps int64         // of SQL: since the event began where the profile has a CPU limit, else in the turn
}

// UseCPU uses d of CPU, as code does that computes: for so long nothing else of the object runs, and what comes waits.
// The turn goes on: Now stands still, and what the turn writes is one commit at its end. More than Profile.CPUMax since
// the last event began resets the object as soon as that is used up, and the call does not return then; an alarm has
// used up a retry (semantics K8, L13).
func (st *State) UseCPU(d time.Duration) {
	i := st.inst
	i.use("UseCPU")
	if d > 0 {
		i.useCPU(d)
	}
}

func (i *instance) useCPU(d time.Duration) {
	t, k := i.cur, i.w.Current().Waker()
	i.compute(d, func() {
		t.resume(k, nil)
		i.endTurn()
	})
	i.park("the CPU", i.obj.label)
}

// compute occupies the object for d, and then goes on with the turn by next.
func (i *instance) compute(d time.Duration, next func()) {
	i.trace("cpu", d.String(), "")
	granted, enough := i.charge(d)
	i.cpu.busy = true
	i.after(granted, cpuUsed{granted, enough, next})
}

// charge takes d from the budget, or what is left of it.
func (i *instance) charge(d time.Duration) (granted time.Duration, enough bool) {
	if limit := i.rt.profile.CPUMax; limit > 0 && d > limit-i.cpu.used {
		granted = limit - i.cpu.used
		i.cpu.used = limit
		return granted, false
	}
	i.cpu.used += d
	return d, true
}

// exhaust resets an object whose budget is used up.
func (i *instance) exhaust() { i.resetBy("L13") }

// yields lets fn follow when the code that runs has given its turn away, which it has not while it uses the CPU.
func (i *instance) yields(fn func()) {
	if i.cpu.busy {
		i.cpu.after = append(i.cpu.after, fn)
		return
	}
	fn()
}

// yielded does what has waited for that.
func (i *instance) yielded() {
	after := i.cpu.after
	i.cpu.after = nil
	for _, fn := range after {
		if !i.dead {
			fn()
		}
	}
}
