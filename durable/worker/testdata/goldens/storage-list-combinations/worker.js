// @golden
// Every combination of the list options over sync and async KV, and unusual options.

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
    for (const k of ["", "a", "a\0", "aa", "ab", "b", "é", "\uffff", "😀", "\ud800", "z", "A", "10", "9", " "]) s.kv.put(k, k.length);
    const J = (m) => [...m].map(([k]) => k);
    const val = { start: ["a", "b", ""], startAfter: ["a", "aa", ""], end: ["b", "a", "z"], prefix: ["a", "", "zz"], reverse: [true, false], limit: [2] };
    const opts = [{}]; const keys = Object.keys(val); for (const a of keys) for (const x of val[a]) { opts.push({ [a]: x }); for (const b of keys) if (b > a) for (const y of val[b]) opts.push({ [a]: x, [b]: y }); }
    for (const p of ["a", ""]) for (const st of ["a", "aa", "b"]) for (const e of ["ab", "b", "\uffff"]) opts.push({ prefix: p, start: st, end: e, reverse: true, limit: 3 }, { prefix: p, startAfter: st, end: e });
    for (const o of opts) { const a = await tryA(async () => J(await s.list(o))), b = tryS(() => J(s.kv.list(o))); out.push([JSON.stringify(o), a, JSON.stringify(a) === JSON.stringify(b) ? "same" : b]); }
    for (const o of [{ limit: 2 ** 31 }, { limit: 2 ** 32 + 1 }, { limit: 2 ** 53 }, { limit: Infinity }, { limit: -0 }, { limit: 0.9 }, { limit: 1n }, { limit: null }, { limit: "x" }, { limit: {} }, { limit: [2] }, { limit: true }, { limit: new Date(2) }, { limit: Symbol("x") }, { start: 5 }, { start: null }, { start: {} }, { start: Symbol("q") }, { end: undefined }, { end: null }, { end: "" }, { end: 9 }, { prefix: null }, { prefix: 1 }, { prefix: ["a"] }, { reverse: "no" }, { reverse: null, limit: 1 }, { reverse: 0, limit: 1 }, { reverse: Symbol("r") }, { unknown: 1, limit: 1 }, { allowConcurrency: 5, limit: 1 }, { noCache: true, limit: 1 }, [], () => 1, true, "s", 5n, Symbol("o"), new Map([["limit", 1]]), { get limit() { throw new RangeError("getter"); } }, { start: { toString() { throw new TypeError("ts"); } } }, Object.create({ limit: 1 }), { start: "a", startAfter: "" }, { start: undefined, startAfter: "a", limit: 1 }]) { const a = await tryA(async () => J(await s.list(o))), b = tryS(() => J(s.kv.list(o))); out.push([show(o), a, JSON.stringify(a) === JSON.stringify(b) ? "same" : b]); }
    await t("iter proto", () => { const i = s.kv.list(); return [i.constructor.name, Object.prototype.toString.call(i), typeof i.next, typeof i.return, typeof i.throw, typeof i.map, i[Symbol.iterator]() === i, Object.keys(i), i.next(), Object.getOwnPropertyNames(Object.getPrototypeOf(i)).sort()]; });
    await t("kv proto", () => [s.kv.constructor.name, Object.prototype.toString.call(s.kv), Object.getOwnPropertyNames(Object.getPrototypeOf(s.kv)).sort()]);
    await t("storage proto", () => [s.constructor.name, Object.prototype.toString.call(s), Object.getOwnPropertyNames(Object.getPrototypeOf(s)).sort(), Object.keys(s)]);
    await t("return", () => { const i = s.kv.list(); for (const x of i) break; return i.next(); });
    await t("done then next", () => { const i = s.kv.list({ limit: 1 }); return [i.next(), i.next(), i.next()]; });
    await t("exhausted, then new list", () => { const i = s.kv.list({ limit: 1 }); [...i]; s.kv.list().next(); return i.next(); });
    await t("async list does not disturb", async () => { const i = s.kv.list(); i.next(); await s.list(); return i.next(); });
    await t("get does not disturb", () => { const i = s.kv.list(); i.next(); s.kv.get("a"); return i.next(); });
    await t("iterator over await", async () => { const i = s.kv.list(); i.next(); await scheduler.wait(1); return i.next(); });
    await t("in other order", () => { const i = s.kv.list({ reverse: true }); i.next(); s.kv.delete("z"); return [i.next(), i.next()]; });
    await t("Map order", async () => [...(await s.get(["z", "a", "zz", "b", "a", ""])).keys()]);
    await t("get of set", async () => s.get(new Set(["a"]))); await t("get array-like", () => s.get({ 0: "a", length: 1 })); await t("get empty", () => s.get([])); await t("get [undefined]", () => s.get([undefined, null, 9])); await t("get [symbol]", () => s.get([Symbol("x")])); await t("put map", () => s.put(new Map([["mm", 1]]))); await t("put array", async () => { await s.put(["x", "y"]); return [...(await s.get(["0", "1"]))]; }); await t("put string only", () => s.put("only")); await t("put num, val", async () => { await s.put(5, "five"); return s.get("5"); }); await t("put null", () => s.put(null)); await t("put null,1", async () => { await s.put(null, 1); return s.get("null"); }); await t("put undefined", () => s.put(undefined)); await t("put undefined,1", async () => { await s.put(undefined, 1); return s.get("undefined"); }); await t("put obj + opts", () => s.put({ a: 1 }, { allowUnconfirmed: true })); await t("put obj + junk", () => s.put({ a: 1 }, 5)); await t("put k, undefined", async () => { await s.put("uu", undefined); return [await s.get("uu"), (await s.list({ prefix: "uu" })).size]; }); await t("put class instance", async () => { class K { constructor() { this.own = 1; } get acc() { return 1; } } await s.put(new K()); return s.get("own"); }); await t("put getter throws", () => s.put({ get x() { throw new RangeError("gx"); } })); await t("put symbol keys", async () => s.put({ [Symbol("s")]: 1, plain: 2 })); await t("put inherited", async () => { await s.put(Object.create({ inh: 1 })); return s.get("inh"); }); await t("put fn", () => s.put(() => 1)); await t("put fn value", () => s.put({ ok: 1, bad: () => 1 })); await t("put none written", () => s.get("ok")); await t("delete []", () => s.delete([])); await t("delete dup", () => s.delete(["a", "a", "nope"])); await t("delete num", () => s.delete(5)); await t("delete none", () => s.delete()); await t("delete obj", () => s.delete({})); await t("deleteAll opts", async () => { await s.put("x", 1); await s.deleteAll({ allowUnconfirmed: true, deleteAlarm: false }); return [...(await s.list())]; }); await t("deleteAll junk", () => s.deleteAll(5)); await t("200 keys", async () => { const o = {}; for (let i = 0; i < 200; i++) o["k" + i] = i; await s.put(o); return [(await s.get(Object.keys(o))).size, await s.delete(Object.keys(o))]; }); await t("sync", () => s.sync()); await t("sync args", () => s.sync(1, 2)); await t("kv.put one arg", () => { s.kv.put("one"); return [s.kv.get("one"), [...s.kv.list({ prefix: "one" })]]; }); await t("kv none", () => [tryS(() => s.kv.get()), tryS(() => s.kv.put()), tryS(() => s.kv.delete())]); await t("kv returns", () => [s.kv.put("r", 1), s.kv.delete("r"), s.kv.delete("r")]); await t("kv multi", () => [tryS(() => s.kv.get(["a", "b"])), tryS(() => s.kv.put({ a: 1 }, 2)), tryS(() => s.kv.get("[object Object]"))]); await t("detached methods", () => { const { get } = s.kv; return get("a"); }); await t("detached async", () => { const { get } = s; return get("a"); }); await t("proto call", () => { return Object.getPrototypeOf(s).get.call({}, "a"); }); await t("set kv", () => { s.kv = 5; return typeof s.kv; }); await t("json storage", () => JSON.stringify(s)); await t("clone storage", () => structuredClone(s));
    return out; }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
