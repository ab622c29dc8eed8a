package actor_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestLongMailbox: thousands of messages that wait come in the order of sending, each once, however many come meanwhile.
func TestLongMailbox(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	const first, more = 5000, 3000
	c := &collector{}
	c.a = w.Spawn("c", c)
	for n := range first {
		c.a.Send(n)
	}
	c.more = more
	require.NoError(t, w.Settle())
	require.Len(t, c.got, first+more)
	for n, got := range c.got {
		require.Equal(t, n, got)
	}
}

// collector keeps what it gets, and for a while sends itself one more for each.
type collector struct {
	a    *actor.Actor
	more int
	got  []int
}

func (c *collector) Receive(msg any) {
	c.got = append(c.got, msg.(int))
	if c.more > 0 {
		c.more--
		c.a.Send(5000 + 2999 - c.more)
	}
}

// TestMailboxNeverEmpty: a queue that messages always wait in takes no more memory with time.
func TestMailboxNeverEmpty(t *testing.T) {
	w := sim.New(sim.Options{StepsMax: 1 << 40, InstantMax: 1 << 40})
	defer w.Close()
	e := &echo{left: 300_000}
	e.a = w.Spawn("echo", e)
	for range 2000 {
		e.a.Send(e)
	}
	require.NoError(t, w.Settle())
	require.Len(t, e.heap, 2)
	require.Less(t, e.heap[1]-e.heap[0], int64(1<<20))
}

// echo sends itself a message for each that it gets, and notes the heap in between.
type echo struct {
	a    *actor.Actor
	left int
	heap []int64
}

func (e *echo) Receive(msg any) {
	if e.left == 250_000 || e.left == 1 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		e.heap = append(e.heap, int64(m.HeapAlloc))
	}
	if e.left--; e.left > 0 {
		e.a.Send(msg)
	}
}

// TestMailboxForgets: a message is free once its turn is over, although more wait behind it.
func TestMailboxForgets(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	l := &looker{}
	a := w.Spawn("looker", l)
	a.Send(&[1 << 16]byte{1})
	a.Send(nil)
	a.Send(nil)
	require.NoError(t, w.Settle())
	require.Equal(t, []bool{true, false, false}, l.found)
}

// looker notes in each turn whether its first message is still in memory.
type looker struct {
	first weak.Pointer[[1 << 16]byte]
	found []bool
}

func (l *looker) Receive(msg any) {
	if p, ok := msg.(*[1 << 16]byte); ok {
		l.first = weak.Make(p)
		msg = nil
	}
	runtime.GC()
	l.found = append(l.found, l.first.Value() != nil)
}
