package actor_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// spinner sends itself a message for each that it gets, until it has sent all.
type spinner struct {
	self *actor.Actor
	left int
}

func (s *spinner) Receive(any) {
	if s.left--; s.left > 0 {
		s.self.Send(0)
	}
}

func spinning(w *actor.World, name string, turns int) {
	s := &spinner{left: turns}
	s.self = w.Spawn(name, s)
	s.self.Send(0)
}

// busy returns who ran most when the world crossed a bound.
func busy(t *testing.T, err error) []actor.Busy {
	var b *actor.BusyError
	require.ErrorAs(t, err, &b)
	return b.Busy
}

// TestBusyIsOfTheLastSteps: a BusyError counts the last half of the steps before the bound. What ran in an earlier run
// of the world, or at an earlier instant, does not count.
func TestBusyIsOfTheLastSteps(t *testing.T) {
	t.Run("an earlier run", func(t *testing.T) {
		w := actor.NewSim(actor.Options{StepsMax: 100, InstantMax: 100})
		defer w.Close()
		spinning(w, "old", 90)
		require.NoError(t, w.Settle())
		spinning(w, "new", 1000)
		require.Equal(t, []actor.Busy{{Who: "a turn of new", Times: 50}}, busy(t, w.Settle()))
	})
	t.Run("an earlier instant", func(t *testing.T) {
		w := actor.NewSim(actor.Options{StepsMax: 10_000, InstantMax: 100})
		defer w.Close()
		spinning(w, "old", 90)
		w.After(time.Second, func() { spinning(w, "new", 1000) })
		require.Equal(t, []actor.Busy{{Who: "a turn of new", Times: 50}}, busy(t, w.Settle()))
	})
	t.Run("near the bound of steps", func(t *testing.T) {
		w := actor.NewSim(actor.Options{StepsMax: 100, InstantMax: 100})
		defer w.Close()
		var again func()
		again = func() { w.After(time.Second, again).For("the clock") }
		again()
		w.After(80*time.Second+1, func() { spinning(w, "old", 10) }).For("the start")
		require.Equal(t, []actor.Busy{{Who: "a turn of old", Times: 10}}, busy(t, w.Settle()), "time moves on meanwhile")
	})
}

// TestBusyNamesTheBusiest: a BusyError names five, the busiest first, and those that are equal by name.
func TestBusyNamesTheBusiest(t *testing.T) {
	w := actor.NewSim(actor.Options{StepsMax: 100_000, InstantMax: 10_003, Chooser: at(0)})
	defer w.Close()
	names := []string{"one", "two", "three", "four", "five", "six", "1"}
	var actors []*actor.Actor
	for _, name := range names {
		actors = append(actors, w.Spawn(name, silent{}))
	}
	calls := 0
	var again func()
	again = func() {
		calls++
		for n, a := range actors {
			if n == 6 || calls%(n+1) == 0 {
				a.Send(0)
			}
		}
		w.After(0, again).For("again")
	}
	again()
	var who []string
	for _, b := range busy(t, w.Settle()) {
		who = append(who, b.Who)
		require.Positive(t, b.Times)
	}
	want := []string{"a turn of 1", "a turn of one", "a turn of two", "a turn of three", "a turn of four"}
	require.Equal(t, want, who)
}

// TestCodeLineOfALibrary: a library that calls back is named where none of the caller's own code is nearer.
func TestCodeLineOfALibrary(t *testing.T) {
	require.Regexp(t, `^oncefunc\.go:\d+ \(`, sync.OnceValue(actor.CodeLine)())
	require.Regexp(t, `^busy_test\.go:\d+ \(dolab/actor_test\.`, actor.CodeLine())
}

// TestStop: Stop is asked at the first step of each run and every 1,024 steps from there on. Once it reports true the
// world stands still.
func TestStop(t *testing.T) {
	asked, stop := 0, false
	w := actor.NewSim(actor.Options{Stop: func() bool { asked++; return stop }})
	defer w.Close()
	for run, c := range []struct{ steps, asked int }{{1, 1}, {1023, 1}, {1024, 1}, {1025, 2}, {2049, 3}} {
		asked = 0
		spinning(w, "spinner", c.steps)
		require.NoError(t, w.Settle())
		require.Equal(t, c.asked, asked, "run %d of %d steps", run, c.steps)
	}
	stop = true
	spinning(w, "never", 1)
	require.ErrorIs(t, w.Settle(), actor.ErrStopped)
	require.ErrorIs(t, w.Err(), actor.ErrStopped)
	asked = 0
	require.ErrorIs(t, w.Advance(time.Hour), actor.ErrStopped)
	require.Zero(t, asked, "it stands still")
}

// failsOnce is a writer that fails once.
type failsOnce struct {
	strings.Builder
	err error
}

func (f *failsOnce) Write(b []byte) (int, error) {
	if err := f.err; err != nil {
		f.err = nil
		return 0, err
	}
	return f.Builder.Write(b)
}

// TestTraceStopsAtAnError: a trace that could not be written has no lines behind the gap, and is hashed all the same.
func TestTraceStopsAtAnError(t *testing.T) {
	full := errors.New("full")
	out := &failsOnce{}
	w, blind := actor.NewSim(actor.Options{Trace: out}), actor.NewSim(actor.Options{})
	defer w.Close()
	defer blind.Close()
	for n, kind := range []string{"a", "b", "c"} {
		if n == 1 {
			out.err = full
		}
		w.Trace(actor.Event{Kind: kind})
		blind.Trace(actor.Event{Kind: kind})
	}
	require.Equal(t, full, w.TraceErr())
	require.Equal(t, `{"step":0,"t":0,"ev":"a"}`+"\n", out.String())
	require.Equal(t, blind.Hash(), w.Hash())
}

// TestColumnsOfConditions: an error about a condition points at it, whatever stands before it.
func TestColumnsOfConditions(t *testing.T) {
	for text, column := range map[string]int{
		"commit if=idle crash":              11,
		"commit if=call,idle crash":         16,
		"commit if=!alarm,idle crash":       18,
		"commit if=!alarm,await,idle crash": 24,
		"commit if=!alarm,!call,idle crash": 24,
	} {
		_, err := points.Parse(text)
		var e *actor.FaultError
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, column, e.Column, text)
		require.Contains(t, e.What, `"idle"`)
	}
}

// TestConditionsOfAFault: a fault strikes in a state that all of its conditions allow.
func TestConditionsOfAFault(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "a": true, "b": false, "!b": true, "a,!b": true, "a,b": false, "!a": false, "!b,!a": false,
	} {
		f := actor.Fault{If: text}
		require.Equal(t, want, f.In(func(condition string) bool { return condition == "a" }), text)
	}
	require.True(t, actor.Fault{If: "!a"}.In(nil), "nothing holds")
	require.False(t, actor.Fault{If: "a"}.In(nil))
}

// TestDistTexts: a distribution is written as it is read.
func TestDistTexts(t *testing.T) {
	for _, text := range []string{"0s", "5ms", "1ms..20ms", "1ms,2ms,20ms", "0s/1ms/2ms/9ms/1s"} {
		d, err := actor.ParseDist(text)
		require.NoError(t, err)
		require.Equal(t, text, d.String())
	}
	d, err := actor.ParseDist("0s")
	require.NoError(t, err)
	require.Zero(t, d.Min()+d.Max()+d.Draw(nil, "x"), "it draws nothing")
	longest := "87600h0m0s"
	d, err = actor.ParseDist(longest)
	require.NoError(t, err)
	require.Equal(t, longest, d.String())
	_, err = actor.ParseSpan("87600h0m0.000000001s")
	require.ErrorContains(t, err, "at most ten years")
}
