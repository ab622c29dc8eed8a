// @golden phases=3
// A kill -9 and a restart on the same storage: awaited writes, unawaited writes, SQL, open transactions, sync(), alarms in every state.

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

const fired = [];
export class Obj extends DurableObject {
  born = Math.random(); count = 0;
  constructor(c, e) { super(c, e); c.storage.sql.exec("create table if not exists t(a)"); const n = (c.storage.kv.get("starts") ?? 0) + 1; c.storage.kv.put("starts", n); this.starts = n; }
  async alarm(info) { fired.push([this.ctx.id.name, this.starts, info.retryCount, info.isRetry, await this.ctx.storage.getAlarm() === null]); const m = await this.ctx.storage.get("mode"); await this.ctx.storage.put("alarmed", ((await this.ctx.storage.get("alarmed")) ?? 0) + 1); if (m === "throw") throw new Error("alarm"); if (m === "hang") await wait(600000); if (m === "reset") { await this.ctx.storage.setAlarm(Date.now() + 3600000); } }
  async put(k, v) { await this.ctx.storage.put(k, v); return "ok"; }
  putNoAwait(k, v) { this.ctx.storage.put(k, v); return "ok"; }
  sqlPut(v) { this.ctx.storage.sql.exec("insert into t values (?)", v); return "ok"; }
  async txnHang(k) { this.ctx.storage.put("before " + k, 1); this.ctx.storage.transaction(async (t) => { await t.put(k, 1); await wait(600000); }); return "started"; }
  async bcwHang(k) { await this.ctx.storage.put("before " + k, 1); this.ctx.blockConcurrencyWhile(async () => { await this.ctx.storage.put(k, 1); await wait(20000); }); return "started"; }
  async hang(k) { await this.ctx.storage.put(k, 1); this.ctx.storage.put(k + "2", 1); await wait(600000); }
  async alarmIn(ms, mode) { await this.ctx.storage.put("mode", mode ?? "none"); await this.ctx.storage.setAlarm(Date.now() + ms); return "set"; }
  async alarmSync() { this.ctx.storage.setAlarm(Date.now() + 50); await this.ctx.storage.sync(); return "set"; }
  async delAlarm() { await this.ctx.storage.deleteAlarm(); }
  async state() { const a = await this.ctx.storage.getAlarm(); return { name: this.ctx.id.name, starts: this.starts, all: [...(await this.ctx.storage.list())].map(String), rows: this.ctx.storage.sql.exec("select a from t").raw().toArray().flat(), alarm: a === null ? null : a > Date.now() ? "future" : "past", sockets: this.ctx.getWebSockets().length, auto: this.ctx.getWebSocketAutoResponse()?.request ?? null, size: this.ctx.storage.sql.databaseSize }; }
  async fetch() { const [c, s] = Object.values(new WebSocketPair()); this.ctx.acceptWebSocket(s, ["tag"]); this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("a", "b")); s.serializeAttachment({ a: 1 }); return new Response(null, { status: 101, webSocket: c }); }
  async deleteAllThenPut() { await this.ctx.storage.deleteAll(); await this.ctx.storage.put("after", 1); return "ok"; }
}
export default scenario(async (env, ctx, phase) => {
  const g = (n) => env.OBJ.getByName(n);
  if (phase === 1) {
    await attempt("put", () => g("w").put("a", 1)); await attempt("putNoAwait", () => g("w").putNoAwait("b", 2)); await attempt("sql", () => g("w").sqlPut(3));
    await attempt("txnHang", () => g("txn").txnHang("t")); await attempt("bcwHang", () => g("bcw").bcwHang("k")); g("hang").hang("h").catch(() => {});
    await attempt("far alarm", () => g("far").alarmIn(3600000)); await attempt("overdue", () => g("due").alarmIn(400)); await attempt("throwing", () => g("thr").alarmIn(300, "throw")); await attempt("hanging", () => g("hng").alarmIn(1, "hang")); await attempt("resetting", () => g("rst").alarmIn(1, "reset")); await attempt("deleted", () => g("del").alarmIn(300)); await g("del").delAlarm();
    await attempt("retrying", () => g("try").alarmIn(1, "throw"));
    await attempt("by unique id", async () => { const id = env.OBJ.newUniqueId(); await env.OBJ.get(id).alarmIn(300); return id.toString().length; });
    const r = await g("ws").fetch("http://x/", { headers: { Upgrade: "websocket" } }); r.webSocket.accept(); log("ws", (await g("ws").state()).sockets);
    await attempt("deleteAll", async () => { await g("da").put("x", 1); await g("da").sqlPut(1); await g("da").alarmIn(200); return g("da").deleteAllThenPut(); });
    await wait(100); log("fired", fired.sort().map(String));
  } else {
    await wait(600); log("fired", fired.sort().map(String));
    for (const n of ["w", "txn", "bcw", "hang", "far", "due", "thr", "hng", "rst", "del", "try", "ws", "da", "new"]) await attempt(n, () => g(n).state());
  }
});
