package alarms

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

func TestPayload(t *testing.T) {
	type order struct {
		N  int       `clone:"n"`
		At time.Time `clone:"at"`
		By []string  `clone:"by"`
	}
	want := order{3, start, []string{"a", "b"}}
	var got order
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"read": func(x *thing, r Run) (err error) { got, err = Payload[order](r); return err },
		"fail": func(x *thing, r Run) error { return Permanent(errors.New("no")) },
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "read", want)
		require.NoError(t, err)
		_, err = x.a.After(sec, "note", nil, ID("null"))
		require.NoError(t, err)
		_, err = x.a.After(0, "fail", want)
		require.NoError(t, err)
		list, err := x.a.List(Filter{Handler: "read"})
		require.NoError(t, err)
		var listed order
		require.NoError(t, list[0].Read(&listed))
		require.Equal(t, want, listed)
		return nil
	})
	l.advance(2 * sec)
	require.Equal(t, want, got)
	require.Nil(t, l.runs[0].Value)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{Handler: "fail"})
		require.NoError(t, err)
		require.NoError(t, dead[0].Read(&got))
		require.Equal(t, 1, dead[0].Attempt)
		return nil
	})
}

func TestNames(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		id, err := x.a.After(sec, "note", 1, ID("a"))
		require.Equal(t, "a", id)
		require.NoError(t, err)
		_, err = x.a.After(2*sec, "note", 2, ID("a"))
		require.NoError(t, err)
		_, err = x.a.After(3*sec, "note", 3, ID("b"))
		require.NoError(t, err)
		_, err = x.a.After(4*sec, "note", 4, Replace("b"))
		require.NoError(t, err)
		one, err := x.a.After(9*sec, "note", 5)
		require.NoError(t, err)
		two, err := x.a.After(9*sec, "note", 6)
		require.NoError(t, err)
		require.Less(t, one, two)
		require.Len(t, one, 13)
		return nil
	})
	l.advance(5 * sec)
	require.Equal(t, []string{"a", "b"}, l.ids())
	require.Equal(t, []time.Duration{sec, 4 * sec}, l.times())
	require.Equal(t, 1.0, l.runs[0].Value)
	require.Contains(t, l.events, "duplicate a")
	require.Contains(t, l.events, "replaced b")
}

// Two schedules of one name and one date are two occurrences, also if nothing is left of the first.
func TestKeys(t *testing.T) {
	l := newLab(t, setup{})
	for range 5 {
		l.do(func(x *thing) error { _, err := x.a.At(start, "note", nil, ID("x")); return err })
		l.advance(0)
		l.evict()
	}
	keys := map[string]bool{}
	for _, r := range l.runs {
		keys[r.Key] = true
	}
	require.Len(t, keys, 5)
	require.Zero(t, l.w.Elapsed())
}

// B24: a recurrent schedule made by the constructor is there once, and is not put off by restarts; one that differs
// replaces it.
func TestEnsure(t *testing.T) {
	every := 10 * sec
	l := newLab(t, setup{make: func(x *thing) error {
		_, err := x.a.Every(every, "note", nil, Ensure("tick"))
		return err
	}})
	for range 7 {
		l.do(func(x *thing) error {
			list, err := x.a.List(Filter{})
			require.Len(t, list, 1)
			return err
		})
		l.advance(4 * sec)
		l.evict()
	}
	require.Equal(t, []time.Duration{10 * sec, 20 * sec}, l.times())
	every = time.Minute
	l.do(func(x *thing) error {
		s, err := x.a.Get("tick")
		require.Equal(t, time.Minute, s.Every)
		require.Equal(t, start.Add(88*sec), s.Due)
		return err
	})
}

func TestList(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{"other": (*thing).note}})
	l.do(func(x *thing) error {
		must := func(_ string, err error) { t.Helper(); require.NoError(t, err) }
		must(x.a.After(3*sec, "note", nil, ID("u:c")))
		must(x.a.At(start.Add(2*sec), "other", nil, ID("u:b")))
		must(x.a.Every(sec, "note", nil, ID("v:a")))
		must(x.a.Cron("* * * * *", "", "other", nil, ID("v:d")))
		for _, c := range []struct {
			f    Filter
			want string
		}{
			{Filter{}, "[v:a u:b u:c v:d]"},
			{Filter{Prefix: "u:"}, "[u:b u:c]"},
			{Filter{Handler: "other"}, "[u:b v:d]"},
			{Filter{Kind: KindDelay}, "[u:c]"},
			{Filter{Kind: KindDate}, "[u:b]"},
			{Filter{Kind: KindCron}, "[v:d]"},
			{Filter{Kind: KindInterval}, "[v:a]"},
			{Filter{From: start.Add(2 * sec)}, "[u:b u:c v:d]"},
			{Filter{To: start.Add(3 * sec)}, "[v:a u:b]"},
			{Filter{From: start.Add(2 * sec), To: start.Add(3 * sec), Handler: "other"}, "[u:b]"},
			{Filter{Prefix: "v:", Limit: 1}, "[v:a]"},
			{Filter{Prefix: "w"}, "[]"},
		} {
			list, err := x.a.List(c.f)
			require.NoError(t, err)
			ids := []string{}
			for _, s := range list {
				ids = append(ids, s.ID)
			}
			require.Equal(t, c.want, fmt.Sprint(ids), "%+v", c.f)
		}
		at, err := x.a.Next()
		require.Equal(t, start.Add(sec), at)
		return err
	})
}

// An interval lies on its grid; what comes due during a run is passed over; nothing repeats.
func TestInterval(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error {
			defer x.st.Sleep(25 * sec)
			return x.note(r)
		},
	}})
	l.do(func(x *thing) error { _, err := x.a.Every(10*sec, "slow", nil, ID("i")); return err })
	l.advance(95 * sec)
	require.Equal(t, []time.Duration{10 * sec, 40 * sec, 70 * sec}, l.times())
	require.Contains(t, l.events, "skipped i 2 that were due meanwhile")
}

// The overlap guard: a run by hand still goes on when the alarm comes. When it has hung, it is reset, and its end does
// not count any more.
func TestOverlapAndHung(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Hung: 90 * sec, Retry: Retry{First: sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{
			"slow": func(x *thing, r Run) error {
				err := x.note(r)
				if len(x.lab.runs) == 1 {
					x.st.Sleep(5 * time.Minute)
				}
				return err
			},
		},
	})
	l.do(func(x *thing) error {
		_, err := x.a.Every(10*sec, "slow", nil, ID("i"))
		x.st.Go(func() { x.st.Log("%v", x.a.Trigger("i")) })
		return err
	})
	l.advance(80 * sec)
	require.Len(t, l.runs, 1)
	require.Contains(t, l.events, "skipped i it runs already")
	l.advance(20 * sec)
	require.Equal(t, []time.Duration{0, 91 * sec}, l.times()[:2])
	require.Equal(t, []int{1, 2}, []int{l.runs[0].Attempt, l.runs[1].Attempt})
	l.advance(5 * time.Minute)
	require.Contains(t, l.events, "superseded i")
	seen := map[time.Duration]bool{}
	for _, at := range l.times() {
		require.False(t, seen[at], "twice at %v", at)
		seen[at] = true
	}
}

// Runs by hand that take long fill no batch: others go on beside them.
func TestRunningFillNoBatch(t *testing.T) {
	l := newLab(t, setup{options: Options{Batch: 1}, handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error { x.st.Sleep(10 * sec); return x.note(r) },
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "slow", nil, ID("slow"))
		x.st.Go(func() { _, _ = x.a.RunDue() })
		require.NoError(t, after(ms, "a")(x))
		return errors.Join(err, after(sec, "b")(x))
	})
	l.advance(20 * sec)
	require.Equal(t, []string{"a", "b", "slow"}, l.ids())
	require.Less(t, l.alarms, 5)
}

// A crash while RunDue runs something leaves nothing running, and the alarm comes soon.
func TestCrashInRunDue(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error {
			if x.st.Incarnation() == 1 {
				x.st.Sleep(10 * time.Minute)
			}
			return x.note(r)
		},
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(time.Hour, "slow", nil, ID("s"))
		x.st.Go(func() { _ = x.a.Trigger("s") })
		return err
	})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "slow", nil, ID("t"))
		x.st.Go(func() { _, _ = x.a.RunDue() })
		return err
	})
	l.advance(sec)
	require.NoError(t, l.rt.Crash(l.stub))
	l.advance(31 * sec)
	require.Equal(t, []string{"t"}, l.ids())
	l.advance(time.Hour)
	require.Equal(t, []string{"t", "s"}, l.ids())
}

func TestCatchUp(t *testing.T) {
	for _, c := range []struct {
		option Option
		want   []time.Duration
	}{
		{WithCatchUp(CatchUpOne), []time.Duration{10 * sec, 145 * sec, 150 * sec, 160 * sec}},
		{WithCatchUp(CatchUpAll), slices.Concat(
			[]time.Duration{10 * sec}, slices.Repeat([]time.Duration{145 * sec}, 13), []time.Duration{150 * sec, 160 * sec},
		)},
		{WithCatchUp(CatchUpSkip), []time.Duration{10 * sec, 145 * sec, 150 * sec, 160 * sec}}, // 140 s is 5 s late.
	} {
		for _, cron := range []bool{false, true} {
			l := newLab(t, setup{})
			l.do(func(x *thing) (err error) {
				if cron {
					_, err = x.a.Cron("*/10 * * * * *", "", "note", nil, c.option)
				} else {
					_, err = x.a.Every(10*sec, "note", nil, c.option)
				}
				return err
			})
			l.advance(15 * sec)
			l.do(func(x *thing) error { return x.st.Storage.SetAlarm(start.Add(145 * sec)) }) // The alarm comes late.
			l.advance(150 * sec)
			var at []time.Duration
			for _, d := range l.times() {
				at = append(at, d.Truncate(sec))
			}
			require.Equal(t, c.want, at, "cron %v", cron)
			keys := map[string]bool{}
			for _, r := range l.runs {
				require.False(t, keys[r.Key])
				keys[r.Key] = true
			}
		}
	}
}

func TestJitter(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.Every(time.Minute, "note", nil, WithJitter(30*sec))
		require.NoError(t, err)
		_, err = x.a.After(sec, "note", nil, ID("once"), WithJitter(sec))
		return err
	})
	l.advance(time.Hour + 31*sec)
	require.Len(t, l.runs, 61)
	distinct := map[time.Duration]bool{}
	for n, r := range l.runs[1:] {
		off := r.At - time.Duration(n+1)*time.Minute
		require.GreaterOrEqual(t, off, time.Duration(0))
		require.LessOrEqual(t, off, 30*sec)
		distinct[off] = true
	}
	require.Greater(t, len(distinct), 40)
}

func TestDeadLetters(t *testing.T) {
	fail := true
	l := newLab(t, setup{options: Options{DeadMax: 3, Retry: Once()}, handlers: map[string]func(*thing, Run) error{
		"fail": func(x *thing, r Run) error {
			if fail {
				return errors.New("boom")
			}
			return x.note(r)
		},
	}})
	l.do(func(x *thing) error {
		_, err := x.a.Every(sec, "fail", "v", ID("e"))
		return err
	})
	l.advance(5500 * ms)
	fail = false
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		require.Len(t, dead, 3) // Of five, the newest.
		for n, d := range dead {
			require.Equal(t, start.Add(time.Duration(n+3)*sec), d.Due)
			require.False(t, d.Ended)
		}
		id, err := x.a.Revive(dead[1].Number)
		require.NoError(t, err)
		require.NotEqual(t, "e", id) // The schedule goes on under its name.
		found, err := x.a.Discard(dead[0].Number)
		require.True(t, found)
		require.NoError(t, err)
		found, err = x.a.Discard(dead[0].Number)
		require.False(t, found)
		require.NoError(t, err)
		left, err := x.a.Dead(Filter{From: start, Handler: "fail", Prefix: "e", Kind: KindInterval, Limit: 9})
		require.Len(t, left, 1)
		require.Equal(t, dead[2], left[0])
		l.events = append(l.events, "revived key "+dead[1].Key)
		return err
	})
	l.advance(2 * sec)
	require.Len(t, l.runs, 3)
	require.Contains(t, l.events, "revived key "+l.runs[0].Key)
}

func TestTrigger(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"fail": func(*thing, Run) error { return errors.New("boom") },
	}})
	l.do(func(x *thing) error {
		_, err := x.a.Every(time.Minute, "note", nil, ID("i"))
		require.NoError(t, err)
		require.NoError(t, after(time.Hour, "o")(x))
		_, err = x.a.After(time.Hour, "fail", nil, ID("f"))
		require.NoError(t, err)
		require.NoError(t, x.a.Trigger("i"))
		require.NoError(t, x.a.Trigger("o"))
		require.ErrorIs(t, x.a.Trigger("o"), ErrNotFound)
		require.EqualError(t, x.a.Trigger("f"), "boom")
		s, err := x.a.Get("i")
		require.Equal(t, start.Add(2*time.Minute), s.Due)
		return err
	})
	l.do(func(x *thing) error {
		require.NoError(t, after(0, "d")(x))
		n, err := x.a.RunDue()
		require.Equal(t, 1, n)
		return err
	})
	require.Equal(t, []string{"i", "o", "d"}, l.ids())
	l.advance(10 * ms)
	require.Equal(t, []string{"i", "o", "d"}, l.ids())
}

func TestRate(t *testing.T) {
	l := newLab(t, setup{options: Options{Rate: Rate{Runs: 10, Per: time.Minute}}})
	l.do(func(x *thing) error {
		for n := range 35 {
			require.NoError(t, after(sec, fmt.Sprint(n))(x))
		}
		return nil
	})
	for _, want := range []int{10, 20, 30, 35} {
		l.advance(30 * sec)
		require.Len(t, l.runs, want)
		l.do(func(*thing) error { return nil })
		require.NoError(t, l.rt.Crash(l.stub))
		l.advance(30 * sec)
		require.Len(t, l.runs, want)
	}
	require.Equal(t, sec+2*time.Minute, l.times()[29])
}

func TestFair(t *testing.T) {
	l := newLab(t, setup{
		options:  Options{Fair: true, Batch: 4},
		handlers: map[string]func(*thing, Run) error{"other": (*thing).note},
	})
	l.do(func(x *thing) error {
		for n := range 6 {
			require.NoError(t, after(sec, fmt.Sprint("note", n))(x))
		}
		_, err := x.a.After(sec, "other", nil, ID("other"))
		return err
	})
	l.advance(2 * sec)
	require.Equal(t, []string{"note0", "other", "note1", "note2", "note3", "note4", "note5"}, l.ids())
}

func TestKeepAlive(t *testing.T) {
	for _, p := range platform.Ordinary() {
		l := newLab(t, setup{profile: p})
		var release func() error
		l.do(func(x *thing) (err error) {
			_, err = x.a.KeepAlive()
			require.NoError(t, err)
			release, err = x.a.KeepAlive()
			return err
		})
		l.advance(time.Hour)
		require.Equal(t, 1, l.now.st.Incarnation())
		v, err := l.rt.Look(l.stub)
		require.NoError(t, err)
		require.True(t, v.Live)
		l.do(func(*thing) error { return errors.Join(release(), release()) })
		l.advance(time.Hour)
		v, err = l.rt.Look(l.stub)
		require.NoError(t, err)
		require.True(t, v.Live)
		require.NoError(t, l.rt.Crash(l.stub))
		l.advance(time.Hour)
		require.Equal(t, time.Duration(-1), l.alarm())
	}
}

func TestTimeout(t *testing.T) {
	l := newLab(t, setup{})
	var calls []string
	l.do(func(x *thing) error {
		for n, d := range []time.Duration{3 * sec, sec, 2 * sec, sec} {
			stop, err := x.a.Timeout(d, func() { calls = append(calls, fmt.Sprint(n, " ", l.w.Elapsed())) })
			require.NoError(t, err)
			if n == 2 {
				found, err := stop()
				require.True(t, found)
				require.NoError(t, err)
				found, err = stop()
				require.False(t, found)
				require.NoError(t, err)
			}
		}
		return after(sec, "row")(x)
	})
	l.advance(5 * sec)
	require.Equal(t, []string{"1 1s", "3 1s", "0 3s"}, calls)
	require.Equal(t, []string{"row"}, l.ids())
	require.Equal(t, time.Duration(-1), l.alarm())
}

func TestMax(t *testing.T) {
	l := newLab(t, setup{options: Options{Max: 2}})
	l.do(func(x *thing) error {
		require.NoError(t, after(sec, "a")(x))
		require.NoError(t, after(sec, "b")(x))
		require.NoError(t, after(sec, "b")(x))
		require.ErrorIs(t, after(sec, "c")(x), ErrTooMany)
		_, err := x.a.Cancel("a")
		require.NoError(t, err)
		return after(sec, "c")(x)
	})
	l.advance(2 * sec)
	require.Equal(t, []string{"b", "c"}, l.ids())
}

// After deleteAll there are no tables and no alarm: schedules made then work.
func TestDeleteAll(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(sec, "a"))
	l.do(func(x *thing) error {
		require.NoError(t, x.st.Storage.DeleteAll())
		list, err := x.a.List(Filter{})
		require.Empty(t, list)
		require.NoError(t, err)
		return after(2*sec, "b")(x)
	})
	l.advance(5 * sec)
	require.Equal(t, []string{"b"}, l.ids())
}

// What a transaction undoes is undone here too, and the alarm is right.
func TestRollback(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(10*sec, "a"))
	l.do(func(x *thing) error {
		undone := errors.New("undone")
		err := x.st.Storage.TransactionSync(func() error {
			_, err := x.a.Cancel("a")
			require.NoError(t, err)
			require.NoError(t, after(sec, "b")(x))
			return undone
		})
		require.ErrorIs(t, err, undone)
		return after(20*sec, "c")(x)
	})
	require.Equal(t, 10*sec, l.alarm())
	l.advance(time.Minute)
	require.Equal(t, []string{"a", "c"}, l.ids())
}

// What a handler writes in its last turn is one commit with the end of its row, wherever the machine is lost.
func TestOneCommit(t *testing.T) {
	struck := crashEach(func(text string) bool { return countOnce(t, text) })
	requireStruck(t, struck, 20)
}

// countOnce runs some schedules that count themselves under a fault, requires that each counts once, and reports
// whether the fault struck.
func countOnce(t *testing.T, text string) bool {
	const schedules = 7
	l := newLab(t, setup{
		profile: platform.Production(),
		faults:  []string{text},
		handlers: map[string]func(*thing, Run) error{
			"count": func(x *thing, r Run) error {
				kv := x.st.Storage.KV()
				n, _ := durable.Get[int](kv, r.ID)
				return kv.Put(r.ID, n+1)
			},
		},
	})
	asked := l.try(func(x *thing) error {
		for n := range schedules {
			if _, err := x.a.After(time.Duration(n)*sec, "count", nil, ID(fmt.Sprint(n))); err != nil {
				return err
			}
		}
		return nil
	})
	l.advance(time.Minute)
	require.NoError(t, l.rt.SetFaults(nil))
	l.do(func(x *thing) error {
		counts := map[int]int{}
		for n := range schedules {
			c, _ := durable.Get[int](x.st.Storage.KV(), fmt.Sprint(n))
			counts[c]++
		}
		if asked == nil {
			require.Equal(t, map[int]int{1: schedules}, counts, text)
		} else {
			require.True(t, counts[1] == schedules || counts[0] == schedules, "%s: %v", text, counts)
		}
		return nil
	})
	return l.plan.Struck()[0] > 0
}

// The machine is lost at each point there is, one after another, in a life with everything in it: all is done in the
// end, and twice only what was under way.
func TestStrikes(t *testing.T) {
	in(t, func(t *testing.T, p platform.Profile) {
		struck := crashEach(func(text string) bool {
			l, done := liveUnder(t, p, text)
			requireAllDone(t, l, done, text)
			return l.plan.Struck()[0] > 0
		})
		requireStruck(t, struck, 30)
	})
}

// liveUnder runs an object under a fault, with schedules that wait, chain, fail and repeat. It returns how often each
// occurrence was finished, by its key.
func liveUnder(t *testing.T, p platform.Profile, text string) (*lab, map[string]int) {
	done := map[string]int{}
	finish := func(x *thing, r Run) error {
		done[r.Key]++
		return x.note(r)
	}
	l := newLab(t, setup{
		profile: p,
		options: Options{Retry: Retry{First: sec}},
		faults:  []string{text},
		make:    func(x *thing) error { _, err := x.a.Every(20*sec, "slow", nil, Ensure("tick")); return err },
		handlers: map[string]func(*thing, Run) error{
			"slow": func(x *thing, r Run) error { x.st.Sleep(3 * sec); return finish(x, r) },
			"chain": func(x *thing, r Run) error {
				n, err := Payload[int](r)
				if n < 5 {
					_, err = x.a.After(0, "chain", n+1, Replace(fmt.Sprint("chain", n+1)))
				}
				x.st.Sleep(100 * ms)
				return errors.Join(err, finish(x, r))
			},
			"flaky": func(x *thing, r Run) error {
				if r.Attempt < 3 {
					return errors.New("not yet")
				}
				return finish(x, r)
			},
		},
	})
	for _, handler := range []string{"slow", "chain", "flaky"} {
		for n := 0; n < 3; n++ { // As a client does: again, under the same name, until it is confirmed.
			err := l.try(func(x *thing) error {
				_, err := x.a.After(sec, handler, 0, Replace(handler+"0"))
				return err
			})
			if err == nil {
				break
			}
		}
	}
	l.advance(110 * sec)
	return l, done
}

// requireAllDone requires that each schedule of liveUnder ran, and that the crash came between the two runs of an
// occurrence that was finished twice.
func requireAllDone(t *testing.T, l *lab, done map[string]int, text string) {
	t.Helper()
	require.Len(t, l.crashes.at, l.plan.Struck()[0], text)
	runs := map[string]int{}
	for _, r := range l.runs {
		runs[r.ID]++
	}
	for _, id := range []string{"slow0", "flaky0", "chain0", "chain1", "chain2", "chain3", "chain4", "chain5"} {
		require.NotZero(t, runs[id], "%s: %s is lost", text, id)
	}
	require.GreaterOrEqual(t, runs["tick"], 4, text)
	last := map[string]time.Duration{}
	for _, r := range l.runs {
		if done[r.Key] > 1 {
			if first, again := last[r.Key]; again {
				require.True(t, l.crashes.within(first, r.At), "%s at %v: %s at %v and %v", text, l.crashes.at, r.ID, first, r.At)
			}
			last[r.Key] = r.At
		}
		require.LessOrEqual(t, done[r.Key], 2, text)
	}
}
