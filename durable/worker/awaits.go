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
	What  string // what it waits for: "call", "fetch", "timer", "block", "transaction", "sync"
	Stub  string // where the stub was made that it calls, "" for none

	task int64
}

// AwaitEvent is something that has come between the beginning and the end of an await.
type AwaitEvent struct {
	Await
	How string // "call", "fetch", "alarm" or "socket", which began; "failed", "lost"; "written" of what changes storage
	Err string // of what failed, or what has ended the object
}

// waits are the natives that begin what code awaits, with the number of the task first.
var waits = map[string]string{
	"call": "call", "fetch": "fetch", "fetchOut": "fetch", "serviceFetch": "fetch", "serviceCall": "call", "asset": "fetch",
	"timer": "timer", "block": "block", "transaction": "transaction", "sync": "sync",
}

// beginAwait notes the place of code that waits.
func (s *scope) beginAwait(native string, c *engine.Call) {
	if s.iso.app.hooks.Await == nil {
		return
	}
	what, waiting := waits[native]
	written, writes := writes[native]
	if !waiting && !writes && native != "stub" {
		return
	}
	place := s.iso.worker.Place(c.Stack())
	switch {
	case place == "":
	case writes:
		s.iso.app.hooks.Await(AwaitEvent{Await: Await{Who: s.label(), Place: place, What: written}, How: "written"})
	case native == "stub":
		if s.made == nil {
			s.made = map[int64]string{}
		}
		s.made[int64(len(s.stubs))+1] = place
	default:
		a := Await{Who: s.label(), Place: place, What: what, task: c.Int(0)}
		if native == "call" || native == "fetch" {
			a.Stub = s.made[c.Int(1)]
		}
		s.awaits = append(s.awaits, a)
	}
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

// crossed tells of the awaits during which another event of the object begins.
func (s *scope) crossed(op string) {
	switch op {
	case "call", "fetch", "alarm", "socket":
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
	s.awaits = nil
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
