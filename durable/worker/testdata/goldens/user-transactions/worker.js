// @golden 
// transaction() and transactionSync in user code

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
    await t("value", () => s.transaction(async (txn) => { await txn.put("a", 1); await txn.put({ b: 2 }); return [await txn.get("a"), await s.get("b"), [...(await txn.list()).keys()]]; })); await t("throw rolls back", async () => { try { await s.transaction(async (txn) => { await txn.put("a", 9); throw new Error("no"); }); } catch (e) { return [e.message, await s.get("a")]; } }); await t("rollback()", async () => { const r = await s.transaction(async (txn) => { await txn.put("a", 8); txn.rollback(); return "rv"; }); return [r, await s.get("a")]; }); await t("after rollback", () => s.transaction(async (txn) => { txn.rollback(); return await txn.get("a"); })); await t("delete in txn", () => s.transaction(async (txn) => [await txn.delete("b"), await txn.delete(["a", "q"])])); await t("deleteAll in txn", () => s.transaction((txn) => txn.deleteAll())); await t("alarm in txn", async () => { await s.transaction(async (txn) => { await txn.setAlarm(Date.now() + 1e6); }); const a = await s.getAlarm(); await s.deleteAlarm(); return typeof a; }); await t("alarm rolled back", async () => { await s.transaction(async (txn) => { await txn.setAlarm(Date.now() + 1e6); txn.rollback(); }); return s.getAlarm(); }); await t("no fn", () => s.transaction()); await t("not fn", () => s.transaction(5)); await t("sync fn", () => s.transaction(() => 5)); await t("late use", async () => { let k; await s.transaction(async (txn) => { k = txn; }); return k.get("a"); }); await t("nested", () => s.transaction(async () => { await s.put("o", 1); try { await s.transaction(async () => { await s.put("o", 2); throw new Error("inner"); }); } catch (e) { return [e.message, await s.get("o")]; } })); await t("txn keys", () => s.transaction(async (txn) => [txn.constructor.name, Object.prototype.toString.call(txn), Object.keys(txn), typeof txn.getAlarm, typeof txn.sync, typeof txn.sql, typeof txn.kv]));
    s.sql.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)"); await t("sync ok", () => s.transactionSync(() => { s.sql.exec("INSERT INTO t VALUES (1, 'x')"); return s.sql.exec("SELECT count(*) c FROM t").one().c; })); await t("sync throws", () => { try { s.transactionSync(() => { s.sql.exec("INSERT INTO t VALUES (2, 'y')"); throw new Error("sync no"); }); } catch (e) { return [e.message, s.sql.exec("SELECT count(*) c FROM t").one().c]; } }); await t("sync nested", () => s.transactionSync(() => { s.sql.exec("INSERT INTO t VALUES (3, 'z')"); try { s.transactionSync(() => { s.sql.exec("INSERT INTO t VALUES (4, 'w')"); throw 1; }); } catch {} return s.sql.exec("SELECT count(*) c FROM t").one().c; })); await t("sync no fn", () => s.transactionSync()); await t("sync kv", () => s.transactionSync(() => { s.kv.put("k", 1); return s.kv.get("k"); })); await t("sync throws string", () => s.transactionSync(() => { throw "str"; })); await t("await in sync", async () => { const p = s.transactionSync(async () => { s.sql.exec("INSERT INTO t VALUES (9, 'q')"); await null; return 5; }); return [p instanceof Promise, await p]; });
    return out; }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
