package fault

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dolab/actor"
)

// Fault is one thing that goes wrong: where, for whom, when, and what. Its text form is those four in their order,
//
//	WHERE [WHOM] [WHEN …] WHAT
//
//	commit.durable Counter/* nth=3 crash
//	alarm.deliver p=2% from=10s until=1m delay=1s..60s
//	object.turn if=await,write times=1 crash
//	clock @client-* ahead=1ms,20ms,5s
//
// and what String prints, Points.Parse reads.
type Fault struct {
	Where string // a point, by its name
	// Whom is a pattern of path.Match: CLASS/NAME of objects, @NAME of actors that are none. "" and "*" are any object.
	Whom string

	Nth    int           // only the nth time the point is passed by whom; 0: any
	Every  int           // only each such time; 0: any
	Chance float64       // only with this probability, from one in a million to 1; 0: always
	From   time.Duration // only from this age of the world on
	Until  time.Duration // only before this age; 0: for ever
	Times  int           // at most so often; 0: any number
	If     string        // only where all of these conditions of the point hold, as in "await,!write"; "": always

	Do    Kind   // what goes wrong: a kind that the point allows
	Name  string // of an error
	Span  Dist   // of a delay and the like, drawn
	Count int    // of what is more than one: bytes, pages
}

// Point is a place that asks for trouble, and what may happen there.
type Point struct {
	Name  string
	About string   // when it is passed
	Do    []string // kinds of trouble, such as "crash"; a kind with an argument ends in "=": "delay="
	If    []string // conditions it knows; one with an argument ends in ":": "stored:"
	// One are conditions of which exactly one holds; "" among them stands for what has no name.
	One [][]string
	// Names are what may stand behind a kind: "error=" → "L1", … A kind with nil takes any name.
	Names map[string][]string
	// Counts are the kinds that take a number. Those that are neither here nor in Names take a span of time.
	Counts []string
	// Others: the point is passed by actors that are no objects, too: whom may be @NAME.
	Others bool
}

// Points is what a program has.
type Points []Point

// find returns a point by its name.
func (p Points) find(name string) (Point, bool) {
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
	if f.Chance > 0 {
		parts = append(parts, "p="+chanceText(f.Chance))
	}
	add(f.From > 0, "from=%v", f.From)
	add(f.Until > 0, "until=%v", f.Until)
	add(f.Times > 0, "times=%d", f.Times)
	add(f.If != "", "if=%s", f.If)
	switch {
	case f.Name != "":
		add(true, "%s=%s", f.Do, f.Name)
	case f.Span.Max() > 0:
		add(true, "%s=%v", f.Do, f.Span)
	case f.Count > 0:
		add(true, "%s=%d", f.Do, f.Count)
	default:
		add(true, "%s", f.Do)
	}
	return strings.Join(parts, " ")
}

// chanceText is the shortest text that is read back as the probability: of a percentage where one is.
func chanceText(p float64) string {
	const digitsMin, digitsMax = len("100"), 17
	for digits := digitsMin; digits <= digitsMax; digits++ {
		text := strconv.FormatFloat(p*100, 'g', digits, 64) + "%"
		if back, err := parseChance(text); err == nil && back == p {
			return text
		}
	}
	return strconv.FormatFloat(p, 'g', -1, 64)
}

// Kind is a kind of fault, such as "crash" or "delay". Each program defines its own beside its points.
type Kind string

// Condition is one term of a fault's If: a state of whom, or of what happens at the point.
type Condition string

// Effect is what a fault does where it strikes: all that the program that asked has to obey.
type Effect struct {
	Do    Kind
	Name  string // of an error, or another name that the kind takes
	Span  Dist   // of a delay and the like
	Count int    // of what is more than one
	fault *Fault
}

// String is the text form of the fault that struck.
func (e Effect) String() string {
	if e.fault == nil {
		return "nothing"
	}
	return e.fault.String()
}

// In reports whether the conditions of the fault that struck hold, by what holds says of each.
func (e Effect) In(holds func(Condition) bool) bool { return e.fault != nil && e.fault.in(holds) }

// Delay draws the effect's span of time.
func (e Effect) Delay(w *actor.World) time.Duration { return e.Span.Draw(w, "fault.delay") }
