package durable

import (
	"time"

	"dolab/actor"
)

// isolateStruck asks for trouble with the isolate that an incarnation begins in, and reports whether the incarnation is
// gone.
func (i *instance) isolateStruck() bool {
	f, struck := i.obj.fault("isolate", nil)
	if struck && f.Do == "slow" {
		i.slowness = &f
		i.heap.isolate.slow = append(i.heap.isolate.slow, i)
		return false
	}
	return struck && i.fall(f)
}

// drag is how much longer a turn takes in a slow isolate: what struck first counts.
func (s *isolate) drag(w *actor.World) time.Duration {
	if len(s.slow) == 0 {
		return 0
	}
	return s.slow[0].slowness.Delay(w)
}
