// @golden peer
// Errors in the constructor, handlers and floating promises: what this caller, the next caller on the same stub and one on a new stub see; what of a thrown value survives.

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

let N = []; let mode = {};
const full = (e) => { const o = err(e); if (o && typeof o === "object" && e instanceof Error) { o.string = String(e).slice(0, 90); o.isErr = e instanceof Error; o.keys = Object.keys(e).sort().join(); } return o; };
export class Obj extends DurableObject {
  constructor(c, e) { super(c, e); N.push("ctor " + c.id.name); const m = mode[c.id.name]; this.m = m;
    if (m === "throw") throw new TypeError("ctor throw"); if (m === "string") throw "ctor string"; if (m === "object") throw { a: 1 }; if (m === "undefined") throw undefined; if (m === "custom") throw Object.assign(new Error("ctor custom"), { code: 7, retryable: true });
    if (m === "float") Promise.reject(new Error("float")); if (m === "asyncFloat") (async () => { await c.storage.get("x"); throw new Error("float later"); })();
    if (m === "bcw") c.blockConcurrencyWhile(async () => { throw new RangeError("ctor bcw"); }); if (m === "bcwLater") c.blockConcurrencyWhile(async () => { await wait(2); throw Object.assign(new Error("ctor bcw later"), { code: 9 }); });
    if (m === "abort") c.abort("ctor abort"); if (m === "abortErr") c.abort(new TypeError("ctor abort error")); if (m === "putThrow") { c.storage.kv.put("p", 1); throw new Error("put then throw"); } if (m === "once") { mode[c.id.name] = "ok"; throw new Error("once"); }
    if (m === "timer") setTimeout(() => { throw new Error("timer"); }, 1); if (m === "timerAbort") setTimeout(() => c.abort("timer abort"), 60); if (m === "wu") c.waitUntil(Promise.reject(new Error("wu"))); if (m === "sql") c.storage.sql.exec("bad sql"); if (m === "return") return { hi() { return "from returned"; } }; }
  hi() { return "hi " + (this.n = (this.n ?? 0) + 1); }
  fetch(q) { const p = new URL(q.url).pathname.slice(1); if (p && this[p]) return this[p](); return new Response("f " + (this.n = (this.n ?? 0) + 1)); }
  throwErr() { throw new Error("plain"); } throwStr() { throw "str"; } throwUndef() { throw undefined; } throwNull() { throw null; } throwNum() { throw 42; } throwObj() { throw { code: 1, message: "m" }; } throwFn() { throw () => 1; } throwSym() { throw Symbol("s"); } throwMap() { throw new Map([[1, 2]]); } throwArr() { throw [1, 2]; } throwClass() { throw new (class Foo { x = 1; })(); } throwDom() { throw new DOMException("dom", "DataError"); } throwResp() { throw new Response("r"); } throwPromise() { throw Promise.resolve(1); } throwBig() { throw 10n; } throwDate() { throw new Date(0); } throwErrFn() { throw Object.assign(new Error("fn prop"), { f() {}, ok: 1 }); } throwFrozen() { throw Object.freeze(new Error("frozen")); } throwEmpty() { throw new Error(); } throwProto() { throw Object.create(new Error("proto")); }  throwFlags() { throw Object.assign(new Error("flags"), { remote: false, overloaded: true, retryable: "yes", durableObjectReset: 1 }); }
  throwNamedFn() { const e = new Error("nf"); e.name = "Custom"; e.f = () => 1; throw e; } throwTypeFn() { throw Object.assign(new TypeError("tf"), { f() {} }); } throwClassFn() { class Foo extends TypeError { f = () => 1; } throw new Foo("cf"); } throwNameFn2() { const e = new TypeError("n2f"); e.name = "Other"; e.f = () => 1; throw e; } throwFnFlags() { throw Object.assign(new Error("ff"), { f() {}, retryable: true, remote: true }); } throwArrFn() { throw [() => 1]; } throwToStr() { throw { f() {}, toString() { return "own string"; } }; } throwCustomToStr() { const e = new Error("cts"); e.toString = () => "mine"; throw e; } throwAggFn() { throw new AggregateError([new Error("x"), () => 1], "af"); } throwEmptyName() { const e = new Error("en"); e.name = ""; throw e; } throwProxy() { throw new Proxy(new Error("px"), {}); } throwTarget() { throw new (class TT extends RpcTarget {})(); } throwCauseFn() { throw new Error("cz", { cause: () => 1 }); } throwBuf() { throw new Uint8Array([1, 2]); } throwHeaders() { throw new Headers({ a: "b" }); }
  throwCause() { throw new Error("outer", { cause: new Error("inner", { cause: { deep: 1 } }) }); } throwName() { const e = new Error("named"); e.name = "TypeError"; throw e; } throwName2() { const e = new TypeError("named2"); e.name = "Nope"; throw e; } throwCyc() { const e = new Error("cyc"); e.self = e; throw e; } throwAgg() { throw new AggregateError([new TypeError("a")], "agg"); } throwGetter() { const e = new Error("get"); Object.defineProperty(e, "g", { get() { throw new Error("in getter"); }, enumerable: true }); throw e; } throwMsgObj() { const e = new Error("x"); e.message = { a: 1 }; throw e; }
  async floatReject() { Promise.reject(new Error("float")); return "ok"; } async rejectLater() { setTimeout(() => Promise.reject(new Error("later")), 1); return "ok"; } async timerThrow() { setTimeout(() => { throw new Error("t"); }, 1); return "ok"; } async microThrow() { queueMicrotask(() => { throw new Error("m"); }); await wait(1); return "ok"; } async wuReject() { this.ctx.waitUntil(Promise.reject(new Error("wu"))); return "ok"; } async wuLater() { this.ctx.waitUntil(wait(1).then(() => { throw new Error("wu later"); })); return "ok"; } async nonCloneable() { return { f: Symbol("x") }; } async retClass() { return new (class Foo {})(); }
  async callPeer(m) { return await this.env.PEER.getByName("p")[m](); }
  async callPeerCatch(m) { try { return await this.env.PEER.getByName("p")[m](); } catch (e) { return [full(e)]; } }
  async peerFetch(p) { try { return await (await this.env.PEER.getByName("p").fetch("http://x/" + p)).text(); } catch (e) { return [full(e)]; } }
}
export class Peer extends DurableObject { born = (N.push("peer ctor"), 1); boom() { throw Object.assign(new RangeError("peer boom"), { code: 5 }); } async die() { this.ctx.abort("peer died"); } async dieLater() { await this.ctx.storage.put("a", 1); this.ctx.abort(new Error("peer died later")); await wait(5); } hi() { return "peer hi"; } fetch(q) { return this[new URL(q.url).pathname.slice(1)](); } }
export default scenario(async (env) => {
  const att = async (label, f) => { N = []; try { const v = await f(); log(label, show(v instanceof Response ? v.status + await v.text() : v), N); } catch (e) { log(label, full(e), N); } };
  for (const m of ["throw", "string", "object", "undefined", "custom", "float", "asyncFloat", "bcw", "bcwLater", "abort", "abortErr", "putThrow", "once", "timer", "timerAbort", "wu", "sql", "return"]) { mode["c-" + m] = m; const o = env.OBJ.getByName("c-" + m); await att(m + " 1", () => o.hi()); await att(m + " same", () => o.hi()); await wait(m === "timerAbort" ? 90 : 5); await att(m + " later", () => o.hi()); const n = env.OBJ.getByName("c-" + m); await att(m + " new stub", () => n.hi()); await att(m + " new fetch", () => env.OBJ.getByName("c-" + m).fetch("http://x/")); }
  const o = env.OBJ.getByName("h");
  for (const [k, f] of Object.entries({ made: () => new DOMException("m", "DataError"), cloned: () => structuredClone(new DOMException("m", "DataError")), caught: () => { try { structuredClone(() => 1); } catch (e) { return e; } }, clonedErr: () => structuredClone(Object.assign(new Error("c", { cause: 1 }), { x: 1 })) })) { const e = f(); log("own " + k, Object.getOwnPropertyNames(e).sort().map((n) => n + " " + Object.getOwnPropertyDescriptor(e, n).enumerable), Object.keys(e)); }
  await att("sent back", async () => { try { await o.throwDom(); } catch (e) { return Object.getOwnPropertyNames(e).sort().map((n) => n + " " + Object.getOwnPropertyDescriptor(e, n).enumerable + " " + (n === "stack" ? String(e.stack).split("\n")[0] : e[n])); } });
  const ms = Object.getOwnPropertyNames(Obj.prototype).filter((m) => m.startsWith("throw"));
  for (const m of ms) await att(m, () => o[m]());
  for (const m of ms) await att("fetch " + m, () => o.fetch("http://x/" + m));
  for (const m of ["floatReject", "rejectLater", "timerThrow", "microThrow", "wuReject", "wuLater", "nonCloneable", "retClass"]) { await att(m, () => o[m]()); await wait(4); await att("after", () => o.hi()); }
  for (const m of ["boom", "die", "hi", "dieLater", "hi"]) await att("peer " + m, () => o.callPeer(m)); for (const m of ["boom", "die", "hi", "dieLater", "hi", "nope"]) await att("peer catch " + m, () => o.callPeerCatch(m)); for (const m of ["boom", "die", "dieLater"]) await att("peer fetch " + m, () => o.peerFetch(m));
});
