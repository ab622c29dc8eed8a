// @golden slow peer
// Alarms that fail in each way, with calls between the attempts; storage written in failed attempts; two objects' alarms; alarm() called by RPC.

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

const N = []; let mode = {}; let births = 0;
export class Obj extends DurableObject {
  n = ++births;
  async set(ms, v) { if (v !== undefined) mode[this.ctx.id.name] = v; await this.ctx.storage.setAlarm(Date.now() + ms); return "set"; }
  async alarm(i) { const k = this.ctx.id.name, m = mode[k], c = ((await this.ctx.storage.get("c")) ?? 0) + 1; this.ctx.storage.kv.put("c", c); N.push(`${k} ${c} ${i.retryCount} ${i.isRetry} ${Object.keys(i)}`); if (c > 1) return;
    if (m === "throw") throw new Error("a"); if (m === "string") throw "s"; if (m === "float") { Promise.reject(new Error("f")); } if (m === "timer") setTimeout(() => { throw new Error("t"); }, 1); if (m === "wu") this.ctx.waitUntil(Promise.reject(new Error("w"))); if (m === "abort") this.ctx.abort("x"); if (m === "later") { await wait(5); throw new Error("l"); } if (m === "setThrow") { await this.ctx.storage.setAlarm(Date.now() + 100); throw new Error("b"); } if (m === "delThrow") { await this.ctx.storage.deleteAlarm(); throw new Error("c"); } if (m === "peer") await this.env.PEER.getByName("p").boom(); if (m === "peerAbort") await this.env.PEER.getByName("p").die(); if (m === "reset") { throw Object.assign(new Error("fake"), { retryable: true, durableObjectReset: true }); } if (m === "txn") await this.ctx.storage.transaction(async (t) => { await t.put("t", 1); throw new Error("txn"); }); if (m === "again") await this.ctx.storage.setAlarm(Date.now()); if (m === "deleteAll") { await this.ctx.storage.deleteAll(); } if (m === "deleteAllThrow") { await this.ctx.storage.deleteAll(); throw new Error("d"); } if (m === "self") N.push("self " + (await this.env.OBJ.getByName(k).state())); }
  async state() { const a = await this.ctx.storage.getAlarm(); return `${[...(await this.ctx.storage.list())].join("|")} alarm ${a === null ? null : a > Date.now() ? "future" : "past"}`; }
}
export class Peer extends DurableObject { boom() { throw new Error("peer"); } die() { this.ctx.abort("peer dies"); } }
export default scenario(async (env) => {
  const ms = ["ok", "throw", "string", "float", "timer", "wu", "abort", "later", "setThrow", "delThrow", "peer", "peerAbort", "reset", "txn", "again", "deleteAll", "deleteAllThrow", "self"]; const g = (n) => env.OBJ.getByName(n);
  for (const m of ms) await g(m).set(20, m); await wait(400); log("first", N.splice(0).sort()); for (const m of ms) await attempt(m, () => g(m).state()); await wait(3500); log("then", N.splice(0).sort()); for (const m of ms) await attempt(m, () => g(m).state()); await attempt("alarm by RPC", () => g("ok").alarm()); await attempt("negative", () => g("neg").set(-100000)); await wait(50); log("neg", N.splice(0));
});
