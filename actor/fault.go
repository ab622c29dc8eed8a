package actor

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// Fault is one thing that goes wrong: where, for whom, when, and what. Its text form is those four in their order,
//
//	WHERE [WHOM] [WHEN …] WHAT
//
//	commit.durable Counter/* nth=3 crash
//	alarm.deliver p=2% from=10s until=1m delay=1s..60s
//	stub.response every=5 times=2 error=L1
//
// and what String prints, Points.Parse reads.
type Fault struct {
	Where string // a point, by its name
	Whom  string // a pattern of path.Match for the actor's name; "" is anyone

	Nth    int           // only the nth time the point is passed by whom; 0: any
	Every  int           // only each such time; 0: any
	Chance float64       // only with this probability, in (0, 1]; 0: always
	From   time.Duration // only from this age of the world on
	Until  time.Duration // only before this age; 0: for ever
	Times  int           // at most so often; 0: any number
	If     string        // only in this state of the actor, a condition of the point; "": any

	Do    string        // the trouble: a kind that the point allows
	Name  string        // of an error
	Min   time.Duration // of a delay, drawn evenly between
	Max   time.Duration
	Count int // of what is more than one: copies, bytes, pages
}

// Point is a place that asks for trouble, and what may happen there.
type Point struct {
	Name  string
	About string   // when it is passed
	Do    []string // kinds of trouble, such as "crash"; a kind with an argument ends in "=": "delay="
	If    []string // conditions it knows
	// Names are what may stand behind a kind with a name: "error=" → "L1", … Nil: any name, nobody checks.
	Names map[string][]string
}

// Points is what a program has.
type Points []Point

// Find returns a point by its name.
func (p Points) Find(name string) (Point, bool) {
	for _, x := range p {
		if x.Name == name {
			return x, true
		}
	}
	return Point{}, false
}

// String is the fault's text form.
func (f Fault) String() string {
	parts := []string{f.Where}
	add := func(set bool, format string, args ...any) {
		if set {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(f.Whom != "", "%s", f.Whom)
	add(f.Nth > 0, "nth=%d", f.Nth)
	add(f.Every > 0, "every=%d", f.Every)
	add(f.Chance > 0, "p=%s%%", strconv.FormatFloat(f.Chance*100, 'g', -1, 64))
	add(f.From > 0, "from=%v", f.From)
	add(f.Until > 0, "until=%v", f.Until)
	add(f.Times > 0, "times=%d", f.Times)
	add(f.If != "", "if=%s", f.If)
	switch {
	case f.Name != "":
		add(true, "%s=%s", f.Do, f.Name)
	case f.Max > 0 && f.Min == f.Max:
		add(true, "%s=%v", f.Do, f.Min)
	case f.Max > 0:
		add(true, "%s=%v..%v", f.Do, f.Min, f.Max)
	case f.Count > 0:
		add(true, "%s=%d", f.Do, f.Count)
	default:
		add(true, "%s", f.Do)
	}
	return strings.Join(parts, " ")
}

// chances is how finely a probability is drawn.
const chances = 1_000_000

// Plan is the faults of a world. It counts how often each has had its occasion.
type Plan struct {
	Faults []Fault
	text   []string // their text forms: each has a stream of chance of its own
	passed []int
	struck []int
}

// NewPlan returns a plan of the faults.
func NewPlan(faults ...Fault) *Plan {
	p := &Plan{Faults: faults, passed: make([]int, len(faults)), struck: make([]int, len(faults))}
	for _, f := range faults {
		p.text = append(p.text, f.String())
	}
	return p
}

// Ask is called at a point: whether trouble strikes whom there now, and which. The first fault that fits strikes.
// Holds reports whether a condition of the point holds. A nil plan is peace.
func (p *Plan) Ask(w *World, where, whom string, holds func(condition string) bool) (Fault, bool) {
	if p == nil {
		return Fault{}, false
	}
	hit := -1
	for i := range p.Faults {
		// Every fault counts its occasions, also where another is first: taking one away leaves the others as they were.
		if p.Faults[i].Where == where && p.strikes(w, i, whom, holds) && hit < 0 {
			hit = i
		}
	}
	if hit < 0 {
		return Fault{}, false
	}
	p.struck[hit]++
	w.Trace(Event{Kind: "fault", Who: whom, What: p.text[hit], N: int64(p.struck[hit])})
	return p.Faults[hit], true
}

func (p *Plan) strikes(w *World, i int, whom string, holds func(string) bool) bool {
	f := &p.Faults[i]
	if f.Whom != "" {
		if fits, err := path.Match(f.Whom, whom); err != nil || !fits {
			return false
		}
	}
	age := w.Elapsed()
	if age < f.From || f.Until > 0 && age >= f.Until || f.Times > 0 && p.struck[i] >= f.Times {
		return false
	}
	if f.If != "" && (holds == nil || !holds(f.If)) {
		return false
	}
	p.passed[i]++
	if f.Nth > 0 && p.passed[i] != f.Nth || f.Every > 0 && p.passed[i]%f.Every != 0 {
		return false
	}
	return f.Chance <= 0 || f.Chance >= 1 || w.Choose("fault "+p.text[i], chances) < int(f.Chance*chances)
}

// Struck returns how often each fault has struck.
func (p *Plan) Struck() []int { return p.struck }

// Delay draws the fault's delay.
func (f Fault) Delay(w *World) time.Duration {
	span := f.Max - f.Min
	if span <= 0 {
		return f.Min
	}
	const grains = 1000
	return f.Min + span*time.Duration(w.Choose("fault.delay", grains+1))/grains
}
