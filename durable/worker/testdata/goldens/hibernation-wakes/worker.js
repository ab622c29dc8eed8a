// @golden slow
// Idle objects: what keeps them in memory, wakes of hibernated sockets with errors in the constructor, and what the next event sees.

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

let births = {}; const N = []; let mode = {};
export class Obj extends DurableObject {
  constructor(c, e) { super(c, e); const k = c.id.name; births[k] = (births[k] ?? 0) + 1; N.push(`ctor ${k} ${births[k]} sockets ${c.getWebSockets().length}`); this.n = births[k]; if (mode[k] === "throw") throw new Error("ctor throws"); if (mode[k] === "once") { mode[k] = ""; throw new Error("ctor once"); } if (mode[k] === "bcw") c.blockConcurrencyWhile(async () => { await wait(5); N.push("block end " + k); }); if (mode[k] === "bcwFail") c.blockConcurrencyWhile(async () => { throw new Error("block fails"); }); }
  hi() { return this.n; } timer(ms) { setTimeout(() => N.push("timer " + this.ctx.id.name + " " + this.n), ms); return this.n; } interval() { const i = setInterval(() => { N.push("tick " + this.n); }, 4000); setTimeout(() => clearInterval(i), 13000); return this.n; } wu(ms) { this.ctx.waitUntil(wait(ms).then(() => N.push("wu " + this.n))); return this.n; } float(ms) { wait(ms).then(() => N.push("float " + this.ctx.id.name + " " + this.n)); return this.n; } async alarmIn(ms) { await this.ctx.storage.setAlarm(Date.now() + ms); return this.n; } alarm() { N.push("alarm " + this.ctx.id.name + " " + this.n); }
  fetch(q) { const u = new URL(q.url); if (u.pathname === "/stream") return new Response(new ReadableStream({ start: (c) => { c.enqueue(new TextEncoder().encode("a")); this.c = c; } })); const [c, s] = Object.values(new WebSocketPair()); this.ctx.acceptWebSocket(s, ["t" + u.pathname]); s.serializeAttachment({ p: u.pathname, n: this.n }); s.x = 1; this.ctx.setHibernatableWebSocketEventTimeout(5000); return new Response(null, { status: 101, webSocket: c }); }
  webSocketMessage(ws, m) { N.push(`message ${m} ${this.n} ${show(ws.deserializeAttachment())} ${this.ctx.getTags(ws)} ${ws.x} ${this.ctx.getWebSockets()[0] === ws} ${this.ctx.getWebSockets().length} ${this.ctx.getHibernatableWebSocketEventTimeout()}`); ws.send("re " + m); if (m === "throw") throw new Error("x"); } webSocketClose(ws, c, r, w) { N.push(`close ${c} ${r} ${w} ${this.n} ${this.ctx.getWebSockets().length}`); ws.close(c, r); } webSocketError(ws, e) { N.push("error " + e.message); }
}
export default scenario(async (env) => {
  const g = (n) => env.OBJ.getByName(n); const open = async (n, p) => { const w = (await g(n).fetch("http://x/" + p, { headers: { Upgrade: "websocket" } })).webSocket; w.out = []; w.addEventListener("message", (e) => w.out.push(e.data)); w.addEventListener("close", (e) => w.out.push(`close ${e.code} ${e.reason} ${e.wasClean}`)); w.addEventListener("error", (e) => w.out.push("error " + e.message)); w.accept(); return w; };
  const W = {}; for (const n of ["plain", "throw", "once", "bcw", "bcwFail", "close"]) W[n] = await open(n, "1"); W.b2 = await open("bcw", "2");
  for (const [k, f] of Object.entries({ hi: (o) => o.hi(), timer: (o) => o.timer(13000), short: (o) => o.timer(2000), interval: (o) => o.interval(), wu: (o) => o.wu(13000), float: (o) => o.float(13000), alarm: (o) => o.alarmIn(3600000), soon: (o) => o.alarmIn(12500) })) log(k, await f(g(k)));
  await wait(11500); log("N", N.splice(0));
  for (const k of ["throw", "once", "bcw", "bcwFail"]) mode[k] = k;
  for (const k of ["plain", "throw", "once", "bcw", "bcwFail"]) { W[k].send("m1"); W[k].send("m2"); await wait(40); log(k, W[k].out.splice(0), W[k].readyState, N.splice(0)); await attempt(k + " hi", () => g(k).hi()); log(N.splice(0)); W[k].send("m3"); await wait(20); log(k + " m3", W[k].out.splice(0), W[k].readyState, N.splice(0)); }
  log("b2", W.b2.out, W.b2.readyState); W.close.close(4000, "bye"); await wait(40); log("close", W.close.out, N.splice(0)); W.plain.send("throw"); await wait(20); log("plain throw", W.plain.out.splice(0), N.splice(0));
  for (const k of ["hi", "timer", "short", "interval", "wu", "float", "alarm", "soon"]) log(k, await g(k).hi()); log("N", N.splice(0).sort()); await wait(3000); log("later", N.splice(0).sort());
});
