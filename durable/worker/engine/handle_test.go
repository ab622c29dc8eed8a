package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// TestHandles: the engine tells which handles it has freed, at once or with the cycle they are in, and also of those
// that a snapshot has.
func TestHandles(t *testing.T) {
	var freed [][2]int64
	m := start(t, engine.Options{Freed: func(a, b int64) { freed = append(freed, [2]int64{a, b}) }})
	require.NoError(t, m.prelude(`
		let kept = host.handle(1 << 30, -1)
		host.enter = (n) => {
			if (n === 0) { kept = null; return }
			host.handle(2 ** 40, n)
			const cycle = { handle: host.handle(3, n), bytes: new Uint8Array(1 << 20) }
			cycle.self = cycle
			try { host.handle(1) } catch (e) { host.log(e) }
			try { host.handle(1, Symbol()) } catch (e) { host.log(e.name) }
		}`))
	require.Empty(t, freed)
	s, err := m.Snapshot()
	require.NoError(t, err)
	for range 2 {
		for n := range int64(50) {
			require.NoError(t, m.Enter(engine.Int(n+1)))
		}
		require.Contains(t, freed, [2]int64{1 << 40, 50})
		require.Contains(t, freed, [2]int64{3, 1})
		require.NotContains(t, freed, [2]int64{1 << 30, -1})
		require.NoError(t, m.Enter(engine.Int(0)))
		require.Equal(t, [2]int64{1 << 30, -1}, freed[len(freed)-1])
		require.NoError(t, m.Restore(s))
		freed = nil
	}
	require.Equal(t, []string{"TypeError: handle: want two integers", "TypeError"}, m.log[:2])
}
