package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// machine is a VM whose natives write into a log.
type machine struct {
	*engine.VM
	t   testing.TB
	log []string
}

// start makes a machine with the natives log, and those given.
func start(t testing.TB, o engine.Options) *machine {
	t.Helper()
	m := &machine{t: t}
	o.Natives = append([]engine.Native{
		{Name: "log", Func: func(c *engine.Call) {
			var parts []string
			for i := range c.Len() {
				parts = append(parts, c.String(i))
			}
			m.log = append(m.log, strings.Join(parts, " "))
		}},
		{Name: "abort", Func: func(c *engine.Call) { c.VM().Abort() }},
	}, o.Natives...)
	vm, err := engine.New(o)
	require.NoError(t, err)
	t.Cleanup(vm.Close)
	m.VM = vm
	return m
}

func (m *machine) prelude(source string) error {
	m.t.Helper()
	code, err := engine.CompilePrelude(source, "prelude.js")
	require.NoError(m.t, err)
	return m.LoadPrelude(code)
}

func (m *machine) module(source string) error {
	m.t.Helper()
	code, err := engine.Compile(source, "index.js")
	require.NoError(m.t, err)
	return m.Load(code)
}

// eval runs the body of an async function with host, drains, and returns what was logged.
func (m *machine) eval(body string) string {
	m.t.Helper()
	m.log = nil
	require.NoError(m.t, m.prelude("host.enter = async () => {"+body+"\n}"))
	require.NoError(m.t, m.Enter())
	_, err := m.Drain()
	require.NoError(m.t, err)
	return strings.Join(m.log, "|")
}

func TestValuesCross(t *testing.T) {
	var kinds []engine.Kind
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "kinds", Func: func(c *engine.Call) {
			for i := range c.Len() {
				kinds = append(kinds, c.Kind(i))
			}
			kinds = append(kinds, c.Kind(c.Len()))
		}},
		{Name: "back", Func: func(c *engine.Call) {
			c.Return(engine.Array(
				engine.Undefined(), engine.Null(), engine.Bool(true), engine.Int(1<<40), engine.Float(0.5),
				engine.String("päß\x00 😀"), engine.Bytes([]byte{1, 2, 3}), engine.Array()))
		}},
		{Name: "numbers", Func: func(c *engine.Call) {
			c.Return(engine.String(fmt.Sprint(c.Int(0), c.Int(1), c.Int(2), c.Float(3), c.Bool(4), c.Int(5))))
		}},
		{Name: "bytes", Func: func(c *engine.Call) {
			c.Return(engine.String(fmt.Sprintf("%x %x %x %v", c.Bytes(0), c.Bytes(1), c.Bytes(2), c.Bytes(3) == nil)))
			c.Bytes(0)[0] = 0xff
		}},
		{Name: "text", Func: func(c *engine.Call) { c.Return(engine.String(c.String(0))) }},
	}})
	require.Equal(t, `[null,null,true,1099511627776,0.5,"päß\u0000 😀",{},[]] undefined 3 1`, m.eval(`
		const b = host.back(); host.log(JSON.stringify(b) + " " + b[0] + " " + b[6].byteLength + " " + new Uint8Array(b[6])[0])`))
	require.Equal(t, "-7 9007199254740993 9223372036854775807 1.5 true 0",
		m.eval(`host.log(host.numbers(-7.9, 9007199254740993n, 1e300, "1.5", {}, NaN))`))
	require.Equal(t, "0102030405 0304 020304 true|255", m.eval(`
		const b = new Uint8Array([1, 2, 3, 4, 5])
		host.log(host.bytes(b.buffer, b.subarray(2, 4), new DataView(b.buffer, 1, 3), [1]))
		host.log(b[0])`))
	require.Equal(t, "true|true|true", m.eval(`
		for (const s of ["a\ud800b", "😀", "x".repeat(70000) + "é"]) host.log(host.text(s) === s)`))
	m.eval(`host.kinds(undefined, null, false, 1, 1n, "s", Symbol(), () => 1, new Uint8Array(1), new ArrayBuffer(1), {}, [])`)
	require.Equal(t, []engine.Kind{
		engine.KindUndefined, engine.KindNull, engine.KindBool, engine.KindNumber, engine.KindBigInt, engine.KindString,
		engine.KindSymbol, engine.KindFunction, engine.KindBytes, engine.KindBytes, engine.KindObject, engine.KindObject,
		engine.KindUndefined,
	}, kinds)
}

func TestModule(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = name => host.log(host.module[name]())`))
	require.NoError(t, m.module(`await null; export const a = () => typeof host + "," + typeof globalThis.host`))
	done, err := m.Loaded()
	require.NoError(t, err)
	require.False(t, done)
	_, err = m.Drain()
	require.NoError(t, err)
	done, err = m.Loaded()
	require.NoError(t, err)
	require.True(t, done)
	require.NoError(t, m.Enter(engine.String("a")))
	require.Equal(t, []string{"undefined,undefined"}, m.log)
}

// TestLoadedWithoutModule: a VM into which no module was loaded has none that is done.
func TestLoadedWithoutModule(t *testing.T) {
	m := start(t, engine.Options{})
	done, err := m.Loaded()
	require.NoError(t, err)
	require.False(t, done)
}

func TestModuleThatThrows(t *testing.T) {
	m := start(t, engine.Options{})
	err := m.module("\n  throw new TypeError('at once')")
	require.EqualError(t, err, "TypeError: at once")
	require.NoError(t, m.module("await null; throw new RangeError('later')"))
	_, err = m.Drain()
	require.NoError(t, err)
	_, err = m.Loaded()
	require.EqualError(t, err, "RangeError: later")
	_, err = engine.Compile("let a = ;", "broken.ts")
	var e *engine.Exception
	require.ErrorAs(t, err, &e)
	require.Equal(t, "SyntaxError", e.Name)
	require.Regexp(t, "^SyntaxError: .*\n    at broken.ts:1:9", e.Stack)
	_, err = engine.Compile(`import "./other.js"`, "index.js")
	require.Error(t, err)
	code, err := engine.Compile(`export default 1`, "index.js")
	require.NoError(t, err)
	for i := range code {
		changed := append([]byte(nil), code...)
		changed[i] ^= 1
		require.ErrorContains(t, m.Load(changed), "not code of this engine")
		require.ErrorContains(t, m.Load(code[:i]), "not code of this engine")
	}
	require.Error(t, m.LoadPrelude(code))
	require.NoError(t, m.Load(code))
}

func TestExceptions(t *testing.T) {
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "throw", Func: func(c *engine.Call) { c.Throw(c.String(0), c.String(1)) }},
		{Name: "rethrow", Func: func(c *engine.Call) { c.ThrowException(c.Exception(0)) }},
		{Name: "error", Func: func(c *engine.Call) {
			c.ThrowException(&engine.Exception{
				Name: "TypeError", Message: "m", Stack: "s", Cause: &engine.Exception{Name: "Error", Message: "c"},
			})
		}},
	}})
	require.Equal(t, "true a|true Odd b|true m s c", m.eval(`
		try { host.throw("RangeError", "a") } catch (e) { host.log(e instanceof RangeError, e.message) }
		try { host.throw("Odd", "b") } catch (e) { host.log(e.constructor === Error, e.name, e.message) }
		try { host.error() } catch (e) { host.log(e instanceof TypeError, e.message, e.stack, e.cause.message) }`))
	require.Equal(t, "TypeError x", m.eval(`
		try { host.rethrow(new TypeError("x")) } catch (e) { host.log(e.name, e.message) }`))
	require.NoError(t, m.prelude(`host.enter = f => { throw [new TypeError("t", {cause: new Error("c")}), 7, {toString() { throw 1 }}, Symbol("q")][f] }`))
	var e *engine.Exception
	require.ErrorAs(t, m.Enter(engine.Int(0)), &e)
	require.Equal(t, "TypeError: t", e.Error())
	require.Equal(t, "Error: c", e.Cause.Error())
	require.Contains(t, e.Stack, "prelude.js:1:")
	require.EqualError(t, m.Enter(engine.Int(1)), "7")
	require.EqualError(t, m.Enter(engine.Int(2)), "[object]")
	require.EqualError(t, m.Enter(engine.Int(3)), "q")
	require.Equal(t, "All promises were rejected true", m.eval(`
		await Promise.any([Promise.reject(1)]).catch(e => host.log(e.message, e instanceof AggregateError && e.errors[0] === 1))`))
}

func TestAbort(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = mode => {
		const f = async () => { try { await null; host.log("job"); host.abort(); host.log("after") }
			catch { host.log("catch") } finally { host.log("finally") } }
		function* g() { try { yield host.abort() } finally { host.log("generator") } }
		if (mode === 1) { try { host.abort(); host.log("after") } catch { host.log("catch") } finally { host.log("finally") } }
		if (mode === 2) for (const x of g()) host.log("loop")
		if (mode === 3) { f().catch(() => host.log("handler")); Promise.resolve().then(() => host.log("second job")) }
		if (mode === 4) host.log("fine")
	}`))
	require.ErrorIs(t, m.Enter(engine.Int(1)), engine.ErrAborted)
	require.ErrorIs(t, m.Enter(engine.Int(2)), engine.ErrAborted)
	require.Empty(t, m.log)
	require.NoError(t, m.Enter(engine.Int(3)))
	_, err := m.Drain()
	require.ErrorIs(t, err, engine.ErrAborted)
	m.Drop()
	jobs, err := m.Drain()
	require.NoError(t, err)
	require.Zero(t, jobs)
	require.Equal(t, []string{"job"}, m.log)
	require.NoError(t, m.Enter(engine.Int(4)))
	require.Equal(t, []string{"job", "fine"}, m.log)
}

func TestEnterWithinANative(t *testing.T) {
	for name, f := range map[string]func(*engine.VM){
		"Enter":    func(vm *engine.VM) { _ = vm.Enter() },
		"Drain":    func(vm *engine.VM) { _, _ = vm.Drain() },
		"Load":     func(vm *engine.VM) { _ = vm.Load(nil) },
		"Drop":     func(vm *engine.VM) { vm.Drop() },
		"Snapshot": func(vm *engine.VM) { _, _ = vm.Snapshot() },
		"Close":    func(vm *engine.VM) { vm.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			m := start(t, engine.Options{Natives: []engine.Native{
				{Name: "in", Func: func(c *engine.Call) { f(c.VM()) }},
			}})
			require.NoError(t, m.prelude(`host.enter = () => host.in()`))
			s, err := m.Snapshot()
			require.NoError(t, err)
			require.PanicsWithValue(t, "engine: "+name+" within a native", func() { _ = m.Enter() })
			require.ErrorContains(t, m.Enter(), "a native panicked")
			require.NoError(t, m.Restore(s))
			require.Equal(t, "ok", m.eval(`host.log("ok")`))
		})
	}
}

// Entries leave nothing behind: what they used is free again.
func TestNoLeaks(t *testing.T) {
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "all", Func: func(c *engine.Call) {
			_, _ = c.String(0), c.Exception(3)
			_ = c.Bytes(1)
			c.Return(engine.Int(1))
			c.Return(engine.Array(engine.String(strings.Repeat("x", 5000)), engine.Bytes(make([]byte, 5000))))
		}},
		{Name: "bad", Func: func(c *engine.Call) {
			c.Return(engine.String("lost"))
			c.Throw("TypeError", "bad")
		}},
	}})
	require.NoError(t, m.prelude(`host.enter = async (s, b, list, e) => {
		try { host.bad(s) } catch (e) { host.all(e, b, list, e) }
		host.all(s + "…", b, list, e)
		await null
		host.all({toString() { return s }}, new Uint8Array(b), list, e)
		if (s === "abort") host.abort()
		throw new Error(s)
	}`))
	var before int64
	for i := range 10_000 {
		s := "entry"
		if i%10 == 9 {
			s = "abort"
		}
		require.NoError(t, m.Enter(engine.String(s), engine.Bytes([]byte("abc")),
			engine.Array(engine.Null(), engine.Float(1.5)), engine.String("m")))
		if _, err := m.Drain(); s == "abort" {
			require.ErrorIs(t, err, engine.ErrAborted)
			m.Drop()
		} else {
			require.NoError(t, err)
		}
		if i == 1000 {
			_, before = m.Used()
		}
	}
	_, after := m.Used()
	require.InDelta(t, before, after, 64<<10)
}

// TestNativesLeaveNothing: the result of a native that ends the entry, and the causes of an exception, are free again.
func TestNativesLeaveNothing(t *testing.T) {
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "last", Func: func(c *engine.Call) {
			c.Return(engine.Bytes(make([]byte, 5000)))
			c.VM().Abort()
		}},
		{Name: "describe", Func: func(c *engine.Call) { _ = c.Exception(0) }},
	}})
	require.NoError(t, m.prelude(`host.enter = () => {
		host.describe(new Error("a", { cause: new Error("b", { cause: new Error("x".repeat(5000)) }) }))
		host.last()
	}`))
	var before int64
	for i := range 200 {
		require.ErrorIs(t, m.Enter(), engine.ErrAborted)
		m.Drop()
		if i == 100 {
			_, before = m.Used()
		}
	}
	_, after := m.Used()
	require.InDelta(t, before, after, 64<<10)
}

// TestTextWithoutMemory: a native's text that is larger than the memory ends the entry, once the native has returned.
func TestTextWithoutMemory(t *testing.T) {
	returned := false
	m := start(t, engine.Options{SoftMemory: 4 << 20, Natives: []engine.Native{
		{Name: "text", Func: func(c *engine.Call) {
			c.Return(engine.String(strings.Repeat("x", 8<<20)))
			returned = true
		}},
	}})
	require.NoError(t, m.prelude(`host.enter = () => { try { host.text() } finally { host.log("on") } }`))
	require.ErrorIs(t, m.Enter(), engine.ErrMemory)
	require.True(t, returned)
	require.Empty(t, m.log)
}

// Whatever a script throws, Go gets an exception.
func TestHostileExceptions(t *testing.T) {
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "string", Func: func(c *engine.Call) { _ = c.String(0) + c.String(0) }},
		{Name: "number", Func: func(c *engine.Call) { _ = c.Int(0) + int64(c.Float(0)) }},
		{Name: "describe", Func: func(c *engine.Call) { c.Return(engine.String(c.Exception(0).Error())) }},
	}})
	for _, code := range []string{
		`throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, ownKeys() { throw 3 } })`,
		`throw new Proxy(new Error("x"), { get() { throw 1 } })`,
		`const e = new Error("x"); for (const k of ["name", "message", "stack", "cause"]) Object.defineProperty(e, k, { get() { throw e } }); throw e`,
		`const e = new Error("x"); e.cause = e; throw e`,
		`const e = new Error("x"); e.name = { toString() { throw 1 } }; e.message = Symbol(); e.stack = null; throw e`,
		`const e = new Error("x"); Object.setPrototypeOf(e, null); throw e`,
		`const e = new Error("x"); Object.setPrototypeOf(e, new Proxy({}, { get() { throw 1 } })); throw e`,
		`const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy`,
		`throw Object.create(null)`,
		`throw { toString() { throw { toString() { throw 1 } } } }`,
		`throw undefined`,
		`throw new (class extends Error { get [Symbol.toStringTag]() { throw 1 } })()`,
		`const e = new Error(); Object.freeze(e); throw e`,
		`Error.prototype.toString = null; Error.stackTraceLimit = { valueOf() { throw 1 } }; throw new Error("x")`,
		`Object.defineProperty(Error.prototype, "name", { get() { throw 1 } }); throw new Error("x")`,
		`Object.defineProperty(Error, Symbol.hasInstance, { value() { throw 1 } }); throw {}`,
		`globalThis.Error = null; throw {}`,
	} {
		m := start(t, engine.Options{})
		require.NoError(t, m.prelude("host.enter = () => {"+code+"}"))
		var e *engine.Exception
		require.ErrorAs(t, m.Enter(), &e, code)
		_ = e.Error()
		require.Equal(t, "ok", m.eval(`host.log("ok")`), code)
	}
	require.Equal(t, "5|6|7|x", m.eval(`
		try { host.string({ toString() { throw 5 } }) } catch (e) { host.log(e) }
		try { host.string(new Proxy({}, { get() { throw 6 } })) } catch (e) { host.log(e) }
		try { host.number({ valueOf() { throw 7 } }) } catch (e) { host.log(e) }
		host.log(host.describe({ toString: () => "x" }))`))
}
