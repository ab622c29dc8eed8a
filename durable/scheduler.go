package durable

import (
	"cmp"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// The alarm manager's numbers [G13, G14].
const (
	retryStart   = 2 * time.Second
	backoffMax   = 9 // 2 s << 9 = 1024 s
	retriesMax   = 6 // counted ones: seven runs in all
	jitterFactor = 4 // up to a quarter of the delay
)

// scheduler is the alarm manager: the second copy of every alarm, in a table of its own, and who wakes objects.
// It is an actor; its messages are functions (workerd: AlarmScheduler).
type scheduler struct {
	rt      *Runtime
	self    *actor.Actor
	entries map[*object]*alarmEntry
	stores  map[*Namespace]*alarmStore
	upAt    time.Time     // when a restart by a fault is over
	ahead   time.Duration // how far its clock is ahead of the world's
}

// alarmState is where an entry stands.
type alarmState uint8

const (
	waiting  alarmState = iota // for its time
	started                    // delivered
	finished                   // failed, waiting for the next try
)

// alarmEntry is the manager's copy of one object's alarm.
type alarmEntry struct {
	obj       *object
	scheduled instant
	setAt     time.Time
	state     alarmState
	queued    instant // set while one runs: comes after it
	retries   int     // counted
	backoff   int
	uncounted bool // the last retry was not counted
	timer     *actor.Timer
	link      actor.Link
}

func newScheduler(rt *Runtime) *scheduler {
	s := &scheduler{rt: rt, entries: map[*object]*alarmEntry{}, stores: map[*Namespace]*alarmStore{}}
	s.self = rt.w.Spawn("alarms", s)
	s.setClock()
	return s
}

// Receive is one turn of the manager.
func (s *scheduler) Receive(msg any) { msg.(func())() }

// ask sends an object's wish to the manager: an alarm at that time, or none; done gets the answer, unless the
// incarnation has died by then. The wishes of one object arrive in their order. Where is the point of the way there.
func (s *scheduler) ask(where string, i *instance, at instant, done func(error)) {
	o, w := i.obj, s.rt.w
	i.alarm.asked = true
	w.Trace(actor.Event{Kind: "alarm.ask", Who: o.label, What: at.String()})
	there, back := o.depart(peerManager, nil), passage{}
	late, trouble := s.wish(where, o, at)
	o.asks.Deliver(s.hop()+late, func() {
		s.self.Send(func() {
			err := there.failed()
			if err == nil {
				err = trouble(func() error { return s.take(o, at) })
			}
			if !there.lost() {
				s.struck(o)
				back = o.depart(peerManager, nil)
			}
			o.answers.Deliver(s.hop(), func() {
				if !i.dead {
					done(cmp.Or(back.failed(), err))
					i.rest()
				}
			})
		})
	})
}

func (s *scheduler) hop() time.Duration { return s.rt.profile.AlarmHop.Draw(s.rt.w, "alarm.hop") }

// take puts a wish into the table.
func (s *scheduler) take(o *object, at instant) error {
	st, err := s.store(o.ns)
	if err != nil {
		return err
	}
	if !at.set {
		s.remove(o)
		return st.delete(o.id)
	}
	if err := st.set(o.id, at); err != nil {
		return err
	}
	e := s.entries[o]
	switch {
	case e == nil:
		s.schedule(&alarmEntry{obj: o, link: s.rt.w.NewLink()}, at)
	case e.state != waiting:
		e.queued = at
	default:
		s.schedule(e, at)
	}
	return nil
}

// remove takes an object's alarm out of the memory of the manager; one that runs stays until it has ended.
func (s *scheduler) remove(o *object) {
	e := s.entries[o]
	switch {
	case e == nil:
	case e.queued.set && e.state == started:
		e.queued = instant{}
	case e.queued.set:
		s.schedule(e, e.queued)
	case e.state != started:
		e.timer.Stop()
		delete(s.entries, o)
	}
}

// schedule makes e a fresh entry that waits for its time.
func (s *scheduler) schedule(e *alarmEntry, at instant) {
	e.timer.Stop()
	*e = alarmEntry{obj: e.obj, link: e.link, scheduled: at, setAt: s.rt.w.Now()}
	s.entries[e.obj] = e
	ahead := at.time().Sub(s.rt.w.Now()) - s.ahead
	late := s.rt.profile.Late(ahead).Draw(s.rt.w, "alarm.late")
	s.after(e, max(0, ahead-s.early(e.obj))+late)
}

func (s *scheduler) after(e *alarmEntry, d time.Duration) {
	var t *actor.Timer
	t = s.rt.w.After(d, func() { s.self.Send(func() { s.fire(e, t) }) }).For("alarm")
	e.timer = t
}

// fire delivers an alarm, unless the timer that has rung has been replaced since.
func (s *scheduler) fire(e *alarmEntry, rang *actor.Timer) {
	if s.entries[e.obj] != e || e.state == started || e.timer != rang {
		return
	}
	e.timer, e.state = nil, started
	s.rt.w.Trace(actor.Event{Kind: "alarm.fire", Who: e.obj.label, What: e.scheduled.String(), N: int64(e.retries)})
	r := &alarmRun{scheduled: e.scheduled, retries: e.retries}
	ev := &event{kind: kindAlarm, what: e.scheduled.String(), peer: "alarms", alarm: r}
	r.ev = ev
	ev.run = func(i *instance, end func(any, error)) { i.ring(r, end) }
	ev.done = func(v any, err error) {
		out, _ := v.(alarmOutcome)
		if err != nil {
			out = r.failure(err)
		}
		// By the way that wishes take: one made in the handler arrives before the handler's outcome.
		out, late := r.outcome(s.rt.w, out)
		p := ev.departReport(e.obj)
		e.obj.asks.Deliver(s.hop()+late, func() { s.self.Send(func() { s.ended(e, r.scheduled, p.reported(out)) }) })
	}
	s.wake(e, ev)
	s.struck(e.obj)
}

// failure is the outcome of a delivery that the incarnation did not survive. Before the handler has been called it
// is nobody's fault, not even that of a constructor that fails.
func (r *alarmRun) failure(err error) alarmOutcome {
	out := alarmOutcome{failed: true, note: err.Error()}
	if e, ok := err.(*platform.Error); ok && r.began {
		out.counted = countsAgainstLimit(true, e.User, false)
		out.abandon = e.Abort && e.NoRetryAlarm
	}
	return out
}

// countsAgainstLimit classifies a failed run: what the user's code did counts, what broke the output gate
// without the user's doing does not [G16].
func countsAgainstLimit(outputGateBroken, userError, resourceLimitExceeded bool) bool {
	return !outputGateBroken || userError || resourceLimitExceeded
}

// ended takes the outcome of a delivery.
func (s *scheduler) ended(e *alarmEntry, at instant, out alarmOutcome) {
	if s.entries[e.obj] != e || e.state != started || e.scheduled != at {
		return
	}
	switch {
	case e.queued.set:
		s.schedule(e, e.queued)
	case out.abandon, out.failed && e.retries >= retriesMax:
		e.state = finished
		s.abandon(e)
	case out.failed:
		e.state = finished
		if s.retryStruck(e, out) {
			return
		}
		s.after(e, e.again(out.counted, func(n int) int { return s.rt.w.Choose("alarm.jitter", n) }))
	default:
		e.state = finished
		s.drop(e)
	}
}

// again counts a failed run and returns the delay before the next.
func (e *alarmEntry) again(counted bool, choose func(n int) int) time.Duration {
	if counted {
		e.retries++
		if e.uncounted {
			e.backoff = 0 // The user's errors do not inherit the platform's backoff [G15].
		}
	}
	e.uncounted = !counted
	d := retryStart << min(e.backoff, backoffMax)
	e.backoff = min(e.backoff, backoffMax) + 1
	return d + time.Duration(choose(int(d.Milliseconds())/jitterFactor+1))*time.Millisecond
}

// drop removes an alarm that is over, in memory and on disk.
func (s *scheduler) drop(e *alarmEntry) {
	e.timer.Stop()
	delete(s.entries, e.obj)
	if st, err := s.store(e.obj.ns); err != nil || st.delete(e.obj.id) != nil {
		bug("alarm manager lost its table: %v", err)
	}
}

// abandon gives an alarm up: the object's copy is cleared first; if that fails the entry stays [G19].
func (s *scheduler) abandon(e *alarmEntry) {
	at := e.scheduled
	s.rt.w.Trace(actor.Event{Kind: "alarm.abandon", Who: e.obj.label, What: at.String(), N: int64(e.retries)})
	late, refused := s.abandonStruck(e.obj)
	r := &alarmRun{scheduled: at}
	ev := &event{kind: kindInside, what: "abandon alarm", peer: "alarms", alarm: r}
	ev.run = func(i *instance, end func(any, error)) { end(alarmOutcome{}, i.abandon(r)) }
	ev.done = func(_ any, err error) {
		e.obj.asks.Deliver(s.hop(), func() { // Behind what the object has asked for instead.
			s.self.Send(func() {
				if err == nil && s.entries[e.obj] == e && e.state == finished && e.scheduled == at {
					if e.queued.set {
						s.schedule(e, e.queued)
						return
					}
					s.drop(e)
				}
			})
		})
	}
	e.link.Deliver(s.hop()+late, func() {
		if refused != nil {
			ev.refuse(refused)
			return
		}
		e.obj.deliver(ev)
	})
}

// RestartAlarms restarts the alarm manager: it reads its table again; retry counters are lost, and what is
// overdue fires at once [G18]. Deliveries under way are not waited for.
func (rt *Runtime) RestartAlarms() error {
	rt.w.Check()
	s := rt.alarms
	s.setClock()
	for _, ns := range rt.order {
		for _, o := range ns.list {
			if e := s.entries[o]; e != nil {
				e.timer.Stop()
				delete(s.entries, o)
			}
		}
		if err := s.load(ns); err != nil {
			return err
		}
	}
	return nil
}

// load schedules the alarms in a namespace's table.
func (s *scheduler) load(ns *Namespace) error {
	st, err := s.store(ns)
	if err != nil {
		return err
	}
	rows, err := st.all()
	if err != nil {
		return err
	}
	for _, row := range rows {
		id, err := ns.key.fromString(row.id)
		if err != nil {
			return err
		}
		id.name, id.named = row.name, row.named
		o := ns.object(id)
		o.orphan = o.orphan || o.births == 0 // To be in the table is not yet a touch: see object.adopt.
		s.schedule(&alarmEntry{obj: o, link: s.rt.w.NewLink()}, row.at)
	}
	return nil
}
