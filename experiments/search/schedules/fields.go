package schedules

import (
	"time"

	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// What clients can do to a multiplexer's object: the names of the deeds.
const (
	Schedule  = "schedule"
	Cancel    = "cancel"    // the schedule of Key
	Probe     = "probe"     // ask for, and cancel, a schedule that never was
	Foreign   = "foreign"   // code that knows no multiplexer sets the native alarm, In ahead
	Block     = "block"     // blockConcurrencyWhile, for Awaits
	Ping      = "ping"      // wake the object
	Hold      = "hold"      // an event that takes Awaits and lets others in
	Increment = "increment" // count up; with Awaits, between the read and the write
	Read      = "read"      // the counter
)

// The fields of the deeds. Operation.Key is the schedule: what its runs are recorded under.
var (
	In = search.Field[time.Duration]{Name: "in", Negative: true} // how far ahead; negative is the past
	ID = search.Field[string]{Name: "id"}                        // the id that the caller asks for
	N  = search.Field[int]{Name: "n"}                            // that many in one event, with keys key-1, key-2, …

	// What the handler of the schedule does; Awaits is also for how long other operations hold the object.
	Awaits  = search.Field[time.Duration]{Name: "awaits"} // lets other events in for so long
	Throws  = search.Field[int]{Name: "throws"}           // its first runs throw
	Passing = search.Field[bool]{Name: "passing"}         // … an error of the platform, one that may pass
	Cancels = search.Field[string]{Name: "cancels"}       // cancels the schedule of this key
	Again   = search.Field[int]{Name: "again"}            // schedules itself that often, under its id
	Every   = search.Field[time.Duration]{Name: "every"}  // … each time so far ahead
	Odd     = search.Field[string]{Name: "odd"}           // what is wrong with the order: oddCallback or oddPayload

	Cron  = search.Field[string]{Name: "cron"} // again and again instead of once; only its first run awaits
	Start = search.Field[bool]{Name: "start"}  // ordered at each start of the object, from At on, and by no client
)

// The values of Odd.
const (
	oddCallback = "callback" // a callback that the object does not have
	oddPayload  = "payload"  // a payload that has no JSON form
)

// order is an operation with the values of its fields.
type order struct {
	search.Operation
	in, awaits, every      time.Duration
	n, throws, again       int
	id, cancels, odd, cron string
	passing, start         bool
}

func read(o search.Operation) order {
	return order{
		Operation: o,
		in:        In.Of(o), awaits: Awaits.Of(o), every: Every.Of(o),
		n: N.Of(o), throws: Throws.Of(o), again: Again.Of(o),
		id: ID.Of(o), cancels: Cancels.Of(o), odd: Odd.Of(o), cron: Cron.Of(o),
		passing: Passing.Of(o), start: Start.Of(o),
	}
}

// readAll reads the operations of a scenario.
func readAll(list []search.Operation) []order {
	orders := make([]order, len(list))
	for n, o := range list {
		orders[n] = read(o)
	}
	return orders
}

// operation is the order as an operation of a scenario.
func (o order) operation() search.Operation {
	return o.Operation.With(
		In.Is(o.in), ID.Is(o.id), N.Is(o.n),
		Awaits.Is(o.awaits), Throws.Is(o.throws), Passing.Is(o.passing), Cancels.Is(o.cancels),
		Again.Is(o.again), Every.Is(o.every), Odd.Is(o.odd), Cron.Is(o.cron), Start.Is(o.start),
	)
}

// when is when a schedule is due.
func (o order) when() specimens.When {
	if o.cron != "" {
		return specimens.Cron(o.cron)
	}
	return specimens.After(o.in)
}
