// @golden peer
// Disposal of stubs, promises and results; dup; what the owner hears

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
let disposed = [];
class Tgt extends RpcTarget { constructor(n) { super(); this.n = n; } hi() { return "hi" + this.n; } [Symbol.dispose]() { disposed.push("T" + this.n); } }
export class Peer extends DurableObject {
  t(n) { return new Tgt(n); } many() { return { a: new Tgt(10), b: new Tgt(11) }; } async call(f) { return await f(); } async store(f) { this.s = f; return await f(); } async storeDup(f) { this.s = f.dup(); return 1; } async again() { return tryA(() => this.s()); } async storeT(t) { this.t2 = t; return await t.hi(); } async againT() { return tryA(() => this.t2.hi()); } list() { return disposed; } num() { return 3; } drop() { this.s[Symbol.dispose](); return 1; } fnT() { const f = () => "f"; f[Symbol.dispose] = () => disposed.push("fn"); return f; }
}
export default scenario(async (env) => { const p = env.PEER.getByName("p");
  await attempt("dispose then call", async () => { const t = await p.t(1); const a = await t.hi(); t[Symbol.dispose](); return [a, await tryA(() => t.hi())]; });
  await wait(20); log("disposed 1", [...disposed]);
  await attempt("dup", async () => { const t = await p.t(2); const u = t.dup(); t[Symbol.dispose](); const r = [await u.hi(), await tryA(() => t.hi())]; await wait(5); r.push([...disposed]); u[Symbol.dispose](); await wait(20); r.push([...disposed]); return r; });
  await attempt("result object", async () => { const o = await p.many(); const r = [await o.a.hi(), typeof o[Symbol.dispose], Object.getOwnPropertySymbols(o).length]; o[Symbol.dispose](); await wait(20); r.push(await tryA(() => o.a.hi()), [...disposed]); return r; });
  await attempt("using", async () => { let u; { const t = await p.t(3); u = t; t[Symbol.dispose](); } return tryA(() => u.hi()); });
  await attempt("promise dispose", async () => { const q = p.t(4); q[Symbol.dispose](); return await tryA(() => q.hi()); }); await attempt("promise dispose await", async () => { const q = p.num(); q[Symbol.dispose](); return await tryA(async () => await q); });
  await attempt("store", async () => [await p.store(() => "one"), await p.again()]); await attempt("storeDup", async () => [await p.storeDup(() => "two"), await p.again()]); await attempt("drop", async () => [await p.drop(), await p.again()]); await attempt("storeT", async () => { const t = new Tgt(5); const r = [await p.storeT(t), await p.againT()]; await wait(20); r.push([...disposed]); return r; });
  await attempt("fnT", async () => { const f = await p.fnT(); const r = [await f()]; f[Symbol.dispose](); await wait(20); return [...r, [...disposed], await tryA(() => f())]; });
  await attempt("double dispose", async () => { const t = await p.t(6); t[Symbol.dispose](); t[Symbol.dispose](); return "ok"; }); await attempt("stub dup", async () => { const q = p.dup(); return [typeof q, await q.num()]; }); await attempt("new RpcStub", async () => { const s = new RpcStub(new Tgt(7)); const r = [await s.hi(), typeof s, s instanceof RpcStub]; s[Symbol.dispose](); await wait(10); r.push([...disposed], await tryA(() => s.hi())); return r; }); await attempt("new RpcStub fn", async () => { const s = new RpcStub((x) => x + 1); return [await s(2), typeof s]; }); await attempt("RpcStub pass", async () => { const s = new RpcStub(() => "passed"); const r = [await p.call(s), await tryA(() => s()), await tryA(() => p.call(s))]; return r; }); await attempt("new RpcStub plain", () => typeof new RpcStub({ a: 1 })); await attempt("new RpcStub num", () => typeof new RpcStub(5)); await attempt("RpcPromise", () => RpcStub.name);
  await attempt("primitive result", async () => { const n = await p.num(); return typeof n; }); await attempt("clone stub", async () => structuredClone(await p.t(8))); await attempt("JSON", async () => JSON.stringify({ t: await p.t(9) }));
  await attempt("target in storage", async () => { try { return structuredClone(new Tgt(1)); } catch (e) { return err(e); } }); await attempt("fn clone", () => structuredClone(() => 1));
});
