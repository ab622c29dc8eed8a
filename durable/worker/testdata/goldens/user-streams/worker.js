// @golden 
// Streams in user code

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
const enc = new TextEncoder(), dec = new TextDecoder(); const chunks = (...l) => new ReadableStream({ start(c) { for (const x of l) c.enqueue(x); c.close(); } }); const all = async (s) => { const o = []; for await (const x of s) o.push(x instanceof Uint8Array ? dec.decode(x) : x); return o; };
export class Obj extends DurableObject {}
export default scenario(async () => {
  await attempt("for await", () => all(chunks(1, 2, 3))); await attempt("pipeThrough", () => all(chunks("a", "b").pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x + x); }, flush(c) { c.enqueue("end"); } })))); await attempt("identity ts", () => all(chunks("a").pipeThrough(new TransformStream()))); await attempt("tee", async () => { const [a, b] = chunks(1, 2).tee(); return [await all(a), await all(b)]; }); await attempt("text streams", () => all(chunks("hé", "llo").pipeThrough(new TextEncoderStream()).pipeThrough(new TextDecoderStream()))); await attempt("gzip", async () => { const z = new Response("hello hello hello").body.pipeThrough(new CompressionStream("gzip")); return new Response(z.pipeThrough(new DecompressionStream("gzip"))).text(); }); for (const f of ["deflate", "deflate-raw", "br"]) await attempt("compress " + f, async () => new Response(new Response("x".repeat(1000)).body.pipeThrough(new CompressionStream(f)).pipeThrough(new DecompressionStream(f))).text().then((t) => t.length)); await attempt("bad gzip", async () => new Response(new Response("not gzip").body.pipeThrough(new DecompressionStream("gzip"))).text()); await attempt("pipeTo", async () => { const o = []; await chunks(1, 2).pipeTo(new WritableStream({ write(x) { o.push(x); }, close() { o.push("closed"); } })); return o; }); await attempt("pipeTo error", async () => { await chunks(1).pipeTo(new WritableStream({ write() { throw new Error("sink"); } })); }); await attempt("pipeTo preventClose", async () => { const o = []; const w = new WritableStream({ write(x) { o.push(x); }, close() { o.push("closed"); } }); await chunks(1).pipeTo(w, { preventClose: true }); return [o, w.locked]; }); await attempt("cancel", async () => { let why; const s = new ReadableStream({ cancel(r) { why = r; } }); await s.cancel("bye"); return why; }); await attempt("locked", () => { const s = chunks(1); s.getReader(); return s.getReader(); }); await attempt("reader read", async () => { const r = chunks("x").getReader(); return [await r.read(), await r.read(), await r.closed]; }); await attempt("releaseLock", async () => { const s = chunks(1, 2); const r = s.getReader(); await r.read(); r.releaseLock(); return [s.locked, (await s.getReader().read()).value]; }); await attempt("read after release", async () => { const r = chunks(1).getReader(); r.releaseLock(); return r.read(); }); await attempt("error", async () => { const s = new ReadableStream({ start(c) { c.error(new TypeError("src")); } }); return all(s); }); await attempt("pull count", async () => { let n = 0; const s = new ReadableStream({ pull(c) { n++; c.enqueue(n); if (n === 3) c.close(); } }); const r = await all(s); return [r, n]; }); await attempt("hwm", async () => { let n = 0; new ReadableStream({ pull(c) { c.enqueue(++n); } }, { highWaterMark: 3 }); await wait(1); return n; }); await attempt("byob", async () => { const s = new ReadableStream({ type: "bytes", start(c) { c.enqueue(new Uint8Array([1, 2, 3])); c.close(); } }); const r = s.getReader({ mode: "byob" }); const x = await r.read(new Uint8Array(2)); const y = await r.read(new Uint8Array(2)); const z = await r.read(new Uint8Array(2)); return [[...x.value], [...y.value], z.done, z.value?.length]; }); await attempt("byob readAtLeast", async () => { const s = new ReadableStream({ type: "bytes", pull(c) { c.enqueue(new Uint8Array([7])); } }); const r = s.getReader({ mode: "byob" }); const x = await r.readAtLeast(3, new Uint8Array(4)); return [...x.value]; }); await attempt("from", () => all(ReadableStream.from(["a", "b"]))); await attempt("from async gen", () => all(ReadableStream.from((async function* () { yield 1; yield 2; })()))); await attempt("writer", async () => { const o = []; const w = new WritableStream({ write(x) { o.push(x); } }).getWriter(); w.write(1); w.write(2); await w.close(); return [o, w.desiredSize]; }); await attempt("writer desiredSize", () => new WritableStream({}, { highWaterMark: 5 }).getWriter().desiredSize); await attempt("abort", async () => { let why; const w = new WritableStream({ abort(r) { why = r; } }); await w.abort("no"); return why; }); await attempt("write after close", async () => { const w = new WritableStream().getWriter(); await w.close(); return w.write(1); }); await attempt("fixed ok", async () => { const f = new FixedLengthStream(5); const w = f.writable.getWriter(); w.write(enc.encode("hello")); w.close(); return new Response(f.readable).text(); }); await attempt("fixed long", async () => { const f = new FixedLengthStream(2); const w = f.writable.getWriter(); const t = new Response(f.readable).text(); t.catch(() => {}); await w.write(enc.encode("hello")); return t; }); await attempt("fixed short", async () => { const f = new FixedLengthStream(9); const w = f.writable.getWriter(); const t = new Response(f.readable).text(); t.catch(() => {}); await w.write(enc.encode("hello")); await w.close(); return t; }); await attempt("identity string", async () => { const f = new IdentityTransformStream(); const w = f.writable.getWriter(); w.write("str").catch(() => {}); w.close().catch(() => {}); return new Response(f.readable).text(); }); await attempt("ts error", async () => all(chunks(1).pipeThrough(new TransformStream({ transform() { throw new RangeError("in t"); } })))); await attempt("values preventCancel", async () => { const s = chunks(1, 2); for await (const x of s.values({ preventCancel: true })) break; return (await s.getReader().read()).value; }); await attempt("break cancels", async () => { let c = false; const s = new ReadableStream({ pull(k) { k.enqueue(1); }, cancel() { c = true; } }); for await (const x of s) break; return c; }); await attempt("body reader", async () => { const r = new Response("abc").body.getReader(); const x = await r.read(); return [x.value.constructor.name, dec.decode(x.value)]; }); await attempt("response of strings", () => new Response(chunks("s")).text()); await attempt("response of numbers", () => new Response(chunks(5)).text()); await attempt("digest stream", async () => { const d = new crypto.DigestStream("SHA-256"); await new Response("abc").body.pipeTo(d); return [...new Uint8Array(await d.digest)].slice(0, 4); }); await attempt("names", () => [chunks().constructor.name, String(chunks()), new TransformStream().toString(), Object.keys(new TransformStream())]);
});
