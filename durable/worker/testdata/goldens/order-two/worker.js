// @golden peer
// Calls between two objects, and what runs between.

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
const G = [];
const n = (x) => { G.push(x); return x; };
const flush = () => G.splice(0).join();
class Base extends DurableObject {
  note(x) { return n(this.ctx.id.name + ":" + x); }
  async noteWait(x, ms) { n(this.ctx.id.name + ":" + x); await scheduler.wait(ms); return n(this.ctx.id.name + ":" + x + "'"); }
  other() { return this.env.PEER.getByName("p"); }
  async callOther(x) { n("o>" + x); await this.other().note(x); n("o<" + x); return x; }
  async callTwo(x) { n("o>"); const p = this.other(); const a = p.note(x + 1), b = p.note(x + 2); n("o-"); await a; n("o<1"); await b; n("o<2"); }
  async putCall(x) { this.ctx.storage.put("k", x); n("put"); await this.other().note(x); n("back"); }
  async getCall(x) { await this.ctx.storage.get("k"); n("got"); await this.other().note(x); n("back"); }
  async back(x) { n("p>" + x); const r = await this.env.OBJ.getByName("o").note("fromp" + x); n("p<" + x); return r; }
  async ring(x) { n("o>" + x); await this.other().back(x); n("o<" + x); }
  async fetchOther(x) { n("of>" + x); const r = await this.other().fetch("http://x/" + x); n("of<" + x); n("ot" + (await r.text())); }
  async bcwCall(x) { await this.ctx.blockConcurrencyWhile(async () => { n("bcw>"); await this.other().note(x); n("bcw<"); }); n("bcw."); }
  async bcwRing(x) { await this.ctx.blockConcurrencyWhile(async () => { n("bcw>"); this.other().note(x).then(() => n("bcwthen")); await scheduler.wait(1); n("bcw<"); }); n("bcw."); }
  async txnCall(x) { await this.ctx.storage.transaction(async (t) => { n("t>"); await t.put("a", x); await this.other().note(x); n("t<"); }); n("t."); }
  async cb(f) { n("cb>"); const r = await f("arg"); n("cb<" + r); return r; }
  async cbTwice(f) { const a = f("1"), b = f("2"); n("cb-"); await a; n("cb1"); await b; n("cb2"); }
  async giveCb(x) { const r = await this.other().cb((v) => n("o-cb-" + v)); return n("gave" + r); }
  fetch(req) { const p = new URL(req.url).pathname; n(this.ctx.id.name + ":fetch" + p); return new Response("r" + p); }
  sync(x) { n("sync" + x); return x; }
  wu(x) { this.ctx.waitUntil(this.other().note("wu").then(() => n("wu<"))); return n("wu."); }
}
export class Obj extends Base {}
export class Peer extends Base {}
export default scenario(async (env) => {
  const o = env.OBJ.getByName("o"), p = env.PEER.getByName("p"); await o.note("x"); await p.note("x"); await o.callOther("w"); G.length = 0;
  const run = async (label, f) => { await f(); await wait(12); log(label, flush()); };
  for (const m of ["callOther", "callTwo", "putCall", "getCall", "ring", "fetchOther", "bcwCall", "bcwRing", "txnCall", "giveCb", "wu"]) {
    await run(m, () => o[m]("x"));
    await run(m + " & note", () => Promise.all([o[m]("x"), o.note("y")]));
    await run(m + " & peer", () => Promise.all([o[m]("x"), p.note("y"), o.note("z")]));
    await run("peer & " + m, () => Promise.all([p.note("y"), o[m]("x"), p.note("z")]));
    if (m !== "fetchOther") await run(m + " twice", () => Promise.all([o[m]("x"), o[m]("y")]));
    await run(m + " & fetch", () => Promise.all([o[m]("x"), o.fetch("http://x/f").then((r) => n("worker got")), o.note("y").then(() => n("worker y"))]));
    await run(m + " then", () => Promise.all([o[m]("x").then(() => n("wx")), o.note("y").then(() => n("wy")), p.note("z").then(() => n("wz"))]));
  }
  await run("worker callback", () => o.cb((v) => { n("w-cb-" + v); return "r"; }));
  await run("worker callback & note", () => Promise.all([o.cb((v) => { n("w-cb-" + v); return "r"; }), o.note("y")]));
  await run("worker callback twice", () => o.cbTwice((v) => n("w-cb-" + v)));
  await run("two objects", () => Promise.all([o.noteWait("a", 2), p.noteWait("b", 2), o.noteWait("c", 1), p.noteWait("d", 1)]));
  await run("chain", async () => { const a = o.note("1").then(() => o.note("2")).then(() => o.note("3")), b = p.note("1").then(() => p.note("2")).then(() => p.note("3")); await a; await b; });
  await run("pipeline", async () => { await Promise.all([o.callOther("1"), p.back("2"), o.ring("3")]); });
});
