// @golden 
// Timers without delay, and calls that come behind.

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
  ev = [];
  note(x) { this.ev.push(x); return x; }
  take() { const e = this.ev; this.ev = []; return e; }
  async plain() { setTimeout(() => this.note("t0"), 0); setTimeout(() => this.note("t1"), 1); this.note("a"); }
  async waits() { this.note("a"); await scheduler.wait(0); this.note("w0"); await scheduler.wait(0); this.note("w00"); }
  async put() { this.ctx.storage.put("k", Math.floor(1)); setTimeout(() => this.note("t0"), 0); this.note("a"); }
  async putWait() { this.ctx.storage.put("k", 1); await scheduler.wait(0); this.note("w0"); }
  async get() { await this.ctx.storage.get("k"); await scheduler.wait(0); this.note("w0"); }
  async nested() { setTimeout(() => { this.note("t"); setTimeout(() => this.note("tt"), 0); Promise.resolve().then(() => this.note("m")); }, 0); setTimeout(() => this.note("u"), 0); }
  async imm() { await null; this.note("m"); }
  async bcw() { await this.ctx.blockConcurrencyWhile(async () => { this.note("in"); await scheduler.wait(0); this.note("in2"); }); this.note("out"); }
  async self(n) { this.note("s" + n); if (n) await this.env.OBJ.getByName("a").note("own"); this.note("e"); }
  fetch() { this.note("f"); return new Response("x"); }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a"); await s.note("x"); await s.take();
  for (const first of ["plain", "waits", "put", "putWait", "get", "nested", "imm", "bcw", "self"]) {
    await Promise.all([s[first](0), s.note("b"), s.note("c")]); await wait(10); log(first, (await s.take()).join());
    await Promise.all([s[first](1), s[first](2), s.note("c")]); await wait(10); log(first + " twice", (await s.take()).join());
    await Promise.all([s[first](1), s.fetch("http://x/"), s.note("c")]); await wait(10); log(first + " fetch", (await s.take()).join());
    await Promise.all([s[first](1).then(() => s.note("then")), s.note("b").then(() => s.note("bthen"))]); await wait(10); log(first + " then", (await s.take()).join());
  }
});
