package actor

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The bounds of a world that runs on. ErrInstant and ErrSpin are ErrSteps too, by errors.Is.
var (
	// ErrSteps: one run of the world took more turns and timers than its driver allows.
	ErrSteps = errors.New("the world took more steps than it may")
	// ErrInstant: one run of the world took more turns and timers, while time stood still, than its driver allows.
	ErrInstant = errors.New("the world took more steps than it may without time moving")
	// ErrSpin: a coroutine was resumed Options.ResumesMax times while the world's time stood still, and nothing else
	// got on: no other coroutine, message or commit.
	ErrSpin = errors.New("a coroutine runs on and on without time moving")
)

// BusyError is a bound that a world has crossed by running on, and who ran.
type BusyError struct {
	Err  error         // ErrSteps, ErrInstant or ErrSpin
	Max  int64         // the bound
	At   time.Duration // the world's time
	Busy []Busy        // who ran most in the last steps, the busiest first
}

// Busy is one who ran, in a BusyError.
type Busy struct {
	Who   string // "Class/name call Method", the name of a process, "a turn of" an actor, or "a timer"
	Where string // where its code parked last, or set the timer; "" where it did neither
	Times int64  // how often it began or was resumed
}

func (b *BusyError) Error() string {
	text := b.short()
	for _, x := range b.Busy {
		text += fmt.Sprintf("\n  %d times %s", x.Times, x.Who)
		if x.Where != "" {
			text += ", last at " + x.Where
		}
	}
	return text
}

// Unwrap returns which bound it was, and ErrSteps.
func (b *BusyError) Unwrap() []error { return []error{b.Err, ErrSteps} }

// short is the error without who ran.
func (b *BusyError) short() string { return fmt.Sprintf("%v: %d, at %v", b.Err, b.Max, b.At) }

// busyMax is how many a BusyError names.
const busyMax = 5

// spin watches a world that may run on for ever: it counts who runs when a bound is near.
type spin struct {
	w          *World
	resumesMax int64
	last       *Coroutine // the one that alone got on lately
	at         int64      // … at this instant
	resumes    int64      // … and how often
	ran        uint64     // runs of coroutines so far, which tells whether a turn had any
	tally      map[string]*Busy
}

// progress notes that something other than a coroutine got on.
func (s *spin) progress() { s.last = nil }

// MadeProgress notes that something got on that the world does not see, such as a commit: whoever waits for nothing
// else does not spin.
func (w *World) MadeProgress() { w.spin.progress() }

func (s *spin) started(c *Coroutine) {
	s.ran++
	s.last = nil
	s.count(c.name)
}

// resumed counts how often a coroutine alone has got on at one instant.
func (s *spin) resumed(c *Coroutine) {
	s.ran++
	s.count(c.name)
	if now := s.w.driver.Now(); s.last != c || s.at != now {
		s.last, s.at, s.resumes = c, now, 1
		return
	}
	if s.resumes++; s.resumes >= s.resumesMax {
		s.w.fail(&BusyError{ErrSpin, s.resumesMax, s.w.Elapsed(), []Busy{{c.name, c.where, s.resumes}}})
	}
}

// parked keeps the line of a coroutine that may be one to report.
func (s *spin) parked(c *Coroutine) {
	if s.last == c && s.resumes >= s.resumesMax-2 {
		c.where = CodeLine()
	}
	if b := s.tally[c.name]; b != nil && b.Where == "" {
		b.Where = CodeLine()
	}
}

// turned counts a turn that ran no coroutine; ran is what it was before.
func (s *spin) turned(ran uint64, a *Actor) {
	if s.ran == ran {
		s.last = nil
		if s.tally != nil {
			s.count("a turn of " + a.name)
		}
	}
}

// set keeps the line that sets a timer, and called counts it, if it is one that does not say what it is for.
func (s *spin) set(t *Timer) {
	if s.tally != nil {
		t.where = CodeLine()
	}
}

func (s *spin) called(t *Timer) {
	if s.tally == nil || t.what != "" {
		return
	}
	who := strings.TrimSuffix("a timer set at "+t.where, " set at ")
	s.count(who)
}

func (s *spin) count(who string) {
	if s.tally == nil {
		return
	}
	if s.tally[who] == nil {
		s.tally[who] = &Busy{Who: who}
	}
	s.tally[who].Times++
}

// near begins to count, and off stops it.
func (s *spin) near() {
	if s.tally == nil {
		s.tally = map[string]*Busy{}
	}
}

func (s *spin) off() { s.tally = nil }

// busiest lists who ran most.
func (s *spin) busiest() []Busy {
	var list []Busy
	for _, b := range s.tally {
		list = append(list, *b)
	}
	slices.SortFunc(list, func(a, b Busy) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Who, b.Who))
	})
	return list[:min(len(list), busyMax)]
}
