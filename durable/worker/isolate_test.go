package worker

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// box is a deployed Worker with one class, Box, which the source exports.
func box(t *testing.T, source string, options ...Option) *App {
	t.Helper()
	_, app := boxOn(t, platform.Ideal(), source, options...)
	return app
}

func boxOn(t *testing.T, profile platform.Profile, source string, options ...Option) (*sim.World, *App) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.json"), []byte(`{
		"name": "box", "main": "box.js", "compatibility_date": "2026-07-30",
		"durable_objects": { "bindings": [{ "name": "BOX", "class_name": "Box" }] },
		"migrations": [{ "tag": "v1", "new_sqlite_classes": ["Box"] }]
	}`), 0o600))
	source = "import { DurableObject } from 'cloudflare:workers';\n" + source
	require.NoError(t, os.WriteFile(filepath.Join(dir, "box.js"), []byte(source), 0o600))
	w, err := Load(dir)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	app, err := w.Deploy(durable.New(s.World, profile), options...)
	require.NoError(t, err)
	return s, app
}

// TestManyExports: what ctx.exports has takes none of an object's CPU, however much a module exports.
func TestManyExports(t *testing.T) {
	const many = 2_000
	source := "export class Box extends DurableObject { count() { return Object.keys(this.ctx.exports).length; } }\n"
	for n := range many {
		source += fmt.Sprintf("export function f%d() {}\n", n)
	}
	profile := platform.Ideal()
	profile.CPUMax = 2 * time.Millisecond
	_, app := boxOn(t, profile, source)
	n, err := durable.Call[int](app.Namespace("Box").GetByName("a"), "count")
	require.NoError(t, err)
	require.Equal(t, many+1, n)
}

// TestEnginesAreUsedAgain: an engine that was given back serves the next isolate.
func TestEnginesAreUsedAgain(t *testing.T) {
	w, err := New(Config{Name: "box", Source: "export default {}", Date: "2026-07-30"})
	require.NoError(t, err)
	defer w.Close()
	first, err := w.machine(&isolate{})
	require.NoError(t, err)
	w.giveBack(first)
	second, err := w.machine(&isolate{})
	require.NoError(t, err)
	require.Same(t, first, second)
	w.giveBack(second)
}

// TestKeepsAlarms: a flag says whether deleteAll leaves the alarm, and without one the date does.
func TestKeepsAlarms(t *testing.T) {
	const before, after = "2026-02-23", "2026-02-24"
	for _, c := range []struct {
		date, flag string
		want       bool
	}{
		{before, "", true},
		{after, "", false},
		{before, "delete_all_deletes_alarm", false},
		{after, "delete_all_preserves_alarm", true},
	} {
		require.Equal(t, c.want, Config{Date: c.date, Flags: []string{c.flag}}.keepsAlarms(), "%s %s", c.date, c.flag)
	}
}

// TestScheduledThatThrows: Scheduled returns what the handler throws.
func TestScheduledThatThrows(t *testing.T) {
	app := box(t, `export class Box extends DurableObject {}
export default { scheduled() { throw new RangeError('no time') } };`)
	require.ErrorContains(t, app.Scheduled(time.UnixMilli(0), "* * * * *"), "no time")
}

// TestAnsweredAwaits: an await ends with its answer. An object that aborts behind the answer of a fetch reports the
// fetch as answered, not as lost.
func TestAnsweredAwaits(t *testing.T) {
	var events []AwaitEvent
	app := box(t, `
export class Box extends DurableObject {
	async ask(how) {
		const other = this.ctx.exports.Box.getByName('other');
		if (how === 'call') return other.add();
		await (await other.fetch('https://x/')).text();
		return how;
	}
	async askAndAbort() {
		await this.ctx.exports.Box.getByName('other').fetch('https://x/');
		this.ctx.abort('enough');
	}
	add() { return 'added' }
	fetch() { return new Response(null) }
}`, WithHooks(Hooks{Await: func(e AwaitEvent) { events = append(events, e) }}))
	object := app.Namespace("Box").GetByName("a")
	for _, how := range []string{"call", "fetch"} {
		_, err := object.Call("ask", how)
		require.NoError(t, err)
		require.Empty(t, app.Awaits(), how)
	}
	events = nil
	_, err := object.Call("askAndAbort")
	require.ErrorContains(t, err, "enough")
	var hows []string
	for _, e := range events {
		hows = append(hows, e.How+" "+e.What)
	}
	require.Equal(t, []string{"answered fetch", "ended "}, hows)
}

// TestReleaseWithinAnEntry: a crash at a commit within an entry leaves no isolate that holds an engine.
func TestReleaseWithinAnEntry(t *testing.T) {
	plan, err := platform.NewPlan("commit nth=1 crash")
	require.NoError(t, err)
	app := box(t, `export class Box extends DurableObject {
	async clear() { await this.ctx.storage.put('a', 1); await this.ctx.storage.deleteAll() }
}`)
	require.NoError(t, app.rt.SetFaults(plan))
	_, err = app.Namespace("Box").GetByName("a").Call("clear")
	require.Error(t, err)
	for _, iso := range app.live {
		require.False(t, iso.stale)
	}
}

// TestCloseStopsIterators: a world that ends stops the lists that scripts have not gone through.
func TestCloseStopsIterators(t *testing.T) {
	app := box(t, `export class Box extends DurableObject {
	begin() {
		for (const key of ['a', 'b', 'c']) this.ctx.storage.kv.put(key, 1);
		this.list = this.ctx.storage.kv.list()[Symbol.iterator]();
		this.list.next();
	}
}`)
	_, err := app.Namespace("Box").GetByName("a").Call("begin")
	require.NoError(t, err)
	stopped := 0
	for _, s := range app.current.scopes {
		for _, it := range s.iterators {
			stop := it.stop
			it.stop = func() { stopped++; stop() }
		}
	}
	app.close()
	require.Equal(t, 1, stopped)
}

// TestInvoke: a test calls a method of the object in which its function runs, and no longer than that.
func TestInvoke(t *testing.T) {
	app := box(t, `export class Box extends DurableObject { n = 1; add(n) { return this.n += n } }`)
	file := filepath.Join(t.TempDir(), "lab.js")
	require.NoError(t, os.WriteFile(file, []byte(`import { env } from 'cloudflare:workers';
const lab = globalThis[Symbol.for('dolab.lab')];
let add;
lab.registry.inside = async () => {
	return String(await lab.runInDurableObject(env.BOX.getByName('a'), async (o) => (add = o.add)(2)));
};
lab.registry.outside = async () => { await add(2) };
export default {};
`), 0o600))
	module, err := app.worker.LoadLab(file, nil)
	require.NoError(t, err)
	t.Cleanup(module.Close)
	tests, err := module.Deploy(app.rt, WithLab(app))
	require.NoError(t, err)
	text, err := tests.LabCall("inside")
	require.NoError(t, err)
	require.Equal(t, "3", text)
	_, err = tests.LabCall("outside")
	require.ErrorContains(t, err, "The instance is gone")
}

// TestBookmarkThatFails: a bookmark that storage does not give is an error of the script.
func TestBookmarkThatFails(t *testing.T) {
	plan, err := platform.NewPlan("storage.op if=write full")
	require.NoError(t, err)
	app := box(t, `export class Box extends DurableObject { mark() { return this.ctx.storage.getCurrentBookmark() } }`)
	require.NoError(t, app.rt.SetFaults(plan))
	_, err = app.Namespace("Box").GetByName("a").Call("mark")
	require.ErrorContains(t, err, "full")
}
