// @golden
// What structured clone, storage and RPC refuse, with the texts.

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

const I = Intl; const make = {}; for (const n of ["NumberFormat", "DateTimeFormat", "Collator", "PluralRules", "ListFormat", "RelativeTimeFormat", "Segmenter"]) make[n] = () => new I[n]("en"); make.Locale = () => new I.Locale("en"); make.segments = () => new I.Segmenter("en").segment("ab"); make.subNumber = () => new (class Nf extends I.NumberFormat {})("en"); make.weakRef = () => new WeakRef({}); make.finreg = () => new FinalizationRegistry(() => {}); make.fnInClass = () => new (class A { f = () => 1; })(); make.weakset = () => new WeakSet(); make.mapIter = () => new Map().entries(); make.strIter = () => "a"[Symbol.iterator](); make.regIter = () => "a".matchAll(/a/g); make.iterHelper = () => [1].values().map((x) => x); make.asyncGen = () => (async function* () {})(); make.symbolBox = () => Object(Symbol("q")); make.generatorFn = () => function* gg() {}; make.boundFn = () => (function bb() {}).bind(null); make.classFn = () => class Cc { x = 1; }; make.method = () => ({ mm() { return 1; } }).mm; make.getterFn = () => Object.getOwnPropertyDescriptor({ get z() { return 1; } }, "z").get; make.nativeFn = () => Math.max; make.math = () => Math; make.json = () => JSON; make.reflect = () => Reflect; make.atomics = () => Atomics; make.intlObj = () => Intl; make.arguments = () => (function () { return arguments; })(1); make.console = () => console; make.global = () => globalThis; make.proxyErr = () => new Proxy(new TypeError("t"), {}); make.proxyFn = () => new Proxy(() => 1, {}); make.proxyDate = () => new Proxy(new Date(0), {}); make.proxyArr = () => new Proxy([1], {}); make.cryptoSubtle = () => crypto.subtle; make.cryptoObj = () => crypto; make.cachesObj = () => caches; make.ctxObj = () => 0; make.performanceObj = () => performance; make.wasmMem = () => typeof WebAssembly.Memory; make.nullProtoFn = () => Object.assign(Object.create(null), { f() {} }); make.disposable = () => ({ [Symbol.dispose]() {}, a: 1 }); make.deepFn = () => ({ a: { b: [new Map([[1, () => 2]])] } }); make.tagged = () => ({ [Symbol.toStringTag]: "Tt", f: () => 1 });
export class Obj extends DurableObject { take(v) { return show(v); } async give(n) { return make[n](); }
  async run(n) { const v = await make[n](), st = this.ctx.storage; return [tryS(() => structuredClone(v)), tryS(() => { st.kv.put("k", v); return st.kv.get("k"); }), await tryA(async () => { await st.put("k", v); return await st.get("k"); }), await tryA(async () => { const r = await this.env.OBJ.getByName("peer").take(v); return r; }), await tryA(async () => { const r = await this.env.OBJ.getByName("peer").give(n); return typeof r === "function" ? "function" : r; })]; } }
export default scenario(async (env) => { for (const n of Object.keys(make)) { const r = await env.OBJ.getByName("a").run(n); const by = new Map(); r.forEach((v, i) => { const j = JSON.stringify(v); by.set(j, [...(by.get(j) ?? []), ["clone", "kv", "async", "arg", "result"][i]]); }); log(n, ...[...by].map(([j, ks]) => [ks.join("+"), JSON.parse(j)])); } });
