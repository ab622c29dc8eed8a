// @golden peer
// Real clients: tags, attachments, auto-response and its timestamps, order of getWebSockets(), sizes, close codes both ways, errors and resets in every handler.

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

const G = []; let births = 0; const log2 = (...a) => G.push(a.map((x) => (typeof x === "string" ? x : show(x))).join(" "));
export class Obj extends DurableObject {
  n = ++births;
  ids(l) { return l.map((w) => w.deserializeAttachment()?.id ?? "-").join(); }
  fetch(req) { const u = new URL(req.url), c = this.ctx, q = u.searchParams;
    if (u.pathname === "/events") return Response.json([...G.splice(0), "all " + this.ids(c.getWebSockets()), "x " + this.ids(c.getWebSockets("x")), "y " + this.ids(c.getWebSockets("y")), "none " + this.ids(c.getWebSockets("none")), "stamps " + c.getWebSockets().map((w) => { const d = c.getWebSocketAutoResponseTimestamp(w); return d === null ? "null" : d.constructor.name; }).join(), "states " + c.getWebSockets().map((w) => w.readyState).join()]);
    if (u.pathname === "/auto") { const r = q.get("off") ? c.setWebSocketAutoResponse() : c.setWebSocketAutoResponse(new WebSocketRequestResponsePair(q.get("q"), q.get("r"))); return Response.json([show(r), c.getWebSocketAutoResponse()?.response ?? null]); }
    if (u.pathname === "/all") { const l = c.getWebSockets(); l.forEach((w, i) => log2("send", i, tryS(() => w.send("all " + i)))); return Response.json(l.length); }
    if (u.pathname === "/closeall") { c.getWebSockets().forEach((w, i) => log2("close", i, tryS(() => w.close(4500, "all")), w.readyState, tryS(() => w.send("late")), tryS(() => w.close(4501, "again")))); return Response.json(c.getWebSockets().length); }
    if (u.pathname === "/abort") { c.getWebSockets().forEach((w) => w.send("before abort")); c.abort("by fetch"); }
    if (u.pathname === "/timer") { setTimeout(() => c.getWebSockets().forEach((w) => w.send("from timer")), 5); return Response.json("ok"); }
    if (u.pathname === "/put") { c.getWebSockets().forEach((w) => w.send("before put")); this.ctx.storage.put("a", 1); c.getWebSockets().forEach((w) => w.send("after put")); return Response.json("ok"); }
    const [a, s] = Object.values(new WebSocketPair()); const tags = q.getAll("tag"); c.acceptWebSocket(s, tags); if (q.get("id")) s.serializeAttachment({ id: q.get("id"), n: 0 }); log2("accepted", tryS(() => c.getTags(s)), s.readyState, this.ids(c.getWebSockets())); if (q.get("hello")) s.send("hello before upgrade"); if (q.get("closeNow")) s.close(4002, "now"); if (q.get("throw")) throw new Error("after accept"); if (q.get("plain")) return new Response("no upgrade"); return new Response(null, { status: 101, webSocket: a }); }
  async webSocketMessage(ws, m) { const at = ws.deserializeAttachment(); if (at) ws.serializeAttachment({ ...at, n: at.n + 1 });
    log2("message", typeof m === "string" && m.length > 50 ? m.length : m.byteLength > 50 ? m.byteLength : m, at, this.n > 0);
    if (m === "throw") throw new TypeError("in message"); if (m === "abort") { ws.send("lost?"); this.ctx.abort("in message"); } if (m === "reject") { await wait(1); throw new Error("later"); } if (m === "bcw") await this.ctx.blockConcurrencyWhile(async () => { throw new Error("bcw"); });
    if (m === "slow") { await wait(30); ws.send("slow done"); return; } if (m === "fast") { ws.send("fast done"); return; } if (m === "get") { await this.ctx.storage.get("x"); ws.send("got"); return; }
    if (typeof m === "string" && m.startsWith("{")) { const j = JSON.parse(m); if (j.close) { log2("close", tryS(() => ws.close(...j.close)), ws.readyState); await wait(10); log2("later", ws.readyState, tryS(() => ws.send("x"))); return; } if (j.size) { ws.send(j.bin ? new Uint8Array(j.size) : "y".repeat(j.size)); return; } if (j.other) { for (const w of this.ctx.getWebSockets(j.other)) if (w !== ws) w.send("via " + at.id); return; } if (j.send) { log2("send", tryS(() => ws.send(j.send === "undef" ? undefined : j.send === "obj" ? { a: 1 } : j.send === "view" ? new Uint16Array([1, 2]).subarray(1) : j.send === "blob" ? new Blob(["b"]) : j.send === "null" ? null : 5))); return; } }
    ws.send(m); }
  webSocketClose(ws, code, reason, clean) { log2("webSocketClose", code, reason, clean, ws.readyState, ws.deserializeAttachment(), this.ids(this.ctx.getWebSockets())); if (reason === "throw") throw new Error("in close"); if (reason === "abort") this.ctx.abort("in close"); if (reason === "send") log2("send in close", tryS(() => ws.send("x"))); if (reason === "reply") log2("reply", tryS(() => ws.close(code, "re " + reason)), ws.readyState); if (reason === "reply2") log2("reply2", tryS(() => ws.close(1011))); }
  webSocketError(ws, e) { log2("webSocketError", err(e)); }
}
export class Peer extends DurableObject { fetch(q) { const u = new URL(q.url); if (u.pathname === "/p/events") return Response.json(G.splice(0)); const [c, s] = Object.values(new WebSocketPair()); s.accept(); if (u.searchParams.get("half")) s.binaryType = "arraybuffer"; s.addEventListener("message", (e) => { log2("listener", typeof e.data === "string" ? e.data.slice(0, 30) : e.data.constructor.name); if (e.data === "throw") throw new Error("in listener"); if (e.data === "abort") { s.send("lost?"); this.ctx.abort("in listener"); } if (e.data === "close") s.close(4200, "bye"); if (typeof e.data === "string" && e.data.startsWith("{")) log2(tryS(() => s.close(...JSON.parse(e.data).close))); s.send(e.data); }); s.addEventListener("close", (e) => { log2("close event", e.code, e.reason, e.wasClean, s.readyState); if (e.reason === "throw") throw new Error("x"); if (e.reason === "reply") log2(tryS(() => s.close(4300, "r"))); }); s.addEventListener("error", (e) => log2("error event", e.message, String(e.error))); if (u.searchParams.get("hello")) s.send("hi"); if (u.searchParams.get("closeNow")) s.close(4003, "now"); return new Response(null, { status: 101, webSocket: c }); } }
export default { fetch: (req, env) => { const u = new URL(req.url); return u.pathname === "/" ? new Response("ready") : u.pathname.startsWith("/p") ? env.PEER.getByName("p").fetch(req) : env.OBJ.getByName("a").fetch(req); } };
