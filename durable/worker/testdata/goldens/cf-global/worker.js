// @golden 
// The global Cloudflare and newer classes of the language.

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
export class Obj extends DurableObject {}
export default scenario(async () => {
  log(typeof Cloudflare, Object.prototype.toString.call(Cloudflare), Reflect.ownKeys(Cloudflare).map(String), Object.getOwnPropertyNames(Object.getPrototypeOf(Cloudflare)));
  log(Cloudflare.constructor?.name);
  const f = Cloudflare.compatibilityFlags;
  log(typeof f, Object.isFrozen(f), Object.getPrototypeOf(f) === null, Object.prototype.toString.call(f));
  log(Object.keys(f).length > 50, f.nodejs_compat, f.nope, f.rpc);
  log(JSON.stringify(Object.fromEntries(Object.keys(f).map((k) => [k, f[k]]))).match(/.{1,200}/g));
  attemptSync("new", () => new Cloudflare.constructor());
  for (const n of ["SuppressedError", "DisposableStack", "AsyncDisposableStack", "Iterator", "Float16Array", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "WebAssembly", "Temporal", "ShadowRealm", "HTMLRewriter", "EventSource", "WebSocketPair", "Cloudflare", "gc", "eval", "Function", "escape", "unescape", "AsyncIterator", "Navigator", "ImageData", "StorageManager", "FileSystemHandle", "MessageChannel", "BroadcastChannel", "Worker", "ReadableStreamDefaultController", "CompressionStream", "PerformanceMark", "PerformanceObserver", "TransformStream", "CountQueuingStrategy", "RpcStub", "JsRpcStub", "WorkerEntrypoint", "XMLHttpRequest", "localStorage", "setImmediate", "Buffer", "process", "global", "require", "module", "exports", "window", "document", "WorkerGlobalScope", "ServiceWorkerGlobalScope", "self", "origin", "location", "crypto", "performance", "caches", "scheduler", "navigator", "reportError", "queueMicrotask", "structuredClone", "fetch", "addEventListener", "onerror", "onfetch", "isSecureContext", "crossOriginIsolated", "TraceEvent", "ScheduledEvent", "FetchEvent", "TailEvent", "Container", "AI", "Lock", "LockManager", "Notification", "Sanitizer", "CSS"]) log(n, typeof globalThis[n], n in globalThis, Object.hasOwn(globalThis, n));
});
