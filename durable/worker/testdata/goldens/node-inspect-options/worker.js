// @golden flags=nodejs_compat
// Options of util.inspect.

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

import util from "node:util";
export class Obj extends DurableObject {}
export default scenario(async () => {
  const deep = { a: { b: { c: { d: 1 } } }, arr: Array.from({ length: 120 }, (_, i) => i), s: "x".repeat(30), m: new Map([["k", { z: [1, { y: 2 }] }]]), f() {}, get g() { return 1; }, set g(v) {}, get h() { throw new Error("boo"); }, [Symbol("s")]: 1 };
  Object.defineProperty(deep, "hid", { value: 3 });
  const split = (s) => s.split("\n");
  for (const o of [{}, { depth: 0 }, { depth: 1 }, { depth: null }, { depth: Infinity }, { showHidden: true }, { colors: true }, { compact: false }, { compact: true }, { compact: 1 }, { breakLength: 20 }, { breakLength: Infinity }, { maxArrayLength: 2 }, { maxArrayLength: 0 }, { maxArrayLength: null }, { maxStringLength: 3 }, { sorted: true }, { sorted: (a, b) => (a < b ? 1 : -1) }, { getters: true }, { getters: "get" }, { getters: "set" }, { numericSeparator: true }, { customInspect: false }, { showProxy: true }]) for (const line of [0]) attemptSync("opt " + JSON.stringify(o), () => split(util.inspect(deep, o)));
  for (const [n, v] of Object.entries({ num: 1234567.891, big: 12345678n, neg0: -0, str: "it's", str2: "a\"'`b", strn: "a\nb\t\0\x7f\u2028", long: "word ".repeat(30), sym: Symbol("a b"), fn: function a() {}, cls: class A extends Array {}, cls0: class {}, arrow: () => 1, gen: function* g() {}, asy: async () => {}, fnp: Object.assign(() => 1, { a: 1 }), np: Object.create(null), npx: Object.assign(Object.create(null), { a: 1 }), inst: new (class Foo { x = 1; })(), sub: new (class Bar extends Map {})([[1, 2]]), date: new Date(0), bad: new Date(NaN), re: /a/gi, set: new Set([1, "a"]), wm: new WeakMap(), ws: new WeakSet(), prom: Promise.resolve(4), rej: (() => { const p = Promise.reject(5); p.catch(() => {}); return p; })(), pend: new Promise(() => {}), ab: new ArrayBuffer(3), u8: new Uint8Array(3), f64: new Float64Array([1.5]), dv: new DataView(new ArrayBuffer(2)), box: Object("s"), boxn: Object(5), boxs: Object(Symbol("q")), args: (function () { return arguments; })(1), holes: [1, , , 4], arrp: Object.assign([1], { x: 2, "-1": 3 }), cyc: (() => { const o = { n: {} }; o.n.o = o; o.self = o; return o; })(), proxy: new Proxy({ a: 1 }, {}), tag: { [Symbol.toStringTag]: "Tagged", a: 1 }, custom: { [util.inspect.custom](d, o, i) { return [typeof d, Object.keys(o).sort().join(), i === util.inspect].join("|"); } }, customObj: { [util.inspect.custom]() { return { z: 1 }; } }, buf: Buffer.from("abc"), url: new URL("http://u:p@h:1/p?q#h"), params: new URLSearchParams("a=1&b=2"), headers: new Headers({ a: "1" }), glob: Object.keys(globalThis).length > 0, keys: { "a-b": 1, 1: 2, ok: 3, "": 4 }, nested: [[[[1]]]], errs: [new Error("m").message], undef: [undefined, null], wref: new WeakRef({}), mod: util.types === util.types })) attemptSync(n, () => split(util.inspect(v)));
  attemptSync("statics", () => [Object.keys(util.inspect).sort(), util.inspect.defaultOptions, Object.keys(util.inspect.styles), Object.keys(util.inspect.colors).length, String(util.inspect.custom)]);
  attemptSync("positional", () => [util.inspect({ a: { b: { c: 1 } } }, false, 0), util.inspect({ a: { b: 1 } }, false, null, true)]);
  attemptSync("long array", () => split(util.inspect(Array.from({ length: 30 }, (_, i) => "item" + i * 37)))); attemptSync("nums", () => split(util.inspect(Array.from({ length: 27 }, (_, i) => i * 1000 % 777)))); attemptSync("objs", () => split(util.inspect(Array.from({ length: 4 }, (_, i) => ({ id: i, name: "name" + i, deep: { a: { b: {} } } })))));
  attemptSync("map big", () => split(util.inspect(new Map(Array.from({ length: 5 }, (_, i) => ["key" + i, "value-that-is-long-" + i])))));
});
