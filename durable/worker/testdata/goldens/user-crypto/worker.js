// @golden 
// crypto.subtle in user code

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
const enc = (s) => new TextEncoder().encode(s), hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
export class Obj extends DurableObject {}
export default scenario(async () => { const S = crypto.subtle;
  for (const a of ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5", "sha-256", { name: "SHA-256" }, "SHA-3", "none"]) await attempt("digest " + show(a), async () => hex(await S.digest(a, enc("abc"))).slice(0, 16)); await attempt("digest bad data", () => S.digest("SHA-256", "abc"));
  await attempt("hmac", async () => { const k = await S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]); const s = await S.sign("HMAC", k, enc("msg")); return [hex(s), await S.verify("HMAC", k, s, enc("msg")), await S.verify("HMAC", k, s, enc("msg2")), show(k.algorithm), k.type, k.extractable, k.usages]; }); await attempt("hmac jwk", async () => { const k = await S.importKey("jwk", { kty: "oct", k: "a2V5", alg: "HS256" }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]); return S.exportKey("jwk", k); }); await attempt("not extractable", async () => { const k = await S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]); return S.exportKey("raw", k); }); await attempt("wrong usage", async () => { const k = await S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]); return S.sign("HMAC", k, enc("x")); }); await attempt("no usages", () => S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, [])); await attempt("bad usage", () => S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, ["encrypt"])); await attempt("bad format", () => S.importKey("zzz", enc("key"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])); await attempt("bad alg", () => S.importKey("raw", enc("key"), "NOPE", false, ["sign"]));
  for (const [n, p] of [["AES-GCM", { iv: new Uint8Array(12) }], ["AES-CBC", { iv: new Uint8Array(16) }], ["AES-CTR", { counter: new Uint8Array(16), length: 64 }]]) await attempt(n, async () => { const k = await S.importKey("raw", new Uint8Array(32), n, true, ["encrypt", "decrypt"]); const c = await S.encrypt({ name: n, ...p }, k, enc("hello world")); return [hex(c), new TextDecoder().decode(await S.decrypt({ name: n, ...p }, k, c)), show(k.algorithm)]; }); await attempt("gcm aad", async () => { const k = await S.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt"]); return hex(await S.encrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: enc("aad"), tagLength: 96 }, k, enc("x"))); }); await attempt("gcm tampered", async () => { const k = await S.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt", "decrypt"]); const c = new Uint8Array(await S.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, k, enc("x"))); c[0] ^= 1; return S.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, k, c); }); await attempt("bad key length", () => S.importKey("raw", new Uint8Array(5), "AES-GCM", false, ["encrypt"])); await attempt("cbc bad iv", async () => { const k = await S.importKey("raw", new Uint8Array(16), "AES-CBC", false, ["encrypt"]); return S.encrypt({ name: "AES-CBC", iv: new Uint8Array(3) }, k, enc("x")); }); await attempt("no iv", async () => { const k = await S.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt"]); return S.encrypt({ name: "AES-GCM" }, k, enc("x")); });
  await attempt("pbkdf2", async () => { const k = await S.importKey("raw", enc("pw"), "PBKDF2", false, ["deriveBits", "deriveKey"]); const b = await S.deriveBits({ name: "PBKDF2", salt: enc("salt"), iterations: 1000, hash: "SHA-256" }, k, 256); const d = await S.deriveKey({ name: "PBKDF2", salt: enc("salt"), iterations: 1000, hash: "SHA-256" }, k, { name: "AES-GCM", length: 256 }, true, ["encrypt"]); return [hex(b), hex(await S.exportKey("raw", d)) === hex(b)]; }); await attempt("pbkdf2 none", async () => { const k = await S.importKey("raw", enc("pw"), "PBKDF2", false, ["deriveBits"]); return S.deriveBits({ name: "PBKDF2", salt: enc("s"), iterations: 0, hash: "SHA-256" }, k, 256); }); await attempt("hkdf", async () => { const k = await S.importKey("raw", enc("ikm"), "HKDF", false, ["deriveBits"]); return hex(await S.deriveBits({ name: "HKDF", salt: enc("s"), info: enc("i"), hash: "SHA-256" }, k, 128)); });
  for (const c of ["P-256", "P-384", "P-521"]) await attempt("ecdsa " + c, async () => { const k = await S.generateKey({ name: "ECDSA", namedCurve: c }, true, ["sign", "verify"]); const s = await S.sign({ name: "ECDSA", hash: "SHA-256" }, k.privateKey, enc("m")); const j = await S.exportKey("jwk", k.publicKey); return [s.byteLength, await S.verify({ name: "ECDSA", hash: "SHA-256" }, k.publicKey, s, enc("m")), Object.keys(j).sort(), j.crv, (await S.exportKey("spki", k.publicKey)).byteLength, (await S.exportKey("raw", k.publicKey)).byteLength]; }); await attempt("ecdh", async () => { const a = await S.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]), b = await S.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]); const x = await S.deriveBits({ name: "ECDH", public: b.publicKey }, a.privateKey, 256), y = await S.deriveBits({ name: "ECDH", public: a.publicKey }, b.privateKey, 256); return hex(x) === hex(y); }); await attempt("ed25519", async () => { const k = await S.generateKey("Ed25519", true, ["sign", "verify"]); const s = await S.sign("Ed25519", k.privateKey, enc("m")); return [s.byteLength, await S.verify("Ed25519", k.publicKey, s, enc("m")), show(k.publicKey.algorithm), (await S.exportKey("raw", k.publicKey)).byteLength]; }); await attempt("x25519", async () => { const a = await S.generateKey("X25519", false, ["deriveBits"]); return show(a.publicKey.algorithm); }); await attempt("rsa", async () => { const k = await S.generateKey({ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]); const s = await S.sign("RSASSA-PKCS1-v1_5", k.privateKey, enc("m")); return [s.byteLength, await S.verify("RSASSA-PKCS1-v1_5", k.publicKey, s, enc("m")), show(k.publicKey.algorithm)]; }); await attempt("rsa oaep", async () => { const k = await S.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["encrypt", "decrypt"]); const c = await S.encrypt("RSA-OAEP", k.publicKey, enc("m")); return [c.byteLength, new TextDecoder().decode(await S.decrypt("RSA-OAEP", k.privateKey, c))]; }); await attempt("rsa pss", async () => { const k = await S.generateKey({ name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]); const s = await S.sign({ name: "RSA-PSS", saltLength: 32 }, k.privateKey, enc("m")); return S.verify({ name: "RSA-PSS", saltLength: 32 }, k.publicKey, s, enc("m")); }); await attempt("wrap", async () => { const kek = await S.importKey("raw", new Uint8Array(16), "AES-KW", false, ["wrapKey", "unwrapKey"]); const k = await S.importKey("raw", new Uint8Array(16).fill(7), "AES-GCM", true, ["encrypt"]); const w = await S.wrapKey("raw", k, kek, "AES-KW"); return [hex(w), hex(await S.exportKey("raw", await S.unwrapKey("raw", w, kek, "AES-KW", "AES-GCM", true, ["encrypt"])))]; });
  await attempt("uuid", () => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())); await attempt("random", () => { const a = new Uint32Array(3); return [crypto.getRandomValues(a) === a, a.some((x) => x > 0)]; }); await attempt("random float", () => crypto.getRandomValues(new Float32Array(1))); await attempt("random large", () => crypto.getRandomValues(new Uint8Array(65537))); await attempt("random none", () => crypto.getRandomValues()); await attempt("timingSafeEqual", () => [S.timingSafeEqual(enc("a"), enc("a")), S.timingSafeEqual(enc("a"), enc("b"))]); await attempt("timingSafeEqual length", () => S.timingSafeEqual(enc("a"), enc("ab"))); await attempt("key clone", async () => { const k = await S.importKey("raw", enc("key"), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]); return structuredClone(k); }); await attempt("names", () => [String(crypto), String(S), S.constructor.name]); await attempt("generate aes", async () => { const k = await S.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]); return [(await S.exportKey("raw", k)).byteLength, Object.keys(await S.exportKey("jwk", k)).sort()]; }); await attempt("generate hmac", async () => show((await S.generateKey({ name: "HMAC", hash: "SHA-512" }, true, ["sign"])).algorithm));
});
