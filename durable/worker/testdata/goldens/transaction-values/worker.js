// @golden
// Transactions: nested both ways, list within, conflicts with sync KV and SQL, concurrent requests, use after the end.

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
  async run() { const s = this.ctx.storage, q = s.sql, out = []; const t = async (l, f) => out.push([l, await tryA(f)]); q.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v)"); const ids = () => q.exec("SELECT id FROM t ORDER BY id").raw().toArray().flat(); const L = async (o) => [...(await s.list(o)).keys()];
    await t("list in txn", () => s.transaction(async (x) => { await x.put({ a: 1, b: 2, c: 3 }); await x.delete("b"); return [[...(await x.list()).keys()], [...(await x.list({ reverse: true, limit: 1 }))], [...(await x.list({ prefix: "c" }))], await x.get(["a", "b"]), [...s.kv.list()]]; }));
    await t("sync kv in txn rolled back", async () => { await tryA(() => s.transaction(async () => { s.kv.put("k", 1); q.exec("INSERT INTO t VALUES (1, 'x')"); throw 1; })); return [s.kv.get("k"), ids()]; });
    await t("txn.rollback then storage", async () => { const r = await s.transaction(async (x) => { s.kv.put("k1", 1); x.rollback(); s.kv.put("k2", 2); q.exec("INSERT INTO t VALUES (2, 'y')"); return [tryS(() => x.rollback()), await tryA(() => x.put("z", 1)), await tryA(() => x.list()), await tryA(() => x.delete("a")), await tryA(() => x.getAlarm()), await tryA(() => x.setAlarm(1e15)), await tryA(() => x.deleteAlarm()), await tryA(() => x.deleteAll())]; }); return [r, s.kv.get("k1"), s.kv.get("k2"), ids()]; });
    await t("late ops", async () => { let k; await s.transaction(async (x) => { k = x; }); return [await tryA(() => k.put("a", 1)), await tryA(() => k.list()), await tryA(() => k.delete("a")), await tryA(() => k.getAlarm()), await tryA(() => k.setAlarm(1e15)), await tryA(() => k.deleteAlarm()), await tryA(() => k.deleteAll()), tryS(() => k.rollback())]; });
    await t("late after throw", async () => { let k; await tryA(() => s.transaction(async (x) => { k = x; throw 1; })); return [await tryA(() => k.get("a")), tryS(() => k.rollback())]; });
    await t("throws kinds", async () => [await tryA(() => s.transaction(async () => { throw "str"; })), await tryA(() => s.transaction(async () => { throw undefined; })), await tryA(() => s.transaction(() => { throw new RangeError("sync"); })), await tryA(() => s.transaction(async () => { throw { code: 1 }; }))]);
    await t("returns kinds", async () => [await s.transaction(() => undefined), await s.transaction(async () => ({ f() {} })), await s.transaction(() => ({ then(r) { r("thenable"); } }))]);
    await t("args", () => s.transaction(function (...a) { return [a.length, this === undefined, a[0].constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(a[0])).sort()]; }));
    await t("options", () => s.transaction(async (x) => [await x.put("o", 1, { allowUnconfirmed: true }), await x.get("o", { noCache: true })], { x: 1 }));
    await t("nested commit in rollback", async () => { await tryA(() => s.transaction(async () => { await s.put("n1", 1); await s.transaction(async () => { await s.put("n2", 2); }); throw 1; })); return L({ prefix: "n" }); });
    await t("nested via txn obj", async () => s.transaction(async (x) => { await x.put("m1", 1); const r = await tryA(() => s.transaction(async (y) => { await y.put("m2", 2); await x.put("m3", 3); y.rollback(); return "inner"; })); return [r, await L({ prefix: "m" })]; }));
    await t("txn has transaction", () => s.transaction(async (x) => [typeof x.transaction, typeof x.transactionSync]));
    await t("sync in async", async () => { const r = await s.transaction(async () => { await s.put("p1", 1); tryS(() => s.transactionSync(() => { s.kv.put("p2", 2); throw 1; })); s.transactionSync(() => { s.kv.put("p3", 3); }); return L({ prefix: "p" }); }); return [r, await L({ prefix: "p" })]; });
    await t("deep nest", () => s.transactionSync(() => { for (let i = 0; i < 3; i++) s.transactionSync(() => { q.exec("INSERT INTO t VALUES (?, 'd')", 10 + i); tryS(() => s.transactionSync(() => { q.exec("INSERT INTO t VALUES (?, 'd')", 20 + i); throw 1; })); }); return ids(); }));
    await t("depth 30", () => { const f = (n) => (n ? s.transactionSync(() => f(n - 1)) : "bottom"); return f(30); });
    await t("sql error in sync", () => { tryS(() => s.transactionSync(() => { q.exec("INSERT INTO t VALUES (50, 1)"); q.exec("INSERT INTO t VALUES (50, 1)"); })); return ids().includes(50); });
    await t("sql error caught in sync", () => { s.transactionSync(() => { q.exec("INSERT INTO t VALUES (51, 1)"); tryS(() => q.exec("INSERT INTO t VALUES (51, 1)")); }); return ids().includes(51); });
    await t("cursor in rollback", () => { let c; tryS(() => s.transactionSync(() => { c = q.exec("SELECT id FROM t ORDER BY id"); c.next(); throw 1; })); return tryS(() => c.next()); });
    await t("cursor before", () => { const c = q.exec("SELECT id FROM t ORDER BY id"); const a = c.next(); tryS(() => s.transactionSync(() => { q.exec("INSERT INTO t VALUES (0, 1)"); throw 1; })); return [a, tryS(() => c.next())]; });
    await t("sync returns", () => [s.transactionSync(() => 5), s.transactionSync(() => undefined), s.transactionSync(() => ({ a: 1 })), tryS(() => s.transactionSync(5)), tryS(() => s.transactionSync(null)), s.transactionSync(function (...a) { return [a.length, this === undefined]; })]);
    await t("timer in txn", async () => { let fired = false; await s.transaction(async () => { setTimeout(() => { fired = true; }, 0); await scheduler.wait(5); }); return fired; });
    await t("parallel", async () => { const o = []; await Promise.all([1, 2, 3].map((i) => s.transaction(async (x) => { o.push("s" + i); await x.put("par", i); await null; await scheduler.wait(3); o.push("e" + i + (await x.get("par"))); }))); return o; });
    await t("outside during", async () => { const o = []; const p = s.transaction(async (x) => { o.push("in"); await scheduler.wait(5); o.push("end"); throw new Error("rb"); }).catch(() => o.push("caught")); o.push("sync after"); await s.put("od", 1).then(() => o.push("put")); await p; o.push(await s.get("od")); return o; });
    await t("getCurrentBookmark", async () => [typeof (await s.getCurrentBookmark()), await tryA(() => s.transaction(() => s.getCurrentBookmark().then((b) => typeof b)))]);
    await t("sync() in txn", () => s.transaction(async () => [await s.sync(), "ok"]));
    await t("fetch in txn", async () => tryA(() => s.transaction(async (x) => { await x.put("f", 1); return this.env.OBJ.getByName("b").hi(); })));
    return out; }
  hi() { return "hi"; }
  async self() { return this.ctx.storage.transaction(async (x) => { await x.put("w", 1); return "held"; }); }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
