// @golden flags=enable_request_signal
// request.signal with the flag: a caller that aborts, a caller that ends, a body that is cancelled.

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

const G = [];
export class Obj extends DurableObject {
  async fetch(req) { const u = new URL(req.url), p = u.pathname; G.push(p + " start aborted " + req.signal.aborted); req.signal.addEventListener("abort", () => G.push(p + " abort event " + show(req.signal.reason)));
    if (p === "/now") return new Response("now"); if (p === "/stream") { const { readable, writable } = new TransformStream(); const w = writable.getWriter(); (async () => { for (let i = 0; i < 5; i++) { await w.write(new TextEncoder().encode("c" + i)); await scheduler.wait(20); } await w.close(); })().catch((e) => G.push(p + " write " + err(e).message)); return new Response(readable); }
    if (p === "/waitUntil") this.ctx.waitUntil(scheduler.wait(60).then(() => G.push(p + " waited")));
    try { await scheduler.wait(60, { signal: u.searchParams.has("s") ? req.signal : undefined }); G.push(p + " end aborted " + req.signal.aborted); } catch (e) { G.push([p, err(e)]); }
    return new Response("late"); }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a"); const t = async (path, o) => { const c = new AbortController(); const p = tryA(() => s.fetch("http://x" + path, { signal: c.signal }).then((r) => r.text())); if (o.at !== undefined) { await wait(o.at); o.reason !== undefined ? c.abort(o.reason) : c.abort(); } log(path, await p); await wait(120); log(G.splice(0)); };
  await t("/now", {}); await t("/late", {}); await t("/late", { at: 20 }); await t("/late?s", { at: 20 }); await t("/late?s", { at: 20, reason: "because" }); await t("/late?s", { at: 20, reason: new RangeError("r") }); await t("/waitUntil", { at: 20 }); await t("/late", { at: 0 }); await t("/stream", {}); await t("/stream", { at: 30 });
  const r = await s.fetch("http://x/stream"); const rd = r.body.getReader(); log(show((await rd.read()).value)); await rd.cancel("enough"); await wait(150); log(G.splice(0)); log(await tryA(() => s.fetch("http://x/late", { signal: AbortSignal.abort() }))); log(await tryA(() => s.fetch("http://x/late?s", { signal: AbortSignal.timeout(10) }))); await wait(100); log(G.splice(0)); await attempt("still", () => s.fetch("http://x/now").then((r) => r.text()));
});
