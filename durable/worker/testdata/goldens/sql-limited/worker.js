// @golden 
// DELETE and UPDATE with ORDER BY and LIMIT: rows, counts, texts.

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
  run() {
    const q = this.ctx.storage.sql, out = [];
    const fill = () => { q.exec("DROP TABLE IF EXISTS t"); q.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v, g)"); q.exec("CREATE INDEX tv ON t(v)"); for (let i = 1; i <= 8; i++) q.exec("INSERT INTO t VALUES(?, ?, ?)", i, 9 - i, i % 2); };
    const X = (s, ...b) => { fill(); const r = tryS(() => { const c = q.exec(s, ...b); const rows = c.toArray(); return s.startsWith("UPDATE") ? rows : [rows, c.rowsRead, c.rowsWritten]; }); out.push([s, r, q.exec("SELECT group_concat(id || ':' || v, ' ') s FROM (SELECT * FROM t ORDER BY id)").one().s]); };
    X("DELETE FROM t LIMIT 2"); X("DELETE FROM t ORDER BY v LIMIT 2"); X("DELETE FROM t WHERE g = 1 ORDER BY v DESC LIMIT 2"); X("DELETE FROM t WHERE g = ? ORDER BY v LIMIT ?", 0, 1); X("DELETE FROM t WHERE g = ?2 ORDER BY v LIMIT ?1 OFFSET ?1", 1, 0); X("delete from t order by id limit 1, 3"); X("DELETE FROM t WHERE v > 2 RETURNING id, v ORDER BY v LIMIT 2"); X("DELETE FROM t AS a WHERE a.v > (SELECT min(v) FROM t) ORDER BY a.v LIMIT 2"); X("DELETE FROM main.t LIMIT 1"); X("DELETE FROM t INDEXED BY tv WHERE v > 3 ORDER BY v LIMIT 1"); X("DELETE FROM t LIMIT 0"); X("DELETE FROM t LIMIT -1");
    X("WITH c AS (SELECT id FROM t WHERE v > 4) DELETE FROM t WHERE id IN (SELECT id FROM c) ORDER BY id LIMIT 1"); X("UPDATE t SET v = 100 ORDER BY id LIMIT 1"); X("UPDATE t SET v = ?, g = ? WHERE g = ? ORDER BY v DESC LIMIT ?", 50, 3, 1, 2); X("UPDATE OR REPLACE t SET id = id + 1 WHERE g = 1 ORDER BY id LIMIT 2"); X("UPDATE t SET v = v + 1 WHERE id = 3 LIMIT 5"); X("UPDATE t SET v = (SELECT max(v) FROM t) + 1 WHERE g = 0 RETURNING id, v LIMIT 2"); X("UPDATE \"t\" SET v = 'LIMIT 3; ORDER BY' /* LIMIT 9 */ ORDER BY id -- last\n LIMIT 1"); X("UPDATE t SET v = 1 ORDER BY id LIMIT 1; SELECT 5 AS five"); X("UPDATE t SET v = 7 WHERE (id = 1 OR (id = 2)) LIMIT (1 + 1)");
    X("DELETE FROM t ORDER BY id"); X("UPDATE t SET v = 1 ORDER BY id"); X("DELETE FROM t WHERE nope = 1 LIMIT 1"); X("DELETE FROM t ORDER BY nope LIMIT 1"); X("DELETE FROM nope LIMIT 1"); X("DELETE FROM t LIMIT"); X("DELETE FROM t LIMIT nope"); X("DELETE FROM t LIMIT 1 ORDER BY id"); X("DELETE FROM t ORDER BY id LIMIT 1 RETURNING id"); X("UPDATE t SET v = 1, nope = 2 LIMIT 1"); X("DELETE FROM t LIMIT 'x'"); X("DELETE FROM t LIMIT ?"); X("SELECT 1; DELETE FROM t ORDER BY id LIMIT 1"); X("INSERT INTO t(v) VALUES(1) LIMIT 1");
    q.exec("CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID"); q.exec("INSERT INTO w VALUES('a', 1), ('b', 2), ('c', 3)"); out.push(["without rowid", tryS(() => { q.exec("DELETE FROM w ORDER BY k DESC LIMIT 2"); return q.exec("SELECT k FROM w").toArray(); })]);
    q.exec("CREATE TABLE p(a, b, v, PRIMARY KEY(a, b)) WITHOUT ROWID"); q.exec("INSERT INTO p VALUES(1, 1, 1), (1, 2, 2), (2, 1, 3)"); out.push(["two keys", tryS(() => { q.exec("UPDATE p SET v = 9 WHERE a < 5 ORDER BY v DESC LIMIT 2"); return q.exec("SELECT * FROM p").raw().toArray(); })]);
    q.exec("CREATE TABLE r(rowid TEXT, v)"); q.exec("INSERT INTO r VALUES('x', 1), ('x', 2), ('x', 3)"); out.push(["a column named rowid", tryS(() => { q.exec("DELETE FROM r ORDER BY v LIMIT 1"); return q.exec("SELECT v FROM r").raw().toArray(); })]);
    q.exec("CREATE VIEW tw AS SELECT * FROM t"); out.push(["view", tryS(() => q.exec("DELETE FROM tw LIMIT 1").toArray())]);
    return out;
  }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); });
