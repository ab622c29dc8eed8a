package durable

import (
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// instance is one incarnation of an object: what lives in memory from its construction until it is evicted,
// reset or crashes. It is an actor; each message is a turn.
type instance struct {
	rt     *Runtime
	w      *actor.World
	obj    *object
	n      int
	self   *actor.Actor
	hosted Hosted // nil until the constructor has ended
	st     *State

	gate        *gate
	constructor *section // until the constructor has returned
	pumping     bool     // a pump is in the mailbox

	cur       *task // the running coroutine's
	tasks     []*task
	events    []*event // accepted and not yet answered
	bond      *bond    // of the stubs that have reached it
	fetched   map[*object]firstFetch
	ending    bool           // the outermost Transaction commits
	listening []*WebSocket   // sockets that it has accepted for itself
	dialed    []*Socket      // client ends of its sockets to other objects
	bodies    []bodyTransfer // that it sends or reads
	held      int            // callbacks into it that others hold

	travelling   int       // callbacks into it that nothing has held yet
	travelsUntil time.Time // when the last of them keeps it in memory no more

	out          outputGate
	commits      commits
	alarm        objectAlarm
	savings      int    // open savepoints of TransactionSync
	transactions int    // calls of Transaction that are open, one within the other
	wipes        int    // calls of DeleteAll
	listing      uint64 // which kv.list() iterator is the live one

	timers    timers
	started   int // tasks so far
	idle      idleness
	slow      []any // messages that wait until the object is free
	slowUntil time.Time
	draining  bool // a timer will take the next of them
	worked    bool // the turn has run code of the object

	guard  *guarded // the Guard that runs
	cpu    processor
	heap   heap
	limits []*actor.Timer // of handlers that may take so long and no longer

	faultState
	dead bool
}

// tasksMax bounds the coroutines of one incarnation.
const tasksMax = 100_000

// The messages of an incarnation besides *event.
type (
	construct struct{}
	pump      struct{}
	later     struct {
		section *section
		entry   entry
	}
	resume struct {
		t *task
		k actor.Waker
		v any
	}
)

// Receive is one turn, now or when the object is free; what is due is no turn and comes at once.
func (i *instance) Receive(msg any) {
	if m, is := msg.(due); is {
		if !i.dead {
			m.arrive(i)
		}
		return
	}
	if i.occupied() {
		i.slow = append(i.slow, msg)
		return
	}
	i.take(msg)
}

func (i *instance) turn(msg any) {
	switch m := msg.(type) {
	case *event:
		i.arrive(m)
	case resume:
		if m.k.Waiting() {
			i.enter(m.t.section, entry{what: "resume " + m.t.name, enter: func() { m.t.resume(m.k, m.v) }})
		}
	case pump:
		i.pumping = false
		if e, ok := i.gate.next(); ok {
			e.enter()
		}
	case later:
		i.enter(m.section, m.entry)
	case construct:
		i.construct()
	}
}

// arrive lets an event enter through the gate; alarms queue before it.
func (i *instance) arrive(ev *event) {
	if ev.kind == kindAlarm && !ev.alarm.admit(i) {
		return
	}
	i.enter(nil, entry{what: ev.name(), enter: func() { i.begin(ev) }})
}

// begin runs an event's handler on a coroutine.
func (i *instance) begin(ev *event) {
	if ev.answered {
		return
	}
	ev.started = true
	i.cpu.used, i.cpu.steps = 0, 0
	i.trace("turn", ev.name(), ev.peer)
	i.beganStruck(ev)
	i.start(nil, ev.name(), func() {
		i.cur.ev = ev
		ev.run(i, func(v any, err error) { i.finish(ev, v, err) })
	})
	if ev.began != nil && !i.dead {
		i.yields(ev.began)
	}
}

// enter lets e in now, or lets it wait within its section.
func (i *instance) enter(s *section, e entry) {
	if i.gate.open(s) {
		e.enter()
		return
	}
	i.gate.wait(s, e)
}

// endTurn commits what the turn wrote, lets the next in line enter, sees whether the object is idle and how long it is
// occupied. A turn whose code uses the CPU has not ended.
func (i *instance) endTurn() {
	if i.dead || i.cpu.busy {
		return
	}
	i.yielded()
	if i.rt.profile.CPUMax <= 0 {
		i.cpu.steps = 0
	}
	if i.savings > 0 {
		panic("durable: " + i.String() + ": a TransactionSync callback blocked; it must not call other objects or sleep")
	}
	if i.turnStrikes() {
		return
	}
	i.out.endTurn(i.commits.durable, i.gate.beginning(i.gate.top))
	i.commit()
	if i.dead || i.cpu.busy {
		return
	}
	if !i.pumping && i.gate.ready() {
		i.pumping = true
		i.sendPump()
	}
	i.rest()
	i.occupy()
}

func (i *instance) construct() {
	if i.strikes(platform.AtIsolate, nil) || i.strikes(platform.AtObjectConstruct, nil) {
		return
	}
	i.trace("new", "", "")
	i.start(i.constructor, "constructor", func() {
		i.obj.ns.host.Construct(i.st, Reply[Hosted]{i, i.constructed})
	})
}

// constructed ends the constructor.
func (i *instance) constructed(v any, err error) {
	if err != nil {
		i.die(platform.Reset(err))
		return
	}
	i.hosted = v.(Hosted)
	i.gate.end(i.constructor)
	i.constructor = nil
}

// start runs fn as a coroutine of the incarnation in the current turn.
func (i *instance) start(s *section, name string, fn func()) {
	i.run(&task{inst: i, section: s, name: name}, fn)
}

// run is start for a task that is made already.
func (i *instance) run(t *task, fn func()) {
	i.tasks = append(i.tasks, t)
	outer := i.cur
	i.cur, i.ran, i.worked = t, t, true
	defer func() { i.cur = outer }()
	c, done := i.w.Start(t, i.obj.label+" "+t.name, fn)
	t.co = c
	if done {
		i.end(t)
	}
}

func (i *instance) end(t *task) {
	t.over = true
	if at := slices.Index(i.tasks, t); at >= 0 {
		i.tasks = slices.Delete(i.tasks, at, at+1)
	}
}

// roomForTask panics where the incarnation has as many coroutines as it may.
func (i *instance) roomForTask() {
	if len(i.tasks) >= tasksMax {
		panic(fmt.Errorf("%v: %w: %d", i, ErrTooManyTasks, tasksMax))
	}
}

// task is a coroutine of an incarnation.
type task struct {
	inst    *instance
	co      *actor.Coroutine
	section *section // where it runs: what it starts and what resumes it enters there
	name    string
	ev      *event // whose handler it runs, nil for none
	over    bool   // its code has ended

	undo      func() // takes away what its wait leaves behind, where it is cancelled
	sections  int    // critical sections that it has asked for and not left
	cancelled bool   // it ends behind them
}

// Wake lets the task go on in a later turn, when the input gate lets it in.
func (t *task) Wake(k actor.Waker, v any) {
	if !t.inst.dead {
		t.inst.self.Send(resume{t, k, v})
	}
}

func (t *task) resume(k actor.Waker, v any) {
	i := t.inst
	outer := i.cur
	i.cur, i.ran, i.worked = t, t, true
	defer func() { i.cur = outer }()
	if k.Resume(v) {
		i.end(t)
	}
}

// park blocks the running coroutine of the incarnation.
func (i *instance) park(what, whom string) any {
	i.mayWait(what)
	return i.w.Current().Park(what, whom)
}

// mayWait panics in a Guard, whose code must not block.
func (i *instance) mayWait(what string) {
	if i.guard != nil {
		panic("durable: " + i.String() + ": code in a Guard waits for " + what)
	}
}

// running returns the incarnation whose code runs now, nil for code outside any object.
func running(w *actor.World) *instance {
	if c := w.Current(); c != nil {
		if t, ok := c.Host().(*task); ok {
			return t.inst
		}
	}
	return nil
}

// exist panics for a State, or a part of one, that was not given by the runtime.
func (i *instance) exist(op string) {
	if i == nil {
		panic("durable: " + op + " of a zero State, Storage, KV, SQL or Cursor: the constructor of a class gets its State")
	}
}

// use guards everything that acts through a State: it must be its own turn. Code of a dead incarnation ends.
func (i *instance) use(op string) {
	i.exist(op)
	c := i.w.Current()
	if c != nil {
		c.Check() // Also where the world is closed: the incarnation is not dead then.
	}
	if c == nil || i.cur == nil || c.Host() != actor.Host(i.cur) {
		panic("durable: " + i.String() + ": " + op + " outside a turn of the object")
	}
	if i.dead { // By a task that this code has begun in its own first turn: it is not killed yet.
		c.Exit()
	}
}

func (i *instance) trace(kind, what, peer string) {
	i.w.Trace(actor.Event{Kind: kind, Who: i.obj.label, What: what, Peer: peer})
}

func (i *instance) traceReply(ev *event, err error) {
	e := actor.Event{Kind: "reply", Who: i.obj.label, What: ev.name(), Peer: ev.peer}
	if err != nil {
		e.Note = err.Error()
	}
	i.w.Trace(e)
}
