// @golden 
// UPDATE … FROM … with ORDER BY and LIMIT.

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
    const fill = () => { for (const t of ["t", "s", "w"]) q.exec("DROP TABLE IF EXISTS " + t); q.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v, g)"); q.exec("CREATE TABLE s(k, x)"); q.exec("CREATE TABLE w(a, b, v, PRIMARY KEY(a, b)) WITHOUT ROWID"); for (let i = 1; i <= 6; i++) { q.exec("INSERT INTO t VALUES(?, ?, ?)", i, 7 - i, i % 2); q.exec("INSERT INTO s VALUES(?, ?)", i, i * 10); q.exec("INSERT INTO w VALUES(?, ?, ?)", i % 3, i, i); } };
    const X = (s, ...b) => { fill(); const r = tryS(() => q.exec(s, ...b).toArray()); out.push([s, r, q.exec("SELECT group_concat(id || ':' || v, ' ') s FROM (SELECT * FROM t ORDER BY id)").one().s]); };
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id LIMIT 2");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY t.id DESC LIMIT 2");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY s.x DESC LIMIT 2");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY v LIMIT 1 OFFSET 1");
    X("UPDATE t SET v = x FROM s WHERE k = id AND x > ? ORDER BY x LIMIT ?", 20, 2);
    X("UPDATE t SET v = x FROM s WHERE k = id AND x > ?2 ORDER BY x LIMIT ?1", 1, 20);
    X("UPDATE t AS a SET v = b.x FROM s AS b WHERE b.k = a.id ORDER BY b.x LIMIT 3");
    X("UPDATE t SET v = q.m FROM (SELECT max(x) AS m FROM s) AS q LIMIT 1");
    X("UPDATE t SET v = s.x + u.v FROM s JOIN t AS u ON u.id = s.k WHERE s.k = t.id ORDER BY t.id LIMIT 2");
    X("UPDATE t SET v = s.x FROM s, (SELECT 1 AS one) WHERE s.k = t.id ORDER BY t.id LIMIT 2");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id RETURNING id, v ORDER BY t.id LIMIT 2");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY t.id LIMIT 2 RETURNING id, v");
    X("WITH c AS (SELECT k, x * 2 AS y FROM s) UPDATE t SET v = y FROM c WHERE k = id ORDER BY k LIMIT 2");
    X("UPDATE t SET (v, g) = (SELECT s.x, 9) FROM s WHERE s.k = t.id ORDER BY t.id LIMIT 1");
    X("UPDATE t SET (v, g) = (s.x, 9) FROM s WHERE s.k = t.id ORDER BY t.id LIMIT 1");
    X("UPDATE t SET id = id + 100 FROM s WHERE s.k = t.id ORDER BY t.id LIMIT 1");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id LIMIT 0");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id LIMIT -1");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY t.id");
    X("UPDATE t SET v = s.x FROM s WHERE nope = t.id LIMIT 1");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id LIMIT nope");
    X("UPDATE t SET v = s.x FROM nope LIMIT 1");
    X("UPDATE t SET v = u.v FROM t AS u WHERE u.id = t.id + 1 ORDER BY t.id LIMIT 2");
    X("UPDATE OR IGNORE t SET id = s.k FROM s WHERE s.k = t.id + 1 ORDER BY t.id LIMIT 2");
    X("UPDATE t INDEXED BY nope SET v = s.x FROM s WHERE s.k = t.id LIMIT 1");
    X("UPDATE main.t SET v = s.x FROM main.s WHERE s.k = t.id LIMIT 1");
    X("UPDATE t SET v = s.x FROM s WHERE s.k = t.id LIMIT 1; SELECT 5 AS five");
    fill(); out.push(["without rowid", tryS(() => q.exec("UPDATE w SET v = s.x FROM s WHERE s.k = w.b ORDER BY w.b LIMIT 2").toArray()), q.exec("SELECT * FROM w ORDER BY b").raw().toArray()]);
    fill(); out.push(["rows", (() => { const c = q.exec("UPDATE t SET v = s.x FROM s WHERE s.k = t.id ORDER BY t.id LIMIT 2"); c.toArray(); return c.rowsWritten; })()]);
    return out;
  }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); });
