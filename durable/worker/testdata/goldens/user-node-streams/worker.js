// @golden flags=nodejs_compat
// Streams of node:stream: what arrives, and in which order.

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
import stream, { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, Stream } from "node:stream";
import sp from "node:stream/promises";
import * as streamWeb from "node:stream/web";
import { text, json, buffer, arrayBuffer } from "node:stream/consumers";
export class Obj extends DurableObject {}
const att = (l, f) => attempt(l, () => Promise.race([(async () => f())(), wait(60).then(() => "HUNG")]));
const L = []; const n = (...a) => L.push(a.join(":")); const flush = () => L.splice(0).join(" ");
const watch = (s, name, evs = ["data", "end", "error", "close", "finish", "drain", "readable", "pause", "resume", "pipe", "unpipe"]) => { for (const e of evs) if (e !== "data" && e !== "readable") s.on(e, (x) => n(name, e, x instanceof Error ? x.message : typeof x === "string" ? x : "")); return s; };
const collect = async (r) => { const out = []; for await (const c of r) out.push(Buffer.isBuffer(c) ? "b" + c.toString() : c); return out; };
export default scenario(async () => {
  log("hwm", new Readable().readableHighWaterMark, new Readable({ objectMode: true }).readableHighWaterMark, new Writable().writableHighWaterMark, stream.getDefaultHighWaterMark?.(false));
  log("default", stream === Stream, typeof stream.Readable, stream.promises === sp, typeof stream.isReadable, Object.keys(streamWeb).sort().join());
  await att("from array", () => collect(Readable.from(["a", "b", 3])));
  await att("from string", () => collect(Readable.from("hello")));
  await att("from buffer", () => collect(Readable.from(Buffer.from("hey"))));
  await att("from generator", () => collect(Readable.from((async function* () { yield 1; await wait(8); yield 2; })())));
  await att("push", async () => { const r = new Readable({ read() {} }); r.push("a"); r.push("b"); r.push(null); return collect(r); });
  await att("read impl", async () => { let i = 0; const r = new Readable({ read() { i++ < 3 ? this.push(String(i)) : this.push(null); } }); return [...await collect(r), i]; });
  await att("events", async () => { const r = watch(new Readable({ read() {} }), "r"); r.on("data", (d) => n("data", d)); r.push("x"); n("sync"); await wait(8); r.push("y"); r.push(null); await wait(8); return flush(); });
  await att("encoding", async () => { const r = new Readable({ read() {}, encoding: "utf8" }); r.push(Buffer.from([0xc3])); r.push(Buffer.from([0xa9])); r.push(null); return collect(r); });
  await att("setEncoding", async () => { const r = Readable.from([Buffer.from("ab"), Buffer.from("cd")], { objectMode: false }); r.setEncoding("hex"); return collect(r); });
  await att("read(n)", async () => { const r = new Readable({ read() {} }); r.push("abcdef"); r.push(null); return [show(r.read(2)), show(r.read(1)), show(r.read()), show(r.read())].map((x) => x); });
  await att("readable event", async () => { const r = new Readable({ read() {} }); r.on("readable", () => { let c; while ((c = r.read()) !== null) n("c", c); n("-"); }); r.on("end", () => n("end")); r.push("1"); r.push("2"); await wait(8); r.push("3"); r.push(null); await wait(8); return flush(); });
  await att("pause resume", async () => { const r = Readable.from(["a", "b", "c"]); r.on("data", (d) => { n(d); r.pause(); n("p" + r.isPaused()); setTimeout(() => r.resume(), 1); }); r.on("end", () => n("end")); await wait(12); return flush(); });
  await att("destroy", async () => { const r = watch(new Readable({ read() {} }), "r"); r.destroy(new Error("boom")); n(r.destroyed, r.readable); await wait(8); return flush(); });
  await att("destroy none", async () => { const r = watch(new Readable({ read() {} }), "r"); r.destroy(); await wait(8); return flush() + r.readableAborted; });
  await att("iterate error", async () => { const r = new Readable({ read() { this.destroy(new Error("it")); } }); return collect(r); });
  await att("iterate break", async () => { const r = Readable.from(["a", "b"]); for await (const c of r) { n(c); break; } n(r.destroyed); return flush(); });
  await att("push after end", async () => { const r = watch(new Readable({ read() {} }), "r"); r.push(null); r.push("x"); await wait(8); return flush(); });
  await att("no read", async () => { const r = watch(new Readable(), "r"); r.resume(); await wait(8); return flush(); });
  await att("write", async () => { const w = watch(new Writable({ write(c, e, cb) { n("w", c, e); cb(); } }), "w"); n(w.write("a")); n(w.write(Buffer.from("b"), () => n("cb"))); w.end("c", () => n("endcb")); n(w.writableEnded, w.writableFinished); await wait(8); n(w.writableFinished); return flush(); });
  await att("write object", async () => { const w = new Writable({ objectMode: true, write(c, e, cb) { n(typeof c, e); cb(); } }); w.write({ a: 1 }); w.write(5); w.end(); await wait(8); return flush(); });
  await att("write late", async () => { const w = watch(new Writable({ highWaterMark: 3, write(c, e, cb) { n("w", c); setTimeout(cb, 1); } }), "w"); n(w.write("ab"), w.writableLength, w.writableNeedDrain); n(w.write("cd"), w.writableLength, w.writableNeedDrain); await wait(6); return flush(); });
  await att("write error", async () => { const w = watch(new Writable({ write(c, e, cb) { cb(new Error("bad")); } }), "w"); w.write("a", (e) => n("cb", e?.message)); await wait(8); n(w.destroyed); return flush(); });
  await att("write after end", async () => { const w = watch(new Writable({ write(c, e, cb) { cb(); } }), "w"); w.end(); w.write("x", (e) => n("cb", e?.code)); await wait(8); return flush(); });
  await att("write null", () => new Writable({ write() {} }).write(null));
  await att("write number", () => new Writable({ write() {} }).write(5));
  await att("final", async () => { const w = watch(new Writable({ write(c, e, cb) { cb(); }, final(cb) { n("final"); setTimeout(cb, 1); } }), "w"); w.end("z"); await wait(8); return flush(); });
  await att("writev", async () => { const w = new Writable({ writev(cs, cb) { n("v" + cs.map((c) => c.chunk)); cb(); } }); w.cork(); w.write("a"); w.write("b"); w.uncork(); w.end(); await wait(8); return flush(); });
  await att("decodeStrings", async () => { const w = new Writable({ decodeStrings: false, write(c, e, cb) { n(typeof c, e); cb(); } }); w.write("a", "latin1"); w.end(); await wait(8); return flush(); });
  await att("pipe", async () => { const w = watch(new Writable({ write(c, e, cb) { n("w", c); cb(); } }), "w"); const r = watch(Readable.from(["1", "2"]), "r"); n(r.pipe(w) === w); await wait(8); return flush(); });
  await att("pipe backpressure", async () => { const w = new Writable({ highWaterMark: 1, write(c, e, cb) { n("w", c); setTimeout(cb, 1); } }); Readable.from([Buffer.from("1"), Buffer.from("2"), Buffer.from("3")]).pipe(w); await new Promise((r) => w.on("finish", r)); return flush(); });
  const up = () => new Transform({ transform(c, e, cb) { cb(null, c.toString().toUpperCase()); }, flush(cb) { this.push("!"); cb(); } });
  await att("transform", () => collect(Readable.from(["a", "b"]).pipe(up())));
  await att("transform events", async () => { const t = watch(up(), "t"); t.on("data", (d) => n("d", d)); t.write("q"); t.end(); await wait(8); return flush(); });
  await att("transform error", async () => { const t = watch(new Transform({ transform(c, e, cb) { cb(new Error("te")); } }), "t"); t.resume(); t.write("x"); await wait(8); return flush(); });
  await att("passthrough", async () => { const p = new PassThrough(); p.end("pass"); return text(p); });
  await att("duplex", async () => { const d = watch(new Duplex({ read() { this.push("r"); this.push(null); }, write(c, e, cb) { n("w", c); cb(); } }), "d"); d.on("data", (x) => n("data", x)); d.end("in"); await wait(8); n(d.allowHalfOpen); return flush(); });
  await att("pipeline cb", async () => { const out = []; await new Promise((res) => pipeline(Readable.from(["a", "b"]), up(), new Writable({ write(c, e, cb) { out.push(String(c)); cb(); } }), (e) => { n("done", e); res(); })); return out.join() + flush(); });
  await att("pipeline promise", () => sp.pipeline(Readable.from(["a"]), up(), async function* (src) { for await (const c of src) yield c + "?"; }, async (src) => { let s = ""; for await (const c of src) s += c; return s; }));
  await att("pipeline error", () => sp.pipeline(Readable.from(["a"]), new Transform({ transform(c, e, cb) { cb(new Error("mid")); } }), new PassThrough()));
  await att("pipeline few", () => sp.pipeline(Readable.from(["a"])));
  await att("pipeline abort", () => { const ac = new AbortController(); setTimeout(() => ac.abort(), 1); return sp.pipeline(new Readable({ read() {} }), new PassThrough(), { signal: ac.signal }); });
  await att("finished", async () => { const r = Readable.from(["a"]); r.resume(); await sp.finished(r); return "ok"; });
  await att("finished error", async () => { const r = new Readable({ read() {} }); setTimeout(() => r.destroy(new Error("fe")), 1); await sp.finished(r); });
  await att("finished premature", async () => { const r = new Readable({ read() {} }); setTimeout(() => r.destroy(), 1); await sp.finished(r); });
  await att("finished cb", async () => { const w = new Writable({ write(c, e, cb) { cb(); } }); finished(w, (e) => n("fin", e)); w.end(); await wait(8); return flush(); });
  await att("consumers", async () => [await text(Readable.from(["a", "b"])), show(await json(Readable.from(['{"a":', "1}"]))), show(await buffer(Readable.from([Buffer.from("xy")]))), (await arrayBuffer(Readable.from([Buffer.from("xyz")]))).byteLength].map(String));
  await att("toArray", () => Readable.from([1, 2, 3]).toArray());
  await att("helpers", async () => [await Readable.from([1, 2, 3, 4]).filter((x) => x % 2).map((x) => x * 10).toArray(), await Readable.from([1, 2]).reduce((a, b) => a + b, 0), await Readable.from([1, 2, 3]).take(2).toArray(), await Readable.from([1, 2, 3]).drop(2).toArray(), await Readable.from([1, 2]).some((x) => x > 1), await Readable.from([1, 2]).every((x) => x > 1), await Readable.from([1, 2]).find((x) => x > 1), await Readable.from([1, 2]).flatMap((x) => [x, x]).toArray()].map((x) => JSON.stringify(x)));
  await att("toWeb", async () => new Response(Readable.toWeb(Readable.from([Buffer.from("web")]))).text());
  await att("fromWeb", () => collect(Readable.fromWeb(new Response("from web").body)));
  await att("subclass", async () => { class R extends Readable { constructor() { super({ objectMode: true }); this.i = 0; } _read() { this.push(this.i < 2 ? { i: this.i++ } : null); } } class W extends Writable { _write(c, e, cb) { n(JSON.stringify(c)); cb(); } } await sp.pipeline(new R(), new W({ objectMode: true })); return flush(); });
  await att("construct", async () => { const r = watch(new Readable({ construct(cb) { n("construct"); cb(); }, read() { this.push("c"); this.push(null); } }), "r"); const c = await collect(r); return c + flush(); });
  await att("instanceof", () => [new Transform() instanceof Duplex, new Duplex() instanceof Readable, new Duplex() instanceof Writable, new PassThrough() instanceof Transform, new Readable() instanceof Stream, new Writable() instanceof Stream, {} instanceof Writable].join());
  await att("state", async () => { const r = new Readable({ read() {} }); const a = [r.readable, r.readableFlowing, r.readableLength, r.readableEnded, r.destroyed, r.closed, show(r.errored), r.readableObjectMode, r.readableEncoding]; r.push("abc"); a.push(r.readableLength); r.on("data", () => {}); a.push(r.readableFlowing); return a.join(); });
  await att("no write", async () => { const w = watch(new Writable(), "w"); w.write("x"); await wait(8); return flush(); });
  await att("unshift", async () => { const r = new Readable({ read() {} }); r.push("b"); r.unshift("a"); r.push(null); return collect(r); });
  await att("addAbortSignal", async () => { const ac = new AbortController(); const r = stream.addAbortSignal(ac.signal, new Readable({ read() {} })); watch(r, "r"); ac.abort(); await wait(8); return flush(); });
});
