package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// TestPreludeClasses misuses a class of the prelude, which a script takes for one of the runtime's, and one of its own.
func TestPreludeClasses(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`globalThis.Box = class Box { #v = 1; get v() { return this.#v; } set(v) { this.#v = v; } };
globalThis.log = host.log;`))
	require.NoError(t, m.module(`class Own { #v = 1; get v() { return this.#v; } }
const get = (C) => Object.getOwnPropertyDescriptor(C.prototype, "v").get;
for (const f of [() => get(Box).call({}), () => Box.prototype.set.call({}, 2), () => Box(), () => get(Own).call({}), () => Own()]) {
	try { f(); } catch (e) { log(e.name + ": " + e.message.slice(0, 70)); }
}`))
	_, err := m.Drain()
	require.NoError(t, err)
	require.Equal(t, []string{
		"TypeError: Illegal invocation: function called with incorrect `this` reference. S",
		"TypeError: Illegal invocation: function called with incorrect `this` reference. S",
		"TypeError: Failed to construct 'Box': Please use the 'new' operator, this object ",
		"TypeError: Cannot read private member #v from an object whose class did not decla",
		"TypeError: Class constructor Own cannot be invoked without 'new'",
	}, m.log)
}
