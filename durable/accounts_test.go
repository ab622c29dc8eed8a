package durable

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// TestUsageAddsUp: every number of a usage is added and taken away.
func TestUsageAddsUp(t *testing.T) {
	one, two := platform.Usage{}, platform.Usage{}
	for _, u := range []struct {
		of *platform.Usage
		n  int64
	}{{&one, 1}, {&two, 3}} {
		v := reflect.ValueOf(u.of).Elem()
		for n := range v.NumField() {
			v.Field(n).SetInt(u.n)
		}
	}
	sum, diff := reflect.ValueOf(one.Add(two)), reflect.ValueOf(two.Since(one))
	for n := range sum.NumField() {
		name := sum.Type().Field(n).Name
		if name == "Chain" { // The newer one's.
			continue
		}
		require.Equal(t, int64(4), sum.Field(n).Int(), name)
		require.Equal(t, int64(2), diff.Field(n).Int(), name)
	}
}

// TestActiveUntilNow: what is still going on counts until now, and not from the world's beginning.
func TestActiveUntilNow(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	require.NoError(t, w.Advance(time.Hour))
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		st.Sleep(time.Minute)
		u, err := rt.Usage(s)
		require.Equal(t, time.Minute, u.Active)
		st.Sleep(time.Minute)
		return err
	}))
	require.NoError(t, w.Advance(time.Minute))
	u, err := rt.Usage(s)
	require.NoError(t, err)
	require.Equal(t, 2*time.Minute, u.Active)
}

// TestNoTimerIsLeft: an alarm that is moved or deleted leaves no timer behind that would keep the world going.
func TestNoTimerIsLeft(t *testing.T) {
	w, rt, s := stored(t) // Its alarm is set for a minute from now.
	set := func(d time.Duration) {
		t.Helper()
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.SetAlarm(st.Now().Add(d)) }))
	}
	set(time.Hour)
	set(time.Second)
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, w.Elapsed())
	set(time.Hour)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.DeleteAlarm() }))
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, w.Elapsed())
	for _, timer := range w.Timers() {
		require.True(t, timer.Background, timer.What)
	}
}

// TestManagerRestartsAtMostEachSecond: a manager that restarts after everything it does is up for a second in between.
func TestManagerRestartsAtMostEachSecond(t *testing.T) {
	plan, err := platform.NewPlan("alarm.manager restart")
	require.NoError(t, err)
	w, rt, s := stored(t)
	require.NoError(t, rt.SetFaults(plan))
	for range 30 {
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Minute)) }))
		require.NoError(t, w.Advance(100*time.Millisecond))
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.DeleteAlarm() }))
	}
	require.Equal(t, 3, rt.Faults()[0].Struck) // At 0 s, 1 s and 2 s.
}

// TestDeadActorsAreStopped: the actor of an incarnation ends with it, however that ends.
func TestDeadActorsAreStopped(t *testing.T) {
	for name, end := range map[string]func(rt *Runtime, s *Stub) error{
		"crash": (*Runtime).Crash,
		"evict": (*Runtime).Evict,
		"abort": func(rt *Runtime, s *Stub) error {
			_ = rt.Inside(s, func(_ Object, st *State) error { st.Abort("x"); return nil })
			return nil
		},
	} {
		_, rt, s := stored(t)
		i := s.ns.object(s.id).inst
		require.True(t, i.self.Live())
		require.NoError(t, end(rt, s), name)
		require.False(t, i.self.Live(), name)
		require.True(t, i.dead, name)
	}
}

// TestOneOfEachQueueLimit: a limit of one byte, of one nanosecond and of one call a second are limits.
func TestOneOfEachQueueLimit(t *testing.T) {
	for _, c := range []struct{ field, text string }{
		{"QueueMax=1", platform.TextQueueDepth},
		{"QueueBytesMax=1", platform.TextQueueBytes},
		{"QueueAgeMax=1ns", platform.TextQueueAge},
		{"RateMax=1", platform.TextQueueRate},
	} {
		p, err := platform.Ideal().Override(c.field)
		require.NoError(t, err)
		w, rt, s := simple(t, p)
		var got []string
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
			return st.BlockConcurrencyWhile(func() error {
				for n := range 4 {
					w.Go("client", func() {
						if n > 0 {
							w.Sleep(time.Duration(n) * 100 * time.Millisecond)
						}
						if _, err := s.Call("Add", 1, 2); err != nil {
							got = append(got, err.Error())
						}
					})
				}
				st.Sleep(time.Second)
				return nil
			})
		}))
		require.NoError(t, w.Settle())
		require.NotEmpty(t, got, c.field)
		require.Contains(t, strings.Join(got, "\n"), c.text, c.field)
	}
}

// TestOneIdleCheck: an object that is used again and again has one timer that looks whether it is idle.
func TestOneIdleCheck(t *testing.T) {
	w, _, s := simple(t, platform.Ideal())
	for range 5 {
		_, err := s.Call("Add", 1, 2)
		require.NoError(t, err)
		require.NoError(t, w.Advance(time.Second))
	}
	require.Len(t, w.Timers(), 1)
}

// TestMemoryOfSocketsEndsWithTheObject: what was said about sockets of an object that crashed is forgotten.
func TestMemoryOfSocketsEndsWithTheObject(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		require.NoError(t, st.SetWebSocketAutoResponse("ping", "pong"))
		return st.SetHibernatableWebSocketEventTimeout(time.Second)
	}))
	require.NoError(t, rt.Crash(s))
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		_, _, found := st.WebSocketAutoResponse()
		require.False(t, found)
		require.Zero(t, st.HibernatableWebSocketEventTimeout())
		return nil
	}))
}

// TestManagerWithoutItsTable: where the alarm manager cannot write, the object that asks is reset, and says why.
func TestManagerWithoutItsTable(t *testing.T) {
	_, rt, s := stored(t, WithDir(t.TempDir()))
	require.NoError(t, rt.RestartAlarms(), "which opens the table")
	require.NoError(t, rt.scheduler.Close())
	require.Error(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Second)) }))
	require.Error(t, rt.RestartAlarms())
}

// TestLoopsAreMeasuredInMilliseconds: the mean time from run to run is in whole milliseconds.
func TestLoopsAreMeasuredInMilliseconds(t *testing.T) {
	m := Meter{Elapsed: 4 * time.Second, Objects: []ObjectUsage{{"a", platform.Usage{Alarms: 3, AlarmsSet: 3}}}}
	require.Equal(t, []Loop{{Who: "a", Every: 1333 * time.Millisecond, Fast: true}}, m.Loops(LoopBounds{EveryMin: time.Minute}))
}

// TestInspectWhatHasNotBegun: an object that nobody has called has no storage yet, and that is no error.
func TestInspectWhatHasNotBegun(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	x, err := rt.Inspect(s)
	require.NoError(t, err)
	require.Zero(t, x.Stored.Bytes)
}
