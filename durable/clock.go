package durable

import (
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// Clock is the clock of a process, which the faults of the point clock may have set ahead of the world's or behind.
type Clock struct {
	w     *actor.World
	ahead time.Duration
}

// Now returns the clock's time.
func (c Clock) Now() time.Time { return c.w.Now().Add(c.ahead) }

// Clock returns the clock of the process of that name. How far it is off is drawn once for each name, by the faults for
// @NAME that strike when it is first asked for.
func (rt *Runtime) Clock(name string) Clock {
	rt.w.Check()
	c, known := rt.clocks[name]
	if !known {
		f, struck := rt.faultOf(platform.AtClock, name)
		c = Clock{rt.w, rt.skew(f, struck)}
		rt.clocks[name] = c
	}
	return c
}

// managerName is how faults call the alarm manager, behind an @.
const managerName = "alarms"

// skewed draws how far the incarnation's clock is ahead of the world's.
func (i *instance) skewed() time.Duration {
	f, struck := i.obj.fault(platform.AtClock, nil)
	return i.rt.skew(f, struck)
}

// now is the incarnation's time, which in its turns is that of their beginning.
func (i *instance) now() time.Time { return i.w.Now().Add(i.skew - i.cpu.turn) }

// skew draws what a fault of the point clock says.
func (rt *Runtime) skew(f fault.Effect, struck bool) time.Duration {
	switch {
	case !struck:
		return 0
	case f.Do == platform.DoBehind:
		return -f.Delay(rt.w)
	}
	return f.Delay(rt.w)
}
