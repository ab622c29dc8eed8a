// @golden
// Proxies as arguments and results of calls, and where structured clone refuses.

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

const P = (t, h = {}) => new Proxy(t, h); class Tg extends RpcTarget { constructor() { super(); this.own = 1; } hi() { return "hi"; } get g() { return "g"; } } class Sub extends Tg { more() { return "more"; } } class Plain { m() { return 1; } }
const make = { plain: () => P({ a: 1, f: (x) => x + 1 }), empty: () => P({}), nullProto: () => P(Object.create(null)), array: () => P([1]), fn: () => P((x) => x * 2), target: () => P(new Tg()), sub: () => P(new Sub()), own: () => P({ a: 1 }, { get: (t, k) => (k === "a" ? "trapped a" : Reflect.get(t, k)) }), has: () => P({}, { has: () => true, getOwnPropertyDescriptor: (t, k) => ({ value: 5, configurable: true, enumerable: true }), get: (t, k) => (k === "f" ? () => "trapped f" : undefined) }), trappedTarget: () => P(new Tg(), { get: (t, k) => (k === "hi" ? () => "trapped" : Reflect.get(t, k)) }), class: () => P(new Plain()), map: () => P(new Map()), date: () => P(new Date(0)), error: () => P(new Error("e")), typeError: () => P(Object.assign(new TypeError("t"), { name: "N" })), errorNoMessage: () => P(new RangeError()), klass: () => P(class Q {}), proto: () => P({}, { getPrototypeOf: () => RpcTarget.prototype }), protoTg: () => P({ hi: () => "own" }, { getPrototypeOf: () => Tg.prototype }), asPlain: () => P(new Plain(), { getPrototypeOf: () => Object.prototype }), noProto: () => P({}, { getPrototypeOf: () => null }), throwProto: () => P({}, { getPrototypeOf: () => { throw new RangeError("proto"); } }), nested: () => ({ in: P({ a: 1 }) }), list: () => [P({ a: 1 })], inMap: () => new Map([["k", P({ a: 1 })]]), ofProxy: () => P(P({ a: 2 })), ofProxyTarget: () => P(P(new Tg())), thenable: () => P({ then: undefined, a: 3 }), symbolDispose: () => P({ [Symbol.dispose]() {} }) };
export class Obj extends DurableObject {
  async take(v) { const r = [typeof v, Object.prototype.toString.call(v)]; if (Array.isArray(v)) v = v[0]; if (v instanceof Map) v = v.get("k"); if (typeof v === "object" && v && v.in) v = v.in; for (const k of ["a", "f", "hi", "g", "own", "x", "more"]) r.push(await tryA(async () => { const x = await v[k]; return typeof x === "function" ? await v[k](1) : x; })); return r.map((x) => (typeof x === "object" && x.message ? x.message.replace("The RPC receiver does not implement the method", "none") : x)); }
  async give(n) { return make[n](); }
  async run(n) { const peer = this.env.OBJ.getByName("peer"); return [await tryA(async () => await peer.take(make[n]())), await tryA(async () => { const v = await peer.give(n); return [typeof v, Object.prototype.toString.call(v), await tryA(async () => await (v.in ?? v).a)]; }), tryS(() => structuredClone(make[n]())), tryS(() => this.ctx.storage.kv.put("p", make[n]()))]; }
}
export default scenario(async (env) => { for (const n of Object.keys(make)) log(n, ...(await env.OBJ.getByName("a").run(n))); });
