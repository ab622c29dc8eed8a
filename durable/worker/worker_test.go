package worker_test

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// platformModule is what a test's script begins with in place of an import.
const platformModule = `const {DurableObject, WorkerEntrypoint, env} = globalThis[Symbol.for('dolab.workers')];
`

// scripted loads a script whose classes are bound by their names in upper case.
func scripted(t testing.TB, source string, classes ...string) *worker.Worker {
	t.Helper()
	c := worker.Config{Name: "test", Source: platformModule + source, Date: "2026-07-30"}
	for _, class := range classes {
		c.Classes = append(c.Classes, worker.Class{Name: class, SQL: true})
		c.Bindings = append(c.Bindings, worker.Binding{Name: strings.ToUpper(class), Kind: worker.BindingNamespace, Class: class})
	}
	w, err := worker.New(c)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

// deployed is a world with a script in it.
func deployed(t testing.TB, w *worker.Worker, options ...durabletest.Option) (*durabletest.World, *worker.App) {
	t.Helper()
	world := durabletest.New(t, append([]durabletest.Option{durabletest.Profile(platform.Workerd())}, options...)...)
	app, err := w.Deploy(world.Objects)
	require.NoError(t, err)
	return world, app
}

func body(t testing.TB, resp *http.Response, err error) string {
	t.Helper()
	require.NoError(t, err)
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(data)
}

const counters = `
let global = 0;
export class Counter extends DurableObject {
  memory = 0;
  async add(by) {
    const n = ((await this.ctx.storage.get('n')) ?? 0) + by;
    await this.ctx.storage.put('n', n);
    return {n, memory: ++this.memory, global: ++global};
  }
  die() { this.ctx.abort('enough'); }
  alarm() { return this.add(100); }
  later(ms) { return this.ctx.storage.setAlarm(Date.now() + ms); }
}
export default {
  async fetch(q, env) {
    const {n} = await env.COUNTER.getByName(new URL(q.url).pathname).add(1);
    return Response.json({n});
  },
};`

type counted struct {
	N      int `clone:"n"`
	Memory int `clone:"memory"`
	Global int `clone:"global"`
}

// TestIsolate: the objects of a Worker share its module globals. An eviction and an abort leave them, a crash does not.
func TestIsolate(t *testing.T) {
	world, app := deployed(t, scripted(t, counters, "Counter"))
	ns := app.Namespace("Counter")
	add := func(name string) counted {
		c, err := durable.Call[counted](ns.GetByName(name), "add", 1)
		require.NoError(t, err)
		return c
	}
	require.Equal(t, counted{1, 1, 1}, add("a"))
	require.Equal(t, counted{1, 1, 2}, add("b"))
	require.NoError(t, durabletest.EvictDurableObject(world, ns.GetByName("a")))
	require.Equal(t, counted{2, 1, 3}, add("a"))
	_, err := ns.GetByName("a").Call("die")
	require.ErrorIs(t, err, &platform.Error{Message: "enough", DurableObjectReset: true})
	require.Equal(t, counted{3, 1, 4}, add("a"))
	require.NoError(t, world.Objects.Crash(ns.GetByName("a")))
	require.Equal(t, counted{4, 1, 1}, add("a"), "another machine has another isolate")
	require.Equal(t, counted{2, 2, 5}, add("b"), "which objects elsewhere do not notice")
	require.Equal(t, counted{1, 1, 2}, add("c"))

	require.Equal(t, `{"n":1}`, body(t, first(app.Fetch(durable.NewRequest("https://x/d"))), nil))
}

func first(resp *http.Response, err error) *http.Response {
	if err != nil {
		panic(err)
	}
	return resp
}

// TestAlarmOfScript: a script's alarm rings in virtual time.
func TestAlarmOfScript(t *testing.T) {
	world, app := deployed(t, scripted(t, counters, "Counter"))
	stub := app.Namespace("Counter").GetByName("a")
	_, err := stub.Call("later", int((30 * 24 * time.Hour).Milliseconds()))
	require.NoError(t, err)
	world.Advance(31 * 24 * time.Hour)
	c, err := durable.Call[counted](stub, "add", 0)
	require.NoError(t, err)
	require.Equal(t, 100, c.N)
}

// run is what a world with a script comes to.
func run(t *testing.T, w *worker.Worker) string {
	world, app := deployed(t, w, durabletest.Seed(7), durabletest.Profile(platform.Production()))
	for n := range 5 {
		_ = body(t, first(app.Fetch(durable.NewRequest("https://x/"+strings.Repeat("a", n%2+1)))), nil)
	}
	world.Advance(time.Hour)
	return world.Hash()
}

// TestSameTrace: a world with a script is a function of its seed, whether its engine is fresh or has served others.
func TestSameTrace(t *testing.T) {
	w := scripted(t, counters, "Counter")
	hash := run(t, w)
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		require.Equal(t, hash, run(t, w))
		runtime.GOMAXPROCS(before)
	}
	require.Equal(t, hash, run(t, w))
	require.Equal(t, hash, run(t, scripted(t, counters, "Counter")))
}

// TestUnderAnotherTurn: what belongs to one object cannot be used in the turn of another.
func TestUnderAnotherTurn(t *testing.T) {
	_, app := deployed(t, scripted(t, `
let kept;
export class A extends DurableObject {
  keep() { kept = this.ctx.storage; }
  use() { return kept.get('x'); }
  async useKV() { return kept.kv.get('x'); }
}`, "A"))
	ns := app.Namespace("A")
	_, err := ns.GetByName("a").Call("keep")
	require.NoError(t, err)
	for _, method := range []string{"use", "useKV"} {
		_, err = ns.GetByName("b").Call(method)
		require.ErrorContains(t, err, "Cannot perform I/O on behalf of a different Durable Object.")
	}
	_, err = ns.GetByName("a").Call("use")
	require.NoError(t, err)
}

// TestEndless: code that never waits is ended: an object by its limit of CPU, under a profile without one by ours.
func TestEndless(t *testing.T) {
	w := scripted(t, `
export class A extends DurableObject {
  loop() { for (;;); }
  regexp() { return /^(a+)+$/.test('a'.repeat(60) + '!'); }
  caught() { try { for (;;); } catch { return 'caught'; } finally { for (;;); } }
  jobs() { const again = () => Promise.resolve().then(again); return again(); }
  ok() { return 1; }
}`, "A")
	limited := platform.Workerd()
	limited.CPUMax = 100 * time.Millisecond
	for _, method := range []string{"loop", "regexp", "caught", "jobs"} {
		_, app := deployed(t, w, durabletest.Profile(limited))
		_, err := app.Namespace("A").GetByName("a").Call(method)
		require.ErrorContains(t, err, "Durable Object exceeded its CPU time limit and was reset.", method)
		_, err = app.Namespace("A").GetByName("a").Call("ok")
		require.NoError(t, err)
	}
}

// TestMemory: a script that takes more memory than its isolate has resets all objects in there, and the next ones find
// a fresh isolate.
func TestMemory(t *testing.T) {
	p := platform.Workerd()
	p.MemoryMax = 16 << 20
	_, app := deployed(t, scripted(t, `
let kept = [];
export class A extends DurableObject {
  memory = 0;
  eat() { for (;;) kept.push(new Array(1000).fill('x')); }
  many() { kept.push(new Uint8Array(64 << 20).fill(1)); }
  look() { return [++this.memory, kept.length]; }
}`, "A"), durabletest.Profile(p))
	ns := app.Namespace("A")
	look := func(name string) []int {
		v, err := durable.Call[[]int](ns.GetByName(name), "look")
		require.NoError(t, err)
		return v
	}
	require.Equal(t, []int{1, 0}, look("b"))
	for _, method := range []string{"eat", "many"} {
		_, err := ns.GetByName("a").Call(method)
		require.ErrorContains(t, err, "Durable Object's isolate exceeded its memory limit and was reset.", method)
		require.Equal(t, []int{1, 0}, look("b"), "b was in the same isolate")
	}
}

// TestPlainErrors: what a script throws keeps what the runtime keeps, through objects and to Go.
func TestThrownToGo(t *testing.T) {
	_, app := deployed(t, scripted(t, `
export class A extends DurableObject {
  fail() { throw Object.assign(new RangeError('too far'), {retryable: true, detail: {at: 3}}); }
  string() { throw 'text'; }
  async relay(name) {
    try { await this.env.A.getByName('b')[name](); } catch (e) { return [e.name, e.message, e.retryable, e.remote, e.detail?.at]; }
  }
}`, "A"))
	stub := app.Namespace("A").GetByName("a")
	_, err := stub.Call("fail")
	require.ErrorIs(t, err, &platform.Error{Name: "RangeError", Message: "too far", Retryable: true, Remote: true})
	_, err = stub.Call("string")
	require.ErrorIs(t, err, &platform.Error{Name: "Error", Message: "text", Remote: true})
	got, err := stub.Call("relay", "fail")
	require.NoError(t, err)
	require.Equal(t, []any{"RangeError", "too far", true, true, 3.0}, got)
	_, err = stub.Call("absent")
	require.ErrorContains(t, err, `The RPC receiver does not implement the method "absent".`)
}

// adder is an object in Go that scripts call.
type adder struct{ st *durable.State }

func (o *adder) Add(a, b int) int { return a + b }
func (o *adder) Fetch(q *http.Request) (*http.Response, error) {
	return durable.Text("go %s", q.URL.Path), nil
}

// TestGoAndScripts: objects in Go and of scripts call one another.
func TestGoAndScripts(t *testing.T) {
	c := worker.Config{
		Name: "test", Date: "2026-07-30", Source: platformModule + `
export class A extends DurableObject {
  async sum() {
    const stub = this.env.ADDER.getByName('x');
    return [await stub.Add(2, 3), await (await stub.fetch('https://x/path')).text()];
  }
}`,
		Classes:  []worker.Class{{Name: "A", SQL: true}},
		Bindings: []worker.Binding{{Name: "ADDER", Kind: worker.BindingForeign, Class: "Adder", Script: "go"}},
	}
	w, err := worker.New(c)
	require.NoError(t, err)
	world := durabletest.New(t)
	adders := durabletest.Class(world, "Adder", func(st *durable.State) *adder { return &adder{st} })
	app, err := w.Deploy(world.Objects, worker.WithNamespace("go", adders))
	require.NoError(t, err)
	got, err := app.Namespace("A").GetByName("a").Call("sum")
	require.NoError(t, err)
	require.Equal(t, []any{5.0, "go /path"}, got)
}

// TestServices: Workers call one another by fetch and by methods, and themselves by another entrypoint.
func TestServices(t *testing.T) {
	back := scripted(t, `
export class Admin extends WorkerEntrypoint {
  double(n) { if (n > 100) throw new RangeError('large'); return 2 * n; }
  fetch(q) { return new Response('admin ' + new URL(q.url).pathname); }
}
export default { fetch: async (q) => new Response((await q.text()).toUpperCase()) };`)
	front, err := worker.New(worker.Config{
		Name: "front", Date: "2026-07-30", Source: platformModule + `
export class Own extends WorkerEntrypoint { hello(name) { return 'hello ' + name; } }
export default {
  async fetch(q, env) {
    const out = [await env.BACK.fetch('https://b/', {method: 'POST', body: 'abc'}).then((r) => r.text())];
    out.push(await env.ADMIN.double(4), await (await env.ADMIN.fetch('https://b/x')).text(), await env.OWN.hello('me'));
    try { await env.ADMIN.double(101); } catch (e) { out.push(e.name + ' ' + e.message + ' ' + e.remote); }
    try { await env.NONE.double(1); } catch (e) { out.push(e.message); }
    try { env.BUCKET.get('x'); } catch (e) { out.push(e.message); }
    return Response.json(out);
  },
};`,
		Bindings: []worker.Binding{
			{Name: "BACK", Kind: worker.BindingService, Script: "test"},
			{Name: "ADMIN", Kind: worker.BindingService, Script: "test", Class: "Admin"},
			{Name: "OWN", Kind: worker.BindingService, Script: "front", Class: "Own"},
			{Name: "NONE", Kind: worker.BindingService, Script: "none"},
			{Name: "BUCKET", Kind: worker.BindingMissing, Class: "r2_buckets"},
		},
	})
	require.NoError(t, err)
	world, app := deployed(t, back)
	other, err := front.Deploy(world.Objects, worker.WithService(app))
	require.NoError(t, err)
	require.JSONEq(t, `["ABC", 8, "admin /x", "hello me", "RangeError large true",
		"The Worker \"none\" is not part of this run.",
		"The binding BUCKET (r2_buckets) is of a kind that dolab does not have. A module given by --bindings can export a fake of that name."]`,
		body(t, first(other.Fetch(durable.NewRequest("https://f/"))), nil))
}

// TestFailedCallDisposes: the arguments of a call of an entrypoint that throws are disposed of with its reply, though
// waitUntil keeps the event going.
func TestFailedCallDisposes(t *testing.T) {
	w, err := worker.New(worker.Config{
		Name: "test", Date: "2026-07-30", Source: platformModule + `
const { RpcTarget } = globalThis[Symbol.for('dolab.workers')];
const disposed = [];
class Target extends RpcTarget {
  constructor(name) { super(); this.name = name; }
  [Symbol.dispose]() { disposed.push(this.name); }
}
export class Own extends WorkerEntrypoint {
  call(target, fails) {
    this.ctx.waitUntil(scheduler.wait(1000));
    if (fails) throw new Error('failed');
  }
}
export default {
  async fetch(q, env) {
    await env.OWN.call(new Target('returned'), false);
    await env.OWN.call(new Target('thrown'), true).catch(() => {});
    await scheduler.wait(10);
    return Response.json(disposed);
  },
};`,
		Bindings: []worker.Binding{{Name: "OWN", Kind: worker.BindingService, Script: "test", Class: "Own"}},
	})
	require.NoError(t, err)
	_, app := deployed(t, w)
	require.JSONEq(t, `["returned", "thrown"]`, body(t, first(app.Fetch(durable.NewRequest("https://f/"))), nil))
}

// TestSameClassNames: two Workers of a run have classes of equal names, and bindings to one another. Stubs, functions and
// namespaces of both pass between them.
func TestSameClassNames(t *testing.T) {
	script := func(name, other string) *worker.Worker {
		w, err := worker.New(worker.Config{
			Name: name, Date: "2026-07-30", Source: platformModule + `
export class Room extends DurableObject {
  who() { return '` + name + ` ' + (this.ctx.id.name ?? '-'); }
  async tell(stub, fn) { return [await stub.who(), fn && await fn('` + name + `')]; }
}
export class Admin extends WorkerEntrypoint {
  room(n) { return this.env.ROOM.getByName(n); }
  async ask(stub) { return await stub.who(); }
  async meet() { return await this.env.OTHER.getByName('m').tell(this.env.ROOM.getByName('k'), (x) => x + '!'); }
}
export default {
  async fetch(q, env) {
    const mine = env.ROOM.getByName('a'), theirs = env.OTHER.getByName('a');
    return Response.json([
      await mine.who(), await theirs.who(), await mine.tell(theirs, (x) => 'fn ' + x), await theirs.tell(mine, (x) => 'fn ' + x),
      await (await env.ADMIN.room('r')).who(), await env.ADMIN.ask(mine), await env.ADMIN.ask(theirs), await env.ADMIN.meet(),
      mine.id.equals(theirs.id), await env.ADMIN.room('p').who(),
    ]);
  },
};`,
			Classes: []worker.Class{{Name: "Room", UniqueKey: name + "-Room", SQL: true}},
			Bindings: []worker.Binding{
				{Name: "ROOM", Kind: worker.BindingNamespace, Class: "Room"},
				{Name: "OTHER", Kind: worker.BindingForeign, Class: "Room", Script: other},
				{Name: "ADMIN", Kind: worker.BindingService, Script: other, Class: "Admin"},
			},
		})
		require.NoError(t, err)
		t.Cleanup(w.Close)
		return w
	}
	world, one := deployed(t, script("one", "two"))
	two, err := script("two", "one").Deploy(world.Objects)
	require.NoError(t, err)
	require.Equal(t, "two.Room", two.Namespace("Room").Name())
	require.JSONEq(t, `["one a", "two a", ["two a", "fn one"], ["one a", "fn two"], "two r", "one a", "two a",
		["two k", "one!"], false, "two p"]`, body(t, first(one.Fetch(durable.NewRequest("https://x/"))), nil))
	require.JSONEq(t, `["two a", "one a", ["one a", "fn two"], ["two a", "fn one"], "one r", "two a", "one a",
		["one k", "two!"], false, "one p"]`, body(t, first(two.Fetch(durable.NewRequest("https://x/"))), nil))
	_, err = script("two", "one").Deploy(world.Objects)
	require.ErrorContains(t, err, "class two.Room is declared already")
}

// TestKVNamespace: a KV namespace is memory of the world, whose entries expire.
func TestKVNamespace(t *testing.T) {
	w, err := worker.New(worker.Config{
		Name: "kv", Date: "2026-07-30", Source: platformModule + `
export default {
  async fetch(q, env) {
    const kv = env.KV;
    switch (new URL(q.url).pathname) {
      case '/put':
        await kv.put('a', '1', {metadata: {m: 1}});
        await kv.put('b', new Uint8Array([50]), {expirationTtl: 60});
        await kv.put('dir/c', '{"x":3}');
    }
    return Response.json([
      await kv.get('a'), await kv.get('b'), await kv.get('dir/c', 'json'), await kv.get('none'),
      (await kv.getWithMetadata('a')).metadata, (await kv.list({prefix: 'dir/'})).keys, (await kv.list({limit: 1})).list_complete,
    ]);
  },
};`,
		Bindings: []worker.Binding{{Name: "KV", Kind: worker.BindingKV}},
	})
	require.NoError(t, err)
	world, app := deployed(t, w)
	get := func(path string) string { return body(t, first(app.Fetch(durable.NewRequest("https://x"+path))), nil) }
	require.JSONEq(t, `["1", "2", {"x": 3}, null, {"m": 1}, [{"name": "dir/c"}], false]`, get("/put"))
	world.Advance(2 * time.Minute)
	require.JSONEq(t, `["1", null, {"x": 3}, null, {"m": 1}, [{"name": "dir/c"}], false]`, get("/"))
}

// TestFakes: the exports of a module replace bindings.
func TestFakes(t *testing.T) {
	w, err := worker.New(worker.Config{
		Name: "fakes", Date: "2026-07-30",
		Source:   `export default { fetch: async (q, env) => new Response(await env.AI.run('m') + env.OTHER) };`,
		Fakes:    `export const AI = { run: async (m) => 'fake ' + m }; export const OTHER = '!';`,
		Bindings: []worker.Binding{{Name: "AI", Kind: worker.BindingMissing, Class: "ai"}},
	})
	require.NoError(t, err)
	_, app := deployed(t, w)
	require.Equal(t, "fake m!", body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}

// TestTimersWithoutDelay: a loop that waits without a delay until a time has come ends, in the Worker and in an object,
// and behind 1000 timers in a second each takes a millisecond.
func TestTimersWithoutDelay(t *testing.T) {
	_, app := deployed(t, scripted(t, `
const poll = async () => {
  const start = Date.now();
  let n = 0;
  while (Date.now() < start + 3000) { await scheduler.wait(0); n++; }
  return [n, Date.now() - start];
};
export class Poll extends DurableObject { poll() { return poll(); } }
export default { async fetch(request, env) { return Response.json([await poll(), await env.POLL.getByName('p').poll()]); } };`,
		"Poll"), durabletest.Profile(platform.Ideal()))
	require.JSONEq(t, `[[5850, 3000], [5850, 3000]]`, body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}

// TestIDsInTheConsole: an id shows its fields, ctx.exports its stubs.
func TestIDsInTheConsole(t *testing.T) {
	var trace bytes.Buffer
	_, app := deployed(t, scripted(t, `
export class A extends DurableObject {}
export default { fetch(request, env, ctx) {
  console.log(env.A.idFromName('n'), env.A.getByName('n').id);
  console.log(ctx.exports);
  return new Response('ok');
} };`, "A"), durabletest.WorldOptions(sim.Options{Trace: &trace}))
	require.Equal(t, "ok", body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
	id := "DurableObjectId { jurisdiction: undefined, name: 'n' }"
	require.Contains(t, trace.String(), id+" "+id)
	require.Contains(t, trace.String(), "{\\u000a  default: LoopbackServiceStub {},\\u000a  A: LoopbackDurableObjectNamespace {}\\u000a}")
}

// TestTextBodies: a text leaves as UTF-8, through an object and the Worker, and counts as used. Half of a surrogate pair is
// U+FFFD. What the request's own headers are does not change with what a fetch adds.
func TestTextBodies(t *testing.T) {
	_, app := deployed(t, scripted(t, `
const texts = { latin: 'é', astral: '\u{1f600}', half: 'a\ud800' };
export class A extends DurableObject {
  async fetch(q) {
    if (q.method === 'POST') return new Response([q.headers.get('content-length'), await q.text()].join(' '));
    const path = new URL(q.url).pathname.slice(1);
    if (path === 'used') return new Response(this.last.bodyUsed);
    this.last = new Response(texts[path]);
    if (q.headers.get('touched')) this.last.body;
    return this.last;
  }
}
export default {
  async fetch(q, env) {
    const a = env.A.getByName('a');
    if (new URL(q.url).pathname !== '/post') return a.fetch(q);
    const sent = new Request(q, { method: 'POST', body: new TextEncoder().encode('é') });
    const r = await a.fetch(sent);
    return new Response([await r.text(), sent.headers.get('content-length'), sent.bodyUsed].join(' '));
  },
};`, "A"))
	for _, x := range []struct{ path, want string }{
		{"latin", "é"}, {"astral", "😀"}, {"half", "a\uFFFD"}, {"post", "2 é  true"},
	} {
		q := durable.NewRequest("https://x/" + x.path)
		require.Equal(t, x.want, body(t, first(app.Fetch(q)), nil), x.path)
		require.Equal(t, "true", body(t, first(app.Fetch(durable.NewRequest("https://x/used"))), nil), x.path)
		q.Header.Set("touched", "1")
		require.Equal(t, x.want, body(t, first(app.Fetch(q)), nil), x.path)
	}
}

// TestScheduled: a cron trigger's handler runs, and its waitUntil with it.
func TestScheduled(t *testing.T) {
	world, app := deployed(t, scripted(t, `
export class Log extends DurableObject { add(x) { this.ctx.storage.kv.put(x, true); } all() { return [...this.ctx.storage.kv.list()].map(([k]) => k); } }
export default {
  async scheduled(c, env, ctx) {
    ctx.waitUntil(scheduler.wait(5000).then(() => env.LOG.getByName('l').add('later')));
    await env.LOG.getByName('l').add(c.cron + ' ' + c.scheduledTime);
  },
};`, "Log"))
	require.NoError(t, app.Scheduled(time.UnixMilli(1000), "* * * * *"))
	world.Advance(10 * time.Second)
	got, err := app.Namespace("Log").GetByName("l").Call("all")
	require.NoError(t, err)
	require.Equal(t, []any{"* * * * * 1000", "later"}, got)
}

// TestExports: ctx.exports has the Worker's own classes and entrypoints.
func TestExports(t *testing.T) {
	_, app := deployed(t, scripted(t, `
export class A extends DurableObject { hi() { return 'object ' + this.ctx.id.name; } }
export class Side extends WorkerEntrypoint { hi(n) { return 'side ' + n; } }
export default {
  async fetch(q, env, ctx) {
    return Response.json([Object.keys(ctx.exports), await ctx.exports.A.getByName('x').hi(), await ctx.exports.Side.hi(1)]);
  },
};`, "A"))
	require.JSONEq(t, `[["default", "Side", "A"], "object x", "side 1"]`,
		body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}

// TestPool: worlds on several goroutines share the engines of a Worker, and each is as if it were alone.
func TestPool(t *testing.T) {
	w := scripted(t, counters, "Counter")
	want := run(t, w)
	got := make([]string, 4)
	var wg sync.WaitGroup
	for n := range got {
		wg.Go(func() {
			for range 3 {
				got[n] = run(t, w)
			}
		})
	}
	wg.Wait()
	for _, hash := range got {
		require.Equal(t, want, hash)
	}
}
