// @golden peer
// What the global scope allows: ids, streams and caches.

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

const at = []; const A = importedEnv.OBJ.idFromName("a"); class Sub extends TransformStream {}
for (const [l, f] of [["name", () => A.name], ["text", () => A.toString()], ["equals", () => A.equals(importedEnv.OBJ.idFromName("a"))], ["other", () => importedEnv.PEER.idFromName("a").toString() === A.toString()], ["fromString", () => importedEnv.OBJ.idFromString(A.toString()).toString() === A.toString()], ["fromString name", () => importedEnv.OBJ.idFromString(A.toString()).name], ["fromString foreign", () => importedEnv.PEER.idFromString(A.toString())], ["fromString bad", () => importedEnv.OBJ.idFromString("x")], ["get", () => importedEnv.OBJ.get(A)], ["get bad", () => importedEnv.OBJ.get("x")], ["getByName", () => importedEnv.OBJ.getByName("x")], ["jurisdiction", () => importedEnv.OBJ.jurisdiction("eu")], ["Transform", () => new TransformStream()], ["Transform with", () => new TransformStream({ transform() {} })], ["Sub", () => new Sub()], ["Identity", () => new IdentityTransformStream()], ["Fixed", () => new FixedLengthStream(5)], ["Compression", () => new CompressionStream("gzip")], ["Decompression", () => new DecompressionStream("gzip")], ["TextDecoderStream", () => new TextDecoderStream()], ["TextEncoderStream", () => new TextEncoderStream()], ["Writable", () => new WritableStream({}).locked], ["Readable", () => new ReadableStream({ start(c) { c.enqueue("x"); c.close(); } }).locked], ["Readable reader", () => new ReadableStream().getReader().constructor.name], ["tee", () => new ReadableStream({}).tee().length], ["pipeThrough", () => new ReadableStream({}).pipeThrough({ readable: new ReadableStream(), writable: new WritableStream() }).locked], ["body", () => new Response("x").body.locked], ["clone", () => new Response("x").clone().status], ["json", () => Response.json({}).status], ["req body", () => new Request("http://x/", { method: "POST", body: "b" }).body.locked], ["form", () => new FormData().append("a", "b")], ["blob", () => new Blob(["a"]).size], ["blob text", () => new Blob(["a"]).text()], ["blob stream", () => new Blob(["a"]).stream().locked], ["caches.open", () => caches.open("x")], ["cache put", () => caches.default.put("http://x/", new Response("x"))], ["cache delete", () => caches.default.delete("http://x/")], ["cache match none", () => caches.default.match()], ["message channel", () => new MessageChannel().port1.constructor.name], ["BroadcastChannel", () => typeof BroadcastChannel], ["crypto digest stream", () => new crypto.DigestStream("SHA-1").locked], ["importKey", () => crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"])], ["addEventListener", () => addEventListener("unhandledrejection", () => {})], ["clearTimeout", () => clearTimeout(5)], ["setTimeout bad", () => setTimeout()], ["WebSocketPair accept", () => { const [a, b] = Object.values(new WebSocketPair()); a.accept(); }], ["abort reason", () => AbortSignal.abort("r").reason], ["any", () => AbortSignal.any([]).aborted], ["structuredClone", () => structuredClone(new Map([[1, 2]])).size], ["RpcTarget", () => typeof new RpcTarget()], ["RpcStub", () => new RpcStub({})], ["URLPattern", () => new URLPattern({ pathname: "/a" }).test("http://x/a")], ["performance", () => [performance.timeOrigin >= 0]], ["scheduler", () => scheduler.wait(0)], ["setImmediate", () => typeof setImmediate]]) { const row = [l]; at.push(row); try { const r = f(); row[1] = r instanceof Promise ? (r.then((v) => (row[1] = ["resolved", show(v)]), (e) => (row[1] = ["rejected", err(e)])), "promise") : show(r); } catch (e) { row[1] = err(e); } }
export class Peer extends DurableObject { who() { return this.ctx.id.name; } }
export class Obj extends DurableObject { who() { return [this.ctx.id.name, this.ctx.id.toString() === A.toString(), this.ctx.id.equals(A)]; } }
export default scenario(async (env) => { await wait(5); for (const r of at) log(...r); await attempt("use", () => env.OBJ.get(A).who()); await attempt("use wrong", () => env.PEER.get(A).who()); await attempt("again", () => env.OBJ.get(env.OBJ.idFromString(A.toString())).who()); });
