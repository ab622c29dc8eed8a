// @golden date=2023-12-01
// The API of a date before RPC, WeakRef and the cache modes.

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

export class Obj { constructor(s, e) { this.s = s; this.e = e; } async fetch(r) { return new Response(new URL(r.url).pathname); } hi() { return 1; } }
const bom = new Uint8Array([0xef, 0xbb, 0xbf, 0x61]);
export default scenario(async (env) => {
  const s = env.OBJ.get(env.OBJ.idFromName("a")); attemptSync("stub", () => [typeof s.hi, typeof s.fetch, "hi" in s, "fetch" in s, Object.keys(s), s.id.name, s.name]); await attempt("call", () => s.hi()); await attempt("fetch", async () => await (await s.fetch("http://x/p")).text());
  await attempt("bom", async () => [new TextDecoder().decode(bom).length, (await new Response(bom).text()).length, (await new Response("\ufeffa").text()).length, (await new Request("http://x/", { method: "POST", body: bom }).text()).length, (await new Blob([bom]).text()).length, (await new Response(new ReadableStream({ start(c) { c.enqueue(bom); c.close(); } })).text()).length]); await attempt("bom json", async () => (await new Response(new Uint8Array([0xef, 0xbb, 0xbf, 0x31])).json())); await attempt("bom form", async () => [...await new Response("\ufeffa=1", { headers: { "content-type": "application/x-www-form-urlencoded" } }).formData()]);
  for (const c of ["no-store", "no-cache", "default", undefined, null]) attemptSync("cache " + c, () => new Request("http://x/", { cache: c }).cache); attemptSync("cache in", () => "cache" in new Request("http://x/")); await attempt("fetch cache", () => fetch("http://x.invalid/", { cache: "no-store" })); await attempt("stub cache", () => s.fetch("http://x/", { cache: "no-store" }));
  for (const k of ["MessageChannel", "MessagePort", "WeakRef", "FinalizationRegistry", "navigator", "Navigator"]) log(k, tryS(() => typeof globalThis[k]), k in globalThis);
  attemptSync("params", () => { const p = new URLSearchParams("a=1&a=2&b=3"); p.delete("a", "1"); return [String(p), p.has("b", "9"), p.has("b")]; }); attemptSync("cookies", () => { const h = new Headers(); h.append("set-cookie", "a=1"); h.append("Set-Cookie", "b=2"); h.append("x", "y"); const r = []; h.forEach((v, k) => r.push(k + ":" + v)); return [h.get("set-cookie"), [...h], [...h.keys()], [...h.values()], r, h.getAll("set-cookie"), "getSetCookie" in h]; });
});
