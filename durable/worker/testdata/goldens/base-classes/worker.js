// @golden classes=Bare,Wrong,Late,NoSuper,Swap,Ret,RetSelf
// The base classes' constructors: what super() must be given, what the instance has, and how an object that gives too little fails.

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

export class Obj extends DurableObject { constructor(c, e) { super(c, e); }
  run() { const out = []; const t = (l, f) => out.push([l, tryS(f)]); const ctx = this.ctx, env = this.env;
    for (const [l, a] of Object.entries({ none: [], "undefined": [undefined], "null": [null], "{}": [{}], "5": [5], "text": ["x"], fn: [() => 1], ctx: [ctx], "ctx, env": [ctx, env], "ctx, 5": [ctx, 5], "ctx, undefined": [ctx, undefined], "storage": [ctx.storage], "proxy": [new Proxy(ctx, {})], "create": [Object.create(ctx)], "ctx, env, more": [ctx, env, 3] })) for (const [n, C] of Object.entries({ DurableObject, WorkerEntrypoint, RpcTarget })) t(`new ${n}(${l})`, () => { const o = new C(...a); return [Object.keys(o), o.ctx === a[0], o.env === a[1]]; });
    t("derived without arguments", () => new (class extends DurableObject { constructor() { super(); } })()); t("derived default", () => Object.keys(new (class extends DurableObject {})(ctx, env))); t("ctx is writable", () => { const o = new (class extends DurableObject {})(ctx, env); o.ctx = 5; return o.ctx; }); t("descriptor", () => { const d = Object.getOwnPropertyDescriptor(this, "ctx"); return d ? [d.writable, d.enumerable, d.configurable] : d; }); t("proto", () => [Object.getPrototypeOf(DurableObject) === Function.prototype, DurableObject.name, WorkerEntrypoint.name, RpcTarget.name, DurableObject.length, Object.getOwnPropertyNames(DurableObject.prototype), Object.prototype.toString.call(this), String(this)]); return out; }
}
export class Bare extends DurableObject { constructor() { super(); } hi() { return "hi"; } } export class Wrong extends DurableObject { constructor(c, e) { super({ ...c }, e); } hi() { return "hi"; } } export class Late extends DurableObject { constructor(c, e) { c.id; super(c, e); } hi() { return "hi"; } } export class NoSuper extends DurableObject { constructor() { } hi() { return "hi"; } } export class Swap extends DurableObject { constructor(c, e) { super(e, c); } hi() { return "hi"; } } export class Ret extends DurableObject { constructor(c, e) { super(c, e); return { hi: () => "own", fetch: () => new Response("own") }; } hi() { return "hi"; } } export class RetSelf extends DurableObject { constructor(c, e) { super(c, e); return new Proxy(this, {}); } hi() { return "hi"; } }
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); for (const k of ["BARE", "WRONG", "LATE", "NOSUPER", "SWAP", "RET", "RETSELF"]) { const s = env[k].getByName("a"); await attempt(k, () => s.hi()); await attempt(k + " again", () => s.hi()); await attempt(k + " fetch", () => env[k].getByName("b").fetch("http://x/").then((r) => r.text())); } });
