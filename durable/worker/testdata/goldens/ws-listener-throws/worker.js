// @golden
// A listener of an accept()ed socket that throws: what both sides see.

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
export class Obj extends DurableObject {
  fetch(q) { const [c, s] = Object.values(new WebSocketPair()); s.accept(); this.s = s; s.addEventListener("message", (e) => { G.push("got " + e.data); if (e.data === "throw2") s.send("pre"); if (e.data.startsWith("throw")) throw new Error("in listener"); if (e.data === "reject") return Promise.reject(new Error("later")); s.send("re " + e.data); }); s.addEventListener("message", (e) => G.push("second " + e.data)); s.addEventListener("close", (e) => G.push(`close ${e.code} ${e.reason} ${e.wasClean} ${s.readyState}`)); s.addEventListener("error", (e) => G.push("error " + e.message + " " + s.readyState)); return new Response(null, { status: 101, webSocket: c }); }
  take() { return G.splice(0); } send() { return [tryS(() => this.s.send("late")), this.s.readyState]; } close() { return [tryS(() => this.s.close(4000, "x")), this.s.readyState]; }
}
export default scenario(async (env) => {
  const o = env.OBJ.getByName("a"); const open = async () => { const w = (await o.fetch("http://x/", { headers: { Upgrade: "websocket" } })).webSocket; w.out = []; w.addEventListener("message", (e) => w.out.push(e.data)); w.addEventListener("close", (e) => w.out.push(`close ${e.code} ${e.reason} ${e.wasClean}`)); w.addEventListener("error", (e) => w.out.push("error " + e.message)); w.accept(); return w; };
  const step = async (label, w) => { await wait(20); log(label, w.out.splice(0), w.readyState, await o.take()); };
  const a = await open(); a.send("1"); await step("echo", a); a.send("reject"); await step("reject", a); a.send("throw"); await step("throw", a); attemptSync("client send", () => a.send("2")); await step("after", a); log("send", await o.send()); await step("sent", a); log("close", await o.close()); await step("closed", a); attemptSync("client close", () => a.close(4001, "y")); await step("end", a);
  const c = await open(); c.send("throw2"); await step("throw behind send", c);
  const b = await open(); b.send("throw"); await step("throw", b); attemptSync("client close", () => b.close(4001, "y")); await step("end", b); log("send", await o.send());
});
