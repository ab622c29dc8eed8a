// @golden
// What an alarm handler is told, as a value: its class, its properties, and whether it can be stored.

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
  async fetch(request) {
    const kind = new URL(request.url).pathname;
    if (kind === "/bytes") return new Response("0123456789");
    if (kind === "/empty") return new Response(null);
    if (kind === "/204") return new Response(null, { status: 204 });
    const { readable, writable } = new TransformStream();
    const w = writable.getWriter(), e = new TextEncoder();
    (async () => { try { for (let n = 0; n < 4; n++) { await w.write(e.encode("part" + n)); await wait(50); } await w.close(); } catch (x) {} })();
    return new Response(readable);
  }
}
export default scenario(async (env) => {
  const s = env.OBJ.getByName("a");
  for (const kind of ["bytes", "stream", "empty"]) {
    const get = async () => { const c = new AbortController(); return [c, await s.fetch("http://x/" + kind, { signal: c.signal })]; };
    await attempt(kind + " before text", async () => { const [c, r] = await get(); c.abort(); return await r.text(); });
    await attempt(kind + " reason", async () => { const [c, r] = await get(); c.abort(new RangeError("mine")); return await r.text(); });
    await attempt(kind + " while text", async () => { const [c, r] = await get(); const p = r.text(); c.abort(); return await p; });
    await attempt(kind + " later while text", async () => { const [c, r] = await get(); const p = r.text(); p.catch(() => {}); await wait(70); c.abort(); return await p; });
    await attempt(kind + " after text", async () => { const [c, r] = await get(); const t = await r.text(); c.abort(); return t; });
    await attempt(kind + " body", async () => { const [c, r] = await get(); const b = r.body; c.abort(); return [b === null, r.bodyUsed, b?.locked]; });
    await attempt(kind + " reader", async () => { const [c, r] = await get(); if (!r.body) return "none"; const d = r.body.getReader(); const first = await d.read(); c.abort(); return [first.done, await tryA(() => d.read()), await tryA(() => d.closed)]; });
    if (kind !== "empty") await attempt(kind + " clone", async () => { const [c, r] = await get(); const k = r.clone(); c.abort(); return [await tryA(() => r.text()), await tryA(() => k.text())]; });
    await attempt(kind + " json", async () => { const [c, r] = await get(); c.abort(); return await r.arrayBuffer(); });
    await attempt(kind + " timeout", async () => { const r = await s.fetch("http://x/" + kind, { signal: AbortSignal.timeout(90) }); await wait(200); return await r.text(); });
    await attempt(kind + " timeout while text", async () => { const r = await s.fetch("http://x/" + kind, { signal: AbortSignal.timeout(90) }); return await r.text(); });
    await attempt(kind + " without signal", async () => { const r = await s.fetch("http://x/" + kind); return r.body === null; });
  }
  for (const method of ["GET", "HEAD", "POST"]) for (const kind of ["empty", "bytes", "204"]) await attempt(method + " " + kind, async () => {
    const r = await s.fetch("http://x/" + kind, { method }), k = r.clone();
    return [r.body === null, k.body === null, r.headers.get("content-length"), await r.text(), await new Response(k.body).text()];
  });
  await attempt("empty forwarded", async () => { const r = await s.fetch("http://x/empty"); const n = new Response(r.body, r); return [n.body === null, n.headers.get("content-length"), await n.text()]; });
  await attempt("204", async () => { const c = new AbortController(), r = await s.fetch("http://x/204", { signal: c.signal }); c.abort(); return [r.body === null, await r.text()]; });
  await attempt("length", async () => { const r = await s.fetch("http://x/bytes", { signal: new AbortController().signal }); return [r.headers.get("content-length"), (await new Response(r.body).text()).length]; });
});
