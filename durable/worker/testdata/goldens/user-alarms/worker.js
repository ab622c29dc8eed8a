// @golden 
// Alarms as users set them

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
export class Obj extends DurableObject {
  rows = []; async alarm(info) { this.rows.push(["alarm", info && Object.keys(info).sort().join(), info?.isRetry, info?.retryCount, typeof info?.scheduledTime, await this.ctx.storage.getAlarm()]); if (this.again) { this.again--; await this.ctx.storage.setAlarm(Date.now() + 5); } }
  async run() { const s = this.ctx.storage, out = []; const t = async (l, f) => out.push([l, await tryA(f)]);
    await t("none", () => s.getAlarm()); await t("set date", async () => { const d = new Date(Date.now() + 60000); await s.setAlarm(d); return (await s.getAlarm()) === d.getTime(); }); await t("set fraction", async () => { const x = Math.floor(Date.now() + 60000); await s.setAlarm(x + 0.7); return (await s.getAlarm()) - x; }); for (const [n, v] of Object.entries({ nan: NaN, inf: Infinity, neg: -1, str: "soon", numstr: String(8e15), obj: {}, nul: null, und: undefined, big: 5n, invalid: new Date(NaN), huge: 9e15, zero: 0, bool: true })) await t("set " + n, async () => { await s.setAlarm(v); const a = await s.getAlarm(); return a === null ? null : a > Date.now() ? "future" : "past"; }); await t("delete", async () => { await s.setAlarm(Date.now() + 1e6); await s.deleteAlarm(); return s.getAlarm(); }); await t("delete none", () => s.deleteAlarm()); await t("opts", async () => { await s.setAlarm(Date.now() + 1e6, { allowConcurrency: true, allowUnconfirmed: true }); await s.deleteAlarm({ allowConcurrency: true }); return s.getAlarm({ allowConcurrency: true }); }); await t("replaced", async () => { this.rows = []; await s.setAlarm(Date.now() + 5); await s.setAlarm(Date.now() + 500000); await scheduler.wait(50); await s.deleteAlarm(); return this.rows.length; });
    return out; }
}
export default scenario(async (env) => { for (const r of await env.OBJ.getByName("a").run()) log(...r); });
