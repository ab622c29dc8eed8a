// @golden 
// Request, Response, Headers, URL in user code

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
export class Obj extends DurableObject { async fetch(q) { const u = new URL(q.url); if (u.pathname === "/echo") return new Response(q.body, { headers: q.headers }); if (u.pathname === "/json") return Response.json(await q.json(), { status: 201 }); if (u.pathname === "/redir") return Response.redirect("http://x/to", 301); if (u.pathname === "/form") { const f = await q.formData(); return Response.json([...f].map(([k, v]) => [k, typeof v === "string" ? v : [v.name, v.type, v.size]])); } if (u.pathname === "/null") return new Response(null, { status: 204 }); if (u.pathname === "/hdr") return Response.json([...q.headers]); if (u.pathname === "/cookies") { const h = new Headers(); h.append("set-cookie", "a=1"); h.append("set-cookie", "b=2"); return new Response("c", { headers: h }); } if (u.pathname === "/used") { await q.text(); return new Response(String(await tryA(() => q.text()))); } return new Response(u.pathname + u.search + " " + q.method); } }
export default scenario(async (env) => { const s = env.OBJ.getByName("a"); const f = (p, i) => s.fetch("http://x" + p, i);
  await attempt("plain", async () => { const r = await f("/p?q=1"); return [r.status, r.ok, r.url, r.redirected, r.type, r.bodyUsed, await r.text(), r.bodyUsed, r.statusText]; }); await attempt("echo", async () => { const r = await f("/echo", { method: "POST", body: "b", headers: { "x-a": "1" } }); return [await r.text(), r.headers.get("x-a"), r.headers.get("content-type"), r.headers.get("content-length")]; }); await attempt("json", async () => { const r = await f("/json", { method: "POST", body: JSON.stringify({ a: 1 }) }); return [r.status, await r.json(), r.headers.get("content-type")]; }); await attempt("redir", async () => { const r = await f("/redir", { redirect: "manual" }); return [r.status, r.headers.get("location")]; }); await attempt("redir followed", async () => { const r = await f("/redir"); return [r.status, r.url, r.redirected, await r.text()]; }); await attempt("form", async () => { const d = new FormData(); d.append("a", "1"); d.append("f", new File(["xyz"], "n.txt", { type: "text/plain" })); d.append("b", new Blob(["q"])); return (await f("/form", { method: "POST", body: d })).json(); }); await attempt("urlencoded", async () => (await f("/form", { method: "POST", body: new URLSearchParams({ a: "1 2", b: "é" }) })).json()); await attempt("null body", async () => { const r = await f("/null"); return [r.status, r.body, await r.text()]; }); await attempt("headers", async () => (await f("/hdr", { headers: [["B", "2"], ["a", "1"], ["a", "3"]] })).json()); await attempt("cookies", async () => { const r = await f("/cookies"); return [r.headers.getSetCookie(), r.headers.get("set-cookie"), r.headers.getAll("set-cookie")]; }); await attempt("used", async () => (await f("/used", { method: "POST", body: "x" })).text()); await attempt("request obj", async () => (await s.fetch(new Request("http://x/r", { method: "PUT", body: "b" }))).text()); await attempt("request + init", async () => (await s.fetch(new Request("http://x/r", { method: "PUT", body: "b" }), { method: "DELETE" })).text()); await attempt("get with body", () => f("/", { body: "x" })); await attempt("bad method", () => f("/", { method: "B AD" })); await attempt("lower", async () => (await f("/", { method: "patch" })).text()); await attempt("number url", () => s.fetch(5)); await attempt("URL object", async () => (await s.fetch(new URL("http://x/u"))).text());
  await attempt("clone", async () => { const r = new Response("c"); const k = r.clone(); return [await r.text(), await k.text()]; }); await attempt("clone used", async () => { const r = new Response("c"); await r.text(); return r.clone(); }); await attempt("text twice", async () => { const r = new Response("c"); await r.text(); return r.text(); }); await attempt("json bad", () => new Response("{").json()); await attempt("json empty", () => new Response("").json()); await attempt("Response.json", async () => { const r = Response.json({ a: 1 }, { status: 418, headers: { x: "y" } }); return [r.status, r.headers.get("content-type"), r.headers.get("x"), await r.text()]; }); await attempt("json undefined", () => Response.json(undefined)); await attempt("json bigint", () => Response.json(5n)); await attempt("json circular", () => { const o = {}; o.o = o; return Response.json(o); }); await attempt("redirect bad", () => Response.redirect("http://x/", 200)); await attempt("redirect rel", () => Response.redirect("/x")); await attempt("error", () => { const r = Response.error(); return [r.type, r.status]; }); await attempt("status 99", () => new Response("", { status: 99 })); await attempt("204 body", () => new Response("x", { status: 204 })); await attempt("statusText", () => new Response("", { status: 404 }).statusText); await attempt("blob", async () => { const b = await new Response("x", { headers: { "content-type": "text/html" } }).blob(); return [b.type, b.size]; }); await attempt("arrayBuffer", async () => (await new Response("abc").arrayBuffer()).byteLength); await attempt("bytes", async () => await new Response("abc").bytes()); await attempt("body types", async () => [await new Response(new Uint8Array([65])).text(), await new Response(new Blob(["b"])).text(), await new Response(new URLSearchParams("a=b")).text(), await new Response(5).text(), await new Response({}).text(), new Response().body]);
  await attempt("Headers", () => { const h = new Headers({ "Content-Type": "a", X: "1" }); h.append("x", "2"); return [[...h], h.get("X"), h.has("content-TYPE"), [...h.keys()], h.get("none")]; }); await attempt("Headers bad name", () => new Headers({ "a b": "1" })); await attempt("Headers bad value", () => new Headers({ a: "x\ny" })); await attempt("Headers trim", () => new Headers({ a: "  v  " }).get("a")); await attempt("Headers delete", () => { const h = new Headers({ a: "1" }); h.delete("A"); return [...h]; }); await attempt("Headers set", () => { const h = new Headers(); h.set("a", 1); h.set("a", 2); return h.get("a"); }); await attempt("Headers forEach", () => { const o = []; new Headers({ b: "1", a: "2" }).forEach((v, k, h) => o.push(k + v + (h instanceof Headers))); return o; }); await attempt("Headers unicode", () => new Headers({ a: "é" }).get("a")); await attempt("immutable", async () => { const r = await f("/"); r.headers.set("a", "b"); }); await attempt("mutable copy", async () => { const r = await f("/"); const c = new Response(r.body, r); c.headers.set("a", "b"); return [c.headers.get("a"), c.status]; }); await attempt("request copy", async () => { const r = new Request("http://x/", { method: "POST", body: "b", headers: { a: "1" } }); const c = new Request(r, { headers: { b: "2" } }); return [c.method, [...c.headers], await c.text(), r.bodyUsed]; }); await attempt("request clone", async () => { const r = new Request("http://x/", { method: "POST", body: "b" }); const c = r.clone(); return [await r.text(), await c.text()]; }); await attempt("request props", () => { const r = new Request("http://x/a"); return [r.method, r.url, r.redirect, r.signal.constructor.name, r.cf, r.keepalive, r.integrity, r.body, r.bodyUsed, r.cache, r.credentials, r.mode, r.referrer, r.destination]; }); await attempt("bad url", () => new Request("/rel")); await attempt("init string", () => new Request("http://x/", "x")); await attempt("duplex", async () => new Request("http://x/", { method: "POST", body: new Response("s").body, duplex: "half" }).text());
  await attempt("URL", () => { const u = new URL("../c?x=1#h", "http://u:p@ex.com:8080/a/b/"); return [u.href, u.origin, u.host, u.pathname, u.search, u.hash, u.username, u.port]; }); await attempt("URL bad", () => new URL("nope")); await attempt("canParse", () => [URL.canParse("http://x"), URL.canParse("x"), URL.parse("x"), URL.parse("http://x").href]); await attempt("URL set", () => { const u = new URL("http://x/"); u.searchParams.append("a", "b c"); u.pathname = "/é"; u.hash = "x y"; u.port = "80"; u.protocol = "https"; return u.href; }); await attempt("params", () => { const p = new URLSearchParams("?a=1&b=2&a=3&c"); p.sort(); return [p.getAll("a"), p.toString(), p.has("a", "3"), p.size, [...p.keys()]]; }); await attempt("params delete", () => { const p = new URLSearchParams("a=1&a=2"); p.delete("a", "1"); return p.toString(); }); await attempt("params of", () => [new URLSearchParams({ a: 1 }).toString(), new URLSearchParams([["a", "b"]]).toString(), new URLSearchParams(new Map([["x", "y"]])).toString()]); await attempt("params bad", () => new URLSearchParams([["a"]])); await attempt("idn", () => new URL("http://münchen.de/ü?ü#ü").href); await attempt("ip", () => [new URL("http://0x7f.1/").host, new URL("http://[::1]:80/").host]); await attempt("opaque", () => new URL("mailto:a@b").pathname); await attempt("JSON", () => JSON.stringify({ u: new URL("http://x/") })); await attempt("objectURL", () => typeof URL.createObjectURL);
});
