package actor_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestGoexitEndsTheWorld: code that leaves by Goexit ends the goroutine that runs the world, as require does in a test,
// and whoever uses the world afterwards is told whose code that was and where.
func TestGoexitEndsTheWorld(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	returned := false
	onGoroutine(func() {
		_ = w.Do("client", func() {
			w.Sleep(time.Second)
			leave()
		})
		returned = true
	})
	require.False(t, returned)
	var exit *actor.ExitError
	require.ErrorAs(t, w.Err(), &exit)
	require.Equal(t, "client", exit.Who)
	require.Regexp(t, `^exit_test.go:\d+ \(dolab/actor_test.leave\)$`, exit.Where)
	require.Contains(t, string(exit.Stack), "leave")
	require.ErrorAs(t, w.Advance(time.Second), &exit)
	require.ErrorAs(t, w.Do("again", func() {}), &exit)
	require.ErrorContains(t, exit, "client called runtime.Goexit at exit_test.go:")
}

func leave() { runtime.Goexit() }

// TestKilledCodeCannotStay lets killed code recover from its end again and again: it is ended all the same, and takes
// nobody along.
func TestKilledCodeCannotStay(t *testing.T) {
	before := runtime.NumGoroutine()
	w := sim.New(sim.Options{})
	recovered := 0
	p := w.Go("victim", func() {
		for {
			func() {
				defer func() {
					if actor.Unwinding(recover()) {
						recovered++
					}
				}()
				w.Sleep(time.Second)
			}()
		}
	})
	require.NoError(t, w.Advance(3*time.Second))
	p.Kill()
	require.Equal(t, 1000, recovered)
	require.NoError(t, w.Do("other", func() { w.Sleep(time.Second) }))
	w.Close()
	atMost(t, before)
}

func TestUnwindingKnowsItsOwn(t *testing.T) {
	for _, v := range []any{nil, "boom", 1, &actor.PanicError{}, actor.ErrClosed} {
		require.False(t, actor.Unwinding(v))
	}
	w := sim.New(sim.Options{})
	var got any
	w.Go("victim", func() {
		defer func() {
			got = recover()
			panic(got)
		}()
		w.Sleep(time.Hour)
	})
	require.NoError(t, w.Advance(time.Second))
	w.Close()
	require.True(t, actor.Unwinding(got))
	_, isError := got.(error)
	require.False(t, isError, "code that handles errors only passes it on")
	require.Contains(t, fmt.Sprint(got), "call panic again")
}

// TestObserve: an observer acts in deferred functions of killed code, which itself cannot.
func TestObserve(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	called := 0
	p := w.Go("victim", func() {
		defer func() { w.Observe(func() { w.After(time.Second, func() { called++ }) }) }()
		defer func() { w.After(time.Second, func() { called += 100 }) }()
		w.Sleep(time.Hour)
	})
	require.NoError(t, w.Advance(time.Second))
	p.Kill()
	require.NoError(t, w.Advance(time.Minute))
	require.Equal(t, 1, called)
}
