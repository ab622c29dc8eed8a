// CryptoKey, and what all operations on keys share. Keys live here as bytes: raw secrets, PKCS #8, SPKI.
import { DOMException } from "./events.js";

const USAGES = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
export const PUBLIC = ["encrypt", "verify", "wrapKey"];
export const PRIVATE = ["decrypt", "sign", "unwrapKey", "deriveKey", "deriveBits"];

export const NAMES = [
  "AES-CTR",
  "AES-CBC",
  "AES-GCM",
  "AES-KW",
  "HMAC",
  "PBKDF2",
  "HKDF",
  "RSASSA-PKCS1-v1_5",
  "RSA-PSS",
  "RSA-OAEP",
  "ECDSA",
  "ECDH",
  "NODE-ED25519",
  "Ed25519",
  "X25519",
];

const HASHES = ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5"];
export const CURVES = ["P-256", "P-384", "P-521"];
export const JWK = [
  "kty",
  "use",
  "key_ops",
  "alg",
  "ext",
  "crv",
  "x",
  "y",
  "d",
  "n",
  "e",
  "p",
  "q",
  "dp",
  "dq",
  "qi",
  "oth",
  "k",
];

export const fail = (name, message) => {
  throw new DOMException(message, name);
};

export const missing = (field, where = "algorithm") => {
  throw new TypeError(`Missing field "${field}" in "${where}".`);
};

export const alike = (list, name) => list.find((n) => n.toLowerCase() === String(name).toLowerCase());
export const isSource = (v) => v instanceof ArrayBuffer || ArrayBuffer.isView(v);
export const sizeOf = (v) => v.byteLength;

export const bytesOf = (v) =>
  v instanceof ArrayBuffer ? new Uint8Array(v) : new Uint8Array(v.buffer, v.byteOffset, v.byteLength);

export const utf8 = (s) => new Uint8Array(host.bufferEncode(s, "utf8"));
export const empty = () => new Uint8Array(0);
export const int = (v) => Number(v) | 0;

export const hashName = (name) =>
  alike(HASHES, name) ?? fail("NotSupportedError", "Unrecognized or unimplemented digest algorithm requested.");

export const hashOf = (a, where) => {
  if (a.hash === undefined) missing("hash", where);
  return hashName(typeof a.hash === "object" && a.hash !== null ? a.hash.name : a.hash);
};

export const native = (hash) => hash.toLowerCase().replace("-", "");
export const blockBits = (hash) => (hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512);

export const curveOf = (a) => {
  if (a.namedCurve === undefined) missing("namedCurve");
  return (
    alike(CURVES, a.namedCurve) ??
    fail("NotSupportedError", `Unrecognized or unimplemented EC curve "${a.namedCurve}" requested.`)
  );
};

export let slots, isKey, newKey;
export const token = {};

export class CryptoKey {
  #slots;
  constructor(t, s) {
    if (t !== token) throw new TypeError("Illegal constructor");
    this.#slots = s;
    const show = (name, value) => Object.defineProperty(this, name, { value, enumerable: true });
    show("usages", [...s.usages]);
    show("algorithm", s.algorithm);
    show("extractable", s.extractable);
    show("type", s.type);
  }
  static {
    slots = (k) => k.#slots;
    isKey = (v) => typeof v === "object" && v !== null && #slots in v;
  }
}

newKey = (s) => new CryptoKey(token, s);

// key makes a CryptoKey of { type, algorithm, usages, extractable, data }: the name is the algorithm's.
export const key = (type, algorithm, extractable, usages, data, more) =>
  newKey({ type, algorithm, extractable, usages, data, name: algorithm.name, ...more });

export const validUsages = (name, op, actual, mask) => {
  for (const u of actual) {
    if (!mask.includes(u)) fail("SyntaxError", `Attempt to ${op} ${name} key with invalid usage "${u}".`);
  }
  return USAGES.filter((u) => actual.includes(u));
};

export const both = (a, b) => a.filter((u) => b.includes(u));
export const lacking = () => fail("SyntaxError", "Secret/private CryptoKeys must have at least one usage.");

export const usagesOf = (name) => {
  switch (name) {
    case "AES-KW":
      return ["wrapKey", "unwrapKey"];
    case "AES-CTR":
    case "AES-CBC":
    case "AES-GCM":
      return ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
    case "RSA-OAEP":
      return ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
    case "PBKDF2":
    case "HKDF":
    case "ECDH":
    case "X25519":
      return ["deriveKey", "deriveBits"];
  }
  return ["sign", "verify"];
};

export const zeroTail = (data, bits) => {
  if (bits % 8) data[data.length - 1] &= 0xff << (8 - (bits % 8));
  return data;
};

export const digestBytes = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
