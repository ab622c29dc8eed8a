package durable_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestTranscripts runs the files of testdata/transcripts. Each begins with what it shows; its output is the
// trace. The commands:
//
//	world [profile=NAME] [seed=N] [commit=D] [hop=D] [alarmhop=D] [ahead=D] [turn=D] [age=D]
//	      [queue=N] [bytes=N] [rate=N] [depth=N] [cpu=D] [memory=MIB] [storage=KIB] [timers-in-line]
//	      [same-time-rearms]             a new world
//	go CLIENT OBJECT [stub=NAME] [method=NAME] [pad=BYTES]
//	                                     a client calls the object with the script below, and its answer is shown
//	run D                                the world runs for D
//	evict OBJECT · crash OBJECT · restart-alarms
//	faults                               the faults below strike from now on; none below: peace
//	look OBJECT                          what can be seen from outside
//	clock NAME                           how far a process's clock is ahead
//	copies OBJECT                        both copies of its alarm in full
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		x := &transcript{t: t}
		datadriven.RunTest(t, path, x.do)
	})
}

// stampLayout is how alarm times are written.
const stampLayout = "2006-01-02T15:04:05.000Z"

var stamped = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`)

type transcript struct {
	t     *testing.T
	trace bytes.Buffer
	on    worldStage
	w     *actor.World
	rt    *durable.Runtime
	ns    *durable.Namespace
	stubs map[string]*durable.Stub
	begin func(x *transcript, p platform.Profile, seed uint64, c durable.Class) // opens a world; nil: a simulated one
}

// worldStage is what runs the world of a transcript.
type worldStage interface {
	// advance lets the world run for d.
	advance(d time.Duration)
	// inside runs fn where the world may be touched, outside any coroutine.
	inside(fn func())
}

// simStage runs a simulated world.
type simStage struct{ *durabletest.World }

func (s simStage) advance(d time.Duration) { s.Advance(d) }

func (s simStage) inside(fn func()) { fn() }

// simulated opens a simulated world.
func simulated(x *transcript, p platform.Profile, seed uint64, c durable.Class) {
	o := sim.Options{Chooser: sim.Seed(seed), Trace: &x.trace}
	w := durabletest.New(x.t, durabletest.Profile(p), durabletest.WorldOptions(o))
	x.on, x.w, x.rt, x.ns = simStage{w}, w.World.World, w.Objects, w.Namespace(c)
}

func (x *transcript) do(t *testing.T, d *datadriven.TestData) string {
	x.trace.Reset()
	arg := func(i int) string {
		require.Less(t, i, len(d.CmdArgs), d.Pos)
		return d.CmdArgs[i].Key
	}
	switch d.Cmd {
	case "world":
		x.open(t, d)
	case "go":
		x.client(arg(0), arg(1), d)
	case "run":
		span, err := time.ParseDuration(arg(0))
		require.NoError(t, err, d.Pos)
		x.on.advance(span)
	case "evict":
		x.on.inside(func() { x.report(x.rt.Evict(x.stub(arg(0), "admin"))) })
	case "crash":
		x.on.inside(func() { x.report(x.rt.Crash(x.stub(arg(0), "admin"))) })
	case "restart-alarms":
		x.on.inside(func() { x.report(x.rt.RestartAlarms()) })
	case "faults":
		x.faults(d)
	case "look":
		v := x.look(d, arg(0))
		return fmt.Sprintf("live %t, incarnation %d, in flight %d, alarm %s, manager %s\n",
			v.Live, v.Incarnation, v.InFlight, x.at(v.Alarm), x.at(v.Managed))
	case "clock":
		c := x.rt.Clock(arg(0))
		return x.shown() + fmt.Sprintf("%s is ahead by %v\n", arg(0), c.Now().Sub(x.w.Now()))
	case "copies":
		v := x.look(d, arg(0))
		return stamped.ReplaceAllStringFunc(v.String(), func(text string) string {
			at, err := time.Parse(stampLayout, text)
			require.NoError(t, err, d.Pos)
			return x.at(at)
		}) + "\n"
	default:
		t.Fatalf("%s: unknown command %q", d.Pos, d.Cmd)
	}
	return x.shown()
}

func (x *transcript) open(t *testing.T, d *datadriven.TestData) {
	p := platform.Ideal()
	seed := 1
	d.MaybeScanArgs(t, "seed", &seed)
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "seed":
			continue
		case "timers-in-line":
			p.TimersInLine = true
			continue
		case "same-time-rearms":
			p.SameTimeRearms = true
			continue
		}
		if a.Key == "profile" {
			var err error
			p, err = platform.ProfileByName(a.Vals[0])
			require.NoError(t, err)
			continue
		}
		if n, err := strconv.Atoi(a.Vals[0]); err == nil {
			limit(t, &p, a.Key, n)
			continue
		}
		span, err := time.ParseDuration(a.Vals[0])
		require.NoError(t, err, d.Pos)
		switch a.Key {
		case "commit":
			p.Commit = fault.Const(span)
		case "hop":
			p.ClientHop, p.ObjectHop = fault.Const(span), fault.Const(span)
		case "alarmhop":
			p.AlarmHop = fault.Const(span)
		case "ahead":
			p.ManagerAhead = span
		case "turn":
			p.TurnTime = fault.Const(span)
		case "age":
			p.QueueAgeMax = span
		case "cpu":
			p.CPUMax = span
		default:
			t.Fatalf("%s: unknown argument %q", d.Pos, a.Key)
		}
	}
	x.stubs = map[string]*durable.Stub{}
	begin := x.begin
	if begin == nil {
		begin = simulated
	}
	begin(x, p, uint64(seed), durable.Class{Name: "Obj", New: newSubject, Next: newRenewed, Isolate: "one"})
}

// look returns what can be seen of an object.
func (x *transcript) look(d *datadriven.TestData, object string) (v durable.Sight) {
	var err error
	x.on.inside(func() { v, err = x.rt.Look(x.stub(object, "admin")) })
	require.NoError(x.t, err, d.Pos)
	return v
}

// limit sets a limit of the profile.
func limit(t *testing.T, p *platform.Profile, key string, n int) {
	switch key {
	case "queue":
		p.QueueMax = n
	case "bytes":
		p.QueueBytesMax = n
	case "rate":
		p.RateMax = n
	case "depth":
		p.DepthMax = n
	case "memory":
		p.MemoryMax = n << 20
	case "storage":
		p.StorageMax = n << 10
	default:
		t.Fatalf("unknown limit %q", key)
	}
}

func (x *transcript) faults(d *datadriven.TestData) {
	var texts []string
	if d.Input != "" {
		texts = strings.Split(d.Input, "\n")
	}
	p, err := platform.NewPlan(texts...)
	require.NoError(x.t, err, d.Pos)
	x.on.inside(func() { err = x.rt.SetFaults(p) })
	require.NoError(x.t, err, d.Pos)
}

func (x *transcript) stub(object, name string) *durable.Stub {
	key := object + " " + name
	if x.stubs[key] == nil {
		x.stubs[key] = x.ns.GetByName(object)
	}
	return x.stubs[key]
}

func (x *transcript) client(name, object string, d *datadriven.TestData) {
	stub := x.ns.GetByName(object)
	method, script := "Run", strings.TrimSpace(d.Input)
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "stub":
			stub = x.stub(object, a.Vals[0])
		case "method":
			method = a.Vals[0]
		case "pad":
			n, err := strconv.Atoi(a.Vals[0])
			require.NoError(x.t, err, d.Pos)
			script += strings.Repeat(" ", n)
		}
	}
	run := func() {
		out, err := durable.Call[string](stub, method, script)
		note := out
		if err != nil {
			note = show(err)
		}
		x.w.Trace(actor.Event{Kind: "=>", Who: name, Note: note})
	}
	x.on.inside(func() { x.w.Go(name, run) })
	x.on.advance(0)
}

func (x *transcript) report(err error) {
	if err != nil {
		x.w.Trace(actor.Event{Kind: "error", Note: err.Error()})
	}
}

// at shows a time as one since the world began.
func (x *transcript) at(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.Sub(x.w.Now().Add(-x.w.Elapsed())).String()
}

// shown renders the trace since the last command, a line an event.
func (x *transcript) shown() string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(x.trace.String()), "\n") {
		if line == "" {
			continue
		}
		var e struct {
			T                         float64
			Ev, Who, What, Peer, Note string
			N                         int64
		}
		require.NoError(x.t, json.Unmarshal([]byte(line), &e))
		if at, err := time.Parse(stampLayout, e.What); err == nil {
			e.What = x.at(at)
		}
		if e.Ev == "call" || e.Ev == "reply" {
			continue // The client's own line says it.
		}
		fmt.Fprintf(&b, "%8.1f ms  %s %s", e.T, e.Who, e.Ev)
		if e.N != 0 {
			fmt.Fprintf(&b, " %d", e.N)
		}
		for _, part := range []string{e.What, e.Note} {
			if part != "" {
				b.WriteString(" " + part)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// show renders an error with its class and flags.
func show(err error) string {
	var e *platform.Error
	if !errors.As(err, &e) {
		return "go error: " + err.Error()
	}
	flags := ""
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"retryable", e.Retryable},
		{"overloaded", e.Overloaded},
		{"remote", e.Remote},
		{"durableObjectReset", e.DurableObjectReset},
	} {
		if f.set {
			flags += " " + f.name
		}
	}
	return e.Error() + " [" + strings.TrimSpace(flags) + "]"
}
