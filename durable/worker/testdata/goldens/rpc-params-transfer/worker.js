// @golden peer date=2025-06-01
// Before rpc_params_dup_stubs: a stub that is an argument leaves its caller, and the called side keeps it past the call.

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

const G = [];
class Tg extends RpcTarget { constructor(n) { super(); this.n = n; } ping() { return "ping " + this.n; } [Symbol.dispose]() { G.push("disposed " + this.n); } }
export class Peer extends DurableObject {
  use(t) { return t.ping(); } keep(t) { this.t = t; return "kept"; } keepDup(t) { this.t = t.dup(); return "kept dup"; } async used() { return await tryA(() => this.t.ping()); } drop() { return tryS(() => this.t[Symbol.dispose]()); } give() { return new Tg("given"); } giveBoth() { return { a: new Tg("x"), b: new Tg("y") }; } back(t) { return t; } async call(f) { return await f(5); } keepFn(f) { this.f = f; } async callLater() { return await tryA(() => this.f(6)); } many(a, b) { return Promise.all([a.ping(), b.ping()]); } throws(t) { throw new Error("callee"); } async pass(t) { return await tryA(() => this.env.PEER.getByName("q").use(t)); } async passTwice(t) { return [await tryA(() => this.env.PEER.getByName("q").use(t)), await tryA(() => this.env.PEER.getByName("q").use(t)), await tryA(() => t.ping())]; } async later(t) { await scheduler.wait(20); return await tryA(() => t.ping()); }
}
export class Obj extends DurableObject {
  async run() { const out = [], p = this.env.PEER.getByName("p"); const t = async (l, f) => { const r = await tryA(f); await scheduler.wait(10); out.push([l, r, ...G.splice(0)]); };
    await t("use", () => p.use(new Tg(1))); await t("keep", () => p.keep(new Tg(2))); await t("kept", () => p.used()); await t("drop", () => p.drop()); await t("after drop", () => p.used()); await t("keepDup", () => p.keepDup(new Tg(3))); await t("kept dup", () => p.used()); await t("drop dup", () => p.drop());
    await t("stub once", async () => { const s = await p.give(); return [await s.ping(), await p.use(s), await tryA(() => s.ping()), await tryA(() => p.use(s))]; }); await t("stub dup", async () => { const s = await p.give(), d = s.dup(); return [await p.use(d), await tryA(() => d.ping()), await s.ping(), tryS(() => s[Symbol.dispose]())]; }); await t("RpcStub", async () => { const s = new RpcStub(new Tg(4)); return [await p.use(s), await tryA(() => s.ping())]; }); await t("RpcStub dup", async () => { const s = new RpcStub(new Tg(5)); return [await p.use(s.dup()), await s.ping(), await p.keep(s), await tryA(() => s.ping())]; }); await t("its kept", () => p.used()); await t("its drop", () => p.drop()); await t("both in one call", async () => { const s = new RpcStub(new Tg(6)); return [await tryA(() => p.many(s, s))]; }); await t("throwing", async () => { const s = new RpcStub(new Tg(7)); return [await tryA(() => p.throws(s)), await tryA(() => s.ping())]; }); await t("function", async () => [await p.call((x) => x + 1), await p.keepFn((x) => x * 2), await p.callLater()]); await t("back", async () => { const s = await p.back(new Tg(8)); return [await s.ping(), tryS(() => s[Symbol.dispose]())]; }); await t("passed on", () => p.pass(new Tg(9))); await t("passed on twice", () => p.passTwice(new Tg(10))); await t("later", () => p.later(new Tg(11))); await t("result", async () => { const r = await p.giveBoth(); const x = [await r.a.ping(), await p.use(r.a), await tryA(() => r.a.ping()), await r.b.ping()]; r[Symbol.dispose]?.(); return [...x, await tryA(() => r.b.ping())]; }); await t("in an object", async () => { const s = new RpcStub(new Tg(12)); return [await tryA(() => p.use({ ping: 1 })), await tryA(() => p.keep({ s })), await tryA(() => s.ping())]; });
    return out; }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); });
