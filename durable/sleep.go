package durable

import (
	"time"
)

// Sleep blocks for d; other events of the object run meanwhile. Like a pending setTimeout it keeps the object in
// memory, up to the profile's EvictAfter once no event is in flight. Under a profile with TimersInLine one that is due
// in a BlockConcurrencyWhile which began after it makes later ones in there wait for the block's end, which then never
// comes: the runtime's timers are like that.
func (st *State) Sleep(d time.Duration) {
	i := st.inst
	i.use("Sleep")
	i.mayWait("sleep")
	if !i.rt.profile.TimersInLine {
		i.w.Sleep(d)
		i.rt.nextMoment()
		return
	}
	k := i.w.Current().Waker()
	t := &Timer{inst: i, fire: func() { k.Wake(nil) }, sleep: true}
	i.timers.add(t, d)
	i.parkUntil("sleep", d.String(), func() { i.timers.remove(t) })
	i.rt.nextMoment()
}
