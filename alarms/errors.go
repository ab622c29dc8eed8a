package alarms

import (
	"errors"
	"fmt"

	"dolab/alarms/calendar"
)

// What an operation on schedules can fail with; nothing has changed then. They come wrapped, with what was asked.
var (
	// ErrNotFound: no schedule, or dead letter, of that id; of Next, no schedule at all.
	ErrNotFound = errors.New("no such schedule")
	// ErrNoHandler: no handler of that name, and no Fallback.
	ErrNoHandler = errors.New("no handler of that name")
	// ErrTooLate: a time after the year 2189, which the native alarm does not take.
	ErrTooLate = errors.New("later than the year 2189")
	// ErrNoDate: the zero time.
	ErrNoDate = errors.New("no date")
	// ErrInterval: an interval, or a jitter, grace or rate, that is no positive time, or shorter than a millisecond.
	ErrInterval = errors.New("not a positive time")
	// ErrCron: an expression that cannot be read or never comes, or an unknown time zone.
	ErrCron = errors.New("invalid cron")
	// ErrNever: an expression that never comes, such as "0 0 31 2 *", or not before the year 2190.
	ErrNever = calendar.ErrNever
	// ErrID: an id that is empty or longer than 512 bytes.
	ErrID = errors.New("an id has 1 to 512 bytes")
	// ErrTooMany: more schedules than Options.Max.
	ErrTooMany = errors.New("too many schedules")
	// ErrRunning: the schedule's handler is running already.
	ErrRunning = errors.New("the schedule is running")
)

// Why a run counts as failed although its handler has given no error.
var (
	// ErrHung: it went on for longer than Options.Hung.
	ErrHung = errors.New("the run hung")
	// ErrDied: the object died while it ran, more than once.
	ErrDied = errors.New("the object died while it ran")
)

// Permanent returns err as one that trying again does not help against: the occurrence becomes a dead letter at
// once. Of nil it is nil: the run has not failed.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanent{err}
}

type permanent struct{ err error }

func (p *permanent) Error() string { return p.err.Error() }
func (p *permanent) Unwrap() error { return p.err }

// named wraps an error of a schedule.
func named(what, name string, err error) error { return fmt.Errorf("%s %q: %w", what, name, err) }
