// @golden 
// Recorded on the reference runtime as the others.
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
  fetch(req) { const [c, s] = Object.values(new WebSocketPair()); this.s = s; const m = new URL(req.url).pathname.slice(1); if (m === "hib") this.ctx.acceptWebSocket(s, ["t"]); else if (m === "std") s.accept(); return new Response(null, { status: 101, webSocket: c }); }
  webSocketMessage(ws, m) { ws.send("echo " + (typeof m === "string" ? m : m.byteLength)); }
  run() { const out = []; const t = (l, f) => out.push([l, tryS(f)]); const pair = () => Object.values(new WebSocketPair());
    { const [c, s] = pair(); t("state", () => [c.readyState, s.readyState]); t("send unaccepted", () => s.send("x")); t("close unaccepted", () => s.close()); t("tags unaccepted", () => this.ctx.getTags(s)); t("attach before", () => { s.serializeAttachment({ a: 1 }); return s.deserializeAttachment(); }); }
    { const [c, s] = pair(); this.ctx.acceptWebSocket(s, ["a", "b", "a"]); t("tags", () => this.ctx.getTags(s)); t("accept again", () => this.ctx.acceptWebSocket(s)); t("accept()", () => s.accept()); t("state", () => s.readyState); t("no attachment", () => s.deserializeAttachment()); t("attach undefined", () => { s.serializeAttachment(undefined); return s.deserializeAttachment(); }); t("attach big", () => s.serializeAttachment("x".repeat(16385))); t("attach fn", () => s.serializeAttachment(() => 1)); t("attach()", () => s.serializeAttachment()); for (const [l, a] of [["1000", [1000]], ["999", [999]], ["1005", [1005]], ["5000", [5000]], ["reason only", [undefined, "r"]], ["long", [1000, "x".repeat(124)]]]) { const [c2, s2] = pair(); this.ctx.acceptWebSocket(s2); t("close " + l, () => { s2.close(...a); return s2.readyState; }); } t("send()", () => s.send()); t("send num", () => s.send(5)); t("send obj", () => s.send({})); t("send null", () => s.send(null)); s.close(1000, "bye"); t("send closed", () => s.send("x")); t("close twice", () => s.close(1001, "z")); t("state closed", () => s.readyState); }
    { const many = pair(); t("11 tags", () => this.ctx.acceptWebSocket(many[1], Array.from({ length: 11 }, (_, i) => "t" + i))); t("long tag", () => this.ctx.acceptWebSocket(many[1], ["x".repeat(257)])); t("bad tags", () => this.ctx.acceptWebSocket(many[1], "abc")); t("not ws", () => this.ctx.acceptWebSocket({})); t("count", () => this.ctx.getWebSockets().length); t("by tag", () => this.ctx.getWebSockets("a").length); t("none", () => this.ctx.getWebSockets("zz").length); }
    t("pair shape", () => { const p = new WebSocketPair(); return [Object.keys(p), p[0] instanceof WebSocket, p.constructor.name]; }); t("consts", () => [WebSocket.OPEN, WebSocket.READY_STATE_CLOSED]); t("timeout", () => { this.ctx.setHibernatableWebSocketEventTimeout(1000); return this.ctx.getHibernatableWebSocketEventTimeout(); }); t("timeout bad", () => this.ctx.setHibernatableWebSocketEventTimeout(-1)); t("timeout max", () => this.ctx.setHibernatableWebSocketEventTimeout(604800001)); t("timeout unset", () => { this.ctx.setHibernatableWebSocketEventTimeout(0); return this.ctx.getHibernatableWebSocketEventTimeout(); }); t("return accepted", () => { const [c, s] = pair(); s.accept(); return new Response(null, { status: 101, webSocket: s }).status; }); return out; }
}
export default scenario(async (env) => { const s = env.OBJ.getByName("a"); for (const x of await s.run()) log(...x);
  for (const m of ["hib", "std", "none"]) await attempt(m, async () => { const r = await s.fetch("http://x/" + m, { headers: { Upgrade: "websocket" } }); const w = r.webSocket; const out = [r.status, w.readyState]; w.accept(); out.push(w.readyState); w.addEventListener("message", (e) => out.push(e.data)); w.addEventListener("close", (e) => out.push("closed " + e.code)); w.send("hi"); w.send(new Uint8Array(3)); await wait(20); return out; });
});
