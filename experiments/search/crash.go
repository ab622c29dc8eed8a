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

// crashes is what CrashSweep always does.
const crashes = "crash"

// allows reports whether an action is one of a point's: "crash", or "deploy=1s" where the point has "deploy=".
func allows(actions []string, action string) bool {
	verb, _, valued := strings.Cut(action, "=")
	return slices.Contains(actions, action) || valued && slices.Contains(actions, verb+"=")
}

// CrashSweep runs the scenario once for each point that it passes and kills the object there: at the first time the
// point is passed, at the second, until it is not passed that often. Where a point allows no crash it is left out. Then
// it does so with each of Subject.Sweeps.
func CrashSweep(s Scenario, o Options) (*Sweep, error) {
	s = s.longer()
	calm, err := s.Run(o)
	if err != nil {
		return nil, err
	}
	sweep := &Sweep{Calm: calm}
	for _, action := range append([]string{crashes}, s.subject.Sweeps...) {
		for i, p := range points {
			if !allows(p.Do, action) {
				continue
			}
			if err := sweep.point(s, p.Name, action, func(n int) {
				o.tell(i, len(points), fmt.Sprintf("%s %d at point %s", action, n, p.Name))
			}, o); sweep.Stopped || err != nil {
				return sweep, err
			}
		}
	}
	return sweep, nil
}

// point strikes one point until it is not passed that often.
func (w *Sweep) point(s Scenario, name, action string, tell func(n int), o Options) error {
	for n := 1; n <= strikesMax; n++ {
		fault := fmt.Sprintf("%s nth=%d %s", name, n, action)
		tell(n)
		struck := s.with(fault)
		out, err := struck.Run(o)
		if errors.Is(err, ErrStopped) {
			w.Stopped = true
			return nil
		}
		if err != nil || out.Struck[len(s.Faults)] == 0 {
			return err
		}
		w.Strikes = append(w.Strikes, Strike{fault, out})
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
	Point   string // and what was done there, if that was not a crash
	Strikes int    // how often it was passed, and struck each time
	Well    int    // how often all came right, with as many runs of handlers as without a crash
	Again   int    // … with more runs, or fewer
	Failing int
	Groups  []Group // what failed; First is the nth of the first fault that shows it
}

// Table sums the strikes up by point.
func (w *Sweep) Table() []Row {
	var rows []Row
	for n, x := range w.Strikes {
		r := Row{Point: x.at()}
		if n > 0 && w.Strikes[n-1].at() == r.Point {
			continue
		}
		bag := Bag{Seen: map[string]int{}}
		for _, x := range w.Strikes {
			if x.at() != r.Point {
				continue
			}
			r.Strikes++
			bag.merge(uint64(r.Strikes), x.Outcome)
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
		rows = append(rows, r)
	}
	return rows
}

// at is the point of a strike, and what was done there if that was not a crash.
func (x Strike) at() string {
	name, rest, _ := strings.Cut(x.Fault, " nth=")
	if _, action, _ := strings.Cut(rest, " "); action != crashes {
		return name + " " + action
	}
	return name
}

// Violations returns the signatures of all that failed.
func (w *Sweep) Violations() []string {
	var all []check.Violation
	for _, x := range w.Strikes {
		all = append(all, x.Outcome.Violations...)
	}
	return check.Signatures(all)
}
