// @golden 
// structuredClone, events, signals, timers in user code

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
  const c = (v, o) => structuredClone(v, o); for (const [n, v] of Object.entries({ date: new Date(1), re: /x/gi, map: new Map([[{}, 1]]), set: new Set([[1]]), err: new TypeError("t", { cause: new Error("c") }), agg: new AggregateError([new Error("a")], "m"), dom: new DOMException("m", "AbortError"), boxed: new Number(3), bstr: new String("s"), bbool: new Boolean(false), bbig: Object(5n), u8: new Uint8Array([1, 2]), f64: new Float64Array([1.5]), f16: new Float16Array([1.5]), dv: new DataView(new ArrayBuffer(2)), sub: new Uint8Array([1, 2, 3]).subarray(1), sparse: [1, , 3], holes: Object.assign([1], { x: 1 }), nul: Object.create(null), getter: { get a() { return 5; } }, sym: { [Symbol("x")]: 1, a: 2 }, nonenum: Object.defineProperty({ a: 1 }, "h", { value: 2 }), frozen: Object.freeze({ a: 1 }), cls: new (class P { x = 1; #y = 2; })(), neg0: -0, big: 2n ** 70n, args: (function () { return arguments; })(1), blob: new Blob(["x"]), file: new File(["x"], "n"), url: new URL("http://x"), hdr: new Headers({ a: "b" }), fn: () => 1, gen: (function* () {})(), wm: new WeakMap(), prom: Promise.resolve(1), symv: Symbol("s"), proxy: new Proxy({ a: 1 }, {}), arrproxy: new Proxy([1], {}), wref: new WeakRef({}), ab: new ArrayBuffer(3), rab: new ArrayBuffer(2, { maxByteLength: 8 }), iter: [1].values(), mathx: Math, json: JSON, glob: globalThis, evt: new Event("x"), ac: new AbortController(), resp: new Response("x"), rs: new ReadableStream() })) await attempt("clone " + n, () => { const k = c(v); return [k === v, k]; });
  await attempt("same refs", () => { const o = {}; const r = c([o, o]); return r[0] === r[1]; }); await attempt("cycle", () => { const o = { a: 1 }; o.self = o; const r = c(o); return r.self === r; }); await attempt("transfer", () => { const b = new ArrayBuffer(4); const r = c({ b }, { transfer: [b] }); return [b.byteLength, b.detached, r.b.byteLength]; }); await attempt("none", () => structuredClone()); await attempt("getter throws", () => c({ get a() { throw new RangeError("g"); } }));
  await attempt("abort", async () => { const a = new AbortController(); const o = []; a.signal.addEventListener("abort", () => o.push("ev")); a.signal.onabort = () => o.push("on"); a.abort(); return [o, a.signal.aborted, String(a.signal.reason), a.signal.reason.name, a.signal.reason.code]; }); await attempt("abort reason", () => { const a = new AbortController(); a.abort("why"); return [a.signal.reason, tryS(() => a.signal.throwIfAborted())]; }); await attempt("timeout", async () => { const s = AbortSignal.timeout(5); await wait(20); return [s.aborted, s.reason.name, s.reason.message]; }); await attempt("any", async () => { const a = new AbortController(), b = new AbortController(); const s = AbortSignal.any([a.signal, b.signal]); b.abort("b"); return [s.aborted, s.reason]; }); await attempt("AbortSignal.abort", () => [AbortSignal.abort().aborted, AbortSignal.abort(5).reason]); await attempt("wait signal", async () => scheduler.wait(1000, { signal: AbortSignal.timeout(5) })); await attempt("wait aborted", () => scheduler.wait(10, { signal: AbortSignal.abort("x") })); await attempt("wait bad", () => scheduler.wait("x")); await attempt("wait none", () => scheduler.wait()); await attempt("wait neg", () => scheduler.wait(-5));
  await attempt("event", () => { const t = new EventTarget(), o = []; const h = (e) => o.push([e.type, e.target === t, e.defaultPrevented]); t.addEventListener("a", h); t.addEventListener("a", h); t.addEventListener("a", { handleEvent(e) { o.push("obj"); } }); t.addEventListener("a", () => o.push("once"), { once: true }); const r = t.dispatchEvent(new Event("a", { cancelable: true })); t.dispatchEvent(new Event("a")); t.removeEventListener("a", h); t.dispatchEvent(new Event("a")); return [r, o]; }); await attempt("custom", () => { const e = new CustomEvent("x", { detail: { a: 1 } }); return [e.detail, e instanceof Event]; }); await attempt("prevent", () => { const t = new EventTarget(); t.addEventListener("x", (e) => e.preventDefault()); return [t.dispatchEvent(new Event("x", { cancelable: true })), t.dispatchEvent(new Event("x"))]; }); await attempt("stopImmediate", () => { const t = new EventTarget(), o = []; t.addEventListener("x", (e) => { o.push(1); e.stopImmediatePropagation(); }); t.addEventListener("x", () => o.push(2)); t.dispatchEvent(new Event("x")); return o; }); await attempt("listener throws", () => { const t = new EventTarget(); t.addEventListener("x", () => { throw new Error("L"); }); t.dispatchEvent(new Event("x")); }); await attempt("subclass", () => { class E extends EventTarget { go() { return this.dispatchEvent(new Event("x")); } } const e = new E(); let n = 0; e.addEventListener("x", () => n++); e.go(); return n; });
  await attempt("timers order", async () => { const o = []; setTimeout(() => o.push("t2"), 2); setTimeout(() => o.push("t0"), 0); setTimeout(() => o.push("t1"), 1); queueMicrotask(() => o.push("m")); Promise.resolve().then(() => o.push("p")); o.push("s"); await wait(20); return o; }); await attempt("timer args", async () => { let a; setTimeout((...x) => (a = x), 1, 1, "b"); await wait(10); return a; }); await attempt("clear", async () => { let n = 0; const t = setTimeout(() => n++, 1); clearTimeout(t); clearTimeout(undefined); clearTimeout(99999); await wait(10); return [n, typeof t]; }); await attempt("interval", async () => { let n = 0; const i = setInterval(() => { if (++n === 3) clearInterval(i); }, 1); await wait(40); return n; }); await attempt("timer string", () => setTimeout("x", 1)); await attempt("nan delay", async () => { let n = 0; setTimeout(() => n++, NaN); setTimeout(() => n++, "1"); setTimeout(() => n++, -5); await wait(10); return n; }); await attempt("microtask bad", () => queueMicrotask(5)); await attempt("unhandled timer throw", async () => { setTimeout(() => { throw new Error("in timer"); }, 0); await wait(5); return "went on"; }); await attempt("performance", () => [typeof performance.now(), performance.timeOrigin]); await attempt("reportError", () => reportError(new Error("x"))); await attempt("weakref", () => new WeakRef({ a: 1 }).deref().a); await attempt("promise utils", async () => { const w = Promise.withResolvers(); w.resolve(1); return [await w.promise, await Promise.try(() => 5), (await Promise.allSettled([Promise.reject(1), 2])).map((x) => x.status), await Promise.any([Promise.reject(1), 3])]; }); await attempt("any rejects", () => Promise.any([Promise.reject(new Error("a"))])); await attempt("race", () => Promise.race([wait(50), wait(1).then(() => "fast")]));
});
