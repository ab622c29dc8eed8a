// @golden
// accept({ allowHalfOpen }) at the client's end, the server's end and both: who closes, what each hears, states, and sends in between.

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
  fetch(req) { const u = new URL(req.url), k = u.searchParams.get("s"), [c, s] = Object.values(new WebSocketPair()); this.log = []; this.ws = s; const say = (x) => this.log.push(x); if (k === "hib") this.ctx.acceptWebSocket(s); else { s.accept(k === "half" ? { allowHalfOpen: true } : k === "no" ? { allowHalfOpen: false } : undefined); s.addEventListener("message", (e) => { say("message " + e.data); if (e.data === "close") s.close(4000, "srv"); }); s.addEventListener("close", (e) => { say(`close ${e.code} ${e.reason} ${e.wasClean} ${s.readyState}`); if (u.searchParams.has("reply")) say(show(tryS(() => s.close(4009, "re"))) + " " + s.readyState); }); s.addEventListener("error", (e) => say("error " + e.message)); } return new Response(null, { status: 101, webSocket: c }); }
  webSocketMessage(ws, m) { this.log.push("message " + m); if (m === "close") ws.close(4000, "srv"); } webSocketClose(ws, c, r, w) { this.log.push(`hib close ${c} ${r} ${w} ${ws.readyState}`); }
  do(what) { return tryS(() => (what === "send" ? this.ws.send("late") : this.ws.close(4001, "later"))); } look() { const l = this.log; this.log = []; return [this.ws.readyState, ...l]; }
}
export default scenario(async (env) => {
  let n = 0; for (const s of ["plain", "half", "no", "hib"]) for (const c of ["plain", "half"]) for (const who of ["client", "server"]) for (const reply of ["", "&reply=1"]) { if (reply && s === "hib") continue; const o = env.OBJ.getByName("o" + n++), out = []; const w = (await o.fetch("http://x/?s=" + s + reply, { headers: { Upgrade: "websocket" } })).webSocket; w.accept(c === "half" ? { allowHalfOpen: true } : undefined); w.addEventListener("message", (e) => out.push("message " + e.data)); w.addEventListener("close", (e) => out.push(`close ${e.code} ${e.reason} ${e.wasClean} ${w.readyState}`)); w.addEventListener("error", (e) => out.push("error " + e.message)); if (who === "client") w.close(4000, "cli"); else w.send("close"); await wait(30); const first = [w.readyState, ...out.splice(0), "|", ...(await o.look())]; const mid = who === "client" ? await o.do("send") : tryS(() => w.send("late")); await wait(20); const second = [mid, w.readyState, ...out.splice(0), "|", ...(await o.look())]; const end = who === "client" ? await o.do("close") : tryS(() => w.close(4001, "later")); await wait(20); log([s, c, who, reply].join(" "), first.join(", "), second.map((x) => (typeof x === "object" ? JSON.stringify(x) : x)).join(", "), [end, w.readyState, ...out.splice(0), "|", ...(await o.look())].map((x) => (typeof x === "object" ? JSON.stringify(x) : x)).join(", ")); }
});
