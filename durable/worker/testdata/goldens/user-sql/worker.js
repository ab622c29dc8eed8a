// @golden 
// SQL as users write it: cursors, bindings, types, errors

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
  async run() { const q = this.ctx.storage.sql, out = []; const t = async (l, f) => out.push([l, await tryA(f)]);
    q.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age INTEGER, data BLOB, score REAL); CREATE INDEX i ON users(name);`);
    await t("insert returning", () => q.exec("INSERT INTO users (name, age) VALUES (?, ?), (?, ?) RETURNING *", "ann", 30, "bob", null).toArray()); await t("one", () => q.exec("SELECT * FROM users WHERE name = ?", "ann").one()); await t("one none", () => q.exec("SELECT * FROM users WHERE name = 'zz'").one()); await t("one many", () => q.exec("SELECT * FROM users").one()); await t("iterate", () => { const r = []; for (const row of q.exec("SELECT id, name FROM users")) r.push(row.id + row.name); return r; }); await t("raw", () => [...q.exec("SELECT id, name FROM users").raw()]); await t("raw toArray", () => q.exec("SELECT 1, 2").raw().toArray()); await t("columnNames", () => q.exec("SELECT id AS x, name, id + 1 FROM users").columnNames); await t("rows", () => { const c = q.exec("SELECT * FROM users"); c.toArray(); return [c.rowsRead, c.rowsWritten]; }); await t("next", () => { const c = q.exec("SELECT id FROM users"); return [c.next(), c.next(), c.next(), c.next()]; }); await t("mixed next raw", () => { const c = q.exec("SELECT id FROM users"); c.next(); return c.raw().next(); }); await t("spread", () => [...q.exec("SELECT id FROM users")].length); await t("Array.from", () => Array.from(q.exec("SELECT id FROM users"), (r) => r.id)); await t("map", () => q.exec("SELECT id FROM users").map?.((r) => r.id).toArray?.());
    await t("types", () => q.exec("SELECT 1 i, 1.5 f, 'x' s, NULL n, x'0102' b, 9007199254740993 big, -0.0 z, 1e400 inf").one()); for (const [n, v] of Object.entries({ undef: undefined, bool: true, date: new Date(0), obj: {}, arr: [1], big: 5n, hugebig: 2n ** 63n, nan: NaN, inf: Infinity, sym: Symbol("x"), fn: () => 1, u8: new Uint8Array([1]), ab: new ArrayBuffer(2), dv: new DataView(new ArrayBuffer(1)), str: "é", nul: "a\0b" })) await t("bind " + n, () => q.exec("SELECT ? v, typeof(?1) t", v).one()); await t("too few", () => q.exec("SELECT ?, ?", 1)); await t("too many", () => q.exec("SELECT ?", 1, 2)); await t("named", () => q.exec("SELECT :a", 1).one()); await t("numbered", () => q.exec("SELECT ?2, ?1", 1, 2).raw().next().value); await t("syntax", () => q.exec("SELEC 1")); await t("no table", () => q.exec("SELECT * FROM nope")); await t("not null", () => q.exec("INSERT INTO users (name) VALUES (NULL)")); await t("unique", () => q.exec("INSERT INTO users (id, name) VALUES (1, 'x')")); await t("empty", () => q.exec("")); await t("comment", () => q.exec("-- c")); await t("multi", () => q.exec("SELECT 1; SELECT 2 AS two").toArray()); await t("trailing ;", () => q.exec("SELECT 1 AS a;").one()); await t("exec num", () => q.exec(5)); await t("exec none", () => q.exec()); await t("dup columns", () => q.exec("SELECT 1 AS a, 2 AS a").one()); await t("blob", () => { q.exec("UPDATE users SET data = ? WHERE id = 1", new Uint8Array([1, 2, 3])); const b = q.exec("SELECT data FROM users WHERE id = 1").one().data; return [b.constructor.name, b.byteLength]; }); await t("json", () => q.exec("SELECT json_extract(?, '$.a[1]') v, json_group_array(id) g FROM users", '{"a":[1,2]}').one()); await t("cte", () => q.exec("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 5) SELECT sum(x) s FROM c").one()); await t("window", () => q.exec("SELECT name, row_number() OVER (ORDER BY name DESC) r FROM users").toArray()); await t("upsert", () => q.exec("INSERT INTO users (id, name) VALUES (1, 'ann2') ON CONFLICT(id) DO UPDATE SET name = excluded.name RETURNING name").one()); await t("changes", () => { const c = q.exec("UPDATE users SET age = 1"); return c.rowsWritten; }); await t("date fn", () => q.exec("SELECT date('2020-01-02', '+1 day') d, strftime('%Y', '2020-05-05') y, unixepoch('2020-01-01') u").one()); await t("like glob", () => q.exec("SELECT 'Abc' LIKE 'aBC' l, 'abc' GLOB 'a*' g, 'x' || 'y' c, 7 / 2 d, 7 % 4 m, length('é') le, upper('é') u, round(2.5) r").one()); await t("generated", () => { q.exec("CREATE TABLE g (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED)"); q.exec("INSERT INTO g (a) VALUES (4)"); return q.exec("SELECT * FROM g").one(); }); await t("strict", () => { q.exec("CREATE TABLE st (a INTEGER) STRICT"); q.exec("INSERT INTO st VALUES ('x')"); }); await t("check", () => { q.exec("CREATE TABLE ck (a INTEGER CHECK (a > 0))"); q.exec("INSERT INTO ck VALUES (-1)"); }); await t("trigger", () => { q.exec("CREATE TABLE lg (m TEXT); CREATE TRIGGER tr AFTER INSERT ON ck BEGIN INSERT INTO lg VALUES ('in ' || NEW.a); END"); q.exec("INSERT INTO ck VALUES (3)"); return q.exec("SELECT * FROM lg").toArray(); }); await t("view", () => { q.exec("CREATE VIEW vw AS SELECT name FROM users"); return q.exec("SELECT * FROM vw").toArray(); }); await t("databaseSize", () => typeof q.databaseSize); await t("cursor class", () => { const c = q.exec("SELECT 1"); return [c.constructor.name, String(c), Object.keys(c)]; }); await t("class names", () => [typeof q.Cursor, typeof q.Statement, q.constructor.name]); await t("prepare", () => typeof q.prepare); await t("pragma table_info", () => q.exec("PRAGMA table_info(g)").toArray()); await t("alter", () => { q.exec("ALTER TABLE g ADD COLUMN c TEXT DEFAULT 'd'"); return q.exec("SELECT c FROM g").one(); }); await t("foreign keys", () => { q.exec("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE ch (p INTEGER REFERENCES p(id) ON DELETE CASCADE)"); q.exec("INSERT INTO ch VALUES (5)"); }); await t("big int write", () => { q.exec("CREATE TABLE bi (a)"); q.exec("INSERT INTO bi VALUES (?)", 2 ** 53); return q.exec("SELECT a, typeof(a) t FROM bi").one(); });
    return out; }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
