// @golden 
// A Worker's own sockets: a pair used within the Worker, accept, events, close, states

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
const pair = () => { const p = new WebSocketPair(); return [p[0], p[1]]; };
function listen(ws, name, out) { ws.addEventListener("message", (e) => out.push([name, "message", typeof e.data === "string" ? e.data : show(e.data)])); ws.addEventListener("close", (e) => out.push([name, "close", e.code, e.reason, e.wasClean, ws.readyState])); ws.addEventListener("error", (e) => out.push([name, "error", e.message])); ws.addEventListener("open", () => out.push([name, "open"])); }
export class Obj extends DurableObject { async both() { const out = []; const [a, b] = pair(); listen(a, "a", out); listen(b, "b", out); a.accept(); b.accept(); a.send("1"); b.send("2"); await scheduler.wait(5); a.close(1000, "done"); await scheduler.wait(5); return out; } async self(url) { const r = await this.env.OBJ.getByName("t").fetch("http://x/echo", { headers: { Upgrade: "websocket" } }); const ws = r.webSocket; const out = []; listen(ws, "w", out); ws.accept(); ws.send("obj"); await scheduler.wait(10); ws.close(1000); await scheduler.wait(10); return out; } fetch(q) { const [c, s] = pair(); s.accept(); s.addEventListener("message", (e) => s.send("obj echo " + e.data)); return new Response(null, { status: 101, webSocket: c }); } }
export class Echo extends WorkerEntrypoint { fetch(q) { const u = new URL(q.url); const [c, s] = pair(); s.accept(); s.addEventListener("message", (e) => { if (e.data === "bye") s.close(4001, "as asked"); else s.send("echo " + e.data); }); if (u.pathname === "/greet") s.send("hello"); if (u.pathname === "/close") s.close(1001, "going"); if (u.pathname === "/proto") return new Response(null, { status: 101, webSocket: c, headers: { "Sec-WebSocket-Protocol": "chat", "x-custom": "1" } }); return new Response(null, { status: 101, webSocket: c }); } }
export default scenario(async (env, ctx) => {
  await attempt("both ends", async () => { const out = []; const [a, b] = pair(); listen(b, "b", out); a.accept(); b.accept(); out.push([a.readyState, b.readyState]); a.send("one"); a.send("two"); b.send("three"); await wait(5); a.close(1000, "done"); out.push([a.readyState, b.readyState]); await wait(5); out.push([a.readyState, b.readyState]); return out; });
  await attempt("buffered before accept", async () => { const out = []; const [a, b] = pair(); a.accept(); a.send("early"); listen(b, "b", out); b.accept(); await wait(5); return out; });
  await attempt("binary", async () => { const out = []; const [a, b] = pair(); a.accept(); b.accept(); b.addEventListener("message", async (e) => out.push(e.data.constructor.name, e.data.size ?? e.data.byteLength)); a.send(new Uint8Array([1, 2, 3])); await wait(5); b.binaryType = "arraybuffer"; a.send(new Uint8Array([1, 2]).buffer); await wait(5); return out; });
  await attempt("in object", () => env.OBJ.getByName("o").both()); await attempt("object to object", () => env.OBJ.getByName("o").self());
  await attempt("close no code", async () => { const out = []; const [a, b] = pair(); listen(b, "b", out); listen(a, "a", out); a.accept(); b.accept(); a.close(); await wait(5); return out; });
  await attempt("unaccepted send", () => { const [a] = pair(); a.send("x"); }); await attempt("unaccepted close", () => { const [a] = pair(); a.close(1000); return a.readyState; }); await attempt("double accept", () => { const [a] = pair(); a.accept(); a.accept(); return a.readyState; });
  for (const path of ["/echo", "/greet", "/close", "/proto"]) await attempt("service " + path, async () => { const r = await ctx.exports.Echo.fetch("http://x" + path, { headers: { Upgrade: "websocket" } }); const out = [[r.status, r.headers.get("sec-websocket-protocol"), r.headers.get("x-custom")]]; const ws = r.webSocket; listen(ws, "ws", out); ws.accept(); out.push([ws.readyState, ws.protocol, ws.url, ws.extensions]); if (path !== "/close") { ws.send("m1"); await wait(5); ws.send("bye"); } await wait(10); out.push([ws.readyState]); return out; });
  await attempt("no upgrade header", async () => { const r = await ctx.exports.Echo.fetch("http://x/echo"); return [r.status, r.webSocket === null]; });
  await attempt("returned twice", async () => { const [a, b] = pair(); b.accept(); const r = new Response(null, { status: 101, webSocket: a }); return [r.webSocket === a, a.readyState]; });
  await attempt("after close send", async () => { const [a, b] = pair(); a.accept(); b.accept(); a.close(1000); a.send("x"); }); await attempt("handlers", async () => { const out = []; const [a, b] = pair(); b.onmessage = (e) => out.push("onmessage " + e.data); b.onclose = (e) => out.push("onclose " + e.code); a.accept(); b.accept(); a.send("q"); a.close(3000, "r"); await wait(5); return out; }); await attempt("throwing listener", async () => { const out = []; const [a, b] = pair(); listen(b, "b", out); b.addEventListener("message", () => { throw new Error("listener"); }); a.accept(); b.accept(); a.send("q"); a.send("r"); await wait(5); return out; });
  await attempt("order with microtasks", async () => { const out = []; const [a, b] = pair(); a.accept(); b.accept(); b.addEventListener("message", (e) => out.push(e.data)); a.send("1"); out.push("sync"); await null; out.push("micro"); await wait(0); out.push("timer"); await wait(5); return out; }); await attempt("attachment", () => { const [a, b] = pair(); b.serializeAttachment({ q: 1 }); return [b.deserializeAttachment(), a.deserializeAttachment()]; });
  await attempt("iterate", async () => Object.values(new WebSocketPair()).map((x) => x.constructor.name)); await attempt("hibernate outgoing", async () => { const r = await ctx.exports.Echo.fetch("http://x/echo", { headers: { Upgrade: "websocket" } }); return r.webSocket.constructor.name; });
});
