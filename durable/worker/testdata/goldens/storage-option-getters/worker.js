// @golden
// Options as dictionaries: which properties each operation reads, in which order, when one throws, and which check comes first.

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

export class Obj extends DurableObject {
  async run() {
    const s = this.ctx.storage, out = []; const spy = (seen, values = {}) => new Proxy(values, { get(t, k) { if (typeof k === "symbol") return t[k]; seen.push(k); return t[k]; } });
    for (const [l, f] of Object.entries({ get: (o) => s.get("a", o), getMany: (o) => s.get(["a"], o), put: (o) => s.put("a", 1, o), putMany: (o) => s.put({ a: 1 }, o), delete: (o) => s.delete("a", o), deleteMany: (o) => s.delete(["a"], o), list: (o) => s.list(o), getAlarm: (o) => s.getAlarm(o), setAlarm: (o) => s.setAlarm(Date.now() + 1e7, o), deleteAlarm: (o) => s.deleteAlarm(o), deleteAll: (o) => s.deleteAll(o), transaction: (o) => s.transaction(async () => 5, o), kvList: (o) => [...s.kv.list(o)].length, sync: (o) => s.sync(o) })) { const seen = []; const r = await tryA(() => f(spy(seen))); out.push([l, seen.join(), typeof r === "object" ? r : "ok"]); out.push([l + " throws", await tryA(() => f({ get allowConcurrency() { throw new RangeError("g"); } })), await tryA(() => f({ get allowUnconfirmed() { throw new RangeError("u"); } })), await tryA(() => f({ get noCache() { throw new RangeError("n"); } }))]); }
    const t = async (l, f) => out.push([l, await tryA(f)]); s.kv.put("a", "old");
    await t("put throws, nothing is written", async () => { await tryA(() => s.put("a", "new", { get noCache() { throw 1; } })); return s.get("a"); });
    for (const when of [1e13, 9223372036855, 9223372036854, 9223372036853, 0, -1, NaN, Infinity, "x", null, undefined, true, {}, new Date(NaN), new Date(0), new Date(8.64e15), 5n, Symbol("s")]) { await t("setAlarm(" + show(when) + ")", async () => { await s.deleteAlarm(); const r = await s.setAlarm(when); return [r, (await s.getAlarm()) > 0]; }); await t("setAlarm(" + show(when) + ", 5)", () => s.setAlarm(when, 5)); }
    for (const [l, f] of Object.entries({ "get()": () => s.get(), "get(undefined)": () => s.get(undefined), "get(undefined, 5)": () => s.get(undefined, 5), "get(5, 5)": () => s.get(5, 5), "get(Symbol, 5)": () => s.get(Symbol("k"), 5), "get(keys with Symbol)": () => s.get(["a", Symbol("k")]), "put(Symbol, 1)": () => s.put(Symbol("k"), 1), "put(a, Symbol, 5)": () => s.put("a", Symbol("v"), 5), "put(a, fn)": () => s.put("a", () => 1), "put(a, undefined, 5)": () => s.put("a", undefined, 5), "put({}, 5)": () => s.put({}, 5), "put({a}, 1, 5)": () => s.put({ a: 1 }, 1, 5), "put({a}, {}, 5)": () => s.put({ a: 1 }, {}, 5), "put(null, 1)": () => s.put(null, 1), "put(array, 1)": () => s.put(["x", "y"], 1), "put(date, 1)": () => s.put(new Date(0), 1), "put(map)": () => s.put(new Map([["m", 1]])), "put(string object, 1)": () => s.put(new String("so"), 1), "put(function)": () => s.put(() => 1), "put(a, 1, fn)": () => s.put("a", 1, () => 1), "put(a, 1, [])": () => s.put("a", 1, []), "delete({})": () => s.delete({}), "delete(5, 5)": () => s.delete(5, 5), "get({toString throws})": () => s.get({ toString() { throw new RangeError("ts"); } }), "get([{toString throws}])": () => s.get([{ toString() { throw new RangeError("ts"); } }]), "get(Set)": () => s.get(new Set(["a"])), "get(generator)": () => s.get((function* () { yield "a"; })()), "get(sparse)": () => s.get([, "a"]), "put getter throws": () => s.put({ a: 1, get b() { throw new RangeError("b"); } }), "put symbol key": () => s.put({ [Symbol("k")]: 1, c: 1 }), "put inherited": () => s.put(Object.create({ inh: 1 })), "put hidden": () => s.put(Object.defineProperty({}, "hid", { value: 1 })), "put class": () => s.put(new (class { f = 1; })()), "put proxy": () => s.put(new Proxy({ px: 1 }, {})), "put numbers": () => s.put({ 2: "b", 1: "a" }) })) await t(l, f);
    await t("keys", async () => [...(await s.list()).keys()]);
    return out;
  }
  alarm() {}
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); });
