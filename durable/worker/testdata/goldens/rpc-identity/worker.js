// @golden peer
// What is passed twice in one call arrives as one object.

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
class Tgt extends RpcTarget { hi() { return "hi"; } }
const same = (a, b) => (a === b ? "same" : "other");
export class Obj extends DurableObject {
  f(a, b, c) { return [same(a, b), same(b, c), typeof a, a?.constructor?.name]; }
  nested(a, b) { return [same(a.x, b), same(b.self, b), same(a.list[0], a.list[1])]; }
  pair(o) { return [same(o.a, o.b), typeof o.a]; }
  async both(a, b) { return [same(a, b), await a.hi(), await b.hi()]; }
  async bothf(a, b) { return [same(a, b), await a(), await b()]; }
  give() { const o = { n: 1 }; return [o, o, { o }]; }
  giveT() { const o = new Tgt(); return { a: o, b: o }; }
  giveF() { const o = () => 5; return { a: o, b: o }; }
  giveOwn() { const a = [1]; return { a, b: a, c: new Map([[a, a]]), d: new Set([a]) }; }
  mutate(a, b) { a.n = 9; return b.n; }
  async stream(a, b) { return [same(a, b), await new Response(a).text()]; }
  resp(a, b) { return [same(a, b), same(a.headers, b.headers)]; }
  strings(a, b) { return [same(a, b), same(a.x, b.x)]; }
  order(...list) { return list.map((v) => show(v)); }
  hi() { return "obj"; }
  cb(f) { return f({ z: 1 }); }
  async cb2(f) { const o = { z: 1 }; return f(o, o); }
  thrown() { const o = { q: 1 }; const e = new Error("x"); e.a = o; e.b = o; throw e; }
}
export class Peer extends DurableObject {}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a"), o = { n: 1 };
  await attempt("object", () => s.f(o, o, { n: 1 }));
  await attempt("array", () => s.f([o], o, o));
  const m = new Map(), d = new Date(0), r = /x/g, e = new Error("e"), u = new Uint8Array(3), ab = u.buffer, n = new Number(1), st = new String("s");
  for (const [k, v] of Object.entries({ m, d, r, e, u, ab, n, st })) await attempt(k, () => s.f(v, v, v));
  await attempt("view and buffer", () => s.f(u, u.buffer, new Uint8Array(u.buffer)));
  const c = {}; c.self = c;
  await attempt("nested", () => s.nested({ x: c, list: [o, o] }, c));
  await attempt("pair", () => s.pair({ a: o, b: o }));
  await attempt("mutate", () => s.mutate(o, o));
  const t = new Tgt(), f = () => "f";
  await attempt("target", () => s.both(t, t));
  await attempt("function", () => s.bothf(f, f));
  await attempt("target pair", () => s.pair({ a: t, b: t }));
  await attempt("function pair", () => s.pair({ a: f, b: f }));
  const stub = env.OBJ.getByName("b");
  await attempt("stub", () => s.both(stub, stub));
  await attempt("stub pair", () => s.pair({ a: stub, b: stub }));
  const rs = new RpcStub(t);
  await attempt("rpcstub", () => s.both(rs, rs));
  const body = new Response("body").body;
  await attempt("stream", () => s.stream(body, body));
  const h = new Headers({ a: "1" });
  await attempt("headers", () => s.f(h, h, h));
  const q = new Request("http://x/", { headers: h });
  await attempt("request", () => s.resp(q, q));
  const p = new Response("x");
  await attempt("response", () => s.f(p, p, null));
  const b = new Blob(["x"]);
  await attempt("blob", () => s.f(b, b, b));
  const g = await s.give(); log("give", same(g[0], g[1]), same(g[0], g[2].o));
  const gt = await s.giveT(); log("giveT", same(gt.a, gt.b));
  const gf = await s.giveF(); log("giveF", same(gf.a, gf.b));
  const go = await s.giveOwn(); log("giveOwn", same(go.a, go.b), same([...go.c][0][0], go.a), same([...go.c][0][1], go.a), same([...go.d][0], go.a));
  await attempt("strings", () => s.strings({ x: "long string here" }, { x: "long string here" }));
  await attempt("cb2", () => s.cb2((a, b) => same(a, b)));
  await attempt("thrown", async () => { try { await s.thrown(); } catch (e) { return [same(e.a, e.b), typeof e.a]; } });
  const env2 = { get x() { log("getter x"); return o; } };
  await attempt("getters", () => s.order(env2, env2));
  await attempt("bad second", () => s.order({ get a() { log("first read"); return 1; } }, Symbol("s")));
  await attempt("shared buffer", () => s.f(new Uint8Array(ab, 0, 1), new Uint8Array(ab, 1, 1), 0));
  await attempt("views of one buffer", async () => s.order(new Uint8Array(ab, 0, 1), new Uint8Array(ab, 1, 1)));
  const sc = structuredClone([o, o]); log("clone", same(sc[0], sc[1]));
  await attempt("property path", () => s.cb((x) => same(x, x)));
});
