package durable

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
	"dolab/durable/sqlite/commitlog"
)

// Runtime runs Durable Objects in a world: it keeps their classes, their databases, their sockets and the alarm
// manager.
type Runtime struct {
	w           *actor.World
	profile     platform.Profile
	dir         string
	ns          map[string]*Namespace
	order       []*Namespace // in the order of declaration
	scheduler   *scheduler.Scheduler
	alarms      alarmManager // the scheduler, as objects reach it
	connections connections
	faults      *fault.Plan
	faulty      map[string]bool                 // the points that the plan has faults for
	refusal     error                           // a fault of the plan is not possible
	found       func(Finding)                   // see WithAudit
	methods     map[reflect.Type]map[string]int // exported methods by name

	partitions []*partition        // that last
	clocks     map[string]Clock    // of processes
	isolates   map[string]*isolate // by Class.Isolate

	moments    callMoments
	strict     bool               // see WithStrictArguments
	loop       bool               // see WithEventLoop
	arrivals   map[time.Time]bool // at which something arrives in an event loop
	references uint64             // internal errors so far
	remembers  bool               // see Remember
	turnSteps  int64              // see WithSQLSteps

	attached map[any]any // by packages above

	peers    *Peers         // nil: the only runtime
	place    int            // among them
	visitors *actor.Process // calls of other worlds

	durability Durability
	beside     func(work, then func())
	grace      time.Duration         // of incarnations that Deploy has overtaken
	tune       func(*sqlite.Options) // of tests; nil: none
	pool       *sqlite.Pool
	commits    *commitlog.Log // of the folder; nil: there is none
	logged     bool           // commits is known
	resting    []*object      // that have left memory lately, and whose databases may be open
	releasing  bool           // memory of closed databases will be given back
}

// Option configures a Runtime.
type Option func(*Runtime)

// WithDir keeps databases as files, laid out as workerd does: dir/<uniqueKey>/<id>.sqlite (semantics E28).
// Without it they are in memory.
func WithDir(dir string) Option { return func(rt *Runtime) { rt.dir = dir } }

// WithStrictArguments refuses a call with a TypeError when it has fewer or more arguments than the method takes. Without
// it a call does as JavaScript does: see Stub.Call.
func WithStrictArguments() Option { return func(rt *Runtime) { rt.strict = true } }

// World returns the world the runtime is in.
func (rt *Runtime) World() *actor.World { return rt.w }

// Profile returns the runtime's numbers.
func (rt *Runtime) Profile() platform.Profile { return rt.profile }

// Class says how the objects of a namespace are made.
type Class struct {
	Name string
	// New is the constructor. It runs at the object's first event and again after each eviction or reset, under
	// a locked input gate. An error fails every call that waits (semantics B2).
	New func(*State) (Object, error)
	// UniqueKey makes the IDs; "" takes Name.
	UniqueKey string
	// Next is the constructor of the next version of the code: of incarnations after a deploy, which a fault brings
	// to each object at a time of its own. Nil: the versions do not differ.
	Next func(*State) (Object, error)
	// Env is what each object gets besides its state, as State.Env: settings, secrets, clients of other services. All
	// objects of the class share it, so that what is in it must not change. It may hold a Namespace, but no Stub: a stub
	// has one caller.
	Env any
	// Host makes and runs the objects of a class that is not in Go; New and Next are nil then.
	Host Host
	// Isolate names the memory that the objects of a class share with those of other classes of the same Isolate, so
	// that its exhaustion resets all of them. "": each object is alone.
	Isolate string
}

// Object is an instance of a class. Its exported methods can be called by Stub.Call; what else it can do it says
// by implementing Fetcher, Alarmer, WebSocketMessenger, WebSocketCloser, WebSocketErrorer.
type Object any

// ErrNoClass: Lookup or State.Namespace of a class that is not declared.
var ErrNoClass = errors.New("no such class")

// Lookup returns the namespace of a declared class. It panics for another name, with an error that is ErrNoClass and
// says which classes there are: Namespaces lists them.
func (rt *Runtime) Lookup(class string) *Namespace {
	ns := rt.ns[class]
	if ns == nil {
		panic(fmt.Errorf("durable: %w: %q is not declared; %s", ErrNoClass, class, rt.declared()))
	}
	return ns
}

// declared says which classes there are, in the order of their declaration.
func (rt *Runtime) declared() string {
	if len(rt.order) == 0 {
		return "no class is"
	}
	names := make([]string, len(rt.order))
	for n, ns := range rt.order {
		names[n] = ns.class.Name
	}
	return "declared: " + strings.Join(names, ", ")
}

// Namespaces returns the namespaces in the order of their declaration.
func (rt *Runtime) Namespaces() []*Namespace { return slices.Clone(rt.order) }

// objects are those that have ever been reached, class by class in the order of declaration, and in a class in the order
// of first use.
func (rt *Runtime) objects() iter.Seq[*object] {
	return func(yield func(*object) bool) {
		for _, ns := range rt.order {
			for _, o := range ns.list {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// Attached returns what a package above keeps with the runtime under a key of its own type; make is called at the first
// use.
func (rt *Runtime) Attached(key any, make func() any) any {
	v, found := rt.attached[key]
	if !found {
		v = make()
		if rt.attached == nil {
			rt.attached = map[any]any{}
		}
		rt.attached[key] = v
	}
	return v
}

// random64 is the chance of SQL's random() and of unique IDs.
func (rt *Runtime) random64() uint64 {
	const half = 1 << 32
	hi := rt.w.Choose("random", half)
	return uint64(hi)<<32 | uint64(rt.w.Choose("random", half))
}

// internalError is a failure inside the platform as user code and callers see it: an opaque reference, which a world
// gives out in order, so that it is the same in each replay (semantics B21).
func (rt *Runtime) internalError() *platform.Error {
	rt.references++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, rt.references))
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	reference := make([]byte, 24)
	for n := range reference {
		reference[n] = digits[int(sum[n])%len(digits)]
	}
	return &platform.Error{Name: "Error", Message: "internal error; reference = " + string(reference), Internal: true}
}

func (rt *Runtime) close() {
	var errs []error
	for o := range rt.objects() {
		if o.db != nil {
			errs = append(errs, o.db.Close())
		}
	}
	errs = append(errs, rt.scheduler.Close(), rt.commits.Close())
	if err := errors.Join(errs...); err != nil {
		bug("close: %v", err)
	}
}

// Objects lists the objects of all namespaces that have ever been reached, by namespace and then by ID.
func (ns *Namespace) Objects() []ID {
	ns.exist("Objects")
	ids := make([]ID, len(ns.list))
	for i, o := range ns.list {
		ids[i] = o.id
	}
	slices.SortFunc(ids, ID.compare)
	return ids
}
