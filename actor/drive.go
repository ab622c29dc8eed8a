package actor

func newSim(w *World, o Options) *sim {
	s := &sim{w: w, clock: o.Start.UnixNano(), stepsMax: o.StepsMax, instantMax: o.InstantMax, stopped: o.Stop}
	for n, bound := range []int64{s.stepsMax, s.instantMax} {
		s.tallyAt[n] = bound - min(tallyMax, bound/2)
	}
	return s
}

// drive is one run of the world: it counts steps anew, and a Close that is called within it is done at its end.
func (s *sim) drive(run func() error) error {
	w := s.w
	if w.driving == 0 {
		s.steps, s.instant, w.spin.last = 0, 0, nil
		w.spin.off()
	}
	w.driving++
	defer func() {
		if w.driving--; w.driving == 0 && w.closed {
			w.release()
		}
	}()
	w.poll()
	return run()
}

// bounded counts a step and reports whether the world may take it.
func (s *sim) bounded() bool {
	s.steps++
	s.instant++
	if s.steps > s.tallyAt[0] || s.instant > s.tallyAt[1] {
		s.w.spin.near()
	}
	switch {
	case s.instant > s.instantMax:
		s.w.fail(&BusyError{ErrInstant, s.instantMax, s.w.Elapsed(), s.w.spin.busiest()})
	case s.steps > s.stepsMax:
		s.w.fail(&BusyError{ErrSteps, s.stepsMax, s.w.Elapsed(), s.w.spin.busiest()})
	}
	return s.w.err == nil
}

// moveTo lets time move on to at.
func (s *sim) moveTo(at int64) {
	if at <= s.clock {
		return
	}
	s.clock, s.instant = at, 0
	if s.steps <= s.tallyAt[0] {
		s.w.spin.off()
	}
}
