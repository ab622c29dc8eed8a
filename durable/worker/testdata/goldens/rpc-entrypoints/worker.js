// @golden 
// Entrypoints of the Worker called by ctx.exports: methods, getters, fetch, props, targets, errors

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
export class Obj extends DurableObject { hi() { return "obj " + this.ctx.id.name; } async useService(s) { return await s.hello("from object"); } giveSide() { return this.ctx.exports.Side; } async own() { return await this.ctx.exports.Side.hello("own"); } }
export class Side extends WorkerEntrypoint { field = 5; hello(x) { return "hello " + x; } get prop() { return { a: 1 }; } get fnProp() { return (x) => "fp" + x; } fetch(r) { return new Response("side " + new URL(r.url).pathname); } boom() { throw new TypeError("side boom"); } props() { return this.ctx.props; } keys() { return [Object.keys(this.ctx), typeof this.env.OBJ, this.constructor.name]; } async wu() { this.ctx.waitUntil(Promise.resolve()); return "wu"; } target() { return new (class T extends RpcTarget { ping() { return "side pong"; } })(); } async cb(f) { return "cb:" + await f(1); } #p() {} num() { return 7; } stub() { return this.env.OBJ.getByName("s"); } async obj(s) { return s.hi(); } ctxSame() { return this.ctx === this.ctx; } scheduledX() {} counter() { return this.n = (this.n ?? 0) + 1; } }
export class NoRpc { fetch() { return new Response("norpc"); } }
export class OnlyFetch extends WorkerEntrypoint { fetch() { return new Response("of"); } }
export const objHandler = { fetch() { return new Response("objHandler"); }, method() { return "m"; } };
const main = scenario(async (env, ctx) => { const s = ctx.exports.Side;
  log("exports", Object.keys(ctx.exports).sort());
  await attempt("hello", () => s.hello("x")); await attempt("prop", () => s.prop); await attempt("prop.a", () => s.prop.a); await attempt("fnProp", () => s.fnProp(1)); await attempt("field", () => s.field); await attempt("missing", () => s.missing()); await attempt("fetch", async () => (await s.fetch("http://x/p")).text()); await attempt("boom", () => s.boom()); await attempt("props", () => s.props()); await attempt("keys", () => s.keys()); await attempt("wu", () => s.wu()); await attempt("target", async () => (await s.target()).ping()); await attempt("target pipelined", () => s.target().ping()); await attempt("cb", () => s.cb((x) => x + 1)); await attempt("with props", async () => { const q = s({ props: { a: 5 } }); return [typeof q, await q.props(), await q.hello("w")]; }); await attempt("stub", async () => (await s.stub()).hi()); await attempt("obj", () => s.obj(env.OBJ.getByName("q"))); await attempt("counter", async () => [await s.counter(), await s.counter()]); await attempt("useService", () => env.OBJ.getByName("o").useService(s)); await attempt("giveSide", async () => (await env.OBJ.getByName("o").giveSide()).hello("given")); await attempt("own", () => env.OBJ.getByName("o").own());
  for (const k of ["fetch", "connect", "constructor", "dup", "then", "toString", "tail", "email"]) await attempt("typeof " + k, () => [typeof s[k]]); await attempt("default fetch", async () => (await ctx.exports.default.fetch("http://x/?inner=1", { method: "OPTIONS" })).status); await attempt("OnlyFetch", async () => [await (await ctx.exports.OnlyFetch.fetch("http://x/")).text(), await tryA(() => ctx.exports.OnlyFetch.nope())]); await attempt("class name", () => [String(s), Object.prototype.toString.call(s), s.constructor?.name, typeof s]); await attempt("exports obj", () => [typeof ctx.exports.Obj, ctx.exports.Obj.constructor.name, ctx.exports.objHandler === undefined, typeof ctx.exports.NoRpc]); await attempt("Obj", () => ctx.exports.Obj.getByName("e").hi()); await attempt("structuredClone", () => structuredClone(s)); await attempt("hello no await", async () => { const r = s.hello("n"); return [typeof r, Object.prototype.toString.call(r), r instanceof Promise]; });
});
export default { fetch(q, env, ctx) { return q.method === "OPTIONS" ? new Response("inner", { status: 207 }) : main.fetch(q, env, ctx); } };
