package worker_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// version is a script of one class that tells which version it is.
func version(t *testing.T, n int) *worker.Worker {
	t.Helper()
	w, err := worker.New(worker.Config{
		Name: "box", Date: "2026-07-30",
		Classes: []worker.Class{{Name: "Box", UniqueKey: "box-Box", SQL: true}},
		Source: fmt.Sprintf(`
const workers = globalThis[Symbol.for('dolab.workers')];
let calls = 0;
export class Box extends workers.DurableObject {
	async version() { return 'v%d ' + ++calls }
	async slow() {
		await scheduler.wait(1000);
		try { await this.ctx.storage.put('slow', %[1]d); return 'stored' } catch (e) { return e.message }
	}
	async stored() { return (await this.ctx.storage.get('slow')) ?? 0 }
}
`, n),
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

// TestNext: an object that a deploy has reached runs the next version, in a heap of its own; others run the first. The
// incarnation that was overtaken goes on in the first for its grace, without storage.
func TestNext(t *testing.T) {
	plan, err := platform.NewPlan("object.turn Box/a nth=1 if=await deploy=30s")
	require.NoError(t, err)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	rt := durable.New(s.World, platform.Ideal(), durable.WithFaults(plan))
	app, err := version(t, 1).Deploy(rt, worker.WithNext(version(t, 2)))
	require.NoError(t, err)
	ask := func(name, method string) string {
		v, err := app.Namespace("Box").GetByName(name).Call(method)
		return fmt.Sprint(v, " ", err)
	}
	require.Equal(t, "v1 1 <nil>", ask("b", "version"))
	slow := ""
	s.Go("client", func() { slow = ask("a", "slow") })
	require.NoError(t, s.Advance(500e6))
	require.Equal(t, "v2 1 <nil>", ask("a", "version"))
	require.Equal(t, "v1 2 <nil>", ask("b", "version"))
	require.NoError(t, s.Advance(60e9))
	require.Contains(t, slow, "this version can no longer access storage")
	require.Equal(t, "0 <nil>", ask("a", "stored"))
	require.Equal(t, "v2 2 <nil>", ask("a", "version"))
	require.Equal(t, "v1 3 <nil>", ask("b", "version"))
}
