package schedules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// play is a multiplexer in one world.
type play struct {
	w       *search.World
	mux     specimens.Specimen
	objects *durable.Namespace // of the one object, "a"
	lossy   bool               // the alarm manager may lose alarms

	all     []order          // the operations of the scenario
	orders  map[string]order // of schedules, by their key
	tries   map[string]int   // runs that were let throw, by key
	acked   []string         // keys of schedules that were acknowledged
	effects []check.Effect   // of schedules
	done    map[string]bool  // occurrences that have had their effect
	odd     map[string]bool  // keys of orders that a multiplexer took although they cannot be packed
	runs    int              // begun
	empty   int              // alarms that ran nothing
	suspect string           // what was wrong at the last look
}

func open(w *search.World, mux specimens.Specimen) (search.Play, error) {
	p := &play{
		w: w, mux: mux, lossy: w.Lossy(), all: readAll(w.Scenario.Operations), orders: map[string]order{},
		tries: map[string]int{}, odd: map[string]bool{}, done: map[string]bool{},
	}
	for _, o := range p.all {
		if o.Do == Schedule {
			for _, key := range o.keys() {
				p.orders[key] = o
			}
		}
	}
	var err error
	p.objects, err = w.Namespace(p.class())
	return p, err
}

func (p *play) stub() *durable.Stub { return p.objects.GetByName("a") }

// call asks the object to do an operation, and returns its answer: the counter, where the operation is about that.
func (p *play) call(c *search.Client, o search.Operation) (got int, err error) {
	err = c.Await(func() (err error) {
		got, err = durable.Call[int](p.stub(), "Operate", o.Place())
		return err
	})
	return got, err
}

// answered takes the answer of a call. An error that nothing explains is a violation, also one of the object's.
func (p *play) answered(err error) error {
	if err != nil && p.w.Calm() && !p.w.Refused(err) {
		p.w.Violate("call", "it failed, though nothing had gone wrong", err.Error())
	}
	return nil
}

// ask asks the object to do an operation.
func (p *play) ask(c *search.Client, o search.Operation) error {
	_, err := p.call(c, o)
	return p.answered(err)
}

// count asks for the counter, and records the answer.
func (p *play) count(c *search.Client, o search.Operation) error {
	return p.answered(c.Access("n", o.Do, 0, func() (int, error) { return p.call(c, o) }))
}

// schedule orders a schedule, and notes that it was acknowledged.
func (p *play) schedule(c *search.Client, operation search.Operation) error {
	_, err := p.call(c, operation)
	if o := read(operation); err == nil && o.odd != oddPayload {
		p.acked = append(p.acked, o.keys()...)
	}
	return p.answered(err)
}

// Count counts the schedules that were acknowledged, and the runs.
func (p *play) Count() (asked, runs int) { return len(p.acked), p.runs }

// has reports whether an operation does this.
func (p *play) has(do string) bool { return p.any(func(o order) bool { return o.Do == do }) }

func (p *play) any(is func(order) bool) bool { return slices.ContainsFunc(p.all, is) }

// note notes violations.
func (p *play) note(list []check.Violation) {
	for _, v := range list {
		p.w.Violate(v.Oracle, v.Detail, v.Note)
	}
}

// Look holds the object, if it is quiet, against what must be true at any such moment. It makes no traffic. What is
// wrong counts once it is still so, and nothing has happened, after all that can be under way has arrived.
func (p *play) Look() {
	sight, err := p.w.Objects.Look(p.stub())
	if err != nil || sight.Incarnation == 0 {
		return
	}
	p.w.Watch.Look(p.w.Now())
	if !search.Quiet(sight) {
		p.w.LookSoon()
		return
	}
	glimpse, err := specimens.Glimpse(p.w.Objects, p.stub(), p.mux, sight)
	if err == nil && len(check.Armed(glimpse, sight.Managed, p.w.Grace())) == 0 {
		p.suspect = ""
		return
	}
	record := p.observe()
	suspect := ""
	for _, v := range check.Armed(record, sight.Managed, p.w.Grace()) {
		if p.excused(v) || p.w.Violated(v.Signature()) {
			continue
		}
		suspect = fmt.Sprint(v.Signature(), record.Alarm, sight.Managed, sight.Incarnation, len(record.Asked), len(record.Ran))
		if suspect == p.suspect {
			p.w.Violate(v.Oracle, v.Detail, v.Note)
		} else {
			p.w.LookAgain()
		}
	}
	p.suspect = suspect
}

// excused reports whether the scenario itself has brought a state of alarms about: foreign code has set the alarm; a
// run that has killed the object is not tried again at once; the manager waits before it tries an alarm again, and an
// earlier one waits behind that; its clock is known to be ahead, and what is nearly due for it is left alone; or it
// has lost one.
func (p *play) excused(v check.Violation) bool {
	switch {
	case p.lossy:
		return true
	case strings.Contains(v.Detail, "without work"):
		return p.has(Foreign) || p.w.Scenario.Skew > 0 || !p.w.Calm()
	case strings.Contains(v.Detail, "set for later"):
		return p.has(Foreign) || !p.w.Calm()
	case strings.Contains(v.Detail, "knows a later time"):
		return !p.w.Calm()
	}
	return false
}

// Judge holds the end of the scenario against what is promised of schedules.
func (p *play) Judge() {
	record, deaths := p.observe(), p.w.Deaths()
	p.note(check.Schedules(p.single(record), check.Excuses{
		Crashes: deaths, GivenUp: p.givenUp, Late: p.lateMax(), Grace: p.w.Grace(), Unordered: len(deaths) > 0,
	}))
	p.acknowledged(record)
	p.leftOver(record)
	p.promises(record)
	if p.empty > 0 && p.steady() {
		p.w.Violate("wake", "an alarm came, and nothing was due", fmt.Sprint(p.empty, " times"))
	}
}

// observe reads the object's record.
func (p *play) observe() check.Record {
	r, err := specimens.Observe(p.w.Objects, p.stub(), p.mux)
	if err != nil {
		p.w.Violate("stuck", "the object cannot be read", err.Error())
	}
	return r
}

// acknowledged demands that what was acknowledged was done.
func (p *play) acknowledged(r check.Record) {
	asked := map[string]bool{}
	for _, a := range r.Asked {
		asked[a.Key] = true
	}
	for _, key := range p.acked {
		if !asked[key] {
			p.w.Violate("durable", "a write is gone that was acknowledged", key)
		}
	}
}

// leftOver demands that what cannot run does not stay for ever.
func (p *play) leftOver(r check.Record) {
	for _, a := range r.Asked {
		if op := p.orders[a.Key]; op.odd == oddCallback && a.Ended.IsZero() && r.Stored[a.ID] {
			p.w.Violate("poison", "a schedule whose callback is gone stays for ever", a.Key)
		}
	}
}

// triesMax is how often a schedule that throws is tried at least, as the native alarm is.
const triesMax = 7

// givenUp reports whether a schedule cannot succeed. A run that a crash has cut off counts as tried.
func (p *play) givenUp(key string) bool {
	name, _, _ := strings.Cut(key, "+")
	op := p.orders[name]
	return op.throws+len(p.w.Deaths()) >= triesMax || op.odd == oddCallback || op.odd == oddPayload && !p.odd[name]
}

// lateMax is how late a run may be when nothing goes wrong, 0 where something does.
func (p *play) lateMax() time.Duration {
	if !p.w.Calm() || p.has(Foreign) || p.has(search.Restart) {
		return 0
	}
	return p.w.Grace()
}

// steady reports whether each alarm of the scenario should find something to do.
func (p *play) steady() bool {
	return p.w.Calm() && p.w.Scenario.Skew == 0 && !p.any(func(o order) bool {
		return o.Do == Foreign || o.Do == Cancel || o.Do == search.Restart || o.cancels != "" || o.id != "" || o.throws > 0 || o.odd != ""
	})
}

// errNotYet is what a handler throws that is to throw.
var errNotYet = errors.New("not yet")
