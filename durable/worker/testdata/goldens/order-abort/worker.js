// @golden peer
// What a call that aborts its object leaves of others.

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
const n = (x) => { G.push(x); return x; };
export class Obj extends DurableObject {
  constructor(ctx, env) { super(ctx, env); n("new"); }
  note(x) { return n("o:" + x); }
  async slow(x) { n("o>" + x); await scheduler.wait(3); return n("o<" + x); }
  abort(x) { n("abort"); this.ctx.abort(x); }
  async abortLater(x) { n("abort>"); await null; this.ctx.abort(x); }
  async abortWait(x) { n("abort>"); await scheduler.wait(1); n("abort<"); this.ctx.abort(x); }
  async put(x) { await this.ctx.storage.put("k", x); return n("put" + x); }
  async get() { return n("got" + (await this.ctx.storage.get("k"))); }
  async putAbort(x) { this.ctx.storage.put("k", x); n("pa"); this.ctx.abort("pa"); }
  async bcwThrow() { await this.ctx.blockConcurrencyWhile(async () => { n("bcw"); throw new Error("bcw"); }); }
  async bcwThrowLater() { await this.ctx.blockConcurrencyWhile(async () => { n("bcw"); await scheduler.wait(1); throw new Error("bcw"); }); }
  wu() { this.ctx.waitUntil((async () => { await scheduler.wait(1); n("wu"); })()); return n("wu."); }
  timer() { setTimeout(() => n("timer"), 1); return n("tm"); }
  fetch(req) { const p = new URL(req.url).pathname; n("fetch" + p); if (p === "/abort") this.ctx.abort("fa"); return new Response("r" + p); }
}
export class Peer extends DurableObject {
  async abortO() { try { await this.env.OBJ.getByName("o").abort("by p"); } catch (e) { return n("p: " + e.message); } }
  async two() { const s = this.env.OBJ.getByName("o"); const out = []; await Promise.all([s.abort("t").catch((e) => out.push(e.message)), s.note("2").catch((e) => out.push("2 " + e.message)), s.fetch("http://x/3").then((r) => out.push("3 " + r.status), (e) => out.push("3 " + e.message))]); return out.join("; "); }
}
export default scenario(async (env) => {
  const fresh = () => env.OBJ.getByName("o");
  const one = async (label, f) => f().then((v) => n(label + "=" + show(v)), (e) => n(label + "!" + e.message + (e.retryable ? "R" : "") + (e.durableObjectReset ? "D" : "") + (e.remote ? "r" : "") + (e.overloaded ? "O" : "")));
  const run = async (label, ...fs) => { const s = fresh(); await s.note("warm"); G.length = 0; await Promise.all(fs.map((f, i) => one(i, () => f(s)))); await wait(8); log(label, G.splice(0)); };
  const F = (s) => s.fetch("http://x/f").then((r) => r.text()), N = (s) => s.note("n");
  for (const a of ["abort", "abortLater", "abortWait", "bcwThrow", "bcwThrowLater", "putAbort"]) {
    const A = (s) => s[a]("x");
    await run(a + " alone", A); await run(a + ", note", A, N); await run("note, " + a, N, A); await run(a + ", fetch", A, F); await run("fetch, " + a, F, A);
    await run(a + ", fetch, note", A, F, N); await run(a + ", note, fetch", A, N, F); await run("slow, " + a, (s) => s.slow("s"), A); await run(a + " twice", A, A);
    await run(a + ", other stub", A, () => fresh().note("2"), () => fresh().fetch("http://x/2").then((r) => r.text()));
    if (a !== "bcwThrow") await run("put, " + a + ", get", (s) => s.put(a), A, (s) => fresh().get());
    await run("wu, timer, " + a, (s) => s.wu(), (s) => s.timer(), A);
    await run(a + ", then note", (s) => A(s).catch(() => n("caught")).then(() => s.note("after")), N);
    await run(a + ", then fresh", (s) => A(s).catch(() => n("caught")).then(() => fresh().note("after")));
  }
  await run("fetch abort", (s) => s.fetch("http://x/abort").then((r) => r.text())); await run("fetch abort, fetch", (s) => s.fetch("http://x/abort").then((r) => r.text()), F); await run("fetch abort, note", (s) => s.fetch("http://x/abort").then((r) => r.text()), N); await run("note, fetch abort, note", N, (s) => s.fetch("http://x/abort").then((r) => r.text()), N);
  const p = env.PEER.getByName("p"); await run("peer aborts", () => p.abortO(), N); await run("peer two", () => p.two());
});
