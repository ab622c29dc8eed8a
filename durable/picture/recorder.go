package picture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"dolab/actor"
	"dolab/durable"
)

// The bounds of a recording.
const (
	EventsMax = 250_000   // trace lines kept of all worlds together
	rowsMax   = 3_000_000 // rows read of the databases of one world
)

// Recorder keeps what happens in worlds, one after another, to draw it later. It writes nothing into their traces and
// draws nothing from their chance: a world with a recorder has the hash of one without. The zero value is ready, and a
// nil Recorder records nothing.
type Recorder struct {
	Takes []*Take
	// Dropped counts the trace lines that were not kept because there were too many.
	Dropped int

	kept int
}

// Take is what was recorded of one world. The methods of a nil Take do nothing.
type Take struct {
	Title string // what the world is one of: "lumenize-2025-11-14 alarm"
	// Headline says what has gone wrong, in the words of a user; "" takes it from what the picture finds.
	Headline string
	Why      []string // why it has, a sentence each
	Command  string   // what repeats it
	// Failed tells that the caller's own judgement was against the world.
	Failed     bool
	Findings   []Finding // of the caller's
	Operations []Operation

	prefer   []string // kinds of findings that say what the caller's judgement is about
	recorder *Recorder
	start    time.Time
	end      time.Duration
	events   []Event
	dropped  int
	watch    *watch
	objects  []*object
	byLabel  map[string]*object
	steps    map[string][]int // of each actor, by its name
	indexed  int              // events that are in steps
}

// Event is one line of a trace as it is read again: see actor/TRACE.md.
type Event struct {
	Step int64
	T    json.Number // milliseconds since the world began
	Ev   string
	Who  string
	What string
	Peer string
	N    int64
	Note string

	at time.Duration // T, as a duration
}

// At is when it happened, since the world began.
func (e *Event) At() time.Duration { return e.at }

// ReadEvent reads a line of a trace.
func ReadEvent(line []byte) (e Event, err error) {
	if err = json.Unmarshal(line, &e); err != nil {
		return e, err
	}
	ms, err := e.T.Float64()
	e.at = time.Duration(math.Round(ms * float64(time.Millisecond)))
	return e, err
}

// Operation is one thing that a client has done, as the client sees it.
type Operation struct {
	Client   string
	Name     string        // "op 3"
	From, To time.Duration // since the world began
	Outcome  string        // "no answer within 15 s"
	Verdict  Verdict
}

// Verdict is how an operation has ended.
type Verdict string

// The verdicts.
const (
	Good  Verdict = ""
	Wrong Verdict = "wrong" // it got no answer, or an error
	Odd   Verdict = "odd"   // it got an answer that is not its own
)

// Finding is something that has gone wrong, and where to see it.
type Finding struct {
	Kind     string        // "never armed", "early", "twice", …; findings of one kind are alike
	Words    string        // "10 rows due, getAlarm() is null: never armed"
	Why      string        // a sentence or two
	Who      string        // the object; "" for the world
	From, To time.Duration // since the world began; the same for a moment
	Step     int64         // of the trace; -1 for none
	Judged   bool          // it was found looking back, at From
	Rank     int           // the higher, the more it says
}

// Begin begins the recording of the next world.
func (r *Recorder) Begin(title string) *Take {
	if r == nil {
		return nil
	}
	t := &Take{Title: title, recorder: r, byLabel: map[string]*object{}}
	r.Takes = append(r.Takes, t)
	return t
}

// Write takes one or more whole lines of the trace.
func (t *Take) Write(lines []byte) (int, error) {
	if t == nil {
		return len(lines), nil
	}
	for line := range bytes.Lines(lines) {
		if t.recorder.kept >= EventsMax {
			t.dropped++
			t.recorder.Dropped++
			continue
		}
		e, err := ReadEvent(line)
		if err != nil {
			return 0, fmt.Errorf("trace line %d: %w", len(t.events)+1, err)
		}
		t.recorder.kept++
		t.events = append(t.events, e)
		t.end = max(t.end, e.At())
		t.watch.touch(&e)
	}
	return len(lines), nil
}

// Watch looks at the objects of a world after each of its turns and timers. It is to be called before the world runs.
func (t *Take) Watch(rt *durable.Runtime) {
	if t == nil {
		return
	}
	w := rt.World()
	t.start = w.Now().Add(-w.Elapsed())
	t.watch = &watch{take: t, rt: rt, w: w, stubs: map[string]*durable.Stub{}}
	w.Poll(t.watch.look)
	w.OnClose(func() { t.end = max(t.end, w.Elapsed()) })
}

// Name gives the world another title.
func (t *Take) Name(title string) {
	if t != nil {
		t.Title = title
	}
}

// Operation adds what a client has done.
func (t *Take) Operation(o Operation) {
	if t != nil {
		t.Operations = append(t.Operations, o)
		t.end = max(t.end, o.To)
	}
}

// Ran notes that an object has begun to run a schedule of that key: a crash may undo that later.
func (t *Take) Ran(who, key string) {
	if t != nil && t.watch != nil {
		t.object(who).ledger.tell(key, t.watch.w.Elapsed())
	}
}

// Prefer puts findings of these kinds before others: they show what the caller's own judgement is about.
func (t *Take) Prefer(kinds ...string) {
	if t != nil {
		t.prefer = append(t.prefer, kinds...)
	}
}

// Find adds something that has gone wrong.
func (t *Take) Find(f Finding) {
	if t != nil {
		t.Findings = append(t.Findings, f)
	}
}

// Steps returns how many lines of the trace were recorded.
func (t *Take) Steps() int {
	if t == nil {
		return 0
	}
	return len(t.events)
}

// watch looks at a world from outside.
type watch struct {
	take    *Take
	rt      *durable.Runtime
	w       *actor.World
	stubs   map[string]*durable.Stub
	touched []string // objects that something has happened to since the last look
	busy    []string // objects that had something under way at the last look
	writes  map[string]bool
	rows    int
}
