// @golden 
// Recorded on the reference runtime as the others.
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
// -------------------------------------------------------------------------------------------
export class Obj extends DurableObject {
  run() { const sql = this.ctx.storage.sql, out = []; sql.exec("CREATE TABLE t(i INTEGER, r REAL, x TEXT, b BLOB, n NUMERIC, a)");
    for (const [l, v] of [["int", 3], ["float", 2.5], ["big", 2 ** 53 + 2], ["neg0", -0], ["NaN", NaN], ["Inf", Infinity], ["-Inf", -Infinity], ["str", "s"], ["numstr", "12"], ["empty", ""], ["emoji", "😀"], ["nul", "a\u0000b"], ["true", true], ["false", false], ["null", null], ["undefined", undefined], ["date", new Date(0)], ["obj", { a: 1 }], ["arr", [1, 2]], ["fn", () => 1], ["u8", new Uint8Array([1, 2])], ["ab", new ArrayBuffer(2)], ["view", new Uint8Array([1, 2, 3, 4]).subarray(1, 3)], ["dv", new DataView(new ArrayBuffer(1))], ["f64", new Float64Array([1])], ["bigint", 5n], ["sym", Symbol("s")], ["boxed", new Number(5)], ["lone", "\ud800"]]) out.push([l, tryS(() => { sql.exec("DELETE FROM t"); sql.exec("INSERT INTO t VALUES (?1,?1,?1,?1,?1,?1)", v); const r = sql.exec("SELECT *, typeof(i) ti, typeof(r) tr, typeof(x) tx, typeof(b) tb, typeof(n) tn, typeof(a) ta FROM t").one(); return Object.values(r); })]);
    out.push(tryS(() => sql.exec("SELECT 9007199254740993 a, -9223372036854775808 b, 1e400 c, x'00ff' d, CAST(x'ff' AS TEXT) e").one()));
    out.push(tryS(() => sql.exec("SELECT 1 a, 2 a, 3 b").one()), tryS(() => [...sql.exec("SELECT 1 a, 2 a").raw()]), tryS(() => sql.exec("SELECT 1 a, 2 a").columnNames), tryS(() => sql.exec("SELECT 1").next()), tryS(() => { const c = sql.exec("SELECT 1 a UNION ALL SELECT 2"); return [c.rowsRead, c.next(), c.rowsRead, c.toArray(), c.toArray(), c.next(), c.rowsRead, c.rowsWritten]; }));
    out.push(tryS(() => sql.exec("SELECT 1 WHERE 0").one()), tryS(() => sql.exec("SELECT 1 UNION SELECT 2").one()), tryS(() => sql.exec("SELECT ?", [1, 2]).one()), tryS(() => sql.exec("SELECT ?2, ?1", 1, 2).one()), tryS(() => sql.exec("SELECT :a", 1).one()), tryS(() => sql.exec("SELECT ?", 1, 2)), tryS(() => sql.exec("SELECT ?")), tryS(() => sql.exec(5)), tryS(() => sql.exec()), tryS(() => sql.exec("")), tryS(() => Object.prototype.toString.call(sql.exec("SELECT 1"))), tryS(() => sql.exec("SELECT 1 a").raw().toArray()), tryS(() => { const c = sql.exec("SELECT 1 a"); return [c[Symbol.iterator]() === c, typeof c.next, Object.keys(c)]; }));
    out.push(tryS(() => [...sql.exec("SELECT 1 a UNION ALL SELECT 2")].map((r) => r.a)), tryS(() => { const o = []; for (const [a] of sql.exec("SELECT 1 a UNION ALL SELECT 2").raw()) o.push(a); return o; }), tryS(() => sql.constructor.name), tryS(() => Object.getOwnPropertyNames(Object.getPrototypeOf(sql)).sort()));
    return out; }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(x); });
