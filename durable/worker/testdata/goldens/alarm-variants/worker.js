// @golden
// Alarms: set in the constructor, set twice, with deleteAll, in transactions of both kinds, throwing of odd things, while another runs.

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

const G = [], C = {};
export class Obj extends DurableObject {
  constructor(ctx, env) { super(ctx, env); const n = ctx.id.name; C[n] = (C[n] ?? 0) + 1; if (n === "ctor") ctx.storage.setAlarm(Date.now() + 20); if (n === "ctor-keep") ctx.blockConcurrencyWhile(async () => { if ((await ctx.storage.getAlarm()) === null) await ctx.storage.setAlarm(Date.now() + 20); }); if (n === "ctor-past") ctx.storage.setAlarm(0); }
  get st() { return this.ctx.storage; }
  hi() { return "hi"; }
  async get() { const a = await this.st.getAlarm(); return a === null ? null : a > Date.now() ? "future" : "past"; }
  async go(k) { const st = this.st, soon = Date.now() + 20, far = Date.now() + 1e7; const t = async (l, f) => G.push([l, await tryA(f)]);
    if (k === "two") { st.setAlarm(far); st.setAlarm(soon); } if (k === "get before write") { const p = st.setAlarm(far); const g = st.getAlarm(); return (await g) === far && (await p) === undefined; }
    if (k === "delete then set") { await st.setAlarm(far); st.deleteAlarm(); await st.setAlarm(soon); }
    if (k === "txn") { await st.transaction(async (x) => { await x.setAlarm(soon); G.push(["in", (await x.getAlarm()) === soon, (await st.getAlarm()) === soon]); await x.deleteAlarm(); G.push(["deleted in", await x.getAlarm()]); await x.setAlarm(soon); }); }
    if (k === "txn outer") { await st.setAlarm(far); await tryA(() => st.transaction(async (x) => { await x.deleteAlarm(); G.push(["in", await st.getAlarm()]); x.rollback(); })); G.push(["after", (await st.getAlarm()) === far]); await st.deleteAlarm(); }
    if (k === "txn nested") { await st.transaction(async (x) => { await x.setAlarm(soon); await tryA(() => st.transaction(async (y) => { await y.setAlarm(far); throw new Error("in"); })); G.push(["kept", (await st.getAlarm()) === soon]); }); }
    if (k === "sync txn") { st.transactionSync(() => { st.setAlarm(soon); }); }
    if (k === "sync txn throw") { await tryA(async () => st.transactionSync(() => { st.setAlarm(soon); throw new Error("x"); })); G.push(["after", await st.getAlarm()]); }
    if (k === "deleteAll") { await st.setAlarm(soon); await st.deleteAll(); G.push(["after", await st.getAlarm()]); }
    if (k === "deleteAll keep") { await st.setAlarm(soon); await st.deleteAll({ deleteAlarm: false }); G.push(["after", (await st.getAlarm()) === soon]); }
    if (k === "deleteAll then set") { st.deleteAll(); await st.setAlarm(soon); }
    if (k === "set then deleteAll unawaited") { st.setAlarm(soon); st.deleteAll(); }
    if (k === "past") { await st.setAlarm(Date.now() - 5000); G.push(["get", await this.get()]); }
    if (k === "zero") { await st.setAlarm(0); G.push(["get", await this.get()]); }
    if (k === "one") { await st.setAlarm(1); G.push(["get", await this.get()]); }
    if (k === "block") { await this.ctx.blockConcurrencyWhile(async () => { await st.setAlarm(Date.now()); await scheduler.wait(50); G.push(["block end"]); }); }
    if (k === "long request") { await st.setAlarm(Date.now()); await scheduler.wait(60); G.push(["request end", await this.get()]); }
    if (k === "throw after") { await st.setAlarm(soon); throw new Error("req"); }
    if (k === "abort after") { st.setAlarm(soon); this.ctx.abort(); }
    if (k === "abort confirmed") { await st.setAlarm(soon); await scheduler.wait(1); this.ctx.abort("r"); }
    if (k.startsWith("h ")) await st.setAlarm(soon);
    if (k === "types") { await t("rtn", () => st.setAlarm(far)); await t("Date sub", async () => { class D extends Date {} await st.setAlarm(new D(far)); return (await st.getAlarm()) === far; }); await t("valueOf", async () => { await st.setAlarm({ valueOf: () => far }); return (await st.getAlarm()) === far; }); await t("numobj", async () => { await st.setAlarm(new Number(far)); return (await st.getAlarm()) === far; }); await t("no args", () => st.setAlarm()); await t("array", () => st.setAlarm([far])); await t("symbol", () => st.setAlarm(Symbol("x"))); await t("opts junk", () => st.setAlarm(far, 5)); await t("get junk", async () => (await st.getAlarm(5)) === far); await t("float neg", () => st.setAlarm(-0.5)); await t("max", async () => { await st.setAlarm(8.64e15); return await st.getAlarm(); }); await t("over max", async () => { await st.setAlarm(8.64e15 + 1); return await st.getAlarm(); }); await t("max safe", async () => { await st.setAlarm(Number.MAX_SAFE_INTEGER); return await st.getAlarm(); }); await t("detached", () => { const { setAlarm } = st; return setAlarm(far); }); await st.deleteAlarm(); }
    return "ok"; }
  async alarm(i) { const n = this.ctx.id.name, st = this.st; this.c = (this.c ?? 0) + 1; G.push(["alarm", this.c, i.retryCount, i.isRetry, show(i).replace(/scheduledTime: \d+/, "scheduledTime: N"), await this.get(), C[n]]);
    if (n === "h throw undefined" && this.c < 2) throw undefined; if (n === "h reject" && this.c < 2) return Promise.reject("str"); if (n === "h return" ) return "ignored"; if (n === "h sync throw" && this.c < 2) { st.kv.put("w", this.c); throw new RangeError("s"); } if (n === "h set far throw" && this.c < 2) { await st.setAlarm(Date.now() + 1e7); throw new Error("x"); } if (n === "h deleteAll throw" && this.c < 2) { await st.deleteAll(); throw new Error("x"); } if (n === "h txn throw" && this.c < 2) { await st.transaction(async (t) => { await t.put("a", 1); throw new Error("t"); }); } if (n === "h waituntil") { this.ctx.waitUntil(scheduler.wait(30).then(() => G.push(["waitUntil end"]))); } if (n === "h waituntil reject") { this.ctx.waitUntil(Promise.reject(new Error("wu"))); } if (n === "h self") { G.push(["self", await this.env.OBJ.getByName("h self").hi()]); } if (n === "h bcw") { await this.ctx.blockConcurrencyWhile(async () => { G.push(["bcw", await this.get()]); }); } if (n === "h chain" && this.c < 3) { await st.setAlarm(Date.now() + 15); } if (n === "h past chain" && this.c < 3) { await st.setAlarm(1); } if (n === "h floating") { scheduler.wait(20).then(async () => G.push(["later", await this.get()])); } if (n === "h floating throw") { setTimeout(() => { throw new Error("late"); }, 5); } if (n === "h delete then throw" && this.c < 2) { st.deleteAlarm(); throw new Error("d"); } if (n === "h unawaited reject" && this.c < 2) { Promise.reject(new Error("u")); } }
}
export default scenario(async (env) => {
  for (const n of ["ctor", "ctor-keep", "ctor-past"]) { G.length = 0; const s = env.OBJ.getByName(n); log(n, await s.hi()); await wait(80); log(n, ...G.splice(0), await s.get()); }
  for (const k of ["two", "get before write", "delete then set", "txn", "txn outer", "txn nested", "sync txn", "sync txn throw", "deleteAll", "deleteAll keep", "deleteAll then set", "set then deleteAll unawaited", "past", "zero", "one", "block", "long request", "throw after", "abort after", "types", "h return", "h waituntil", "h bcw", "h chain", "h floating", "h floating throw", "h unawaited reject"]) { G.length = 0; const r = await tryA(() => env.OBJ.getByName(k).go(k)); await wait(400); log(k, r, ...G.splice(0), await env.OBJ.getByName(k).get()); }
  for (const k of ["h throw undefined", "h reject", "h sync throw", "h set far throw", "h deleteAll throw", "h txn throw", "h delete then throw"]) { G.length = 0; const r = await tryA(() => env.OBJ.getByName(k).go(k)); await wait(100); const mid = await env.OBJ.getByName(k).get(); await wait(3000); log(k, r, mid, ...G.splice(0), await env.OBJ.getByName(k).get()); }
});
