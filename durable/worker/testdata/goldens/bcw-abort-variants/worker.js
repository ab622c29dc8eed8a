// @golden peer
// blockConcurrencyWhile and abort in all their variants: nested, throwing odd things, values, sync callbacks; reasons of every kind; waitUntil.

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

const G = [], C = {};
export class Peer extends DurableObject { hi() { return "peer hi"; } async back(n, m) { return this.env.OBJ.getByName(n)[m](); } }
export class Obj extends DurableObject { constructor(ctx, env) { super(ctx, env); const n = ctx.id.name; C[n] = (C[n] ?? 0) + 1; if (n === "ctor throw") throw new RangeError("ctor"); if (n === "ctor throw once" && C[n] === 1) throw new TypeError("once"); if (n === "ctor abort") ctx.abort("in ctor"); if (n === "ctor bcw reject" && C[n] === 1) ctx.blockConcurrencyWhile(() => Promise.reject("str")); if (n === "ctor bcw two") { ctx.blockConcurrencyWhile(async () => { await scheduler.wait(3); G.push("one"); }); ctx.blockConcurrencyWhile(async () => { G.push("two"); }); } if (n === "ctor return") return { hi: () => "other" }; if (n === "ctor throw str") throw "ctor string"; if (n === "ctor bcw sync throw" && C[n] === 1) ctx.blockConcurrencyWhile(() => { throw new TypeError("sync bcw"); }); if (n === "ctor waitUntil") ctx.waitUntil(Promise.reject(new Error("wu"))); if (n === "ctor fetch") ctx.blockConcurrencyWhile(async () => { G.push(await env.PEER.getByName("p").hi()); }); if (n === "ctor bcw nested") ctx.blockConcurrencyWhile(async () => { G.push(await ctx.blockConcurrencyWhile(async () => "inner")); }); }
  hi() { G.push("hi"); return "hi " + C[this.ctx.id.name]; } n() { return C[this.ctx.id.name]; } kv() { return [...this.ctx.storage.kv.list()]; }
  async bcw(k) { const c = this.ctx, t = tryA; switch (k) { case "value": return c.blockConcurrencyWhile(async () => ({ a: 1 })); case "sync": return c.blockConcurrencyWhile(() => 5); case "undefined": return c.blockConcurrencyWhile(() => {}); case "none": return c.blockConcurrencyWhile(); case "notfn": return c.blockConcurrencyWhile(5); case "promise arg": return c.blockConcurrencyWhile(Promise.resolve(1)); case "args": return c.blockConcurrencyWhile(function (...a) { return [a.length, this === undefined]; }); case "thenable": return c.blockConcurrencyWhile(() => ({ then(r) { r("th"); } })); case "isPromise": { const p = c.blockConcurrencyWhile(async () => 1); return [p instanceof Promise, await p]; } case "nested": return c.blockConcurrencyWhile(async () => c.blockConcurrencyWhile(async () => c.blockConcurrencyWhile(async () => "deep"))); case "nested throw caught": return c.blockConcurrencyWhile(async () => t(() => c.blockConcurrencyWhile(async () => { throw new Error("inner"); }))); case "throw sync": return c.blockConcurrencyWhile(() => { throw new TypeError("sy"); }); case "throw str": return c.blockConcurrencyWhile(async () => { throw "st"; }); case "throw undefined": return c.blockConcurrencyWhile(async () => { throw undefined; }); case "throw obj": return c.blockConcurrencyWhile(async () => { throw { a: 1 }; }); case "throw props": return c.blockConcurrencyWhile(async () => { throw Object.assign(new RangeError("pr"), { code: 5 }); }); case "throw cause": return c.blockConcurrencyWhile(async () => { throw new Error("ca", { cause: new TypeError("x") }); }); case "throw custom": return c.blockConcurrencyWhile(async () => { class My extends Error { name = "My"; } throw new My("cu"); }); case "order": { const o = []; const p = c.blockConcurrencyWhile(async () => { o.push("in"); await null; o.push("in2"); }); o.push("out"); await p; o.push("after"); return o; } case "mt order": { const o = []; Promise.resolve().then(() => o.push("mt")); c.blockConcurrencyWhile(() => { o.push("cb"); }); setTimeout(() => o.push("to"), 0); await scheduler.wait(5); return o; } case "call out": return c.blockConcurrencyWhile(() => this.env.PEER.getByName("p").hi()); case "storage": return c.blockConcurrencyWhile(async () => { await c.storage.put("a", 1); return c.storage.get("a"); }); case "txn": return c.blockConcurrencyWhile(() => c.storage.transaction(async (x) => { await x.put("t", 2); return x.get("t"); })); case "in txn": return c.storage.transaction(async () => c.blockConcurrencyWhile(async () => "in txn")); case "timer": return c.blockConcurrencyWhile(() => new Promise((r) => setTimeout(r, 3, "timer"))); case "waitUntil": c.waitUntil(c.blockConcurrencyWhile(async () => { G.push("wu bcw"); })); return "ret"; case "detached": { const { blockConcurrencyWhile } = c; return blockConcurrencyWhile(async () => 1); } } }
  async abort(k) { const c = this.ctx; this.ctx.storage.kv.put("before " + k, 1); const r = { none: [], str: ["why"], empty: [""], err: [new Error("er")], type: [new TypeError("ty")], custom: [Object.assign(new Error("cu"), { name: "Cust", code: 5 })], cause: [new Error("ca", { cause: "c" })], num: [5], undef: [undefined], nul: [null], obj: [{ a: 1 }], objmsg: [{ message: "mm" }], arr: [[1, 2]], long: ["x".repeat(300)], dom: [new DOMException("dm", "AbortError")], two: ["a", "b"], bool: [false], big: [5n], newline: ["l1\nl2"], colon: ["TypeError: fake"], emoji: ["é😀"], tostr: [{ toString() { return "ts"; } }] }[k]; c.abort(...r); G.push("after abort " + k); this.ctx.storage.kv.put("after", 1); return "returned"; }
  abortSym() { this.ctx.abort(Symbol("x")); } abortThrows() { this.ctx.abort({ toString() { throw new RangeError("tt"); } }); } async abortCaught() { try { this.ctx.abort("c"); } catch (e) { G.push("caught " + e.message); } finally { G.push("finally"); } return "x"; } async abortLater() { setTimeout(() => this.ctx.abort("later"), 5); await scheduler.wait(50); return "never"; } abortInWU() { this.ctx.waitUntil(scheduler.wait(5).then(() => this.ctx.abort("wu"))); return "ok"; } abortMt() { queueMicrotask(() => this.ctx.abort("mt")); return "ok mt"; } async abortAfterAwait() { await this.ctx.storage.put("aw", 1); this.ctx.abort("aw"); } detachedAbort() { const { abort } = this.ctx; abort("d"); } async abortInBcw() { await this.ctx.blockConcurrencyWhile(async () => { this.ctx.abort("inbcw"); }); } async abortInTxn() { await this.ctx.storage.transaction(async (t) => { await t.put("tx", 1); this.ctx.abort("intx"); }); } abortInSync() { this.ctx.storage.transactionSync(() => { this.ctx.storage.kv.put("sy", 1); this.ctx.abort("insync"); }); } fetch(r) { const p = new URL(r.url).pathname; if (p === "/abort") this.ctx.abort("fetch abort"); if (p === "/stream") { setTimeout(() => this.ctx.abort("mid stream"), 10); return new Response(new ReadableStream({ async pull(c) { c.enqueue(new TextEncoder().encode("x")); await scheduler.wait(4); } })); } return new Response("f"); }
  wu(k) { const c = this.ctx; const v = { none: [], num: [5], undef: [undefined], prom: [scheduler.wait(3).then(() => G.push("wu done"))], rej: [Promise.reject(new Error("wr"))], fn: [() => G.push("called")], thenable: [{ then(r) { G.push("then called"); r(); } }] }[k]; return tryS(() => c.waitUntil(...v)); } floating() { Promise.reject(new Error("floating")); return "ok"; } timerThrow() { setTimeout(() => { throw new Error("tm"); }, 1); return "ok"; } async nestedCall() { return this.env.PEER.getByName("p").back(this.ctx.id.name, "hi"); } async cycle() { return [await this.env.OBJ.getByName(this.ctx.id.name).hi(), await this.nestedCall()]; } }
export default scenario(async (env) => { const A = attempt, o = (n) => env.OBJ.getByName(n); const gl = (l) => { const g = G.splice(0); if (g.length) log("G " + l, g); };
  for (const n of ["ctor throw", "ctor throw once", "ctor abort", "ctor bcw reject", "ctor bcw two", "ctor return", "ctor throw str", "ctor bcw sync throw", "ctor waitUntil", "ctor fetch", "ctor bcw nested"]) { const s = o(n); await A(n, () => s.hi()); await A(n + " same", () => s.hi()); await A(n + " new", () => o(n).hi()); await A(n + " fetch", async () => (await o(n).fetch("http://x/")).text()); gl(n); log("constructed", C[n]); }
  for (const k of ["value", "sync", "undefined", "none", "notfn", "promise arg", "args", "thenable", "isPromise", "nested", "nested throw caught", "throw sync", "throw str", "throw undefined", "throw obj", "throw props", "throw cause", "throw custom", "order", "mt order", "call out", "storage", "txn", "in txn", "timer", "waitUntil", "detached"]) { await A("bcw " + k, () => o("b " + k).bcw(k)); await wait(5); await A("then", () => o("b " + k).n()); gl(k); }
  for (const k of ["none", "str", "empty", "err", "type", "custom", "cause", "num", "undef", "nul", "obj", "objmsg", "arr", "long", "dom", "two", "bool", "big", "newline", "colon", "emoji", "tostr"]) { await A("abort " + k, () => o("a " + k).abort(k)); await A("kv", () => o("a " + k).kv()); gl(k); }
  for (const m of ["abortSym", "abortThrows", "abortCaught", "abortLater", "abortInWU", "abortMt", "abortAfterAwait", "detachedAbort", "abortInBcw", "abortInTxn", "abortInSync", "floating", "timerThrow", "nestedCall", "cycle"]) { const s = o("m " + m); await A(m, () => s[m]()); await wait(20); await A(m + " again", () => s.hi()); await A(m + " kv", () => o("m " + m).kv()); log("constructed", C["m " + m]); gl(m); }
  for (const k of ["none", "num", "undef", "prom", "rej", "fn", "thenable"]) { await A("wu " + k, () => o("w").wu(k)); await wait(10); gl(k); } await A("fetch abort", () => o("f").fetch("http://x/abort")); await A("fetch stream", async () => { const r = await o("f2").fetch("http://x/stream"); return r.text(); });
});
