package durable

import (
	"fmt"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// State is all that an object has of the world. It belongs to one incarnation and works only in turns of it:
// used from outside, it panics; used by code of an incarnation that has died, it ends that code by a panic. Code that
// recovers from it does not live on: see Unwinding.
type State struct {
	ID      ID
	Storage *Storage
	// Env is what the class gives its objects besides their state: Class.Env.
	Env any

	inst *instance
}

// Storage is the object's database. Its operations are synchronous: they neither block nor let another event in,
// a read sees the turn's own writes, and all writes of a turn are one atomic commit at its end.
type Storage struct{ inst *instance }

func newState(i *instance) *State {
	return &State{ID: i.obj.id, Env: i.obj.ns.class.Env, Storage: &Storage{i}, inst: i}
}

// Now returns the object's time. It stands still during a turn, as in production (semantics J1).
func (st *State) Now() time.Time {
	st.inst.use("Now")
	return st.inst.now()
}

// Go runs fn as another coroutine of the object, beginning in a later turn: an async function that is not
// awaited. It ends with the incarnation.
func (st *State) Go(fn func()) {
	i := st.inst
	i.use("Go")
	i.roomForTask()
	s, ev := i.cur.section, i.cur.ev
	i.enterLater(s, entry{what: "go", enter: func() {
		i.start(s, "go", func() {
			i.cur.ev = ev
			fn()
		})
	}})
}

// WaitUntil is Go: in a Durable Object it has no effect of its own (docs, State; semantics B30).
func (st *State) WaitUntil(fn func()) { st.Go(fn) }

// Choose returns a number in [0, n) from the world's Chooser: the object's source of chance.
func (st *State) Choose(name string, n int) int {
	st.inst.use("Choose")
	return st.inst.w.Choose(name, n)
}

// Log writes a line into the world's trace, as console.log does into a Worker's logs.
func (st *State) Log(format string, args ...any) {
	st.inst.use("Log")
	st.inst.w.Trace(actor.Event{Kind: "log", Who: st.inst.obj.label, Note: fmt.Sprintf(format, args...)})
}

// Trace writes an event into the world's trace, under the object's name. It lets a package that lives in objects show
// what it decides. The kind begins with the package's name and a point, such as "alarms.retry": the platform's kinds
// do not. A line for every ordinary step makes traces long: trace what a reader could not guess.
func (st *State) Trace(e actor.Event) {
	st.inst.use("Trace")
	e.Who = st.inst.obj.label
	st.inst.w.Trace(e)
}

// Namespace returns the namespace of a class: the object's bindings. It panics for a class that is not declared, with
// an error that is ErrNoClass and says which classes there are.
func (st *State) Namespace(class string) *Namespace {
	st.inst.exist("Namespace")
	st.inst.w.Check()
	return st.inst.rt.Lookup(class)
}

// Incarnation returns which incarnation of the object this is, from 1.
func (st *State) Incarnation() int { return st.inst.n }

// Deployed reports whether the object runs the next version of its code, which a deploy has brought.
func (st *State) Deployed() bool { return st.inst.obj.deployed }

// AbortOption changes what Abort does.
type AbortOption func(*platform.Error)

// NoRetryAlarm makes Abort give up the alarm whose handler is running (semantics G12).
func NoRetryAlarm(e *platform.Error) { e.NoRetryAlarm = true }

// Abort resets the object at once and does not return, but ends its caller by a panic (see Unwinding), except within a
// Guard. What the turn wrote is undone, and every call in flight fails with reason, where "" takes the runtime's text.
// Stubs made before give that error for ever (semantics B12).
func (st *State) Abort(reason string, options ...AbortOption) {
	i := st.inst
	i.use("Abort")
	if reason == "" {
		reason = platform.TextAbort
	}
	err := &platform.Error{Name: "Error", Message: reason, DurableObjectReset: true, User: true, Abort: true}
	for _, o := range options {
		o(err)
	}
	i.exit(func() { i.die(err) })
}

// enterLater queues e behind all that waits within its section, to run in a turn of its own.
func (i *instance) enterLater(s *section, e entry) { i.self.Send(later{s, e}) }
