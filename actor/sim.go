package actor

import "time"

// sim is the simulated runtime: virtual time and a single-threaded scheduler.
type sim struct {
	w      *World
	clock  int64
	ready  []turn
	timers timers
	seq    uint64
	names  []uint64 // of choose

	steps      int64 // of this run of the world
	stepsMax   int64
	instant    int64 // steps of this run since time moved last
	instantMax int64
	tallyAt    [2]int64    // from which step, and from which of an instant, runs are counted
	stopped    func() bool // Options.Stop
}

func (s *sim) now() int64 { return s.clock }

// turn is an actor's that is ready.
type turn struct {
	take  func()
	actor *Actor
}

func (s *sim) schedule(take func()) { s.ready = append(s.ready, turn{take, s.w.asking}) }

func (s *sim) after(d time.Duration, background bool, fn func()) *Timer {
	s.seq++
	t := &Timer{w: s.w, at: s.clock + int64(d), seq: s.seq, fn: fn, background: background}
	s.timers.push(t)
	s.w.spin.set(t)
	return t
}

func (s *sim) stop(t *Timer) bool { return s.timers.remove(t) }

// stopEvery is how many steps a world takes between two questions whether it shall stop.
const stopEvery = 1024

// step runs one turn, or where none is ready lets time jump to the next timers due by until and calls them. It
// reports whether there was anything to do.
func (s *sim) step(until int64) bool {
	if s.w.err != nil {
		return false
	}
	if !s.bounded() {
		return false
	}
	if s.stopped != nil && s.steps%stopEvery == 1 && s.stopped() {
		s.w.fail(ErrStopped)
		return false
	}
	if n := len(s.ready); n > 0 {
		i := 0
		if n > 1 {
			i = s.choose(n)
		}
		next := s.ready[i]
		copy(s.ready[i:], s.ready[i+1:])
		s.ready = s.ready[:n-1]
		next.take()
		s.w.poll()
		return true
	}
	if len(s.timers.heap) == 0 || s.timers.heap[0].at > until {
		return false
	}
	s.moveTo(s.timers.heap[0].at)
	last := s.seq // What the calls below set for now comes in the next step.
	for len(s.timers.heap) > 0 && s.timers.heap[0].at <= s.clock && s.timers.heap[0].seq <= last && s.w.err == nil {
		t := s.timers.pop()
		s.w.spin.called(t)
		t.fn()
		s.w.poll()
	}
	return true
}

// choose says whose turn it is, of n that are ready.
func (s *sim) choose(n int) int {
	t, ok := s.w.chooser.(TurnChooser)
	if !ok {
		return s.w.Choose("turn", n)
	}
	s.names = s.names[:0]
	for _, r := range s.ready {
		s.names = append(s.names, r.actor.number)
	}
	return t.ChooseTurn(s.names)
}

// forever is later than any timer.
const forever = int64(^uint64(0) >> 1)

// Run lets the world run until the given time, which is then its time.
func (w *World) Run(until time.Time) error {
	s := w.sim()
	at := until.UnixNano()
	return s.drive(func() error {
		for s.step(at) {
		}
		if w.err == nil {
			s.moveTo(at)
		}
		return w.err
	})
}

// Advance is Run for a span of time.
func (w *World) Advance(d time.Duration) error { return w.Run(w.Now().Add(d)) }

// Settle lets the world run until no turn is ready and no timer is pending but background ones. A world that
// keeps itself busy, such as one with a recurring alarm, does not settle: ErrSteps.
func (w *World) Settle() error {
	s := w.sim()
	return s.drive(func() error {
		for len(s.ready) > 0 || s.timers.foreground > 0 {
			if !s.step(forever) {
				break
			}
		}
		return w.err
	})
}

// RunUntil lets the world run until done reports true. Where nothing is left to run before that, it returns a
// *DeadlockError.
func (w *World) RunUntil(done func() bool) error {
	s := w.sim()
	return s.drive(func() error {
		for !done() {
			if !s.step(forever) {
				if w.err != nil {
					return w.err
				}
				return w.deadlock()
			}
		}
		return w.err
	})
}

// sim returns the simulated runtime; only such a world is driven from outside.
func (w *World) sim() *sim {
	if w.current != nil {
		panic("actor: a coroutine, " + w.current.name + ", drives the world it runs in")
	}
	return w.rt.(*sim)
}
