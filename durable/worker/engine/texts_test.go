package engine_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// textsApart is how many of the cases in testdata/texts.js have a text that differs from the reference's. What differs
// needs a value that is only on the engine's own stack (for (const [a] of list)) or names one in another way.
const textsApart = 24

// readTexts reads what the reference said.
func readTexts[T any](t *testing.T, file string) (out []T) {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &out))
	return out
}

func readText(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(b)
}

func TestTexts(t *testing.T) {
	var got [][2]string
	var code []string
	m := start(t, engine.Options{Natives: []engine.Native{{Name: "put", Func: func(c *engine.Call) {
		got = append(got, [2]string{c.String(0), c.String(1)})
		code = append(code, c.String(2))
	}}}})
	require.NoError(t, m.prelude(`host.enter = () => { for (const f of host.module.cases) {
		try { host.put("none", String(f()), f) } catch (e) { host.put(e.name, e.message, f) } } }`))
	require.NoError(t, m.module(readText(t, "testdata/texts.js")))
	m.Set(engine.Entry{Depth: 1000})
	require.NoError(t, m.Enter())
	want := readTexts[[2]string](t, "testdata/texts.json")
	require.Len(t, got, len(want))
	apart, report := 0, ""
	for i := range want {
		if got[i] != want[i] {
			apart++
			report += fmt.Sprintf("%s\n  got  %s\n  want %s\n", code[i], got[i], want[i])
		}
		// The class of the error is right even where the text is not.
		if want[i][0] != "none" {
			require.Equal(t, want[i][0], got[i][0], code[i])
		}
	}
	require.Equal(t, textsApart, apart, report)
}

func TestJSONTexts(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = () => { for (const s of host.module.inputs) {
		try { JSON.parse(s); host.log("none") } catch (e) { host.log(e instanceof SyntaxError ? e.message : e.name) } } }`))
	require.NoError(t, m.module(readText(t, "testdata/json_texts.js")))
	require.NoError(t, m.Enter())
	want := readTexts[string](t, "testdata/json_texts.json")
	require.Len(t, m.log, len(want))
	for i := range want {
		// JSON of Go has no lone surrogates: they are U+FFFD there.
		require.Equal(t, want[i], strings.ToValidUTF8(m.log[i], "\ufffd"), "input %d", i)
	}
}

// A text may need the value of a variable: it is read from the frame of the function that fails.
func TestTextsWithVariables(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = () => { for (const f of Object.values(host.module)) {
		try { f(null, "key", 3); host.log("none") } catch (e) { host.log(e.message) } } }`))
	require.NoError(t, m.module(`let outer = "o", nothing = null; const five = 5
export function a(x, key) { return x[key] }
export function b(x, _, n) { let i = n + 4; return x[i] }
export function c() { return nothing[outer] }
export function d() { const inner = () => nothing[outer]; inner() }
export function e() { const { p } = nothing }
export function f() { class X extends five {} }
export function g() { return "q" in five }
export function h() { for (const i of [1, 2]) { nothing[i].z } }
export function i(x) { return x.missing.deeper }
export function j() { let later; later.z = 1 }
export function k() { five[outer]() }
export async function l(x, key) { return x[key] }
`))
	require.NoError(t, m.Enter())
	require.Equal(t, []string{
		"Cannot read properties of null (reading 'key')",
		"Cannot read properties of null (reading '7')",
		"Cannot read properties of null (reading 'o')",
		"Cannot read properties of null (reading 'o')",
		"Cannot destructure property 'p' of 'nothing' as it is null.",
		"Class extends value 5 is not a constructor or null",
		"Cannot use 'in' operator to search for 'q' in 5",
		"Cannot read properties of null (reading '1')",
		"Cannot read properties of null (reading 'missing')",
		"Cannot set properties of undefined (setting 'z')",
		"five[outer] is not a function",
		"none",
	}, m.log)
	_, err := m.Drain()
	require.NoError(t, err)
	require.Equal(t, "TypeError: Cannot read properties of null (reading 'key')", m.Rejections()[0].Error())
}

// TestTextsOfParameters: the text names the parameter whose argument does not fit, also behind one that fits.
func TestTextsOfParameters(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = () => { for (const f of Object.values(host.module)) {
		try { f({}, null); host.log("none") } catch (e) { host.log(e.message) } } }`))
	require.NoError(t, m.module(`export function flat({ a }, { b }) {}
export function nested({ a: { c } = {} }, { b }) {}
`))
	require.NoError(t, m.Enter())
	require.Equal(t, []string{
		"Cannot destructure property 'b' of 'object null' as it is null.",
		"Cannot destructure property 'b' of 'object null' as it is null.",
	}, m.log)
}

// A declaration that takes apart what it cannot is found behind the last place that the engine knows, by its line.
func TestTextsOfDeclarations(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = async () => { for (const f of Object.values(host.module)) {
		try { await f(); host.log("none") } catch (e) { host.log(e.message + e.stack.split("\n")[1].match(/:\d+:\d+/)) } } }`))
	require.NoError(t, m.module(`let nul = null, o = { a: null, list: [null] }; const get = () => undefined; const later = async () => undefined;
export const call = () => {
  const { a } = get();
};
export const awaited = async () => {
  let z = 1;
  const {
    b,
    c = 5
  } = await later();
};
export const property = () => {
  o.foo;
  const { c, ...rest } = o.a;
};
export const second = () => {
  const { a } = o;
  const f = (x) => {
    const { y } = x;
  };
  if (o) {
    /* it's { */
    const s = "{";
    const { d } = nul;
  }
};
export const nested = () => {
  o.foo;
  const { a: { e } } = o;
};
export const optional = async () => {
  o.foo;
  const { a } = o?.b;
};
export const inList = () => {
  o.foo;
  const [{ i }] = o.list;
};
export const tried = async () => {
  for (const x of [1, 2]) {
    try {
      await later();
      const { t } = JSON.parse("null");
    } finally {
      o.foo;
    }
  }
};
export const loop = () => {
  for (const { a } of o.list) {
    a;
  }
};
export const list = () => {
  o.foo;
  const [g] = nul;
};
export const value = () => {
  o.foo;
  const [h] = o.a;
};
export const method = () => new (class {
  other() {
    const { l } = o;
  }
  fetch(request) {
    o.foo;
    const { m } = request;
  }
})().fetch();
`))
	require.NoError(t, m.Enter())
	_, err := m.Drain()
	require.NoError(t, err)
	require.Equal(t, []string{ // By the names of the functions.
		"Cannot destructure property 'b' of '(intermediate value)' as it is undefined.:8:5",
		"Cannot destructure property 'a' of 'get(...)' as it is undefined.:3:11",
		"Cannot read properties of null (reading 'i'):37:19",
		"nul is not iterable:56:15",
		"Cannot destructure property 'a' of '.for' as it is null.:50:24",
		"Cannot destructure property 'm' of 'request' as it is undefined.:68:13",
		"Cannot read properties of null (reading 'e'):29:11",
		"Cannot destructure property 'a' of '(intermediate value)' as it is undefined.:33:11",
		"Cannot destructure property 'c' of 'o.a' as it is null.:14:11",
		"Cannot destructure property 'd' of 'nul' as it is null.:24:13",
		"Cannot destructure property 't' of 'JSON.parse(...)' as it is null.:43:15",
		"object null is not iterable (cannot read property Symbol(Symbol.iterator)):60:15",
	}, m.log)
}
