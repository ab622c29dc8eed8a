package alarms

import (
	"fmt"
	"time"

	"dolab/durable/clone"
)

// Kind is how a schedule was made.
type Kind uint8

const (
	KindDelay    Kind = iota + 1 // After
	KindDate                     // At
	KindCron                     // Cron
	KindInterval                 // Every
)

var kindNames = [...]string{"", "delay", "date", "cron", "interval"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// recurs reports whether an occurrence is followed by another.
func (k Kind) recurs() bool { return k == KindCron || k == KindInterval }

// Schedule is one row, as it was when it was read.
type Schedule struct {
	ID      string
	Kind    Kind
	Handler string
	Due     time.Time // of the occurrence that comes next
	At      time.Time // when it runs: Due, or later by its jitter or for a retry
	Attempt int       // runs of this occurrence that have failed
	Error   string    // of the last of them
	Created time.Time
	Running bool          // its handler runs now
	Cron    string        // the expression of a KindCron
	Zone    string        // … and its time zone
	Every   time.Duration // the period of a KindInterval

	payload []byte
}

// Read reads the value it was made with into what dst points to.
func (s Schedule) Read(dst any) error { return unpack(s.payload, dst) }

func unpack(payload []byte, dst any) error {
	if err := clone.Unmarshal(payload, dst); err != nil {
		return fmt.Errorf("payload: %w", err)
	}
	return nil
}

// After schedules a handler to run once, d from now: never earlier, in whole milliseconds rounded up. No delay, or
// a negative one, is now, as for time.AfterFunc: it runs as soon as the native alarm has come. The payload is a
// structured clone, taken now; nil is null.
func (a *Schedules) After(d time.Duration, handler string, payload any, options ...Option) (id string, err error) {
	if d <= 0 {
		return a.place(order{kind: KindDelay, due: a.now()}, handler, payload, options)
	}
	return a.place(order{kind: KindDelay, due: ceilMilli(a.st.Now().Add(d))}, handler, payload, options)
}

// At schedules a handler to run once, at a date. One in the past is due at once, before what is due later.
func (a *Schedules) At(date time.Time, handler string, payload any, options ...Option) (id string, err error) {
	if date.IsZero() {
		return "", fmt.Errorf("schedule %s: %w", handler, ErrNoDate)
	}
	return a.place(order{kind: KindDate, due: ceilMilli(date)}, handler, payload, options)
}

// Cron schedules a handler at each time that matches a cron expression in a time zone ("" is UTC): five fields,
// minute, hour, day of the month, month and day of the week, or six with seconds first, or @hourly, @daily,
// @weekly, @monthly, @yearly. A day matches by either of its two fields where both are restricted, as in crontab.
// Package calendar has the whole grammar. An expression that never comes is refused.
//
// Each occurrence is computed from the one before, not from the handler's end. When clocks go forward, what falls
// into the gap runs at the time that follows it by as much ("30 2 * * *" at 3:30). When they go back, a time that
// comes twice is used once, unless the expression's hour is a *.
func (a *Schedules) Cron(expression, zone, handler string, payload any, options ...Option) (id string, err error) {
	c, err := a.calendar(expression, zone)
	if err != nil {
		return "", err
	}
	due, found := nextOf(c, a.now())
	if !found {
		return "", fmt.Errorf("%w: %q %w before the year %d", ErrCron, expression, ErrNever, yearMax+1)
	}
	return a.place(order{kind: KindCron, due: due, spec: spec{Cron: expression, Zone: zone}}, handler, payload, options)
}

// Every schedules a handler again and again, the first time one interval from now. Occurrences lie on a grid: the
// n-th is due n intervals from now, however long runs take. A run that still goes on when the next is due is not
// doubled: that one is passed over, unless the schedule catches up with all, or has jitter that is not over.
func (a *Schedules) Every(d time.Duration, handler string, payload any, options ...Option) (id string, err error) {
	if d < time.Millisecond {
		return "", fmt.Errorf("interval %v: %w", d, ErrInterval)
	}
	every := ceilDuration(d)
	o := order{kind: KindInterval, due: ceilMilli(a.st.Now()) + every, spec: spec{Every: every}}
	return a.place(o, handler, payload, options)
}
