// @golden flags=nodejs_compat
// The process object, timers/promises and the order of nextTick.

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

import process2 from "node:process"; import * as tp from "node:timers/promises"; import timers from "node:timers"; import os from "node:os";
export class Obj extends DurableObject {}
export default scenario(async () => {
  const p = globalThis.process; log("same", p === process2);
  for (const k of ["platform", "arch", "version", "pid", "ppid", "title", "argv", "argv0", "execArgv", "execPath", "exitCode", "features", "release", "env", "browser", "debugPort", "noDeprecation", "sourceMapsEnabled"]) attemptSync(k, () => p[k]);
  for (const [k, f] of Object.entries({ cwd: () => p.cwd(), cwd2: () => p.cwd(), chdirBad: () => p.chdir("/nope"), chdirType: () => p.chdir(5), uptime: () => typeof p.uptime(), hr: () => p.hrtime().map((x) => typeof x), hrd: () => p.hrtime([0, 0]).length, hrBad: () => p.hrtime(5), hrBad2: () => p.hrtime([1]), hrb: () => typeof p.hrtime.bigint(), mem: () => Object.keys(p.memoryUsage()), rss: () => typeof p.memoryUsage.rss(), cpu: () => p.cpuUsage(), umask: () => p.umask(), umaskSet: () => p.umask(0o22), umaskBad: () => p.umask("z"), getuid: () => p.getuid?.(), geteuid: () => p.geteuid?.(), getgid: () => p.getgid?.(), groups: () => p.getgroups?.(), setuid: () => p.setuid?.(0), kill: () => p.kill(1), killBad: () => p.kill("x"), abort: () => p.abort, emitWarning: () => p.emitWarning("w"), emitWarningErr: () => p.emitWarning(new Error("w")), emitWarningBad: () => p.emitWarning(5), emitWarningType: () => p.emitWarning("m", 5), binding: () => p.binding("x"), dlopen: () => p.dlopen(), getBuiltinBad: () => p.getBuiltinModule(5), on: () => p.on("x", () => {}) === p, emit: () => p.emit("x", 1), listeners: () => p.listenerCount("x"), active: () => p.getActiveResourcesInfo?.(), constrained: () => p.constrainedMemory?.(), avail: () => typeof p.availableMemory?.(), uncaught: () => p.hasUncaughtExceptionCaptureCallback?.(), setUncaught: () => p.setUncaughtExceptionCaptureCallback?.(() => {}), tag: () => Object.prototype.toString.call(p), exitCodeSet: () => { p.exitCode = 3; const v = p.exitCode; p.exitCode = undefined; return v; }, titleSet: () => { p.title = "zz"; return p.title; }, envSet: () => { p.env.A = 5; p.env.B = undefined; return [p.env.A, p.env.B, "A" in p.env, delete p.env.A, p.env.A]; }, envSym: () => { p.env[Symbol("x")] = 1; }, cpuBad: () => p.cpuUsage(5), nextTickBad: () => p.nextTick(5), ref: () => p.ref?.(1) })) attemptSync(k, f);
  const o = []; setTimeout(() => o.push("t0"), 0); setImmediate(() => o.push("imm")); queueMicrotask(() => { o.push("micro"); p.nextTick(() => o.push("tick in micro")); }); Promise.resolve().then(() => o.push("then")); p.nextTick((a, b) => { o.push("tick" + a + b); Promise.resolve().then(() => o.push("then in tick")); p.nextTick(() => o.push("tick in tick")); }, 1, 2); o.push("sync"); await wait(20); log("order", ...o);
  log("tp", Object.keys(tp).sort(), Object.keys(tp.default).sort(), Object.keys(timers).sort());
  await attempt("tp timeout", () => tp.setTimeout(1, "v")); await attempt("tp imm", () => tp.setImmediate("i")); await attempt("tp interval", async () => { const r = []; for await (const v of tp.setInterval(1, "z")) { r.push(v); if (r.length === 3) break; } return r; });
  const ac = new AbortController(); ac.abort(); await attempt("tp aborted", () => tp.setTimeout(1, "v", { signal: ac.signal })); await attempt("tp abort later", () => { const c = new AbortController(); setTimeout(() => c.abort(new Error("why")), 1); return tp.setTimeout(1000, 1, { signal: c.signal }); }); await attempt("tp imm aborted", () => tp.setImmediate(1, { signal: ac.signal })); await attempt("tp interval aborted", async () => { for await (const v of tp.setInterval(1, 1, { signal: ac.signal })) return v; }); await attempt("tp bad delay", () => tp.setTimeout("x")); await attempt("tp bad options", () => tp.setTimeout(1, 1, 5)); await attempt("tp bad signal", () => tp.setTimeout(1, 1, { signal: 5 })); await attempt("tp bad ref", () => tp.setTimeout(1, 1, { ref: 5 })); await attempt("tp sched", async () => [typeof tp.scheduler, await tp.scheduler.wait(1), await tp.scheduler.yield()]); await attempt("tp promise", () => tp.setTimeout(1).constructor.name);
  attemptSync("timers", () => { const t = timers.setTimeout(() => {}, 1); const r = [typeof t, t.constructor?.name, typeof t.ref, t.hasRef?.(), typeof t.unref?.(), typeof t.refresh, typeof t[Symbol.toPrimitive]?.(), typeof t.close]; timers.clearTimeout(t); return r; }); attemptSync("timers bad", () => timers.setTimeout("x", 1)); attemptSync("global timer", () => { const t = setTimeout(() => {}, 1); const r = [typeof t, t.constructor?.name, Object.getOwnPropertyNames(Object.getPrototypeOf(t)).sort()]; clearTimeout(t); return r; });
  attemptSync("timers promises", () => timers.promises?.setTimeout === tp.setTimeout); attemptSync("active", () => [typeof timers.active, typeof timers._unrefActive, typeof timers.enroll, typeof timers.unenroll]);
  attemptSync("os", () => [os.EOL, os.platform(), os.arch(), os.tmpdir(), os.homedir(), os.hostname(), os.type(), os.release(), os.cpus(), os.endianness(), os.loadavg(), os.uptime(), os.totalmem(), os.availableParallelism()]);
});
