// @golden 
// Texts of usual errors, a line each

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
const cases = {
  spreadCallVar() {
    const list = 7;
    return Math.max(...list);
  },
  spreadMethod() {
    const list = {};
    return [].push(...list);
  },
  spreadArray() {
    const n = 5;
    return [...n];
  },
  spreadArrayObj() {
    const n = { a: 1 };
    return [1, ...n];
  },
  spreadProp() {
    const o = { items: undefined };
    return [...o.items];
  },
  forOf() {
    const n = 5;
    for (const x of n) return x;
  },
  forOfProp() {
    const o = {};
    for (const x of o.rows) return x;
  },
  destructDeepParam() {
    const f = ({ a: { b } }) => b;
    return f({});
  },
  destructArg() {
    const f = ({ a }) => a;
    return f();
  },
  iteratorResult() {
    for (const x of { [Symbol.iterator]() { return 1; } }) return x;
  },
  inSymbol() {
    return Symbol.asyncIterator in 1;
  },
  inString() {
    return "length" in "text";
  },
  deleteFrozen() {
    const a = Object.freeze([1]);
    delete a[0];
  },
  deleteProp() {
    const o = Object.freeze({ a: 1 });
    delete o.a;
  },
  setFrozen() {
    const o = Object.freeze({ a: 1 });
    o.a = 2;
  },
  addFrozen() {
    const o = Object.freeze({});
    o["new key"] = 1;
  },
  mapOfUndefined() {
    const data = undefined;
    return data.items.map((x) => x);
  },
  mapMissing() {
    const data = {};
    return data.items.map((x) => x);
  },
  callMissing() {
    const o = { a: {} };
    return o.a.run();
  },
  callIndex() {
    const o = [];
    return o[0]();
  },
  callResult() {
    const f = () => 5;
    return f()();
  },
  callUndefined() {
    const o = {};
    return o.f.call(1);
  },
  newUndefined() {
    const o = {};
    return new o.Klass();
  },
  superCall() {
    class A { m() {} }
    class B extends A { m() { return super.zip(); } }
    return new B().m();
  },
  staticMissing() {
    class A {}
    return A.make();
  },
  optional() {
    const o = { a: null };
    return o?.a.b;
  },
  template() {
    return `${Object.create(null)}`;
  },
  addObj() {
    return 1 + Object.create(null);
  },
  dateInvalid() {
    return new Date("x").toISOString();
  },
  setDate() {
    return new Intl.DateTimeFormat("en").format(new Date(NaN));
  },
  mapGet() {
    return Map.prototype.get.call({}, 1);
  },
  arrayFrom() {
    return Array.from(null);
  },
  objectKeys() {
    return Object.keys(null);
  },
  objectEntries() {
    return Object.entries(undefined);
  },
  fromEntries() {
    return Object.fromEntries([1]);
  },
  assign() {
    return Object.assign(null, {});
  },
  reflectOwn() {
    return Reflect.ownKeys(5);
  },
  jsonReviver() {
    return JSON.parse('{"a": tru}');
  },
  jsonTrail() {
    return JSON.parse('{"a": 1} x');
  },
  jsonHtml() {
    return JSON.parse("<html>");
  },
  jsonUnterminated() {
    return JSON.parse('{"a": "b');
  },
  bigJson() {
    return JSON.stringify({ n: 10n });
  },
  symbolAdd() {
    return Symbol("x") + "";
  },
  classNoNew() {
    class Thing {}
    return Thing();
  },
  abstractThis() {
    const { method } = { method() { return this.x; } };
    return method();
  },
  urlInvalid() {
    return new URL("/path");
  },
  privateWrite() {
    class A { #x = 1; static set(o) { o.#x = 2; } }
    A.set({});
  },
  constReassign() {
    const limit = 1;
    limit++;
  },
  undeclared() {
    undeclaredName = 5;
  },
  tdz() {
    const f = () => later;
    f();
    const later = 1;
  },
  deepRecursion() {
    const f = (n) => f(n + 1) + 1;
    return f(0);
  },
  invalidTime() {
    return new Date(8.64e15 + 1).toISOString();
  },
  arrayLength() {
    const a = [];
    a.length = -1;
  },
  typedSet() {
    new Uint8Array(2).set([1, 2, 3]);
  },
  btoaBad() {
    return btoa("\u2713");
  },
  regexBad() {
    return new RegExp("[");
  },
  promiseResolver() {
    return new Promise();
  },
  weakKey() {
    new WeakMap().set(1, 2);
  },
  generatorThrow() {
    const g = (function* () { yield 1; })();
    g.throw(new Error("into generator"));
  },
  instanceOf() {
    const t = {};
    return {} instanceof t;
  },
  numberMethod() {
    return (5).toUpperCase();
  },
  stringMethod() {
    return "a".push("b");
  },
  undefinedMethod() {
    const user = undefined;
    return user.getName();
  },
  nullIndex() {
    const list = null;
    return list[0];
  },
  nullIndexVar() {
    const list = null, key = "k";
    return list[key];
  },
};
export default scenario(async () => { for (const k of Object.keys(cases)) await attempt(k, () => cases[k]()); });
