package durable

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

// TestAlarmContract runs the files of testdata/alarm-contract: the object's side of the contract alone, with a
// scheduler that is a fake. It shows each message of the object and answers as the file says. Times are since the
// beginning; a commit takes 10 ms. The commands, all for one object:
//
//	world                                a new one
//	set D [D …] · delete                 the object changes its alarm, in one turn; unconfirmed, a flag
//	alarm [set=D] [delete] [fail] [abort] [takes=D]
//	                                     what its next run does
//	answer [ERROR]                       to its oldest request
//	deliver D [retries=N] · give-up D    a delivery arrives; copy, a flag
//	faults                               the faults below strike from now on; none below: none
//	run D · crash · look
func TestAlarmContract(t *testing.T) {
	datadriven.Walk(t, "testdata/alarm-contract", func(t *testing.T, path string) {
		x := &alarmContract{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return x.do(t, d) })
		if x.w != nil {
			x.w.Close()
		}
	})
}

// alarmContract is a fake scheduler, and the world of the object that it serves.
type alarmContract struct {
	w     *sim.World
	rt    *Runtime
	stub  *Stub
	start time.Time
	out   strings.Builder
	asked []scheduler.Request
	runs  []func(st *State) error
}

// Arm notes a request.
func (x *alarmContract) Arm(r scheduler.Request) {
	x.asked = append(x.asked, r)
	x.note("→ arm %v at %s", x.since(r.At), r.Point)
}

// Clear notes a request.
func (x *alarmContract) Clear(r scheduler.Request) {
	x.asked = append(x.asked, r)
	x.note("→ clear at %s", r.Point)
}

// Foresee does nothing: this world has no files.
func (*alarmContract) Foresee(scheduler.Object, time.Time) error { return nil }

// Report notes a report.
func (x *alarmContract) Report(r scheduler.Report) {
	what := []string{fmt.Sprintf("→ report %v", x.since(r.Delivery.At))}
	for _, flag := range []struct {
		holds bool
		name  string
	}{
		{r.Delivery.GivenUp, "given up"},
		{!r.Outcome.Failed, "ok"},
		{r.Outcome.Failed, "failed"},
		{r.Outcome.Counted, "counted"},
		{r.Outcome.Abandon, "abandon"},
		{r.Refused, "refused"},
		{r.Outcome.Note != "", "(" + r.Outcome.Note + ")"},
	} {
		if flag.holds {
			what = append(what, flag.name)
		}
	}
	x.note("%s", strings.Join(what, " "))
}

func (x *alarmContract) since(at time.Time) time.Duration { return at.Sub(x.start) }

func (x *alarmContract) note(format string, args ...any) {
	fmt.Fprintf(&x.out, "%7v  %s\n", x.w.Elapsed(), fmt.Sprintf(format, args...))
}

// Write takes lines of the trace.
func (x *alarmContract) Write(lines []byte) (int, error) {
	for line := range bytes.Lines(lines) {
		var ev struct {
			Kind string `json:"ev"`
			N    int64
			Note string
		}
		if err := json.Unmarshal(line, &ev); err != nil {
			return 0, err
		}
		if slices.Contains([]string{"commit", "reset", "alarm.cancel"}, ev.Kind) {
			x.note("%s", strings.TrimSpace(fmt.Sprintf("%s %d %s", ev.Kind, ev.N, ev.Note)))
		}
	}
	return len(lines), nil
}

// contracted is the object.
type contracted struct {
	x  *alarmContract
	st *State
}

// Alarm does what the file says of its next run.
func (o *contracted) Alarm(i AlarmInfo) error {
	o.x.note("runs, retries %d", i.RetryCount)
	if len(o.x.runs) == 0 {
		return nil
	}
	run := o.x.runs[0]
	o.x.runs = o.x.runs[1:]
	return run(o.st)
}

func (x *alarmContract) open(t *testing.T) {
	if x.w != nil {
		x.w.Close()
	}
	*x = alarmContract{w: sim.New(sim.Options{Trace: x})}
	x.start = x.w.Now()
	p := platform.Ideal()
	p.Commit = fault.Const(10 * time.Millisecond)
	x.rt = New(x.w.World, p)
	x.rt.alarms = x
	construct := func(st *State) (Object, error) { return &contracted{x, st}, nil }
	ns, err := x.rt.Namespace(Class{Name: "Obj", New: construct})
	require.NoError(t, err)
	x.stub = ns.GetByName("a")
}

func (x *alarmContract) do(t *testing.T, d *datadriven.TestData) string {
	x.out.Reset()
	span := func(text string) time.Duration {
		v, err := time.ParseDuration(text)
		require.NoError(t, err, d.Pos)
		return v
	}
	switch d.Cmd {
	case "world":
		x.open(t)
	case "set", "delete":
		x.change(t, d, span)
	case "alarm":
		x.runs = append(x.runs, x.run(t, d, span))
	case "answer":
		require.NotEmpty(t, x.asked, d.Pos)
		r := x.asked[0]
		x.asked = x.asked[1:]
		var err error
		if d.Input != "" {
			err = errors.New(d.Input)
		}
		x.note("← answered")
		x.w.After(0, func() { r.From.Answered(r, err) })
		require.NoError(t, x.w.Advance(0))
	case "deliver", "give-up":
		b := scheduler.Delivery{At: x.start.Add(span(d.CmdArgs[0].Key)), GivenUp: d.Cmd == "give-up"}
		d.MaybeScanArgs(t, "retries", &b.Retries)
		b.Copy = d.HasArg("copy")
		o := (*scheduled)(x.stub.ns.object(x.stub.ID()))
		b.Object = o
		x.note("← %s %v", d.Cmd, x.since(b.At))
		x.w.After(0, func() { o.Deliver(b) })
		require.NoError(t, x.w.Advance(0))
	case "run":
		require.NoError(t, x.w.Advance(span(d.CmdArgs[0].Key)))
	case "faults":
		plan, err := platform.NewPlan(strings.FieldsFunc(d.Input, func(r rune) bool { return r == '\n' })...)
		require.NoError(t, err, d.Pos)
		require.NoError(t, x.rt.SetFaults(plan))
	case "crash":
		if err := x.rt.Crash(x.stub); err != nil {
			x.note("crash: %v", err)
		}
	case "look":
		v, err := x.rt.Look(x.stub)
		require.NoError(t, err)
		fmt.Fprintln(&x.out, x.object(v.Object))
	default:
		d.Fatalf(t, "no command %s", d.Cmd)
	}
	return x.out.String()
}

// change lets the object change its alarm in a turn of its own. Its caller does not wait.
func (x *alarmContract) change(t *testing.T, d *datadriven.TestData, span func(string) time.Duration) {
	var options []WriteOption
	if d.HasArg("unconfirmed") {
		options = append(options, AllowUnconfirmed)
	}
	stub := x.stub.ns.GetByName("a") // A reset breaks the stubs that it had.
	x.w.Go("client", func() {
		err := x.rt.Inside(stub, func(_ Object, st *State) error {
			if d.Cmd == "delete" {
				return st.Storage.DeleteAlarm(options...)
			}
			for _, a := range d.CmdArgs {
				if a.Key == "unconfirmed" {
					continue
				}
				if err := st.Storage.SetAlarm(x.start.Add(span(a.Key)), options...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			x.note("caller: %v", err)
			return
		}
		x.note("caller: done")
	})
	require.NoError(t, x.w.Advance(0))
}

// run makes a run of the handler from the arguments, in their order.
func (x *alarmContract) run(t *testing.T, d *datadriven.TestData, span func(string) time.Duration) func(*State) error {
	args := slices.Clone(d.CmdArgs)
	return func(st *State) error {
		for _, a := range args {
			var err error
			switch a.Key {
			case "set":
				err = st.Storage.SetAlarm(x.start.Add(span(a.Vals[0])))
			case "delete":
				err = st.Storage.DeleteAlarm()
			case "takes":
				st.Sleep(span(a.Vals[0]))
			case "fail":
				err = errors.New("no")
			case "abort":
				st.Abort("no")
			default:
				d.Fatalf(t, "alarm has no %s", a.Key)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// object is what can be seen of the object's copy, with times since the beginning.
func (x *alarmContract) object(v ObjectAlarm) string {
	show := func(at time.Time) string {
		if at.IsZero() {
			return "none"
		}
		return x.since(at).String()
	}
	disk, known := show(v.Confirmed), show(v.NoLaterThan)
	text := fmt.Sprintf("stored %s, on disk %s, no later than %s", show(v.Stored), disk, known)
	if v.Asking {
		text += ", asking"
	}
	return text
}
