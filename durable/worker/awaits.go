package worker

import (
	"maps"
	"slices"

	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// Await is a place at which code of a script waits.
type Await struct {
	Who   string // the object, or the event of the Worker
	Place string // "src/index.ts:12:5"
	What  string // what it waits for: "call", "fetch", "timer", "block", "transaction", "sync", "body"
	Stub  string // where the stub was made that it calls, "" for none
	From  string // where the function was called that waits, "" for none of the user's files

	task int64
}

// stubOf is a stub by its scope and its number there, which is negative for a stub that an answer has brought.
type stubOf struct{ scope, n int64 }

// AwaitEvent is something that has come between the beginning and the end of an await.
type AwaitEvent struct {
	Await
	// How is "call", "fetch", "alarm" or "socket", which began; "failed", "lost"; "answered" of what was answered in the last
	// event before a loss; "foreign" of a call by a stub that belongs to another event, which throws; "written" of what
	// changes storage; "between" of a call or fetch by an event of the Worker that has called the object before, at First,
	// where another has called it since; "ended" of an incarnation, without a place.
	How string
	Err string // of what failed, or what has ended the object

	Object string // that is called, of "between"
	First  string
}

// waits are the natives that begin what code awaits, with the number of the task first.
var waits = map[string]string{
	"call": "call", "fetch": "fetch", "fetchOut": "fetch", "serviceFetch": "fetch", "serviceCall": "call", "rpcCall": "call", "asset": "fetch",
	"timer": "timer", "block": "block", "transaction": "transaction", "sync": "sync", "streamRead": "body",
}

// beginAwait notes the place of code that waits.
func (s *scope) beginAwait(native string, c *engine.Call) {
	if s.iso.app.hooks.Await == nil {
		return
	}
	what, waiting := waits[native]
	written, writes := writes[native]
	if !waiting && !writes && native != "stub" && native != "stranger" {
		return
	}
	places := s.iso.worker.places(c.Stack())
	var place, from string
	if len(places) > 0 {
		place = places[0]
	}
	if len(places) > 1 {
		from = places[1]
	}
	switch {
	case place == "":
	case writes:
		s.iso.app.hooks.Await(AwaitEvent{Await: Await{Who: s.label(), Place: place, What: written}, How: "written"})
	case native == "stub":
		s.iso.made[stubOf{s.n, s.stubsMade + 1}] = place
	case native == "stranger":
		a := Await{Who: s.label(), Place: place, What: "call", Stub: s.iso.made[stubOf{c.Int(0), c.Int(1)}]}
		s.iso.app.hooks.Await(AwaitEvent{Await: a, How: "foreign"})
	default:
		a := Await{Who: s.label(), Place: place, What: what, From: from, task: c.Int(0)}
		if native == "call" || native == "fetch" {
			a.Stub = s.iso.made[stubOf{s.n, c.Int(1)}]
			if stub := s.stub(c.Int(1)); stub != nil {
				s.calls(a, stub.Label())
			}
		}
		if native == "rpcCall" {
			a.Stub = s.iso.made[stubOf{s.n, -c.Int(1)}]
		}
		s.awaits = append(s.awaits, a)
	}
}

// lastCall is the last call of a scope to an object: its place, and how often the object was called until then.
type lastCall struct {
	place string
	count int
}

// calls tells of a call to an object that others have called since this event of the Worker called it before. What code
// of an object awaits is told of otherwise.
func (s *scope) calls(a Await, object string) {
	app := s.iso.app
	if app.called == nil {
		app.called = map[string]int{}
	}
	if b, before := s.lastCalls[object]; before && app.called[object] > b.count {
		app.hooks.Await(AwaitEvent{Await: a, How: "between", Object: object, First: b.place})
	}
	app.called[object]++
	if s.state != nil {
		return
	}
	if s.lastCalls == nil {
		s.lastCalls = map[string]lastCall{}
	}
	s.lastCalls[object] = lastCall{a.Place, app.called[object]}
}

// writes are the natives that change what is stored.
var writes = map[string]string{
	"setAlarm": "setAlarm", "deleteAlarm": "deleteAlarm", "deleteAll": "deleteAll", "kvPut": "put", "kvPutMany": "put",
	"kvDelete": "delete", "sqlExec": "exec",
}

// endAwait forgets the await of a task.
func (s *scope) endAwait(task int64) {
	if len(s.awaits) > 0 {
		s.awaits = slices.DeleteFunc(s.awaits, func(a Await) bool { return a.task == task })
	}
}

// answered forgets the await of a task that has its answer, and keeps what others have been asked for.
func (s *scope) answered(task int64) {
	for _, a := range s.awaits {
		if a.task == task {
			s.answering = a.Place
		}
		if a.task == task && (a.What == "call" || a.What == "fetch") {
			s.asked = append(s.asked, a)
		}
	}
	s.endAwait(task)
}

// crossed tells of the awaits during which another event of the object begins.
func (s *scope) crossed(op string) {
	switch op {
	case "call", "fetch", "alarm", "socket":
		if len(s.events) == 1 {
			s.asked = nil // By events that are over.
		}
		for _, a := range s.awaits {
			s.iso.app.hooks.Await(AwaitEvent{Await: a, How: op})
		}
	}
}

// failedAwait tells of the await of a task that has failed.
func (s *scope) failedAwait(task int64, err error) {
	for _, a := range s.awaits {
		if a.task == task {
			s.iso.app.hooks.Await(AwaitEvent{Await: a, How: "failed", Err: platform.Thrown(err).Message})
		}
	}
	s.endAwait(task)
}

// lostAwaits tells of the awaits with which an incarnation ends.
func (s *scope) lostAwaits(err error) {
	text := "evicted"
	if err != nil {
		text = platform.Thrown(err).Message
	}
	for _, a := range s.awaits {
		s.iso.app.hooks.Await(AwaitEvent{Await: a, How: "lost", Err: text})
	}
	if err != nil {
		for _, a := range s.asked {
			s.iso.app.hooks.Await(AwaitEvent{Await: a, How: "answered", Err: text})
		}
	}
	s.awaits, s.asked = nil, nil
	if tell := s.iso.app.hooks.Await; tell != nil {
		tell(AwaitEvent{Await: Await{Who: s.label()}, How: "ended", Err: text})
	}
}

// Awaits returns where code of the Worker waits, in the order of its scopes. It knows of none without a hook for Await.
func (a *App) Awaits() (list []Await) {
	for _, iso := range a.live {
		for _, n := range slices.Sorted(maps.Keys(iso.scopes)) {
			list = append(list, iso.scopes[n].awaits...)
		}
	}
	return list
}
