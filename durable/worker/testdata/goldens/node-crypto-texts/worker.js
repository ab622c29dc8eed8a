// @golden flags=nodejs_compat
// Keys and signatures of node:crypto.

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

import crypto from "node:crypto";
export class Obj extends DurableObject {}
export default scenario(async () => {
  attemptSync("hash", () => ["md5", "sha1", "SHA256", "sha512", "sha384", "sha512-256", "sha3-256", "ripemd160", "RSA-SHA256"].map((h) => tryS(() => crypto.createHash(h).update("a").digest("hex").slice(0, 8)))); attemptSync("hash bad", () => crypto.createHash("nope")); attemptSync("hash twice", () => { const h = crypto.createHash("md5"); h.digest(); h.digest(); }); attemptSync("hash update after", () => { const h = crypto.createHash("md5"); h.digest(); h.update("a"); }); attemptSync("hash arg", () => crypto.createHash("md5").update(5)); attemptSync("hash copy", () => { const h = crypto.createHash("md5").update("a"); return [h.copy().update("b").digest("base64"), h.digest("base64url")]; }); attemptSync("hash()", () => [crypto.hash?.("sha1", "a"), crypto.hash?.("sha1", "a", "base64")]); attemptSync("hmac", () => [crypto.createHmac("sha256", "k").update("a").digest("hex"), crypto.createHmac("sha1", crypto.createSecretKey(Buffer.from("k"))).update("a").digest("hex")]); attemptSync("hmac bad", () => crypto.createHmac("nope", "k")); attemptSync("hmac key", () => crypto.createHmac("sha1")); attemptSync("hmac twice", () => { const h = crypto.createHmac("md5", "k"); h.digest(); return h.digest("hex"); });
  attemptSync("pbkdf2", () => crypto.pbkdf2Sync("p", "s", 2, 8, "sha1").toString("hex")); attemptSync("pbkdf2 bad", () => crypto.pbkdf2Sync("p", "s", 0, 8, "sha1")); attemptSync("pbkdf2 digest", () => crypto.pbkdf2Sync("p", "s", 1, 8, "no")); attemptSync("scrypt", () => crypto.scryptSync("p", "s", 8, { N: 16 }).toString("hex")); attemptSync("scrypt bad", () => crypto.scryptSync("p", "s", 8, { N: 15 })); attemptSync("hkdf", () => Buffer.from(crypto.hkdfSync("sha256", "k", "s", "i", 8)).toString("hex")); attemptSync("hkdf bad", () => crypto.hkdfSync("no", "k", "s", "i", 8)); attemptSync("timing", () => [crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a")), crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("b"))]); attemptSync("timing bad", () => crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab"))); attemptSync("timing type", () => crypto.timingSafeEqual("a", "a"));
  attemptSync("random", () => [crypto.randomBytes(4).length, typeof crypto.randomInt(5), crypto.randomUUID().length, crypto.randomFillSync(Buffer.alloc(2)).length]); attemptSync("random bad", () => crypto.randomBytes(-1)); attemptSync("random bad2", () => crypto.randomBytes("x")); attemptSync("randomInt bad", () => crypto.randomInt(5, 5)); attemptSync("randomInt bad2", () => crypto.randomInt("x"));
});
