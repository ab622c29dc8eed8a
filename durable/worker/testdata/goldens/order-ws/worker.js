// @golden 
// Messages of sockets between calls, timers and storage.

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
export class Obj extends DurableObject {
  note(x) { return n("o:" + x); }
  fetch(req) {
    const p = new WebSocketPair(), hib = new URL(req.url).pathname === "/hib";
    if (hib) this.ctx.acceptWebSocket(p[1]); else { p[1].accept(); p[1].addEventListener("message", (e) => this.msg(p[1], e.data)); p[1].addEventListener("close", (e) => n("o-close" + e.code)); }
    if (new URL(req.url).searchParams.has("hello")) p[1].send("hello");
    return new Response(null, { status: 101, webSocket: p[0] });
  }
  webSocketMessage(ws, m) { return this.msg(ws, m); }
  webSocketClose(ws, c) { n("o-close" + c); }
  async msg(ws, m) {
    n("m:" + m);
    if (m === "echo") ws.send("e");
    if (m === "two") { ws.send("1"); ws.send("2"); n("sent"); }
    if (m === "put") { this.ctx.storage.put("k", 1); ws.send("p"); n("put"); }
    if (m === "await put") { await this.ctx.storage.put("k", 2); n("awaited"); ws.send("p"); }
    if (m === "wait") { await scheduler.wait(1); n("waited"); ws.send("w"); }
    if (m === "timer") { setTimeout(() => { n("timer"); ws.send("t"); }, 0); }
    if (m === "close") { ws.send("last"); ws.close(4000, "bye"); n("closed"); }
    if (m === "self") { await this.env.OBJ.getByName("o").note("self"); n("selfed"); }
    if (m === "bcw") { await this.ctx.blockConcurrencyWhile(async () => { n("b>"); await scheduler.wait(1); n("b<"); }); n("b."); }
    if (m === "throw") throw new Error("t");
  }
  all(x) { for (const ws of this.ctx.getWebSockets()) ws.send(x); return n("all"); }
}
export default scenario(async (env) => {
  const o = env.OBJ.getByName("o"); await o.note("x"); G.length = 0;
  for (const kind of ["hib", "std"]) {
    const open = async (q = "") => { const r = await o.fetch("http://x/" + kind + q, { headers: { upgrade: "websocket" } }); const ws = r.webSocket; ws.accept(); ws.addEventListener("message", (e) => n("c:" + e.data)); ws.addEventListener("close", (e) => n("c-close" + e.code)); return ws; };
    const run = async (l, f) => { const ws = await open(); await wait(3); G.length = 0; await f(ws); await wait(10); log(kind, l, flush()); try { ws.close(1000); } catch {} await wait(3); G.length = 0; };
    for (const m of ["echo", "two", "put", "await put", "wait", "timer", "close", "self", "bcw"]) {
      await run(m, (ws) => ws.send(m));
      await run(m + ", plain", (ws) => { ws.send(m); ws.send("plain"); n("-"); });
      await run(m + ", note", async (ws) => { ws.send(m); const p = o.note("n").then(() => n("noted")); n("-"); await p; });
      if (m !== "close") await run("note, " + m, async (ws) => { const p = o.note("n").then(() => n("noted")); ws.send(m); n("-"); await p; });
      if (m !== "self") await run(m + " twice", (ws) => { ws.send(m); ws.send(m); });
    }
    await run("hello", async () => { const ws = await open("?hello"); n("opened"); await wait(3); ws.close(1000); });
    await run("client closes", (ws) => { ws.send("echo"); ws.close(3000); n("-"); });
    if (kind === "hib") await run("all", async (ws) => { const p = o.all("hi").then(() => n("called")); await p; });
  }
});
