package durable_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// bare is an object whose tests run functions in it.
type bare struct{ st *durable.State }

func newBare(st *durable.State) *bare { return &bare{st} }

// inBare runs fn in a turn of an object of its own world.
func inBare(t *testing.T, p platform.Profile) (*durabletest.World, *durable.Stub, func(fn func(st *durable.State))) {
	w := durabletest.New(t, durabletest.Profile(p))
	stub := durabletest.Class(w, "Bare", newBare).GetByName("a")
	return w, stub, func(fn func(st *durable.State)) {
		require.NoError(t, durabletest.RunInDurableObject(w, stub, func(_ *bare, st *durable.State) error {
			fn(st)
			return nil
		}))
	}
}

// TestAwaitTypes: tasks and promises of several types are awaited together, and their values are there afterwards.
func TestAwaitTypes(t *testing.T) {
	_, _, in := inBare(t, platform.Ideal())
	in(func(st *durable.State) {
		n := durable.Start(st, func() (int, error) { st.Sleep(time.Second); return 7, nil })
		word := durable.NewPromise[string](st, "word")
		st.After(2*time.Second, func() { word.Resolve("x") })
		require.False(t, n.Done())
		require.NoError(t, durable.All(n, word))
		require.True(t, n.Done())
		v, err := n.Await()
		require.NoError(t, err)
		require.Equal(t, 7, v)
		s, err := word.Await()
		require.NoError(t, err)
		require.Equal(t, "x", s)
		require.NoError(t, durable.All())
		require.Empty(t, durable.Settled())
		require.Panics(t, func() { _, _ = durable.First() })
		require.Panics(t, func() { _, _ = durable.Any() })
		require.Panics(t, func() { durable.NewPromise[int](st, "n").Reject(nil) })
		failed := durable.Start(st, func() (int, error) { return 3, errTaken })
		v, err = failed.Await()
		require.ErrorIs(t, err, errTaken)
		require.Zero(t, v, "no value beside an error")
		_, err = durable.Any(failed, failed)
		require.EqualError(t, err, "taken\ntaken")
	})
}

// TestAwaitElsewhere: a task and a promise work in turns of their own incarnation only.
func TestAwaitElsewhere(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Bare", newBare)
	var p *durable.Promise[int]
	var task *durable.Task[int]
	var timer *durable.Timer
	in := func(name string, fn func(st *durable.State)) {
		require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName(name), func(_ *bare, st *durable.State) error {
			fn(st)
			return nil
		}))
	}
	in("a", func(st *durable.State) {
		p = durable.NewPromise[int](st, "p")
		task = durable.Start(st, func() (int, error) { st.Sleep(time.Hour); return 0, nil })
		timer = st.After(time.Hour, func() {})
	})
	for name, fn := range map[string]func(){
		"Resolve": func() { p.Resolve(1) },
		"Reject":  func() { p.Reject(errTaken) },
		"Await":   func() { _, _ = p.Await() },
		"Cancel":  func() { task.Cancel() },
		"Stop":    func() { timer.Stop() },
		"join":    func() { _, _ = durable.First(p, task) },
	} {
		require.Panics(t, fn, name)
		in("b", func(*durable.State) { require.Panics(t, fn, name) })
	}
	in("b", func(st *durable.State) {
		own := durable.NewPromise[int](st, "own")
		require.PanicsWithValue(t, "durable: Bare/b#1 awaits promise p of Bare/a#1", func() { _ = durable.All(own, p) })
	})
	require.NoError(t, w.Objects.Crash(ns.GetByName("a")))
	require.False(t, timer.Stop(), "the incarnation is dead")
}

// TestTaskEndsItsStarter: an Abort in a task's first turn ends the code that started it too.
func TestTaskEndsItsStarter(t *testing.T) {
	w, stub, _ := inBare(t, platform.Ideal())
	var after []string
	err := durabletest.RunInDurableObject(w, stub, func(_ *bare, st *durable.State) error {
		_, err := durable.Start(st, func() (int, error) {
			durable.Start(st, func() (int, error) { st.Abort("over"); return 0, nil })
			after = append(after, "inner")
			return 0, nil
		}).Await()
		after = append(after, "outer")
		return err
	})
	require.ErrorContains(t, err, "over")
	require.Empty(t, after)
}

// TestTasksAreBounded: too many tasks and too many timers are named errors.
func TestTasksAreBounded(t *testing.T) {
	_, _, in := inBare(t, platform.Ideal())
	in(func(st *durable.State) {
		for range 10_000 {
			st.After(time.Hour, func() {})
		}
		defer func() {
			v := recover()
			if durable.Unwinding(v) {
				panic(v)
			}
			var e *platform.Error
			require.ErrorAs(t, v.(error), &e)
			require.Equal(t, "QuotaExceededError", e.Name)
			require.Equal(t, "You have exceeded the number of active timeouts you may set. max active timeouts: 10000, "+
				"current active timeouts: 10000, finished timeouts: 0", e.Message)
		}()
		st.After(0, func() {})
	})
}

// TestWaitingIsSeen: reports and inspections name what is awaited, and show timers.
func TestWaitingIsSeen(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Bare", newBare)
	begin := w.Now()
	var failed error
	err := w.World.Do("client", func() {
		failed = durabletest.RunInDurableObject(w, ns.GetByName("a"), func(_ *bare, st *durable.State) error {
			p := durable.NewPromise[int](st, "payment")
			st.After(time.Minute, func() {
				x, err := w.Objects.Inspect(ns.GetByName("a"))
				require.NoError(t, err)
				require.Equal(t, []time.Time{begin.Add(time.Hour)}, x.Timers)
			})
			st.After(time.Hour, func() {})
			task := durable.Start(st, func() (int, error) { return p.Await() })
			return durable.All(task, p)
		})
	})
	require.NoError(t, failed)
	var d *sim.DeadlockError
	require.ErrorAs(t, err, &d)
	var waits []string
	for _, x := range d.Waits {
		waits = append(waits, x.Who+" waits for "+x.What)
	}
	require.Contains(t, waits, "Bare/a task 1 waits for promise payment")
	require.Contains(t, waits, "Bare/a inside  waits for all of task 1, promise payment")
}

// TestTimersKeepTheObject: a pending timer keeps an idle object in memory as a sleep does; without one it goes.
func TestTimersKeepTheObject(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(st *durable.State)
		live bool
	}{
		{"nothing", func(*durable.State) {}, false},
		{"sleep", func(st *durable.State) { st.Go(func() { st.Sleep(time.Hour) }) }, true},
		{"timer", func(st *durable.State) { st.After(time.Hour, func() {}) }, true},
		{"stopped timer", func(st *durable.State) { st.After(time.Hour, func() {}).Stop() }, false},
		{"fired timer", func(st *durable.State) { st.After(time.Second, func() {}) }, false},
		{"timeout that is over", func(st *durable.State) { _ = st.WithTimeout(time.Hour, func() error { return nil }) }, false},
		{"task", func(st *durable.State) {
			durable.Start(st, func() (int, error) { return durable.NewPromise[int](st, "never").Await() })
		}, true},
		{"promise", func(st *durable.State) { durable.NewPromise[int](st, "never") }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, stub, in := inBare(t, platform.Workerd())
			in(c.set)
			w.Advance(15 * time.Second)
			sight, err := w.Objects.Look(stub)
			require.NoError(t, err)
			require.Equal(t, c.live, sight.Live)
			w.Advance(150 * time.Second)
			sight, err = w.Objects.Look(stub)
			require.NoError(t, err)
			require.False(t, sight.Live, "at the latest after EvictAfter")
		})
	}
}

// TestGuardPutsTasksOff: in a Guard no coroutine begins or unwinds, and none waits.
func TestGuardPutsTasksOff(t *testing.T) {
	_, _, in := inBare(t, platform.Ideal())
	in(func(st *durable.State) {
		var order []string
		note := func(text string) { order = append(order, text) }
		cancelled := durable.Start(st, func() (int, error) {
			defer note("unwinds")
			st.Sleep(time.Hour)
			return 0, nil
		})
		var task, never *durable.Task[int]
		var fired *durable.Promise[int]
		st.Guard(func() {
			fired = durable.NewPromise[int](st, "fired")
			st.After(time.Second, func() { fired.Resolve(2) })
			task = durable.Start(st, func() (int, error) { note("begins"); return 1, nil })
			never = durable.Start(st, func() (int, error) { note("never"); return 1, nil })
			never.Cancel()
			cancelled.Cancel()
			note("guarded")
			require.True(t, cancelled.Done())
			require.False(t, task.Done())
			for name, wait := range map[string]func(){
				"Await":       func() { _, _ = task.Await() },
				"First":       func() { _, _ = durable.First(task, fired) },
				"WithTimeout": func() { _ = st.WithTimeout(time.Second, func() error { return nil }) },
			} {
				require.Panics(t, wait, name)
			}
		})
		require.Equal(t, []string{"guarded", "begins", "unwinds"}, order)
		require.True(t, task.Done())
		_, err := never.Await()
		require.ErrorIs(t, err, durable.ErrCancelled)
		n, err := fired.Await()
		require.NoError(t, err)
		require.Equal(t, 2, n)
	})
}

// TestGuardEndsByATask: a task that begins behind a Guard may end the incarnation; one in a Guard that has ended it
// does not begin.
func TestGuardEndsByATask(t *testing.T) {
	for _, within := range []bool{true, false} {
		w, stub, _ := inBare(t, platform.Ideal())
		began, after := false, false
		err := durabletest.RunInDurableObject(w, stub, func(_ *bare, st *durable.State) error {
			st.Guard(func() {
				if within {
					st.Abort("over")
				}
				durable.Start(st, func() (int, error) { began = true; st.Abort("over"); return 0, nil })
			})
			after = true
			return nil
		})
		require.ErrorContains(t, err, "over")
		require.Equal(t, !within, began)
		require.False(t, after)
	}
}

// TestTimeoutOfAStub: a client gives up at exactly its time, wherever it is; the call runs on, calls of both stubs stay
// in order, and the second answer of the object goes to its own call.
func TestTimeoutOfAStub(t *testing.T) {
	w := durabletest.New(t)
	stub := w.Namespace(durable.Class{Name: "Obj", New: newScripted}).GetByName("a")
	hasty := stub.WithTimeout(time.Minute).WithTimeout(time.Second)
	require.Equal(t, stub.ID(), hasty.ID())
	require.Equal(t, stub.Label(), hasty.Label())
	begin := w.Now()
	_, err := hasty.Call("Run", "sleep 2s|put n 1")
	require.ErrorIs(t, err, durable.ErrTimeout)
	require.Equal(t, time.Second, w.Now().Sub(begin))
	out, err := durable.Call[string](hasty, "Run", "get n")
	require.NoError(t, err)
	require.Equal(t, "n is undefined", out)
	_, err = stub.WithTimeout(-1).Call("Run", "sleep 1s")
	require.ErrorIs(t, err, durable.ErrTimeout)
	w.Advance(time.Second)
	out, err = durable.Call[string](stub, "Run", "get n")
	require.NoError(t, err)
	require.Equal(t, "n=1", out)
	_, err = hasty.Call("Run", "abort gone")
	require.ErrorContains(t, err, "gone")
	_, err = stub.Call("Run", "say x")
	require.ErrorContains(t, err, "gone", "the two are one stub, which is broken")
	_, err = stub.WithTimeout(time.Hour).Call("Run", "say x")
	require.ErrorContains(t, err, "gone")
	require.False(t, errors.Is(err, durable.ErrTimeout))
}

// TestHostWaits: a host that is not of Go classes has the same tasks: one event's Reply is given by what another
// brings.
func TestHostWaits(t *testing.T) {
	var word *durable.Promise[[]byte]
	h := &table{methods: methods{
		"Wait": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
			word = durable.NewPromise[[]byte](st, "word")
			durable.Start(st, func() (durable.None, error) {
				data, err := word.Await()
				if err != nil {
					r.Throw(err)
					return durable.None{}, err
				}
				r.Return(data)
				return durable.None{}, nil
			})
		},
		"Bring": func(_ *durable.State, r durable.Reply[[]byte], args [][]byte) {
			word.Resolve(args[0])
			r.Return(nil)
		},
	}}
	w, ns := tableWorld(t, h)
	var got int
	var err error
	w.Go("waits", func() { got, err = durable.Call[int](ns.GetByName("a"), "Wait") })
	w.Advance(time.Second)
	require.Zero(t, got)
	_, failed := ns.GetByName("a").Call("Bring", 7)
	require.NoError(t, failed)
	w.Advance(0)
	require.NoError(t, err)
	require.Equal(t, 7, got)
}

// TestPanicInATask: a panic in a task's first turn ends the world as any other, and says whose code it was.
func TestPanicInATask(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Bare", newBare).GetByName("a")
	defer func() {
		v := recover()
		var p *actor.PanicError
		require.ErrorAs(t, v.(error), &p)
		require.Equal(t, "Bare/a task 2", p.Who)
		require.Equal(t, "a bug", p.Value)
	}()
	_ = durabletest.RunInDurableObject(w, stub, func(_ *bare, st *durable.State) error {
		durable.Start(st, func() (int, error) {
			return durable.Start(st, func() (int, error) { panic("a bug") }).Await()
		})
		return nil
	})
}
