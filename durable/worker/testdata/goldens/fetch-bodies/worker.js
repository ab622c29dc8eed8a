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
  async fetch(req) { const u = new URL(req.url); switch (u.pathname) {
    case "/text": return new Response(await req.text()); case "/json": return Response.json({ got: await req.json() }); case "/form": { const f = await req.formData(); return Response.json([...f].map(([k, v]) => [k, typeof v === "string" ? v : [v.name, v.type, v.size]])); } case "/bytes": return new Response((await req.arrayBuffer()).byteLength + ""); case "/echo": return new Response(req.body, { headers: req.headers }); case "/clone": { const c = req.clone(); return new Response((await c.text()) + (await req.text())); } case "/twice": { await req.text(); return new Response(await tryA(() => req.text()).then(JSON.stringify)); } case "/used": { const b = req.bodyUsed; await req.text(); return Response.json([b, req.bodyUsed, req.body?.locked]); } case "/stream": { const { readable, writable } = new TransformStream(); const w = writable.getWriter(); (async () => { for (let i = 0; i < 3; i++) { await w.write(new TextEncoder().encode("c" + i)); await scheduler.wait(2); } await w.close(); })(); return new Response(readable); } case "/err": return new Response(new ReadableStream({ pull(c) { c.error(new RangeError("stream broke")); } })); case "/null": return new Response(null, { status: 204 }); case "/head": return new Response("x", { headers: [["a", "1"], ["a", "2"], ["set-cookie", "x=1"], ["set-cookie", "y=2"]] }); case "/status": return new Response("s", { status: 418, statusText: "Teapot" }); case "/type": return Response.json([req.headers.get("content-type"), req.headers.get("content-length"), req.body === null]); } }
}
export default scenario(async (env) => { const s = env.OBJ.getByName("a"), f = (p, i) => s.fetch("http://x" + p, i), P = (b, h) => ({ method: "POST", body: b, headers: h });
  for (const [l, p, i] of [["text", "/text", P("héllo")], ["json", "/json", P('{"a":1}')], ["bad json", "/json", P("{")], ["bytes", "/bytes", P(new Uint8Array(1000))], ["urlenc", "/form", P(new URLSearchParams({ a: "1 2", b: "é" }))], ["clone", "/clone", P("ab")], ["twice", "/twice", P("ab")], ["used", "/used", P("ab")], ["stream", "/stream"], ["null", "/null"], ["status", "/status"], ["echo", "/echo", P("e", { "x-y": "z" })], ["type string", "/type", P("s")], ["type params", "/type", P(new URLSearchParams("a=b"))], ["type bytes", "/type", P(new Uint8Array(2))], ["type blob", "/type", P(new Blob(["q"], { type: "a/b" }))], ["type none", "/type", { method: "POST" }], ["type get", "/type"], ["stream body", "/text", P(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("st")); c.close(); } }))]]) await attempt(l, async () => { const r = await f(p, i); return [r.status, r.statusText, r.headers.get("content-type"), await r.text()]; });
  await attempt("multipart", async () => { const fd = new FormData(); fd.append("a", "1"); fd.append("f", new Blob(["data"], { type: "text/x" }), "n.txt"); return (await f("/form", P(fd))).json(); });
  await attempt("err", async () => (await f("/err")).text()); await attempt("head", async () => { const r = await f("/head"); return [[...r.headers], r.headers.getSetCookie(), r.headers.get("set-cookie")]; }); await attempt("chunks", async () => { const r = await f("/stream"); let n = 0, t = ""; for await (const c of r.body) { n++; t += new TextDecoder().decode(c); } return [n > 0, t]; }); await attempt("get with body", () => f("/text", { method: "GET", body: "x" })); await attempt("bad method", () => f("/text", { method: "A B" })); await attempt("tee", async () => { const [a, b] = (await f("/stream")).body.tee(); return [await new Response(a).text(), await new Response(b).text()]; });
});
