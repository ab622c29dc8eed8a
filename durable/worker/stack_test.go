package worker_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

const configuration = `{"name": "shop", "main": "src/index.ts", "compatibility_date": "2026-07-30",
	"durable_objects": {"bindings": [{"name": "CART", "class_name": "Cart"}]},
	"migrations": [{"tag": "v1", "new_sqlite_classes": ["Cart"]}]}`

const cart = `import { DurableObject } from "cloudflare:workers";
interface Env { CART: DurableObjectNamespace<Cart> }
export class Cart extends DurableObject<Env> {
  async add(n: number): Promise<number> {
    if (n < 0) {
      throw new RangeError("less than none");
    }
    return n;
  }
}
`

// TestLoadPlaces: what goes wrong while a project is loaded is said with file and line of the user.
func TestLoadPlaces(t *testing.T) {
	for _, c := range []struct{ want, index string }{
		{"src/index.ts:3:9: Unexpected end of file", "export default {\n  fetch() {\n    if ("},
		{
			"src/index.ts:2:41: Error: not today\n    at boot (src/index.ts:2:41)\n    at src/index.ts:3:1",
			cartExport + "function boot(): never { if (1) { throw new Error('not today') } }\nboot();\nexport default {}",
		},
		{
			"src/index.ts:3:3: TypeError: Cannot read properties of undefined (reading 'x')",
			cartExport + "const a: any = {};\na.b.x;\nexport default {}",
		},
		{
			"the module runs too long at its top level: is there an endless loop?\n    at src/index.ts:2:",
			cartExport + "let n = 0; function step() { n = n + 1 } for (;;) step();\nexport default {}",
		},
		{
			"src/index.ts: the module takes more than 256 MiB of memory while it is evaluated",
			cartExport + "const all = []; for (;;) all.push(String(all.length).repeat(1 << 16));\nexport default {}",
		},
		{
			"src/index.ts:3:13: SyntaxError: duplicate group name",
			cartExport + "export default {};\nconsole.log(/(?<x>a)(?<x>b)/.test('a'));",
		},
		{
			"src/index.ts: the module waits at its top level for something that never comes",
			cartExport + "await new Promise(() => {});\nexport default {};",
		},
		{"wrangler.json:3:54: the Worker does not export a class Cart: its exports are default", "export default {}"},
	} {
		dir := folder(t, map[string]string{"wrangler.json": configuration, "src/index.ts": c.index, "src/cart.ts": cart})
		_, err := worker.Load(dir)
		require.ErrorContains(t, err, c.want)
	}
}

const cartExport = `export { Cart } from "./cart";` + "\n"

// TestRunPlaces: errors that nothing catches are in the trace with the user's files and lines, and so are the stacks
// that a script itself reads.
func TestRunPlaces(t *testing.T) {
	dir := folder(t, map[string]string{"wrangler.json": configuration, "src/cart.ts": cart, "src/index.ts": cartExport + `
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const cart = env.CART.getByName("a");
    if (request.url.endsWith("/own")) return new Response(new Error("mine").stack);
    if (request.url.endsWith("/logged")) {
      console.error(new Error("told"));
      Promise.reject(new Error("left alone"));
      return new Response();
    }
    return new Response(String(await cart.add(-1)));
  },
};`})
	w, err := worker.Load(dir)
	require.NoError(t, err)
	defer w.Close()
	var trace bytes.Buffer
	world := sim.New(sim.Options{Trace: &trace})
	defer world.Close()
	app, err := w.Deploy(durable.New(world.World, platform.Ideal()))
	require.NoError(t, err)

	resp, err := app.Fetch(durable.NewRequest("http://shop/own"))
	require.NoError(t, err)
	text := new(bytes.Buffer)
	_, err = text.ReadFrom(resp.Body)
	require.NoError(t, err)
	require.Contains(t, text.String(), "Error: mine\n    at Object.fetch (src/index.ts:6:59)")

	_, err = app.Fetch(durable.NewRequest("http://shop/logged"))
	require.NoError(t, err)
	require.Contains(t, trace.String(), `error: Error: told\u000a    at Object.fetch (src/index.ts:8:21)`)
	require.Contains(t, trace.String(), `Uncaught (in promise) Error: left alone\u000a    at Object.fetch (src/index.ts:9:22)`)

	_, err = app.Fetch(durable.NewRequest("http://shop/throws"))
	require.ErrorContains(t, err, "less than none")
	require.Contains(t, trace.String(), `"who":"Cart/a","note":"Uncaught RangeError: less than none\u000a    at Cart.add (src/cart.ts:6:13)"`)
}

// TestRunLimits: what a script uses up without an end is stopped with its place, whether an object runs it or the Worker
// itself, and the next request is answered.
func TestRunLimits(t *testing.T) {
	dir := folder(t, map[string]string{"wrangler.json": configuration, "src/cart.ts": `import { DurableObject } from "cloudflare:workers";
export const work: Record<string, () => unknown> = {
  loop() { let n = 0; for (;;) n = Math.max(n, 1); },
  regexp() { return /^(a+)+$/.test("a".repeat(40) + "!"); },
  memory() { const all: string[] = []; for (;;) all.push(String(all.length).repeat(1 << 16)); },
  fine() { return 1; },
};
export class Cart extends DurableObject { do(what: string) { return work[what](); } }
`, "src/index.ts": `import { work } from "./cart";
export { Cart } from "./cart";
export default {
  async fetch(request: Request, env: any): Promise<Response> {
    const [, who, what] = new URL(request.url).pathname.split("/");
    return new Response(String(who === "object" ? await env.CART.getByName("a").do(what) : work[what]()));
  },
};`})
	w, err := worker.Load(dir)
	require.NoError(t, err)
	defer w.Close()
	profile, err := platform.Production().Override("CPUMax=100ms", "MemoryMax=30000000")
	require.NoError(t, err)
	for _, c := range []struct{ path, want, logged string }{
		{"object/loop", "exceeded its CPU time limit", `at loop (src/cart.ts:3:`},
		{"object/regexp", "exceeded its CPU time limit", `at regexp (src/cart.ts:4:`},
		{"object/memory", "more memory than an isolate has", "more memory than an isolate has"},
		{"worker/loop", "ran for 100ms without waiting", `at loop (src/cart.ts:3:`},
		{"worker/regexp", "ran for 100ms without waiting", `at regexp (src/cart.ts:4:`},
		{"worker/memory", "more memory than an isolate has", "more memory than an isolate has"},
	} {
		var trace bytes.Buffer
		world := sim.New(sim.Options{Trace: &trace})
		app, err := w.Deploy(durable.New(world.World, profile))
		require.NoError(t, err)
		_, err = app.Fetch(durable.NewRequest("http://shop/" + c.path))
		require.ErrorContains(t, err, c.want, c.path)
		require.Contains(t, trace.String(), c.logged, c.path)
		for _, who := range []string{"object", "worker"} {
			resp, err := app.Fetch(durable.NewRequest("http://shop/" + who + "/fine"))
			require.NoError(t, err, c.path)
			require.Equal(t, 200, resp.StatusCode)
		}
		world.Close()
	}
}
