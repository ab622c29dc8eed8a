// @golden flags=nodejs_compat
// Ciphers and scrypt of node:crypto.

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
import crypto from "node:crypto"; import { Buffer } from "node:buffer"; import { Transform } from "node:stream";
export class Obj extends DurableObject {}
const key = Buffer.alloc(32, 7), iv = Buffer.alloc(16, 1), iv12 = Buffer.alloc(12, 2);
export default scenario(async () => {
  for (const [name, k, v] of [["aes-256-cbc", key, iv], ["aes-128-cbc", key.subarray(0, 16), iv], ["aes-192-cbc", key.subarray(0, 24), iv], ["aes-256-ctr", key, iv], ["aes-128-ctr", key.subarray(0, 16), iv], ["AES-256-CBC", key, iv]]) {
    await attempt(name, () => { const c = crypto.createCipheriv(name, k, v); const out = c.update("hel ", "utf8", "hex") + "|" + c.update("w, longer than", "utf8", "hex") + "|" + c.final("hex"); const d = crypto.createDecipheriv(name, k, v); return out + "\n " + d.update(out.replaceAll("|", ""), "hex", "utf8") + d.final("utf8"); });
  }
  await attempt("gcm", () => { const c = crypto.createCipheriv("aes-256-gcm", key, iv12); c.setAAD(Buffer.from("aad")); const out = Buffer.concat([c.update("secret"), c.final()]); const tag = c.getAuthTag(); const d = crypto.createDecipheriv("aes-256-gcm", key, iv12); d.setAAD(Buffer.from("aad")); d.setAuthTag(tag); return out.toString("hex") + " " + tag.toString("hex") + " " + d.update(out, null, "utf8") + d.final("utf8"); });
  await attempt("gcm parts", () => { const c = crypto.createCipheriv("aes-128-gcm", key.subarray(0, 16), iv12); return [c.update("a".repeat(20), "utf8", "hex"), c.update("b", "utf8", "hex"), c.final("hex"), c.getAuthTag().toString("hex")].join("|"); });
  await attempt("gcm bad tag", () => { const d = crypto.createDecipheriv("aes-256-gcm", key, iv12); d.setAuthTag(Buffer.alloc(16)); d.update("abcd", "hex"); return d.final("utf8"); });
  await attempt("gcm no tag", () => { const d = crypto.createDecipheriv("aes-256-gcm", key, iv12); d.update("abcd", "hex"); return d.final("utf8"); });
  await attempt("gcm tag early", () => crypto.createCipheriv("aes-256-gcm", key, iv12).getAuthTag());
  await attempt("bad padding", () => { const d = crypto.createDecipheriv("aes-256-cbc", key, iv); d.update(Buffer.alloc(16)); return d.final("hex"); });
  await attempt("short", () => { const d = crypto.createDecipheriv("aes-256-cbc", key, iv); d.update(Buffer.alloc(5)); return d.final("hex"); });
  await attempt("no padding", () => { const c = crypto.createCipheriv("aes-256-cbc", key, iv); c.setAutoPadding(false); return c.update(Buffer.alloc(16), null, "hex") + "|" + c.final("hex"); });
  await attempt("no padding odd", () => { const c = crypto.createCipheriv("aes-256-cbc", key, iv); c.setAutoPadding(false); c.update(Buffer.alloc(5)); return c.final("hex"); });
  await attempt("unknown", () => crypto.createCipheriv("nope", key, iv)); await attempt("key size", () => crypto.createCipheriv("aes-256-cbc", iv, iv)); await attempt("iv size", () => crypto.createCipheriv("aes-256-cbc", key, iv12)); await attempt("key type", () => crypto.createCipheriv("aes-256-cbc", 5, iv)); await attempt("iv null", () => crypto.createCipheriv("aes-256-cbc", key, null)); await attempt("name type", () => crypto.createCipheriv(5, key, iv));
  await attempt("final twice", () => { const c = crypto.createCipheriv("aes-256-cbc", key, iv); c.final(); c.final(); }); await attempt("update after", () => { const c = crypto.createCipheriv("aes-256-cbc", key, iv); c.final(); c.update("x"); }); await attempt("update type", () => crypto.createCipheriv("aes-256-cbc", key, iv).update(5));
  await attempt("string key", () => { const c = crypto.createCipheriv("aes-128-cbc", "0123456789abcdef", "fedcba9876543210"); return c.update("x", "utf8", "base64") + c.final("base64"); });
  await attempt("key object", () => { const c = crypto.createCipheriv("aes-256-cbc", crypto.createSecretKey(key), iv); return c.update("x").toString("hex") + "|" + c.final().toString("hex"); });
  await attempt("stream", async () => { const c = crypto.createCipheriv("aes-256-cbc", key, iv); const out = []; c.on("data", (d) => out.push(d)); c.write("one"); c.end("two"); await new Promise((r) => c.on("end", r)); return Buffer.concat(out).toString("hex") + (c instanceof Transform); });
  await attempt("hash stream", async () => { const h = crypto.createHash("sha256"); h.write("a"); h.end("b"); return h.read().toString("hex") + (h instanceof Transform); });
  await attempt("names", () => [crypto.createCipheriv("aes-256-cbc", key, iv).constructor.name, crypto.createDecipheriv("aes-256-cbc", key, iv).constructor.name, crypto.getCiphers().length > 5, crypto.getCiphers().includes("aes-256-gcm")].join());
  await attempt("scryptSync", () => crypto.scryptSync("pass", "salt", 32, { N: 1024 }).toString("hex")); await attempt("scrypt", () => new Promise((res, rej) => crypto.scrypt("pass", "salt", 16, { N: 16, r: 8, p: 2 }, (e, k) => (e ? rej(e) : res(k.toString("hex")))))); await attempt("scrypt bad", () => crypto.scryptSync("pass", "salt", 32, { N: 1000 })); await attempt("scrypt default", () => crypto.scryptSync("", "", 8).toString("hex")); await attempt("scrypt both", () => crypto.scryptSync("p", "s", 8, { N: 16, cost: 16 })); await attempt("scrypt type", () => crypto.scryptSync(5, "s", 8)); await attempt("scrypt mem", () => crypto.scryptSync("p", "s", 8, { N: 2 ** 20 }));
});
