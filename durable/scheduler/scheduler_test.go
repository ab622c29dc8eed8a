package scheduler

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// TestTranscripts runs the files of testdata, with tables on disk and in memory: the scheduler alone, with objects that
// are fakes. Each begins with what it shows. Times are since the beginning. The commands:
//
//	world [hop=D] [ahead=D]              a new world; a way between object and scheduler takes the hop
//	arm OBJECT D · clear OBJECT          the object asks; later=, a flag, is for the point alarm.later
//	foresee OBJECT D                     it is about to ask
//	outcomes OBJECT OUTCOME …            of its next deliveries, each ok, failed, uncounted, abandon, refused or never;
//	                                     once they are used up: ok
//	report OBJECT OUTCOME [late=D]       of the oldest delivery that was to end never; again, a flag, leaves it open
//	unname OBJECT                        it no longer knows its name
//	takes OBJECT D                       how long a run takes from now on
//	run D                                the world runs for D
//	restart · look OBJECT                … OBJECT has an entry
//	cut OBJECT                           messages under way are lost
//	faults                               the faults below strike from now on; none below: none
//	table · close                        the rows on disk · the tables fail from now on
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, dir := range []func() string{t.TempDir, func() string { return "" }} {
			if dir() == "" && onlyFiles.Match(text) {
				continue // A table in memory does not fail, and no kill leaves one.
			}
			x := &transcript{newDir: dir}
			datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return x.do(t, d) })
			x.close(t)
		}
	})
}

var onlyFiles = regexp.MustCompile(`(?m)^(close$|foresee )`)

// transcript is a world with a scheduler and the fakes that it serves.
type transcript struct {
	w       *sim.World
	s       *Scheduler
	start   time.Time
	out     strings.Builder
	plan    *fault.Plan
	objects map[string]*fakeObject
	asked   int
	newDir  func() string // a directory for the tables of a world; "": they are in memory
	dir     string
}

// first is a Chooser of the least: jitter is 0.
type first struct{}

func (first) Choose(string, int) int { return 0 }

func (x *transcript) open(p platform.Profile) {
	x.w = sim.New(sim.Options{Chooser: first{}, Trace: x})
	x.dir = x.newDir()
	x.start, x.plan, x.objects = x.w.Now(), nil, map[string]*fakeObject{}
	x.s = New(x.w.World, p, x)
}

func (x *transcript) close(t *testing.T) {
	if x.w != nil {
		require.NoError(t, x.s.Close())
		x.w.Close()
	}
}

func (x *transcript) do(t *testing.T, d *datadriven.TestData) string {
	x.out.Reset()
	arg := func(i int) string {
		require.Less(t, i, len(d.CmdArgs), d.Pos)
		return d.CmdArgs[i].Key
	}
	span := func(text string) time.Duration {
		v, err := time.ParseDuration(text)
		require.NoError(t, err, d.Pos)
		return v
	}
	switch d.Cmd {
	case "world":
		p := platform.Ideal()
		for _, a := range d.CmdArgs {
			switch v := span(a.Vals[0]); a.Key {
			case "hop":
				p.AlarmHop = fault.Const(v)
			case "ahead":
				p.ManagerAhead = v
			default:
				d.Fatalf(t, "world has no %s", a.Key)
			}
		}
		x.close(t)
		x.open(p)
	case "arm":
		r := x.request(arg(0), d.HasArg("later"))
		r.At = x.start.Add(span(arg(1)))
		x.s.Arm(r)
	case "clear":
		x.s.Clear(x.request(arg(0), d.HasArg("later")))
	case "foresee":
		require.NoError(t, x.s.Foresee(x.object(arg(0)), x.start.Add(span(arg(1)))))
	case "outcomes":
		o := x.object(arg(0))
		for n := range d.CmdArgs[1:] {
			o.script = append(o.script, arg(n+1))
		}
	case "report":
		o := x.object(arg(0))
		require.NotEmpty(t, o.open, d.Pos)
		late := time.Duration(0)
		if d.HasArg("late") {
			var text string
			d.ScanArgs(t, "late", &text)
			late = span(text)
		}
		o.report(o.open[0], arg(1), late)
		if !d.HasArg("again") {
			o.open = o.open[1:]
		}
	case "unname":
		x.object(arg(0)).unnamed = true
	case "takes":
		x.object(arg(0)).takes = span(arg(1))
	case "run":
		require.NoError(t, x.w.Advance(span(arg(0))))
	case "restart":
		if err := x.s.Restart(); err != nil {
			x.note("restart: %v", err)
		}
	case "close":
		require.NoError(t, x.s.Close())
	case "look":
		fmt.Fprintln(&x.out, x.since(x.s.Look(x.object(arg(0))).String()))
	case "cut":
		x.object(arg(0)).cut = x.w.Elapsed() + 1
	case "faults":
		plan, err := platform.NewPlan(lines(d.Input)...)
		require.NoError(t, err, d.Pos)
		x.plan = plan
	case "table":
		x.table(t)
	default:
		d.Fatalf(t, "no command %s", d.Cmd)
	}
	return x.out.String()
}

func (x *transcript) request(name string, later bool) Request {
	x.asked++
	r := Request{Object: x.object(name), From: x.object(name), Number: x.asked, Point: platform.AtAlarmArm}
	if later {
		r.Point = platform.AtAlarmLater
	}
	return r
}

func (x *transcript) object(name string) *fakeObject {
	o := x.objects[name]
	if o == nil {
		o = &fakeObject{x: x, name: name}
		x.objects[name] = o
	}
	return o
}

// table shows the rows.
func (x *transcript) table(t *testing.T) {
	for _, tb := range x.s.order {
		rows, err := tb.all()
		require.NoError(t, err)
		for _, r := range rows {
			var name any
			if r.key.Named {
				name = r.key.Name
			}
			fmt.Fprintf(&x.out, "%s: %.4s… %v %v\n", tb.class, r.key.ID, r.at.Sub(x.start), name)
		}
	}
}

// since writes times in a text as spans since the beginning.
func (x *transcript) since(text string) string {
	words := strings.Split(text, " ")
	for n, word := range words {
		bare, comma := strings.CutSuffix(word, ",")
		at, err := time.Parse(time.RFC3339, bare)
		if err != nil {
			continue
		}
		words[n] = at.Sub(x.start).String()
		if comma {
			words[n] += ","
		}
	}
	return strings.Join(words, " ")
}

func (x *transcript) note(format string, args ...any) {
	fmt.Fprintf(&x.out, "%8v  %s\n", x.w.Elapsed(), x.since(fmt.Sprintf(format, args...)))
}

// Write takes lines of the trace.
func (x *transcript) Write(line []byte) (int, error) {
	var ev struct {
		Kind string `json:"ev"`
		Who  string
		What string
		N    int64
	}
	for l := range bytes.Lines(line) {
		if err := json.Unmarshal(l, &ev); err != nil {
			return 0, err
		}
		x.note("%s", strings.TrimSpace(strings.Join([]string{ev.Who, ev.Kind, ev.What}, " ")))
	}
	return len(line), nil
}

// Classes are the host's.
func (x *transcript) Classes() []string { return []string{"Obj"} }

// OpenTable opens the table of a class.
func (x *transcript) OpenTable(class string) (*sqlite.DB, error) {
	if x.dir == "" {
		return nil, nil
	}
	return sqlite.Open(sqlite.Options{System: true, Path: filepath.Join(x.dir, class+".sqlite")})
}

// Object finds the object of a row by its ID, which is its name.
func (x *transcript) Object(k Key) (Object, error) {
	name := strings.Trim(k.ID, "0")
	if name == "" {
		return nil, errors.New("no such object")
	}
	return x.object(name), nil
}

// Skew is none.
func (x *transcript) Skew() time.Duration { return 0 }

func (x *transcript) Beside() func(work, then func()) { return nil }

// fakeObject is an object that answers as its script says.
type fakeObject struct {
	x      *transcript
	name   string
	script []string
	takes  time.Duration
	open   []Delivery // that have not been reported
	cut    time.Duration

	unnamed bool
}

// Label is the object's name in the trace.
func (o *fakeObject) Label() string { return "Obj/" + o.name }

// Key is the object's.
func (o *fakeObject) Key() Key {
	id := o.name + strings.Repeat("0", 64-len(o.name))
	if o.unnamed {
		return Key{Class: "Obj", ID: id}
	}
	return Key{Class: "Obj", ID: id, Name: "name of " + o.name, Named: true}
}

// Fault asks the plan.
func (o *fakeObject) Fault(point string, holds func(fault.Condition) bool) (fault.Effect, bool) {
	return o.x.plan.Ask(o.x.w.World, point, o.Label(), func(c fault.Condition) bool { return holds != nil && holds(c) })
}

// Depart strikes nothing: cuts are the transcript's.
func (o *fakeObject) Depart() {}

// Cut reports whether the message left before the last cut.
func (o *fakeObject) Cut(sent time.Duration) bool { return sent < o.cut }

// Answered notes the answer.
func (o *fakeObject) Answered(r Request, err error) {
	answer := "ok"
	if err != nil {
		answer = err.Error()
	}
	o.x.note("%s is answered %s %s", o.Label(), Text(r.At), answer)
}

// Deliver notes the delivery and answers it.
func (o *fakeObject) Deliver(d Delivery) {
	what := fmt.Sprintf("runs %s, retries %d", Text(d.At), d.Retries)
	if d.GivenUp {
		what = "gives up " + Text(d.At)
	}
	if d.Copy {
		o.x.note("%s has a copy: %s", o.Label(), what)
		return
	}
	o.x.note("%s %s", o.Label(), what)
	outcome := "ok"
	if len(o.script) > 0 {
		outcome, o.script = o.script[0], o.script[1:]
	}
	if outcome == "never" {
		o.open = append(o.open, d)
		return
	}
	o.x.w.After(o.takes, func() { o.report(d, outcome, 0) })
}

func (o *fakeObject) report(d Delivery, outcome string, late time.Duration) {
	r := Report{Delivery: d, Late: late}
	switch outcome {
	case "ok":
	case "failed":
		r.Outcome = Outcome{Failed: true, Counted: true}
	case "uncounted":
		r.Outcome = Outcome{Failed: true}
	case "abandon":
		r.Outcome = Outcome{Failed: true, Abandon: true}
	case "refused":
		r.Outcome, r.Refused = Outcome{Failed: true}, true
	default:
		panic("no outcome " + outcome)
	}
	o.x.s.Report(r)
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
