package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

func TestTicks(t *testing.T) {
	for name, code := range map[string]string{
		"loop":      `for (;;);`,
		"recursion": `const f = n => n ? f(n - 1) : 0; for (;;) f(10)`,
		"regexp":    `/^(a+)+$/.test("a".repeat(40) + "b")`,
		"regexp 2":  `"x".repeat(30000).match(/(x+x+)+y/)`,
		"microtask": `(async () => { for (;;) await null })()`,
		"generator": `function* g() { try { for (;;) yield 1 } finally { host.log("finally") } } for (const x of g());`,
		"getter":    `const o = { get x() { return o.x } }; for (;;) try { o.x } catch {}`,
		"proxy":     `const p = new Proxy({}, { get: () => p }); for (;;) p.x.y.z`,
		"toString":  `for (;;) String({ toString() { return "x" } })`,
		"catch":     `for (;;) try { for (;;); } catch { host.log("catch") } finally { host.log("finally") }`,
	} {
		t.Run(name, func(t *testing.T) {
			var used [2]int64
			for i := range used {
				m := start(t, engine.Options{})
				require.NoError(t, m.prelude("host.enter = () => {"+code+"}"))
				m.Set(engine.Entry{Ticks: 4})
				err := m.Enter()
				if err == nil {
					_, err = m.Drain()
				}
				require.ErrorIs(t, err, engine.ErrTicks)
				require.Empty(t, m.log)
				m.Drop()
				used[i], _ = m.Used()
				m.Set(engine.Entry{Ticks: 4})
				require.Equal(t, "ok", m.eval(`host.log("ok")`))
			}
			require.Equal(t, used[0], used[1])
		})
	}
}

func TestMemory(t *testing.T) {
	for name, code := range map[string]string{
		"one string":    `host.keep = "x".repeat(1e9 / 2)`,
		"strings":       `const a = []; for (let i = 0; ; i++) a.push("x".repeat(1 << 20) + i + "y".repeat(i))`,
		"concatenation": `let s = "x"; for (;;) { s += s; s.charCodeAt(s.length - 1) }`,
		"array":         `const a = []; for (;;) a.push({})`,
		"join":          `new Array(1 << 20).fill("x".repeat(1 << 10)).join("")`,
		"buffers":       `const a = []; for (;;) a.push(new Uint8Array(1 << 20))`,
		"one buffer":    `new Uint8Array(2 ** 30)`,
		"map":           `const m = new Map(); for (let i = 0; ; i++) m.set(i, i)`,
		"closures":      `let f = () => 0; for (;;) { const g = f; f = () => g }`,
		"json":          `let a = ["x".repeat(1 << 20)]; for (;;) a = [JSON.stringify(a), ...a]`,
		"split":         `let a = []; for (;;) a.push("x,".repeat(1 << 18).split(","))`,
		"promises":      `const a = []; for (;;) a.push(new Promise(() => 1).then(() => 2))`,
		"caught":        `const a = []; for (;;) try { a.push("x".repeat(1 << 24) + "é") } catch { host.log("catch") }`,
		"padding":       `"x".padEnd(1e9, "é")`,
		"bigints":       `const a = []; for (;;) a.push((1n << 400000n) + 1n)`,
		"flat":          `let a = [1]; for (;;) { a = [...a, ...a, ...a] }`,
		"replace":       `let s = "x".repeat(1 << 16); for (;;) s = s.replaceAll("x", "xxxxxxxx")`,
	} {
		t.Run(name, func(t *testing.T) {
			m := start(t, engine.Options{SoftMemory: 16 << 20})
			require.NoError(t, m.prelude("host.enter = f => { f === 1 && host.log('fine'); if (f !== 1) {"+code+"} }"))
			s, err := m.Snapshot()
			require.NoError(t, err)
			require.ErrorIs(t, m.Enter(), engine.ErrMemory)
			require.Empty(t, m.log)
			require.ErrorIs(t, m.Enter(engine.Int(1)), engine.ErrMemory)
			require.NoError(t, m.Restore(s))
			require.NoError(t, m.Enter(engine.Int(1)))
			require.Equal(t, []string{"fine"}, m.log)
		})
	}
}

// Garbage in cycles is not what a limit is for.
func TestMemoryOfGarbage(t *testing.T) {
	m := start(t, engine.Options{SoftMemory: 16 << 20})
	require.Equal(t, "ok", m.eval(`
		for (let i = 0; i < 3000; i++) { const a = { b: new Uint8Array(100_000) }; a.a = a }
		host.log("ok")`))
}

func TestStack(t *testing.T) {
	for name, code := range map[string]string{
		"plain":     `const f = () => f(); f()`,
		"getter":    `const o = { get x() { return o.x } }; o.x`,
		"proxy":     `const p = new Proxy({}, { get: (t, k, r) => r[k] }); p.x`,
		"toString":  `const o = { toString: () => "" + o }; "" + o`,
		"forEach":   `const f = () => [1].forEach(f); f()`,
		"replace":   `const f = () => "x".replace("x", f); f()`,
		"generator": `function* g() { yield* g() } g().next()`,
		"json":      `const o = { toJSON: () => JSON.stringify(o) }; JSON.stringify(o)`,
		"sort":      `const f = () => [1, 2].sort(f); f()`,
		"class":     `class A { constructor() { new A() } } new A()`,
		"apply":     `const f = () => Reflect.apply(f, null, []); f()`,
		"bind":      `let f = () => g(); const g = f.bind(); f()`,
		"async":     `const f = async () => { await f() }; await f()`,
		"regexp":    `new RegExp("(".repeat(100000) + ")".repeat(100000))`,
		"nested":    `let o = []; for (let i = 0; i < 2e4; i++) o = [o]; JSON.stringify(o)`,
		"parse":     `JSON.parse("[".repeat(1e5))`,
	} {
		t.Run(name, func(t *testing.T) {
			m := start(t, engine.Options{})
			got := m.eval(`try { ` + code + `; host.log("none") } catch (e) { host.log(e.name, e.message, e instanceof RangeError) }
				host.log("on")`)
			if name == "regexp" {
				require.Contains(t, got, "|on")
				return
			}
			require.Equal(t, "RangeError Maximum call stack size exceeded true|on", got)
		})
	}
}

func TestCodeFromStrings(t *testing.T) {
	m := start(t, engine.Options{})
	for _, code := range []string{
		`eval("1")`, `(0, eval)("1")`, `new Function("return 1")`, `Function("1")`, `(async () => {}).constructor("1")`,
		`(function* () {}).constructor("1")`, `(async function* () {}).constructor("1")`,
	} {
		require.Equal(t, "EvalError Code generation from strings disallowed for this context true", m.eval(
			`try { `+code+` } catch (e) { host.log(e.name, e.message, e instanceof EvalError) }`), code)
	}
}

// TestPolls: what scripts do is counted to the single loop, and always the same.
func TestPolls(t *testing.T) {
	m := start(t, engine.Options{})
	var polls [2]int64
	for i := range polls {
		m.Set(engine.Entry{})
		require.Equal(t, "1", m.eval(`for (let i = 0; i < 1e5; i++); host.log(1)`))
		polls[i] = m.Polls()
	}
	require.Equal(t, polls[0], polls[1])
	require.Greater(t, polls[0], int64(1e5))
	require.Less(t, polls[0], int64(3e5))
}
