// @golden 
// KV options as users give them

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
  async run() { const s = this.ctx.storage, out = []; const t = async (l, f) => out.push([l, await tryA(f)]);
    await t("put opts", () => s.put("a", 1, { allowUnconfirmed: true, allowConcurrency: true, noCache: true })); await t("put many", () => s.put({ b: 2, c: 3, d: undefined })); await t("get many", () => s.get(["c", "a", "zz"])); await t("get opts", () => s.get("a", { noCache: true })); await t("get null", () => s.get(null)); await t("get num", () => s.get(5)); await t("put no value", () => s.put("x")); await t("put no args", () => s.put()); await t("get no args", () => s.get()); await t("delete ret", () => s.delete("a")); await t("delete none", () => s.delete("a")); await t("delete many", () => s.delete(["b", "c", "nope"]));
    for (let i = 0; i < 12; i++) await s.put("k" + String(i).padStart(2, "0"), i);
    for (const o of [{}, { limit: 3 }, { reverse: true, limit: 2 }, { start: "k03", end: "k06" }, { startAfter: "k03", limit: 2 }, { prefix: "k1" }, { prefix: "k1", reverse: true }, { start: "k05", startAfter: "k06" }, { limit: 0 }, { limit: -1 }, { limit: 1.5 }, { limit: "2" }, { limit: NaN }, { start: "z" }, { end: "k02" }, { prefix: "" }, { prefix: "k", start: "k10" }, { prefix: "k0", startAfter: "k08" }, { reverse: true, start: "k03", end: "k06" }, { reverse: 1, limit: 1 }, null, undefined, 5, "x"]) await t("list " + JSON.stringify(o), async () => [...(await s.list(o))].map(([k, v]) => k + v).join());
    for (const o of [{}, { limit: 3 }, { prefix: "k1", reverse: true }, { startAfter: "k09" }, { start: "k10" }, { end: "k01" }]) await t("kv.list " + JSON.stringify(o), async () => [...s.kv.list(o)].map(([k, v]) => k + v).join());
    await t("kv ops", () => [s.kv.put("q", { a: [1] }), s.kv.get("q"), s.kv.delete("q"), s.kv.delete("q"), s.kv.get("q")]); await t("list type", async () => { const m = await s.list({ limit: 1 }); return [m instanceof Map, m.size]; }); await t("deleteAll", async () => { await s.deleteAll(); return (await s.list()).size; }); await t("put big", async () => { await s.put("big", "x".repeat(200000)); return (await s.get("big")).length; }); await t("put fn", () => s.put("f", () => 1)); await t("put class", async () => { await s.put("c", new (class Foo { x = 1; m() {} })()); return s.get("c"); }); await t("put nested undefined", async () => { await s.put("u", { a: undefined, b: [undefined, , null] }); return s.get("u"); }); await t("put proxy", () => s.put("p", new Proxy({}, {}))); await t("put symbol", () => s.put("s", Symbol("x"))); await t("put promise", () => s.put("s", Promise.resolve(1))); await t("put request", () => s.put("s", new Request("http://x/"))); await t("put url", () => s.put("s", new URL("http://x/"))); await t("put headers", () => s.put("s", new Headers({ a: "b" }))); await t("put blob", () => s.put("s", new Blob(["x"]))); await t("put weakmap", () => s.put("s", new WeakMap())); await t("put array extras", async () => { const a = [1, 2]; a.x = 3; await s.put("ax", a); return s.get("ax"); }); await t("put error", async () => { await s.put("e", new RangeError("m", { cause: "c" })); const e = await s.get("e"); return [e instanceof RangeError, e.message, e.cause]; }); await t("put bigint64", async () => { await s.put("b", new BigInt64Array([1n, -2n])); return s.get("b"); }); await t("put regexp lastIndex", async () => { const r = /a/g; r.lastIndex = 2; await s.put("r", r); return (await s.get("r")).lastIndex; }); await t("put date", async () => { await s.put("d", new Date(0)); return s.get("d"); });
    return out; }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
