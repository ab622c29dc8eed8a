package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// keeper is a machine with a store: host.put(key, value), host.send(key, value) in mode RPC, host.get(key).
func keeper(t testing.TB, o engine.Options) (*machine, map[string][]byte) {
	store := map[string][]byte{}
	put := func(m engine.Mode) func(*engine.Call) {
		return func(c *engine.Call) {
			if wire, ok := c.Clone(1, m); ok {
				store[c.String(0)] = wire
			}
		}
	}
	o.Natives = append(o.Natives,
		engine.Native{Name: "put", Func: put(engine.Storage)},
		engine.Native{Name: "send", Func: put(engine.RPC)},
		engine.Native{Name: "get", Func: func(c *engine.Call) { c.Return(engine.Clone(store[c.String(0)])) }},
	)
	return start(t, o), store
}

func TestCloneCrosses(t *testing.T) {
	m, store := keeper(t, engine.Options{})
	require.Equal(t, `{"a":[1,null],"b":"日"} true`, m.eval(`
		const v = {a: [1, null], b: '日'}
		host.put('k', v)
		v.a = 0
		const read = host.get('k')
		host.log(JSON.stringify(read) + ' ' + (read !== host.get('k')))`))
	require.Equal(t, "\xff\x0fo\"\x01aA\x02I\x020$\x00\x02\"\x01b\x00c\x02\xe5\x65{\x02", string(store["k"]))

	tries := `const attempt = f => { try { f(); host.log('kept') } catch (e) { host.log(e.name + ': ' + e.message) } }; `
	require.Equal(t, strings.Join([]string{
		"DataCloneError: function () { [native code] } could not be cloned.",
		"DataCloneError: #<Promise> could not be cloned.",
		"kept",
		`DataCloneError: Could not serialize object of type "Foo". This type does not support serialization.`,
		"RangeError: Maximum call stack size exceeded",
		"RangeError: getter",
	}, "|"), m.eval(tries+`
		class Foo {}
		attempt(() => host.put('x', [() => 1]))
		attempt(() => host.put('x', Promise.resolve()))
		attempt(() => host.put('x', new Foo))
		attempt(() => host.send('x', new Foo))
		attempt(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = {o}; host.put('x', o) })
		attempt(() => host.put('x', {get a() { throw new RangeError('getter') }}))`))

	store["bad"] = []byte("\xff\x0fo")
	require.Equal(t, "Error: Unable to deserialize cloned data.", m.eval(tries+`attempt(() => host.get('bad'))`))
	store["bad"] = []byte("\xff\x10_")
	require.Equal(t, "Error: Unable to deserialize cloned data due to invalid or unsupported version.",
		m.eval(tries+`attempt(() => host.get('bad'))`))
}

// An error that is sent keeps class, message and own properties, not its stack.
func TestCloneError(t *testing.T) {
	m, _ := keeper(t, engine.Options{})
	require.Equal(t, "true TypeError: m E_X why [code,cause] TypeError: m", m.eval(`
		host.send('e', Object.assign(new TypeError('m', {cause: new Error('why')}), {code: 'E_X'}))
		const e = host.get('e')
		host.log((e instanceof TypeError) + ' ' + e + ' ' + e.code + ' ' + e.cause.message,
			'[' + Object.keys(e).sort().reverse() + ']', e.stack)`)[:len("true TypeError: m E_X why [code,cause] TypeError: m")])
	require.Equal(t, "true", m.eval(`
		const e = new Error('m')
		host.put('e', e)
		host.log(host.get('e').stack === e.stack)`))
}

func TestCloneLegacyError(t *testing.T) {
	m, store := keeper(t, engine.Options{LegacyErrors: true})
	require.Equal(t, "TypeError: m true ", m.eval(`
		host.put('e', Object.assign(new TypeError('m', {cause: 1}), {code: 5}))
		const e = host.get('e')
		host.log(e + ' ' + (e.cause === 1 && !('code' in e)) + ' ' + Object.keys(e))`))
	require.Equal(t, "\xff\x0frTm\"\x01mcI\x02s", string(store["e"][:12]))
}

// A restored snapshot has the codec's values where they were.
func TestCloneAfterRestore(t *testing.T) {
	m, _ := keeper(t, engine.Options{})
	s, err := m.Snapshot()
	require.NoError(t, err)
	script := `host.put('k', new Map([[/a/g, new Set([1n, Object('s')])]])); host.log([...host.get('k').keys()][0].source)
		try { host.put('k', Symbol()) } catch (e) { host.log(e.message) }`
	for range 3 {
		require.Equal(t, "a|Symbol() could not be cloned.", m.eval(script))
		require.NoError(t, m.Restore(s))
	}
}

// An abort in a getter ends the entry, and the machine goes on.
func TestCloneAborted(t *testing.T) {
	m, _ := keeper(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = () => {
		try { host.put('k', {a: [{get x() { host.abort(); return 1 }}], b: {}}) } catch { host.log('caught') } finally { host.log('finally') }
	}`))
	require.ErrorIs(t, m.Enter(), engine.ErrAborted)
	m.Drop()
	require.Empty(t, m.log)
	require.Equal(t, "1", m.eval(`host.put('k', {a: 1}); host.log(host.get('k').a)`))
}

// A message whose values outgrow the memory ends the entry.
func TestCloneOutgrowsMemory(t *testing.T) {
	m, store := keeper(t, engine.Options{SoftMemory: 8 << 20})
	store["k"] = []byte("\xff\x0fA\x80\x80\x08" + strings.Repeat("o{\x00", 1<<17) + "$\x00\x80\x80\x08")
	require.NoError(t, m.prelude(`host.enter = () => { const v = host.get('k'); for (;;) ; }`))
	m.Set(engine.Entry{Ticks: 100})
	require.ErrorIs(t, m.Enter(), engine.ErrMemory)
}

// Reading and writing leave nothing in the heap.
func TestCloneLeavesNothing(t *testing.T) {
	m, _ := keeper(t, engine.Options{})
	body := `for (let i = 0; i < 100; i++) {
		host.put('k', {i, list: [1, , new Map([[{}, new Uint8Array(4)]])], e: new Error('m')})
		try { host.put('x', {k: host.get('k'), f() {}}) } catch {}
	}`
	used := func() int64 {
		m.eval(body)
		_, bytes := m.Used()
		return bytes
	}
	used()
	first := used()
	for range 5 {
		require.Equal(t, first, used())
	}
}

func BenchmarkClone(b *testing.B) {
	m, _ := keeper(b, engine.Options{})
	require.NoError(b, m.prelude(`host.enter = n => {
		const v = {id: 7, name: 'Ada', tags: ['a', 'b'], at: 1.5}
		for (let i = 0; i < n; i++) { host.put('k', v); host.get('k') }
	}`))
	b.ReportAllocs()
	if err := m.Enter(engine.Int(int64(b.N))); err != nil {
		b.Fatal(fmt.Errorf("%d rounds: %w", b.N, err))
	}
}
