package worker_test

import (
	"fmt"
	"testing"
	"time"

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

// TestReload: a version that replaces another resets the objects that are in memory, with the error of a deploy for what
// they were asked. Storage stays, classes may come, and an error of the new version changes nothing.
func TestReload(t *testing.T) {
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	rt := durable.New(s.World, platform.Ideal())
	first := version(t, 1)
	app, err := first.Deploy(rt)
	require.NoError(t, err)
	ask := func(class, name, method string) string {
		v, err := app.Namespace(class).GetByName(name).Call(method)
		return fmt.Sprint(v, " ", err)
	}
	require.Equal(t, "v1 1 <nil>", ask("Box", "a", "version"))
	require.Equal(t, "stored <nil>", ask("Box", "a", "slow"))
	slow := ""
	s.Go("client", func() { slow = ask("Box", "a", "slow") })
	require.NoError(t, s.Advance(500e6))

	next := version(t, 2)
	two := next.Config()
	two.Classes = append([]worker.Class{{Name: "Bag", UniqueKey: "box-Bag", SQL: true}}, two.Classes...)
	two.Source += "export class Bag extends Box {}"
	next, err = worker.New(two)
	require.NoError(t, err)
	t.Cleanup(next.Close)
	reset, err := app.Reload(next)
	require.NoError(t, err)
	require.Equal(t, 1, reset)
	first.Close() // Its engines go when the last of them is free.
	require.NoError(t, s.Settle())
	require.Equal(t, "<nil> Durable Object reset because its code was updated.", slow)
	require.Equal(t, "v2 1 <nil>", ask("Box", "a", "version"))
	require.Equal(t, "v2 2 <nil>", ask("Bag", "a", "version"))
	require.Equal(t, "1 <nil>", ask("Box", "a", "stored"))

	two.Name = "other"
	other, err := worker.New(two)
	require.NoError(t, err)
	t.Cleanup(other.Close)
	_, err = app.Reload(other)
	require.ErrorContains(t, err, "IDs of objects depend on the name")
	require.Equal(t, "v2 3 <nil>", ask("Box", "a", "version"))
}

// TestReloadWithGrace: with a grace what objects have begun goes on in the code of before, without storage, while new
// requests reach the new code.
func TestReloadWithGrace(t *testing.T) {
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	first, next := version(t, 1), version(t, 2)
	app, err := first.Deploy(durable.New(s.World, platform.Ideal(), durable.WithGrace(30*time.Second)))
	require.NoError(t, err)
	ask := func(method string) string {
		v, err := app.Namespace("Box").GetByName("a").Call(method)
		return fmt.Sprint(v, " ", err)
	}
	slow := ""
	s.Go("client", func() { slow = ask("slow") })
	require.NoError(t, s.Advance(500e6))
	reset, err := app.Reload(next)
	require.NoError(t, err)
	require.Equal(t, 1, reset)
	first.Close()
	require.Equal(t, "v2 1 <nil>", ask("version"))
	require.NoError(t, s.Advance(10e9))
	require.Contains(t, slow, "this version can no longer access storage")
	require.Equal(t, "0 <nil>", ask("stored"))
	require.Equal(t, "v2 2 <nil>", ask("version"))
}
