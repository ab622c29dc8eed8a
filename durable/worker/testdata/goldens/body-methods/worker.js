// @golden peer
// Bodies: kinds, methods and errors of use, forms, multipart texts, statuses and Requests.

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

const enc = (s) => new TextEncoder().encode(s);
export class Peer extends DurableObject { async fetch(req) { return new Response("peer " + await req.text()); } }
export class Obj extends DurableObject {
  async fetch(req) {
    const u = new URL(req.url);
    if (u.pathname === "/form") { const f = await req.formData(); const o = []; for (const [k, v] of f) o.push([k, typeof v === "string" ? v : [v.constructor.name, v.name, v.type, v.size, await v.text()]]); return Response.json(o); }
    if (u.pathname === "/echo") return new Response(req.body, { headers: { ct: req.headers.get("content-type") ?? "-", cl: req.headers.get("content-length") ?? "-" } });
    if (u.pathname === "/forward") return this.env.PEER.getByName("p").fetch(req);
    if (u.pathname === "/used") { await req.text(); return Response.json([await tryA(() => req.text()), req.bodyUsed, await tryA(() => new Request(req)), await tryA(() => this.env.PEER.getByName("p").fetch(req)), tryS(() => req.clone())]); }
  }
}
const post = (env, p, body, h, more) => env.OBJ.getByName("a").fetch("http://x" + p, { method: "POST", body, headers: h, ...more });
export default scenario(async (env) => {
  await attempt("used", async () => JSON.parse(await (await post(env, "/used", "x")).text())); await attempt("forward", async () => (await post(env, "/forward", "fwd")).text());
  await attempt("form", async () => { const f = new FormData(); f.append("a", "1"); f.append("a", "2"); f.append("é\"\n", "x\r\ny"); f.append("f", new File(["con"], "na\"me.txt", { type: "text/plain" })); f.append("g", new Blob(["b"])); f.append("h", new Blob(["b"]), "given"); f.set("a2", 5); return (await post(env, "/form", f)).text(); });
  await attempt("form empty", async () => (await post(env, "/form", new FormData())).text()); await attempt("form usp", async () => (await post(env, "/form", new URLSearchParams("a=1&a=2&b=%20+"))).text());
  const mp = (b, t = "multipart/form-data; boundary=B") => new Response(b, { headers: { "content-type": t } }).formData().then(async (f) => { const o = []; for (const [k, v] of f) o.push(k, typeof v === "string" ? v : [v.name, v.type, await v.text()]); return o; });
  for (const [k, b] of Object.entries({ ok: "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--B--\r\n", nolf: "--B\nContent-Disposition: form-data; name=\"a\"\n\nv\n--B--\n", unquoted: "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--B--", file: "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f.txt\"\r\nContent-Type: a/b\r\n\r\nv\r\n--B--", emptyfn: "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\nv\r\n--B--", filestar: "--B\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''%c3%a9\r\n\r\nv\r\n--B--", noname: "--B\r\nContent-Disposition: form-data\r\n\r\nv\r\n--B--", nodisp: "--B\r\nX: y\r\n\r\nv\r\n--B--", trunc: "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv", none: "", preamble: "pre\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--B--", epilogue: "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--B--\r\nepi", case: "--B\r\ncontent-disposition: FORM-DATA; NAME=\"a\"\r\n\r\nv\r\n--B--", esc: "--B\r\nContent-Disposition: form-data; name=\"a%22\\\"b\"\r\n\r\nv\r\n--B--", onlyend: "--B--\r\n", cte: "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\ndg==\r\n--B--" })) await attempt("mp " + k, () => mp(b));
  for (const t of ["multipart/form-data", "multipart/form-data; boundary=\"B\"", "Multipart/Form-Data;boundary=B", "multipart/mixed; boundary=B", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "text/plain", "", "multipart/form-data; boundary=", "multipart/form-data; charset=x; boundary=B"]) await attempt("mp type " + t, () => mp("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--B--", t));
  for (const m of ["text", "json", "arrayBuffer", "blob", "bytes", "formData"]) { await attempt("null " + m, async () => show(await new Response(null)[m]())); await attempt("twice " + m, async () => { const r = new Response("a=1", { headers: { "content-type": "application/x-www-form-urlencoded" } }); await r.text(); return r[m](); }); await attempt("locked " + m, () => { const r = new Response("x"); r.body.getReader(); return r[m](); }); await attempt("bad " + m, () => new Response(new Uint8Array([0xff, 0x7b]))[m]()); }
  for (const b of ["", "{", "nul", "{\"a\":1}x", "[1,]", "\ufeff{}", "{\"a\":\"\n\"}"]) await attempt("json " + JSON.stringify(b), () => new Response(b).json());
  for (const [k, f] of Object.entries({ cloneUsed: async () => { const r = new Response("x"); await r.text(); return r.clone(); }, cloneLocked: () => { const r = new Response("x"); r.body.getReader(); return r.clone(); }, cloneBoth: async () => { const r = new Response("xy"), c = r.clone(); return [await c.text(), await r.text()]; }, json: async () => { const r = Response.json({ a: 1 }, { status: 201, headers: { "content-type": "x/y" } }); return [r.status, [...r.headers], await r.text()]; }, jsonUndef: () => Response.json(undefined), jsonBig: () => Response.json(1n), jsonFn: () => Response.json(() => 1), json204: () => Response.json(1, { status: 204 }), redirect: () => { const r = Response.redirect("http://x/é", 308); return [r.status, [...r.headers]]; }, redirectDef: () => Response.redirect("http://x").status, redirectRel: () => Response.redirect("/x"), redirectBad: () => Response.redirect("http://x", 200), error: () => Response.error(), status0: () => new Response("", { status: 0 }), s199: () => new Response("", { status: 199 }), s600: () => new Response("", { status: 600 }), s204body: () => new Response("x", { status: 204 }), s304: () => new Response("", { status: 304 }), st: () => new Response("", { statusText: "a\nb" }), stU: () => new Response("", { statusText: "é" }), getBody: () => new Request("http://x", { method: "GET", body: "x" }), headBody: () => new Request("http://x", { method: "HEAD", body: "x" }), meth: () => [new Request("http://x", { method: "post" }).method, new Request("http://x", { method: "patch" }).method], methBad: () => new Request("http://x", { method: "a b" }), trace: () => new Request("http://x", { method: "TRACE" }).method, redirectErr: () => new Request("http://x", { redirect: "error" }), redirectZ: () => new Request("http://x", { redirect: "zz" }), rel: () => new Request("/x"), creds: () => new Request("http://u:p@x/").url, mode: () => { const r = new Request("http://x"); return [r.mode, r.credentials, r.cache, r.referrer, r.integrity, r.keepalive, r.duplex, r.redirect, r.destination]; }, signal: () => new Request("http://x").signal?.aborted, cf: () => new Request("http://x", { cf: { a: 1 } }).cf, reqOfReq: async () => { const r = new Request("http://x", { method: "POST", body: "q", headers: { a: "1" } }), s = new Request(r, { headers: { b: "2" } }); return [[...s.headers], s.method, r.bodyUsed, await s.text()]; }, reqOfUrl: () => new Request("http://y", new Request("http://x", { method: "PUT" })).method, respInit: () => { const r = new Response("x", new Response("y", { status: 203, headers: { q: "1" } })); return [r.status, [...r.headers]]; }, bodyInit: () => { const r = new Response("x", { encodeBody: "manual", headers: [["a", "1"], ["a", "2"]] }); return [...r.headers]; }, ws: () => new Response(null, { status: 101 }), hbad: () => new Response("", { headers: { "a b": "1" } }), hval: () => new Response("", { headers: { a: "x\ny" } }), hnul: () => new Response("", { headers: null }) })) await attempt(k, f);
});
