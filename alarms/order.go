package alarms

import (
	"encoding/json"
	"fmt"
	"time"

	"dolab/durable/clone"
)

// Option sets a property of one schedule.
type Option func(*order)

// ID names a schedule. Where one of that name waits already, that one is kept as it is and its id returned: made
// twice is made once. One that runs for the last time counts as gone.
func ID(id string) Option { return func(o *order) { o.id, o.named, o.clash = id, true, clashKeep } }

// Replace names a schedule, and replaces one of that name: what it was to do it does not do any more, nor again,
// also if it runs just now.
func Replace(id string) Option {
	return func(o *order) { o.id, o.named, o.clash = id, true, clashReplace }
}

// Ensure names a schedule that is to exist from now on, for the constructor of an object: it keeps one of that name
// if it has the same kind, handler, expression, zone and interval, so that what is due is not put off at each start
// of the object, and replaces one that differs.
func Ensure(id string) Option {
	return func(o *order) { o.id, o.named, o.clash = id, true, clashEnsure }
}

// WithRetry gives a schedule its own retries.
func WithRetry(r Retry) Option { return func(o *order) { o.spec.Retry = &r } }

// WithCatchUp says what becomes of occurrences that were missed.
func WithCatchUp(c CatchUp) Option { return func(o *order) { o.spec.CatchUp = c } }

// WithGrace is how late an occurrence may run under CatchUpSkip, its jitter not counted; without it a minute, which is
// how late an alarm may come (docs, Alarms).
func WithGrace(d time.Duration) Option {
	return func(o *order) { o.spec.Grace = o.positive(d) }
}

// WithJitter lets each occurrence run up to d after it is due, so that many objects do not run at once. The next is
// computed from when it was due, so that none repeats. None is lost either: occurrences run one after another in the
// order in which they are due, each between its due time and d later, also where d is longer than the period. Since
// none overtakes another, such jitter delays most occurrences by nearly d.
//
// Lateness counts from the time that the jitter gives, and an occurrence is missed (CatchUp) once d has passed.
func WithJitter(d time.Duration) Option {
	return func(o *order) { o.spec.Jitter = o.positive(d) }
}

// clash is what to do about a schedule of the same name.
type clash uint8

const (
	clashKeep clash = iota
	clashReplace
	clashEnsure
)

// order is a schedule to be made.
type order struct {
	kind  Kind
	due   int64
	spec  spec
	id    string
	named bool
	clash clash
	err   error
}

// positive returns d in milliseconds, and refuses the order where it is not positive.
func (o *order) positive(d time.Duration) int64 {
	if d <= 0 {
		o.err = fmt.Errorf("%v: %w", d, ErrInterval)
	}
	return ceilDuration(d)
}

// spec is what a row says of itself beyond its columns. The zero spec is stored as no text.
type spec struct {
	Cron    string  `json:"cron,omitempty"`
	Zone    string  `json:"zone,omitempty"`
	Every   int64   `json:"every,omitempty"`
	CatchUp CatchUp `json:"catchUp,omitempty"`
	Grace   int64   `json:"grace,omitempty"`
	Jitter  int64   `json:"jitter,omitempty"`
	Retry   *Retry  `json:"retry,omitempty"`
}

func (s spec) text() string {
	if s == (spec{}) {
		return ""
	}
	data, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("alarms: spec of kind %q every %d: %v", s.Cron, s.Every, err))
	}
	return string(data)
}

func parseSpec(text string) (s spec, err error) {
	if text == "" {
		return s, nil
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("stored schedule: %w", err)
	}
	return s, nil
}

// idMax is how many bytes an id may have.
const idMax = 512

// place checks an order and stores it, and sees to the native alarm, in one commit.
func (a *Schedules) place(o order, handler string, payload any, options []Option) (string, error) {
	for _, option := range options {
		option(&o)
	}
	if err := a.refuse(&o, handler); err != nil {
		return "", fmt.Errorf("schedule %s: %w", handler, err)
	}
	data, err := clone.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("schedule %s: payload: %w", handler, err)
	}
	r := row{
		id: o.id, kind: o.kind, handler: handler, payload: data, due: o.due, at: o.due,
		created: a.now(), spec: o.spec.text(),
	}
	r.at = a.jittered(r.due, r.due, o.spec.Jitter)
	what, touched := EventScheduled, r.at
	if o.named {
		old, found, err := a.row(o.id)
		if err != nil {
			return "", err
		}
		if found && a.keeps(&o, &r, &old) {
			if o.clash == clashEnsure {
				a.report(EventDuplicate, &old, nil, "") // As at each start of the object.
			} else {
				a.emit(EventDuplicate, &old, nil)
			}
			return o.id, a.Repair()
		}
		if found {
			what, touched = EventReplaced, min(r.at, old.at-1) // The native alarm may be for the old one.
		}
	}
	if err := a.survey(); err != nil {
		return "", fmt.Errorf("schedule %s: %w", handler, err)
	}
	if what == EventScheduled && a.count >= a.o.Max {
		return "", fmt.Errorf("schedule %s: %w: %d", handler, ErrTooMany, a.o.Max)
	}
	return a.store(what, r, touched)
}

// store writes a new row under a new sequence number; the native alarm is looked after if it is not before touched.
func (a *Schedules) store(what EventKind, r row, touched int64) (string, error) {
	var err error
	if r.seq, err = a.sequence(); err != nil {
		return "", fmt.Errorf("schedule %s: %w", r.handler, err)
	}
	if r.id == "" {
		r.id = sequenceID(r.seq)
	}
	err = a.st.Storage.TransactionSync(func() error {
		if err := a.put(&r); err != nil {
			return err
		}
		if err := a.index(); err != nil {
			return err
		}
		return a.armFor(touched)
	})
	if err != nil {
		a.indexed = unknown // It may be undone with the rest.
		return "", fmt.Errorf("schedule %s: %w", r.handler, err)
	}
	if what != EventReplaced {
		a.count++
	}
	a.emit(what, &r, nil)
	a.watch()
	return r.id, nil
}

// refuse says what is wrong with an order.
func (a *Schedules) refuse(o *order, handler string) error {
	switch {
	case o.err != nil:
		return o.err
	case a.o.Handlers[handler] == nil && a.o.Fallback == nil:
		return ErrNoHandler
	case o.named && (o.id == "" || len(o.id) > idMax):
		return ErrID
	case millis(o.due).Year() > yearMax:
		return ErrTooLate
	case o.spec.Retry != nil:
		return o.spec.Retry.check()
	}
	return nil
}

// keeps reports whether an order leaves the old row of its name as it is.
func (a *Schedules) keeps(o *order, r, old *row) bool {
	if o.clash == clashReplace || !old.kind.recurs() && a.flying(old.seq) != nil {
		return false
	}
	if o.clash == clashKeep {
		return true
	}
	s, err := parseSpec(old.spec)
	same := err == nil && s.Cron == o.spec.Cron && s.Zone == o.spec.Zone && s.Every == o.spec.Every
	return same && r.kind == old.kind && r.handler == old.handler
}

// yearMax is the last year the native alarm takes (semantics G2), and lastMillis its last millisecond.
const (
	yearMax    = 2189
	lastMillis = int64(6_942_585_599_999)
)
