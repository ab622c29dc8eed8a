package worker_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/worker"
)

// folder writes files into a new directory.
func folder(t testing.TB, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

const roomConfig = `{
  "name": "chat", "main": "src/index.ts", "compatibility_date": "2026-07-30", "compatibility_flags": ["nodejs_compat"],
  "vars": { "GREETING": "hello", "LIMITS": { "max": 3 } },
  "durable_objects": { "bindings": [{ "name": "ROOM", "class_name": "Room" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Room"] }],
  "assets": { "directory": "public", "binding": "ASSETS" }
}`

// TestLoad: a TypeScript project runs as it is: modules, types, variables, Node's globals and modules, assets.
func TestLoad(t *testing.T) {
	dir := folder(t, map[string]string{
		"wrangler.jsonc": roomConfig,
		".dev.vars":      "SECRET=s3cret\n",
		"public/a.txt":   "asset",
		"src/room.ts": `import { DurableObject } from "cloudflare:workers";
import { EventEmitter } from "node:events";
export class Room extends DurableObject<Env> {
  private seen: string[] = [];
  async say(text: string): Promise<{ text: string; n: number }> {
    const e = new EventEmitter();
    e.on("x", (s: string) => this.seen.push(s));
    e.emit("x", text);
    return { text: Buffer.from(text).toString("hex"), n: this.seen.length };
  }
}
export interface Env { ROOM: DurableObjectNamespace<Room>; GREETING: string; LIMITS: { max: number }; SECRET: string; ASSETS: Fetcher }`,
		"src/index.ts": `import { env } from "cloudflare:workers";
import type { Env } from "./room";
export { Room } from "./room";
const atStart = env.GREETING;
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/a.")) return env.ASSETS.fetch(request);
    const room = env.ROOM.getByName(pathname);
    return Response.json([atStart, env.LIMITS.max, process.env.SECRET, process.env.LIMITS, await room.say("hi"), await room.say("yo")]);
  },
} satisfies ExportedHandler<Env>;`,
	})
	w, err := worker.Load(dir)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	_, app := deployed(t, w)
	require.JSONEq(t, `["hello", 3, "s3cret", "{\"max\":3}", {"text": "6869", "n": 1}, {"text": "796f", "n": 2}]`,
		body(t, first(app.Fetch(durable.NewRequest("https://x/r"))), nil))
	require.Equal(t, "asset", body(t, first(app.Fetch(durable.NewRequest("https://x/a.txt"))), nil))
}

// TestLegacyDecorators: tsconfig.json chooses the decorators of TypeScript, on classes, methods, fields and parameters.
// The answer is the reference's for the bundle of wrangler.
func TestLegacyDecorators(t *testing.T) {
	const source = `import { DurableObject } from "cloudflare:workers";
const log: unknown[] = [];
const cls = (n: string) => (t: Function) => void log.push(["class", n, t.name]);
const mem = (n: string) => (t: object, k: string, d?: PropertyDescriptor) => void log.push([n, k, typeof t, d && typeof d.value]);
const par = (n: string) => (t: object, k: string | undefined, i: number) => void log.push([n, k, i]);
const loud = (_t: object, _k: string, d: PropertyDescriptor) => {
  const f = d.value;
  d.value = async function (...a: unknown[]) { return "loud " + (await f.apply(this, a)); };
};
@cls("outer") @cls("inner")
class A {
  @mem("field") x = 1;
  @mem("static") static s = 2;
  @mem("first") @mem("second") m(@par("p0") _a: number, @par("p1") _b: number) {}
  @mem("getter") get g() { return 3; }
  constructor(@par("new") readonly y = 4) {}
}
export class Room extends DurableObject {
  @loud async say(text: string) { return text; }
}
export default {
  async fetch(_request: Request, env: { ROOM: DurableObjectNamespace<Room> }) {
    return Response.json([log, new A(), await env.ROOM.getByName("r").say("hi")]);
  },
};`
	w, err := worker.Load(folder(t, map[string]string{
		"wrangler.jsonc": roomConfig,
		"tsconfig.json":  `{"compilerOptions": {"target": "ES2022", "experimentalDecorators": true, /* as tsc */ }}`,
		"public/a.txt":   "", "src/index.ts": source,
	}))
	require.NoError(t, err)
	t.Cleanup(w.Close)
	_, app := deployed(t, w)
	require.JSONEq(t, `[[
		["field", "x", "object", null], ["p1", "m", 1], ["p0", "m", 0], ["second", "m", "object", "function"],
		["first", "m", "object", "function"], ["getter", "g", "object", "undefined"], ["static", "s", "function", null],
		["new", null, 0], ["class", "inner", "A"], ["class", "outer", "A"]
	], {"x": 1, "y": 4}, "loud hi"]`, body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}

// TestLoadErrors: what is wrong with a project is said, with its place.
func TestLoadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		config, source string
		wants          []string
	}{
		"syntax":     {roomConfig, "export const x = ;", []string{"src/index.ts:1:18"}},
		"no class":   {roomConfig, "export default {};", []string{"does not export a class Room", "wrangler.jsonc:5"}},
		"throws":     {roomConfig, "export class Room {}\nthrow new RangeError('at start');", []string{"RangeError: at start"}},
		"endless":    {roomConfig, "export class Room {}\nfor (;;);", []string{"src/index.ts:", "runs too long at its top level: is there an endless loop?"}},
		"waits":      {roomConfig, "export class Room {}\nawait new Promise(() => {});", []string{"waits at its top level"}},
		"timer":      {roomConfig, "export class Room {}\nsetTimeout(() => {}, 1);", []string{"Disallowed operation called within global scope."}},
		"random":     {roomConfig, "export class Room {}\ncrypto.randomUUID();", []string{"Disallowed operation called within global scope."}},
		"no main":    {`{"name": "x", "main": "src/none.ts", "compatibility_date": "2026-07-30"}`, "", []string{"src/none.ts"}},
		"no project": {"", "", []string{"wrangler.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"src/index.ts": c.source, "public/x": ""}
			if c.config != "" {
				files["wrangler.jsonc"] = c.config
			}
			_, err := worker.Load(folder(t, files))
			require.Error(t, err)
			for _, want := range c.wants {
				require.ErrorContains(t, err, want)
			}
		})
	}
}

// TestLeftEarly: a loop that leaves an async generator waits until that has ended, and an AsyncLocalStorage keeps its
// store through it all.
func TestLeftEarly(t *testing.T) {
	dir := folder(t, map[string]string{
		"wrangler.jsonc": `{"name": "x", "main": "a.ts", "compatibility_date": "2026-07-30", "compatibility_flags": ["nodejs_compat"]}`,
		"a.ts": `import { AsyncLocalStorage } from "node:async_hooks";
const als = new AsyncLocalStorage<string>();
const log: string[] = [];
async function* numbers() {
  try { yield 1; yield 2; } finally { await scheduler.wait(5); log.push("ended " + als.getStore()); }
}
export default {
  async fetch() {
    await als.run("inner", async () => {
      for await (const n of numbers()) { log.push("got " + n + " " + als.getStore()); break; }
      log.push("after " + als.getStore());
    });
    return Response.json(log);
  },
};`,
	})
	w, err := worker.Load(dir)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	_, app := deployed(t, w)
	require.JSONEq(t, `["got 1 inner", "ended inner", "after inner"]`,
		body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}

// TestContextOfTimers: a timer runs in the context in which it was set, and one of the API's own in none, as in the
// runtime. Each has its own context, whose thenables run in it too.
func TestContextOfTimers(t *testing.T) {
	dir := folder(t, map[string]string{
		"wrangler.jsonc": `{"name": "x", "main": "a.ts", "compatibility_date": "2026-07-30", "compatibility_flags": ["nodejs_compat"]}`,
		"a.ts": `import { AsyncLocalStorage } from "node:async_hooks";
const als = new AsyncLocalStorage<string>();
const log: unknown[] = [];
const say = (...parts: unknown[]) => log.push([...parts, als.getStore() ?? null]);
export default {
  async fetch() {
    als.run("a", () => {
      setTimeout(async (x) => { say(x); await { then(r) { say("then"); r(); } }; say("after"); }, 1, "timeout");
      const i = setInterval(() => { say("interval"); clearInterval(i); }, 2);
      AbortSignal.timeout(3).addEventListener("abort", () => say("abort"));
    });
    als.run("b", () => setTimeout(() => say("second"), 1));
    setTimeout(() => say("bare"), 4);
    await scheduler.wait(5);
    return Response.json(log);
  },
};`,
	})
	w, err := worker.Load(dir)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	_, app := deployed(t, w)
	require.JSONEq(t, `[["timeout", "a"], ["then", "a"], ["after", "a"], ["second", "b"], ["interval", "a"], ["abort", null], ["bare", null]]`,
		body(t, first(app.Fetch(durable.NewRequest("https://x/"))), nil))
}
