// @golden flags=nodejs_compat
// parseArgs and MIMEType of node:util.

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

import util from "node:util";
export class Obj extends DurableObject {}
export default scenario(async () => {
  const o = { foo: { type: "boolean", short: "f" }, bar: { type: "string", short: "b" }, many: { type: "string", multiple: true, short: "m" }, def: { type: "string", default: "d" } };
  for (const a of [["-f", "--bar", "b"], ["--bar=x", "pos"], ["-fb", "v"], ["-bv"], ["--many", "1", "-m2"], ["--unknown"], ["-x"], ["--no-foo"], ["--", "--foo"], ["--bar"], ["--foo=1"], ["--bar", "-f"], ["-"], [""]]) for (const x of [{ options: o, allowPositionals: true }, { options: o }, { options: o, strict: false }, { options: o, allowNegative: true, allowPositionals: true }]) attemptSync(JSON.stringify(a) + Object.keys(x).slice(1), () => util.parseArgs({ args: a, ...x }));
  attemptSync("tokens", () => util.parseArgs({ args: ["-f", "--bar=x", "p", "--", "q"], options: o, allowPositionals: true, tokens: true }));
  attemptSync("none", () => util.parseArgs()); attemptSync("empty", () => util.parseArgs({})); attemptSync("bad type", () => util.parseArgs({ args: [], options: { a: { type: "number" } } })); attemptSync("bad short", () => util.parseArgs({ args: [], options: { a: { type: "string", short: "ab" } } })); attemptSync("bad default", () => util.parseArgs({ args: [], options: { a: { type: "string", default: 5 } } })); attemptSync("bad args", () => util.parseArgs({ args: 5 })); attemptSync("bad opts", () => util.parseArgs({ args: [], options: 5 }));  attemptSync("bad multiple", () => util.parseArgs({ args: [], options: { a: { type: "string", multiple: 1 } } }));
  attemptSync("mime", () => { const m = new util.MIMEType("Text/HTML; Charset=\"utf-8\"; q=1"); return [String(m), m.type, m.subtype, m.essence, m.params.get("charset"), m.params.has("q"), [...m.params], JSON.stringify(m)]; });
  attemptSync("mime set", () => { const m = new util.MIMEType("a/b"); m.type = "C"; m.subtype = "D"; m.params.set("x", "y z"); m.params.set("e", ""); m.params.delete("no"); return String(m); });
  for (const v of ["", "a", "a/", "/b", "a b/c", 5, "a/b;", "a/b;x", "a/b; x=\"q\\\"z\""]) attemptSync("mime " + v, () => String(new util.MIMEType(v)));
  attemptSync("mime type bad", () => { const m = new util.MIMEType("a/b"); m.type = ""; }); attemptSync("mime param bad", () => new util.MIMEParams().set("a b", "c")); attemptSync("mime param bad2", () => new util.MIMEParams().set("a", "c\n")); attemptSync("mime params", () => { const p = new util.MIMEParams(); p.set("a", "b"); return [String(p), [...p.keys()], [...p.values()], [...p.entries()]]; });
});
