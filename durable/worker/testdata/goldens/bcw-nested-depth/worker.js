// @golden
// blockConcurrencyWhile: nesting to its limit, values of all kinds, errors of all kinds, order with storage, timers, calls and alarms.

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

const G = [];
export class Obj extends DurableObject {
  depth(n) { const c = this.ctx; let max = 0; const go = (d) => c.blockConcurrencyWhile(async () => { max = d; if (d < n) await go(d + 1); return d; }); return go(1).then((v) => [v, max], (e) => [err(e), max]); }
  async caught() { const c = this.ctx; const go = (d) => c.blockConcurrencyWhile(async () => { if (d === 64) return tryS(() => c.blockConcurrencyWhile(() => 1)); return await go(d + 1); }); return [show(await go(1)), "alive"]; }
  async asyncError() { const c = this.ctx; const go = (d) => c.blockConcurrencyWhile(async () => { if (d === 64) return await tryA(() => c.blockConcurrencyWhile(() => 1)); return await go(d + 1); }); return [show(await go(1)), "alive"]; }
  async txns(n) { const st = this.ctx.storage; const go = (d) => st.transaction(async () => (d < n ? await go(d + 1) : d)); return await tryA(() => go(1)); }
  async values() { const c = this.ctx, r = []; for (const f of [() => 1, async () => "s", () => undefined, () => null, () => ({ a: 1 }), () => Promise.resolve(new Map([[1, 2]])), () => ({ then(f) { f("thenable"); } }), function () { return [this === undefined, this === globalThis, arguments.length]; }]) r.push(await tryA(() => c.blockConcurrencyWhile(f))); return r; }
  async args() { const c = this.ctx; return [await tryA(() => c.blockConcurrencyWhile()), await tryA(() => c.blockConcurrencyWhile(null)), await tryA(() => c.blockConcurrencyWhile({})), await tryA(() => c.blockConcurrencyWhile(Promise.resolve())), await tryA(() => c.blockConcurrencyWhile(() => 1, 5))]; }
  async order() { const c = this.ctx, st = c.storage, o = []; o.push("start"); const a = c.blockConcurrencyWhile(async () => { o.push("a"); await st.put("x", 1); o.push("a put"); await scheduler.wait(5); o.push("a end"); }); const b = c.blockConcurrencyWhile(async () => { o.push("b"); }); const t = st.transaction(async () => { o.push("txn"); await scheduler.wait(2); o.push("txn end"); }); const p = st.put("y", 1).then(() => o.push("put")); const w = scheduler.wait(0).then(() => o.push("timer")); const s = st.sync().then(() => o.push("sync")); queueMicrotask(() => o.push("micro")); o.push("sync end"); await Promise.all([a, b, t, p, w, s]); return o; }
  async outside() { const o = []; let inside; const p = new Promise((r) => (inside = r)); const b = this.ctx.blockConcurrencyWhile(async () => { o.push("in"); await p; o.push("resolved"); }); o.push("same turn"); inside(); await b; o.push("out"); return o; }
  klass() { return this.ctx.blockConcurrencyWhile(class {}); } bump(n) { G.push(n); return n; } async long() { await this.ctx.blockConcurrencyWhile(async () => { G.push("block"); await scheduler.wait(30); G.push("block end"); }); } async boom(x) { await this.ctx.blockConcurrencyWhile(async () => { throw x === "error" ? new TypeError("bcw") : x === "props" ? Object.assign(new Error("p"), { code: 5, retryable: true }) : x; }); }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a"); for (const n of [1, 5, 63, 64]) log("depth " + n, show(await s.depth(n))); await attempt("depth 65", () => env.OBJ.getByName("d").depth(65)); await attempt("after 65", () => env.OBJ.getByName("d").depth(1)); await attempt("caught", () => s.caught()); await attempt("async error", () => s.asyncError()); await attempt("txns 10", () => s.txns(10)); await attempt("txns 64", () => s.txns(64)); await attempt("txns 65", () => env.OBJ.getByName("t").txns(65)); await attempt("values", () => s.values()); await attempt("args", () => s.args()); await attempt("order", () => s.order()); await attempt("outside", () => s.outside());
  const l = s.long(); await wait(5); const q = [s.bump(1), s.bump(2), env.OBJ.getByName("a").bump(3)]; await Promise.all([l, ...q]); log(G.splice(0)); await attempt("class", () => env.OBJ.getByName("class").klass()); for (const x of ["error", "props", "text", null, 5, { a: 1 }, undefined]) { const b = env.OBJ.getByName("b" + show(x)); const c = [tryA(() => b.boom(x))]; await wait(0); log("boom " + show(x), await c[0], await tryA(() => b.bump(1)), await tryA(() => env.OBJ.getByName("b" + show(x)).bump(2))); } log(G);
});
