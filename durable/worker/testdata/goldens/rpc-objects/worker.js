// @golden peer
// What stubs, their properties, and the promises of calls are as objects: names, own properties, prototypes, new, this.

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

export class Obj extends DurableObject {
  m(x) { return { a: 1, f: (y) => y * 2, x }; } n() { return 5; } t() { return new (class extends RpcTarget { q(x) { return x; } })(); }
  give() { return this.env.PEER.getByName("p"); } shape(x) { return [typeof x, String(x), x.constructor.name, Object.keys(x), typeof x.name, typeof x.id]; }
}
export class Peer extends DurableObject { hi() { return "hi"; } }
export class Ent extends WorkerEntrypoint { hi() { return "hi"; } }
export default scenario(async (env, ctx) => {
  const s = env.OBJ.getByName("a"), p = s.m, q = s.m(1), u = env.OBJ.get(env.OBJ.newUniqueId());
  const names = (x) => { const list = []; for (const k in x) list.push(k); return list; };
  log("identity", s.m === s.m, s === env.OBJ.getByName("a"), q.foo === q.foo, q.then === q.then);
  attemptSync("set on property", () => { p.x = 1; return [p.x, Object.keys(p), Reflect.ownKeys(p).length, delete p.x, typeof p.x, typeof s.m.x]; });
  attemptSync("define on property", () => { Object.defineProperty(p, "y", { value: 3 }); return p.y; });
  attemptSync("own of property", () => [Reflect.ownKeys(s.m), "x" in s.m, "then" in s.m, Object.hasOwn(s.m, "length"), Object.getOwnPropertyDescriptor(s.m, "name")]);
  attemptSync("set on promise", () => { q.y = 1; return [q.y, Object.keys(q), Reflect.ownKeys(q).length, typeof q, q instanceof Promise, q instanceof Function, q instanceof Object]; });
  attemptSync("names of promise", () => [typeof q.name, typeof q.length, typeof q.call, typeof q.prototype, q.constructor.name, String(q), names(q)]);
  attemptSync("names of property", () => [typeof s.m.name, typeof s.m.bind, s.m.constructor.name, String(s.m), names(s.m)]);
  attemptSync("indexes", () => [typeof s.m[1], typeof s[1], typeof s.m["01"], typeof s.m[-1], typeof s.m["1.5"], typeof q[0]]);
  attemptSync("prototypes", () => [s, s.m, q].map((x) => Object.getPrototypeOf(x).constructor.name)); attemptSync("no prototype", () => { const r = s.m; Object.setPrototypeOf(r, null); return [typeof r, Object.getPrototypeOf(r)]; });
  await attempt("then without this", () => { const t = q.then; return new Promise((a, b) => t(a, b)); }); await attempt("then of another", () => { const t = q.then; return new Promise((a, b) => t.call(s.n(), a, b)); });
  attemptSync("then of the prototype", () => Object.getPrototypeOf(s.m).then(() => {}));
  await attempt("new property", async () => { const r = new s.m(7); return [r.constructor.name, String(r), await r.x]; }); await attempt("new of a promise", async () => { const r = new q.f(3); return [r.constructor.name, await r]; });
  await attempt("new stub", async () => { const t = await s.t(), r = new t.q(3); return [r.constructor.name, await r, new t(3).constructor.name]; });
  await attempt("derived", async () => { const d = Object.create(s); return [typeof d.m, (await d.m(1)).a, typeof Object.create(s.m).foo]; }); await attempt("derived fetch", () => Object.create(s).fetch("http://x")); await attempt("fetch without this", () => { const f = s.fetch; return f("http://x"); });
  await attempt("stub of a target", async () => { const t = await s.t(); t.foo = 3; return [typeof t, Object.keys(t), t.foo, String(t), t instanceof RpcStub, typeof t.then, "x" in t, t.dup === t.dup]; });
  attemptSync("stub without a name", () => [Object.keys(u), u.name, "name" in u, typeof u.toString]); attemptSync("for in stub", () => names(s)); attemptSync("delete name", () => [delete s.name, typeof s.name]);
  await attempt("stub that travelled", async () => { const g = await s.give(); return [typeof g, String(g), g.constructor.name, await g.hi()]; }); await attempt("stub as argument", () => s.shape(env.PEER.getByName("p")));
  await attempt("entrypoint", async () => [typeof ctx.exports.Ent, String(ctx.exports.Ent), Reflect.ownKeys(ctx.exports.Ent), await ctx.exports.Ent.hi()]); await attempt("entrypoint's fetch", () => { const f = ctx.exports.Ent.fetch; return f("http://x"); }); attemptSync("namespace", () => [typeof ctx.exports.Obj, String(ctx.exports.Obj), Reflect.ownKeys(ctx.exports.Obj)]);
  await attempt("clone of a property", () => structuredClone(s.m)); await attempt("property as argument", () => s.m(s.m)); await attempt("promise as argument", () => s.m(s.m(1)));
  await attempt("call and apply", async () => [(await Function.prototype.call.call(s.m, null, 4)).x, (await Reflect.apply(s.m, null, [5])).x]); await attempt("map", async () => (await Promise.all([1, 2].map(s.m))).map((v) => v.x)); await attempt("s.m.call", () => s.m.call(null, 5)); await attempt("s.m.bind", () => s.m.bind(s));
  await attempt("order of then", async () => { const o = [], tick = async () => { for (let i = 0; i < 8; i++) { await null; o.push(i); } }; const r = s.n(); await r; const t = tick(); await r.then(() => o.push("then")); await t; return o.join(); });
  await attempt("order of await", async () => { const o = [], tick = async () => { for (let i = 0; i < 8; i++) { await null; o.push(i); } }; const r = s.n(); await r; const t = tick(); await r; o.push("awaited"); await t; return o.join(); });
  attemptSync("assign", () => { s.m = 5; s.fetch = 6; return [s.m, s.fetch]; });
});
