// @golden flags=nodejs_compat
// The corners of node:events.

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
async function attempt(label, f) { try { log(label, show(await Promise.race([f(), wait(300).then(() => "HANGS")]))); } catch (e) { log(label, err(e)); } }
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

import EE from "node:events"; import * as all from "node:events"; const { once, on, errorMonitor, EventEmitter, getEventListeners, captureRejectionSymbol, setMaxListeners, getMaxListeners, addAbortListener, listenerCount, EventEmitterAsyncResource } = all;
export class Obj extends DurableObject {}
export default scenario(async () => {
  log("keys", Object.keys(all).sort(), Object.keys(EE).sort(), Object.getOwnPropertyNames(EE.prototype).sort()); log("consts", EE.defaultMaxListeners, String(errorMonitor), String(captureRejectionSymbol), EE.captureRejections, EE.usingDomains, EE === EventEmitter, EE.EventEmitter === EE);
  await attempt("once", async () => { const e = new EE(); setTimeout(() => e.emit("x", 1, 2), 1); return await once(e, "x"); }); await attempt("once err", async () => { const e = new EE(); setTimeout(() => e.emit("error", new RangeError("r")), 1); return await once(e, "x"); }); await attempt("once error", async () => { const e = new EE(); setTimeout(() => e.emit("error", 5), 1); return await once(e, "error"); }); await attempt("once abort", () => once(new EE(), "x", { signal: AbortSignal.abort() })); await attempt("once abort later", () => { const c = new AbortController(); setTimeout(() => c.abort("why"), 1); return once(new EE(), "x", { signal: c.signal }); }); await attempt("once target", async () => { const t = new EventTarget(); setTimeout(() => t.dispatchEvent(new Event("x")), 1); return (await once(t, "x")).map((x) => x.type); }); await attempt("once bad", () => once({}, "x")); await attempt("once bad sig", () => once(new EE(), "x", { signal: 5 }));
  await attempt("on", async () => { const e = new EE(), r = []; setTimeout(() => { e.emit("x", 1); e.emit("x", 2, 3); e.emit("error", new Error("end")); }, 1); try { for await (const v of on(e, "x")) r.push(v); } catch (x) { r.push(x.message); } return [r, e.listenerCount("x"), e.listenerCount("error")]; }); await attempt("on abort", async () => { const c = new AbortController(); setTimeout(() => c.abort(), 1); for await (const v of on(new EE(), "x", { signal: c.signal })); }); await attempt("on return", async () => { const e = new EE(), it = on(e, "x"); e.emit("x", 1); return [await it.next(), await it.return(), await it.next(), e.listenerCount("x"), Object.prototype.toString.call(it)]; }); await attempt("on throw", async () => { const e = new EE(), it = on(e, "x"); it.throw(new Error("t")); return await it.next(); }); await attempt("on throw bad", async () => { const it = on(new EE(), "x"); return it.throw(5); }); attemptSync("on bad", () => on({}, "x"));
  attemptSync("monitor", () => { const e = new EE(), r = []; e.on(errorMonitor, (x) => r.push("m " + x.message)); e.on("error", (x) => r.push("e")); e.emit("error", new Error("q")); return r; }); for (const v of [undefined, null, 5, "s", {}, { a: 1 }, new TypeError("t"), Symbol("q")]) attemptSync("unhandled", () => new EE().emit("error", v)); attemptSync("unhandled none", () => new EE().emit("error"));
  await attempt("capture", async () => { const e = new EE({ captureRejections: true }), r = []; e.on("error", (x) => r.push("err " + x.message)); e.on("x", async () => { throw new Error("async"); }); e.emit("x"); await wait(2); return r; }); await attempt("capture sym", async () => { const e = new EE({ captureRejections: true }), r = []; e[Symbol.for("nodejs.rejection")] = (x, ...a) => r.push(x.message, ...a); e.on("x", async () => { throw new Error("async"); }); e.emit("x", 7); await wait(2); return r; }); attemptSync("capture bad", () => new EE({ captureRejections: 5 }));
  attemptSync("order", () => { const e = new EE(), r = []; e.on("newListener", (n, f) => r.push("new " + n)); e.on("removeListener", (n) => r.push("rem " + n)); const f = () => r.push("f"); e.on("a", f); e.prependListener("a", () => r.push("p")); e.prependOnceListener("a", () => r.push("po")); e.once("a", () => r.push("o")); e.emit("a"); e.emit("a"); e.off("a", f); e.emit("a"); e.removeAllListeners("a"); r.push(e.emit("a"), e.eventNames().map(String), e.rawListeners("a").length); return r; });
  for (const f of [5, null, undefined, "x", {}]) { attemptSync("bad listener", () => new EE().on("x", f)); } attemptSync("bad off", () => new EE().off("x")); attemptSync("bad once", () => new EE().once("x", 5)); attemptSync("max", () => { const e = new EE(); const r = [e.getMaxListeners(), e.setMaxListeners(2) === e, e.getMaxListeners()]; for (let i = 0; i < 4; i++) e.on("x", () => {}); return r; }); for (const n of [-1, NaN, "x", undefined, 1.5, Infinity]) attemptSync("max bad", () => new EE().setMaxListeners(n).getMaxListeners()); 
  attemptSync("statics", () => { const e = new EE(), t = new EventTarget(), f = () => {}; e.on("x", f); e.once("x", f); t.addEventListener("x", f); return [getEventListeners(e, "x").map((x) => x === f), getEventListeners(t, "x").length, listenerCount(e, "x"), getMaxListeners(e), (setMaxListeners(5, e, t), getMaxListeners(e)), getMaxListeners(t), e.listenerCount("x", f), e.rawListeners("x").map((x) => typeof x.listener), e.listeners("x").map((x) => x === f)]; }); attemptSync("get bad", () => getEventListeners({}, "x")); attemptSync("setMax bad", () => setMaxListeners(1, {})); attemptSync("getMax bad", () => getMaxListeners({}));
  await attempt("addAbort", async () => { const c = new AbortController(), r = []; const d = addAbortListener(c.signal, (x) => r.push(x.type)); const d2 = addAbortListener(c.signal, () => r.push("no")); d2[Symbol.dispose](); c.abort(); addAbortListener(c.signal, () => r.push("late")); await wait(1); return [r, typeof d[Symbol.dispose]]; }); attemptSync("addAbort bad", () => addAbortListener(5, () => {})); attemptSync("addAbort bad2", () => addAbortListener(new AbortController().signal, 5));
  attemptSync("async resource", () => { const e = new EventEmitterAsyncResource({ name: "q" }); return [typeof e.asyncId, typeof e.triggerAsyncId, e.asyncResource.constructor.name]; }); attemptSync("async resource sub", () => { class Q extends EventEmitterAsyncResource {} return new Q().asyncResource.constructor.name; }); attemptSync("call", () => { function A() { EE.call(this); } Object.setPrototypeOf(A.prototype, EE.prototype); const a = new A(); a.on("x", () => {}); return a.emit("x"); }); attemptSync("no new", () => { const e = EE(); return typeof e; }); attemptSync("throwing", () => { const e = new EE(), r = []; e.on("x", () => { throw new Error("l"); }); e.on("x", () => r.push(1)); try { e.emit("x"); } catch (q) { r.push(q.message); } return r; }); attemptSync("symbol and this", () => { const e = new EE(), s = Symbol("k"); let t; e.on(s, function () { t = this === e; }); return [e.emit(s), t, e.eventNames().map(String)]; }); attemptSync("remove during", () => { const e = new EE(), r = []; const g = () => r.push("g"); e.on("x", () => { e.off("x", g); r.push("f"); }); e.on("x", g); e.emit("x"); e.emit("x"); return r; });
});
