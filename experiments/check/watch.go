package check

import (
	"fmt"
	"time"
)

// Watch holds a world against what its user promises: Always, Sometimes, Eventually. Look is to be called at the
// moments that count, such as whenever the world is quiet.
type Watch struct {
	always     []always
	sometimes  []*sometimes
	eventually []*eventually
	broken     []Violation
}

type always struct {
	name  string
	holds func() error
}

type sometimes struct {
	name  string
	holds func() bool
	seen  bool
}

type eventually struct {
	name   string
	within time.Duration
	holds  func() bool
	from   time.Time // when it began not to hold, zero while it holds
}

// Always promises that holds has no error at any look.
func (w *Watch) Always(name string, holds func() error) {
	w.always = append(w.always, always{name, holds})
}

// Sometimes promises that holds is true at one look at least, in one world of a search: it is how a search shows
// that it comes to the places it is for. One world without it breaks nothing.
func (w *Watch) Sometimes(name string, holds func() bool) {
	w.sometimes = append(w.sometimes, &sometimes{name: name, holds: holds})
}

// Eventually promises that holds is never false for longer than within, from look to look.
func (w *Watch) Eventually(name string, within time.Duration, holds func() bool) {
	w.eventually = append(w.eventually, &eventually{name: name, within: within, holds: holds})
}

// Look asks all that was promised.
func (w *Watch) Look(now time.Time) {
	for _, a := range w.always {
		if err := a.holds(); err != nil {
			w.broken = append(w.broken, Violation{"always", a.name, fmt.Sprintf("%v: %v", now.Format(time.TimeOnly), err)})
		}
	}
	for _, s := range w.sometimes {
		s.seen = s.seen || s.holds()
	}
	for _, e := range w.eventually {
		switch {
		case e.holds():
			e.from = time.Time{}
		case e.from.IsZero():
			e.from = now
		case now.Sub(e.from) > e.within:
			note := fmt.Sprintf("not from %v to %v", e.from.Format(time.TimeOnly), now.Format(time.TimeOnly))
			w.broken = append(w.broken, Violation{"eventually", e.name, note})
			e.from = now
		}
	}
}

// Broken returns the promises that were broken so far.
func (w *Watch) Broken() []Violation { return w.broken }

// Seen returns the names of the Sometimes that were true, and of those that were not.
func (w *Watch) Seen() (seen, unseen []string) {
	for _, s := range w.sometimes {
		if s.seen {
			seen = append(seen, s.name)
		} else {
			unseen = append(unseen, s.name)
		}
	}
	return seen, unseen
}
