package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

func TestNamesInStacks(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = async () => { try { await host.module.run() } catch (e) { host.log(e.stack) } }`))
	require.NoError(t, m.module(`export class Room {
  constructor(f) {
    this.f = f;
    f?.();
  }
  async fetch() {
    if (true) {
      return this.inner();
    }
  }
  inner() { return Room.static(() => new Room(() => { throw new Error("deep") })) }
  static static(f) {
    return f();
  }
}
var Other = class extends Room {
  get value() {
    return super.fetch();
  }
};
const object = {
  method() {
    return new Other().value;
  }
};
export async function run() {
  return await object.method();
}`))
	require.NoError(t, m.Enter())
	_, err := m.Drain()
	require.NoError(t, err)
	require.Equal(t, `Error: deep
    at index.js:11:61
    at new Room (index.js:4:5)
    at index.js:11:38
    at Room.static (index.js:13:12)
    at Room.inner (index.js:11:25)
    at Room.fetch (index.js:8:19)
    at Other.get value (index.js:18:18)
    at Object.method (index.js:23:23)
    at run (index.js:27:23)
    at prelude.js:1:52`, m.log[0])
}

func TestStacks(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = name => { try { host.log(host.module[name]()) } catch (e) { host.log(e.stack) } }`))
	require.NoError(t, m.module(`class Odd extends Error { name = "Odd" }
class Named extends Error { get name() { return "Named" } }
const inner = () => { throw new TypeError("böse 😀") }; const wide = "😀"; const outer = () => { "😀"; inner() };
export function plain() { outer() }
export function odd() { return new Odd("x").stack.split("\n")[0] }
export function engine() { return undefined.x }
export function builtin() { [1].map(() => { throw new Error("in map") }) }
export function none() { Error.stackTraceLimit = 0; const s = new Error("m").stack; Error.stackTraceLimit = 1; const t = new Error().stack.split("\n").length; Error.stackTraceLimit = 10; return s + "," + t }
export function off() { const l = Error.stackTraceLimit; delete Error.stackTraceLimit; const s = typeof new Error().stack; Error.stackTraceLimit = l; return s }
export function capture() { const o = { name: "O", message: "p" }; function hidden() { Error.captureStackTrace(o, hidden) } hidden(); return o.stack }
export function captureAll() { const o = {}; Error.captureStackTrace(o); return o.stack }
export function names() { const e = new Error("x"); return Object.getOwnPropertyNames(e) + "," + Object.keys(e) }
export function own() { const e = new Error("x"); e.fileName = 1; e.message = "not a function"; e.y = 2; return e.message + e.y + e.fileName }
export function getter() { const e = new (class extends Error { get message() { throw 1 } })(); return e.stack.split("\n")[0] }
export function deep() { Error.stackTraceLimit = 500; const f = n => n ? f(n - 1) : undefined.x; try { f(3000) } catch (e) { Error.stackTraceLimit = 10; return e.stack.split("\n").length + e.stack } }
class Base extends Error { constructor(m) { super(m.toUpperCase()); this.made = new Error("made") } }
class Derived extends Base { constructor(m) { super(m); } }
export function derived() { return new Derived("x").stack }
export function made() { return new Derived("x").made.stack }
export function json() { return JSON.parse("{") }
export function native() { try { null.x } catch (e) { return Error.prototype.toString.call(e) + JSON.stringify(Object.keys(e)) } }
`))
	call := func(name string) string {
		m.log = nil
		require.NoError(t, m.Enter(engine.String(name)))
		return m.log[0]
	}
	require.Equal(t, "TypeError: böse 😀\n    at inner (index.js:3:29)\n    at outer (index.js:3:104)\n"+
		"    at plain (index.js:4:27)\n    at prelude.js:1:56", call("plain"))
	require.Equal(t, "Error: x", call("odd"))
	require.Contains(t, call("engine"), "TypeError: Cannot read properties of undefined (reading 'x')\n    at engine (index.js:6:44)\n")
	require.Regexp(t, `^Error: in map\n    at index.js:7:51\n    at Array.map \(<anonymous>\)\n    at builtin \(index.js:7:33\)\n`,
		call("builtin"))
	require.NotContains(t, call("deep"), "\n    at index.js:16:1\n")
	require.Equal(t, "Error: m,2", call("none"))
	require.Equal(t, "undefined", call("off"))
	require.Regexp(t, `^O: p\n    at capture \(index.js:10:\d+\)\n    at`, call("capture"))
	require.Regexp(t, `^Error\n    at captureAll \(index.js:11:\d+\)\n    at`, call("captureAll"))
	require.Equal(t, "message,stack,", call("names"))
	require.Equal(t, "not a function21", call("own"))
	require.Equal(t, "Error", call("getter"))
	// The constructors by which an error is made are left out, up to the class that new names.
	require.Regexp(t, `^Error: X\n    at derived \(index.js:18:36\)\n    at prelude`, call("derived"))
	require.Regexp(t, `^Error: made\n    at new Base \(index.js:16:81\)\n    at new Derived \(index.js:17:47\)\n`+
		`    at made \(index.js:19:33\)\n`, call("made"))
	require.Regexp(t, `^SyntaxError: .*\n    at JSON.parse \(<anonymous>\)\n    at json \(index.js:20:26\)\n`, call("json"))
	require.Equal(t, "TypeError: Cannot read properties of null (reading 'x')[]", call("native"))
}

// The text of an error that comes from elsewhere is not the engine's, whatever it says.
func TestTextsOfOthers(t *testing.T) {
	m := start(t, engine.Options{Natives: []engine.Native{
		{Name: "through", Func: func(c *engine.Call) {
			if wire, ok := c.Clone(0, engine.RPC); ok {
				c.Return(engine.Clone(wire))
			}
		}},
		{Name: "throw", Func: func(c *engine.Call) { c.Throw("TypeError", c.String(0)) }},
	}})
	require.Equal(t, "not a function|'x' is not defined|out of memory|not a function true", m.eval(`
		for (const s of ["not a function", "'x' is not defined", "out of memory"]) host.log(host.through(new TypeError(s)).message)
		try { host.throw("not a function") } catch (e) { host.log(e.message, e.stack.startsWith("TypeError: not a function\n    at ")) }`))
}
