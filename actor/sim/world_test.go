package sim_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// echo counts its messages and sends each on to the next actor, a chosen time later.
type echo struct {
	w    *actor.World
	next *actor.Actor
	seen int
}

func (e *echo) Receive(msg any) {
	n := msg.(int)
	e.seen++
	e.w.Trace(actor.Event{Kind: "echo", Who: e.next.Name(), N: int64(n)})
	if n > 0 {
		e.w.After(time.Duration(e.w.Choose("delay", 5))*time.Millisecond, func() { e.next.Send(n - 1) })
	}
}

// ring runs a few actors that pass messages around, and returns the trace and its hash.
func ring(t *testing.T, chooser actor.Chooser) (string, string) {
	var out bytes.Buffer
	w := sim.New(sim.Options{Chooser: chooser, Trace: &out})
	defer w.Close()
	var echoes []*echo
	var actors []*actor.Actor
	for i := range 5 {
		e := &echo{w: w.World}
		echoes = append(echoes, e)
		actors = append(actors, w.Spawn(fmt.Sprintf("e%d", i), e))
	}
	for i, e := range echoes {
		e.next = actors[(i+1)%len(actors)]
		actors[i].Send(20)
	}
	require.NoError(t, w.Settle())
	for _, e := range echoes {
		require.Equal(t, 21, e.seen)
	}
	return out.String(), w.Hash()
}

func TestSameSeedSameTrace(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	trace, hash := ring(t, sim.Seed(7))
	require.Equal(t, fmt.Sprintf("%016x", xxhash.Sum64String(trace)), hash, "the hash is XXH64 of the lines")
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		again, hash2 := ring(t, sim.Seed(7))
		require.Equal(t, trace, again)
		require.Equal(t, hash, hash2)
	}
	_, other := ring(t, sim.Seed(8))
	require.NotEqual(t, hash, other)
}

func TestTapeReplays(t *testing.T) {
	rec := &sim.Recorder{From: sim.Seed(7)}
	trace, _ := ring(t, rec)
	tape, err := sim.ParseTape(rec.Tape.String())
	require.NoError(t, err)
	replay := sim.NewReplay(tape)
	again, _ := ring(t, replay)
	require.Equal(t, trace, again)
	require.Equal(t, -1, replay.Diverged)

	short := sim.NewReplay(tape[:10])
	_, _ = ring(t, short)
	require.Equal(t, 10, short.Diverged, "the tape ends there")
	_, err = sim.ParseTape("turn 3/2\n")
	require.ErrorContains(t, err, "line 1")
}

func TestTimeJumpsToTheNextTimer(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var order []string
	w.After(2*time.Hour, func() { order = append(order, "b") })
	w.After(time.Hour, func() { order = append(order, "a1") })
	w.After(time.Hour, func() { order = append(order, "a2") })
	w.Background(time.Minute, func() { order = append(order, "housekeeping") })
	stopped := w.After(time.Minute, func() { order = append(order, "never") })
	require.True(t, stopped.Stop())
	require.False(t, stopped.Stop())
	require.NoError(t, w.Settle())
	require.Equal(t, []string{"housekeeping", "a1", "a2", "b"}, order)
	require.Equal(t, 2*time.Hour, w.Elapsed())
	require.NoError(t, w.Advance(time.Hour))
	require.Equal(t, 3*time.Hour, w.Elapsed(), "time passes although nothing happens")
}

func TestSettledWorldLeavesHousekeeping(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	w.Background(time.Hour, func() { t.Fatal("it is not waited for") })
	require.NoError(t, w.Settle())
	require.Zero(t, w.Elapsed())
}

func TestDeadlockSaysWhoWaitsForWhat(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	err := w.Do("client", func() {
		w.Sleep(time.Second)
		w.Current().Park("a reply", "Counter/a")
	})
	var d *sim.DeadlockError
	require.ErrorAs(t, err, &d)
	require.Equal(t, []actor.Wait{{Who: "client", What: "a reply", Whom: "Counter/a", Since: time.Second}}, d.Waits)
	require.ErrorContains(t, err, "client waits since 1s for a reply (Counter/a)")
}

// TestVisit: a visit from outside is a run without a step, behind which a world that it closes is released. One from
// inside is a part of its turn.
func TestVisit(t *testing.T) {
	w := sim.New(sim.Options{})
	released, polls := false, 0
	w.OnClose(func() { released = true })
	w.Poll(func() { polls++ })
	ready := false
	w.Go("ready", func() { ready = true })
	w.Visit(func() {})
	require.Equal(t, 1, polls)
	require.False(t, ready)
	require.NoError(t, w.Do("client", func() {
		c, before := w.Current(), polls
		w.Visit(func() { require.Equal(t, c, w.Current()) })
		require.Equal(t, before, polls)
	}))
	w.Visit(func() {
		w.Close()
		require.False(t, released)
	})
	require.True(t, released)
}
