// @golden 
// new WebSocket and fetch with Upgrade to what refuses, texts of bad arguments

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
export class Obj extends DurableObject { fetch(q) { return new Response("plain"); } async make(url, p) { try { const w = new WebSocket(url, p); return [w.readyState, w.url, w.protocol]; } catch (e) { return err(e); } } }
export default scenario(async (env, ctx) => {
  for (const [u, p] of [["nonsense"], ["http://127.0.0.1:1/"], ["https://127.0.0.1:1/x"], ["ftp://x/"], ["ws://127.0.0.1:1/"], ["wss://127.0.0.1:1/a?b=1"], ["ws://127.0.0.1:1/#frag"], ["ws://127.0.0.1:1/", "chat"], ["ws://127.0.0.1:1/", ["a", "b"]], ["ws://127.0.0.1:1/", ["a", "a"]], ["ws://127.0.0.1:1/", "bad proto"], ["ws://127.0.0.1:1/", ""], ["ws://127.0.0.1:1/", []]]) await attempt(`new ${u} ${p}`, () => { const w = new WebSocket(u, p); w.addEventListener("error", () => {}); return [w.readyState, w.url, w.protocol, w.extensions, w.binaryType]; });
  await attempt("events", async () => { const out = []; const w = new WebSocket("ws://127.0.0.1:1/"); w.addEventListener("open", () => out.push("open")); w.addEventListener("error", (e) => out.push(["error", e.constructor.name])); w.addEventListener("close", (e) => out.push(["close", e.code, e.reason, e.wasClean])); await wait(50); out.push(w.readyState); return out; });
  await attempt("send connecting", () => { const w = new WebSocket("ws://127.0.0.1:1/"); w.addEventListener("error", () => {}); w.send("x"); return "sent"; }); await attempt("accept connecting", () => { const w = new WebSocket("ws://127.0.0.1:1/"); w.addEventListener("error", () => {}); w.accept(); }); await attempt("close connecting", async () => { const out = []; const w = new WebSocket("ws://127.0.0.1:1/"); w.addEventListener("error", (e) => out.push("error")); w.addEventListener("close", (e) => out.push(["close", e.code])); w.close(); out.push(w.readyState); await wait(30); out.push(w.readyState); return out; });
  await attempt("no args", () => new WebSocket()); await attempt("call", () => WebSocket("ws://x/")); await attempt("fetch ws scheme", () => fetch("ws://127.0.0.1:1/", { headers: { Upgrade: "websocket" } }).catch((e) => { throw e; })); await attempt("upgrade to plain", async () => { const r = await env.OBJ.getByName("a").fetch("http://x/", { headers: { Upgrade: "websocket" } }); return [r.status, r.webSocket]; }); await attempt("acceptWebSocket of outgoing", async () => env.OBJ.getByName("a").make("ws://127.0.0.1:1/"));
});
