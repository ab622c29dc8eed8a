package actor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// plain is a second driver, the least there can be: first come, first served, and a clock that jumps.
type plain struct {
	w      *actor.World
	h      actor.Handle
	clock  int64
	ready  []*actor.Actor
	timers actor.Timers
}

func newPlain(o actor.Options) *plain {
	p := &plain{}
	p.w, p.h = actor.New(o, p)
	return p
}

func (p *plain) Now() int64                 { return p.clock }
func (p *plain) Arm(t *actor.Timer)         { p.timers.Arm(t) }
func (p *plain) Disarm(t *actor.Timer) bool { return p.timers.Disarm(t) }
func (p *plain) Ready(a *actor.Actor)       { p.ready = append(p.ready, a) }

func (p *plain) Do(name string, job func()) error {
	p.w.Go(name, job)
	return p.run()
}

func (p *plain) Visit(fn func()) { fn() }

// run takes steps until nothing is left to do.
func (p *plain) run() error {
	return p.h.Drive(func() error {
		for p.w.Err() == nil {
			if len(p.ready) > 0 {
				a := p.ready[0]
				p.ready = p.ready[1:]
				p.h.Turn(a)
				continue
			}
			at, pending := p.timers.Next()
			if !pending {
				break
			}
			p.clock = max(p.clock, at)
			p.h.Call(p.timers.Due(p.clock, p.timers.Armed()))
		}
		return p.w.Err()
	})
}

// TestSecondDriver: code that sleeps, sends, chooses and traces does the same in a world of another driver.
func TestSecondDriver(t *testing.T) {
	begun := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tell := func(w *actor.World) func() {
		return func() {
			k := w.Current().Waker()
			w.After(time.Minute, func() { k.Wake(w.Choose("what", 1000)) })
			w.Background(time.Hour, func() {}).Stop()
			n := w.Current().Park("a number", "")
			w.Sleep(time.Hour)
			w.Trace(actor.Event{Kind: "told", N: int64(n.(int))})
		}
	}
	p := &plain{clock: begun.UnixNano()}
	p.w, p.h = actor.New(actor.Options{Chooser: sim.Seed(3)}, p)
	defer p.w.Close()
	s := sim.New(sim.Options{Chooser: sim.Seed(3), Start: begun})
	defer s.Close()
	for _, w := range []*actor.World{p.w, s.World} {
		require.NoError(t, w.Do("teller", tell(w)))
		require.Equal(t, begun.Add(time.Hour+time.Minute), w.Now())
	}
	require.Equal(t, s.Hash(), p.w.Hash())
}

// TestHandle: a driver learns of a Close within its run, which releases the world at the end of the outermost run.
func TestHandle(t *testing.T) {
	p := newPlain(actor.Options{Chooser: sim.Seed(1)})
	released := false
	p.w.OnClose(func() { released = true })
	p.w.After(time.Second, func() {
		require.True(t, p.h.Driving())
		p.w.After(time.Second, p.w.Close)
		require.ErrorIs(t, p.run(), actor.ErrClosed)
		require.True(t, p.h.Closed())
		require.False(t, released)
	})
	require.ErrorIs(t, p.run(), actor.ErrClosed)
	require.True(t, released)
	require.False(t, p.h.Driving())
}

// TestDriverFails: the first error of a driver makes the world stand still; a bound names who ran since Watch.
func TestDriverFails(t *testing.T) {
	first := errors.New("first")
	p := newPlain(actor.Options{Chooser: sim.Seed(1)})
	defer p.w.Close()
	p.h.Fail(first)
	p.h.Fail(errors.New("second"))
	require.Equal(t, first, p.w.Err())

	p = newPlain(actor.Options{Chooser: sim.Seed(1)})
	defer p.w.Close()
	p.w.After(0, func() {
		p.h.Watch(true)
		p.w.Go("runner", func() {
			p.w.Sleep(0)
			p.h.Overrun(actor.ErrSteps, 7)
		})
	})
	var busy *actor.BusyError
	require.ErrorAs(t, p.run(), &busy)
	require.Equal(t, int64(7), busy.Max)
	require.Len(t, busy.Busy, 1)
	require.Equal(t, "runner", busy.Busy[0].Who)
	require.Equal(t, int64(2), busy.Busy[0].Times)
}

// TestCoroutineDoesNotDrive: code in a world that runs the world is a bug, and a world has a Chooser.
func TestCoroutineDoesNotDrive(t *testing.T) {
	p := newPlain(actor.Options{Chooser: sim.Seed(1)})
	defer p.w.Close()
	require.NoError(t, p.w.Do("client", func() {
		require.PanicsWithValue(t, "actor: a coroutine, client, drives the world it runs in", func() { _ = p.run() })
	}))
	require.PanicsWithValue(t, "actor: New without a Chooser", func() { newPlain(actor.Options{}) })
}

// TestTimersQueue: a queue gives its timers in the order of time and then of arming, and passes over those armed since.
func TestTimersQueue(t *testing.T) {
	p := newPlain(actor.Options{Chooser: sim.Seed(1)})
	defer p.w.Close()
	for _, d := range []time.Duration{3, 1, 2, 1} {
		p.w.After(d, func() {})
	}
	armed := p.timers.Armed()
	p.w.Background(1, func() {})
	require.Equal(t, uint64(5), p.timers.Armed())
	require.Equal(t, 4, p.timers.Foreground())
	var due []int64
	for _, x := range p.timers.List() {
		due = append(due, x.At().UnixNano())
	}
	require.Equal(t, []int64{1, 1, 1, 2, 3}, due)
	first := p.timers.Due(1, armed)
	require.NotNil(t, first)
	require.False(t, first.Stop(), "it is no longer pending")
	require.NotNil(t, p.timers.Due(1, armed))
	require.Nil(t, p.timers.Due(1, armed), "the third at this time was armed later")
	require.True(t, p.timers.Due(1, armed+1).Background())
	require.Nil(t, p.timers.Due(1, armed+1))
	at, pending := p.timers.Next()
	require.True(t, pending)
	require.Equal(t, int64(2), at)
}
