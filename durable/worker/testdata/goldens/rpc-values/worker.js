// @golden peer
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
class Inst { constructor() { this.a = 1; } m() {} }
export class Peer extends DurableObject {
  echo(...a) { return a; } one(a) { return a; } make(k) { return ({ map: () => new Map([[1, { a: new Set([2]) }]]), date: () => new Date(5), err: () => new RangeError("e"), re: () => /a/gi, big: () => 5n, u8: () => new Uint8Array([1, 2]), ab: () => new ArrayBuffer(3), undef: () => undefined, nul: () => null, nested: () => ({ a: [1, , 3], b: undefined, c: -0, d: NaN }), inst: () => new Inst(), fn: () => () => 1, prom: () => Promise.resolve(7), promrej: () => Promise.reject(new TypeError("rej")), sym: () => Symbol("s"), gen: () => [1, 2].values(), headers: () => new Headers({ a: "b" }), resp: () => new Response("body", { status: 201, headers: { x: "y" } }), req: () => new Request("http://x/y", { method: "POST", body: "rb" }), url: () => new URL("http://x/"), blob: () => new Blob(["x"]), weak: () => new WeakMap(), proxy: () => new Proxy({ a: 1 }, {}), nullproto: () => Object.assign(Object.create(null), { a: 1 }), cyc: () => { const o = {}; o.o = o; return o; }, args: () => (function () { return arguments; })(1, 2), boxed: () => new String("s") })[k](); }
  count() { return arguments.length; }
}
export default scenario(async (env) => { const p = env.PEER.getByName("p");
  for (const k of ["map", "date", "err", "re", "big", "u8", "ab", "undef", "nul", "nested", "inst", "prom", "promrej", "sym", "gen", "url", "blob", "weak", "cyc", "args", "boxed"]) await attempt("result " + k, () => p.make(k));
  for (const [k, v] of Object.entries({ map: new Map([[1, 2]]), undef: undefined, inst: new Inst(), sym: Symbol("s"), url: new URL("http://x/"), weak: new WeakMap(), neg0: -0, sparse: [1, , 3], big: 12345678901234567890n, err: new TypeError("t"), date: new Date(NaN), view: new Uint16Array([1, 2]).subarray(1), nullproto: Object.assign(Object.create(null), { a: 1 }) })) await attempt("arg " + k, () => p.one(v));
  await attempt("headers", async () => [...(await p.make("headers"))]); await attempt("resp", async () => { const r = await p.make("resp"); return [r instanceof Response, r.status, r.headers.get("x"), await r.text()]; }); await attempt("req", async () => { const r = await p.make("req"); return [r instanceof Request, r.method, r.url, await r.text()]; });
  await attempt("echo", () => p.echo(1, undefined, null)); await attempt("count", () => p.count(undefined, undefined)); await attempt("large", async () => { try { return (await p.one(new Uint8Array(33554332))).length; } catch (e) { return e.message; } }); await attempt("too large", () => p.one(new Uint8Array(33554433))); const o = { a: 1 }; const pr = p.one(o); o.a = 2; await attempt("taken at the call", () => pr);
  await attempt("same object", async () => { const s = {}; const r = await p.one({ x: s, y: s }); return r.x === r.y; });
});
