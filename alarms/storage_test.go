package alarms

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// errQuota is what a storage operation says that fails without resetting the object.
const errQuota = "Exceeded allowed rows read"

// TestStorageErrorIsReported fails one storage operation after another within each method. The method reports it, and
// no schedule or dead letter has changed.
func TestStorageErrorIsReported(t *testing.T) {
	for _, c := range []struct {
		name string
		call func(x *thing) error
	}{
		{"new", func(x *thing) error { _, err := New(x.st, Options{Watchdog: sec}); return err }},
		{"after", func(x *thing) error { _, err := x.a.After(0, "note", nil); return err }},
		{"after, the first", func(x *thing) error {
			x.a.count = -1
			_, err := x.a.After(sec, "note", nil)
			return err
		}},
		{"after, where a large object has become small", func(x *thing) error {
			x.a.count, x.a.indexed = -1, present
			_, err := x.a.After(sec, "note", nil)
			return err
		}},
		{"after, where a small object has become large", func(x *thing) error {
			x.a.count = indexAbove
			_, err := x.a.After(sec, "note", nil)
			return err
		}},
		{"after, named", func(x *thing) error { _, err := x.a.After(sec, "note", nil, ID("new")); return err }},
		{"keep", func(x *thing) error { _, err := x.a.After(sec, "note", nil, ID("once")); return err }},
		{"replace", func(x *thing) error { _, err := x.a.After(sec, "note", nil, Replace("once")); return err }},
		{"replace by a later one", func(x *thing) error { _, err := x.a.After(2*time.Hour, "note", nil, Replace("once")); return err }},
		{"ensure", func(x *thing) error { _, err := x.a.Every(time.Minute, "note", nil, Ensure("every")); return err }},
		{"cancel", func(x *thing) error { _, err := x.a.Cancel("once"); return err }},
		{"cancel what is not there", func(x *thing) error { _, err := x.a.Cancel("nothing"); return err }},
		{"get", func(x *thing) error { _, err := x.a.Get("once"); return err }},
		{"list", func(x *thing) error { _, err := x.a.List(Filter{}); return err }},
		{"next", func(x *thing) error { _, err := x.a.Next(); return err }},
		{"repair", func(x *thing) error { return x.a.Repair() }},
		{"repair what others changed", func(x *thing) error {
			x.a.armed = 1
			return x.a.Repair()
		}},
		{"dead", func(x *thing) error { _, err := x.a.Dead(Filter{}); return err }},
		{"revive", func(x *thing) error { _, err := x.a.Revive(letter(x)); return err }},
		{"revive, the first", func(x *thing) error {
			x.a.count = -1
			_, err := x.a.Revive(letter(x))
			return err
		}},
		{"discard", func(x *thing) error { _, err := x.a.Discard(letter(x)); return err }},
		{"keep alive", func(x *thing) error {
			_, err := x.a.KeepAlive()
			require.Equal(x.lab.t, err == nil, x.a.holds == 1, "what failed does not hold")
			return err
		}},
		{"timeout", func(x *thing) error { _, err := x.a.Timeout(sec, func() {}); return err }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for n := 1; ; n++ {
				require.Less(t, n, 50)
				l := newLab(t, setup{options: Options{Retry: Once()}, handlers: map[string]func(*thing, Run) error{
					"fail": func(*thing, Run) error { return errors.New("boom") },
				}})
				l.do(func(x *thing) error {
					_, err := x.a.After(0, "fail", nil, ID("dead"))
					return err
				})
				l.advance(sec)
				l.do(func(x *thing) error {
					_, err := x.a.Every(time.Hour, "note", nil, ID("every"))
					return errors.Join(err, after(time.Minute, "once")(x))
				})
				before := l.stored()
				letter(l.now)
				var struck bool
				l.do(func(x *thing) error {
					struck = l.failing(n, func() error { return c.call(x) })
					return nil
				})
				if !struck {
					require.Greater(t, n, 1)
					return
				}
				require.Equal(t, before, l.stored(), "operation %d failed", n)
				require.Empty(t, l.indexes(), "operation %d failed", n)
				l.advance(2 * time.Hour)
				require.Contains(t, l.ids(), "once", "operation %d failed", n)
			}
		})
	}
}

// failOperation fails the nth storage operation from now on.
func (l *lab) failOperation(n int) {
	l.t.Helper()
	plan, err := platform.NewPlan(fmt.Sprintf("storage.op nth=%d error=L33c", n))
	require.NoError(l.t, err)
	require.NoError(l.t, l.rt.SetFaults(plan))
}

// endFailing ends what failOperation began, and reports whether an operation failed.
func (l *lab) endFailing() bool {
	l.t.Helper()
	struck := l.rt.Faults()[0].Struck > 0
	require.NoError(l.t, l.rt.SetFaults(nil))
	return struck
}

// failing calls fn, whose nth storage operation fails, and reports whether it had so many. Fn returns the error.
func (l *lab) failing(n int, fn func() error) (struck bool) {
	l.t.Helper()
	l.failOperation(n)
	err := fn()
	if struck = l.endFailing(); struck {
		require.ErrorContains(l.t, err, errQuota, "operation %d failed", n)
	}
	return struck
}

// stored is all schedules and dead letters.
func (l *lab) stored() [][]any {
	l.t.Helper()
	rows, err := l.rt.Query(l.stub, `SELECT * FROM _alarms ORDER BY id`)
	require.NoError(l.t, err)
	dead, err := l.rt.Query(l.stub, `SELECT * FROM _alarms_dead ORDER BY n`)
	require.NoError(l.t, err)
	return append(rows, dead...)
}

// letter is the number of the only dead letter.
func letter(x *thing) int64 {
	rows, err := x.lab.rt.Query(x.lab.stub, `SELECT n FROM _alarms_dead`)
	require.NoError(x.lab.t, err)
	require.Len(x.lab.t, rows, 1)
	return rows[0][0].(int64)
}

// TestStorageErrorInADrain fails one storage operation after another while the native alarm runs what is due. The
// alarm fails, comes again, and all is done: nothing is lost, and what is given up is one dead letter.
func TestStorageErrorInADrain(t *testing.T) {
	for _, c := range []struct {
		o             Options
		cold, indexed bool // the native alarm wakes the object, and there is an index
	}{
		{o: Options{}},
		{o: Options{}, cold: true},
		{o: Options{Rate: Rate{Runs: 9, Per: time.Minute}}},
		{o: Options{Fair: true, Batch: 2}},
		{o: Options{Fair: true, Batch: 2}, indexed: true},
	} {
		o := c.o
		for n := 1; ; n++ {
			require.Less(t, n, 200)
			o.Retry = Retry{Attempts: 2, First: sec, Jitter: -1}
			killed := false
			l := newLab(t, setup{options: o, handlers: map[string]func(*thing, Run) error{
				"fail": func(x *thing, r Run) error { return errors.Join(x.note(r), errors.New("boom")) },
				"gone": (*thing).note,
				"poison": func(x *thing, r Run) error { // It kills the object once.
					if !killed {
						killed = true
						x.st.Abort("killed")
					}
					return x.note(r)
				},
			}})
			l.do(func(x *thing) error {
				_, err := x.a.After(10*sec, "fail", nil, ID("fail"))
				require.NoError(t, err)
				_, err = x.a.Every(10*sec, "note", nil, ID("every"))
				require.NoError(t, err)
				_, err = x.a.Every(4*sec, "note", nil, ID("skip"), WithCatchUp(CatchUpSkip), WithGrace(sec))
				require.NoError(t, err)
				_, err = x.a.After(10*sec, "poison", nil, ID("poison"))
				require.NoError(t, err)
				if c.indexed {
					x.a.count = indexAbove
				}
				return errors.Join(after(10*sec, "once")(x), x.st.Storage.SetAlarm(start.Add(10*sec)))
			})
			l.advance(9 * sec)
			if c.cold {
				l.evict()
			}
			plan, err := platform.NewPlan(fmt.Sprintf("storage.op nth=%d error=L33c", n))
			require.NoError(t, err)
			require.NoError(t, l.rt.SetFaults(plan))
			l.advance(20 * sec)
			struck := l.rt.Faults()[0].Struck > 0
			require.NoError(t, l.rt.SetFaults(nil))
			if !struck {
				require.Greater(t, n, 20)
				break
			}
			l.advance(time.Minute)
			for _, id := range []string{"once", "fail", "poison", "every", "skip"} {
				require.Contains(t, l.ids(), id, "operation %d failed", n)
			}
			require.ErrorContains(t, errors.Join(l.errs...), errQuota, "operation %d failed", n)
			l.do(func(x *thing) error {
				dead, err := x.a.Dead(Filter{})
				require.Len(t, dead, 1, "operation %d failed", n)
				require.Equal(t, "fail", dead[0].ID)
				require.GreaterOrEqual(t, dead[0].Attempt, 2)
				list, errList := x.a.List(Filter{})
				require.Len(t, list, 2, "operation %d failed", n)
				return errors.Join(err, errList)
			})
		}
	}
}

// TestStorageErrorInARun fails one storage operation after another while the object runs schedules itself, or takes
// the last of them away. The error is reported, and what is left runs in the end.
func TestStorageErrorInARun(t *testing.T) {
	hung := func(x *thing) { // A run of x that is over its time.
		x.st.Go(func() { _ = x.a.Trigger("hang") })
		x.st.Sleep(time.Minute)
	}
	for _, c := range []struct {
		name    string
		prepare func(x *thing)
		call    func(x *thing) error
	}{
		{"trigger", nil, func(x *thing) error { return x.a.Trigger("every") }},
		{"trigger a cron", nil, func(x *thing) error { return x.a.Trigger("cron") }},
		{"trigger the last occurrence", nil, func(x *thing) error { return x.a.Trigger("century") }},
		{"trigger what fails", nil, func(x *thing) error {
			if err := x.a.Trigger("fail"); err != nil && err.Error() != "boom" {
				return err
			}
			return nil
		}},
		{"run due", func(x *thing) { x.st.Sleep(2 * time.Minute) }, func(x *thing) error { _, err := x.a.RunDue(); return err }},
		{"run due beside a hung run", hung, func(x *thing) error { _, err := x.a.RunDue(); return err }},
		{"cancel all", nil, func(x *thing) error {
			for _, id := range []string{"cron", "century", "every", "fail", "hang"} {
				if _, err := x.a.Cancel(id); err != nil {
					return err
				}
			}
			return nil
		}},
		{"cancel the last", func(x *thing) {
			for _, id := range []string{"cron", "century", "every", "hang", "once"} {
				_, err := x.a.Cancel(id)
				require.NoError(x.lab.t, err)
			}
		}, func(x *thing) error { _, err := x.a.Cancel("fail"); return err }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for n := 1; ; n++ {
				require.Less(t, n, 100)
				l := newLab(t, setup{options: Options{Hung: 30 * sec, Retry: Once()}, handlers: map[string]func(*thing, Run) error{
					"fail": func(*thing, Run) error { return errors.New("boom") },
					"hang": func(x *thing, r Run) error { x.st.Sleep(time.Hour); return nil },
				}})
				l.do(func(x *thing) error {
					_, errEvery := x.a.Every(time.Hour, "note", nil, ID("every"))
					_, errCron := x.a.Cron("0 0 * * *", "", "note", nil, ID("cron"))
					_, errCentury := x.a.Every(100*year, "note", nil, ID("century"))
					_, errFail := x.a.Every(time.Hour, "fail", nil, ID("fail"))
					_, errHang := x.a.After(time.Hour, "hang", nil, ID("hang"))
					return errors.Join(errEvery, errCron, errCentury, errFail, errHang, after(90*sec, "once")(x))
				})
				var struck bool
				l.do(func(x *thing) error {
					if c.prepare != nil {
						c.prepare(x)
					}
					struck = l.failing(n, func() error { return c.call(x) })
					return nil
				})
				l.advance(3 * time.Hour)
				if c.name != "cancel the last" {
					require.Contains(t, l.ids(), "once", "operation %d failed", n)
				}
				if !struck {
					require.Greater(t, n, 1)
					return
				}
			}
		})
	}
}

// TestStorageErrorInAHandler: a handler that waits and then schedules hears of every error.
func TestStorageErrorInAHandler(t *testing.T) {
	for n, struck := 1, true; struck; n++ {
		require.Less(t, n, 20)
		var l *lab
		l = newLab(t, setup{handlers: map[string]func(*thing, Run) error{"waits": func(x *thing, r Run) error {
			x.st.Sleep(sec)
			struck = l.failing(n, func() error { return after(time.Minute, "later")(x) })
			return after(time.Minute, "later")(x)
		}}})
		l.do(func(x *thing) error { _, err := x.a.After(0, "waits", nil, ID("w")); return err })
		l.advance(2 * time.Minute)
		require.Equal(t, []string{"later"}, l.ids(), "operation %d failed", n)
	}
}

// TestWatchdogLogsItsErrors: the watchdog has no caller, so it writes its errors to the trace.
func TestWatchdogLogsItsErrors(t *testing.T) {
	l := newLab(t, setup{options: Options{Watchdog: sec}})
	l.do(after(time.Minute, "a"))
	plan, err := platform.NewPlan("storage.op error=L33c")
	require.NoError(t, err)
	require.NoError(t, l.rt.SetFaults(plan))
	l.advance(1500 * ms)
	require.NoError(t, l.rt.SetFaults(nil))
	require.Contains(t, strings.Join(l.w.Tail(), ""), "alarms: watchdog: ")
	l.advance(time.Minute)
	require.Equal(t, []string{"a"}, l.ids())
}

// TestWatchdogBeginsAgain: the watchdog ends with the last schedule, and the next schedule is watched again.
func TestWatchdogBeginsAgain(t *testing.T) {
	p := platform.Ideal()
	p.EvictAfter = fault.Const(time.Hour)
	l := newLab(t, setup{profile: p, options: Options{Watchdog: sec}})
	for n, id := range []string{"a", "b", "c"} {
		l.do(after(5*sec, id))
		l.do(func(x *thing) error { return x.st.Storage.DeleteAlarm() })
		l.advance(20 * sec)
		require.Len(t, l.runs, n+1, "%s is lost", id)
		require.False(t, l.now.a.watching)
	}
}
