package specimens

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/platform"
)

// reproduction is a bug's deterministic reproduction as a question: whether a specimen shows it. The tests of
// catalogue_*_test.go tell the same in full.
type reproduction struct {
	bug string
	setting
	shows func(b *bench) bool
}

// reproductions are at least one for each bug of the catalogue, new ones at each call.
func reproductions() []reproduction {
	var effects []string // of B12: the occurrences that its handler was told
	return []reproduction{
		{b1, setting{phase: 500 * time.Millisecond}, func(b *bench) bool {
			b.after(0, "now")
			b.order("past", Order{When: At(b.Now().Add(-time.Hour))})
			b.pass(5 * time.Minute)
			return b.tally().NeverArmed > 0
		}},
		{b2, setting{phase: 100 * time.Millisecond}, func(b *bench) bool {
			b.after(300*time.Millisecond, "one")
			b.pass(time.Hour)
			return b.tally().NeverArmed == 1
		}},
		{b3, setting{phase: 999 * time.Millisecond}, func(b *bench) bool {
			b.after(2*second, "backoff")
			b.pass(time.Hour)
			return b.tally().Early == 1
		}},
		{b4, setting{profile: loaded(1100 * time.Millisecond), phase: 700 * time.Millisecond}, func(b *bench) bool {
			b.after(second, keys(5)...)
			b.pass(time.Hour)
			return b.tally().NeverArmed == 5
		}},
		{b5, setting{profile: late(200 * time.Millisecond)}, func(b *bench) bool {
			b.after(5*second, "due")
			b.pass(5*second + 100*time.Millisecond)
			b.after(time.Minute, "later")
			b.pass(30 * second)
			return b.runs("due") == 0
		}},
		{b6, setting{}, func(b *bench) bool {
			b.after(time.Minute, "mine")
			b.inside(func(o *Object) error { return o.State.Storage.SetAlarm(o.State.Now().Add(30 * second)) })
			b.pass(time.Hour)
			return b.tally().NeverArmed == 1
		}},
		{b7, setting{profile: skewed(40 * time.Millisecond)}, func(b *bench) bool {
			b.after(10*second, "one")
			b.pass(time.Hour)
			return b.tally().NeverArmed == 1
		}},
		{b8, setting{callbacks: map[string]Callback{"cancels": cancelSecond}}, func(b *bench) bool {
			b.order("first", Order{When: After(20 * second), Callback: "cancels"})
			b.after(20*second, "second")
			b.after(time.Hour, "in an hour")
			b.inside(func(o *Object) error { o.State.Sleep(15 * second); return nil }) // It does not sleep: no cold wake.
			b.pass(10 * second)
			return b.runs("in an hour") == 1
		}},
		{b9, setting{callbacks: map[string]Callback{"run": sleeps(100 * time.Millisecond)}}, func(b *bench) bool {
			b.after(30*second, "due", "due too")
			b.pass(time.Minute)
			return b.tally().Duplicate == 1
		}},
		{b10, setting{callbacks: map[string]Callback{"throws": throws(4)}}, func(b *bench) bool {
			b.order("one", Order{When: After(5 * second), Callback: "throws"})
			b.pass(time.Hour)
			return b.tally().Failed == 1
		}},
		{b11, setting{}, func(b *bench) bool {
			b.order("orphan", Order{When: After(5 * second), Callback: "gone"})
			b.pass(time.Hour)
			return len(b.record().Stored) == 1
		}},
		{b12, struckAfterRun("run", &effects), func(b *bench) bool {
			b.after(5*second, "one")
			b.pass(time.Hour)
			return len(effects) > 1 && (effects[0] == "" || len(slices.Compact(effects)) > 1)
		}},
		{b13, setting{callbacks: map[string]Callback{"beat": func(o *Object, _ Task) error {
			_, err := o.Order("beat", heartbeat)
			return err
		}}}, func(b *bench) bool {
			b.order("beat", heartbeat)
			b.pass(61 * second)
			return b.runs("beat") == 1 && len(b.record().Stored) == 0
		}},
		{b14, setting{callbacks: map[string]Callback{"again": orderAgain}}, func(b *bench) bool {
			b.order("+", Order{When: After(2 * second), Callback: "again"})
			b.pass(time.Hour)
			return b.tally().NeverArmed == 1
		}},
		{b15, setting{callbacks: map[string]Callback{"run": sleeps(31 * second)}}, resetsAgain},
		{b15, setting{callbacks: map[string]Callback{"run": callHome}}, resetsAgain},
		{b16, setting{}, func(b *bench) bool {
			_ = b.try(func(o *Object) error {
				_, err := o.Order("bad", Order{When: After(5 * second), Payload: make(chan int)})
				return err
			})
			b.pass(second)
			return b.traced(`"ev":"reset"`, "unsupported type") == 1
		}},
		{b17, setting{}, func(b *bench) (unread bool) {
			b.inside(func(o *Object) error {
				id, err := o.Order("one", Order{When: After(time.Minute)})
				if err != nil {
					return err
				}
				_, found, err := o.Mux.(Getter).Get(id)
				unread = !found
				return err
			})
			return unread
		}},
		{b18, setting{callbacks: map[string]Callback{"cancels": func(o *Object, _ Task) error {
			_, err := o.Cancel("second")
			o.State.Sleep(time.Millisecond) // A cancel that is put off has its time.
			return err
		}}}, func(b *bench) bool {
			b.order("first", Order{When: After(5 * second), Callback: "cancels"})
			b.after(5*second, "second")
			b.pass(time.Minute)
			return b.tally().Undead == 1
		}},
		{b19, setting{profile: late(2500 * time.Millisecond)}, func(b *bench) bool {
			b.after(7*second, "due last")
			b.after(5*second, "due first")
			b.pass(time.Minute)
			return b.ran()[0] == "due last"
		}},
		{b20, setting{callbacks: map[string]Callback{"down": isDown}}, func(b *bench) bool {
			b.order("down", Order{When: After(5 * second), Callback: "down"})
			b.pass(time.Hour)
			return b.tally().NeverArmed == 1
		}},
		{b21, setting{callbacks: map[string]Callback{"down": isDown}}, func(b *bench) bool {
			b.order("down", Order{When: After(5 * second), Callback: "down"})
			b.after(5*second, "behind")
			b.pass(time.Minute)
			return b.runs("behind") == 0
		}},
		{b22, setting{profile: late(5 * time.Millisecond)}, func(b *bench) bool {
			b.after(30*second, "one") // The object sleeps by then.
			b.pass(time.Hour)
			return b.wakes() == 2
		}},
		{b23, setting{callbacks: map[string]Callback{"run": sleeps(time.Minute)}}, func(b *bench) bool {
			b.after(5*second, keys(20)...)
			b.pass(3 * time.Hour)
			return b.traced(`"ev":"reset"`, "Alarm exceeded its allowed execution time") > 0
		}},
		{b24, setting{callbacks: map[string]Callback{"run": sleepsOnce(90 * second)}}, func(b *bench) bool {
			b.order("each minute", Order{When: Cron("* * * * *"), ID: "cron"})
			b.Go("awake", func() { _ = b.try(func(o *Object) error { o.State.Sleep(6 * time.Minute); return nil }) })
			b.pass(5*time.Minute + 30*second)
			return b.runs("each minute") < 5
		}},
		{b24, setting{}, func(b *bench) bool {
			for range 4 {
				b.order("daily", Order{When: Cron("0 3 * * *"), ID: "daily"})
				b.pass(11 * second)
			}
			return len(b.record().Stored) == 4
		}},
		{b25, setting{}, func(b *bench) (shows bool) {
			b.inside(func(o *Object) error {
				_, _, missing := o.Mux.(Getter).Get("nobody")
				cancelled, err := o.Mux.Cancel("nobody")
				shows = missing != nil || cancelled
				return err
			})
			return shows
		}},
		{b26, setting{}, func(b *bench) bool {
			b.after(time.Minute, "one")
			b.inside(func(o *Object) error { _, err := o.Cancel("one"); return err })
			b.pass(second)
			return !b.record().Alarm.IsZero()
		}},
		{b27, setting{}, func(b *bench) bool {
			before := b.usage()
			b.after(time.Hour, keys(10)...)
			b.pass(second)
			return b.usage().Since(before).RowsWritten > 10*2+10 // The object's own note, the row, and the alarm.
		}},
	}
}

// heartbeat is a schedule that makes itself anew.
var heartbeat = Order{When: After(5 * second), ID: "heartbeat", Callback: "beat"}

func sleeps(d time.Duration) Callback {
	return func(o *Object, _ Task) error { o.State.Sleep(d); return nil }
}

// sleepsOnce sleeps in its first run.
func sleepsOnce(d time.Duration) Callback {
	return func(o *Object, _ Task) error { o.State.Sleep(d); d = 0; return nil }
}

// throws throws in the first n runs.
func throws(n int) Callback {
	return func(*Object, Task) error {
		if n--; n >= 0 {
			return errors.New("not yet")
		}
		return nil
	}
}

func isDown(*Object, Task) error { return platform.ErrConnectionLost }

// callHome calls the object that it runs in.
func callHome(o *Object, _ Task) error {
	_, err := o.State.Namespace("Alarms").Get(o.State.ID).Call("Ping")
	return err
}

func cancelSecond(o *Object, _ Task) error {
	_, err := o.Cancel("second")
	o.State.Sleep(time.Millisecond) // A cancel that is put off has its time.
	return err
}

// orderAgain schedules itself for now, three times.
func orderAgain(o *Object, task Task) error {
	if len(fmt.Sprint(task.Payload)) == 4 {
		return nil
	}
	_, err := o.Order(fmt.Sprint(task.Payload, "+"), Order{Callback: "again"})
	return err
}

// crashAfterRun is set when a run is about to end.
const crashAfterRun = "object.turn times=1 crash"

// struckAfterRun loses the machine once, at the end of the turn in which the first run ends; told takes the name of
// the occurrence that each run was given.
func struckAfterRun(callback string, told *[]string) setting {
	var rt *durable.Runtime
	return setting{
		options: []durable.Option{func(made *durable.Runtime) { rt = made }},
		callbacks: map[string]Callback{callback: func(o *Object, task Task) error {
			o.State.Sleep(10 * time.Millisecond) // The run is on record by now.
			*told = append(*told, task.Occurrence)
			if len(*told) > 1 {
				return nil
			}
			plan, err := platform.NewPlan(crashAfterRun)
			return errors.Join(err, rt.SetFaults(plan))
		}},
	}
}

// resetsAgain reports whether an object with a row that is due is reset at each of its starts.
func resetsAgain(b *bench) bool {
	b.after(20*second, "slow") // It sleeps by then.
	b.pass(5 * time.Minute)
	return b.traced(`"ev":"reset"`, "blockConcurrencyWhile() in a Durable Object waited") > 2
}

func (b *bench) usage() platform.Usage {
	u, err := b.rt.Usage(b.stub)
	require.NoError(b, err)
	return u
}

// reproduces reports whether a specimen, repaired perhaps, shows a bug in one of its reproductions.
func reproduces(t *testing.T, mux, bug string) bool {
	t.Helper()
	return slices.ContainsFunc(reproductions(), func(r reproduction) bool { return r.bug == bug && r.on(t, mux) })
}

func (r reproduction) on(t *testing.T, mux string) bool { return r.shows(open(t, mux, r.setting)) }

// TestBugs: each specimen shows the bugs that it is said to have, and no others; the cure shows none. Native has one
// slot and is no multiplexer: the catalogue is not about it.
func TestBugs(t *testing.T) {
	for _, s := range All() {
		if s.Name == Native {
			require.Empty(t, s.Bugs)
			continue
		}
		for _, c := range catalogue {
			_, has := s.Bug(c.Name)
			require.Equal(t, has, reproduces(t, s.Name, c.Name), "%s, %s", s.Name, c.Name)
		}
	}
}

// TestRepairs: a repair takes its bug away, and those that rest on it, and no others.
func TestRepairs(t *testing.T) {
	for _, s := range All() {
		for _, gone := range s.Bugs {
			repaired, err := s.Repaired(gone.Name)
			require.NoError(t, err)
			for _, other := range s.Bugs {
				stays := other.Name != gone.Name && !slices.Contains(gone.Takes, other.Name)
				require.Equal(t, stays, reproduces(t, repaired.Name, other.Name), "%s, %s", repaired.Name, other.Name)
			}
		}
	}
}
