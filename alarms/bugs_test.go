package alarms

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// after schedules a note.
func after(d time.Duration, id string) func(x *thing) error {
	return func(x *thing) error {
		_, err := x.a.After(d, "note", nil, Replace(id))
		return err
	}
}

const sec, ms = time.Second, time.Millisecond

// B1, B2, B3: what is due now, was due, or is less than a second away runs, and not early.
func TestDueNowRuns(t *testing.T) {
	l := newLab(t, setup{})
	l.advance(1234 * ms)
	l.do(func(x *thing) error {
		_, err := x.a.At(start.Add(ms), "note", nil, ID("past"))
		require.NoError(t, err)
		require.NoError(t, after(-time.Hour, "negative")(x))
		require.NoError(t, after(0, "now")(x))
		require.NoError(t, after(500*ms, "half")(x))
		return after(1500*time.Microsecond, "fraction")(x)
	})
	l.advance(sec)
	require.Equal(t, []string{"past", "negative", "now", "fraction", "half"}, l.ids())
	require.Equal(t, []time.Duration{1234 * ms, 1234 * ms, 1234 * ms, 1236 * ms, 1734 * ms}, l.times())
}

// B4, B17: a schedule is there when After returns, and a cancel in the same turn finds it.
func TestReadYourWrites(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		require.NoError(t, after(0, "a")(x))
		s, err := x.a.Get("a")
		require.NoError(t, err)
		require.Equal(t, "note", s.Handler)
		found, err := x.a.Cancel("a")
		require.True(t, found)
		return err
	})
	l.advance(time.Hour)
	require.Empty(t, l.ids())
	require.Equal(t, time.Duration(-1), l.alarm()) // B26
}

// B5: schedules for later, made while a row is due and its alarm is on its way, do not put it off.
func TestLaterSchedulesDoNotStarve(t *testing.T) {
	p := platform.Production()
	p.AlarmLate = []platform.Lateness{{Late: fault.Const(5 * sec)}}
	l := newLab(t, setup{profile: p})
	l.do(after(sec, "a"))
	for n := range 30 {
		l.advance(200 * ms)
		l.do(after(time.Hour, fmt.Sprint(n)))
		l.do(func(x *thing) error {
			found, err := x.a.Cancel("none")
			require.False(t, found)
			return err
		})
	}
	l.advance(sec)
	require.Equal(t, []string{"a"}, l.ids())
}

// B6: a foreign alarm replaces ours, or deletes it: found at the next opportunity of each kind.
func TestForeignAlarm(t *testing.T) {
	set := func(x *thing) error { return x.st.Storage.SetAlarm(x.st.Now().Add(24 * time.Hour)) }
	unset := func(x *thing) error { return x.st.Storage.DeleteAlarm() }
	opportunities := map[string]func(l *lab){
		"schedule": func(l *lab) { l.do(after(48*time.Hour, "z")) },
		"cancel":   func(l *lab) { l.do(func(x *thing) error { _, err := x.a.Cancel("none"); return err }) },
		"get":      func(l *lab) { l.do(func(x *thing) error { _, err := x.a.Get("a"); return err }) },
		"list":     func(l *lab) { l.do(func(x *thing) error { _, err := x.a.List(Filter{}); return err }) },
		"repair":   func(l *lab) { l.do(func(x *thing) error { return x.a.Repair() }) },
		"restart":  func(l *lab) { l.evict(); l.do(func(*thing) error { return nil }) },
		"watchdog": func(l *lab) { l.advance(2 * sec) },
		"run due":  func(l *lab) { l.do(func(x *thing) error { _, err := x.a.RunDue(); return err }) },
	}
	faults := map[string]func(*thing) error{"set": set, "deleted": unset}
	for _, name := range slices.Sorted(maps.Keys(opportunities)) {
		for _, what := range slices.Sorted(maps.Keys(faults)) {
			foreign, opportunity := faults[what], opportunities[name]
			t.Run(name+" after it was "+what, func(t *testing.T) {
				o := Options{}
				if name == "watchdog" {
					o.Watchdog = sec
				}
				l := newLab(t, setup{options: o})
				l.do(after(10*sec, "a"))
				l.do(foreign)
				opportunity(l)
				require.Equal(t, 10*sec, l.alarm())
				l.advance(15 * sec)
				require.Equal(t, []string{"a"}, l.ids())
			})
		}
	}
}

// B6: a handler that sets the native alarm itself, as the call layer did.
func TestForeignAlarmInHandler(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"call": func(x *thing, r Run) error {
			if err := x.note(r); err != nil {
				return err
			}
			return x.st.Storage.SetAlarm(x.st.Now().Add(30 * sec))
		},
	}})
	for n := range 3 {
		l.do(func(x *thing) error {
			_, err := x.a.After(time.Duration(n)*sec, "call", nil)
			return err
		})
	}
	l.advance(3 * sec)
	require.Len(t, l.runs, 3)
	require.Equal(t, time.Duration(-1), l.alarm())
}

// B6, and a crash while the handler that has set the native alarm, or deleted it, waits: a schedule made meanwhile has
// repaired it.
func TestForeignAlarmThenCrash(t *testing.T) {
	for _, set := range []bool{true, false} {
		t.Run(fmt.Sprint("set ", set), func(t *testing.T) {
			foreign := func(x *thing) error {
				if set {
					return x.st.Storage.SetAlarm(x.st.Now().Add(24 * time.Hour))
				}
				return x.st.Storage.DeleteAlarm()
			}
			l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
				"call": func(x *thing, r Run) error {
					if len(x.lab.runs) == 0 {
						require.NoError(t, x.note(r))
						require.NoError(t, foreign(x))
						x.st.Sleep(time.Minute)
					}
					return x.note(r)
				},
			}})
			l.do(func(x *thing) error { _, err := x.a.After(0, "call", nil, ID("a")); return err })
			l.advance(10 * sec)
			l.do(after(time.Hour, "z"))
			require.NoError(t, l.rt.Crash(l.stub))
			require.NoError(t, l.rt.RestartAlarms()) // Or the next try, finding no alarm, would yet wake the object.
			l.advance(time.Minute)
			require.Equal(t, []string{"a", "a"}, l.ids())
			require.Equal(t, time.Hour+10*sec, l.alarm())
		})
	}
}

// B20 again: a run that waits, schedules and then kills the object is known by its mark.
func TestPoisonThatSchedules(t *testing.T) {
	deaths := 0
	l := newLab(t, setup{
		options: Options{Retry: Retry{Attempts: 3, First: sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{
			"poison": func(x *thing, r Run) error {
				deaths++
				x.st.Sleep(ms)
				require.NoError(t, after(time.Hour, "z")(x))
				x.st.Sleep(ms)
				x.st.Abort("poison")
				return nil
			},
		},
	})
	l.do(func(x *thing) error { _, err := x.a.After(0, "poison", nil); return err })
	l.advance(10 * time.Minute)
	l.stub = l.rt.Lookup("Thing").GetByName("a")
	require.Equal(t, 3, deaths)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 1)
		return err
	})
}

// B7: the manager's clock is ahead, or behind: nothing early, nothing lost, and not asked without end.
func TestSkew(t *testing.T) {
	skews := []time.Duration{time.Microsecond, ms, 5 * ms, 99 * ms, 101 * ms, 500 * ms, sec, 10 * sec, time.Minute}
	for _, ahead := range skews {
		for _, behind := range []bool{false, true} {
			in(t, func(t *testing.T, p platform.Profile) {
				p.ManagerAhead = ahead
				if behind {
					p.ManagerAhead = -ahead
				}
				l := newLab(t, setup{profile: p})
				for n := range 20 {
					l.do(after(time.Duration(n)*7*sec, fmt.Sprint(n)))
				}
				begun := l.w.Elapsed()
				l.advance(10 * time.Minute)
				require.Len(t, l.runs, 20)
				for n, r := range l.runs {
					require.Equal(t, fmt.Sprint(n), r.ID)
					require.GreaterOrEqual(t, r.At, time.Duration(n)*7*sec, "early")
					if !behind {
						require.Less(t, r.At, time.Duration(n)*7*sec+begun+1300*ms, "late by more than the skew asks for")
					}
				}
				require.Less(t, l.now.a.stats.Arms, 2000)
			})
		}
	}
}

// B8: a handler cancels what is due; what is due later stays where it is.
func TestCancelInDrain(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"killer": func(x *thing, r Run) error {
			found, err := x.a.Cancel("victim")
			require.True(t, found)
			return errors.Join(err, x.note(r))
		},
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(sec, "killer", nil, ID("killer"))
		require.NoError(t, err)
		require.NoError(t, after(sec, "victim")(x))
		return after(time.Hour, "later")(x)
	})
	l.advance(time.Minute)
	require.Equal(t, []string{"killer"}, l.ids()) // B18 too.
	require.Equal(t, time.Hour+sec-sec, l.alarm())
	l.advance(time.Hour)
	require.Equal(t, []string{"killer", "later"}, l.ids())
}

// B9, B22: a cold wake by the alarm runs each row once, also if the handler waits, and does not wake again.
func TestColdWake(t *testing.T) {
	in(t, func(t *testing.T, p platform.Profile) {
		drains := 0
		l := newLab(t, setup{profile: p, handlers: map[string]func(*thing, Run) error{
			"slow": func(x *thing, r Run) error { x.st.Sleep(sec); drains = x.a.stats.Drains; return x.note(r) },
		}})
		l.do(func(x *thing) error {
			for n := range 3 {
				_, err := x.a.After(time.Minute, "slow", n)
				require.NoError(t, err)
			}
			return after(2*time.Minute, "later")(x)
		})
		l.advance(70 * sec)
		require.Len(t, l.runs, 3)
		require.Equal(t, 1, drains)
		require.Equal(t, 2, l.now.st.Incarnation())
		l.advance(time.Minute)
		require.Len(t, l.runs, 4)
		require.Equal(t, 1, l.now.a.stats.Drains) // Its second wake, in its third incarnation.
	})
}

// B22: an alarm that comes so late that it could be taken for lost still comes once.
func TestColdWakeLate(t *testing.T) {
	in(t, func(t *testing.T, p platform.Profile) {
		p.AlarmLate = []platform.Lateness{{Late: fault.Const(5 * time.Minute)}}
		l := newLab(t, setup{profile: p})
		l.do(after(time.Minute, "a"))
		l.advance(30 * time.Minute)
		require.Equal(t, []string{"a"}, l.ids())
		require.Equal(t, 1, l.alarms)
		require.Equal(t, time.Duration(-1), l.alarm())
	})
}

// An alarm that the platform has lost is set again by the next that looks, also if that is a mere start of the object.
func TestLostAlarm(t *testing.T) {
	for n, look := range []func(x *thing) error{func(*thing) error { return nil }, after(time.Hour, "z")} {
		t.Run([]string{"start", "schedule"}[n], func(t *testing.T) {
			p := platform.Ideal()
			p.AlarmLate = []platform.Lateness{{UpTo: 2 * time.Second}, {Late: fault.Const(24 * time.Hour)}}
			l := newLab(t, setup{profile: p})
			l.do(after(time.Minute, "a"))
			l.advance(10 * time.Minute)
			require.Empty(t, l.runs)
			l.do(look)
			l.advance(sec)
			require.Equal(t, []string{"a"}, l.ids())
		})
	}
}

// B10, B21: a failing handler is tried again with backoff and then given up, and blocks nobody.
func TestFailuresDoNotBlock(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Retry: Retry{Attempts: 4, First: sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{
			"fail": func(x *thing, r Run) error { return errors.Join(x.note(r), errors.New("boom")) },
		},
	})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "fail", "p", ID("bad"))
		require.NoError(t, err)
		for n := range 3 {
			require.NoError(t, after(time.Duration(n)*2*sec, fmt.Sprint(n))(x))
		}
		return nil
	})
	l.advance(time.Minute)
	require.Equal(t, []string{"bad", "0", "bad", "1", "bad", "2", "bad"}, l.ids())
	require.Equal(t, []time.Duration{0, 0, sec, 2 * sec, 3 * sec, 4 * sec, 7 * sec}, l.times())
	for _, r := range l.runs {
		if r.ID == "bad" {
			require.Equal(t, l.runs[0].Key, r.Key)
		}
	}
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 1)
		require.Equal(t, "boom", dead[0].Reason)
		require.Equal(t, 4, dead[0].Attempt)
		return err
	})
}

// B11: a row whose handler has gone becomes a dead letter with its reason; others run.
func TestMissingHandler(t *testing.T) {
	s := setup{handlers: map[string]func(*thing, Run) error{"old": (*thing).note}}
	l := newLab(t, s)
	l.do(func(x *thing) error {
		_, err := x.a.Every(sec, "old", nil, ID("gone"))
		require.NoError(t, err)
		return after(sec, "next")(x)
	})
	l.evict()
	delete(s.handlers, "old")
	l.advance(time.Minute)
	require.Equal(t, []string{"next"}, l.ids())
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 1)
		require.Equal(t, `handler "old": no handler of that name`, dead[0].Reason)
		require.True(t, dead[0].Ended)
		_, err2 := x.a.Revive(dead[0].Number)
		require.ErrorIs(t, err2, ErrNoHandler)
		return err
	})
	s.handlers["old"] = (*thing).note
	l.evict()
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		id, err := x.a.Revive(dead[0].Number)
		require.Equal(t, "gone", id)
		return err
	})
	l.advance(2500 * ms)
	require.Equal(t, []string{"next", "gone", "gone", "gone"}, l.ids())
}

// B13, B14: a handler that makes its own schedule anew, under the same name and at 0 s.
func TestSelfSchedule(t *testing.T) {
	for n, option := range []func(string) Option{ID, Replace, Ensure} {
		t.Run([]string{"keep", "replace", "ensure"}[n], func(t *testing.T) {
			l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
				"self": func(x *thing, r Run) error {
					if len(x.lab.runs) < 499 {
						_, err := x.a.After(0, "self", nil, option("self"))
						require.NoError(t, err)
					}
					return x.note(r)
				},
			}})
			l.do(func(x *thing) error { _, err := x.a.After(0, "self", nil, option("self")); return err })
			l.advance(2 * sec)
			require.Len(t, l.runs, 500)
			keys := map[string]bool{}
			for _, r := range l.runs {
				keys[r.Key] = true
			}
			require.Len(t, keys, 500)
		})
	}
}

// B15: construction runs nothing, however much is due and however slow; a handler may call its own object.
func TestConstructionRunsNothing(t *testing.T) {
	l := newLab(t, setup{
		handlers: map[string]func(*thing, Run) error{
			"slow": func(x *thing, r Run) error {
				x.st.Sleep(40 * sec)
				_, err := x.st.Namespace("Thing").GetByName("a").Call("Hello")
				return errors.Join(err, x.note(r))
			},
		},
		make: func(x *thing) error {
			require.Equal(t, 0, x.a.stats.Runs)
			return nil
		},
	})
	l.do(func(x *thing) error {
		for range 3 {
			if _, err := x.a.After(time.Minute, "slow", nil); err != nil {
				return err
			}
		}
		return nil
	})
	l.evict()
	l.advance(10 * time.Minute)
	require.Len(t, l.runs, 3)
}

// Hello is called by the object itself.
func (x *thing) Hello() string { return "hello" }

// B16: a payload that cannot be cloned is an error, changes nothing and resets nothing.
func TestErrorsChangeNothing(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(time.Hour, "a"))
	l.do(func(x *thing) error {
		before := x.a.stats
		far := time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC)
		_, err := x.a.After(0, "note", func() {}, Replace("a"))
		require.ErrorContains(t, err, "could not be cloned")
		for _, c := range []struct {
			want error
			call func() (string, error)
		}{
			{ErrNoHandler, func() (string, error) { return x.a.After(0, "nobody", nil) }},
			{ErrTooLate, func() (string, error) { return x.a.At(far, "note", nil, Replace("a")) }},
			{ErrNoDate, func() (string, error) { return x.a.At(time.Time{}, "note", nil, Replace("a")) }},
			{ErrInterval, func() (string, error) { return x.a.Every(-1, "note", nil, Replace("a")) }},
			{ErrNever, func() (string, error) { return x.a.Cron("0 0 30 2 *", "", "note", nil, Replace("a")) }},
			{ErrCron, func() (string, error) { return x.a.Cron("nonsense", "", "note", nil, Replace("a")) }},
			{ErrID, func() (string, error) { return x.a.After(0, "note", nil, ID("")) }},
		} {
			_, err := c.call()
			require.ErrorIs(t, err, c.want)
		}
		for _, zone := range []string{"Nowhere/At All", "Nowhere", "UTC 1"} {
			_, err := x.a.Cron("* * * * *", zone, "note", nil)
			require.ErrorIs(t, err, ErrCron)
		}
		_, err = x.a.Cron("@every 1s", "", "note", nil)
		require.ErrorIs(t, err, ErrCron)
		_, err = x.a.After(0, "note", nil, WithRetry(Retry{Factor: 0.5}))
		require.ErrorIs(t, err, ErrInterval)
		_, err = x.a.After(0, "note", nil, WithJitter(-1))
		require.ErrorIs(t, err, ErrInterval)
		_, err = x.a.Get("b") // B25
		require.ErrorIs(t, err, ErrNotFound)
		require.ErrorIs(t, x.a.Trigger("b"), ErrNotFound)
		_, err = x.a.Revive(1)
		require.ErrorIs(t, err, ErrNotFound)
		found, err := x.a.Cancel("b") // B25
		require.False(t, found)
		require.Equal(t, before, x.a.stats)
		return err
	})
	require.Equal(t, time.Hour, l.alarm())
	l.advance(2 * time.Hour)
	require.Equal(t, []string{"a"}, l.ids())
}

// A date too far, a row too large: the transaction leaves the old row and the old alarm.
func TestStorageErrorChangesNothing(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(time.Hour, "a"))
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "note", make([]byte, 3<<20), Replace("a"))
		require.ErrorContains(t, err, "SQLITE_TOOBIG")
		s, err := x.a.Get("a")
		require.Equal(t, start.Add(time.Hour), s.Due)
		return err
	})
	require.Equal(t, time.Hour, l.alarm())
}

// B18: a replace in a drain wins: the new payload runs, the old one does not.
func TestReplaceInDrain(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"replacer": func(x *thing, r Run) error {
			_, err := x.a.After(sec, "note", "new", Replace("b"))
			return err
		},
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(sec, "replacer", nil)
		require.NoError(t, err)
		_, err = x.a.After(sec, "note", "old", Replace("b"))
		return err
	})
	l.advance(time.Minute)
	require.Len(t, l.runs, 1)
	require.Equal(t, "new", l.runs[0].Value)
	require.Equal(t, 2*sec, l.runs[0].At)
}

// B19: the order is that of the time, then of the making.
func TestOrder(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		for n, d := range []time.Duration{5, 3, 5, 1, 3, 5} {
			require.NoError(t, after(d*sec, fmt.Sprint(d, "/", n))(x))
		}
		return x.st.Storage.SetAlarm(x.st.Now().Add(10 * sec)) // All at once, late.
	})
	l.advance(time.Minute)
	require.Equal(t, []string{"1ns/3", "3ns/1", "3ns/4", "5ns/0", "5ns/2", "5ns/5"}, l.ids())
}

// B20: the platform never gives the alarm up: runs that kill the object each time become dead letters, and others run.
func TestPoison(t *testing.T) {
	deaths := 0
	l := newLab(t, setup{
		options: Options{Retry: Retry{Attempts: 3, First: sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{
			"poison": func(x *thing, r Run) error { deaths++; x.st.Abort("poison"); return nil },
		},
	})
	l.do(func(x *thing) error {
		for n := range 10 {
			_, err := x.a.After(0, "poison", nil, ID(fmt.Sprint("poison", n)))
			require.NoError(t, err)
		}
		return after(0, "behind")(x)
	})
	l.advance(6 * time.Hour)
	l.stub = l.rt.Lookup("Thing").GetByName("a")
	require.Equal(t, []string{"behind"}, l.ids())
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 10)
		for _, d := range dead {
			require.Equal(t, ErrDied.Error(), d.Reason)
		}
		return err
	})
	require.Equal(t, 1, l.retries, "the platform counts its retries")
	require.Equal(t, 31, deaths) // The first of all is not known for what it is.
	require.Equal(t, time.Duration(-1), l.alarm())
}

// B23: a drain is bounded by its batch and its budget, and the rest follows.
func TestBounds(t *testing.T) {
	l := newLab(t, setup{options: Options{Batch: 10, Budget: 10 * sec}, handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error { x.st.Sleep(3 * sec); return x.note(r) },
	}})
	l.do(func(x *thing) error {
		for n := range 10 {
			_, err := x.a.After(0, "slow", nil, ID(fmt.Sprint("slow", n)))
			require.NoError(t, err)
		}
		for n := range 95 {
			require.NoError(t, after(ms, fmt.Sprint(n))(x))
		}
		return nil
	})
	l.advance(time.Minute)
	require.Len(t, l.runs, 105)
	stops := map[string]int{}
	for _, e := range l.events {
		if e == "stopped  budget" || e == "stopped  batch" {
			stops[e]++
		}
	}
	require.Equal(t, map[string]int{"stopped  budget": 2, "stopped  batch": 9}, stops)
}

// B27: schedules later than the armed one do not write the alarm, and each is one row.
func TestCost(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		for n := range 1000 {
			require.NoError(t, after(time.Hour+time.Duration(n)*sec, fmt.Sprint(n))(x))
		}
		require.Equal(t, 1, x.a.stats.Arms)
		require.Equal(t, 1000, x.a.stats.Writes)
		c, err := x.st.Storage.SQL().Exec(`INSERT INTO _alarms SELECT id || 'x', at, seq, version, due, attempt, claimed,
			created, kind, handler, key, spec, error, payload FROM _alarms WHERE id = '1'`)
		require.NoError(t, err)
		n, err := c.RowsWritten()
		require.Equal(t, int64(1), n)
		return err
	})
	l.advance(time.Minute)
	l.do(func(x *thing) error { // Another incarnation.
		require.Equal(t, 2, x.st.Incarnation())
		require.NoError(t, after(2*time.Hour, "late")(x))
		_, err := x.a.Get("late")
		require.Equal(t, 0, x.a.stats.Arms)
		return err
	})
	l.events = nil
	l.advance(3 * time.Hour)
	require.Len(t, l.runs, 1002)
	armed := 0
	for _, e := range l.events {
		if e == "armed" {
			armed++
		}
		require.NotEqual(t, "repaired", e)
	}
	require.Equal(t, 1000, armed) // One for each next second, none after the last.
}
