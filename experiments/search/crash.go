package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/experiments/check"
)

// Strike is a scenario in which one more fault has struck once.
type Strike struct {
	Point   string // where, and what was done there if that was not a crash
	Fault   string
	Outcome Outcome
}

// Sweep is what a CrashSweep has found.
type Sweep struct {
	Calm    Outcome // the scenario as it is
	Strikes []Strike
	Stopped bool // by Options.Stop, before each point was struck
}

// strikesMax bounds how often one point is struck.
const strikesMax = 10_000

// target is a point, and an action that a sweep tries there.
type target struct{ point, action string }

// String is how a table names it.
func (t target) String() string {
	if t.action == Crash {
		return t.point
	}
	return t.point + " " + t.action
}

// targets are the points that allow a crash, then those that allow each of the other actions.
func targets(others []string) (list []target) {
	for _, action := range append([]string{Crash}, others...) {
		for _, p := range points {
			if allows(p.Do, action) {
				list = append(list, target{p.Name, action})
			}
		}
	}
	return list
}

// allows reports whether a point that allows some actions allows this one: "crash", or "deploy=1s" by "deploy=".
func allows(actions []string, action string) bool {
	verb, _, valued := strings.Cut(action, "=")
	return slices.Contains(actions, action) || valued && slices.Contains(actions, verb+"=")
}

// CrashSweep runs the scenario once for each time that it passes a point, and crashes the object there: at the first
// time, at the second, until it passes the point less often. It leaves out points that allow no crash. Then it does the
// same with each action of Subject.Sweeps.
func CrashSweep(s Scenario, o Options) (*Sweep, error) {
	s = s.longer()
	calm, err := s.Run(o)
	if err != nil {
		return nil, err
	}
	sweep := &Sweep{Calm: calm}
	list := targets(s.subject.Sweeps)
	for i, t := range list {
		tell := func(n int) { o.tell(i, len(list), fmt.Sprintf("%s %d at point %s", t.action, n, t.point)) }
		if err := sweep.strike(s, t, tell, o); err != nil {
			return nil, err
		}
		if sweep.Stopped {
			break
		}
	}
	return sweep, nil
}

// strike strikes a target the first time that the scenario passes it, the second, until it passes it less often.
func (w *Sweep) strike(s Scenario, t target, tell func(n int), o Options) error {
	for n := 1; n <= strikesMax; n++ {
		fault := fmt.Sprintf("%s nth=%d %s", t.point, n, t.action)
		tell(n)
		out, err := s.with(fault).Run(o)
		if errors.Is(err, ErrStopped) {
			w.Stopped = true
			return nil
		}
		if err != nil || out.Struck[len(s.Faults)] == 0 {
			return err
		}
		w.Strikes = append(w.Strikes, Strike{t.String(), fault, out})
	}
	return nil
}

// Struck is the scenario as CrashSweep runs it with the fault of a Strike, or with none for "".
func (s Scenario) Struck(fault string) Scenario {
	s = s.longer()
	if fault == "" {
		return s
	}
	return s.with(fault)
}

// with is the scenario with one more fault.
func (s Scenario) with(fault string) Scenario {
	s.Faults = append(slices.Clone(s.Faults), fault)
	return s
}

// longer is the scenario with trouble possible until its end, and time behind that to come right: a crash may come when
// all else has healed. What goes wrong by itself still ends when it did.
func (s Scenario) longer() Scenario {
	faults := slices.Concat(s.Faults, s.flat())
	s.Faults, s.Phases = nil, nil
	for _, text := range faults {
		f, err := points.Parse(text)
		if end := s.Begin + s.Heal; err == nil && s.Heal > 0 && (f.Until == 0 || f.Until > end) {
			f.Until = end
		}
		if s.Heal > 0 && (err != nil || f.From < f.Until) {
			s.Faults = append(s.Faults, f.String())
		}
	}
	s.Heal += min(s.Settle, crashesLast)
	return s
}

// crashesLast is how long behind its heal a scenario's points are struck: what recurs passes them for ever.
const crashesLast = time.Minute

// Row is what came of the crashes at one point.
type Row struct {
	Point   string // as in Strike
	Strikes int    // how often it was passed, and struck each time
	Well    int    // how often all came right, with as many runs of handlers as without a crash
	Again   int    // … with more runs, or fewer
	Failing int
	Groups  []Group // what failed; First is the nth of the first fault that shows it
}

// Table sums the strikes up by point. Those of one point are next to each other.
func (w *Sweep) Table() []Row {
	var rows []Row
	for left := w.Strikes; len(left) > 0; {
		n := slices.IndexFunc(left, func(x Strike) bool { return x.Point != left[0].Point })
		if n < 0 {
			n = len(left)
		}
		rows = append(rows, w.row(left[:n]))
		left = left[n:]
	}
	return rows
}

// row sums up the strikes of one point.
func (w *Sweep) row(strikes []Strike) Row {
	r := Row{Point: strikes[0].Point, Strikes: len(strikes)}
	bag := Bag{Seen: map[string]int{}}
	for n, x := range strikes {
		bag.merge(uint64(n+1), x.Outcome)
		switch {
		case len(x.Outcome.Violations) > 0:
			r.Failing++
		case x.Outcome.Runs == w.Calm.Runs:
			r.Well++
		default:
			r.Again++
		}
	}
	bag.sort()
	r.Groups = bag.Groups
	return r
}

// Violations returns the signatures of all that failed.
func (w *Sweep) Violations() []string {
	var all []check.Violation
	for _, x := range w.Strikes {
		all = append(all, x.Outcome.Violations...)
	}
	return check.Signatures(all)
}
