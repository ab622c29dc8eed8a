package live_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/live"
	"dolab/actor/sim"
)

// bubble runs fn with a started world in a bubble of synctest, where time jumps when everybody waits.
func bubble(t *testing.T, o live.Options, fn func(t *testing.T, w *live.World)) {
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines begin outside of the bubble")
	synctest.Test(t, func(t *testing.T) {
		w := live.New(o)
		w.Start()
		fn(t, w)
		_ = w.Close()
	})
}

// TestTime: sleeps and timers last as long as they say, timers of one time come in the order of their setting, and a
// stopped one does not come.
func TestTime(t *testing.T) {
	bubble(t, live.Options{}, func(t *testing.T, w *live.World) {
		began := time.Now()
		var order []int
		require.NoError(t, w.Do(t.Context(), "test", func() {
			for n := range 5 {
				w.After(time.Hour, func() { order = append(order, n) })
			}
			require.True(t, w.After(time.Minute, func() { order = append(order, -1) }).Stop())
			w.Sleep(30 * 24 * time.Hour)
			order = append(order, int(w.Elapsed()/time.Hour))
		}))
		require.Equal(t, 30*24*time.Hour, time.Since(began))
		require.Equal(t, []int{0, 1, 2, 3, 4, 30 * 24}, order)
	})
}

// TestVisit: code outside a world that has not started visits it at the machine's time.
func TestVisit(t *testing.T) {
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines begin outside of the bubble")
	synctest.Test(t, func(t *testing.T) {
		w := live.New(live.Options{})
		time.Sleep(time.Hour)
		ran := false
		w.Visit(func() {
			ran = true
			require.Equal(t, time.Hour, w.Elapsed())
			require.Nil(t, w.Current())
		})
		require.True(t, ran)
		require.NoError(t, w.Close())
	})
}

// TestStopDrains: what Post and Do have accepted has run when Stop returns, and what comes later is refused.
func TestStopDrains(t *testing.T) {
	bubble(t, live.Options{}, func(t *testing.T, w *live.World) {
		ran, closed := 0, false
		w2 := w.World
		require.NoError(t, w.Post(func() { w2.OnClose(func() { closed = true }) }))
		for range 1000 {
			require.NoError(t, w.Post(func() { ran++ }))
		}
		var failed atomic.Value
		go func() {
			if err := w.Do(context.Background(), "slow", func() { w.Sleep(time.Minute); ran++ }); err != nil {
				failed.Store(err)
			}
		}()
		synctest.Wait()
		require.NoError(t, w.Post(func() { w.Beside(func() { time.Sleep(time.Hour) }, func() { ran++ }) }))
		began := time.Now()
		require.NoError(t, w.Stop(t.Context()))
		require.Equal(t, time.Hour, time.Since(began))
		require.Equal(t, 1002, ran)
		require.True(t, closed)
		require.Nil(t, failed.Load())
		require.ErrorIs(t, w.Post(func() {}), live.ErrStopped)
		require.ErrorIs(t, w.Do(t.Context(), "late", func() {}), live.ErrStopped)
	})
}

// TestStopWithoutPatience: a context that ends lets Stop close the world under its jobs, which unwind.
func TestStopWithoutPatience(t *testing.T) {
	bubble(t, live.Options{}, func(t *testing.T, w *live.World) {
		unwound := false
		result := make(chan error, 1)
		go func() {
			result <- w.Do(context.Background(), "sleeper", func() {
				defer func() { unwound = true }()
				w.Sleep(time.Hour)
			})
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, w.Stop(ctx), context.DeadlineExceeded)
		require.ErrorIs(t, <-result, live.ErrStopped)
		require.True(t, unwound)
	})
}

// TestInboxIsBounded: Post refuses what is too much, and PostWait waits for room; nothing that was accepted is lost.
func TestInboxIsBounded(t *testing.T) {
	bubble(t, live.Options{InboxMax: 10}, func(t *testing.T, w *live.World) {
		busy := make(chan struct{})
		require.NoError(t, w.Post(func() { <-busy }))
		synctest.Wait()
		ran := 0
		for range 10 {
			require.NoError(t, w.Post(func() { ran++ }))
		}
		require.ErrorIs(t, w.Post(func() { ran++ }), live.ErrInboxFull)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		require.ErrorIs(t, w.PostWait(ctx, func() { ran++ }), context.DeadlineExceeded)
		cancel()
		waited := make(chan error, 1)
		go func() { waited <- w.PostWait(t.Context(), func() { ran++ }) }()
		synctest.Wait()
		close(busy)
		require.NoError(t, <-waited)
		require.NoError(t, w.Stop(t.Context()))
		require.Equal(t, 11, ran)
	})
}

// TestJobsAreBounded: Do waits while too many jobs are under way.
func TestJobsAreBounded(t *testing.T) {
	bubble(t, live.Options{JobsMax: 4}, func(t *testing.T, w *live.World) {
		under, most := 0, 0
		done := make(chan error, 100)
		for range 100 {
			go func() {
				done <- w.Do(context.Background(), "job", func() {
					under++
					most = max(most, under)
					w.Sleep(time.Second)
					under--
				})
			}()
		}
		for range 100 {
			require.NoError(t, <-done)
		}
		require.Equal(t, 4, most)
	})
}

// TestPanicEndsTheWorld: a panic and a Goexit of code in the world end the world, and who waits for it is told. Another
// world goes on.
func TestPanicEndsTheWorld(t *testing.T) {
	boom := errors.New("boom")
	for name, job := range map[string]func(){"panic": func() { panic(boom) }, "exit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			bubble(t, live.Options{}, func(t *testing.T, w *live.World) {
				other := live.New(live.Options{})
				other.Start()
				waits := make(chan error, 1)
				go func() { waits <- w.Do(context.Background(), "waits", func() { w.Sleep(time.Hour) }) }()
				synctest.Wait()
				for _, err := range []error{w.Do(t.Context(), "job", job), <-waits, w.Stop(t.Context())} {
					if name == "panic" {
						require.ErrorIs(t, err, boom)
						continue
					}
					var exit *actor.ExitError
					require.ErrorAs(t, err, &exit)
				}
				require.NoError(t, other.Do(t.Context(), "job", func() { other.Sleep(time.Second) }))
				require.NoError(t, other.Stop(t.Context()))
			})
		})
	}
}

// TestNestedDo: code on the world's goroutine, outside any coroutine, may wait for a job: the world goes on meanwhile.
func TestNestedDo(t *testing.T) {
	bubble(t, live.Options{}, func(t *testing.T, w *live.World) {
		var order []string
		require.NoError(t, w.Post(func() {
			_ = w.World.Do("inner", func() {
				w.Sleep(time.Minute)
				order = append(order, "inner")
			})
			order = append(order, "outer")
		}))
		for _, s := range []string{"b", "c"} {
			require.NoError(t, w.Post(func() { order = append(order, s) }))
		}
		require.NoError(t, w.Stop(t.Context()))
		require.Equal(t, []string{"b", "c", "inner", "outer"}, order)
	})
}

// busy sends itself a message in each turn.
type busy struct{ self *actor.Actor }

func (b *busy) Receive(any) { b.self.Send(nil) }

// TestNothingStarves: an actor that is always ready keeps neither timers nor the inbox from being served. It runs on
// the real clock, since time in a bubble stands still while it is busy.
func TestNothingStarves(t *testing.T) {
	w := live.New(live.Options{})
	b := &busy{}
	b.self = w.Spawn("busy", b)
	b.self.Send(nil)
	w.Start()
	require.NoError(t, w.Do(t.Context(), "job", func() { w.Sleep(time.Millisecond) }))
	require.NoError(t, w.Close())
}

// TestGoroutinesEnd: a world leaves no goroutine behind.
func TestGoroutinesEnd(t *testing.T) {
	require.NoError(t, sim.New(sim.Options{}).Settle())
	before := runtime.NumGoroutine()
	for range 20 {
		w := live.New(live.Options{})
		w.Start()
		require.NoError(t, w.Do(t.Context(), "job", func() { w.Sleep(time.Microsecond) }))
		require.NoError(t, w.Stop(t.Context()))
	}
	for range 5_000 { // The goroutine of a coroutine ends a moment after it was told to.
		if runtime.NumGoroutine() <= before {
			break
		}
		time.Sleep(time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// picky reads events of one kind.
type picky struct{ strings.Builder }

func (*picky) Wants(kind string) bool { return kind == "log" }

// TestTraceOfWhatIsRead: a live world makes lines only of events that somebody reads, and numbers all of them.
func TestTraceOfWhatIsRead(t *testing.T) {
	out := &picky{}
	w := live.New(live.Options{Trace: out})
	hash := w.Hash()
	for _, kind := range []string{"call", "log", "reply"} {
		w.Trace(actor.Event{Kind: kind})
	}
	require.Regexp(t, `^\{"step":1,"t":[0-9.]+,"ev":"log"\}\n$`, out.String())
	require.NotEqual(t, hash, w.Hash())
	blind := live.New(live.Options{})
	blind.Trace(actor.Event{Kind: "log"})
	require.Equal(t, hash, blind.Hash())
	require.NoError(t, w.Close())
	require.NoError(t, blind.Close())
}
