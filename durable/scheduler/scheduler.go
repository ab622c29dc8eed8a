package scheduler

import (
	"errors"
	"fmt"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// Scheduler is the alarm manager of a world (workerd: AlarmScheduler). It is an actor: whatever changes an entry is a
// message in its mailbox, its own timers included.
type Scheduler struct {
	w       *actor.World
	profile platform.Profile
	host    Host
	self    *actor.Actor
	lines   map[Object]*line
	tables  map[string]*table
	order   []*table      // in the order of opening
	upAt    time.Time     // when a restart by a fault is over
	ahead   time.Duration // how far its clock is ahead of the world's
	numbers uint64        // given to entries and timers so far
}

// line is what the scheduler keeps of one object: its entry, and the links between both, each of which keeps its order.
type line struct {
	object  Object
	table   *table
	asks    actor.Link // requests and reports
	answers actor.Link
	entry   *entry // nil for none

	foreseen time.Time // what the object is about to ask for, zero for nothing
}

// New starts a scheduler in w with the numbers of p. Its tables are opened at their first use.
func New(w *actor.World, p platform.Profile, h Host) *Scheduler {
	s := &Scheduler{w: w, profile: p, host: h, lines: map[Object]*line{}, tables: map[string]*table{}}
	s.self = w.Spawn("alarms", s)
	s.setClock()
	return s
}

// Messages to the scheduler.
type (
	// arrived is a request at the end of its way.
	arrived struct {
		request Request
		sent    time.Duration
		fate    fate
	}
	// overtaken is a request that a fault has put behind later ones.
	overtaken struct{ request Request }
	// reported is a report at the end of its way.
	reported struct {
		report Report
		sent   time.Duration
	}
	// rang is a timer of the line's entry; number tells whether it is still the one that counts.
	rang struct {
		line   *line
		number uint64
	}
)

// Receive is one turn of the scheduler.
func (s *Scheduler) Receive(msg any) {
	switch m := msg.(type) {
	case arrived:
		s.arrived(m)
	case overtaken:
		s.overtaken(m.request)
	case reported:
		s.reported(m)
	case rang:
		s.rang(m)
	default:
		bug("message %T", msg)
	}
}

// Restart starts the scheduler anew: it reads its tables again. Retry counters are lost, and what is overdue fires at
// once [G18]. It does not wait for deliveries under way, and ignores their reports.
func (s *Scheduler) Restart() error {
	s.setClock()
	for _, class := range s.host.Classes() {
		if t := s.tables[class]; t != nil {
			for _, l := range t.lines {
				l.forget()
			}
		}
		if err := s.Load(class); err != nil {
			return err
		}
	}
	return nil
}

// Load schedules the alarms in the table of a class.
func (s *Scheduler) Load(class string) error {
	t := s.table(class)
	if err := s.open(t); err != nil {
		return err
	}
	rows, err := t.all()
	if err != nil {
		return err
	}
	for _, r := range rows {
		o, err := s.host.Object(r.key)
		if err != nil {
			return err
		}
		l := s.line(o)
		l.forget()
		s.schedule(l, s.add(l), r.at)
	}
	return nil
}

// Adopt takes over the rows of another table for the class, those that mine is true for. Where the class's table has the
// object already, the earlier of the two times stays: to wake an object too early does no harm. What is adopted is
// durable when Adopt returns, and is scheduled by Load.
func (s *Scheduler) Adopt(class string, from *sqlite.DB, mine func(Key) bool) error {
	t, other := s.table(class), &table{class: class, open: true, db: from}
	if err := s.open(t); err != nil {
		return err
	}
	if _, err := from.Exec(schema); err != nil {
		return err
	}
	rows, err := other.all()
	if err != nil {
		return err
	}
	have, err := t.all()
	if err != nil {
		return err
	}
	at := map[string]time.Time{}
	for _, r := range have {
		at[r.key.ID] = r.at
	}
	for _, r := range rows {
		if old, found := at[r.key.ID]; !mine(r.key) || found && !r.at.Before(old) {
			continue
		}
		if err := t.set(r.key, r.at); err != nil {
			return err
		}
	}
	if t.db == nil {
		return from.Rollback()
	}
	newest, _ := t.db.Marks()
	return errors.Join(from.Rollback(), t.db.Confirm(newest))
}

// Close closes the tables.
func (s *Scheduler) Close() error {
	errs := make([]error, 0, len(s.order))
	for _, t := range s.order {
		if t.db != nil {
			errs = append(errs, t.db.Close())
		}
	}
	return errors.Join(errs...)
}

// line returns what the scheduler keeps of an object, from its first message on.
func (s *Scheduler) line(o Object) *line {
	l := s.lines[o]
	if l == nil {
		l = &line{object: o, table: s.table(o.Key().Class), asks: s.w.NewLink(), answers: s.w.NewLink()}
		l.table.lines = append(l.table.lines, l)
		s.lines[o] = l
	}
	return l
}

func (s *Scheduler) number() uint64 {
	s.numbers++
	return s.numbers
}

// setClock draws how far the clock is off, at each start.
func (s *Scheduler) setClock() { s.ahead = s.profile.ManagerAhead + s.host.Skew() }

// Text writes a time that an alarm is set for, as traces do; the zero time is none.
func Text(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	var text [len("2006-01-02T15:04:05.000Z")]byte
	b := at.UTC().AppendFormat(text[:0], time.RFC3339) // Package time writes it faster than any other layout.
	ms := at.Nanosecond() / int(time.Millisecond)
	return string(append(b[:len(b)-1], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z'))
}

// bug panics: an invariant of this package is broken.
func bug(format string, args ...any) { panic("durable/scheduler: " + fmt.Sprintf(format, args...)) }
