// @golden peer
// Promise pipelining: methods and properties of a result that has not come yet

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
class Tgt extends RpcTarget { constructor(n) { super(); this.n = n; } ping(x) { return "pong" + this.n + (x ?? ""); } next() { return new Tgt(this.n + 1); } get prop() { return { deep: { er: this.n } }; } bad() { throw new Error("bad " + this.n); } get nextTarget() { return new Tgt(50); } }
export class Peer extends DurableObject {
  order = []; t(n) { this.order.push("t" + n); return new Tgt(n); } async slowT(n) { await scheduler.wait(10); this.order.push("slow" + n); return new Tgt(n); } obj() { return { a: { b: { c: 3 } }, f(x) { return "f" + x; }, t: new Tgt(9), arr: [1, 2, { z: 5 }], s: "str" }; } num() { return 5; } str() { return "text"; } nul() { return null; } und() {} fails() { throw new RangeError("first failed"); } log() { return this.order; } fn() { return (x) => "fn" + x; } arr() { return ["a", { k: "v" }]; } date() { return new Date(5); } map() { return new Map([["a", 1]]); } take(x) { return typeof x === "object" || typeof x === "function" ? "obj" : x; } inst() { return new (class X { y = 1; })(); } err() { return new Error("as value"); }
}
export default scenario(async (env) => { const p = env.PEER.getByName("p");
  await attempt("t.ping", () => p.t(1).ping()); await attempt("t.next.ping", () => p.t(1).next().next().ping("x")); await attempt("slow", () => p.slowT(4).ping()); await attempt("prop", () => p.t(1).prop); await attempt("prop.deep.er", () => p.t(1).prop.deep.er); await attempt("getter target", () => p.t(1).nextTarget.ping());
  await attempt("obj.a.b.c", () => p.obj().a.b.c); await attempt("obj.a", () => p.obj().a); await attempt("obj.f", () => p.obj().f(1)); await attempt("obj.t.ping", () => p.obj().t.ping()); await attempt("obj.arr[2].z", () => p.obj().arr[2].z); await attempt("obj.arr.length", () => p.obj().arr.length); await attempt("obj.nope", () => p.obj().nope); await attempt("obj.nope.x", () => p.obj().nope.x); await attempt("obj.nope()", () => p.obj().nope()); await attempt("obj.s.length", () => p.obj().s.length); await attempt("obj.a()", () => p.obj().a()); await attempt("obj.toString()", () => p.obj().toString());
  await attempt("num.x", () => p.num().x); await attempt("num.toFixed()", () => p.num().toFixed()); await attempt("str.length", () => p.str().length); await attempt("null.x", () => p.nul().x); await attempt("undefined.x", () => p.und().x); await attempt("fails.x", () => p.fails().x); await attempt("fails.x()", () => p.fails().x()); await attempt("bad.x", () => p.t(2).bad().x); await attempt("fn()", () => p.fn()(3)); await attempt("arr[1].k", () => p.arr()[1].k); await attempt("arr[0]", () => p.arr()[0]); await attempt("date.getTime()", () => p.date().getTime()); await attempt("map.get", () => p.map().get("a")); await attempt("t.missing", () => p.t(1).missing()); await attempt("t.n", () => p.t(1).n); await attempt("err.message", () => p.err().message); await attempt("inst.y", () => p.inst().y);
  await attempt("both", async () => { const a = p.t(1), b = p.t(2); return [await b.ping(), await a.ping(), await a.next().ping()]; }); await attempt("log", async () => (await p.log()).join()); await attempt("typeof", () => { const a = p.t(1); return [typeof a, typeof a.foo, typeof a.then, Object.prototype.toString.call(a), a instanceof Promise, Object.prototype.toString.call(a.foo), typeof a.catch]; }); await attempt("promise as argument", async () => p.take(p.num())); await attempt("property as argument", async () => p.take(p.obj().s)); await attempt("await twice", async () => { const a = p.num(); return [await a, await a]; }); await attempt("ns pipeline", () => env.PEER.getByName("z").t(3).ping()); await attempt("then chain", () => p.num().then((x) => x + 1)); await attempt("all", () => Promise.all([p.num(), p.str(), p.obj().a.b.c]));
  await attempt("unawaited then", async () => { const t = p.slowT(6); const q = t.ping(); return [await q, await t.ping("2")]; });
});
