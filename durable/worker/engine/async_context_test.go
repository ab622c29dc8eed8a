package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// storage is AsyncLocalStorage as small as it can be.
const storage = `
	const run = (v, f) => { const old = host.asyncContext(); host.setAsyncContext(v); try { return f() } finally { host.setAsyncContext(old) } }
	const at = () => host.asyncContext()?.id ?? "none"
	const id = id => ({ id })
	const say = (...parts) => host.log(...parts, at())
	let resolve; const outside = new Promise(r => { resolve = r })
`

func TestAsyncContext(t *testing.T) {
	for name, c := range map[string]struct{ code, want string }{
		"await": {
			`await run(id(1), async () => { say("a"); await null; say("b"); await new Promise(r => r()); say("c") }); say("d")`,
			"a 1|b 1|c 1|d none",
		},
		"two": {
			`const f = async n => { for (let i = 0; i < 2; i++) { await null; say(n) } }
			await Promise.all([run(id(1), () => f("x")), run(id(2), () => f("y")), f("z")])`,
			"x 1|y 2|z none|x 1|y 2|z none",
		},
		"thenable": {
			`const thenable = { then(r) { say("then"); r() } }
			await run(id(1), async () => { await thenable; say("after"); await Promise.resolve().then(() => thenable); say("twice") }); await thenable
			run(id(2), () => Promise.resolve(thenable)); await null; say("end")`,
			"then 1|after 1|then 1|twice 1|then none|then 2|end none",
		},
		"nested": {
			`await run(id(1), async () => { await null; await run(id(2), async () => { await null; say("in"); await null; say("in") }); say("out") })`,
			"in 2|in 2|out 1",
		},
		"resolved elsewhere": {
			`const p = run(id(1), async () => { say(await outside) }); run(id(2), () => resolve("value")); await p`,
			"value 1",
		},
		"rejection": {
			`await run(id(1), async () => { try { await Promise.reject(1) } catch { say("caught") } finally { await null; say("finally") } })`,
			"caught 1|finally 1",
		},
		"then": {
			`run(id(1), () => outside.then(() => say("then")).finally(() => say("finally")).then(() => { throw 1 }).catch(() => say("catch")))
			outside.then(() => say("bare")); resolve(); for (let i = 0; i < 9; i++) await null`,
			"then 1|bare none|finally 1|catch 1",
		},
		"recursion": {
			`const f = async n => { if (n) await f(n - 1); else await null; say(n) }; await run(id(1), () => f(3))`,
			"0 1|1 1|2 1|3 1",
		},
		"recursion without await": {
			`const f = async n => { if (n) return f(n - 1); await null; say(n) }; await run(id(1), () => f(3))`,
			"0 1",
		},
		"collection": {
			`await run(id(1), async () => {
			for (let i = 0; i < 20000; i++) { const a = { b: [] }; a.b.push(a) }
			await null; say("after"); await (async () => { for (let i = 0; i < 20000; i++) { const a = {}; a.a = a } await null; say("inner") })(); say("end") })`,
			"after 1|inner 1|end 1",
		},
		"generator": {
			`function* g() { say("g"); yield 1; say("g") } run(id(1), () => { for (const x of g()); })`,
			"g 1|g 1",
		},
		"async generator": {
			`async function* g() { say("a"); await null; say("b"); yield 1; say("c"); await outside; say("d"); yield 2 }
			const p = run(id(1), async () => { for await (const x of g()) say(x); say("end") }); run(id(2), () => resolve()); await p; say("out")`,
			"a 1|b 1|1 1|c 1|d 1|2 1|end 1|out none",
		},
		"async generator, two callers": {
			`async function* g() { for (;;) { await null; say("body"); yield } }
			const it = g(); await run(id(1), () => it.next()); await run(id(2), () => it.next()); await it.next()`,
			"body 1|body 2|body none",
		},
		"microtask of a default context": {`run(id(1), () => 1); await null; say("none")`, "none none"},
		"deep awaits": {
			`const leaf = async () => { await null }; await run(id(1), async () => { for (let i = 0; i < 50; i++) await leaf(); say("end") })`,
			"end 1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := start(t, engine.Options{})
			require.Equal(t, c.want, m.eval(storage+c.code))
			require.Equal(t, "none", m.eval(storage+`host.log(at())`))
		})
	}
}

func TestAsyncContextInSnapshot(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(storage+`host.enter = go => {
		if (go) resolve(); else run(id(1), async () => { await outside; say("after") }) }`))
	require.NoError(t, m.Enter())
	_, err := m.Drain()
	require.NoError(t, err)
	s, err := m.Snapshot()
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, m.Restore(s))
		m.log = nil
		require.NoError(t, m.Enter(engine.Bool(true)))
		_, err = m.Drain()
		require.NoError(t, err)
		require.Equal(t, []string{"after 1"}, m.log)
	}
}

func TestAsyncContextLeavesNothing(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(storage+`async function* g() { await null; yield 1; await null; yield 2 }
		host.enter = () => { run({ id: 1, big: "x".repeat(1000) }, async () => {
			await null; await Promise.all([1, Promise.resolve(2).then(x => x)]); for await (const x of g()); await Promise.reject(1).catch(() => 1) }) }`))
	var before int64
	for i := range 3000 {
		require.NoError(t, m.Enter())
		_, err := m.Drain()
		require.NoError(t, err)
		if i == 500 {
			_, before = m.Used()
		}
	}
	_, after := m.Used()
	require.InDelta(t, before, after, 64<<10)
}
