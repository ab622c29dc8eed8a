package durable

import (
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

// is reports whether a condition holds of a request: that it is for an alarm, or for none.
func (a instant) is(c fault.Condition) bool { return a.set == (c == platform.IfSet) }

// chainMax is how many requests wait in a chain; behind them only the newest waits.
const chainMax = 1000

// syncStruck asks for a fault where a commit has reached the disk, and reports whether the manager is told of its alarm
// in any case: stale, although that has changed since; in a chain, although a request is still under way. The reference
// runtime was like that (workerd until 2025-11-26 and 2026-04-13).
func (a *objectAlarm) syncStruck(i *instance) bool {
	changed := a.version != a.durable
	f, struck := i.obj.fault(platform.AtAlarmSync, func(c fault.Condition) bool {
		switch c {
		case platform.IfChanged:
			return changed
		case platform.IfAsking:
			return a.laterInFlight
		}
		return a.confirmed.is(c)
	})
	return struck && (f.Do == platform.DoStale || !changed)
}

// chained lets a request wait for those before it.
func (a *objectAlarm) chained(at instant) {
	if len(a.chain) == chainMax {
		a.chain[chainMax-1] = at
		return
	}
	a.chain = append(a.chain, at)
}

// next makes the next request of the chain, if there is one.
func (a *objectAlarm) next(i *instance) bool {
	if len(a.chain) == 0 {
		return false
	}
	at, last := shift(&a.chain), a.noLaterThan
	a.later(i, at)
	a.noLaterThan = last
	return true
}

// acked asks for a fault where a handler has ended and nothing of that is durable. Code of an incarnation that is lost
// there does not go on.
func (i *instance) acked(r *alarmRun) {
	f, struck := i.obj.fault(platform.AtAlarmAck, nil)
	if !struck {
		return
	}
	if f.Do == platform.DoCrash {
		i.exit(i.crash)
		return
	}
	r.ack = &f
}

// outcome is what the manager hears of a delivery, and how much later. Where the report is lost, the manager takes the
// connection for lost: it tries again and does not count that.
func (r *alarmRun) outcome(w *actor.World, out scheduler.Outcome) (_ scheduler.Outcome, late time.Duration) {
	switch f := r.ack; {
	case f == nil:
	case f.Do == platform.DoDrop:
		return scheduler.Outcome{Failed: true, Note: platform.TextLost}, 0
	case f.Do == platform.DoDelay:
		return out, f.Delay(w)
	}
	return out, 0
}
