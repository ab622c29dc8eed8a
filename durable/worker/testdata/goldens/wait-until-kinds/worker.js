// @golden
// waitUntil of the object and of the module: values, rejections, after the response, in the constructor, in alarms; unhandled rejections and their events.

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

const G = []; addEventListener("unhandledrejection", (e) => G.push("unhandled " + show(e.reason) + " " + e.type + " " + (e.promise instanceof Promise))); addEventListener("rejectionhandled", (e) => G.push("handled " + show(e.reason)));
export class Obj extends DurableObject {
  constructor(c, e) { super(c, e); c.waitUntil(scheduler.wait(5).then(() => G.push("ctor waitUntil"))); Promise.reject(new Error("ctor floating")); }
  async go(how) { const c = this.ctx; if (how === "resolve") c.waitUntil(scheduler.wait(20).then(() => G.push("waited"))); if (how === "reject") c.waitUntil(scheduler.wait(5).then(() => { throw new Error("wu"); })); if (how === "now") c.waitUntil(Promise.reject(new RangeError("now"))); if (how === "module") waitUntil(scheduler.wait(10).then(() => G.push("module waited"))); if (how === "floating") Promise.reject(new TypeError("floating")); if (how === "floating value") Promise.reject({ a: 1 }); if (how === "caught later") { const p = Promise.reject(new Error("later")); scheduler.wait(5).then(() => p.catch(() => {})); } if (how === "caught in microtask") { const p = Promise.reject(new Error("micro")); await null; await null; p.catch(() => G.push("micro caught")); } if (how === "async fn") (async () => { await scheduler.wait(2); throw new Error("async fn"); })(); if (how === "timer") setTimeout(() => { throw new Error("timer"); }, 2); if (how === "timer async") setTimeout(async () => { throw new Error("timer async"); }, 2); if (how === "microtask") queueMicrotask(() => { throw new Error("microtask"); }); if (how === "event listener") { const t = new EventTarget(); t.addEventListener("x", () => { throw new Error("listener"); }); G.push("dispatched " + t.dispatchEvent(new Event("x"))); } if (how === "storage") this.ctx.storage.put("a", () => 1); if (how === "sync throw in then") Promise.resolve().then(() => { throw "text"; }); if (how === "reportError") tryS(() => reportError(new Error("reported"))); return how; }
  kinds() { const c = this.ctx; return [tryS(() => c.waitUntil()), tryS(() => c.waitUntil(5)), tryS(() => c.waitUntil(null)), tryS(() => c.waitUntil(undefined)), tryS(() => c.waitUntil({ then(f) { G.push("then called"); f(); } })), tryS(() => c.waitUntil(() => 1)), tryS(() => waitUntil()), tryS(() => waitUntil(5)), tryS(() => c.waitUntil(Promise.resolve(), 2))]; }
  async alarm() { this.ctx.waitUntil(scheduler.wait(10).then(() => G.push("alarm waited"))); G.push("alarm"); Promise.reject(new Error("alarm floating")); } async set() { await this.ctx.storage.setAlarm(Date.now()); }
}
export default scenario(async (env, ctx) => {
  const s = env.OBJ.getByName("a"); for (const how of ["resolve", "reject", "now", "module", "floating", "floating value", "caught later", "caught in microtask", "async fn", "timer", "timer async", "microtask", "event listener", "storage", "sync throw in then", "reportError"]) { const r = await tryA(() => s.go(how)); const first = G.splice(0); await wait(40); log(how, r, first, G.splice(0)); }
  log(await s.kinds()); await wait(20); log(G.splice(0)); await s.set(); await wait(60); log(G.splice(0)); log(tryS(() => ctx.waitUntil()), tryS(() => ctx.waitUntil(5)), tryS(() => ctx.passThroughOnException()), tryS(() => ctx.waitUntil(Promise.reject(new Error("worker wu"))))); await wait(10); log(G.splice(0)); Promise.reject(new Error("worker floating")); await wait(10); log(G.splice(0));
});
