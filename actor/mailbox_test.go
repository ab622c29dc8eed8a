package actor_test

import (
	"testing"

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
