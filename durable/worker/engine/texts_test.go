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
const textsApart = 25

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
