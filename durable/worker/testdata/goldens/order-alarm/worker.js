// @golden 
// Alarms between calls, timers and blocks.

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
const G = []; const n = (x) => { G.push(x); return x; }; const flush = () => G.splice(0).join();
export class Obj extends DurableObject {
  note(x) { return n("o:" + x); }
  async set(ms) { await this.ctx.storage.setAlarm(Date.now() + ms); return n("set"); }
  async alarm(i) { n("alarm>" + (i?.retryCount ?? "")); const m = await this.ctx.storage.get("mode"); if (m === "wait") await scheduler.wait(5); if (m === "again" && !(await this.ctx.storage.get("done"))) { await this.ctx.storage.put("done", 1); await this.ctx.storage.setAlarm(Date.now() + 5); } if (m === "call") await this.env.OBJ.getByName("o").note("own"); if (m === "bcw") await this.ctx.blockConcurrencyWhile(async () => { n("b>"); await scheduler.wait(4); n("b<"); }); if (m === "wu") this.ctx.waitUntil((async () => { await scheduler.wait(3); n("wu"); })()); if (m === "del") n("get" + (await this.ctx.storage.getAlarm())); n("alarm<"); }
  async mode(m) { await this.ctx.storage.deleteAll(); await this.ctx.storage.put("mode", m); }
  async block(ms) { await this.ctx.blockConcurrencyWhile(async () => { n("block>"); await scheduler.wait(ms); n("block<"); }); }
  async slow(ms) { n("slow>"); await scheduler.wait(ms); n("slow<"); }
}
export default scenario(async (env) => {
  const o = env.OBJ.getByName("o"); await o.note("x");
  for (const m of ["plain", "wait", "call", "bcw", "wu", "del"]) {
    const run = async (l, f) => { await o.mode(m); G.length = 0; await f(); await wait(110); log(m, l, flush()); };
    await run("alone", () => o.set(20));
    await run("slow", () => Promise.all([o.set(20), o.slow(60)]));
    await run("block", () => Promise.all([o.set(20), o.block(60)]));
    await run("note during", async () => { await o.set(20); await wait(50); await o.note("n"); });
    await run("reset", async () => { await o.set(20); await o.set(50); await wait(35); n("mid"); });
    await run("past", async () => { await o.set(-50); });
  }
});
