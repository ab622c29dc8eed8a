// @golden 
// Errors: texts, stacks, cause, and what user code sees of its own mistakes

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
export class Obj extends DurableObject { boom() { throw new Error("b", { cause: new TypeError("inner", { cause: "deep" }) }); } agg() { throw new AggregateError([new Error("x"), new RangeError("y")], "many"); } custom() { class MyErr extends Error { constructor(m) { super(m); this.name = "MyErr"; this.status = 404; } } throw new MyErr("mine"); } nullThrow() { null.x; } }
export default scenario(async (env) => { const o = env.OBJ.getByName("a"); for (const m of ["boom", "agg", "custom", "nullThrow"]) await attempt(m, () => o[m]()); await attempt("agg errors", async () => { try { await o.agg(); } catch (e) { return [e instanceof AggregateError, e.errors?.map(String)]; } });
  const u = undefined, n = null, ob = {}, f = 5; for (const [k, fn] of Object.entries({ undefProp: () => u.x, nullProp: () => n.x, undefCall: () => ob.fn(), deepCall: () => ob.a.b(), notFn: () => f(), notIterObj: () => { const [a] = {}; }, destruct: () => { const { a } = null; }, constAssign: () => { const q = 1; eval; q = 2; }, tdz: () => { zz; let zz = 1; }, notDefined: () => nope, newNot: () => new f(), newArrow: () => new (() => 1)(), inNot: () => "a" in 5, instNot: () => ({}) instanceof 5, frozen: () => { "use strict"; Object.freeze(ob).q = 1; }, setNull: () => { n.x = 1; }, setUndef: () => { u[0] = 1; }, delProp: () => { delete Object.freeze([1])[0]; }, arrLen: () => new Array(-1), strRep: () => "a".repeat(-1), toFixed: () => (1).toFixed(101), radix: () => (1).toString(99), bigMix: () => 1n + 1, bigDiv: () => 1n / 0n, bigFrac: () => BigInt(1.5), bigStr: () => BigInt("x"), symStr: () => `${Symbol("a")}`, symNum: () => +Symbol("a"), json: () => JSON.parse("{a}"), json2: () => JSON.parse(""), json3: () => JSON.parse("[1,]"), json4: () => JSON.parse(undefined), jsonCirc: () => { const c = { a: {} }; c.a.c = c; JSON.stringify(c); }, jsonBig: () => JSON.stringify({ a: 1n }), regex: () => new RegExp("("), regexFlags: () => new RegExp("a", "gg"), date: () => new Date(NaN).toISOString(), classCall: () => { class A {} A(); }, superMissing: () => { class A {} class B extends A { constructor() { this.x = 1; } } new B(); }, privMissing: () => { class A { #x; static g(o) { return o.#x; } } A.g({}); }, getOnly: () => { ({ get a() { return 1; } }).a = 2; }, proto: () => Object.setPrototypeOf(Object.preventExtensions({}), {}), define: () => Object.defineProperty(Object.freeze({}), "a", { value: 1 }), reduce: () => [].reduce((a, b) => a), stack: () => { const r = () => r(); r(); }, map: () => new Map([1]), weak: () => new WeakSet([1]), proxy: () => new Proxy(1, {}), await: () => Promise.resolve.call(5), gen: () => { const g = (function* () { g.next(); })(); g.next(); }, typed: () => new Uint32Array(new ArrayBuffer(3)), dv: () => new DataView(new ArrayBuffer(1)).getInt32(0), uri: () => decodeURI("%zz"), func: () => new Function("return 1"), evl: () => eval("1"), norm: () => "a".normalize("x"), code: () => String.fromCodePoint(-1), intl: () => new Intl.NumberFormat("xx-invalid-locale-zzzzzzzzzz"), cur: () => new Intl.NumberFormat("en", { style: "currency" }), sort: () => [1, 2].sort(5), forEach: () => [1].forEach(), mapFn: () => [1].map(null), iterNext: () => { for (const x of { [Symbol.iterator]() { return 1; } }); }, asyncIter: () => Symbol.asyncIterator in 1, strMatchAll: () => "a".matchAll(/a/), replaceAll: () => "a".replaceAll(/a/, ""), at: () => Reflect.construct(1), bind: () => (5).bind(), structured: () => structuredClone(() => {}), num: () => Number(1n << 2000n) })) await attempt(k, fn);
  await attempt("stack shape", () => { function inner() { return new Error("st").stack; } const s = inner().split("\n"); return [s[0], /^    at inner \(/.test(s[1]), s.length > 2]; }); await attempt("captureStackTrace", () => { const x = {}; Error.captureStackTrace(x); return typeof x.stack; }); await attempt("stackTraceLimit", () => Error.stackTraceLimit); await attempt("toString", () => [String(new Error("a")), String(new Error()), Object.prototype.toString.call(new Error()), `${new DOMException("m", "N")}`]); await attempt("cause", () => { const e = new Error("a", { cause: 0 }); return ["cause" in e, Object.keys(e), "cause" in new Error("b")]; }); await attempt("suppressed", () => { const e = new SuppressedError(1, 2, "m"); return [e.name, e.error, e.suppressed, e.message, e instanceof Error]; }); await attempt("dispose stack", () => { const o = []; const s = new DisposableStack(); s.defer(() => o.push(1)); s.adopt(5, (x) => o.push(x)); s.use({ [Symbol.dispose]() { o.push("u"); } }); s.dispose(); return [o, s.disposed]; }); await attempt("stack use bad", () => new DisposableStack().use({})); await attempt("stack disposed", () => { const s = new DisposableStack(); s.dispose(); s.defer(() => {}); }); await attempt("stack errors", () => { const s = new DisposableStack(); s.defer(() => { throw new Error("1"); }); s.defer(() => { throw new Error("2"); }); s.dispose(); }); await attempt("async stack", async () => { const o = []; const s = new AsyncDisposableStack(); s.defer(async () => { await wait(1); o.push(1); }); s.use({ async [Symbol.asyncDispose]() { o.push(2); } }); await s.disposeAsync(); return o; }); await attempt("symbols", () => [String(Symbol.dispose), String(Symbol.asyncDispose), typeof Symbol.metadata]);
});
