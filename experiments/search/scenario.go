package search

import (
	"cmp"
	"time"

	"dolab/experiments/specimens"
)

// Scenario is a world as data: who is in it, what is done to it, what goes wrong, and for how long. With the same
// scenario the same happens.
type Scenario struct {
	Mux     string        `yaml:"mux,omitempty"`     // a multiplexer (package specimens), or else
	Subject string        `yaml:"subject,omitempty"` // the name of another Subject
	Profile string        `yaml:"profile"`           // the platform's numbers (platform.ProfileByName)
	Set     []string      `yaml:"set,omitempty"`     // … and those that are others (platform.Profile.Override)
	Seed    uint64        `yaml:"seed"`              // what all chance in it comes from
	Begin   time.Duration `yaml:"begin,omitempty"`   // how far into a second it begins
	Skew    time.Duration `yaml:"skew,omitempty"`    // how far the alarm manager's clock is ahead

	Load time.Duration `yaml:"load,omitempty"` // how long each turn takes, on a host with much to do

	Operations []Operation `yaml:"operations"`
	Faults     []string    `yaml:"faults,omitempty"` // in the text form of fault.Fault
	// Phases are spans in which more goes wrong, one after another.
	Phases []Phase `yaml:"phases,omitempty"`

	// Storm, then heal: from this age on nothing goes wrong any more.
	Heal time.Duration `yaml:"heal"`
	// Settle is how long everything has after that to come right.
	Settle time.Duration `yaml:"settle"`

	// Fails is the signature of what goes wrong in it, for a scenario that is kept for that.
	Fails string `yaml:"fails,omitempty"`
	// Expect is what is expected of it, for a scenario that is kept as a test.
	Expect *Expect `yaml:"expect,omitempty"`

	subject *Subject
	given   []string // faults that were not drawn
}

// Operation is one thing that is done. Those of one client are done one after another, each at its time or once
// those before are answered.
type Operation struct {
	At     time.Duration `yaml:"at"`
	Client int           `yaml:"client,omitempty"`
	Do     string        `yaml:"do"`

	Key string        `yaml:"key,omitempty"` // of the schedule: what its runs are recorded under
	In  time.Duration `yaml:"in,omitempty"`  // how far ahead; negative is the past
	ID  string        `yaml:"id,omitempty"`  // the caller's wish
	N   int           `yaml:"n,omitempty"`   // that many in one event, with keys key-1, key-2, …

	// What the handler of the schedule does, and for how long other operations hold the object.
	Awaits  time.Duration `yaml:"awaits,omitempty"`  // lets other events in for so long
	Throws  int           `yaml:"throws,omitempty"`  // its first runs throw
	Passing bool          `yaml:"passing,omitempty"` // … an error of the platform, one that may pass
	Cancels string        `yaml:"cancels,omitempty"` // cancels the schedule of this key
	Again   int           `yaml:"again,omitempty"`   // schedules itself that often, under its id
	Every   time.Duration `yaml:"every,omitempty"`   // … each time so far ahead
	Odd     string        `yaml:"odd,omitempty"`     // what is wrong with the order: Callback or Payload

	Cron  string `yaml:"cron,omitempty"`  // again and again instead of once; only its first run awaits
	Start bool   `yaml:"start,omitempty"` // ordered at each start of the object, from At on, and by nobody else

	index int // among the scenario's
}

// What an Operation on a multiplexer's object can do, and, from Evict on, on any. The names before Evict are free for
// the deeds of other subjects.
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
	Evict     = "evict"     // by the platform, if the object is quiet
	Crash     = "crash"     // the machine is lost
	Restart   = "restart"   // the alarm manager starts again
)

// What an Operation's order can have that is odd.
const (
	OddCallback = "callback" // a callback that the object does not have
	OddPayload  = "payload"  // a payload that has no JSON form
)

// Place is the operation's place among the scenario's, from 0: a number that no other has.
func (o Operation) Place() int { return o.index }

// byPlatform reports whether an operation happens to the object, instead of being asked of it.
func (o Operation) byPlatform() bool { return o.Do == Evict || o.Do == Crash || o.Do == Restart }

// when is when a schedule is due.
func (o Operation) when() specimens.When {
	if o.Cron != "" {
		return specimens.Cron(o.Cron)
	}
	return specimens.After(o.In)
}

// end is when the last operation begins.
func (s *Scenario) end() time.Duration {
	var end time.Duration
	for _, o := range s.Operations {
		end = max(end, o.At)
	}
	return end
}

// Name is that of what the scenario is about.
func (s *Scenario) Name() string { return cmp.Or(s.Mux, s.Subject) }

// has reports whether some operation on a multiplexer does this.
func (s *Scenario) has(do string) bool {
	return s.subject.schedules && s.any(func(o Operation) bool { return o.Do == do })
}

// byObject reports whether no client asks for an operation: the object does it at each start.
func (s *Scenario) byObject(o Operation) bool { return s.subject.schedules && o.Start }

func (s *Scenario) any(is func(Operation) bool) bool {
	for _, o := range s.Operations {
		if is(o) {
			return true
		}
	}
	return false
}
