// The global crypto: random values, crypto.subtle, DigestStream. Keys live here as bytes (raw secrets, PKCS #8, SPKI);
// natives of package webcrypto compute on them. Texts and names of errors are workerd's (src/workerd/api/crypto).
import { DOMException } from "./events.js";
import { WritableStream } from "./streams.js";

const USAGES = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
const PUBLIC = ["encrypt", "verify", "wrapKey"];
const PRIVATE = ["decrypt", "sign", "unwrapKey", "deriveKey", "deriveBits"];
const NAMES = ["AES-CTR", "AES-CBC", "AES-GCM", "AES-KW", "HMAC", "PBKDF2", "HKDF", "RSASSA-PKCS1-v1_5", "RSA-PSS",
  "RSA-OAEP", "ECDSA", "ECDH", "NODE-ED25519", "Ed25519", "X25519"];
const HASHES = ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5"];
const CURVES = ["P-256", "P-384", "P-521"];
const JWK = ["kty", "use", "key_ops", "alg", "ext", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "k"];

const fail = (name, message) => {
  throw new DOMException(message, name);
};
const missing = (field, where = "algorithm") => {
  throw new TypeError(`Missing field "${field}" in "${where}".`);
};
const alike = (list, name) => list.find((n) => n.toLowerCase() === String(name).toLowerCase());
const isSource = (v) => v instanceof ArrayBuffer || ArrayBuffer.isView(v);
const sizeOf = (v) => v.byteLength;
const bytesOf = (v) =>
  v instanceof ArrayBuffer ? new Uint8Array(v) : new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
const utf8 = (s) => new Uint8Array(host.bufferEncode(s, "utf8"));
const empty = () => new Uint8Array(0);
const int = (v) => Number(v) | 0;

// Arguments are converted from left to right, before anything else happens.
const badType = (method, n, type, iface = "SubtleCrypto") => {
  throw new TypeError(`Failed to execute '${method}' on '${iface}': parameter ${n} is not of type '${type}'.`);
};
const algorithmOf = (v, type = "HashAlgorithm") => {
  if (v === null || v === undefined) {
    throw new TypeError(`Cannot initialize N7workerd3api12SubtleCrypto${type.length}${type}E with required members from an ` +
      "undefined or null value.");
  }
  return typeof v === "object" && v !== null && v.name !== undefined ? { ...pick(v), name: String(v.name) }
    : { name: String(v) };
};
const pick = (v) => {
  const out = {};
  for (const k of ["iv", "additionalData", "tagLength", "counter", "length", "label", "hash", "saltLength",
    "modulusLength", "publicExponent", "namedCurve", "salt", "iterations", "public", "info"]) {
    if (v[k] !== undefined) out[k] = v[k];
  }
  return out;
};
const checkKey = (method, n, v) => (isKey(v) ? slots(v) : badType(method, n, "CryptoKey"));
const checkSource = (method, n, v) => (isSource(v) ? bytesOf(v) : badType(method, n, "JsBufferSource"));
const checkUsages = (method, n, v) => (Array.isArray(v) ? v.map(String) : badType(method, n, "Array"));

const hashName = (name) =>
  alike(HASHES, name) ?? fail("NotSupportedError", "Unrecognized or unimplemented digest algorithm requested.");
const hashOf = (a, where) => {
  if (a.hash === undefined) missing("hash", where);
  return hashName(typeof a.hash === "object" && a.hash !== null ? a.hash.name : a.hash);
};
const native = (hash) => hash.toLowerCase().replace("-", "");
const blockBits = (hash) => (hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512);
const curveOf = (a) => {
  if (a.namedCurve === undefined) missing("namedCurve");
  return alike(CURVES, a.namedCurve) ??
    fail("NotSupportedError", `Unrecognized or unimplemented EC curve "${a.namedCurve}" requested.`);
};

let slots, isKey, newKey;
const token = {};

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
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: "CryptoKey", configurable: true });
Object.defineProperty(CryptoKey.prototype, Symbol.for("dolab.serialize"), {
  value() {
    fail("DataCloneError",
      'Could not serialize object of type "CryptoKey". This type does not support serialization.');
  },
});

// key makes a CryptoKey of { type, algorithm, usages, extractable, data }: the name is the algorithm's.
const key = (type, algorithm, extractable, usages, data, more) =>
  newKey({ type, algorithm, extractable, usages, data, name: algorithm.name, ...more });

const validUsages = (name, op, actual, mask) => {
  for (const u of actual) {
    if (!mask.includes(u)) fail("SyntaxError", `Attempt to ${op} ${name} key with invalid usage "${u}".`);
  }
  return USAGES.filter((u) => actual.includes(u));
};
const both = (a, b) => a.filter((u) => b.includes(u));
const lacking = () => fail("SyntaxError", "Secret/private CryptoKeys must have at least one usage.");

const usagesOf = (name) => {
  switch (name) {
    case "AES-KW": return ["wrapKey", "unwrapKey"];
    case "AES-CTR": case "AES-CBC": case "AES-GCM": return ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
    case "RSA-OAEP": return ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
    case "PBKDF2": case "HKDF": case "ECDH": case "X25519": return ["deriveKey", "deriveBits"];
  }
  return ["sign", "verify"];
};

const zeroTail = (data, bits) => {
  if (bits % 8) data[data.length - 1] &= 0xff << (8 - (bits % 8));
  return data;
};

const generate = (a, extractable, wanted) => {
  const name = alike(NAMES, a.name);
  if (!name || name === "PBKDF2" || name === "HKDF") {
    fail("NotSupportedError", `Unrecognized key generation algorithm "${a.name}" requested.`);
  }
  if (name === "HMAC") {
    const hash = hashOf(a);
    const usages = validUsages(name, "generate", wanted, usagesOf(name));
    const length = a.length === undefined ? blockBits(hash) : int(a.length);
    if (length <= 0) {
      fail("OperationError", `HMAC key length must be a non-zero unsigned long integer (requested ${length}).`);
    }
    const data = zeroTail(new Uint8Array(host.random((length + 7) >> 3)), length);
    return secret({ name, hash: { name: hash }, length }, extractable, usages, data);
  }
  if (name.startsWith("AES-")) {
    const usages = validUsages(name, "generate", wanted, usagesOf(name));
    if (a.length === undefined) missing("length");
    const length = int(a.length);
    if (![128, 192, 256].includes(length)) {
      fail("OperationError", `Generated AES key length must be 128, 192, or 256 bits but requested ${length}.`);
    }
    return secret({ name, length }, extractable, usages, new Uint8Array(host.random(length / 8)));
  }
  const [algorithm, kind] = name.startsWith("RSA") ? rsaParams(name, a) : ellipticParams(name, a);
  const usages = validUsages(name, "generate", wanted, usagesOf(name));
  const data = kind === "RSA"
    ? host.cryptoGenerateRSA(algorithm.modulusLength, exponentOf(algorithm.publicExponent))
    : host.cryptoGenerate(kind);
  if (!data) {
    fail("OperationError", `Can't generate key: a simulated world makes RSA keys of 1024 to 4096 bits, ` +
      `not of ${algorithm.modulusLength}.`);
  }
  const pub = name === "ECDH" || name === "X25519" ? [] : both(usages, PUBLIC);
  const pair = {
    publicKey: key("public", algorithm, true, pub, new Uint8Array(host.cryptoPublic(data)), { kind }),
    privateKey: key("private", algorithm, extractable, both(usages, PRIVATE), new Uint8Array(data), { kind }),
  };
  if (!slots(pair.privateKey).usages.length) {
    fail("SyntaxError", "Attempt to generate asymmetric keys with no valid private key usages.");
  }
  return pair;
};
const secret = (algorithm, extractable, usages, data) => {
  if (!usages.length) lacking();
  return key("secret", algorithm, extractable, usages, data);
};
const exponentOf = (bytes) => bytes.reduce((n, b) => n * 256 + b, 0);
const checkExponent = (bytes, generating) => {
  const v = exponentOf(bytes);
  if (v >= 2 ** 32) {
    fail("OperationError", 'The "publicExponent" must be either 3 or 65537, but got a number larger than 2^32.');
  }
  if (generating && v !== 3 && v !== 65537) {
    fail("OperationError", `The "publicExponent" must be either 3 or 65537, but got ${v}.`);
  }
  if (!generating && ![3, 17, 37, 65537].includes(v)) {
    fail("OperationError", `Imported RSA key has invalid publicExponent ${v}.`);
  }
};
const checkModulus = (n) => {
  if (n % 8 || n < 256 || n > 16384) {
    fail("OperationError", `The modulus length must be a multiple of 8 and between 256 and 16k, but ${n} was requested.`);
  }
};
const rsaParams = (name, a) => {
  if (a.publicExponent === undefined) missing("publicExponent");
  const publicExponent = bytesOf(a.publicExponent).slice();
  if (a.hash === undefined) missing("hash");
  if (a.modulusLength === undefined) missing("modulusLength");
  const modulusLength = int(a.modulusLength);
  if (modulusLength <= 0) {
    fail("OperationError", `modulusLength must be greater than zero (requested ${modulusLength}).`);
  }
  const hash = hashOf(a);
  checkModulus(modulusLength);
  checkExponent(publicExponent, true);
  if (modulusLength & 127) {
    fail("OperationError", "Can't generate key: RSA key size is required to be a multiple of 128");
  }
  return [{ name, modulusLength, publicExponent, hash: { name: hash } }, "RSA"];
};
const ellipticParams = (name, a) => {
  if (name === "ECDSA" || name === "ECDH") {
    const namedCurve = curveOf(a);
    return [{ name, namedCurve }, namedCurve];
  }
  if (name === "NODE-ED25519") {
    if (a.namedCurve === undefined) missing("namedCurve");
    if (a.namedCurve !== name) fail("NotSupportedError", `EDDSA curve "${a.namedCurve}" isn't supported.`);
    return [{ name, namedCurve: name }, "Ed25519"];
  }
  return [{ name }, name];
};

// fromBase64 reads base64 or base64url without being strict about padding; undefined where it is neither.
const fromBase64 = (s) => {
  if (s === undefined) return undefined;
  const table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const text = String(s).replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  const out = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0, n = 0, at = 0;
  for (const c of text) {
    const v = table.indexOf(c);
    if (v < 0) return undefined;
    n = ((n << 6) | v) & 0xffff;
    bits += 6;
    if (bits >= 8) out[at++] = n >> (bits -= 8);
  }
  return out;
};
const toBase64 = (data) => {
  const table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const bytes = bytesOf(data);
  let s = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const n = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    s += table[n >> 18] + table[(n >> 12) & 63] + (left > 1 ? table[(n >> 6) & 63] : "") + (left > 2 ? table[n & 63] : "");
  }
  return s;
};
const number = (jwk, field, text) => fromBase64(jwk[field]) ?? fail("DataError", text);

const jwkOf = (v) => {
  const out = {};
  for (const k of JWK) {
    if (v[k] !== undefined) out[k] = k === "key_ops" ? [...v[k]].map(String) : k === "ext" ? !!v[k] : v[k];
  }
  return out;
};

const importKey = (format, keyData, a, extractable, wanted) => {
  let data = keyData;
  if (format === "raw" || format === "pkcs8" || format === "spki") {
    if (!isSource(data)) {
      throw new TypeError('Import data provided for "raw", "pkcs8", or "spki" import formats must be a buffer source.');
    }
    data = bytesOf(data).slice();
  } else if (format === "jwk") {
    if (isSource(data)) throw new TypeError('Import data provided for "jwk" import format must be a JsonWebKey.');
    data = jwkOf(data);
    if (data.ext === false && extractable) {
      fail("DataError", `JWK ext field for "${a.name}" is set to false but extractable is true`);
    }
  } else {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  const name = alike(NAMES, a.name) ??
    fail("NotSupportedError", `Unrecognized key import algorithm "${a.name}" requested.`);
  const made = name.startsWith("AES-") ? importAES(name, format, data, extractable, wanted)
    : name === "HMAC" ? importHMAC(format, data, a, extractable, wanted)
    : name === "PBKDF2" || name === "HKDF" ? importSecret(name, format, data, extractable, wanted)
    : importPair(name, format, data, a, extractable, wanted);
  const s = slots(made);
  if (!s.usages.length && s.type !== "public") lacking();
  return made;
};

const importSecret = (name, format, data, extractable, wanted) => {
  const usages = validUsages(name, "import secret", wanted, usagesOf(name));
  if (extractable) fail("SyntaxError", `${name} key cannot be extractable.`);
  if (format !== "raw") {
    fail("NotSupportedError", `${name} key must be imported in "raw" format (requested "${format}")` +
      (name === "PBKDF2" ? "." : ""));
  }
  return key("secret", { name }, false, usages, data);
};

const importAES = (name, format, keyData, extractable, wanted) => {
  const usages = validUsages(name, "import secret", wanted, usagesOf(name));
  let data = keyData;
  const sized = (d) => {
    if (![16, 24, 32].includes(d.length)) {
      fail("DataError", `Imported AES key length must be 128, 192, or 256 bits but provided ${d.length * 8}.`);
    }
    return d;
  };
  if (format === "raw") {
    sized(data);
  } else if (format === "jwk") {
    const jwk = keyData;
    if (jwk.kty !== "oct") {
      fail("DataError", 'Symmetric "jwk" key import requires a JSON Web Key with Key Type parameter "kty" equal to ' +
        `"oct" (encountered "${jwk.kty}").`);
    }
    data = sized(number(jwk, "k", 'Symmetric "jwk" key import requires a base64Url encoding of the key.'));
    const alg = `A${data.length * 8}${name.slice(4)}`;
    if (jwk.alg !== undefined && jwk.alg !== alg) {
      fail("DataError", `Symmetric "jwk" key contains invalid "alg" value "${jwk.alg}", expected "${alg}".`);
    }
    if (wanted.length && jwk.use !== undefined && jwk.use !== "enc") {
      fail("DataError", `Symmetric "jwk" key must have a "use" of "enc", not "${jwk.use}".`);
    }
    if (jwk.key_ops) {
      const ops = jwk.key_ops.toSorted();
      const twice = ops.find((o, i) => o === ops[i + 1]);
      if (twice !== undefined) {
        fail("DataError", `Symmetric "jwk" key contains duplicate value "${twice}", in "key_op".`);
      }
      for (const u of wanted) {
        if (!ops.includes(u)) fail("DataError", `"jwk" key missing usage "${u}", in "key_ops".`);
      }
    }
  } else {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  return key("secret", { name, length: data.length * 8 }, extractable, usages, data);
};

const importHMAC = (format, keyData, a, extractable, wanted) => {
  const usages = validUsages("HMAC", "import secret", wanted, ["sign", "verify"]);
  if (a.hash === undefined) missing("hash");
  const asked = typeof a.hash === "object" ? a.hash.name : String(a.hash);
  let data = keyData;
  if (format === "jwk") {
    if (keyData.kty !== "oct") {
      fail("DataError", 'HMAC "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" ' +
        `(encountered "${keyData.kty}").`);
    }
    data = number(keyData, "k", 'HMAC "jwk" key import requires a base64Url encoding of the key');
    if (keyData.alg !== undefined) {
      if (!asked.startsWith("SHA-")) {
        fail("NotSupportedError", `Unrecognized or unimplemented hash algorithm requested${keyData.alg}`);
      }
      const alg = "HS" + asked.slice(4);
      if (keyData.alg !== alg) {
        fail("DataError", 'HMAC "jwk" key import specifies "alg" that is incompatible with the hash name ' +
          `(encountered "${keyData.alg}", expected "${alg}").`);
      }
    }
  } else if (format !== "raw") {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  const size = data.length * 8;
  const length = a.length === undefined ? size : int(a.length);
  if (length === 0 || length > size || length <= size - 8) {
    fail("DataError", `Imported HMAC key length (${length}) must be a non-zero value up to 7 bits less than, ` +
      `and no greater than, the bit length of the raw key data (${size}).`);
  }
  const hash = hashName(asked);
  return key("secret", { name: "HMAC", hash: { name: hash }, length }, extractable, usages, zeroTail(data, length));
};

const importPair = (name, format, data, a, extractable, wanted) => {
  const rsa = name.startsWith("RSA");
  const hash = rsa ? hashOf(a) : undefined;
  const [algorithm, kind] = rsa ? [undefined, "RSA"] : ellipticParams(name, a);
  const mask = usagesOf(name);
  let der, type, usages;
  const op = (t) => {
    type = t;
    const legal = both(mask, t === "private" ? PRIVATE : PUBLIC);
    usages = validUsages(name, "import " + t, wanted, legal);
  };
  if (format === "jwk") {
    op(data.d === undefined ? "public" : "private");
    if (data.oth !== undefined) fail("NotSupportedError", "Multi-prime private keys not supported.");
    checkJWK(name, data, wanted, extractable);
    der = kind === "RSA" ? readRSA(data, name, hash) : readElliptic(data, name, kind);
  } else if (format === "raw" && !rsa) {
    op("public");
    if ((kind === "Ed25519" || kind === "X25519") && data.length !== 32) {
      fail("DataError", `${kind} raw keys must be exactly 32-bytes (provided ${data.length}).`);
    }
    der = host.cryptoPoint(kind, data) ?? fail("DataError", "Failed to import raw EC key data: Invalid point encoding..");
  } else if (format === "spki" || format === "pkcs8") {
    const label = format.toUpperCase();
    const [found, bytes, rest] = host.cryptoParse(format, data) ?? fail("DataError", `Invalid ${label} input.`);
    if (rest) fail("DataError", `Invalid ${rest} trailing bytes after ${label} input.`);
    op(format === "spki" ? "public" : "private");
    der = bytes;
    if (rsa && found !== "RSA") fail("DataError", "Input was not an RSA key.");
    if (!rsa && found !== kind) {
      if (!CURVES.includes(kind)) fail("DataError", `Invalid ${label} input.`);
      if (!CURVES.includes(found)) {
        fail("DataError", name === "ECDH" ? "Input was not an EC public key nor a DH key." : "Input was not an EC key.");
      }
      fail("DataError", `"algorithm.namedCurve" "${a.namedCurve}"${name === "ECDH" ? "," : ""} does not match the curve ` +
        "specified by the input key data.");
    }
  } else {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  der = new Uint8Array(der);
  return key(type, algorithm ?? rsaAlgorithm(name, der, type, hash), extractable, usages, der, { kind });
};

const rsaAlgorithm = (name, der, type, hash) => {
  const [n, e] = host.cryptoParts(type, der);
  const modulus = new Uint8Array(n), publicExponent = new Uint8Array(e);
  const modulusLength = modulus.length * 8 - Math.clz32(modulus[0]) + 24;
  checkModulus(modulusLength);
  checkExponent(publicExponent, false);
  return { name, modulusLength, publicExponent, hash: { name: hash } };
};

const checkJWK = (name, jwk, wanted, extractable) => {
  const agree = name === "ECDH" || name === "X25519";
  const [use, ...pair] = name === "RSA-OAEP" ? ["enc", "encrypt", "wrapKey"]
    : agree ? ["enc", "unused", "unused"] : ["sig", "sign", "verify"];
  if (wanted.length && jwk.use !== undefined && jwk.use !== use) {
    fail("DataError", 'Asymmetric "jwk" key import with usages requires a JSON Web Key with Public Key Use parameter ' +
      `"use" ("${jwk.use}") equal to "sig".`);
  }
  if (jwk.key_ops) {
    const ops = jwk.key_ops.toSorted();
    if (ops.some((o, i) => o === ops[i + 1])) {
      fail("DataError", "A JSON Web Key's Key Operations parameter (\"key_ops\") must not contain duplicates.");
    }
    if (jwk.use !== undefined) {
      if (jwk.use !== use) {
        fail("DataError", `Asymmetric "jwk" import requires a JSON Web Key with Public Key Use "use" ("${jwk.use}") ` +
          `equal to "${use}".`);
      }
      const head = 'A JSON Web Key should have either a Public Key Use parameter ("use") or a Key Operations parameter ' +
        '("key_ops"); otherwise, the parameters must be consistent with each other. ';
      for (const o of ops) {
        if (agree) {
          fail("DataError", `${head}For public ${name} keys, there are no valid usages,so keys with a non-empty ` +
            '"key_ops" parameter are not allowed.');
        }
        if (!pair.includes(o)) {
          fail("DataError", `${head}A Public Key Use for ${name} would allow a Key Operations array with only ` +
            `"${pair[0]}" and/or "${pair[1]}" values (not "${o}").`);
        }
      }
    }
    if (wanted.some((u) => !ops.includes(u))) {
      fail("DataError", "All specified key usages must be present in the JSON Web Key's Key Operations parameter " +
        '("key_ops").');
    }
  }
  if (extractable && jwk.ext === false) {
    fail("DataError", "Cannot create an extractable CryptoKey from an unextractable JSON Web Key.");
  }
};

const readRSA = (jwk, name, hash) => {
  if (jwk.kty !== "RSA") {
    fail("DataError", 'RSASSA-PKCS1-v1_5 "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ' +
      `("${jwk.kty}") equal to "RSA".`);
  }
  if (jwk.alg !== undefined) {
    const m = /^(?:(?:RS|PS)(1|256|384|512)|RSA-OAEP(?:-(256|384|512))?)$/.exec(jwk.alg) ??
      fail("NotSupportedError", `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm ` +
        "parameter.");
    if (hash !== "SHA-" + (m[1] ?? m[2] ?? "1")) {
      fail("DataError", `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested hash algorithm ` +
        `"${jwk.alg}".`);
    }
  }
  const invalid = "Invalid RSA key in JSON Web Key; missing or invalid ";
  const parts = [number(jwk, "n", invalid + 'Modulus parameter ("n").'),
    number(jwk, "e", invalid + 'Exponent parameter ("e").')];
  if (jwk.d === undefined) {
    return host.cryptoBuild("RSA", "public", ...parts) ?? fail("DataError", "Input was not an RSA key.");
  }
  parts.push(number(jwk, "d", invalid + 'Private Exponent parameter ("d").'));
  const rest = ["p", "q", "dp", "dq", "qi"];
  const present = rest.filter((f) => jwk[f] !== undefined).length;
  if (present !== 5) {
    if (present) {
      fail("DataError", "Invalid RSA private key in JSON Web Key; if one Prime Factor or CRT Exponent/Coefficient " +
        'parameter is present, then they must all be present ("p", "q", "dp", "dq", "qi").');
    }
    fail("NotSupportedError", "An RSA private key without its primes is not supported in a simulated world.");
  }
  const labels = ["First Prime Factor", "Second Prime Factor", "First Factor CRT Exponent",
    "Second Factor CRT Exponent", "First CRT Coefficient"];
  rest.forEach((f, i) => {
    parts.push(number(jwk, f, `Invalid RSA key in JSON Web Key; invalid ${labels[i]} parameter ("${f}").`));
  });
  return host.cryptoBuild("RSA", "private", ...parts) ?? fail("DataError", "Input was not an RSA key.");
};

const readElliptic = (jwk, name, kind) => {
  if (!CURVES.includes(kind)) {
    if (jwk.kty !== "OKP") {
      fail("DataError", `${kind} "jwk" key imports requires a JSON Web Key with Key Type parameter "kty" ` +
        `("${jwk.kty}") equal to "OKP".`);
    }
    if (jwk.crv === undefined) fail("DataError", `Missing field "crv" for ${kind} key.`);
    if (jwk.crv !== kind) fail("NotSupportedError", `Only ${kind} is supported but "${jwk.crv}" was requested.`);
    if (kind === "Ed25519" && jwk.alg !== undefined && jwk.alg !== "EdDSA") {
      fail("DataError", `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested Ed25519 curve.`);
    }
    const x = number(jwk, "x", `Invalid ${jwk.crv} key in JSON WebKey; missing or invalid public key component ("x").`);
    if (x.length !== 32) fail("DataError", `Invalid length ${x.length} for public key`);
    if (jwk.d === undefined) return host.cryptoBuild(kind, "public", x);
    const d = number(jwk, "d", `Invalid ${kind} key in JSON Web Key; missing or invalid private key component ("d").`);
    if (d.length !== 32) fail("DataError", `Invalid length ${d.length} for private key`);
    return host.cryptoScalar(kind, d);
  }
  if (jwk.kty !== "EC") {
    fail("DataError", 'Elliptic curve "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ' +
      `("${jwk.kty}") equal to "EC".`);
  }
  if (name === "ECDSA" && jwk.alg !== undefined) {
    const curve = { ES256: "P-256", ES384: "P-384", ES512: "P-521" }[jwk.alg] ??
      fail("NotSupportedError", `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm ` +
        "parameter.");
    if (curve !== kind) {
      fail("DataError", `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested curve.`);
    }
  }
  const x = number(jwk, "x", 'Invalid EC key in JSON Web Key; missing "x".');
  const y = number(jwk, "y", 'Invalid EC key in JSON Web Key; missing "y".');
  const pub = host.cryptoBuild(kind, "public", x, y) ??
    fail("OperationError", 'Invalid EC key; public key coordinates "x" and "y" are invalid: Point is not on curve..');
  if (jwk.d === undefined) return pub;
  const d = number(jwk, "d", 'Invalid EC key in JSON Web Key; missing or invalid private key component ("d").');
  return host.cryptoBuild(kind, "private", x, y, d) ?? fail("DataError", "Invalid EC key in JSON Web Key.");
};

const webKey = (fields) => {
  const out = {};
  for (const k of JWK) out[k] = fields[k];
  return out;
};
const exportKey = (format, k) => {
  if (!k.extractable) fail("InvalidAccessError", `Attempt to export non-extractable ${k.name} key.`);
  const { name, type, usages, data, algorithm } = k;
  if (type === "secret") {
    if (format !== "raw" && format !== "jwk") {
      fail("NotSupportedError", name === "HMAC" ? `Unimplemented key export format "${format}".`
        : `${name} key only supports exporting "raw" & "jwk", not "${format}".`);
    }
    if (format === "raw") return data.slice().buffer;
    let alg = `A${data.length * 8}${name.slice(4)}`;
    if (name === "HMAC") {
      const hash = algorithm.hash.name;
      if (!hash.startsWith("SHA-")) {
        fail("NotSupportedError", `Unimplemented JWK key export format for key algorithm "${hash}".`);
      }
      alg = "HS" + hash.slice(4);
    }
    return webKey({ kty: "oct", k: toBase64(data), alg, key_ops: [...usages], ext: true });
  }
  switch (format) {
    case "pkcs8":
      if (type === "private") return data.slice().buffer;
      return fail("InvalidAccessError", `Asymmetric pkcs8 export requires private key (not "${type}").`);
    case "spki":
      if (type === "public") return data.slice().buffer;
      return fail("InvalidAccessError", `Asymmetric spki export requires public key (not "${type}").`);
    case "raw":
      return exportRaw(k);
    case "jwk":
      return webKey({ ...exportJWK(k), ext: true, key_ops: [...usages] });
  }
  fail("InvalidAccessError", `Cannot export "${name}" in "${format}" format.`);
};
const exportRaw = ({ name, type, kind, data }) => {
  if (kind === "RSA") fail("InvalidAccessError", `Cannot export "${name}" in "raw" format.`);
  if (type !== "public") {
    fail("InvalidAccessError", CURVES.includes(kind)
      ? "Raw export of elliptic curve keys is only allowed for public keys."
      : `Raw export of ${name} keys is only allowed for public keys.`);
  }
  const [x, y] = host.cryptoParts(type, data);
  return y ? Uint8Array.of(4, ...new Uint8Array(x), ...new Uint8Array(y)).buffer : x;
};
const exportJWK = ({ name, type, kind, data, algorithm }) => {
  const parts = host.cryptoParts(type, data).map(toBase64);
  if (kind !== "RSA") {
    if (CURVES.includes(kind)) return { kty: "EC", crv: kind, x: parts[0], y: parts[1], d: parts[2] };
    return { kty: "OKP", crv: kind, alg: name === "Ed25519" ? "EdDSA" : undefined, x: parts[0], d: parts[1] };
  }
  const hash = algorithm.hash.name;
  if (!hash.startsWith("SHA")) fail("NotSupportedError", `JWK export not supported for hash algorithm "${hash}".`);
  const size = hash.slice(4);
  const alg = name === "RSA-OAEP" ? (size === "1" ? name : `${name}-${size}`) : (name === "RSA-PSS" ? "PS" : "RS") + size;
  const out = { kty: "RSA", alg };
  ["n", "e", "d", "p", "q", "dp", "dq", "qi"].forEach((f, i) => (out[f] = parts[i]));
  return out;
};

const permitted = (k, name, usage) => {
  if (name.toLowerCase() !== k.name.toLowerCase()) {
    fail("InvalidAccessError", `Requested algorithm "${name}" does not match this CryptoKey's algorithm "${k.name}".`);
  }
  if (!k.usages.includes(usage)) {
    fail("InvalidAccessError", `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`);
  }
};

const undecryptable = (name, size, expected) =>
  fail("OperationError", "Decryption failed. This could be due to a ciphertext authentication failure, bad padding, " +
    `incorrect CryptoKey, or another algorithm-specific reason. Input length was ${size}, output length expected to be ` +
    `${expected} for ${name}`);

const crypt = (a, k, data, seal) => {
  switch (k.name) {
    case "AES-GCM": return cryptGCM(a, k, data, seal);
    case "AES-CBC": {
      if (a.iv === undefined) missing("iv");
      const n = sizeOf(a.iv);
      if (n !== 16) {
        fail("OperationError", `AES-CBC IV must be 16 bytes long (provided ${n}${seal ? " bytes" : ""}).`);
      }
      const whole = Math.max(0, data.length - 16 - (data.length % 16)) + (data.length % 16 ? 16 : 0);
      return host.cryptoCBC(seal, k.data, a.iv, data) ?? undecryptable(k.name, data.length, whole);
    }
    case "AES-CTR": {
      if (a.counter === undefined) throw new TypeError('Missing "counter" member in "algorithm".');
      const n = sizeOf(a.counter);
      if (n !== 16) fail("OperationError", `Counter must have length of 16 bytes (provided ${n}).`);
      if (a.length === undefined) throw new TypeError('Missing "length" member in "algorithm".');
      const bits = int(a.length);
      if (bits < 1 || bits > 128) fail("OperationError", `Invalid counter of ${bits} bits length provided.`);
      return host.cryptoCTR(k.data, a.counter, data, bits) ?? fail("OperationError", "Counter block values will repeat.");
    }
    case "RSA-OAEP": {
      const [verb, want] = seal ? ["Encryption/key wrapping", "public"] : ["Decryption/key unwrapping", "private"];
      if (k.type !== want) fail("InvalidAccessError", `${verb} only works with ${want} keys, not "${k.type}".`);
      return host.cryptoOAEP(seal, native(k.algorithm.hash.name), k.data, data, a.label ?? empty()) ??
        fail("OperationError", "RSA-OAEP failed encrypt/decrypt.");
    }
  }
  fail("NotSupportedError", `The ${seal ? "encrypt" : "decrypt"} operation is not implemented for "${k.name}".`);
};
const cryptGCM = (a, k, data, seal) => {
  if (a.iv === undefined) missing("iv");
  if (sizeOf(a.iv) === 0) fail("OperationError", "AES-GCM IV must not be empty.");
  const tag = a.tagLength === undefined ? 128 : int(a.tagLength);
  if (![32, 64, 96, 104, 112, 120, 128].includes(tag)) fail("OperationError", `Invalid AES-GCM tag length ${tag}.`);
  if (!seal && data.length < tag / 8) {
    fail("OperationError", `Ciphertext length of ${data.length * 8} bits must be greater than or equal to the size of ` +
      `the AES-GCM tag length of ${tag} bits.`);
  }
  const size = data.length - tag / 8;
  return host.cryptoGCM(seal, k.data, a.iv, data, a.additionalData ?? empty(), tag / 8) ??
    undecryptable(k.name, size, size);
};

const wrap = (a, k, data) => {
  if (k.name !== "AES-KW") return crypt(a, k, data, true);
  if (data.length % 8) {
    fail("OperationError", "Unwrapped key bit length must be a multiple of 64 bits but unwrapped key has a length of " +
      `${data.length * 8} bits.`);
  }
  if (data.length < 16) {
    fail("OperationError", `Unwrapped key has length ${data.length} bytes but it should be greater than or equal to 16 ` +
      "and less than or equal to 18446744073709551607");
  }
  return host.cryptoKW(true, k.data, data);
};
const unwrap = (a, k, data) => {
  if (k.name !== "AES-KW") return crypt(a, k, data, false);
  if (data.length % 8) {
    fail("OperationError", `Provided a wrapped key to unwrap that is ${data.length * 8} bits which isn't a multiple of ` +
      "64 bits.");
  }
  if (data.length < 24) {
    fail("OperationError", `Provided a wrapped key to unwrap this is ${data.length * 8} bits that is less than the ` +
      "minimal length of 192 bits.");
  }
  return host.cryptoKW(false, k.data, data) ?? fail("OperationError", "AES-KW key unwrapping failed.");
};

const callHash = (a, k) => {
  if (k.algorithm.hash) return native(k.algorithm.hash.name);
  if (a.hash === undefined) {
    throw new TypeError('Missing "hash" in AlgorithmIdentifier. (ECDSA requires that the hash algorithm be specified at ' +
      "call time rather than on the key. This differs from other WebCrypto algorithms for historical reasons.)");
  }
  return native(hashOf(a));
};
const ED = ["Ed25519", "NODE-ED25519"];
const signable = (a, k, verb, want) => {
  if (k.type !== want) fail("InvalidAccessError", `Asymmetric ${verb} requires a ${want} key.`);
  return ED.includes(k.name) ? ["Ed25519", ""] : [k.name, callHash(a, k)];
};
const digestBytes = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
const sign = (a, k, data) => {
  if (k.name === "HMAC") return host.cryptoHMAC(native(k.algorithm.hash.name), k.data, data);
  const [scheme, hash] = signable(a, k, "signing", "private");
  let salt = 0;
  if (k.kind === "RSA") {
    const room = Math.ceil(k.algorithm.modulusLength / 8) - digestBytes[hash];
    if (scheme === "RSA-PSS") {
      if (a.saltLength === undefined) {
        fail("DataError", "Failed to provide salt for RSA-PSS key operation which requires a salt");
      }
      salt = int(a.saltLength);
      if (salt < 0) fail("DataError", `SaltLength for RSA-PSS must be non-negative (provided ${salt}).`);
      if (room < 2) fail("OperationError", "key too small for signing with given digest");
      if (salt > room - 2) fail("OperationError", "key too small for signing with given digest and salt length");
    } else if (room < 32) {
      fail("OperationError", "key too small for signing with given digest, need at least " +
        `${8 * (digestBytes[hash] + 32)}bits.`);
    }
  }
  return host.cryptoSign(scheme, hash, k.data, data, salt) ?? fail("OperationError", `Failed to sign with ${k.name} key`);
};
const verify = (a, k, signature, data) => {
  if (k.name === "HMAC") {
    const mac = new Uint8Array(host.cryptoHMAC(native(k.algorithm.hash.name), k.data, data));
    return mac.length === signature.length && mac.every((b, i) => b === signature[i]);
  }
  const [scheme, hash] = signable(a, k, "verification", "public");
  if (scheme === "Ed25519" && signature.length !== 64) {
    fail("OperationError", `Invalid ${k.name} signature length ${signature.length}`);
  }
  let salt = 0;
  if (scheme === "RSA-PSS") {
    if (a.saltLength === undefined) {
      throw new TypeError("Failed to provide salt for RSA-PSS key operation which requires a salt");
    }
    salt = int(a.saltLength);
    if (salt < 0) fail("DataError", `SaltLength for RSA-PSS must be non-negative (provided ${salt}).`);
  }
  return host.cryptoVerify(scheme, hash, k.data, signature, data, salt);
};

const derive = (a, k, length) => {
  if (k.name === "PBKDF2" || k.name === "HKDF") return deriveSecret(a, k, length);
  if (k.name !== "ECDH" && k.name !== "X25519") {
    fail("NotSupportedError", `The deriveBits operation is not implemented for "${k.name}".`);
  }
  if (k.type !== "private") {
    fail("InvalidAccessError", `The deriveBits operation is only valid for a private key, not "${k.type}".`);
  }
  if (!isKey(a.public)) missing("public", "derivedKeyParams");
  const peer = slots(a.public);
  if (peer.type !== "public") {
    fail("InvalidAccessError", `The provided key has type "${peer.type}", not "public"`);
  }
  if (CURVES.includes(k.kind) !== CURVES.includes(peer.kind)) {
    fail("InvalidAccessError", `Base ${k.name} private key cannot be used to derive a key from a peer ${peer.name} ` +
      "public key");
  }
  if (k.name !== peer.name) {
    fail("InvalidAccessError", `Private key for derivation is using "${k.name}" while public key is using "${peer.name}".`);
  }
  if (k.kind !== peer.kind) {
    fail("InvalidAccessError", `Private key for derivation is using curve "${k.kind}" while public key is using ` +
      `"${peer.kind}".`);
  }
  const shared = host.cryptoAgree(k.data, peer.data) ?? fail("OperationError", k.name === "X25519"
    ? "Detected small order secure curve points, aborting EDDH derivation" : "Failed to generate shared ECDH secret");
  const bits = length ?? shared.byteLength * 8;
  if (bits > shared.byteLength * 8) {
    fail("OperationError", `Derived key length (${bits} bits) is too long (should be at most ${shared.byteLength * 8} ` +
      "bits).");
  }
  return zeroTail(new Uint8Array(shared.slice(0, Math.ceil(bits / 8))), bits).buffer;
};
const deriveSecret = (a, k, length) => {
  const hash = native(hashOf(a));
  if (a.salt === undefined) missing("salt");
  const pbkdf2 = k.name === "PBKDF2";
  if (pbkdf2 && a.iterations === undefined) missing("iterations");
  if (!pbkdf2 && a.info === undefined) missing("info");
  if (length === undefined) fail("OperationError", `${k.name} cannot derive a key with null length.`);
  if (length % 8) {
    fail("OperationError", `${k.name} requires a derived key length that is a multiple of eight (requested ${length}).`);
  }
  const tooLong = length / 8 > 255 * digestBytes[hash];
  if (pbkdf2) {
    const iterations = int(a.iterations);
    if (iterations <= 0) {
      fail("OperationError", `PBKDF2 requires a positive iteration count (requested ${iterations}).`);
    }
    if (tooLong) fail("OperationError", "Pbkdf2 failed: derived key length exceeds maximum for this hash");
    return host.cryptoPBKDF2(hash, k.data, a.salt, iterations, length / 8);
  }
  if (tooLong) fail("OperationError", "HKDF deriveBits failed.");
  return host.cryptoHKDF(hash, k.data, a.salt, a.info, length / 8);
};
const derivedLength = (a) => {
  const name = alike(["AES-CTR", "AES-CBC", "AES-GCM", "AES-KW", "HMAC", "HKDF", "PBKDF2"], a.name) ??
    fail("NotSupportedError", `Unrecognized derived key type "${a.name}" requested.`);
  if (name.startsWith("AES-")) {
    if (a.length === undefined) missing("length", "derivedKeyParams");
    const n = int(a.length);
    if (![128, 192, 256].includes(n)) {
      fail("OperationError", `Derived AES key must be 128, 192, or 256 bits in length but provided ${n}.`);
    }
    return n;
  }
  if (name !== "HMAC") return undefined;
  if (a.length !== undefined) {
    if (int(a.length) > 0) return int(a.length);
    throw new TypeError("HMAC key length must be a non-zero unsigned long integer.");
  }
  return blockBits(hashOf(a, "derivedKeyParams"));
};

export class SubtleCrypto {
  constructor(t) {
    if (t !== token) throw new TypeError("Illegal constructor");
  }
  async encrypt(algorithm, cryptoKey, data) {
    const a = algorithmOf(algorithm, "EncryptAlgorithm"), k = checkKey("encrypt", 2, cryptoKey), d = checkSource("encrypt", 3, data);
    permitted(k, a.name, "encrypt");
    return crypt(a, k, d, true);
  }
  async decrypt(algorithm, cryptoKey, data) {
    const a = algorithmOf(algorithm, "EncryptAlgorithm"), k = checkKey("decrypt", 2, cryptoKey), d = checkSource("decrypt", 3, data);
    permitted(k, a.name, "decrypt");
    return crypt(a, k, d, false);
  }
  async sign(algorithm, cryptoKey, data) {
    const a = algorithmOf(algorithm, "SignAlgorithm"), k = checkKey("sign", 2, cryptoKey), d = checkSource("sign", 3, data);
    permitted(k, a.name, "sign");
    return sign(a, k, d);
  }
  async verify(algorithm, cryptoKey, signature, data) {
    const a = algorithmOf(algorithm, "SignAlgorithm"), k = checkKey("verify", 2, cryptoKey);
    const s = checkSource("verify", 3, signature), d = checkSource("verify", 4, data);
    permitted(k, a.name, "verify");
    return verify(a, k, s, d);
  }
  async digest(algorithm, data) {
    const a = algorithmOf(algorithm), d = checkSource("digest", 2, data);
    return host.cryptoDigest(native(hashName(a.name)), d);
  }
  async generateKey(algorithm, extractable, usages) {
    return generate(algorithmOf(algorithm, "GenerateKeyAlgorithm"), !!extractable, checkUsages("generateKey", 3, usages));
  }
  async deriveKey(algorithm, baseKey, derived, extractable, usages) {
    const a = algorithmOf(algorithm, "DeriveKeyAlgorithm"), k = checkKey("deriveKey", 2, baseKey), target = algorithmOf(derived, "ImportKeyAlgorithm");
    const wanted = checkUsages("deriveKey", 5, usages);
    permitted(k, a.name, "deriveKey");
    return importKey("raw", derive(a, k, derivedLength(target)), target, !!extractable, wanted);
  }
  async deriveBits(algorithm, baseKey, length) {
    const a = algorithmOf(algorithm, "DeriveKeyAlgorithm"), k = checkKey("deriveBits", 2, baseKey);
    permitted(k, a.name, "deriveBits");
    return derive(a, k, length === undefined || length === null ? undefined : int(length));
  }
  async importKey(format, keyData, algorithm, extractable, usages) {
    const data = typeof keyData === "object" && keyData !== null ? keyData
      : badType("importKey", 2, "JsBufferSource or JsonWebKey");
    const a = algorithmOf(algorithm, "ImportKeyAlgorithm");
    return importKey(String(format), data, a, !!extractable, checkUsages("importKey", 5, usages));
  }
  async exportKey(format, cryptoKey) {
    return exportKey(String(format), checkKey("exportKey", 2, cryptoKey));
  }
  async wrapKey(format, cryptoKey, wrappingKey, algorithm) {
    const k = checkKey("wrapKey", 2, cryptoKey), w = checkKey("wrapKey", 3, wrappingKey), a = algorithmOf(algorithm, "EncryptAlgorithm");
    permitted(w, a.name, "wrapKey");
    const out = exportKey(String(format), k);
    return wrap(a, w, isSource(out) ? bytesOf(out) : utf8(JSON.stringify(out)));
  }
  async unwrapKey(format, wrappedKey, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
    const d = checkSource("unwrapKey", 2, wrappedKey), w = checkKey("unwrapKey", 3, unwrappingKey);
    const a = algorithmOf(algorithm, "EncryptAlgorithm"), target = algorithmOf(keyAlgorithm, "ImportKeyAlgorithm"), wanted = checkUsages("unwrapKey", 7, usages);
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
    const x = checkSource("timingSafeEqual", 1, a), y = checkSource("timingSafeEqual", 2, b);
    if (x.length !== y.length) throw new TypeError("Input buffers must have the same byte length.");
    return x.every((v, i) => v === y[i]);
  }
}
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, { value: "SubtleCrypto", configurable: true });

// DigestStream is made on first use, so that a Worker without it pays nothing for the class of streams.
let DigestStreamClass;
const digestStream = () => DigestStreamClass ??= class DigestStream extends WritableStream {
  #written = 0n;
  #digest;
  #reject;
  constructor(algorithm) {
    const a = algorithmOf(algorithm);
    const name = ["crc32", "crc32c", "crc64nvme"].includes(a.name) ? a.name : native(hashName(a.name));
    let state = empty(), done;
    const settle = Promise.withResolvers ? Promise.withResolvers() : withResolvers();
    settle.promise.catch(() => {});
    super({
      write: (chunk) => {
        const data = typeof chunk === "string" ? utf8(chunk) : chunk;
        if (!isSource(data)) {
          throw new TypeError("DigestStream is a byte stream but received an object of non-ArrayBuffer/" +
            "ArrayBufferView/string type on its writable side.");
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
};
const withResolvers = () => {
  const out = {};
  out.promise = new Promise((resolve, reject) => Object.assign(out, { resolve, reject }));
  return out;
};

const INTEGERS = ["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
  "Uint32Array", "BigInt64Array", "BigUint64Array"];

export class Crypto {
  constructor(t) {
    if (t !== token) throw new TypeError("Illegal constructor");
    Object.defineProperty(this, "subtle", { value: new SubtleCrypto(token), enumerable: true });
  }
  getRandomValues(view) {
    if (!ArrayBuffer.isView(view)) badType("getRandomValues", 1, "JsArrayBufferView", "Crypto");
    if (!INTEGERS.includes(view[Symbol.toStringTag])) {
      fail("TypeMismatchError", "ArrayBufferView argument to getRandomValues() must be an integer-typed view.");
    }
    if (view.byteLength > 65536) {
      fail("QuotaExceededError", "getRandomValues() only accepts buffers of size <= 64K but provided " +
        `${view.byteLength} bytes.`);
    }
    bytesOf(view).set(new Uint8Array(host.random(view.byteLength)));
    return view;
  }
  randomUUID() {
    const b = new Uint8Array(host.random(16));
    b[6] = (b[6] & 0x0f) | 0x40;
    b[8] = (b[8] & 0x3f) | 0x80;
    let s = "";
    b.forEach((v, i) => (s += (i === 4 || i === 6 || i === 8 || i === 10 ? "-" : "") + (v < 16 ? "0" : "") + v.toString(16)));
    return s;
  }
  get DigestStream() {
    return digestStream();
  }
}
Object.defineProperty(Crypto.prototype, Symbol.toStringTag, { value: "Crypto", configurable: true });

export const crypto = new Crypto(token);
