package worker

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// TestStubsAreForgotten: an object that stays in memory does not remember for ever the stubs that its code has let go.
// One that it keeps works on, and a call under way does not need its stub.
func TestStubsAreForgotten(t *testing.T) {
	const requests = 2000
	w, err := New(Config{
		Name: "room", Date: "2026-07-30", Classes: []Class{{Name: "Room", UniqueKey: "room-Room", SQL: true}},
		Source: `
const workers = globalThis[Symbol.for('dolab.workers')];
export class Room extends workers.DurableObject {
	count = 0;
	async ask(n) {
		const room = (name) => this.ctx.exports.Room.getByName(name);
		this.kept ??= room('kept');
		const cycle = { stub: room('cycle') };
		cycle.self = cycle;
		return [await room('other').add(n), await this.kept.add(n)].join();
	}
	add(n) { return this.count += n }
}`,
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	app, err := w.Deploy(durable.New(s.World, platform.Ideal()), WithHooks(Hooks{Await: func(AwaitEvent) {}}))
	require.NoError(t, err)
	answer := ""
	for range requests {
		v, err := app.Namespace("Room").GetByName("a").Call("ask", 1)
		require.NoError(t, err)
		answer = v.(string)
	}
	require.Equal(t, "2000,2000", answer)
	known := len(app.current.made)
	for _, sc := range app.current.scopes {
		known += len(sc.stubs)
	}
	require.Less(t, known, requests)
}
