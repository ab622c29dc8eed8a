// node:crypto: random values, digests, HMAC, key derivation, and the web's crypto. Other names throw on use.
import { Buffer } from "node:buffer";
import {
  checkFunction,
  checkInteger,
  checkString,
  invalidArg,
  invalidValue,
  notImplemented,
  outOfRange,
  plainError,
} from "node:internal/errors";
import { Cipheriv, Decipheriv, ciphers, lazyTransform } from "node:internal/cipher";
const bridge = globalThis[Symbol.for("dolab.node")];

const digests = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  "sha512/224": 28,
  "sha512/256": 32,
};
const digestName = (name) => {
  const n = String(name)
    .toLowerCase()
    .replace(/^rsa-/, "")
    .replace(/^sha-(\d+)/, "sha$1")
    .replace(/^sha512-(\d+)/, "sha512/$1");
  return digests[n] ? n : undefined;
};
const bytesOf = (v, encoding, name = "data") => {
  if (typeof v === "string") return Buffer.from(v, encoding === "buffer" ? "utf8" : encoding);
  if (v instanceof ArrayBuffer) return new Uint8Array(v);
  if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  throw invalidArg(name, ["string", "Buffer", "TypedArray", "DataView"], v);
};
const output = (bytes, encoding) => {
  const b = Buffer.from(bytes);
  return encoding && encoding !== "buffer" ? b.toString(encoding) : b;
};
const finalized = (code, text) => plainError(code, text);

const createCipheriv = (name, key, iv, options) => new Cipheriv(name, rawKey(key), iv, options);
const createDecipheriv = (name, key, iv, options) => new Decipheriv(name, rawKey(key), iv, options);
const getCiphers = () => Object.keys(ciphers);
const rawKey = (key) => (key instanceof KeyObject ? key.export() : key);

export class Hash {
  #name;
  #state;
  #done = false;
  constructor(name, options) {
    if (name instanceof Hash) {
      if (name.#done) throw finalized("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      this.#name = name.#name;
      this.#state = name.#state;
      return;
    }
    checkString(name, "algorithm");
    this.#name = digestName(name);
    if (!this.#name) throw new Error("Digest method not supported");
    if (options?.outputLength !== undefined && options.outputLength !== digests[this.#name])
      throw new Error("invalid digest size");
    this.#state = new Uint8Array(0);
  }
  update(data, encoding) {
    if (this.#done) throw finalized("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    this.#state = new Uint8Array(bridge.update(this.#name, this.#state, bytesOf(data, encoding)));
    return this;
  }
  digest(encoding) {
    if (this.#done) throw finalized("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    this.#done = true;
    return output(bridge.finish(this.#name, this.#state), encoding);
  }
  copy() {
    return new Hash(this);
  }
}
export class Hmac {
  #name;
  #key;
  #parts = [];
  #done = false;
  constructor(name, key) {
    checkString(name, "hmac");
    this.#name = digestName(name);
    if (!this.#name) throw new Error("Digest method not supported");
    if (key === undefined || key === null) {
      throw invalidArg("key", ["ArrayBuffer", "Buffer", "ArrayBufferView", "string", "KeyObject", "CryptoKey"], key);
    }
    this.#key = Uint8Array.from(bytesOf(key instanceof KeyObject ? key.export() : key, undefined, "key"));
  }
  update(data, encoding) {
    if (this.#done) throw finalized("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    this.#parts.push(Buffer.from(bytesOf(data, encoding)));
    return this;
  }
  digest(encoding) {
    if (this.#done) return output([], encoding);
    this.#done = true;
    return output(bridge.hmac(this.#name, this.#key, Buffer.concat(this.#parts)), encoding);
  }
}
lazyTransform(Hash, (h, chunk, encoding) => h.update(chunk, encoding), (h) => h.digest());
lazyTransform(Hmac, (h, chunk, encoding) => h.update(chunk, encoding), (h) => h.digest());
export class KeyObject {
  #bytes;
  constructor(type, bytes) {
    if (type !== "secret") throw notImplemented("KeyObject");
    this.#bytes = Buffer.from(bytes);
  }
  get type() {
    return "secret";
  }
  get symmetricKeySize() {
    return this.#bytes.length;
  }
  export(options) {
    return options?.format === "jwk" ? { kty: "oct", k: this.#bytes.toString("base64url") } : Buffer.from(this.#bytes);
  }
  equals(other) {
    return other instanceof KeyObject && this.#bytes.equals(other.#bytes);
  }
}
export const createHash = (name, options) => new Hash(name, options);
export const createHmac = (name, key, options) => new Hmac(name, key, options);
export const createSecretKey = (key, encoding) => new KeyObject("secret", bytesOf(key, encoding, "key"));
export const hash = (name, data, encoding = "hex") => createHash(name).update(data).digest(encoding);
export const getHashes = () => [
  "RSA-MD5",
  "RSA-SHA1",
  "RSA-SHA224",
  "RSA-SHA256",
  "RSA-SHA384",
  "RSA-SHA512",
  "md5",
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
];
export const getCurves = () => ["prime256v1", "secp384r1", "secp521r1"];
export { Cipheriv, createCipheriv, createDecipheriv, Decipheriv, getCiphers };

export const randomBytes = (size, callback) => {
  if (typeof size !== "number") throw invalidArg("size", "number", size);
  checkInteger(size, "size", 0, 2147483647);
  const b = Buffer.from(bridge.random(size).buffer);
  if (callback === undefined) return b;
  checkFunction(callback, "callback");
  queueMicrotask(() => callback(null, b));
};
export const pseudoRandomBytes = randomBytes,
  prng = randomBytes,
  rng = randomBytes;
export const randomFillSync = (buf, offset = 0, size) => {
  const b = bytesOf(buf instanceof ArrayBuffer || ArrayBuffer.isView(buf) ? buf : undefined, undefined, "buf");
  const unit = buf.BYTES_PER_ELEMENT ?? 1;
  const from = offset * unit,
    n = size === undefined ? b.length - from : size * unit;
  if (from < 0 || from > b.length) throw outOfRange("offset", `>= 0 && <= ${b.length}`, offset);
  if (n < 0 || from + n > b.length) throw outOfRange("size + offset", `<= ${b.length}`, from + n);
  b.set(bridge.random(n), from);
  return buf;
};
export const randomFill = (buf, ...rest) => {
  const callback = rest.pop();
  checkFunction(callback, "callback");
  randomFillSync(buf, ...rest);
  queueMicrotask(() => callback(null, buf));
};
export const randomInt = (...args) => {
  const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
  const [min, max] = args.length === 1 ? [0, args[0]] : args;
  checkInteger(min, "min");
  checkInteger(max, "max");
  if (max <= min) throw outOfRange("min", "min < max", min);
  const range = max - min;
  if (range > 2 ** 48 - 1) throw outOfRange(args.length === 1 ? "max" : "max - min", `<= ${2 ** 48 - 1}`, range);
  const limit = 2 ** 48 - (2 ** 48 % range);
  let n;
  do n = bridge.random(6).reduce((v, b) => v * 256 + b, 0);
  while (n >= limit);
  const out = min + (n % range);
  if (!callback) return out;
  queueMicrotask(() => callback(undefined, out));
};
export const randomUUID = () => globalThis.crypto.randomUUID();
export const getRandomValues = (view) => globalThis.crypto.getRandomValues(view);
export const timingSafeEqual = (a, b) => globalThis.crypto.subtle.timingSafeEqual(a, b);
const derivation = (kind, name) =>
  digestName(name) ??
  (() => {
    throw new TypeError(`Invalid ${kind} digest: ${name}${kind === "Pbkdf2" ? "." : ""}`);
  })();

export const pbkdf2Sync = (password, salt, iterations, size, digest) => {
  checkString(digest, "digest");
  checkInteger(iterations, "iterations", 1, 2147483647);
  checkInteger(size, "keylen", 0, 2147483647);
  if (iterations > 100000) {
    throw new globalThis.DOMException(
      `Pbkdf2 failed: iteration counts above 100000 are not supported (requested ${iterations}).`,
      "NotSupportedError",
    );
  }
  return Buffer.from(
    bridge.pbkdf2(
      derivation("Pbkdf2", digest),
      bytesOf(password, undefined, "password"),
      bytesOf(salt, undefined, "salt"),
      iterations,
      size,
    ),
  );
};
export const pbkdf2 = (password, salt, iterations, size, digest, callback) => {
  checkFunction(callback, "callback");
  const out = pbkdf2Sync(password, salt, iterations, size, digest);
  queueMicrotask(() => callback(null, out));
};
const scryptOf = (password, salt, size, options = {}) => {
  const secret = ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"];
  for (const [name, v] of [["password", password], ["salt", salt]]) {
    if (typeof v !== "string" && !(v instanceof ArrayBuffer) && !ArrayBuffer.isView(v)) throw invalidArg(name, secret, v);
  }
  checkInteger(size, "keylen", 0, 2147483647);
  const one = (short, long, otherwise) => {
    const value = options[short] ?? options[long] ?? otherwise;
    if (options[short] !== undefined && options[long] !== undefined) throw invalidValue(long, options[long]);
    checkInteger(value, short, 0, 4294967295);
    return value;
  };
  const n = one("N", "cost", 16384), r = one("r", "blockSize", 8), p = one("p", "parallelization", 1);
  const bytesMax = options.maxmem ?? 32 << 20;
  if (n >= 2 ** 20) throw new RangeError("Scrypt failed: cost exceeds maximum (1048576).");
  const out = 128 * n * r > bytesMax ? undefined : bridge.scrypt(bytesOf(password), bytesOf(salt), n, r, p, size);
  if (out === undefined || out === null) throw new Error("Scrypt failed");
  return Buffer.from(out);
};
export const scryptSync = (password, salt, size, options) => scryptOf(password, salt, size, options);
export const scrypt = (password, salt, size, options, callback) => {
  if (typeof options === "function") [options, callback] = [undefined, options];
  checkFunction(callback, "callback");
  const out = scryptOf(password, salt, size, options);
  queueMicrotask(() => callback(null, out));
};
export const hkdfSync = (digest, key, salt, info, size) => {
  const name = derivation("Hkdf", digest);
  checkInteger(size, "length", 0, 2147483647);
  if (size > 255 * digests[name]) throw new RangeError("Invalid Hkdf key length");
  return bridge.hkdf(
    name,
    bytesOf(key, undefined, "ikm"),
    bytesOf(salt, undefined, "salt"),
    bytesOf(info, undefined, "info"),
    size,
  );
};
export const hkdf = (digest, key, salt, info, size, callback) => {
  checkFunction(callback, "callback");
  const out = hkdfSync(digest, key, salt, info, size);
  queueMicrotask(() => callback(null, out));
};

const later = (name) =>
  function () {
    throw notImplemented(`crypto.${name}`);
  };
export const createSign = later("createSign"),
  createVerify = later("createVerify"),
  sign = later("sign"),
  verify = later("verify"),
  createPublicKey = later("createPublicKey"),
  createPrivateKey = later("createPrivateKey"),
  generateKey = later("generateKey"),
  generateKeySync = later("generateKeySync"),
  generateKeyPair = later("generateKeyPair"),
  generateKeyPairSync = later("generateKeyPairSync"),
  createDiffieHellman = later("createDiffieHellman"),
  createECDH = later("createECDH"),
  diffieHellman = later("diffieHellman"),
  publicEncrypt = later("publicEncrypt"),
  privateDecrypt = later("privateDecrypt"),
  publicDecrypt = later("publicDecrypt"),
  privateEncrypt = later("privateEncrypt");

export const webcrypto = globalThis.crypto;
export const subtle = globalThis.crypto?.subtle;
export const constants = {};
export default {
  Hash,
  Hmac,
  KeyObject,
  createHash,
  createHmac,
  createSecretKey,
  hash,
  getHashes,
  getCurves,
  getCiphers,
  randomBytes,
  pseudoRandomBytes,
  prng,
  rng,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  getRandomValues,
  timingSafeEqual,
  pbkdf2,
  pbkdf2Sync,
  hkdf,
  hkdfSync,
  createCipheriv,
  createDecipheriv,
  createSign,
  createVerify,
  sign,
  verify,
  createPublicKey,
  createPrivateKey,
  generateKey,
  generateKeySync,
  generateKeyPair,
  generateKeyPairSync,
  createDiffieHellman,
  createECDH,
  diffieHellman,
  publicEncrypt,
  privateDecrypt,
  publicDecrypt,
  privateEncrypt,
  scrypt,
  scryptSync,
  webcrypto,
  subtle,
  constants,
};
