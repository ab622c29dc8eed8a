// @golden peer
// Streams, signals and bodies as arguments and results of RPC

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
const text = (s) => new Response(s).text();
export class Peer extends DurableObject {
  rs() { return new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("ab")); c.enqueue(new TextEncoder().encode("cd")); c.close(); } }); } bytes() { return new ReadableStream({ type: "bytes", start(c) { c.enqueue(new TextEncoder().encode("by")); c.close(); } }); } respBody() { return new Response("resp body").body; } async read(s) { return await new Response(s).text(); } resp() { return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("streamed")); c.close(); } }), { status: 202 }); } async readReq(r) { return [r.method, r.url, await r.text()]; } async write(w) { const x = w.getWriter(); await x.write(new TextEncoder().encode("w1")); await x.write(new TextEncoder().encode("w2")); await x.close(); return "written"; } strs() { return new ReadableStream({ start(c) { c.enqueue("text"); c.close(); } }); } errs() { return new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); }, pull(c) { c.error(new RangeError("stream err")); } }); } async both(s) { return s.pipeThrough(new TransformStream({ transform(c, k) { k.enqueue(new TextEncoder().encode(new TextDecoder().decode(c).toUpperCase())); } })); } async sig(s) { return [s instanceof AbortSignal, s.aborted, await tryA(() => s.reason)]; } async waitSig(s) { return await new Promise((r) => { s.addEventListener("abort", () => r("aborted " + show(s.reason))); setTimeout(() => r("timeout"), 200); }); } slow() { let n = 0; return new ReadableStream({ async pull(c) { await scheduler.wait(2); if (n++ < 3) c.enqueue(new Uint8Array([65 + n])); else c.close(); } }); } nested() { return { s: new Response("in obj").body, n: 1 }; } locked() { const s = new Response("x").body; s.getReader(); return s; } async cancels(s) { const r = s.getReader(); const { value } = await r.read(); await r.cancel("enough"); return value.length; }
}
export default scenario(async (env) => { const p = env.PEER.getByName("p");
  for (const k of ["rs", "bytes", "respBody", "strs", "errs", "slow", "locked"]) await attempt(k, async () => { const s = await p[k](); return [s instanceof ReadableStream, await text(s)]; });
  await attempt("nested", async () => { const o = await p.nested(); return [o.n, await text(o.s)]; }); await attempt("read", () => p.read(new Response("sent").body)); await attempt("read own", () => p.read(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("own")); c.close(); } }))); await attempt("read erroring", () => p.read(new ReadableStream({ start(c) { c.error(new TypeError("sender err")); } }))); await attempt("resp", async () => { const r = await p.resp(); return [r.status, await r.text()]; }); await attempt("req", () => p.readReq(new Request("http://x/y", { method: "POST", body: new Response("rb").body })));
  await attempt("write", async () => { const { readable, writable } = new IdentityTransformStream(); const [r, t] = await Promise.all([p.write(writable), text(readable)]); return [r, t]; }); await attempt("write ts", async () => { const { readable, writable } = new TransformStream(); const [r, t] = await Promise.all([p.write(writable), text(readable)]); return [r, t]; }); await attempt("both", async () => text(await p.both(new Response("up").body))); await attempt("after send", async () => { const s = new Response("z").body; const r = p.read(s); return [s.locked, await r]; }); await attempt("locked arg", async () => { const s = new Response("z").body; s.getReader(); return p.read(s); });
  await attempt("sig", () => p.sig(new AbortController().signal)); await attempt("sig aborted", () => p.sig(AbortSignal.abort(new TypeError("why")))); await attempt("waitSig", async () => { const c = new AbortController(); const r = p.waitSig(c.signal); setTimeout(() => c.abort("reason!"), 10); return r; }); await attempt("cancels", async () => { let why; const s = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(10)); }, cancel(r) { why = show(r); } }); const n = await p.cancels(s); await wait(20); return why; }); await attempt("ws stream", () => p.read(new WritableStream())); await attempt("controller", () => p.read(new AbortController()));
});
