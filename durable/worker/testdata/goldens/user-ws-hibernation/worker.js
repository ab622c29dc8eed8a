// @golden 
// The hibernation API inside an object

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
  heard = []; async fetch(q) { const u = new URL(q.url); const [c, s] = Object.values(new WebSocketPair()); const tags = u.searchParams.getAll("tag"); this.ctx.acceptWebSocket(s, tags); s.serializeAttachment({ id: u.searchParams.get("id"), n: 0 }); return new Response(null, { status: 101, webSocket: c, headers: { "Sec-WebSocket-Protocol": "p" } }); }
  async webSocketMessage(ws, m) { const a = ws.deserializeAttachment(); a.n++; ws.serializeAttachment(a); this.heard.push([a.id, typeof m === "string" ? m : show(m), this.ctx.getTags(ws)]); if (m === "all") for (const w of this.ctx.getWebSockets()) w.send("from " + a.id); else if (m === "close me") ws.close(4005, "ok"); else if (m === "boom") throw new Error("handler boom"); else ws.send(`${a.id}:${a.n}:${typeof m === "string" ? m : m.byteLength}`); }
  webSocketClose(ws, code, reason, clean) { this.heard.push(["close", ws.deserializeAttachment().id, code, reason, clean, ws.readyState]); ws.close(code === 1005 ? undefined : code, "echo"); } webSocketError(ws, e) { this.heard.push(["error", String(e)]); }
  state() { return { heard: this.heard, all: this.ctx.getWebSockets().map((w) => w.deserializeAttachment()), t: this.ctx.getWebSockets("x").length, auto: this.ctx.getWebSocketAutoResponse() === null }; } setAuto() { this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong")); const p = this.ctx.getWebSocketAutoResponse(); return [p.request, p.response, p.constructor.name]; } stamps() { return this.ctx.getWebSockets().map((w) => { const d = this.ctx.getWebSocketAutoResponseTimestamp(w); return d === null ? null : d instanceof Date; }); }
}
export default scenario(async (env) => { const o = env.OBJ.getByName("a"); const open = async (q) => { const r = await o.fetch("http://x/?" + q, { headers: { Upgrade: "websocket" } }); const w = r.webSocket; w.out = []; w.addEventListener("message", (e) => w.out.push(e.data instanceof Blob ? "blob" : e.data)); w.addEventListener("close", (e) => w.out.push(["closed", e.code, e.reason, e.wasClean])); w.accept(); return w; };
  const a = await open("id=A&tag=x&tag=y"), b = await open("id=B&tag=x"), c = await open("id=C"); a.send("hi"); await wait(5); b.send(new Uint8Array([1, 2, 3])); await wait(5); c.send("all"); await wait(10); log("a", a.out); log("b", b.out); log("c", c.out); a.send("boom"); await wait(5); a.send("after boom"); await wait(5); log("a after", a.out.slice(-1)); b.send("close me"); await wait(20); log("b closed", b.out.slice(-1)); c.close(3001, "bye"); await wait(20); log("c closed", c.out.slice(-1)); log("auto", await o.setAuto()); a.send("ping"); await wait(5); log("pong", a.out.slice(-1), await o.stamps()); const st = await o.state(); for (const h of st.heard) log(h); log("all", st.all, st.t); a.close(); await wait(20); log("a end", a.out.slice(-1), (await o.state()).all.length); });
