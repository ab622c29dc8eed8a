package alarms

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/platform"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "the first seed of the random tests")
	seedsFlag = flag.Int("seeds", 150, "how many seeds the random tests try")
)

// modelled is what the model knows of one schedule made: it must run once, not before its time, in its turn, unless it
// is cancelled or replaced before; more often only if a crash fell in.
type modelled struct {
	n        int // the order of making
	id       string
	due      time.Duration
	slow     bool
	made     time.Duration
	fails    int // runs that fail first
	gone     time.Duration
	goneSet  bool // cancelled or replaced
	unsure   bool // … or made, by a call that a crash has answered
	began    []time.Duration
	finished int
}

// model drives one object with random operations and knows what must come of them.
type model struct {
	l       *lab
	rng     *rand.Rand
	all     []*modelled
	byID    map[string]*modelled // the living one of each id
	faults  []string
	lastDue time.Duration
	lastN   int
	quick   bool   // no handler waits, no machine is lost, no clock is wrong: nothing is late
	drain   [2]int // incarnation and number of the drain that ran lastN
	mixed   [2]int
}

func (m *model) fault(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf("%v: ", m.l.w.Elapsed())+fmt.Sprintf(format, args...))
}

// run is the handler: the payload is the number of the schedule.
func (m *model) run(x *thing, r Run) error {
	n, err := Payload[int](r)
	if err != nil {
		return err
	}
	s, now := m.all[n], m.l.w.Elapsed()
	s.began = append(s.began, now)
	if now < s.due {
		m.fault("schedule %d early: due %v", n, s.due)
	}
	if m.quick && r.Attempt == 1 && now > max(s.due, s.made)+1500*time.Millisecond {
		m.fault("schedule %d late: due %v", n, s.due)
	}
	if s.goneSet && !s.unsure {
		m.fault("schedule %d runs, cancelled or replaced at %v", n, s.gone)
	}
	if s.finished > 0 && !m.l.crashes.within(s.began[0], now) {
		m.fault("schedule %d runs again without a crash since %v", n, s.began[0])
	}
	drain := [2]int{x.st.Incarnation(), x.a.stats.Drains}
	if len(x.a.flights) > 1 {
		m.mixed = drain // Two drains at once: which of them this run belongs to cannot be seen.
	}
	before := s.due < m.lastDue || s.due == m.lastDue && n < m.lastN
	if r.Attempt == 1 && m.drain == drain && m.mixed != drain && before {
		m.fault("schedule %d (due %v) runs after %d (due %v)", n, s.due, m.lastN, m.lastDue)
	}
	if r.Attempt == 1 {
		m.drain, m.lastDue, m.lastN = drain, s.due, n
	}
	if s.slow {
		x.st.Sleep(time.Duration(1+m.rng.IntN(4000)) * time.Millisecond)
	}
	if m.rng.IntN(4) == 0 { // It uses the schedules itself.
		m.operate(x)
	}
	if len(s.began) <= s.fails {
		return errors.New("it fails")
	}
	s.finished++
	return nil
}

// operate does one random thing in a turn of the object.
func (m *model) operate(x *thing) {
	switch p := m.rng.IntN(100); {
	case p < 60:
		m.schedule(x)
	case p < 75:
		m.cancel(x)
	case p < 80:
		foreign := x.st.Now().Add(time.Duration(m.rng.IntN(60_000)) * time.Millisecond)
		m.must(x.st.Storage.SetAlarm(foreign))
		m.must(x.a.Repair())
	case p < 85:
		m.must(x.st.Storage.DeleteAlarm())
		m.must(x.a.Repair())
	case p < 90:
		_, err := x.a.List(Filter{})
		m.must(err)
	default:
		_, err := x.a.RunDue()
		m.must(err)
	}
}

func (m *model) must(err error) {
	if err != nil {
		m.fault("%v", err)
	}
}

// delays are those of the field report, and some that fall together.
var delays = []time.Duration{0, 0, 0, ms, 300 * ms, sec, sec, 5 * sec, 10 * sec, 15 * sec, time.Minute}

func (m *model) schedule(x *thing) {
	d := delays[m.rng.IntN(len(delays))]
	s := &modelled{n: len(m.all), id: fmt.Sprint("id", m.rng.IntN(12)), unsure: true, made: m.l.w.Elapsed()}
	s.slow = !m.quick && m.rng.IntN(6) == 0
	if m.rng.IntN(8) == 0 {
		s.fails = 1 + m.rng.IntN(2)
	}
	if m.rng.IntN(2) == 0 {
		s.id = fmt.Sprint("own", s.n)
	}
	old := m.byID[s.id]
	m.all = append(m.all, s)
	if old != nil {
		old.unsure = true // Until the call is answered.
	}
	if _, err := x.a.After(d, "run", s.n, Replace(s.id)); err != nil {
		m.fault("%v", err)
		return
	}
	row, err := x.a.Get(s.id)
	m.must(err)
	s.due = row.Due.Sub(start)
	m.byID[s.id] = s
	if old != nil {
		old.goneSet, old.gone = true, m.l.w.Elapsed()
	}
	m.sure(x, s, old)
}

// sure notes, once it is durable, what has been done: a crash before may have undone it.
func (m *model) sure(x *thing, made, gone *modelled) {
	x.st.Go(func() {
		m.must(x.st.Storage.Sync())
		if made != nil {
			made.unsure = false
		}
		if gone != nil {
			gone.unsure = false
		}
	})
}

func (m *model) cancel(x *thing) {
	var living []string
	for _, s := range m.all {
		if m.byID[s.id] == s {
			living = append(living, s.id)
		}
	}
	if len(living) == 0 {
		return
	}
	s := m.byID[living[m.rng.IntN(len(living))]]
	found, err := x.a.Cancel(s.id)
	m.must(err)
	if !found && s.finished == 0 && !s.unsure && !s.goneSet {
		m.fault("schedule %d is not there to be cancelled", s.n)
	}
	delete(m.byID, s.id)
	if found {
		s.unsure = true
		s.goneSet, s.gone = true, m.l.w.Elapsed()
		m.sure(x, nil, s)
	}
}

// play runs one seed.
func play(t *testing.T, seed uint64) *model {
	rng := rand.New(rand.NewPCG(seed, 7))
	m := &model{rng: rng, byID: map[string]*modelled{}}
	profiles := platform.Ordinary()
	p := profiles[rng.IntN(len(profiles))]
	m.quick = rng.IntN(3) == 0
	if !m.quick && rng.IntN(4) == 0 {
		p.ManagerAhead = time.Duration(rng.IntN(4000)-2000) * time.Millisecond
	}
	s := setup{
		profile: p, seed: seed,
		options:  Options{Batch: 1 + rng.IntN(20), Retry: Retry{First: 300 * time.Millisecond, Attempts: 5}},
		handlers: map[string]func(*thing, Run) error{"run": m.run},
	}
	if !m.quick && rng.IntN(2) == 0 {
		chance := 1 / float64(20+rng.IntN(200))
		for _, point := range crashPoints {
			s.faults = append(s.faults, fmt.Sprintf("%s p=%.4f times=20 crash", point, chance))
		}
	}
	m.l = newLab(t, s)
	for range 60 {
		switch p := rng.IntN(100); {
		case p < 70:
			err := m.l.try(func(x *thing) error { m.operate(x); return nil })
			if !errors.Is(err, platform.ErrConnectionLost) {
				m.must(err)
			}
		case p < 75 && !m.quick:
			if err := m.l.rt.Crash(m.l.stub); !errors.Is(err, durable.ErrNotRunning) {
				m.must(err)
			}
		case p < 77:
			m.must(m.l.rt.RestartAlarms())
		case p < 80:
			err := m.l.rt.Evict(m.l.stub)
			if !errors.Is(err, durable.ErrNotRunning) && !errors.Is(err, durable.ErrBusy) {
				m.must(err)
			}
		default:
			gaps := []time.Duration{0, time.Millisecond, 100 * time.Millisecond, time.Second, 11 * time.Second}
			m.l.advance(gaps[rng.IntN(len(gaps))])
		}
	}
	m.must(m.l.rt.SetFaults(nil)) // Then demand that all is done.
	m.l.advance(10 * time.Minute)
	m.judge()
	return m
}

// judge demands that nothing is left.
func (m *model) judge() {
	for _, s := range m.all {
		if s.finished == 0 && !s.goneSet && !s.unsure {
			m.fault("schedule %d (%s, due %v) is lost: began %v", s.n, s.id, s.due, s.began)
		}
	}
	if at := m.l.alarm(); at != -1 {
		m.fault("the native alarm is left at %v", at)
	}
	rows, err := m.l.rt.Query(m.l.stub, `SELECT id FROM _alarms`)
	if err == nil && len(rows) > 0 {
		m.fault("left: %v", rows)
	}
}

// Random schedules, cancels, replaces, foreign alarms, evictions and crashes: nothing lost, nothing early, nothing
// twice without a crash, all in order.
func TestModel(t *testing.T) {
	var runs, schedules, crashes, unsure int
	struck := map[string]int{}
	for seed := *seedFlag; seed < *seedFlag+uint64(*seedsFlag); seed++ {
		m := play(t, seed)
		if len(m.faults) > 0 {
			why := strings.Join(m.faults, "\n")
			t.Fatalf("seed %d:\n%s\ngo test ./alarms -run TestModel -seed %d -seeds 1", seed, why, seed)
		}
		crashes += len(m.l.crashes.at)
		for n, times := range m.l.plan.Struck() {
			struck[crashPoints[n]] += times
		}
		for _, s := range m.all {
			schedules++
			runs += len(s.began)
			if s.unsure {
				unsure++
			}
		}
	}
	t.Logf("%d seeds, %d schedules (%d unsure), %d runs, %d crashes, of these %v",
		*seedsFlag, schedules, unsure, runs, crashes, struck)
	for _, point := range crashPoints {
		require.True(t, *seedsFlag < 150 || struck[point] > 0, "no crash at %s", point)
	}
}

// Two runs of a seed have one hash, another seed has another.
func TestHash(t *testing.T) {
	hash := func(seed uint64) string { return play(t, seed).l.w.Hash() }
	for seed := *seedFlag; seed < *seedFlag+10; seed++ {
		if a, b := hash(seed), hash(seed); a != b {
			t.Fatalf("seed %d: %s, then %s\ngo test ./alarms -run TestHash -seed %d", seed, a, b, seed)
		}
		if hash(seed) == hash(seed+1) {
			t.Fatalf("seeds %d and %d have one hash\ngo test ./alarms -run TestHash -seed %d", seed, seed+1, seed)
		}
	}
}
