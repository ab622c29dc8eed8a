package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// Multiplexer is the subject of a multiplexer: one object with many schedules on its one alarm, and a counter.
func Multiplexer(mux specimens.Specimen) *Subject {
	return &Subject{
		Name: mux.Name, About: mux.About, Deeds: deeds, Swarm: swarm, swarmMore: swarmMore, Draw: drawSchedules, more: drawMore,
		schedules: true,
		Open: func(w *World) (Play, error) {
			p := &schedules{
				trial: w.t, mux: mux, orders: map[string]Operation{}, tries: map[string]int{}, odd: map[string]bool{},
				done: map[string]bool{},
			}
			for _, o := range w.t.Operations {
				if o.Do == Schedule {
					for _, key := range o.keys() {
						p.orders[key] = o
					}
				}
			}
			var err error
			p.objects, err = w.Objects.Namespace(p.class())
			return p, err
		},
	}
}

// deeds are what can be done to an object with schedules.
var deeds = []Deed{
	{Name: Schedule, Fields: []string{"key", "in", "id", "n", "awaits", "throws", "passing", "cancels", "again", "every", "odd", "cron", "start"}},
	{Name: Cancel, Fields: []string{"key"}},
	{Name: Probe},
	{Name: Foreign, Fields: []string{"in"}},
	{Name: Block, Fields: []string{"awaits"}},
	{Name: Ping},
	{Name: Hold, Fields: []string{"awaits"}},
	{Name: Increment, Fields: []string{"awaits"}},
	{Name: Read},
}

// schedules is a multiplexer in one world.
type schedules struct {
	*trial
	mux     specimens.Specimen
	objects *durable.Namespace // of the one object, "a"

	orders  map[string]Operation // of schedules, by their key
	tries   map[string]int       // runs that were let throw, by key
	acked   []string             // keys of schedules that were acknowledged
	effects []check.Effect       // of schedules
	done    map[string]bool      // occurrences that have had their effect
	odd     map[string]bool      // keys of orders that a multiplexer took although they cannot be packed
	runs    int                  // begun
	empty   int                  // alarms that ran nothing
	suspect string               // what was wrong at the last look
}

func (p *schedules) stub() *durable.Stub { return p.objects.GetByName("a") }

// Do asks the object to do an operation.
func (p *schedules) Do(c *Client, o Operation) error {
	ask := func() (got int, err error) {
		err = c.Await(func() (err error) {
			got, err = durable.Call[int](p.stub(), "Operate", o.index)
			return err
		})
		return got, err
	}
	var err error
	if o.Do == Increment || o.Do == Read {
		err = c.Access("n", o.Do, 0, ask)
	} else if _, err = ask(); err == nil && o.Do == Schedule && o.Odd != OddPayload {
		p.acked = append(p.acked, o.keys()...)
	}
	if err != nil && p.calm() && !p.refused(err) && !errors.Is(err, errPatience) {
		p.add("call", "it failed, though nothing had gone wrong", err.Error())
	}
	return nil
}

func (p *schedules) tell(out *Outcome) { out.Runs, out.Asked = p.runs, len(p.acked) }

// Look holds the object, if it is quiet, against what must be true at any such moment. It makes no traffic. What is
// wrong counts once it is still so, and nothing has happened, after all that can be under way has arrived.
func (p *schedules) Look() {
	sight, err := p.Objects.Look(p.stub())
	if err != nil || sight.Incarnation == 0 {
		return
	}
	p.Watch.Look(p.w.Now())
	if !quiet(sight) {
		p.lookLater(lookAfter)
		return
	}
	record := p.observe()
	suspect := ""
	for _, v := range check.Armed(record, sight.Managed, p.grace()) {
		if p.excused(v) || slices.Contains(check.Signatures(p.found), v.Signature()) {
			continue
		}
		suspect = fmt.Sprint(v.Signature(), record.Alarm, sight.Managed, sight.Incarnation, len(record.Asked), len(record.Ran))
		if suspect == p.suspect {
			p.add(v.Oracle, v.Detail, v.Note)
		} else {
			p.lookLater(lookAfter + p.slack)
		}
	}
	p.suspect = suspect
}

// excused reports whether the scenario itself has brought a state of alarms about: foreign code has set the alarm; a
// run that has killed the object is not tried again at once; the manager waits before it tries an alarm again, and an
// earlier one waits behind that; its clock is known to be ahead, and what is nearly due for it is left alone; or it
// has lost one.
func (p *schedules) excused(v check.Violation) bool {
	switch {
	case p.lossy:
		return true
	case strings.Contains(v.Detail, "without work"):
		return p.has(Foreign) || p.Skew > 0 || !p.calm()
	case strings.Contains(v.Detail, "set for later"):
		return p.has(Foreign) || !p.calm()
	case strings.Contains(v.Detail, "knows a later time"):
		return !p.calm()
	}
	return false
}

// Judge holds the end of the scenario against what is promised of schedules.
func (p *schedules) Judge() {
	record := p.observe()
	p.found = append(p.found, check.Schedules(p.single(record), check.Excuses{
		Crashes: p.ear.deaths, GivenUp: p.givenUp, Late: p.lateMax(), Grace: p.grace(), Unordered: len(p.ear.deaths) > 0,
	})...)
	p.acknowledged(record)
	p.leftOver(record)
	p.promises(record)
	if p.empty > 0 && p.steady() {
		p.add("wake", "an alarm came, and nothing was due", fmt.Sprint(p.empty, " times"))
	}
}

// observe reads the object's record.
func (p *schedules) observe() check.Record {
	r, err := specimens.Observe(p.Objects, p.stub(), p.mux)
	if err != nil {
		p.add("stuck", "the object cannot be read", err.Error())
	}
	return r
}

// acknowledged demands that what was acknowledged was done.
func (p *schedules) acknowledged(r check.Record) {
	asked := map[string]bool{}
	for _, a := range r.Asked {
		asked[a.Key] = true
	}
	for _, key := range p.acked {
		if !asked[key] {
			p.add("durable", "a write is gone that was acknowledged", key)
		}
	}
}

// leftOver demands that what cannot run does not stay for ever.
func (p *schedules) leftOver(r check.Record) {
	for _, a := range r.Asked {
		if op := p.orders[a.Key]; op.Odd == OddCallback && a.Ended.IsZero() && r.Stored[a.ID] {
			p.add("poison", "a schedule whose callback is gone stays for ever", a.Key)
		}
	}
}

// triesMax is how often a schedule that throws is tried at least, as the native alarm is.
const triesMax = 7

// givenUp reports whether a schedule cannot succeed. A run that a crash has cut off counts as tried.
func (p *schedules) givenUp(key string) bool {
	name, _, _ := strings.Cut(key, "+")
	op := p.orders[name]
	return op.Throws+len(p.ear.deaths) >= triesMax || op.Odd == OddCallback || op.Odd == OddPayload && !p.odd[name]
}

// lateMax is how late a run may be when nothing goes wrong, 0 where something does.
func (p *schedules) lateMax() time.Duration {
	if !p.calm() || p.has(Foreign) || p.has(Restart) {
		return 0
	}
	return p.grace()
}

// steady reports whether each alarm of the scenario should find something to do.
func (p *schedules) steady() bool {
	return p.calm() && p.Skew == 0 && !p.any(func(o Operation) bool {
		return o.Do == Foreign || o.Do == Cancel || o.Do == Restart || o.Cancels != "" || o.ID != "" || o.Throws > 0 || o.Odd != ""
	})
}

// errNotYet is what a handler throws that is to throw.
var errNotYet = errors.New("not yet")
