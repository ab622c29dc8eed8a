package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

func TestCallable(t *testing.T) {
	m := start(t, engine.Options{})
	require.Equal(t, `function|object|1,2|made 3|true|,|[]|true|5|{"x":1}|TypeError: callable: want a prototype and an object`, m.eval(`
		const proto = { get five() { return 5 } }
		const data = { called(...args) { return new.target === undefined && args.length === 1 ? { made: args[0] } : args.join() } }
		const f = host.callable(proto, data)
		host.log(typeof f)
		host.log(typeof Object.create(f))
		host.log(f(1, 2))
		host.log('made ' + new f(3).made)
		host.log(host.data(f) === data)
		host.log([host.data({}), host.data()].join())
		host.log(JSON.stringify(Reflect.ownKeys(f)))
		host.log(Object.getPrototypeOf(f) === proto)
		host.log(f.five)
		f.x = 1
		host.log(JSON.stringify({ ...f }))
		try { host.callable(proto) } catch (e) { host.log(e) }`))
}

// TestCallablesAreFreed: callables and what is behind them go, in cycles too, and live through a snapshot.
func TestCallablesAreFreed(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`
		const kept = host.callable({}, { called: () => 7 })
		host.enter = n => {
			host.log(kept())
			for (let i = 0; i < n; i++) {
				const data = { called: () => i, text: 'x'.repeat(1000) + i }
				data.self = host.callable({}, data)
				data.self()
			}
		}`))
	s, err := m.Snapshot()
	require.NoError(t, err)
	require.NoError(t, m.Enter(engine.Int(1000)))
	_, before := m.Used()
	require.NoError(t, m.Enter(engine.Int(50000)))
	_, after := m.Used()
	require.Less(t, after-before, int64(8<<20))
	require.NoError(t, m.Restore(s))
	require.NoError(t, m.Enter(engine.Int(1)))
	require.Equal(t, []string{"7", "7", "7"}, m.log)
}
