package durable

import (
	"fmt"
	"time"

	"dolab/actor"
	"dolab/durable/sqlite"
)

// databaseSuffix ends the name of the file of an object's database.
const databaseSuffix = ".sqlite"

// object is what the platform keeps of one ID, whether an incarnation runs or not: the database, the sockets
// that outlive hibernation, and the name.
type object struct {
	rt    *Runtime
	ns    *Namespace
	id    ID
	label string

	db       *sqlite.DB
	disk     actor.Link // confirmations come in the order of commits
	inst     *instance
	births   int          // incarnations so far
	losses   int          // of them reset or crashed
	deployed bool         // Class.Next makes the next incarnation
	orphan   bool         // who comes next decides anew whether it knows its name
	sockets  []*WebSocket // accepted and not yet gone, oldest first
	auto     *autoResponse

	lines  callLines
	asides []*aside             // calls that wait to be overtaken
	await  []actor.Waker        // coroutines that wait until it is quiet
	cut    [peers]time.Duration // until what age of the world partitions keep it from each kind of peer

	audit        audit
	accepted     int64         // sockets so far
	used         used          // what it has cost so far
	rate         rate          // of its calls
	clearing     bool          // Clear writes to its database
	full         bool          // a fault lets its database not grow
	fills        int           // how often one has
	eventTimeout time.Duration // how long a socket's handler may take, 0 for any time
	states       []state       // what commits left, for Inspect
}

// deliver hands an event to the object's incarnation, starting one where there is none.
func (o *object) deliver(ev *event) {
	if err := ev.unbound(); err != nil {
		ev.refuse(err)
		return
	}
	if ev.stub != nil {
		if err := ev.stub.failure(); err != nil {
			ev.refuse(err)
			return
		}
	}
	if o.inst == nil {
		late, refused := o.activation(ev)
		if refused != nil {
			ev.refuse(refused)
			return
		}
		o.adopt(ev)
		if err := o.activate(late); err != nil {
			ev.refuse(o.storageFailed(err))
			return
		}
	}
	i := o.inst
	if ev.kind == kindCall || ev.kind == kindFetch {
		if err := i.overloaded(ev); err != nil {
			ev.refuse(err)
			return
		}
	}
	if ev.stub != nil {
		ev.stub.bond = i.bond
	}
	o.used.came(ev)
	i.busy()
	i.receive(ev)
}

// receive gives an event to the incarnation.
func (i *instance) receive(ev *event) {
	i.events = append(i.events, ev)
	if !i.hold(int64(ev.size)) {
		i.self.Send(ev)
	}
}

// adopt lets the event that follows a reset decide anew whether the object knows its name; an object that was evicted
// keeps what it knew (semantics A13).
func (o *object) adopt(ev *event) {
	if o.orphan && ev.stub != nil {
		o.id = told(ev.stub.id)
		if o.births == 0 { // Until now it was known by a file only.
			o.label = o.ns.class.Name + "/" + o.id.label()
		}
	}
	o.orphan = false
}

// activate starts an incarnation: its gate is locked by the constructor, which runs once the cold start is over.
func (o *object) activate(late time.Duration) error {
	if err := o.open(); err != nil {
		return err
	}
	o.births++
	i := &instance{rt: o.rt, w: o.rt.w, obj: o, n: o.births, gate: newGate(), bond: &bond{}}
	i.st = newState(i)
	if err := i.alarm.wake(o.db); err != nil {
		return err
	}
	n, _ := o.db.Marks()
	i.commits.issued, i.commits.strong, i.commits.sent, i.commits.durable = n, n, n, n
	i.self = o.rt.w.Spawn(o.label, i)
	i.constructor = i.gate.begin(nil, entry{what: "constructor"})
	i.gate.next()
	o.inst = i
	i.heap.enter(o)
	i.skew = i.skewed()
	if o.rt.dir != "" && o.births == 1 {
		i.alarm.reconcile(i)
	}
	delay := o.rt.profile.ColdStart.Draw(o.rt.w, "cold") + late
	if delay == 0 {
		i.self.Send(construct{})
		return nil
	}
	i.after(delay, coldStartOver{}).For("cold start")
	return nil
}

// open opens the object's database, once.
func (o *object) open() error {
	if o.db != nil {
		return nil
	}
	db, err := o.rt.open(o.ns, o.id.String()+databaseSuffix, sqlite.Options{
		OnBegin: o.begun, PagesMax: o.rt.pagesMax(), Now: o.now,
	})
	if err == nil {
		o.db = db
	}
	return err
}

// now is what SQL calls the time: the object's, which in its turns is that of its code.
func (o *object) now() time.Time {
	if o.inst == nil {
		return o.rt.w.Now()
	}
	return o.inst.now()
}

// begun is called when the database opens a turn's transaction, whoever wrote first.
func (o *object) begun() {
	switch {
	case o.inst != nil:
		o.inst.commits.writing = true
	case !o.clearing:
		bug("write to %s from outside", o.label)
	}
}

// String names the object and its incarnation, for reports.
func (i *instance) String() string { return fmt.Sprintf("%s#%d", i.obj.label, i.n) }
