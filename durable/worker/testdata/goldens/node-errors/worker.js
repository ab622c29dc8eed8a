// @golden flags=nodejs_compat
// The errors of Node's modules, with all that they have.

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
import { Buffer } from "node:buffer"; import assert from "node:assert"; import util from "node:util"; import path from "node:path"; import { EventEmitter, once } from "node:events"; import crypto from "node:crypto"; import process from "node:process"; import { Writable } from "node:stream"; import tp from "node:timers/promises"; import url from "node:url"; import qs from "node:querystring";
export class Obj extends DurableObject {}
const shape = (e) => [e.constructor.name, Object.getPrototypeOf(e) === globalThis[e.constructor.name]?.prototype, e.name, e.code, String(e), Object.getOwnPropertyNames(e).filter((k) => k !== "stack").sort().join(), Object.keys(e).join(), e.stack?.split("\n")[0], Object.prototype.toString.call(e)];
const E = async (l, f) => { try { await f(); log(l, "none"); } catch (e) { log(l, ...shape(e)); } };
export default scenario(async () => {
  await E("type", () => Buffer.from(5)); await E("range", () => Buffer.alloc(3).readInt8(9)); for (const f of ["readInt8", "readUInt8", "readInt16LE", "readUInt32BE", "readDoubleLE", "readFloatBE"]) { await E(f, () => Buffer.alloc(10)[f](20)); await E(f + "f", () => Buffer.alloc(10)[f](1.5)); await E(f + "s", () => Buffer.alloc(0)[f]()); } for (const f of ["writeInt8", "writeUInt16LE", "writeInt32BE", "writeDoubleLE", "writeBigInt64LE"]) { await E(f, () => Buffer.alloc(10)[f](f.includes("Big") ? 1n : 1, 20)); await E(f + "v", () => Buffer.alloc(10)[f](f.includes("Big") ? 2n ** 70n : 2 ** 40, 0)); } await E("alloc", () => Buffer.alloc(-1)); await E("encoding", () => Buffer.from("x", "nope"));
  await E("value", () => path.join(5)); await E("once", () => { const e = new EventEmitter(); e.emit("error", 5); }); await E("emit error", () => { const e = new EventEmitter(); e.emit("error", new Error("own")); });
  await E("listener", () => new EventEmitter().on("x", 5)); await E("promisify", () => util.promisify(5)); await E("hash", () => crypto.createHash("nope")); await E("hash type", () => crypto.createHash("md5").update(5)); await E("final", () => { const h = crypto.createHash("md5"); h.digest(); h.update("x"); });
  await E("randomInt", () => crypto.randomInt(5, 3)); await E("randomBytes", () => crypto.randomBytes(-1)); await E("write end", () => new Promise((_, rej) => { const w = new Writable({ write(c, e, cb) { cb(); } }); w.on("error", rej); w.end(); w.write("x"); }));
  await E("abort", () => { const ac = new AbortController(); ac.abort(); return tp.setTimeout(5, 0, { signal: ac.signal }); }); await E("once abort", () => { const ac = new AbortController(); ac.abort(); return once(new EventEmitter(), "x", { signal: ac.signal }); });
  await E("nextTick", () => process.nextTick(5)); await E("url", () => url.fileURLToPath("http://x")); await E("assert", () => assert.equal(1, 2)); await E("assert ok", () => assert(0, "msg")); await E("chdir", () => process.chdir("/x")); await E("inherits", () => util.inherits(5, 6)); await E("timeout", () => process.hrtime(5)); await E("callbackify", () => util.callbackify(1));
  await E("max listeners", () => new EventEmitter().setMaxListeners(-1)); await E("timingSafe", () => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2))); await E("pbkdf2", () => crypto.pbkdf2Sync("a", "b", 0, 1, "sha1")); await E("hkdf", () => crypto.hkdfSync("sha1", "a", "b", "c", 1e6));
});
