package worker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// isolate is a script loaded into one engine: module globals are shared by all that runs in it, as in production. A
// world has one for each Worker, and another after a crash, a deploy or a reset that takes memory away.
type isolate struct {
	app     *app
	worker  *Worker // the version that runs in it
	vm      *engine.VM
	machine *machine
	scopes  map[int64]*scope
	next    int64
	now     *scope // whose entry it is
	live    int    // incarnations and events of the Worker that live in it
	stale   bool   // no new incarnation is made in it
	free    bool   // its engine has been given back
	chance  *rand.ChaCha8
	answer  string            // of a question of the laboratory
	seen    engine.Value      // what a look at an instance has seen
	made    map[stubOf]string // where stubs were made, for the hook of awaits
	shared  sockets           // of all events of a module of tests: its clients keep them from one deed to the next
}

// scope is where code of a script runs: an incarnation of an object, or an event of the Worker.
type scope struct {
	iso   *isolate
	n     int64
	where place
	state *durable.State  // nil for an event of the Worker
	ctx   context.Context // of the request that the Worker handles: its faults strike the scope's calls

	stubs        map[int64]*durable.Stub // that the script has
	stubsMade    int64
	sockets      *sockets
	iterators    map[int64]*iterator
	cursors      map[int64]*durable.Cursor
	transactions map[int64]*durable.Transaction
	saves        map[int64]*durable.SyncTransaction
	streams      map[int64]*stream
	hangups      map[int64]*durable.Hangup // of fetches without an answer, by task; nil without the flag
	timers       map[int64]func()
	events       map[int64]event
	exports      []int64             // handles of what the script has handed out
	imports      map[int64]*imported // stubs of what others have
	handles      int64
	expected     int64               // the event that the next entry begins, 0 for none
	then         []func()            // what an entry has put off: replies
	who          string              // the label of the object
	visited      *object             // the object in which the scope is a test's visit
	awaits       []Await             // that have not ended, where a hook wants them
	asked        []Await             // that were answered in the last event, likewise
	lastCalls    map[string]lastCall // by object, likewise
	answering    string              // the place of the await whose answer is being read, likewise
	over         bool

	instant       time.Time // when the last timer without delay was set
	instantTimers int       // how many were set then
}

// event is an event whose end the script gives: done takes its value or its error.
type event struct {
	kind string // for the hooks
	done func(v any, err error)
}

// place is what a scope needs of the world: an incarnation, or a process.
type place interface {
	// start runs fn as code that may wait, beginning when the entry has ended.
	start(fn func())
	// after runs fn as code that may wait when d has passed.
	after(d time.Duration, fn func()) (stop func())
	// guard runs an entry.
	guard(fn func())
	// ended reports whether nothing of the scope has any effect any more.
	ended() bool
	now() time.Time
	log(text string)
	stream() (*durable.StreamWriter, *durable.StreamReader)
}

func (iso *isolate) scope(p place, st *durable.State) *scope {
	iso.next++
	s := &scope{
		iso: iso, n: iso.next, where: p, state: st, ctx: context.Background(),
		stubs: map[int64]*durable.Stub{}, events: map[int64]event{}, imports: map[int64]*imported{},
		timers: map[int64]func(){}, streams: map[int64]*stream{}, iterators: map[int64]*iterator{},
		cursors: map[int64]*durable.Cursor{}, transactions: map[int64]*durable.Transaction{},
		saves: map[int64]*durable.SyncTransaction{}, sockets: &sockets{},
	}
	if _, event := p.(*request); event && iso.app.lab != nil {
		s.sockets = &iso.shared
	}
	iso.scopes[s.n] = s
	return s
}

// handle returns a new number for what a script refers to.
func (s *scope) handle() int64 {
	s.handles++
	return s.handles
}

// expect registers an event, and returns the number by which the script gives its end.
func (s *scope) expect(kind string, done func(v any, err error)) engine.Value {
	n := s.handle()
	s.events[n] = event{kind, done}
	s.expected = n
	return engine.Int(n)
}

// ignored is for expect, where nothing waits for the end of an event.
func ignored(any, error) {}

// finish gives an event its end, once the entry is over.
func (s *scope) finish(n int64, v any, err error) {
	ev, ok := s.events[n]
	if !ok {
		return
	}
	delete(s.events, n)
	s.then = append(s.then, func() { ev.done(v, err) })
}

// enter lets the script run: one function of the prelude, and all that follows in microtasks. What the entry has put
// off is done behind it, in the same turn.
func (s *scope) enter(op string, args ...engine.Value) { s.enterFor(0, op, args...) }

// enterFor is enter, where "settle" settles a task.
func (s *scope) enterFor(task int64, op string, args ...engine.Value) {
	if s.over || s.where.ended() {
		return
	}
	iso, expected := s.iso, s.expected
	s.expected = 0
	s.crossed(op)
	var ticks int64
	var failed error
	s.where.guard(func() {
		if iso.now != nil {
			panic(fmt.Sprintf("worker: %s of scope %d while scope %d runs", op, s.n, iso.now.n))
		}
		iso.now = s
		defer func() {
			iso.now = nil
			iso.app.release(iso) // What ended within the entry could not.
		}()
		ticks, failed = iso.run(s, op, args)
	})
	if failed != nil { // Before the charge, whose reset would leave nothing to say.
		s.failed(failed)
		var thrown *engine.Exception
		if errors.As(failed, &thrown) { // Its arguments cannot be read.
			unread := &platform.Error{Name: thrown.Name, Message: thrown.Message, User: true}
			s.finish(expected, nil, unread)
			if op == "settle" {
				s.then = append(s.then, func() { s.settle(task, engine.Value{}, unread) })
			}
		}
	}
	s.charge(ticks)
	for len(s.then) > 0 && !s.where.ended() {
		then := s.then
		s.then = nil
		for _, fn := range then {
			fn()
		}
	}
}

// run is one entry of the engine. It returns the ticks that it took, and what ended it early.
func (iso *isolate) run(s *scope, op string, args []engine.Value) (ticks int64, err error) {
	vm := iso.vm
	vm.Set(iso.app.limits(s))
	before, _ := vm.Used()
	all := append([]engine.Value{engine.String(op), engine.Int(s.n)}, args...)
	if err = vm.Enter(all...); err == nil {
		_, err = vm.Drain()
	}
	if err != nil {
		vm.Drop()
	}
	if err == nil && vm.Rejected() {
		if err = vm.Enter(engine.String("rejections"), engine.Int(s.n)); err == nil {
			_, err = vm.Drain()
		}
		if err != nil {
			vm.Drop()
		}
	}
	for _, e := range vm.Rejections() {
		s.where.log("Uncaught (in promise) " + stackOf(e))
		s.threw("rejection", e, false)
	}
	after, _ := vm.Used()
	return after - before, err
}

// settle ends a task of the script with a value or an error, in a turn of the scope.
func (s *scope) settle(task int64, v engine.Value, err error) {
	if err != nil {
		s.failedAwait(task, err)
		s.enter("reject", append([]engine.Value{engine.Int(task)}, thrown(err)...)...)
		return
	}
	s.answered(task)
	s.enterFor(task, "settle", engine.Int(task), v)
	s.answering = ""
}

// stopIterators ends the lists that scripts have not gone through to the end.
func (iso *isolate) stopIterators() {
	for _, n := range slices.Sorted(maps.Keys(iso.scopes)) {
		iso.scopes[n].stopIterators()
	}
}

func (s *scope) stopIterators() {
	for _, k := range slices.Sorted(maps.Keys(s.iterators)) {
		s.iterators[k].stop()
	}
}

// end forgets a scope.
func (s *scope) end() {
	if s.over {
		return
	}
	s.over = true
	delete(s.iso.scopes, s.n)
	s.stopIterators()
	s.releaseImports()
	s.sockets.discard()
	if s.iso.now == nil {
		s.iso.now = s
		_ = s.iso.vm.Enter(engine.String("gone"), engine.Int(s.n), engine.Int(s.n))
		s.iso.now = nil
	}
}
