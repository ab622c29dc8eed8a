package alarms

import (
	"errors"
	"slices"
	"time"
)

// Run is one attempt at one occurrence of a schedule.
type Run struct {
	ID      string
	Handler string
	Kind    Kind
	// Key is the same for each attempt at this occurrence and for no other: what a handler notes beside an effect,
	// or sends along with it, to have it once.
	Key     string
	Due     time.Time
	Attempt int // from 1

	payload []byte
}

// Read reads the value the schedule was made with into what dst points to.
func (r Run) Read(dst any) error { return unpack(r.payload, dst) }

// Payload returns the value that a schedule was made with as a T. An any gets its natural Go form (see package clone).
func Payload[T any](of interface{ Read(dst any) error }) (T, error) {
	var v T
	err := of.Read(&v)
	return v, err
}

// flight is a run under way. It is kept in memory only, so that no crash can leave a schedule running for ever.
type flight struct {
	id    string
	seq   int64
	since int64
	over  bool // it has been given up
}

func (a *Schedules) flying(seq int64) *flight {
	for _, f := range a.flights {
		if f.seq == seq && !f.over {
			return f
		}
	}
	return nil
}

// resetHung counts runs that have gone on for too long as failed. What still comes of them does not count any more.
func (a *Schedules) resetHung() error {
	for _, f := range slices.Clone(a.flights) {
		if f.over || a.now() < f.since+ceilDuration(a.o.Hung) {
			continue
		}
		f.over = true
		r, found, err := a.row(f.id)
		if err != nil {
			return err
		}
		if found && r.seq == f.seq {
			if err := a.fail(&r, ErrHung); err != nil {
				return err
			}
		}
	}
	return nil
}

// attempt runs a row's handler and writes down what came of it. It returns the handler's error, and storage's.
func (a *Schedules) attempt(r *row) (handler, storage error) {
	handle := a.o.Handlers[r.handler]
	if handle == nil {
		handle = a.o.Fallback
	}
	if handle == nil {
		return ErrNoHandler, a.bury(r, named("handler", r.handler, ErrNoHandler), true)
	}
	if err := a.rateTake(); err != nil {
		return nil, err
	}
	a.emit(EventStarted, r, nil)
	a.stats.Runs++
	f := &flight{id: r.id, seq: r.seq, since: a.now()}
	a.flights = append(a.flights, f)
	err := handle(Run{
		ID: r.id, Handler: r.handler, Kind: r.kind, Key: r.occurrenceKey(), Due: millis(r.due),
		Attempt: int(r.attempt) + 1, payload: r.payload,
	})
	a.flights = slices.DeleteFunc(a.flights, func(g *flight) bool { return g == f })
	current, failed := a.same(r)
	switch {
	case failed != nil:
		return err, failed
	case !current:
		a.emit(EventSuperseded, r, err)
		return err, nil
	case err != nil:
		return err, a.fail(r, err)
	default:
		return nil, a.finish(r)
	}
}

// finish ends an occurrence that has succeeded.
func (a *Schedules) finish(r *row) error {
	a.emit(EventSucceeded, r, nil)
	s, err := parseSpec(r.spec)
	if err != nil {
		return err
	}
	return a.advance(r, &s, false)
}

// advance moves a row on to its next occurrence, or removes it. Overdue says that its own was passed over, and not run.
// A schedule whose occurrences cannot be computed any more ends as a dead letter, since no retry of the native alarm
// would help it or those behind it.
func (a *Schedules) advance(r *row, s *spec, overdue bool) error {
	if !r.kind.recurs() {
		_, err := a.remove(r)
		return err
	}
	done := *r
	passed, found, err := a.follow(r, s, a.now(), overdue)
	if err != nil {
		return a.bury(&done, err, true)
	}
	if passed != "" {
		a.note(EventSkipped, &done, nil, passed)
	}
	if !found {
		a.emit(EventEnded, &done, nil)
		_, err := a.remove(&done)
		return err
	}
	_, err = a.move(r)
	return err
}

// errorMax is how much of an error's text is stored.
const errorMax = 1000

func clip(err error) string {
	text := []rune(err.Error())
	return string(text[:min(len(text), errorMax)])
}

// fail ends an attempt that has failed: the occurrence runs again later, or becomes a dead letter.
func (a *Schedules) fail(r *row, err error) error {
	r.attempt++
	r.err = clip(err)
	a.emit(EventFailed, r, err)
	s, broken := parseSpec(r.spec)
	if broken != nil {
		return a.bury(r, broken, true)
	}
	retry := a.o.Retry
	if s.Retry != nil {
		retry = *s.Retry
	}
	retry = retry.fill()
	var hopeless *permanent
	if errors.As(err, &hopeless) || retry.exhausted(r.attempt) {
		return a.bury(r, err, false)
	}
	at := a.now() + retry.delay(r.attempt, func(n int) int { return a.st.Choose("alarms.retry", n) })
	if millis(at).Year() > yearMax {
		return a.bury(r, err, false)
	}
	r.at = at
	_, failed := a.move(r)
	a.emit(EventRetry, r, err)
	return failed
}
