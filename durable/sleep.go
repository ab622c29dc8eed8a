package durable

import (
	"slices"
	"time"

	"dolab/actor"
)

// sleepers wakes the coroutines of one incarnation that sleep, where the profile wants it so, strictly in the order of
// their times: who is due waits at the input gate, and nobody behind is woken before that one has been let in. So a
// sleep from before a BlockConcurrencyWhile that comes due within it holds up every later sleep in the block, for
// ever: the block ends by its time limit (workerd: TimeoutManagerImpl; semantics N1).
type sleepers struct {
	list  []sleeper    // by time; who slept first comes first
	timer *actor.Timer // the first one's; once it has fired that one is on its way in
}

type sleeper struct {
	due time.Time
	k   actor.Waker
}

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
	s := &i.sleepers
	due := i.w.Now().Add(max(0, d))
	at, _ := slices.BinarySearchFunc(s.list, due, func(e sleeper, due time.Time) int {
		if e.due.After(due) {
			return 1
		}
		return -1
	})
	s.list = slices.Insert(s.list, at, sleeper{due, i.w.Current().Waker()})
	if at == 0 {
		s.arm(i.w)
	}
	i.park("sleep", d.String())
	s.list = slices.Delete(s.list, 0, 1)
	s.arm(i.w)
	i.rt.nextMoment()
}

// arm sets the timer for the first in line.
func (s *sleepers) arm(w *actor.World) {
	s.timer.Stop()
	if len(s.list) == 0 {
		return
	}
	s.timer = w.After(s.list[0].due.Sub(w.Now()), func() { s.list[0].k.Wake(nil) })
}
