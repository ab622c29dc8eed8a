// @golden 
// storage.sync() and the calls that wait.

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
  ev = [];
  note(x) { this.ev.push(x); return x; }
  take() { const e = this.ev; this.ev = []; return e; }
  async sync1() { this.note("a"); this.ctx.storage.put("k", 1); const p = this.ctx.storage.sync(); await p; this.note("synced"); await scheduler.wait(5); this.note("end"); }
  async sync0() { this.note("a"); await this.ctx.storage.sync(); this.note("synced"); }
  async syncSql() { this.note("a"); this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS x(a)"); this.ctx.storage.sql.exec("INSERT INTO x VALUES(1)"); await this.ctx.storage.sync(); this.note("synced"); }
  async syncTwo() { this.ctx.storage.put("k", 2); const p = this.ctx.storage.sync().then(() => this.note("s1")); this.ctx.storage.put("k", 3); const q = this.ctx.storage.sync().then(() => this.note("s2")); await Promise.all([p, q]); }
  async micro() { this.ctx.storage.put("k", 4); const p = this.ctx.storage.sync().then(() => this.note("sync")); queueMicrotask(() => this.note("micro")); setTimeout(() => this.note("timer0"), 0); await p; await scheduler.wait(5); }
  async putSync() { const p = this.ctx.storage.put("k", 5).then(() => this.note("put")); const q = this.ctx.storage.sync().then(() => this.note("sync")); await Promise.all([p, q]); }
  async get() { this.note("g0"); await this.ctx.storage.get("k"); this.note("g1"); }
  async getSync() { const q = this.ctx.storage.sync().then(() => this.note("sync")); const p = this.ctx.storage.get("k").then(() => this.note("get")); await Promise.all([p, q]); }
  async txn() { await this.ctx.storage.transaction(async (t) => { await t.put("k", 6); this.note("in"); }); this.note("txn"); }
  async txnSync() { const p = this.ctx.storage.transaction(async (t) => { await t.put("k", 6); this.note("in"); }).then(() => this.note("txn")); const q = this.ctx.storage.sync().then(() => this.note("sync")); await Promise.all([p, q]); }
  fetch() { this.note("fetch"); return new Response("f"); }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a");
  for (const first of ["sync1", "sync0", "syncSql", "syncTwo", "micro", "putSync", "getSync", "txn", "txnSync"]) {
    await Promise.all([s[first](), s.note("b"), s.note("c")]); await wait(5);
    log(first, (await s.take()).join());
    await Promise.all([s.note("b0"), s[first](), s.get(), s.note("c"), s.fetch("http://x/")]); await wait(5);
    log(first + " mixed", (await s.take()).join());
    await Promise.all([s[first](), s[first](), s.note("c")]); await wait(5);
    log(first + " twice", (await s.take()).join());
  }
  const p = s.sync1(); await wait(2); await s.note("late"); await p; log("late", (await s.take()).join());
});
