// @golden flags=nodejs_compat
// Functions of node:util.

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

import util from "node:util"; import * as utilAll from "node:util"; import types from "node:util/types"; 
const K = class Foo {};
export class Obj extends DurableObject {}
export default scenario(async () => {
  log("keys", Object.keys(util).sort(), Object.keys(utilAll).sort(), Object.keys(util.types).sort(), Object.keys(types).sort());
  for (const k of Object.keys(util).sort()) log("shape", k, typeof util[k], typeof util[k] === "function" ? [util[k].name, util[k].length] : 0);
  // promisify
  const cb = (a, b, f) => f(null, a + b), bad = (f) => f(new RangeError("no")), two = (f) => f(null, 1, 2);
  await attempt("promisify", () => util.promisify(cb)(1, 2)); await attempt("promisify bad", () => util.promisify(bad)()); await attempt("promisify two", () => util.promisify(two)());
  for (const v of [undefined, null, 1, "x", {}, Symbol("s")]) attemptSync("promisify arg", () => util.promisify(v));
  attemptSync("promisify custom", () => { const g = () => {}; const c = async () => 5; g[util.promisify.custom] = c; return [util.promisify(g) === c, String(util.promisify.custom)]; });
  attemptSync("promisify custom bad", () => { const g = () => {}; g[util.promisify.custom] = 5; return util.promisify(g); });
  attemptSync("promisify twice", () => { const p = util.promisify(cb); return [util.promisify(p) === p, p.name, p.length, Object.getPrototypeOf(p) === Object.getPrototypeOf(cb)]; });
  await attempt("promisify this", () => util.promisify(function (f) { f(null, this.x); }).call({ x: 9 }));
  await attempt("promisify throws", () => util.promisify(() => { throw new TypeError("t"); })());
  await attempt("promisify timer", () => util.promisify(setTimeout)(1, "v"));
  // callbackify
  const cbf = (f, ...a) => new Promise((r) => util.callbackify(f)(...a, (...x) => r(x)));
  await attempt("callbackify", () => cbf(async (a) => a * 2, 4)); await attempt("callbackify rej", () => cbf(async () => { throw new RangeError("r"); })); await attempt("callbackify falsy", () => cbf(() => Promise.reject(null))); await attempt("callbackify undefined", () => cbf(() => Promise.reject(undefined)));
  attemptSync("callbackify arg", () => util.callbackify(5)); attemptSync("callbackify no cb", () => util.callbackify(async () => 1)(1)); attemptSync("callbackify shape", () => { const f = util.callbackify(async function ab(a, b) {}); return [f.name, f.length]; });
  // inherits
  attemptSync("inherits", () => { function A() {} function B() {} A.prototype.hi = () => 1; util.inherits(B, A); return [new B().hi(), B.super_ === A, Object.getOwnPropertyDescriptor(B, "super_")]; });
  for (const [a, b] of [[null, K], [K, null], [undefined, K], [K, undefined], [{}, K], [K, {}], [function () {}, () => 1]]) attemptSync("inherits bad", () => util.inherits(a, b));
  // deprecate
  attemptSync("deprecate", () => { const f = util.deprecate(function abc(a) { return a + 1; }, "old", "DEP1"); return [f(1), f.name, f.length, f(2)]; });
  attemptSync("deprecate class", () => { class Z { constructor(x) { this.x = x; } } const f = util.deprecate(Z, "old"); const z = new f(4); return [z.x, z instanceof Z]; });
  attemptSync("deprecate bad", () => util.deprecate(5, "m")); attemptSync("deprecate code", () => util.deprecate(() => 1, "m", 5)); attemptSync("deprecate none", () => util.deprecate(() => 1)());
  // format
  for (const a of [["%s %d %i %f %j %o %O %c|%%", "a", 1.5, "42.9x", "3.5", { a: 1 }, [1], { b: { c: {} } }, "css"], ["%s", null, undefined, 5n], ["%d", "x"], ["%d", 5n], ["%i", {}], ["%x", 1], ["a", "b", { c: 1 }], [1, 2], ["%s", Symbol("q")], ["%s", { toString() { return "T"; } }], ["%s", () => 1], ["%s", new Error("e").message], ["%j", (() => { const o = {}; o.o = o; return o; })()], ["%s", -0], ["%d", -0], ["%i", -0.5], ["%f", "z"], ["%"], ["%s"], ["%s %s", 1], ["%O", new Map([[1, { a: [] }]])], ["%d", Symbol("z")], ["%i", 5n], ["%f", Symbol("z")], ["%s", [1, [2, [3]]]], ["%s", new Date(0)], ["%s", { a: { b: { c: 1 } } }], ["%s", 123456789.123], [null], [undefined, 1], [{}, "x"], ["%%", 1], ["%j", undefined], ["%j", 5n], ["%o", () => 1], ["%s", "x", "y"], []]) attemptSync("format", () => util.format(...a));
  attemptSync("formatWithOptions", () => [util.formatWithOptions({ colors: true }, "%s %O", "a", { a: 1 }), util.formatWithOptions({ compact: false }, "%O", { a: 1 }), util.formatWithOptions({ numericSeparator: true }, "%d %s %i", 123456, 123456n, 1234567)]); attemptSync("formatWithOptions bad", () => util.formatWithOptions(5, "x")); attemptSync("formatWithOptions null", () => util.formatWithOptions(null, "x"));
  // misc
  for (const v of ["\u001b[31mred\u001b[0m", "plain", "\u001b]8;;http://x\u0007link\u001b]8;;\u0007", 5]) attemptSync("strip", () => util.stripVTControlCharacters(v));
  for (const a of [["red", "x"], [["bold", "underline"], "y"], ["none", "z"], ["bad", "x"], ["red", 5], [5, "x"], [[], "x"], ["bgBlue", ""], ["red", "a\nb"], ["grey", "g"], ["red", "x", { validateStream: false }], ["red", "x", { stream: {} }]]) attemptSync("styleText", () => util.styleText(...a));
  for (const n of [-2, -1, -13, 0, 1, -9999, "x", 1.5, undefined]) attemptSync("sysErr", () => util.getSystemErrorName?.(n));
  for (const n of [-2, -9999]) attemptSync("sysErrMsg", () => util.getSystemErrorMessage?.(n)); attemptSync("sysErrMap", () => util.getSystemErrorMap?.().size);
  for (const s of ["a\ud800b", "ok", 5]) attemptSync("toUSV", () => util.toUSVString(s));
  for (const a of [[1, 1], [{ a: 1 }, { a: 1 }], [NaN, NaN], [0, -0], [[1], ["1"]], [new Map([[1, 2]]), new Map([[1, 2]])], [new Date(0), new Date(0)], [/a/g, /a/], [new Error("a"), new Error("a")], [{ a: undefined }, {}], [[, 1], [undefined, 1]], [Object.create(null), {}], [new Set([{ a: 1 }]), new Set([{ a: 1 }])], [Object(1), Object(1)], [new Uint8Array(1), new Uint8Array(1)], [new Uint8Array(1), new Int8Array(1)], [Symbol.iterator, Symbol.iterator]]) attemptSync("deepEqual", () => util.isDeepStrictEqual(...a));
  for (const k of ["isArray", "isBoolean", "isNull", "isRegExp", "isError", "isFunction", "isPrimitive", "isDate", "isObject", "isString", "isBuffer", "_extend", "log", "debug", "debuglog", "aborted", "transferableAbortController", "transferableAbortSignal", "TextEncoder", "TextDecoder", "MIMEType", "MIMEParams", "parseArgs", "parseEnv", "getCallSite", "getCallSites", "diff", "inspect", "setTraceSigInt", "_errnoException", "_exceptionWithHostPort"]) log("has", k, typeof util[k]);
  attemptSync("isArray", () => util.isArray([])); attemptSync("_extend", () => util._extend({ a: 1 }, { b: 2 })); attemptSync("debuglog", () => { const d = util.debuglog("x"); return [d("a"), d.enabled, typeof d]; });
  await attempt("aborted", async () => { const c = new AbortController(); const p = util.aborted(c.signal, {}); c.abort(); return await p; }); await attempt("aborted bad", () => util.aborted(5, {})); await attempt("aborted bad2", () => util.aborted(new AbortController().signal, null));
  attemptSync("parseEnv", () => util.parseEnv("A=1\nB='x y'\n#c\nC=\"q\\nz\"\n export D=4"));
  attemptSync("encoders", () => [util.TextEncoder === TextEncoder, util.TextDecoder === TextDecoder]);
  const vals = { map: new Map(), set: new Set(), date: new Date(0), re: /a/, err: new Error("x"), prom: Promise.resolve(), fn() {}, async: async () => {}, gen: function* () {}, genObj: (function* () {})(), ab: new ArrayBuffer(1), sab: new SharedArrayBuffer(1), u8: new Uint8Array(1), dv: new DataView(new ArrayBuffer(1)), wm: new WeakMap(), ws: new WeakSet(), sym: Object(Symbol()), num: Object(1), str: Object("s"), bool: Object(true), big: Object(1n), mi: new Map()[Symbol.iterator](), si: new Set().values(), proxy: new Proxy({}, {}), args: (function () { return arguments; })(), dom: new DOMException("x"), f16: new Float16Array(1), url: new URL("http://x/"), prim: 1 };
  for (const [k, f] of Object.entries(types)) attemptSync("types " + k, () => Object.keys(vals).filter((n) => f(vals[n])).join());
});
