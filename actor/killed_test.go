package actor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestKilledCodeHasNoEffect: code that has been killed and goes on panics again at each thing that would change the
// world. The world stays as it was.
func TestKilledCodeHasNoEffect(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	other := w.Go("other", func() { w.Sleep(time.Hour) })
	sink := w.Spawn("sink", silent{})
	link := w.NewLink()
	var waker actor.Waker
	w.Go("waiter", func() {
		waker = w.Current().Waker()
		w.Current().Park("a wake", "")
	})
	effects := map[string]func(){
		"Spawn":      func() { w.Spawn("late", silent{}) },
		"Send":       func() { sink.Send(1) },
		"Wake":       func() { waker.Wake(nil) },
		"Kill":       func() { other.Kill() },
		"Go":         func() { w.Go("late", func() {}) },
		"Sleep":      func() { w.Sleep(time.Second) },
		"After":      func() { w.After(time.Second, func() {}) },
		"Background": func() { w.Background(time.Second, func() {}) },
		"Deliver":    func() { link.Deliver(time.Second, func() {}) },
		"Choose":     func() { w.Choose("x", 2) },
		"Trace":      func() { w.Trace(actor.Event{Kind: "late"}) },
		"Check":      func() { w.Check() },
		"Close":      func() { w.Close() },
	}
	var alive []string
	host := &waking{}
	w.Start(host, "hosted", func() {
		parked := w.Current().Waker()
		effects["Wake of a host"] = func() { parked.Wake(nil) }
		w.Current().Park("a wake", "")
	})
	victim := w.Go("victim", func() {
		defer func() {
			for name, effect := range effects {
				func() {
					defer func() {
						if !actor.Unwinding(recover()) {
							alive = append(alive, name)
						}
					}()
					effect()
				}()
			}
		}()
		w.Sleep(time.Hour)
	})
	require.NoError(t, w.Advance(time.Second))
	before := w.Hash()
	victim.Kill()
	require.Empty(t, alive, "these did not panic")
	require.Equal(t, before, w.Hash())
	require.Len(t, w.Timers(), 1, "the sleep of the other process")
	require.Empty(t, sink.Messages())
	require.Zero(t, host.woken)
	require.NoError(t, w.Advance(time.Second))
	require.Len(t, w.Waits(), 3, "the other process, the waiter and the one of the host")
}

// waking is a host that counts who is to go on.
type waking struct{ woken int }

func (h *waking) Wake(actor.Waker, any) { h.woken++ }

// TestExitStays: code that has left by Exit and goes on cannot park any more.
func TestExitStays(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	ends := 0
	w.Go("victim", func() {
		for _, end := range []func(){w.Current().Exit, func() { w.Current().Park("nothing", "") }, w.Check} {
			func() {
				defer func() {
					if actor.Unwinding(recover()) {
						ends++
					}
				}()
				end()
			}()
		}
	})
	require.NoError(t, w.Advance(0))
	require.Equal(t, 3, ends)
	require.Empty(t, w.Waits())
}

// TestKilledWhileItRuns: a coroutine that is killed while it runs does not park. A check ends it, too.
func TestKilledWhileItRuns(t *testing.T) {
	for name, end := range map[string]func(w *actor.World){
		"Park":       func(w *actor.World) { w.Current().Kill(); w.Current().Park("nothing", "") },
		"Check":      func(w *actor.World) { w.Current().Kill(); w.Check() },
		"Exit":       func(w *actor.World) { w.Current().Exit() },
		"World.Wait": func(w *actor.World) { w.Current().Kill(); w.Sleep(0) },
	} {
		w := sim.New(sim.Options{})
		var got any
		w.Go("victim", func() {
			defer func() {
				got = recover()
				panic(got)
			}()
			end(w.World)
			t.Errorf("%s: the code goes on", name)
		})
		require.NoError(t, w.Advance(0))
		require.True(t, actor.Unwinding(got), name)
		require.Empty(t, w.Waits(), name)
		w.Check() // Outside a coroutine it does nothing.
		w.Close()
	}
}

// TestKilledSleep: the timer of a sleep goes with the process that slept.
func TestKilledSleep(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	p := w.Go("sleeper", func() { w.Sleep(time.Hour) })
	require.NoError(t, w.Advance(time.Second))
	require.Equal(t, []sim.Pending{{At: w.Now().Add(time.Hour - time.Second), What: "sleep"}}, w.Timers())
	p.Kill()
	require.Empty(t, w.Timers())
}

// TestKillLeavesOthersAlone: a process that is killed takes only its own coroutines along, although those that have
// ended serve others now.
func TestKillLeavesOthersAlone(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	p := w.NewProcess("first")
	for range 3 {
		p.Go(func() { w.Sleep(time.Second) })
	}
	p.Go(func() { w.Sleep(time.Minute) })
	require.NoError(t, w.Advance(2*time.Second))
	ended := 0
	for range 3 {
		w.Go("second", func() {
			w.Sleep(time.Second)
			ended++
		})
	}
	require.NoError(t, w.Advance(time.Millisecond))
	require.Len(t, w.Waits(), 4)
	p.Kill()
	require.Len(t, w.Waits(), 3)
	require.NoError(t, w.Advance(time.Second))
	require.Equal(t, 3, ended)
}

// TestEndedJobHasNoHost: a coroutine whose job has ended lives nowhere.
func TestEndedJobHasNoHost(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	host := &waking{}
	c, done := w.Start(host, "short", func() { require.Equal(t, actor.Host(host), w.Current().Host()) })
	require.True(t, done)
	require.Nil(t, c.Host())
}
