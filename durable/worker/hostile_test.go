package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// world deploys a script with one class, Box, in a world with faults.
func world(t *testing.T, source string, faults ...string) (*durable.Stub, *worker.App) {
	t.Helper()
	w, err := worker.New(worker.Config{
		Name: "box", Source: source, Date: "2026-07-30",
		Classes:  []worker.Class{{Name: "Box", UniqueKey: "box-Box", SQL: true}},
		Bindings: []worker.Binding{{Name: "BOX", Kind: worker.BindingNamespace, Class: "Box"}},
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	profile, err := platform.ProfileByName("ideal")
	require.NoError(t, err)
	app, err := w.Deploy(durable.New(s.World, profile, durable.WithFaults(plan)))
	require.NoError(t, err)
	return app.Namespace("Box").GetByName("a"), app
}

// TestDeathWithinDeleteAll: the commit of deleteAll comes within the entry of the script. What ends the object there
// leaves the engine usable.
func TestDeathWithinDeleteAll(t *testing.T) {
	const source = `
const workers = globalThis[Symbol.for('dolab.workers')];
export class Box extends workers.DurableObject {
	async clear() { await this.ctx.storage.put('a', 1); await this.ctx.storage.deleteAll(); return 'cleared' }
	async ping() { return 'pong' }
}
`
	for _, fault := range []string{"commit nth=1 error=L8", "commit nth=1 crash"} {
		t.Run(fault, func(t *testing.T) {
			stub, app := world(t, source, fault)
			_, err := stub.Call("clear")
			require.Error(t, err)
			text, err := durable.Call[string](app.Namespace("Box").GetByName("a"), "ping")
			require.NoError(t, err)
			require.Equal(t, "pong", text)
			text, err = durable.Call[string](app.Namespace("Box").GetByName("b"), "clear")
			require.NoError(t, err)
			require.Equal(t, "cleared", text)
		})
	}
}
