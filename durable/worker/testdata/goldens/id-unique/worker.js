// @golden peer
// Unique ids, ids by text and by name: forms, equality, use in other namespaces, in storage, RPC, maps and JSON.

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

export class Peer extends DurableObject { who() { return [this.ctx.id.toString() === this.ctx.id.toString(), this.ctx.id.name]; } take(id) { return tryS(() => show(id)); } }
export class Obj extends DurableObject { async who() { return [this.ctx.id.toString(), show(this.ctx.id.name)]; } self() { const { id } = this.ctx, ns = this.env.OBJ; return [id.equals(ns.idFromString(id.toString())), id.name ? id.equals(ns.idFromName(id.name)) : null, id === this.ctx.id, tryS(() => structuredClone(id)), tryS(() => this.ctx.storage.kv.put("id", id)), JSON.stringify(id), String(id).length, Object.keys(id), id instanceof Object, id.constructor.name, Object.prototype.toString.call(id)]; } }
export default scenario(async (env) => {
  const ns = env.OBJ, u = ns.newUniqueId(), v = ns.newUniqueId(), a = ns.idFromName("a"); log(u.toString().length, /^[0-9a-f]{64}$/.test(u.toString()), u.equals(v), u.equals(u), u.name, JSON.stringify(u), show(u)); log(a.equals(ns.idFromName("a")), a.equals(ns.idFromName("b")), a === ns.idFromName("a"), a.equals(ns.idFromString(a.toString())), ns.idFromString(a.toString()).equals(a), ns.idFromString(a.toString()).name, show(a), JSON.stringify({ a }), `${a}` === a.toString(), a + "" === a.toString());
  log(a.equals(env.PEER.idFromName("a")), a.toString() === env.PEER.idFromName("a").toString()); log(a.toString(), env.PEER.idFromName("a").toString()); log(ns.idFromName("").toString(), ns.idFromName("é").toString(), ns.idFromName("\0").toString(), ns.idFromName("\ud800").toString() === ns.idFromName("\ufffd").toString(), ns.idFromName("\ud800").name, ns.idFromName(5).equals(ns.idFromName("5")), ns.idFromName(null).name, ns.idFromName(undefined).name, ns.idFromName({}).name, ns.idFromName(new String("s")).name);
  for (const x of ["", "0", "zz", a.toString().slice(0, 63), a.toString() + "0", "0".repeat(64), "g".repeat(64), a.toString().toUpperCase(), " " + a.toString().slice(1), a.toString().slice(0, 63) + "x", env.PEER.idFromName("a").toString(), u.toString(), null, undefined, 5, a, {}, [a.toString()], "a".repeat(64), "é".repeat(32), "é".repeat(64)]) attemptSync("idFromString " + (x === u.toString() ? "unique" : typeof x === "string" ? x.slice(0, 8) + "/" + x.length : x === a ? "id" : show(x)).slice(0, 60), () => ns.idFromString(x).toString() === a.toString());
  for (const [l, f] of Object.entries({ "get()": () => ns.get(), "get(string)": () => ns.get(a.toString()), "get({})": () => ns.get({}), "get(null)": () => ns.get(null), "get(proxy)": () => ns.get(new Proxy(a, {})), "equals()": () => a.equals(), "equals(text)": () => a.equals(a.toString()), "equals(null)": () => a.equals(null), "equals(proxy)": () => a.equals(new Proxy(a, {})), "toString.call({})": () => a.toString.call({}), "set name": () => { a.name = "b"; return a.name; }, "set own": () => { a.own = 1; return a.own; }, "delete name": () => delete a.name, "unique({})": () => ns.newUniqueId({}).toString().length, "unique(null)": () => ns.newUniqueId(null).toString().length, "unique(5)": () => ns.newUniqueId(5), "unique(jurisdiction)": () => ns.newUniqueId({ jurisdiction: "eu" }), "unique(bad jurisdiction)": () => ns.newUniqueId({ jurisdiction: "mars" }), "unique(null jurisdiction)": () => ns.newUniqueId({ jurisdiction: null }).toString().length, "unique(5 jurisdiction)": () => ns.newUniqueId({ jurisdiction: 5 }), "jurisdiction()": () => ns.jurisdiction(), "jurisdiction(eu)": () => ns.jurisdiction("eu"), "jurisdiction(null)": () => ns.jurisdiction(null) === ns, "jurisdiction(undefined) works": () => ns.jurisdiction(undefined).idFromName("a").equals(a), "jurisdiction('')": () => ns.jurisdiction(""), "get hint": () => ns.get(a, { locationHint: "wnam" }).name, "get bad hint": () => ns.get(a, { locationHint: "moon" }).name, "get hint 5": () => ns.get(a, { locationHint: 5 }).name, "get routing": () => ns.get(a, { routingMode: "primary-only" }).name, "get bad routing": () => ns.get(a, { routingMode: "x" }), "get opts 5": () => ns.get(a, 5), "byName()": () => ns.getByName(), "byName(5)": () => ns.getByName(5).name, "byName opts": () => ns.getByName("a", { locationHint: "weur" }).name, "byName opts 5": () => ns.getByName("a", 5), "getExisting": () => typeof ns.getExisting, "stub.id": () => [ns.get(a).id === a, ns.get(a).name, ns.get(u).name, ns.getByName("a").id.equals(a)], "set stub.id": () => { const s = ns.get(a); s.id = 5; return s.id === 5; }, "map key": () => new Map([[a, 1]]).get(ns.idFromName("a")), "has": () => ["name" in u, "name" in a, "jurisdiction" in a, Object.hasOwn(u, "name")], "clone": () => structuredClone(a), "ns clone": () => structuredClone(ns), "ns json": () => [JSON.stringify(ns), String(ns), Object.keys(ns)] })) attemptSync(l, f);
  log((await ns.get(u).who())[0] === u.toString(), (await ns.get(u).who())[1], (await ns.get(ns.idFromString(v.toString())).who())[0] === v.toString()); await attempt("by text first", () => ns.get(ns.idFromString(ns.idFromName("t").toString())).who()); await attempt("then by name", () => ns.getByName("t").who()); await attempt("foreign id", async () => (await ns.get(env.PEER.idFromName("f")).who())[1]); await attempt("self", () => ns.getByName("s").self()); await attempt("self of unique", () => ns.get(u).self()); await attempt("id over rpc", () => env.PEER.getByName("p").take(a)); await attempt("stub over rpc", () => env.PEER.getByName("p").take(ns.get(a))); for (const n of [1023, 1024, 1025]) log(n, (await ns.getByName("x".repeat(n)).who())[1].length, (await ns.getByName("é".repeat(n / 2 | 0) + "y").who())[1].length);
});
