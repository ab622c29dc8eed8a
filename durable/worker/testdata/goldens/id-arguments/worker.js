// @golden peer
// Ids and stubs: every way to make them, compare them and get them wrong; what a stub and a namespace show.

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

export class Peer extends DurableObject { me() { return [this.ctx.id.name, String(this.ctx.id).length]; } }
export class Obj extends DurableObject { me() { return [this.ctx.id.name, String(this.ctx.id).length, this.ctx.id.equals(this.env.OBJ.idFromString(String(this.ctx.id)))]; } ctxKeys() { const c = this.ctx; return [c.constructor.name, Object.keys(c), Object.getOwnPropertyNames(Object.getPrototypeOf(c)).sort(), typeof c.props, show(c.props), Object.prototype.toString.call(c)]; } exp() { return [typeof this.ctx.exports, Object.keys(this.ctx.exports ?? {})]; } idOf() { return this.ctx.id; } }
export default scenario(async (env) => { const N = env.OBJ, a = N.idFromName("a");
  for (const [k, f] of Object.entries({ str: () => a.toString().length, tmpl: () => `${a}` === String(a), json: () => JSON.stringify({ a }).replace(/[0-9a-f]{64}/, "H"), keys: () => Object.keys(a), names: () => Object.getOwnPropertyNames(Object.getPrototypeOf(a)).sort(), cls: () => [a.constructor.name, Object.prototype.toString.call(a)], name: () => [a.name, N.newUniqueId().name, N.idFromString(String(a)).name], eq: () => [a.equals(N.idFromName("a")), a.equals(N.idFromName("b")), a === N.idFromName("a"), a == String(a)], eqother: () => a.equals(env.PEER.idFromName("a")), eqstr: () => a.equals(String(a)), eqnone: () => a.equals(), eqobj: () => a.equals({}), jur: () => a.jurisdiction, uniq: () => N.newUniqueId().equals(N.newUniqueId()), uniqopt: () => String(N.newUniqueId({})).length, uniqnull: () => String(N.newUniqueId(null)).length, uniqjur: () => N.newUniqueId({ jurisdiction: "eu" }), uniqbad: () => N.newUniqueId({ jurisdiction: "mars" }), uniqnum: () => N.newUniqueId(5), jurns: () => N.jurisdiction("eu"), jurundef: () => N.jurisdiction(undefined), jurnull: () => N.jurisdiction(null), jurnone: () => N.jurisdiction(), jurempty: () => N.jurisdiction(""), byname: () => N.idFromName("").name, bynamenum: () => N.idFromName(5).name, bynameundef: () => N.idFromName(undefined).name, bynamenone: () => N.idFromName(), bynameobj: () => N.idFromName({}).name, bynamesym: () => N.idFromName(Symbol("x")), bynamenul: () => N.idFromName("a\0b").name, bynamelone: () => N.idFromName("\ud800").name, long: () => N.idFromName("x".repeat(2000)).name.length, short: () => N.idFromString("abc"), empty: () => N.idFromString(""), nohex: () => N.idFromString("z".repeat(64)), wrong: () => N.idFromString("0".repeat(64)), peer: () => N.idFromString(String(env.PEER.idFromName("a"))), longer: () => N.idFromString(String(a) + "0"), upper: () => N.idFromString(String(a).toUpperCase()).equals(a), num: () => N.idFromString(5), none: () => N.idFromString(), obj: () => N.idFromString(a).equals(a), nul: () => N.idFromString(null), getstr: () => N.get(String(a)), getnone: () => N.get(), getnull: () => N.get(null), getopt: () => N.get(a, { locationHint: "weur" }).name, getbadopt: () => N.get(a, { locationHint: "mars" }).name, getnumopt: () => N.get(a, 5), getroute: () => N.get(a, { routingMode: "primary-only" }).name, getbadroute: () => N.get(a, { routingMode: "x" }), gbn: () => [N.getByName("q").name, N.getByName("q").id.name], gbnone: () => N.getByName(), gbnum: () => N.getByName(7).name, gbopt: () => N.getByName("q", { locationHint: 5 }).name, gexist: () => typeof N.getExisting, stubkeys: () => Object.keys(N.get(a)), stubcls: () => [N.get(a).constructor.name, Object.prototype.toString.call(N.get(a)), typeof N.get(a)], stubid: () => N.get(a).id.equals(a), stubidset: () => { const s = N.get(a); s.id = 5; return typeof s.id; }, stubset: () => { const s = N.get(a); s.foo = 5; return typeof s.foo; }, stubjson: () => JSON.stringify(N.get(a)), stubsym: () => N.get(a)[Symbol.iterator], stubin: () => ["foo" in N.get(a), "fetch" in N.get(a), "id" in N.get(a), "then" in N.get(a)], stubdel: () => delete N.get(a).foo, stubown: () => Object.getOwnPropertyNames(N.get(a)), stubproto: () => Object.getOwnPropertyNames(Object.getPrototypeOf(N.get(a))).sort(), nskeys: () => [N.constructor.name, Object.keys(N), Object.prototype.toString.call(N), Object.getOwnPropertyNames(Object.getPrototypeOf(N)).sort()], nsset: () => { N.foo = 1; return N.foo; }, envkeys: () => Object.keys(env).sort(), envset: () => { env.X = 1; return env.X; }, newns: () => new N.constructor(), newid: () => new a.constructor(), newstub: () => new (N.get(a).constructor)(), clone: () => structuredClone(a), clonestub: () => structuredClone(N.get(a)), clonens: () => structuredClone(N), detached: () => { const { idFromName } = N; return idFromName("a"); }, inst: () => [typeof DurableObjectId, typeof DurableObjectNamespace, typeof DurableObjectStub, typeof DurableObjectState, typeof DurableObjectStorage, typeof SqlStorage], imported: () => Object.keys(importedEnv).sort() })) attemptSync(k, f);
  for (const [k, f] of Object.entries({ me: () => N.getByName("a").me(), viaid: () => N.get(a).me(), viastr: () => N.get(N.idFromString(String(N.idFromName("fresh")))).me(), uniq: () => N.get(N.newUniqueId()).me(), wrongns: () => N.get(env.PEER.idFromName("w")).me(), keys: () => N.getByName("a").ctxKeys(), exports: () => N.getByName("a").exp(), idret: () => N.getByName("a").idOf(), stubthen: () => N.getByName("a").then, await: async () => { const s = N.getByName("a"); return (await s) === s; }, notfn: () => N.getByName("a").nope(), prop: () => N.getByName("a").nope, ctx: () => N.getByName("a").ctx, env: () => N.getByName("a").env, ctor: () => N.getByName("a").constructor.name, num: () => N.getByName("a")[5](), sym: () => N.getByName("a")[Symbol("x")] }) ) await attempt("async " + k, f);
});
