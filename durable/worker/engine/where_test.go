package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// TestPlace: stacks show the places that Options.Place gives, and leave out those it hides.
func TestPlace(t *testing.T) {
	m := start(t, engine.Options{Place: func(file string, line, column int) (string, int, int) {
		if strings.HasPrefix(file, "prelude") {
			return "", 0, 0
		}
		return "src/" + file, 100 + line, 200 + column
	}})
	require.NoError(t, m.prelude(`host.enter = name => { try { host.log(host.module[name]()) } catch (e) { host.log(e.stack) } }`))
	require.NoError(t, m.module("function inner() { throw new Error('x') }\nexport function outer() { inner() }"))
	require.NoError(t, m.Enter(engine.String("outer")))
	require.Equal(t, "Error: x\n    at inner (src/index.js:101:226)\n    at outer (src/index.js:102:227)", m.log[0])
}

// TestLimitPlace: what has used up its ticks says where it was.
func TestLimitPlace(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = name => host.module[name]()`))
	require.NoError(t, m.module("let n = 0; const step = () => n++; function spin() {\n  for (;;) step()\n}\nexport function outer() {\n  spin()\n}\nexport async function later() {\n await 0;\n spin() }"))
	for name, frames := range map[string][]string{"outer": {"spin (", "outer (index.js:5:3)"}, "later": {"spin (", "later (index.js:9:2)"}} {
		m.Set(engine.Entry{Ticks: 5})
		err := m.Enter(engine.String(name))
		if name == "later" {
			require.NoError(t, err)
			_, err = m.Drain()
		}
		require.ErrorIs(t, err, engine.ErrTicks)
		var limit *engine.LimitError
		require.True(t, errors.As(err, &limit), name)
		for _, f := range frames {
			require.Contains(t, limit.Stack, "\n    at "+f, name)
		}
		m.Drop()
	}
	m = start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = name => host.module[name]()`))
	m.Set(engine.Entry{Ticks: 5})
	err := m.module("export const a = 1;\n\nfor (;;) Math.abs(a);\n")
	require.ErrorIs(t, err, engine.ErrTicks)
	require.ErrorContains(t, err, "index.js:")
	m = start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = name => host.module[name]()`))
	m.Set(engine.Entry{Ticks: 5})
	err = m.module("export const a = 1;\n\n/(x+x+)+y/.test('x'.repeat(40))\n")
	require.ErrorIs(t, err, engine.ErrTicks)
	require.ErrorContains(t, err, "index.js:")
}

// TestLimitPlaceNative: where the ticks end within a built-in function that a job calls, there is no place to show.
func TestLimitPlaceNative(t *testing.T) {
	for before := range 8 {
		m := start(t, engine.Options{})
		require.NoError(t, m.prelude(`host.enter = before => { host.module.spin(before) }`))
		require.NoError(t, m.module("export async function spin(before) {\n while (before-- > 0);\n for (;;) await null; }"))
		m.Set(engine.Entry{Ticks: 1})
		require.NoError(t, m.Enter(engine.Int(int64(before))))
		_, err := m.Drain()
		require.ErrorIs(t, err, engine.ErrTicks)
		if limit, placed := errors.AsType[*engine.LimitError](err); placed {
			require.Contains(t, limit.Stack, "index.js:", "%d loops before", before)
		}
	}
}
