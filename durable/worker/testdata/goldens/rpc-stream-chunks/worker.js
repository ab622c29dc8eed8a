// @golden 
// A stream over RPC whose source gives chunks of other kinds, fails or gives none.

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
const sources = { bytes: (c) => { c.enqueue(enc("ab")); c.close(); }, "empty chunk": (c) => { c.enqueue(new Uint8Array(0)); c.enqueue(enc("z")); c.close(); }, "empty string": (c) => { c.enqueue(""); c.enqueue("z"); c.close(); }, "only empty": (c) => { c.enqueue(new Uint8Array(0)); c.close(); }, string: (c) => { c.enqueue("é"); c.close(); }, number: (c) => { c.enqueue(5); c.close(); }, object: (c) => { c.enqueue({ a: 1 }); c.close(); }, null: (c) => { c.enqueue(null); c.close(); }, undefined: (c) => { c.enqueue(undefined); c.close(); }, array: (c) => { c.enqueue([97]); c.close(); }, buffer: (c) => { c.enqueue(enc("ab").buffer); c.close(); }, view: (c) => { c.enqueue(new DataView(enc("abcd").buffer, 1, 2)); c.close(); }, words: (c) => { c.enqueue(new Uint16Array([0x6161])); c.close(); }, error: (c) => c.error(new RangeError("source")), "bytes, then error": (c) => { c.enqueue(enc("ab")); c.error(new RangeError("source")); }, none: (c) => c.close() };
const make = (k) => new ReadableStream({ start: sources[k] });
const read = async (s) => { const out = []; try { for await (const c of s) out.push(new TextDecoder().decode(c)); out.push("end"); } catch (e) { out.push(err(e)); } return out; };
let cancelled;
export class Obj extends DurableObject {
  take(s) { return read(s); }
  give(k) { return make(k); }
  async first(s) { const r = s.getReader(); const { value } = await r.read(); await r.cancel(new RangeError("enough")); return value.length > 0; }
}
export default scenario(async (env) => {
  const o = env.OBJ.getByName("a");
  for (const k of Object.keys(sources)) {
    log("argument " + k, await o.take(make(k)));
    await attempt("result " + k, async () => read(await o.give(k)));
  }
  const source = (v) => new ReadableStream({ pull(c) { c.enqueue(v); }, cancel(e) { cancelled = show(e); } });
  await attempt("cancel", () => o.first(source(enc("x"))));
  await wait(5);
  log("cancelled", cancelled);
  cancelled = undefined;
  await attempt("bad chunk", () => o.take(source(5)));
  await wait(5);
  log("cancelled", cancelled);
});
