// @golden 
// Blob, File, FormData, URLPattern, caches in user code

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
export class Obj extends DurableObject {}
export default scenario(async () => {
  await attempt("blob", async () => { const b = new Blob(["a", new Uint8Array([66]), new Blob(["c"]), "é"], { type: "Text/X" }); return [b.size, b.type, await b.text(), await b.slice(1, 3).text(), b.slice(0, 1, "t/t").type, (await b.arrayBuffer()).byteLength, await b.bytes()]; }); await attempt("blob stream", async () => new Response(new Blob(["xyz"]).stream()).text()); await attempt("blob bad", () => new Blob("x")); await attempt("blob none", () => [new Blob().size, new Blob([]).size]); await attempt("blob num", async () => new Blob([5, null, undefined, {}]).text()); await attempt("file", async () => { const f = new File(["q"], "a/b.txt", { type: "t/t", lastModified: 5 }); return [f.name, f.size, f.type, f.lastModified, f instanceof Blob, await f.text()]; }); await attempt("file no name", () => new File(["x"])); await attempt("slice neg", () => new Blob(["abcdef"]).slice(-3).text()); await attempt("inspect", () => [String(new Blob()), String(new File([], "x"))]);
  await attempt("form", () => { const f = new FormData(); f.append("a", 1); f.append("a", "2"); f.set("b", new Blob(["x"])); f.append("c", new Blob(["y"]), "n.bin"); return [[...f].map(([k, v]) => [k, typeof v === "string" ? v : [v.constructor.name, v.name]]), f.getAll("a"), f.get("z"), f.has("b"), [...f.keys()]]; }); await attempt("form delete", () => { const f = new FormData(); f.append("a", "1"); f.delete("a"); return [...f]; }); await attempt("multipart", async () => { const b = '--X\r\nContent-Disposition: form-data; name="t"\r\n\r\nval\r\n--X\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/css\r\n\r\nbody\r\n--X--\r\n'; const f = await new Response(b, { headers: { "content-type": "multipart/form-data; boundary=X" } }).formData(); const x = f.get("f"); return [f.get("t"), x.name, x.type, await x.text()]; }); await attempt("multipart bad", () => new Response("junk", { headers: { "content-type": "multipart/form-data; boundary=X" } }).formData()); await attempt("no boundary", () => new Response("junk", { headers: { "content-type": "multipart/form-data" } }).formData()); await attempt("wrong type", () => new Response("x", { headers: { "content-type": "text/plain" } }).formData()); await attempt("urlencoded", async () => [...(await new Response("a=1&b=%20+x", { headers: { "content-type": "application/x-www-form-urlencoded" } }).formData())]); await attempt("serialize", async () => { const f = new FormData(); f.append("k\"\n", "v"); const r = new Response(f); const ct = r.headers.get("content-type"); const bd = ct.split("boundary=")[1]; return (await r.text()).replaceAll(bd, "B"); });
  await attempt("pattern", () => { const p = new URLPattern({ pathname: "/books/:id(\\d+)/*" }); const m = p.exec("https://x/books/12/a/b"); return [p.test("https://x/books/zz/a"), m.pathname.groups, p.pathname, p.protocol]; }); await attempt("pattern string", () => { const p = new URLPattern("https://*.ex.com/:a?"); return [p.test("https://q.ex.com/z"), p.test("https://q.ex.com"), p.exec("https://q.ex.com/z")?.hostname.groups]; }); await attempt("pattern base", () => new URLPattern("/a/:b", "https://x.y").test("https://x.y/a/c")); await attempt("pattern bad", () => new URLPattern({ pathname: "/(" })); await attempt("pattern ignoreCase", () => new URLPattern({ pathname: "/Foo" }, { ignoreCase: true }).test({ pathname: "/fOO" })); await attempt("pattern search", () => new URLPattern({ search: "q=:v" }).exec("https://x/?q=5").search.groups);
  await attempt("channel", async () => { const { port1, port2 } = new MessageChannel(); const o = []; port2.onmessage = (e) => o.push(e.data, e.constructor.name); port1.postMessage({ a: [1] }); await wait(5); return o; }); await attempt("channel listener", async () => { const { port1, port2 } = new MessageChannel(); const o = []; port1.addEventListener("message", (e) => o.push(e.data)); port2.postMessage("early"); await wait(5); o.push("start"); port1.start(); await wait(5); return o; }); await attempt("channel close", async () => { const { port1, port2 } = new MessageChannel(); const o = []; port2.onmessage = (e) => o.push(e.data); port1.close(); port1.postMessage(1); await wait(5); return o; }); await attempt("channel fn", () => { const { port1 } = new MessageChannel(); port1.postMessage(() => 1); }); await attempt("navigator", () => [navigator.userAgent, navigator.hardwareConcurrency, navigator.language, navigator.platform]); await attempt("self", () => [self === globalThis, typeof window, typeof process, typeof Buffer, typeof require, typeof global, typeof setImmediate, typeof document, typeof localStorage, typeof importScripts, origin]); await attempt("console", () => [console.log("x"), typeof console.table, typeof console.group, console.assert(true), console.count(), Object.prototype.toString.call(console)]); await attempt("Date frozen", async () => { const a = Date.now(); for (let i = 0; i < 1000; i++); return typeof a; }); await attempt("waitUntil import", () => { waitUntil(Promise.resolve()); return "ok"; }); await attempt("env import", () => [typeof importedEnv.OBJ, Object.keys(importedEnv)]); await attempt("generators", async () => { async function* g() { try { yield 1; yield 2; } finally { log("finally"); } } for await (const x of g()) break; return "broke"; }); await attempt("labels", () => { let n = 0; a: for (;;) { for (;;) { if (++n > 3) break a; continue a; } } return n; }); await attempt("tagged", () => ((s, ...v) => [s.raw[0], v])`a\n${5}b`); await attempt("optional catch", () => { try { throw 1; } catch { return "c"; } }); await attempt("class features", () => { class A { static #c = 0; static { A.x = 5; } #p = 1; get p() { return this.#p; } static inc() { return ++A.#c; } has(o) { return #p in o; } accessor = 1; } return [A.x, new A().p, A.inc(), new A().has(new A()), new A().has({})]; }); await attempt("numeric sep", () => [0b11, 0o17, 1e3, .5, 0xff]); await attempt("getter static", () => Object.getOwnPropertyNames(class { static m() {} static get g() { return 1; } }).sort());
});
