// The global crypto: random values, crypto.subtle, DigestStream. Texts and names of errors are workerd's
// (src/workerd/api/crypto); natives of package webcrypto compute.
import { badField } from "./define.js";
import { WritableStream } from "./streams.js";
import { crypt, unwrap, wrap } from "./crypto_cipher.js";
import { generate } from "./crypto_generate.js";
import { importKey } from "./crypto_import.js";
import { exportKey } from "./crypto_jwk.js";
import { bytesOf, empty, fail, hashName, int, isKey, isSource, native, slots, token, utf8 } from "./crypto_key.js";
import { derive, derivedLength, sign, verify } from "./crypto_sign.js";

// Arguments are converted from left to right, before anything else happens.
const badType = (method, n, type, iface = "SubtleCrypto") => {
  throw new TypeError(`Failed to execute '${method}' on '${iface}': parameter ${n} is not of type '${type}'.`);
};

// The fields of the reference's dictionaries, and those of them that hold bytes.
const DICTIONARIES = {
  EncryptAlgorithm: ["iv", "additionalData", "tagLength", "counter", "length", "label"],
  SignAlgorithm: ["hash", "saltLength"],
  GenerateKeyAlgorithm: ["hash", "modulusLength", "publicExponent", "length", "namedCurve"],
  ImportKeyAlgorithm: ["hash", "length", "namedCurve"],
  DeriveKeyAlgorithm: ["salt", "iterations", "hash", "public", "info"],
  HashAlgorithm: [],
};
const BYTES = ["iv", "additionalData", "counter", "label", "publicExponent", "salt", "info"];

const uninitialized = (type) => {
  throw new TypeError(
    `Cannot initialize N7workerd3api12SubtleCrypto${type.length}${type}E with required members from an ` +
      "undefined or null value.",
  );
};
const algorithmOf = (v, type = "HashAlgorithm") => {
  if (v === null || v === undefined) uninitialized(type);
  if (typeof v !== "object") return { name: String(v) };
  const out = { name: String(v.name) };
  for (const k of DICTIONARIES[type]) {
    if (v[k] === undefined) continue;
    out[k] = v[k];
    if (BYTES.includes(k) && !isSource(v[k])) throw badField(k, type, "JsBufferSource");
    if (k === "public" && !isKey(v[k])) throw badField(k, type, "CryptoKey");
    if (k === "hash" && v[k] === null) uninitialized("HashAlgorithm");
  }
  return out;
};

const checkKey = (method, n, v) => (isKey(v) ? slots(v) : badType(method, n, "CryptoKey"));
const checkSource = (method, n, v) => (isSource(v) ? bytesOf(v) : badType(method, n, "JsBufferSource"));
const checkUsages = (method, n, v) => (Array.isArray(v) ? v.map(String) : badType(method, n, "Array"));

const permitted = (k, name, usage) => {
  if (name.toLowerCase() !== k.name.toLowerCase()) {
    fail("InvalidAccessError", `Requested algorithm "${name}" does not match this CryptoKey's algorithm "${k.name}".`);
  }
  if (!k.usages.includes(usage)) {
    fail("InvalidAccessError", `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`);
  }
};

const owned = (v, C) => {
  if (v instanceof C) return;
  throw new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See " +
      "https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
};

export class SubtleCrypto {
  constructor(t) {
    if (t !== token) throw new TypeError("Illegal constructor");
  }
  async encrypt(algorithm, cryptoKey, data) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "EncryptAlgorithm"),
      k = checkKey("encrypt", 2, cryptoKey),
      d = checkSource("encrypt", 3, data);
    permitted(k, a.name, "encrypt");
    return crypt(a, k, d, true);
  }
  async decrypt(algorithm, cryptoKey, data) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "EncryptAlgorithm"),
      k = checkKey("decrypt", 2, cryptoKey),
      d = checkSource("decrypt", 3, data);
    permitted(k, a.name, "decrypt");
    return crypt(a, k, d, false);
  }
  async sign(algorithm, cryptoKey, data) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "SignAlgorithm"),
      k = checkKey("sign", 2, cryptoKey),
      d = checkSource("sign", 3, data);
    permitted(k, a.name, "sign");
    return sign(a, k, d);
  }
  async verify(algorithm, cryptoKey, signature, data) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "SignAlgorithm"),
      k = checkKey("verify", 2, cryptoKey);
    const s = checkSource("verify", 3, signature),
      d = checkSource("verify", 4, data);
    permitted(k, a.name, "verify");
    return verify(a, k, s, d);
  }
  async digest(algorithm, data) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm),
      d = checkSource("digest", 2, data);
    return host.cryptoDigest(native(hashName(a.name)), d);
  }
  async generateKey(algorithm, extractable, usages) {
    owned(this, SubtleCrypto);
    return generate(
      algorithmOf(algorithm, "GenerateKeyAlgorithm"),
      !!extractable,
      checkUsages("generateKey", 3, usages),
    );
  }
  async deriveKey(algorithm, baseKey, derived, extractable, usages) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "DeriveKeyAlgorithm"),
      k = checkKey("deriveKey", 2, baseKey),
      target = algorithmOf(derived, "ImportKeyAlgorithm");
    const wanted = checkUsages("deriveKey", 5, usages);
    permitted(k, a.name, "deriveKey");
    return importKey("raw", derive(a, k, derivedLength(target)), target, !!extractable, wanted);
  }
  async deriveBits(algorithm, baseKey, length) {
    owned(this, SubtleCrypto);
    const a = algorithmOf(algorithm, "DeriveKeyAlgorithm"),
      k = checkKey("deriveBits", 2, baseKey);
    permitted(k, a.name, "deriveBits");
    const bits = length === undefined || length === null ? undefined : int(length);
    if (bits < 0) throw new TypeError("deriveBits length must be an unsigned long integer.");
    return derive(a, k, bits);
  }
  async importKey(format, keyData, algorithm, extractable, usages) {
    owned(this, SubtleCrypto);
    if (keyData === null || keyData === undefined) uninitialized("JsonWebKey");
    const data = typeof keyData === "object" ? keyData : badType("importKey", 2, "JsBufferSource or JsonWebKey");
    const a = algorithmOf(algorithm, "ImportKeyAlgorithm");
    return importKey(String(format), data, a, !!extractable, checkUsages("importKey", 5, usages));
  }
  async exportKey(format, cryptoKey) {
    owned(this, SubtleCrypto);
    return exportKey(String(format), checkKey("exportKey", 2, cryptoKey));
  }
  async wrapKey(format, cryptoKey, wrappingKey, algorithm) {
    owned(this, SubtleCrypto);
    const k = checkKey("wrapKey", 2, cryptoKey),
      w = checkKey("wrapKey", 3, wrappingKey),
      a = algorithmOf(algorithm, "EncryptAlgorithm");
    permitted(w, a.name, "wrapKey");
    const out = exportKey(String(format), k);
    return wrap(a, w, isSource(out) ? bytesOf(out) : utf8(JSON.stringify(out)));
  }
  async unwrapKey(format, wrappedKey, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
    owned(this, SubtleCrypto);
    const d = checkSource("unwrapKey", 2, wrappedKey),
      w = checkKey("unwrapKey", 3, unwrappingKey);
    const a = algorithmOf(algorithm, "EncryptAlgorithm"),
      target = algorithmOf(keyAlgorithm, "ImportKeyAlgorithm"),
      wanted = checkUsages("unwrapKey", 7, usages);
    permitted(w, a.name, "unwrapKey");
    let data = unwrap(a, w, d);
    if (format === "jwk") {
      data = JSON.parse(host.bufferDecode(data, "utf8"));
      if (typeof data !== "object" || data === null || data.kty === undefined) {
        fail("DataError", 'Missing "kty" field or corrupt JSON unwrapping key?');
      }
    }
    return importKey(String(format), data, target, !!extractable, wanted);
  }
  timingSafeEqual(a, b) {
    owned(this, SubtleCrypto);
    const x = checkSource("timingSafeEqual", 1, a),
      y = checkSource("timingSafeEqual", 2, b);
    if (x.length !== y.length) throw new TypeError("Input buffers must have the same byte length.");
    return x.every((v, i) => v === y[i]);
  }
}

// DigestStream is made on first use, so that a Worker without it pays nothing for the class of streams.
let DigestStreamClass;

const digestStream = () =>
  (DigestStreamClass ??= class DigestStream extends WritableStream {
    #written = 0n;
    #digest;
    #reject;
    constructor(algorithm) {
      const a = algorithmOf(algorithm);
      const name = ["crc32", "crc32c", "crc64nvme"].includes(a.name) ? a.name : native(hashName(a.name));
      let state = empty(),
        done;
      const settle = Promise.withResolvers ? Promise.withResolvers() : withResolvers();
      settle.promise.catch(() => {});
      super({
        write: (chunk) => {
          const data = typeof chunk === "string" ? utf8(chunk) : chunk;
          if (!isSource(data)) {
            throw new TypeError(
              "DigestStream is a byte stream but received an object of non-ArrayBuffer/" +
                "ArrayBufferView/string type on its writable side.",
            );
          }
          if (!data.byteLength || done) return;
          state = new Uint8Array(host.cryptoUpdate(name, state, data));
          this.#written += BigInt(data.byteLength);
        },
        close: () => {
          done = true;
          settle.resolve(host.cryptoFinish(name, state));
        },
        abort: (reason) => {
          done = true;
          settle.reject(reason);
        },
      });
      this.#digest = settle.promise;
      this.#reject = settle.reject;
    }
    get digest() {
      return this.#digest;
    }
    get bytesWritten() {
      return this.#written;
    }
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.#reject(new TypeError("The DigestStream was disposed."));
    }
  });

const withResolvers = () => {
  const out = {};
  out.promise = new Promise((resolve, reject) => Object.assign(out, { resolve, reject }));
  return out;
};

const INTEGERS = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "BigInt64Array",
  "BigUint64Array",
];

export class Crypto {
  constructor(t) {
    if (t !== token) throw new TypeError("Illegal constructor");
    Object.defineProperty(this, "subtle", { value: new SubtleCrypto(token), enumerable: true });
  }
  getRandomValues(view) {
    owned(this, Crypto);
    if (!ArrayBuffer.isView(view)) badType("getRandomValues", 1, "JsArrayBufferView", "Crypto");
    if (!INTEGERS.includes(view[Symbol.toStringTag])) {
      fail("TypeMismatchError", "ArrayBufferView argument to getRandomValues() must be an integer-typed view.");
    }
    if (view.byteLength > 65536) {
      fail(
        "QuotaExceededError",
        "getRandomValues() only accepts buffers of size <= 64K but provided " + `${view.byteLength} bytes.`,
      );
    }
    bytesOf(view).set(new Uint8Array(host.random(view.byteLength)));
    return view;
  }
  randomUUID() {
    owned(this, Crypto);
    const b = new Uint8Array(host.random(16));
    b[6] = (b[6] & 0x0f) | 0x40;
    b[8] = (b[8] & 0x3f) | 0x80;
    let s = "";
    b.forEach(
      (v, i) => (s += (i === 4 || i === 6 || i === 8 || i === 10 ? "-" : "") + (v < 16 ? "0" : "") + v.toString(16)),
    );
    return s;
  }
  get DigestStream() {
    return digestStream();
  }
}

export const crypto = new Crypto(token);
