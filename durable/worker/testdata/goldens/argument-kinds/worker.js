// @golden peer
// Arguments that are missing or of another kind, all over: storage options, timers, exports.

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

export class Peer extends DurableObject {}
export class Zed extends WorkerEntrypoint { hi() { return 1; } }
export class Abe extends WorkerEntrypoint {}
export const plain = { fetch() { return new Response("p"); } };
export class Obj extends DurableObject { exp() { return Object.keys(this.ctx.exports); } fetch(r) { return r.text().then((t) => new Response(t, { headers: { ct: r.headers.get("content-type") ?? "none", cl: r.headers.get("content-length") ?? "none" } })); }
  async run() { const s = this.ctx.storage, out = []; const t = async (l, f) => out.push([l, await tryA(f)]);
    await t("get undefined", () => s.get(undefined)); await t("delete undefined", () => s.delete(undefined)); await t("kv.get undefined", () => s.kv.get(undefined)); await t("put(undefined, undefined)", () => s.put(undefined, undefined)); await t("put fn 5", () => s.put(() => 1, 5)); await t("put fn props", async () => { await s.put(Object.assign(() => 1, { fp: 1 })); return s.get("fp"); }); await t("put date", async () => { await s.put(new Date(0)); return "ok"; }); await t("put re,1", () => s.put(/x/, 1)); await t("put boxed", async () => { await s.put(new String("ab")); return [await s.get("0"), await s.get("1")]; }); await t("put boxed,v", () => s.put(new String("ab"), 1)); await t("put true,1", async () => { await s.put(true, 1); return s.get("true"); }); await t("put sym", () => s.put(Symbol("k"), 1)); await t("get sym", () => s.get(Symbol("k"))); await t("get obj", () => s.get({})); await t("get fn", () => s.get(() => 1)); await t("delete fn", () => s.delete(() => 1)); await t("put arr,opts", async () => { await s.put(["p"], {}); return s.get("0"); }); await t("put arr,v", async () => { await s.put(["p"], 5); return s.get("p"); }); await t("put big key", async () => { await s.put(5n, 1); return s.get("5"); });
    for (const j of [5, "x", true, null, Symbol("o"), 5n, () => 1, []]) { const k = show(j); await t("get opt " + k, () => s.get("a", j)); await t("put opt " + k, () => s.put("a", 1, j)); await t("puts opt " + k, () => s.put({ a: 1 }, j)); await t("delete opt " + k, () => s.delete("zz", j)); await t("list opt " + k, async () => (await s.list(j)).size > 0); await t("deleteAlarm opt " + k, () => s.deleteAlarm(j)); await t("getAlarm opt " + k, () => s.getAlarm(j)); await t("setAlarm opt " + k, () => s.setAlarm(4e12, j)); await t("txn opt " + k, () => s.transaction(() => 1, j)); await t("sync opt " + k, () => s.sync(j)); await t("tget opt " + k, () => s.transaction((x) => x.get("a", j))); await t("tlist opt " + k, () => s.transaction(async (x) => (await x.list(j)).size > 0)); await t("kv.list opt " + k, () => [...s.kv.list(j)].length > 0); await t("abort-ish waitUntil " + k, () => this.ctx.waitUntil(j)); await t("getWebSockets " + k, () => this.ctx.getWebSockets(j).length); await t("timeout " + k, () => { this.ctx.setHibernatableWebSocketEventTimeout(j); return this.ctx.getHibernatableWebSocketEventTimeout(); }); await t("autoresp " + k, () => this.ctx.setWebSocketAutoResponse(j)); await t("sql " + k, () => s.sql.exec(j)); }
    for (const o of [{ allowUnconfirmed: 5 }, { allowUnconfirmed: "x" }, { allowConcurrency: Symbol("x") }, { noCache: {} }, { get allowUnconfirmed() { throw new RangeError("g"); } }]) await t("put " + show(o), () => s.put("a", 1, o)); for (const o of [{ deleteAlarm: 0 }, { deleteAlarm: "no" }, { deleteAlarm: undefined }, { deleteAlarm: null }]) await t("deleteAll " + show(o), async () => { await s.setAlarm(4e12); await s.put("x", 1); await s.deleteAll(o); return [await s.getAlarm(), (await s.list()).size]; }); for (const v of [1.5, NaN, Infinity, -1, 0, "5", "1.5", 2 ** 40, undefined]) await t("event timeout " + v, () => { this.ctx.setHibernatableWebSocketEventTimeout(v); return this.ctx.getHibernatableWebSocketEventTimeout(); });
    return out; } }
export default scenario(async (env, ctx) => { const A = attempt; log("exports", await env.OBJ.getByName("a").exp(), Object.keys(ctx.exports)); for (const r of await env.OBJ.getByName("a").run()) log(...r);
  for (const [k, v] of Object.entries({ none: [], undef: [undefined], nul: [null], str: ["x"], numstr: ["99"], obj: [{}], big: [5n], bool: [true], nan: [NaN], sym: [Symbol("x")], neg: [-1], frac: [1.5], arr: [[]], fn: [() => 1], dt: [new Date(0)] })) attemptSync("clear " + k, () => clearTimeout(...v)); for (const [k, v] of Object.entries({ undef: undefined, nul: null, str: "x", obj: {}, big: 5n, sym: Symbol("q"), neg: -1 })) attemptSync("delay " + k, () => { const i = setTimeout(() => {}, v); clearTimeout(i); return typeof i; });
});
