// @golden 
// Methods of the runtime that are called without their object: Illegal invocation, and those that need none.

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
  async run() {
    const out = []; const st = this.ctx.storage; const p = new WebSocketPair(); p[0].accept();
    const kinds = [["storage.get", st.get, "k"], ["storage.put", st.put, "k", 1], ["storage.list", st.list], ["storage.delete", st.delete, "k"], ["storage.setAlarm", st.setAlarm, 1], ["storage.sync", st.sync], ["storage.transaction", st.transaction, () => 1], ["storage.transactionSync", st.transactionSync, () => 1], ["storage.deleteAll", st.deleteAll], ["sql.exec", st.sql.exec, "SELECT 1"], ["kv.get", st.kv.get, "k"], ["kv.put", st.kv.put, "k", 1], ["kv.list", st.kv.list], ["cursor.toArray", st.sql.exec("SELECT 1").toArray], ["cursor.one", st.sql.exec("SELECT 1").one], ["ctx.waitUntil", this.ctx.waitUntil, Promise.resolve()], ["ctx.bcw", this.ctx.blockConcurrencyWhile, () => 1], ["ctx.getWebSockets", this.ctx.getWebSockets], ["ctx.abort", this.ctx.abort], ["id.toString", this.ctx.id.toString], ["id.equals", this.ctx.id.equals, this.ctx.id], ["ns.get", this.env.OBJ.get, this.ctx.id], ["ns.idFromName", this.env.OBJ.idFromName, "a"], ["ns.newUniqueId", this.env.OBJ.newUniqueId], ["ws.send", p[0].send, "x"], ["ws.accept", p[1].accept], ["headers.get", new Headers().get, "a"], ["headers.set", new Headers().set, "a", "b"], ["request.text", new Request("http://x").text], ["request.clone", new Request("http://x").clone], ["response.clone", new Response("1").clone], ["url.toString", new URL("http://x").toString], ["usp.get", new URLSearchParams().get, "a"], ["fd.get", new FormData().get, "a"], ["blob.text", new Blob([]).text], ["dec.decode", new TextDecoder().decode], ["digest", crypto.subtle.digest, "SHA-1", new Uint8Array()], ["randomUUID", crypto.randomUUID], ["getRandomValues", crypto.getRandomValues, new Uint8Array(1)], ["controller.abort", new AbortController().abort], ["et.addEventListener", new EventTarget().addEventListener, "x", () => 1], ["stream.getReader", new Response("x").body.getReader], ["reader.read", new Response("x").body.getReader().read], ["setTimeout", setTimeout, () => 1, 0], ["queueMicrotask", queueMicrotask, () => 1], ["structuredClone", structuredClone, 1], ["atob", atob, "YQ=="], ["console.log", console.log], ["cache.match", caches.default.match, "http://x"], ["caches.open", caches.open, "x"]];
    for (const [n, f, ...a] of kinds) { let r; try { await f(...a); r = "fine"; } catch (e) { r = e.name + " " + String(e.message).slice(0, 60); } out.push([n, r]); }
    try { await st.get.call({}, "k"); out.push("?"); } catch (e) { out.push(e.message); } try { Object.getOwnPropertyDescriptor(URL.prototype, "href").get.call({}); } catch (e) { out.push(e.message); } try { Headers.prototype.get.call(null, "a"); } catch (e) { out.push(e.message); }
    return out;
  }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(x); });
