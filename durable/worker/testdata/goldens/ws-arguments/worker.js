// @golden
// Arguments of WebSockets beyond the usual: numbers out of range, what is read first, names and lengths of methods, lone surrogates.

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

const pair = () => Object.values(new WebSocketPair());
export class Obj extends DurableObject {
  run() {
    const c = this.ctx, out = []; const t = (l, f) => out.push([l, tryS(f)]); const hib = () => { const s = pair()[1]; c.acceptWebSocket(s); return s; };
    for (const n of [1e10, 2 ** 31, 2 ** 31 - 1, 2 ** 32 + 1000, -(2 ** 31) - 1, Infinity, -Infinity, NaN, "1e3", "0x3e8", " 1000 ", "", [1000], { valueOf: () => 1000 }, { valueOf() { throw new RangeError("v"); } }, new Date(1000), false]) t("close(" + (n && typeof n === "object" && !Array.isArray(n) && !(n instanceof Date) ? "object" : show(n)) + ")", () => hib().close(n));
    t("reason throws, bad code", () => hib().close(999, { toString() { throw new RangeError("r"); } })); t("reason symbol, bad code", () => hib().close(999, Symbol("r"))); t("reason throws, no code", () => hib().close(undefined, { toString() { throw new RangeError("r"); } })); t("bad code, long reason", () => hib().close(999, "x".repeat(200))); t("closed, bad reason", () => { const s = hib(); s.close(1000); return [tryS(() => s.close(1000, Symbol("r"))), tryS(() => s.close(999)), tryS(() => s.close(1000, "x".repeat(200)))]; }); t("closed, send symbol", () => { const s = hib(); s.close(1000); return [tryS(() => s.send(Symbol("m"))), tryS(() => s.send()), tryS(() => s.send("x"))]; }); t("unaccepted, send", () => { const s = pair()[1]; return [tryS(() => s.send(Symbol("m"))), tryS(() => s.send()), tryS(() => s.send({ toString() { throw new RangeError("m"); } })), tryS(() => s.close(999)), tryS(() => s.close(1000)), s.readyState]; });
    t("lone tag", () => { const s = pair()[1]; c.acceptWebSocket(s, ["\ud800", "a\udc00b"]); return [c.getTags(s), c.getWebSockets("\ud800").length, c.getWebSockets("\ufffd\ufffd\ufffd").length, c.getWebSockets("\ufffd").length]; }); t("lone tags distinct", () => { const s = pair()[1]; c.acceptWebSocket(s, ["\ud800", "\ud801"]); return c.getTags(s).length; }); t("lone auto response", () => { const p = new WebSocketRequestResponsePair("a\ud800", "\udc00"); return [p.request, p.response]; }); t("lone close reason", () => { const s = hib(); return s.close(1000, "\ud800".repeat(41)); }); t("lone close reason over", () => { const s = hib(); return s.close(1000, "\ud800".repeat(42)); }); t("lone attachment", () => { const s = hib(); s.serializeAttachment("\ud800"); return s.deserializeAttachment(); });
    for (const [l, o] of [["ctx", Object.getPrototypeOf(c)], ["WebSocket", WebSocket.prototype], ["pair", WebSocketRequestResponsePair.prototype], ["storage", Object.getPrototypeOf(c.storage)], ["kv", Object.getPrototypeOf(c.storage.kv)], ["sql", Object.getPrototypeOf(c.storage.sql)], ["namespace", Object.getPrototypeOf(this.env.OBJ)], ["id", Object.getPrototypeOf(c.id)], ["cursor", Object.getPrototypeOf(c.storage.sql.exec("SELECT 1"))]]) t(l + " methods", () => Object.getOwnPropertyNames(o).filter((n) => n !== "constructor").sort().map((n) => { const d = Object.getOwnPropertyDescriptor(o, n); return n + (typeof d.value === "function" ? `:${d.value.name}/${d.value.length}` : d.get ? ":get" : ":" + typeof d.value) + (d.enumerable ? "e" : "") + (d.writable ? "w" : "") + (d.configurable ? "c" : ""); }));
    t("tags", () => [c, c.storage, c.storage.kv, c.storage.sql, this.env.OBJ, c.id, c.storage.sql.exec("SELECT 1"), new WebSocketRequestResponsePair("a", "b"), pair()[0], new WebSocketPair()].map((o) => Object.prototype.toString.call(o) + " " + o.constructor.name)); t("new of each", () => [c, c.storage, c.storage.kv, c.storage.sql, this.env.OBJ, c.id].map((o) => tryS(() => new o.constructor()))); t("globals", () => ["DurableObjectState", "DurableObjectStorage", "DurableObjectId", "DurableObjectNamespace", "DurableObjectTransaction", "SqlStorage", "WebSocketPair", "WebSocketRequestResponsePair", "WebSocket", "DurableObject", "Fetcher", "ServiceWorkerGlobalScope", "ExecutionContext", "RpcTarget", "WorkerEntrypoint", "Cursor", "Statement", "AlarmInvocationInfo", "SyncKvStorage"].map((n) => n + " " + typeof globalThis[n]));
    return out;
  }
}
export default scenario(async (env) => { for (const x of await env.OBJ.getByName("a").run()) log(...x); });
