// @golden peer
// waitUntil, streams and transactions between calls.

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
const G = []; const n = (x) => { G.push(x); return x; }; const flush = () => G.splice(0).join();
export class Peer extends DurableObject { note(x) { return n("p:" + x); } }
export class Obj extends DurableObject {
  note(x) { return n("o:" + x); }
  p() { return this.env.PEER.getByName("p"); }
  wu(x) { this.ctx.waitUntil((async () => { n("wu>"); await this.p().note(x); n("wu<"); })()); return n("ret"); }
  wuTimer() { this.ctx.waitUntil(scheduler.wait(2).then(() => n("wut"))); return n("ret"); }
  async txn2() { const a = this.ctx.storage.transaction(async (t) => { n("t1>"); await t.put("a", 1); await scheduler.wait(1); n("t1<"); }), b = this.ctx.storage.transaction(async (t) => { n("t2>"); n("a" + (await t.get("a"))); n("t2<"); }); await Promise.all([a, b]); return n("txns"); }
  async txnBlock() { const a = this.ctx.storage.transaction(async () => { n("t>"); await scheduler.wait(1); n("t<"); }), b = this.ctx.blockConcurrencyWhile(async () => { n("b>"); await scheduler.wait(1); n("b<"); }); await Promise.all([a, b]); }
  async getPut() { const g = this.ctx.storage.get("k").then(() => n("g")), p = this.ctx.storage.put("k", 1).then(() => n("p")), l = this.ctx.storage.list().then(() => n("l")), d = this.ctx.storage.delete("k").then(() => n("d")); n("-"); await Promise.all([g, p, l, d]); n("."); }
  async timers() { setTimeout(() => n("t2"), 2); setTimeout(() => n("t1"), 1); setTimeout(() => n("t0"), 0); queueMicrotask(() => n("m")); await scheduler.wait(1); n("w1"); await scheduler.wait(0); n("w0"); }
  async cancelTimer() { const a = setTimeout(() => n("a"), 1); setTimeout(() => { n("b"); clearTimeout(c); }, 1); const c = setTimeout(() => n("c"), 1); clearTimeout(a); await scheduler.wait(3); }
  async interval() { let k = 0; const i = setInterval(() => { n("i" + k); if (++k === 3) clearInterval(i); }, 1); await scheduler.wait(6); }
  async throwLater() { setTimeout(() => { n("boom"); throw new Error("x"); }, 0); await scheduler.wait(2); return n("alive"); }
  async reject() { Promise.reject(new Error("unhandled")); await scheduler.wait(1); return n("alive"); }
}
export default scenario(async (env, ctx) => {
  const o = env.OBJ.getByName("o"), p = env.PEER.getByName("p"); await o.note("x"); await p.note("x"); G.length = 0;
  const run = async (l, f) => { await f().catch((e) => n("!" + e.message)); await wait(12); log(l, flush()); };
  for (const m of ["wu", "wuTimer", "txn2", "txnBlock", "getPut", "timers", "cancelTimer", "interval", "throwLater", "reject"]) {
    await run(m, () => o[m]("1")); await run(m + " & note", () => Promise.all([o[m]("1").then(() => n("r1")), o.note("n").then(() => n("r2"))])); await run("note & " + m, () => Promise.all([o.note("n").then(() => n("r2")), o[m]("1").then(() => n("r1"))])); await run(m + " & peer", () => Promise.all([o[m]("1"), p.note("y")]));
  }
  ctx.waitUntil(wait(1).then(() => n("worker wu")));
  await run("worker waitUntil", async () => { await wait(3); });
});
