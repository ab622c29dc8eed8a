package scheduler

import (
	"time"

	"dolab/actor/fault"
	"dolab/durable/sqlite"
)

// Request asks the scheduler for the alarm of one object: Arm for a time, Clear for none.
type Request struct {
	Object Object
	From   Asker  // hears the answer
	Number int    // of the request, as From counts them
	Point  string // where a fault may strike it: platform.AtAlarmArm before a commit, platform.AtAlarmLater after it
	At     time.Time
}

// Asker hears the answer to a request: usually the incarnation that made it.
//
// The scheduler calls Answered once for each request, in the order of the object's requests. Nil says that the table
// has the alarm, unless a fault lost the request unnoticed. An error says that the scheduler refused it or that the
// connection is lost: the table then has the alarm or not. The asker may be dead by then, and ignores the answer
// itself.
type Asker interface {
	Answered(r Request, err error)
}

// Delivery is a message from the scheduler to an object: run the alarm, or give it up.
type Delivery struct {
	Object  Object
	Entry   uint64    // the entry it is for: the scheduler's own number
	At      time.Time // what the alarm is set for
	Retries int       // counted ones so far [G14]
	GivenUp bool      // the object clears its copy instead of running it [G19]
	Copy    bool      // a fault has doubled the message: the report of this one is not awaited
}

// Outcome is what became of a delivery. The zero value is success: the alarm is over. For a delivery that gives the
// alarm up, success says that the object's copy is cleared or was another.
type Outcome struct {
	Failed  bool // try again
	Counted bool // … and count it [G16]
	Abandon bool // never again, whatever the count
	Note    string
}

// Report is the message that tells the scheduler the outcome of a delivery.
type Report struct {
	Delivery Delivery
	Outcome  Outcome
	Late     time.Duration // how much later a fault lets it arrive
	Refused  bool          // the object never had the delivery: no link was in the way of noticing that
}

// Object is one object as the scheduler sees it. Values are compared with ==, so an implementation is a pointer that
// stays the same for as long as the world lives.
//
// The scheduler calls Deliver when a delivery arrives: in a turn of its own or in a timer of the world. The object
// answers each delivery that is not a Copy with exactly one Scheduler.Report, at once or at any time later, also where
// its incarnation dies. A report for an entry that has changed meanwhile does no harm.
type Object interface {
	Label() string // in traces
	Key() Key      // asked anew for each row, because an object may learn its name
	Deliver(d Delivery)
	Link
}

// Link is what can go wrong between one object and the scheduler.
type Link interface {
	// Fault asks whether a fault strikes the object at a point. Holds tells which of the point's own conditions are
	// true; nil is none.
	Fault(point string, holds func(fault.Condition) bool) (fault.Effect, bool)
	// Depart is called as a message leaves, in either direction: a fault may cut the link now.
	Depart()
	// Cut is called where a message arrives: it reports whether the link was cut since the message left, at that age of
	// the world.
	Cut(sent time.Duration) bool
}

// Key is how the table knows an object.
type Key struct {
	Class string // whose table has the row
	ID    string // 64 hex digits
	Name  string
	Named bool // false: made without a name, or its name is not known
}

// Host has the objects and opens databases. The scheduler calls it in its own turns, and in New, Load and Restart.
type Host interface {
	// Classes lists the classes in the order of their declaration.
	Classes() []string
	// OpenTable opens the database of a class's table. The scheduler owns it from then on; Close closes it. Nil, without
	// an error, is a table in memory, whose rows are durable at once and gone with the scheduler.
	OpenTable(class string) (*sqlite.DB, error)
	// Object returns the object of a row. It does not start the object.
	Object(k Key) (Object, error)
	// Skew draws how far a fault sets the scheduler's clock ahead, as it starts.
	Skew() time.Duration
	// Beside returns what runs work on a goroutine beside the world and then calls then in it, so that tables are synced
	// there; nil where the scheduler's writes are durable at once.
	Beside() func(work, then func())
}
