package durable

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLostIncarnationsAreCounted: a crash and a reset lose an incarnation, an eviction does not.
func TestLostIncarnationsAreCounted(t *testing.T) {
	_, rt, s := stored(t)
	for n, c := range []struct {
		name string
		end  func() error
		want int
	}{
		{"crash", func() error { return rt.Crash(s) }, 1},
		{"evict", func() error { return rt.Evict(s) }, 1},
		{"abort", func() error {
			err := rt.Inside(s, func(_ Object, st *State) error { st.Abort("no"); return nil })
			require.ErrorContains(t, err, "no")
			return nil
		}, 2},
		{"crash again", func() error { return rt.Crash(s) }, 3},
	} {
		s = s.ns.GetByName("a") // The reset of another stub's incarnation breaks that stub.
		require.NoError(t, rt.Inside(s, func(Object, *State) error { return nil }))
		require.NoError(t, c.end(), c.name)
		v, err := rt.Look(s)
		require.NoError(t, err)
		require.Equal(t, c.want, v.Lost, c.name)
		require.Equal(t, n+1, v.Incarnation, c.name)
	}
}

// TestTimersEndWithWhatSetThem: each operation stops its timers when it ends. The list names the timers that remain.
func TestTimersEndWithWhatSetThem(t *testing.T) {
	const idle, alarm = "", "alarm"
	block := func(err error) func(st *State) error {
		return func(st *State) error {
			return st.BlockConcurrencyWhile(func() error { st.Sleep(time.Second); return err })
		}
	}
	for _, c := range []struct {
		name  string
		run   func(st *State) error
		after func(rt *Runtime, s *Stub) error
		want  []string
	}{
		{name: "an idle object", want: []string{idle}},
		{name: "a crash", after: (*Runtime).Crash},
		{name: "an eviction", after: (*Runtime).Evict},
		{name: "an abort", run: func(st *State) error { st.Abort("no"); return nil }},
		{name: "an abort of a block", run: block(errors.New("no"))},
		{name: "a block", run: block(nil), want: []string{idle}},
		{name: "a block nobody awaits", run: func(st *State) error {
			return st.GoBlocking(func() error { return nil })
		}, want: []string{idle}},
		{
			name: "an alarm", run: func(st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Hour)) },
			want: []string{idle, alarm},
		},
		{
			name:  "a restart of the manager",
			run:   func(st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Hour)) },
			after: func(rt *Runtime, _ *Stub) error { return errors.Join(rt.RestartAlarms(), rt.RestartAlarms()) },
			want:  []string{idle, alarm},
		},
		{
			name: "a commit that waited for the manager",
			run:  func(st *State) error { return st.Storage.SetAlarm(st.Now()) }, want: []string{idle},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, rt, s := stored(t)
			require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.DeleteAlarm() }))
			if c.run != nil {
				_ = rt.Inside(s, func(_ Object, st *State) error { return c.run(st) })
			}
			if c.after != nil {
				require.NoError(t, c.after(rt, s))
			}
			require.NoError(t, w.Advance(0))
			var left []string
			for _, timer := range w.Timers() {
				left = append(left, timer.What)
			}
			require.ElementsMatch(t, c.want, left)
		})
	}
}
