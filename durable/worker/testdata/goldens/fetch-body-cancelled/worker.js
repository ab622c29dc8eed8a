// @golden
// A streaming body whose reader goes: by cancel, by a signal, what the writer of each kind of stream hears.

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

const G = []; const enc = (s) => new TextEncoder().encode(s);
export class Obj extends DurableObject {
  async fetch(req) { const p = new URL(req.url).pathname.slice(1), say = (x) => G.push(x);
    if (p === "identity" || p === "transform" || p === "fixed") { const { readable, writable } = p === "identity" ? new TransformStream() : p === "fixed" ? new FixedLengthStream(10) : new TransformStream({ transform(c, k) { k.enqueue(c); }, flush() { say("flush"); }, cancel(r) { say(["transform cancel", show(r)]); } }); const w = writable.getWriter(); w.closed.then(() => say("closed"), (e) => say(["closed rejects", err(e)])); (async () => { for (let i = 0; i < 5; i++) { await w.write(enc("c" + i)); say("wrote " + i); await scheduler.wait(20); } await w.close(); say("close done"); })().catch((e) => say(["write fails", err(e)])); return new Response(readable); }
    if (p === "pull" || p === "bytes") return new Response(new ReadableStream({ type: p === "bytes" ? "bytes" : undefined, async pull(c) { say("pull"); await scheduler.wait(20); try { c.enqueue(enc("p")); } catch (e) { say(["enqueue", err(e)]); } if (++this.n === 5) c.close(); }, n: 0, cancel(r) { say(["cancel", show(r)]); } }));
    return new Response("?"); }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a");
  for (const p of ["identity", "transform", "pull", "bytes"]) for (const how of ["read", "cancel", "cancel now", "signal", "release"]) { if (how === "cancel now" && (p === "identity" || p === "transform")) continue; const c = new AbortController(); const r = await s.fetch("http://x/" + p, { signal: c.signal }); const rd = r.body.getReader(); const got = []; if (how === "read") { for (;;) { const x = await rd.read(); if (x.done) break; got.push(new TextDecoder().decode(x.value)); } } if (how === "cancel now") got.push(await tryA(() => rd.cancel("at once"))); if (how === "cancel") { got.push(show((await rd.read()).value)); got.push(await tryA(() => rd.cancel(new RangeError("enough")))); } if (how === "signal") { got.push(show((await rd.read()).value)); c.abort(new RangeError("sig")); got.push(await tryA(() => rd.read())); } if (how === "release") { got.push(show((await rd.read()).value)); rd.releaseLock(); got.push(await tryA(() => r.body.cancel("body"))); } await wait(150); log(p, how, got, G.splice(0)); }
});
