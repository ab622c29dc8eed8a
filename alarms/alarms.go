package alarms

import (
	"time"

	"dolab/alarms/calendar"
	"dolab/durable"
)

// Handler runs one occurrence of a schedule. It may block; other events of the object run meanwhile. An error lets
// the occurrence be tried again, as the schedule's Retry says; one made by Permanent does not. What it writes in its
// last turn is one commit with the end of its schedule: written both or neither.
type Handler func(Run) error

// Options say what an object does at its schedules. The zero value of each but Handlers is usable.
type Options struct {
	// Handlers are what schedules can run, by name.
	Handlers map[string]Handler
	// Fallback runs what no handler of that name is for. Without it an unknown name is an error where it is
	// scheduled and, for a row that an older version of the code has left, a dead letter.
	Fallback Handler
	// On is told what happens, in the turn in which it happens and before it is committed. It must not block, nor
	// use the Schedules.
	On func(Event)
	// Retry is for schedules that have none of their own.
	Retry Retry

	Batch  int           // schedules run by one native alarm at most; 0: 100
	Budget time.Duration // no further one is begun after this; 0: 10 min, under the 15 min an alarm may take
	Fair   bool          // let handlers take turns within a batch, instead of strict order
	Rate   Rate          // how many may begin within a time; zero: any number
	Hung   time.Duration // a run that still goes on after this counts as failed if another finds it; 0: 15 min

	Heartbeat time.Duration // how often the object wakes while KeepAlive holds; 0: 30 s
	// Watchdog looks after the native alarm that often while there are schedules and the object is in memory, for
	// objects that have code which sets it, and against a platform that loses it. It keeps the object from hibernating,
	// but not from eviction. 0: never.
	Watchdog time.Duration

	Max     int // schedules at a time, about; 0: 100,000
	DeadMax int // dead letters kept, the oldest go first; 0: 1,000
}

func (o *Options) fill() {
	o.Batch = or(o.Batch, 100)
	o.Budget = or(o.Budget, 10*time.Minute)
	o.Hung = or(o.Hung, 15*time.Minute)
	o.Heartbeat = or(o.Heartbeat, 30*time.Second)
	o.Max = or(o.Max, 100_000)
	o.DeadMax = or(o.DeadMax, 1_000)
}

func or[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// Schedules are those of one object, in one incarnation. They are used in the object's turns only, and own the native
// alarm: no other code of the object may set or delete it. Where other code does, they set it right again.
type Schedules struct {
	st *durable.State
	o  Options

	last    int64                            // the newest sequence number; 0: not read yet
	count   int                              // rows, about; negative: survey counts them
	indexed presence                         // … of indexes, about
	armed   int64                            // the native alarm as it was last seen to be right, in ms; 0: none
	fired   int64                            // the scheduled time of the native alarm that was delivered last, in ms
	native  *delivery                        // the native alarm's run, nil outside
	flights []*flight                        // runs under way
	crons   map[[2]string]*calendar.Calendar // by expression and zone

	holding  bool  // its coroutine runs
	holds    int   // references of KeepAlive
	beat     int64 // when the next heartbeat is due, in ms
	timeouts []*timeout
	watching bool

	insisting bool // a native alarm that was lost is set again, and has not come

	constructing bool

	stats Stats
}

// Stats counts what an incarnation's Schedules have done, for what it costs.
type Stats struct {
	Arms    int // native setAlarm
	Disarms int // native deleteAlarm
	Writes  int // rows of tables written, deleted ones included
	Drains  int // native alarms, and RunDue
	Runs    int // handlers begun
}

// New returns the schedules of an object: to be called in its constructor. It runs no handler and writes nothing,
// unless the native alarm is not what the schedules want: then it sets it.
func New(st *durable.State, o Options) (*Schedules, error) {
	o.fill()
	a := &Schedules{st: st, o: o, count: -1, crons: map[[2]string]*calendar.Calendar{}, constructing: true}
	if err := a.arm(); err != nil {
		return nil, err
	}
	a.constructing = false
	if err := a.lookLater(); err != nil {
		return nil, err
	}
	a.watch()
	return a, nil
}

// Stats returns the counts so far.
func (a *Schedules) Stats() Stats { return a.stats }

// now is the object's time in whole milliseconds, rounded down.
func (a *Schedules) now() int64 { return a.st.Now().UnixMilli() }

// ceilMilli is t in whole milliseconds, rounded up: nothing may run early.
func ceilMilli(t time.Time) int64 {
	n := t.UnixMilli()
	if t.Nanosecond()%int(time.Millisecond) != 0 {
		n++
	}
	return n
}

// ceilDuration is d in whole milliseconds, rounded up.
func ceilDuration(d time.Duration) int64 {
	n := d.Milliseconds()
	if d > time.Duration(n)*time.Millisecond {
		n++
	}
	return n
}

func millis(n int64) time.Time { return time.UnixMilli(n).UTC() }
