// @golden peer
// Functions and RpcTargets as arguments and results: calls, nesting, getters, own properties, errors, who is this

import { DurableObject, WorkerEntrypoint, RpcTarget, RpcStub, env as importedEnv, waitUntil } from "cloudflare:workers";

// ---- transcript helpers (identical in every scenario) -------------------------------------
let T = [];
const log = (...a) => { T.push(a.length === 1 ? a[0] : a); };
// stable, JSON-safe rendering of any JS value
function show(v, seen = []) {
  if (v === undefined) return "undefined";
  if (v === null) return "null";
  switch (typeof v) {
    case "number": return Object.is(v, -0) ? "-0" : String(v);
    case "bigint": return v + "n";
    case "string": return v.length > 120 ? `String(${v.length})` : JSON.stringify(v);
    case "boolean": return String(v);
    case "symbol": return v.toString();
    case "function": return `[function ${v.name}]`;
  }
  if (seen.includes(v)) return `<cycle ${seen.length - 1 - seen.indexOf(v)}>`;
  const s = [...seen, v], r = (x) => show(x, s);
  if (v instanceof Date) return `Date(${isNaN(v) ? "Invalid" : v.toISOString()})`;
  if (v instanceof RegExp) return `RegExp(${v})`;
  if (v instanceof Map) return `Map(${v.size}){${[...v].map(([k, x]) => r(k) + " => " + r(x)).join(", ")}}`;
  if (v instanceof Set) return `Set(${v.size}){${[...v].map(r).join(", ")}}`;
  if (v instanceof Error) return `${v.constructor.name}(name=${JSON.stringify(v.name)}, message=${JSON.stringify(msg(v))}${own(v, s)})`;
  if (v instanceof ArrayBuffer) return `ArrayBuffer(${v.byteLength})[${[...new Uint8Array(v)].slice(0, 16)}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}(${v.byteLength})[${v instanceof DataView ? "" : [...v].slice(0, 16)}]`;
  if (v instanceof Number || v instanceof String || v instanceof Boolean) return `${v.constructor.name}{${r(v.valueOf())}}`;
  if (Array.isArray(v)) { const o = []; for (let i = 0; i < v.length; i++) o.push(i in v ? r(v[i]) : "<hole>"); return `[${o.join(", ")}]`; }
  let cn = "?"; try { cn = v.constructor?.name ?? "null-proto"; } catch {}
  let body; try { body = Object.keys(v).map((k) => `${k}: ${r(v[k])}`).join(", "); } catch (e) { body = "!" + e.message; }
  return `${cn === "Object" ? "" : cn}{${body}}`;
}
function own(e, s) { return Object.getOwnPropertyNames(e).filter((k) => k !== "stack" && k !== "message" && k !== "name").sort().map((k) => `, ${k}=${show(e[k], s)}`).join(""); }
const msg = (e) => String(e.message).replace(/reference = \w+/, "reference = *").replace(/wdErrId = \w+/, "wdErrId = *");
// error rendering: class, message and every own property except the stack
function err(e) {
  if (!(e instanceof Error)) return { thrown: show(e) };
  const o = { error: e.constructor.name, message: msg(e) };
  if (e.name !== e.constructor.name) o.name = e.name;
  for (const k of Object.getOwnPropertyNames(e).sort()) if (!["stack", "message", "name"].includes(k)) o[k] = k === "cause" && e[k] instanceof Error ? err(e[k]) : show(e[k]);
  return o;
}
async function attempt(label, f) { try { log(label, show(await f())); } catch (e) { log(label, err(e)); } }
function attemptSync(label, f) { try { log(label, show(f())); } catch (e) { log(label, err(e)); } }
// the same two, but returning the entry instead of logging it (used inside the object)
function tryS(f) { try { return show(f()); } catch (e) { return err(e); } }
async function tryA(f) { try { return show(await f()); } catch (e) { return err(e); } }
const wait = (ms) => scheduler.wait(ms);
const scenario = (f) => ({ async fetch(req, env, ctx) {
  T = [];
  const phase = Number(new URL(req.url).searchParams.get("phase") ?? 1);
  try { await f(env, ctx, phase, req); } catch (e) { log("SCENARIO THREW", err(e)); }
  return Response.json(T);
} });
// -------------------------------------------------------------------------------------------
class Counter extends RpcTarget { #n; constructor(n) { super(); this.#n = n; this.own = 5; } inc(by = 1) { return this.#n += by; } get value() { return this.#n; } child() { return new Counter(this.#n * 10); } boom() { throw new RangeError("target boom"); } plain() { return { a: 1, f: (x) => x + 1, list: [new Counter(7)] }; } async later() { await scheduler.wait(5); return this.#n; } args(...a) { return a.map((x) => typeof x); } name() { return this.constructor.name; } }
class Callable extends RpcTarget { }
export class Peer extends DurableObject {
  fn() { const f = (x) => "called " + x; return f; } counter(n) { return new Counter(n); } async viaCallback(f, x) { return "got " + await f(x); } async two(f) { return [await f(1), await f(2)]; } async target(t) { return [await t.inc(), await t.inc(5), await t.value, typeof t, t instanceof RpcStub, t.constructor.name, String(t)]; } async catches(f) { try { return await f(); } catch (e) { return err(e); } } keep(f) { this.f = f; return "kept"; } keepDup(f) { this.f = f.dup(); return "kept"; } async useKept() { return tryA(() => this.f("k")); } obj(o) { return o.f(o.x); } both() { return { one: new Counter(1), two: () => 2, three: { four: new Counter(4) } }; } arr() { return [() => "a0", () => "a1"]; } ret(x) { return x; } thisOf() { return function () { return this === undefined; }; } asyncFn() { return async (x) => { await scheduler.wait(3); return x * 2; }; } classRet() { return class A {}; } withProps() { const f = () => 1; f.a = 2; return f; } async typeOf(x) { return [typeof x, x instanceof RpcStub, Object.prototype.toString.call(x)]; } errFn() { return () => { throw Object.assign(new TypeError("fn err"), { code: 5 }); }; } map() { return new Map([["k", () => "from map"]]); }
}
export default scenario(async (env) => { const p = env.PEER.getByName("p");
  await attempt("fn", async () => { const f = await p.fn(); return [typeof f, f instanceof RpcStub, Object.prototype.toString.call(f), await f("x")]; });
  await attempt("counter", async () => { const c = await p.counter(3); return [typeof c, c instanceof RpcStub, c instanceof RpcTarget, c.constructor.name, await c.inc(), await c.inc(10), await c.value, await c.later(), await c.args(1, () => 2, "s"), await c.name()]; });
  await attempt("own of target", async () => { const c = await p.counter(3); return await c.own; });
  await attempt("missing of target", async () => { const c = await p.counter(3); return await c.nope(); });
  await attempt("child", async () => { const c = await p.counter(3); const d = await c.child(); return await d.inc(); });
  await attempt("boom", async () => { const c = await p.counter(3); return await c.boom(); });
  await attempt("plain", async () => { const c = await p.counter(3); const o = await c.plain(); return [o.a, await o.f(4), await o.list[0].inc()]; });
  await attempt("callback", () => p.viaCallback((x) => x + "!", "hey")); await attempt("async callback", () => p.viaCallback(async (x) => { await wait(2); return x + "?"; }, "hey")); await attempt("two", () => p.two((x) => x * 10));
  await attempt("target arg", () => p.target(new Counter(100))); await attempt("throwing callback", () => p.catches(() => { throw new SyntaxError("cb"); })); await attempt("throwing callback string", () => p.catches(() => { throw "str"; }));
  await attempt("keep", async () => [await p.keep((x) => "kept " + x), await p.useKept()]); await attempt("keepDup", async () => [await p.keepDup((x) => "kept " + x), await p.useKept()]);
  await attempt("obj", () => p.obj({ f: (x) => x + 1, x: 2 })); await attempt("both", async () => { const o = await p.both(); return [await o.one.inc(), await o.two(), await o.three.four.inc(), Object.keys(o)]; }); await attempt("arr", async () => { const a = await p.arr(); return [a.length, await a[0](), await a[1]()]; });
  await attempt("back and forth", async () => { const f = (x) => "orig " + x; const g = await p.ret(f); return [f === g, typeof g, await g(1)]; }); await attempt("target back", async () => { const c = new Counter(1); const d = await p.ret(c); return [c === d, d instanceof Counter, await d.inc(), c.value]; });
  await attempt("this", async () => (await p.thisOf())()); await attempt("asyncFn", async () => (await p.asyncFn())(21)); await attempt("class", async () => { const C = await p.classRet(); return typeof C; }); await attempt("with props", async () => { const f = await p.withProps(); return [typeof f, await f(), await tryA(() => f.a)]; });
  await attempt("typeOf fn", () => p.typeOf(() => 1)); await attempt("typeOf target", () => p.typeOf(new Callable())); await attempt("typeOf stub", () => p.typeOf(env.PEER.getByName("q"))); await attempt("errFn", async () => (await p.errFn())()); await attempt("map", async () => (await p.map()).get("k")());
  await attempt("target call", async () => (await p.counter(1))()); await attempt("fn.name", async () => { const f = await p.fn(); return await f.name; }); await attempt("nested", async () => await p.viaCallback(async (x) => await p.viaCallback((y) => y + "2", x + "1"), "0"));
});
