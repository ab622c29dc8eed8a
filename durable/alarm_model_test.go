package durable

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

var (
	modelSeed  = flag.Uint64("alarms.seed", 1, "first seed of TestAlarmModel")
	modelSeeds = flag.Int("alarms.seeds", 400, "number of seeds of TestAlarmModel")
)

// bellModel drives one object with random events, in a world with random trouble of which none loses an alarm, and
// knows what must hold: the manager is never later than the disk; what is on the disk rings; one handler at a time;
// never early; not twice without a loss between; and retryCount counts what it should [G5, G8, G9, G13-G18, G21].
type bellModel struct {
	w    *sim.World
	rt   *Runtime
	stub *Stub
	rng  *rand.Rand

	left    int // alarms that may still be set
	calm    bool
	running int
	last    bellRun
	touched time.Duration // when somebody last wished for something, or the manager restarted
	gave    bool          // an alarm was given up
	strayed bool          // a delivery that was late came for another alarm: it counted what is not its own
	dropped bool          // the words of some outcomes are not heard
	broken  []string
}

// bellRun is one run of the handler.
type bellRun struct {
	scheduled time.Time
	retries   int
	began     time.Duration
	end       string // "ok", "failed", "aborted"; "" where it was cut off
	losses    int    // of the object, when it ended
	set       bool   // the same time was set again since
}

func (m *bellModel) fail(format string, args ...any) {
	m.broken = append(m.broken, fmt.Sprintf("%v: ", m.w.Elapsed())+fmt.Sprintf(format, args...))
}

// Write takes lines of the trace.
func (m *bellModel) Write(line []byte) (int, error) {
	for _, ev := range []string{"alarm.ask", "alarm.restart"} {
		if bytes.Contains(line, []byte(`"ev":"`+ev+`"`)) {
			m.touched = m.w.Elapsed()
		}
	}
	m.gave = m.gave || bytes.Contains(line, []byte(`"ev":"alarm.abandon"`))
	return len(line), nil
}

// bell is the object.
type bell struct {
	m  *bellModel
	st *State
}

// Alarm is one run.
func (b *bell) Alarm(info AlarmInfo) error {
	m := b.m
	m.running++
	defer func() { m.running-- }()
	m.began(b, info)
	err := b.act(m.rng.IntN(3))
	m.last.end = "ok"
	if err == nil && !m.calm {
		switch m.rng.IntN(12) {
		case 0, 1, 2:
			m.last.end, err = "failed", errors.New("no")
		case 3:
			m.last.end = "aborted"
			b.st.Abort("no")
		case 4:
			m.last.end = "aborted"
			b.st.Abort("no", NoRetryAlarm)
		}
	}
	m.last.losses = b.st.inst.obj.losses
	return err
}

// began holds a run against the one before.
func (m *bellModel) began(b *bell, info AlarmInfo) {
	i, last := b.st.inst, m.last
	if m.running != 1 {
		m.fail("%d handlers at once", m.running)
	}
	if m.w.Now().Before(info.ScheduledTime) {
		m.fail("%v runs early", info.ScheduledTime)
	}
	if info.IsRetry != (info.RetryCount > 0) || info.RetryCount > scheduler.RetriesMax {
		m.fail("retryCount %d, isRetry %t", info.RetryCount, info.IsRetry)
	}
	row, _ := i.alarm.stored(i.obj.db)
	if !row.set && i.alarm.version == i.alarm.durable {
		m.fail("%v runs, and none is set", info.ScheduledTime)
	}
	again := last.scheduled.Equal(info.ScheduledTime)
	same := row.orZero().Equal(info.ScheduledTime) // Else it runs for the row, which is overdue or not durable [G8].
	if again && same && last.end == "ok" && last.losses == i.obj.losses && !last.set {
		m.fail("%v runs again after %v, where it succeeded", info.ScheduledTime, last.began)
	}
	m.strayed = m.strayed || !same
	fresh := m.touched > last.began-10*time.Second
	want := []int{last.retries, last.retries + 1}
	if !m.dropped && last.losses == i.obj.losses && last.end == "failed" {
		want = want[1:]
	}
	if !m.dropped && last.end == "" {
		want = want[:1]
	}
	if !again {
		want = []int{0}
	}
	if got := info.RetryCount; same && !m.strayed && got != want[0] && got != want[len(want)-1] && !(fresh && got <= 1) {
		m.fail("retryCount %d after %d, which %s", got, last.retries, last.end)
	}
	m.last = bellRun{scheduled: info.ScheduledTime, retries: info.RetryCount, began: m.w.Elapsed()}
}

// Do is a call.
func (b *bell) Do(steps int) error { return b.act(steps) }

// spans are how far ahead alarms are set, and how long code sleeps.
var spans = []time.Duration{
	0, ms, 3 * ms, 10 * ms, 50 * ms, time.Second, 5 * time.Second, 30 * time.Second,
}

// act does some things with the storage.
func (b *bell) act(steps int) (err error) {
	m, s := b.m, b.st.Storage
	for range steps {
		if m.calm || err != nil {
			break
		}
		d := spans[m.rng.IntN(len(spans))]
		switch m.rng.IntN(12) {
		case 0, 1, 2:
			err = b.set(d)
		case 3:
			err = b.set(d, AllowUnconfirmed)
		case 4:
			err = s.DeleteAlarm()
		case 5:
			err = s.KV().Put("n", m.rng.Int())
		case 6:
			err = s.Sync()
		case 7:
			if m.running == 0 { // Else that is not undone: see Storage.TransactionSync.
				_ = s.TransactionSync(func() error { return errors.Join(b.set(d), errors.New("undo")) })
			}
		case 8:
			if m.rng.IntN(4) == 0 {
				err = s.DeleteAll()
			}
		case 9:
			if _, err = s.GetAlarm(); errors.Is(err, ErrNoAlarm) {
				err = nil
			}
		default:
			b.st.Sleep(min(d, 5*time.Second))
		}
	}
	return err
}

func (b *bell) set(d time.Duration, options ...WriteOption) error {
	m := b.m
	if m.left == 0 {
		return nil
	}
	m.left--
	at := b.st.Now().Add(d).Truncate(time.Millisecond)
	if at.Equal(m.last.scheduled) {
		m.last.set = true
	}
	return b.st.Storage.SetAlarm(at, options...)
}

// bellTroubles lose no alarm.
var bellTroubles = []string{
	"commit crash", "commit error=L8", "commit delay=1ms..2s", "commit.durable crash",
	"object.turn crash", "object.turn if=alarm crash", "object.turn evict", "object.activate error=L10", "object.construct crash",
	"alarm.arm delay=1ms..2s", "alarm.arm error=L1", "alarm.armed crash", "alarm.sync chain", "alarm.later delay=1ms..2s",
	"alarm.deliver delay=1ms..5s", "alarm.deliver twice", "alarm.ack drop", "alarm.ack delay=1ms..2s", "alarm.ack crash",
	"alarm.retry restart", "alarm.manager restart",
}

// bells runs the model once and returns what did not hold.
func bells(seed uint64) (broken, tail []string, hash string) {
	rng := rand.New(rand.NewPCG(seed, 1))
	m := &bellModel{rng: rng, left: 60}
	m.w = sim.New(sim.Options{Chooser: sim.Seed(seed), Trace: m, TailMax: 1000, StepsMax: 1_000_000})
	defer m.w.Close()
	pick := func(d ...fault.Dist) fault.Dist { return d[rng.IntN(len(d))] }
	p := platform.Ideal()
	p.Commit = pick(fault.Dist{}, fault.Const(10*ms), fault.Uniform(0, 50*ms))
	p.AlarmHop = pick(fault.Dist{}, fault.Const(2*ms), fault.Const(20*ms), fault.Uniform(0, 50*ms))
	p.ClientHop = pick(fault.Dist{}, fault.Const(ms))
	p.ColdStart = pick(fault.Dist{}, fault.Uniform(0, 20*ms))
	p.SameTimeRearms = true
	p.HibernateAfter = []time.Duration{10 * time.Second, 100 * ms}[rng.IntN(2)]
	var texts []string
	for range rng.IntN(5) {
		text := bellTroubles[rng.IntN(len(bellTroubles))]
		where, what, _ := strings.Cut(text, " ")
		m.dropped = m.dropped || text == "alarm.ack drop" || text == "alarm.deliver twice"
		texts = append(texts, fmt.Sprintf("%s nth=%d %s", where, 1+rng.IntN(12), what))
	}
	plan, err := platform.NewPlan(texts...)
	if err != nil {
		bug("%v", err)
	}
	m.rt = New(m.w.World, p, WithFaults(plan))
	ns, err := m.rt.Namespace(Class{Name: "Bell", New: func(st *State) (Object, error) { return &bell{m, st}, nil }})
	if err != nil {
		bug("%v", err)
	}
	m.stub = ns.GetByName("a")
	for range 40 {
		m.event(ns)
		if err := m.w.Advance(spans[rng.IntN(len(spans))] / time.Duration(1+rng.IntN(4))); err != nil {
			m.fail("%v", err)
		}
		m.check()
	}
	m.calm = true
	if err := errors.Join(m.rt.SetFaults(nil), m.w.Advance(3*time.Hour)); err != nil {
		m.fail("%v", err)
	}
	m.check()
	if v, _ := m.rt.Look(m.stub); (!v.Alarm.IsZero() || !v.Managed.IsZero()) && !m.stuck(v) {
		m.fail("in the end:\n%v", v)
	}
	return m.broken, append([]string{strings.Join(texts, "; ") + "\n"}, m.w.Tail()...), m.w.Hash()
}

// event lets one thing happen to the object.
func (m *bellModel) event(ns *Namespace) {
	switch m.rng.IntN(10) {
	case 0:
		_ = m.rt.Crash(m.stub) // Where it runs.
	case 1:
		m.touched = m.w.Elapsed()
		if m.rng.IntN(3) == 0 {
			_ = m.rt.RestartAlarms()
		}
	case 2:
		_ = m.rt.Evict(m.stub)
	default:
		steps := 1 + m.rng.IntN(4)
		m.w.Go("client", func() { _, _ = ns.GetByName("a").Call("Do", steps) })
	}
}

// stuck: given up, and the object could not be told [G19].
func (m *bellModel) stuck(v Sight) bool {
	return m.gave && v.Manager.State == scheduler.Finished && v.Manager.Next.IsZero()
}

// check holds both copies against each other, at any time at which no delivery is under way.
func (m *bellModel) check() {
	v, err := m.rt.Look(m.stub)
	if err != nil {
		m.fail("%v", err)
	}
	disk, manager := v.Object.Confirmed, v.Manager
	if disk.IsZero() || manager.State == scheduler.Started || m.stuck(v) {
		return
	}
	by := manager.Scheduled
	if !manager.Queued.IsZero() && manager.Queued.Before(by) {
		by = manager.Queued
	}
	if by.IsZero() || by.After(disk) || manager.Next.IsZero() {
		m.fail("the manager is later than the disk:\n%v", v)
	}
}

// TestAlarmModel tries the model under many seeds.
func TestAlarmModel(t *testing.T) {
	for seed := *modelSeed; seed < *modelSeed+uint64(*modelSeeds); seed++ {
		broken, tail, hash := bells(seed)
		if len(broken) > 0 {
			t.Fatalf("%s\n%s\ngo test ./durable -run '^TestAlarmModel$' -alarms.seed=%d -alarms.seeds=1",
				strings.Join(tail, ""), strings.Join(broken, "\n"), seed)
		}
		if seed%50 == 0 {
			if _, _, again := bells(seed); again != hash {
				t.Fatalf("seed %d: another hash", seed)
			}
		}
	}
}
