// Signatures and derivation of crypto.subtle.
import {
  CURVES,
  alike,
  blockBits,
  digestBytes,
  fail,
  hashOf,
  int,
  isKey,
  missing,
  native,
  slots,
  zeroTail,
} from "./crypto_key.js";

// PBKDF2_MAX is the limit of Cloudflare's network; the reference runtime on a developer's machine has none.
const PBKDF2_MAX = 100000;

const callHash = (a, k) => {
  if (k.algorithm.hash) return native(k.algorithm.hash.name);
  if (a.hash === undefined) {
    throw new TypeError(
      'Missing "hash" in AlgorithmIdentifier. (ECDSA requires that the hash algorithm be specified at ' +
        "call time rather than on the key. This differs from other WebCrypto algorithms for historical reasons.)",
    );
  }
  return native(hashOf(a));
};

const ED = ["Ed25519", "NODE-ED25519"];

const signable = (a, k, verb, want) => {
  if (k.type !== want) fail("InvalidAccessError", `Asymmetric ${verb} requires a ${want} key.`);
  return ED.includes(k.name) ? ["Ed25519", ""] : [k.name, callHash(a, k)];
};

export const sign = (a, k, data) => {
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
      fail(
        "OperationError",
        "key too small for signing with given digest, need at least " + `${8 * (digestBytes[hash] + 32)}bits.`,
      );
    }
  }
  return (
    host.cryptoSign(scheme, hash, k.data, data, salt) ?? fail("OperationError", `Failed to sign with ${k.name} key`)
  );
};

export const verify = (a, k, signature, data) => {
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

export const derive = (a, k, length) => {
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
    fail(
      "InvalidAccessError",
      `Base ${k.name} private key cannot be used to derive a key from a peer ${peer.name} ` + "public key",
    );
  }
  if (k.name !== peer.name) {
    fail(
      "InvalidAccessError",
      `Private key for derivation is using "${k.name}" while public key is using "${peer.name}".`,
    );
  }
  if (k.kind !== peer.kind) {
    fail(
      "InvalidAccessError",
      `Private key for derivation is using curve "${k.kind}" while public key is using ` + `"${peer.kind}".`,
    );
  }
  const shared =
    host.cryptoAgree(k.data, peer.data) ??
    fail(
      "OperationError",
      k.name === "X25519"
        ? "Detected small order secure curve points, aborting EDDH derivation"
        : "Failed to generate shared ECDH secret",
    );
  const bits = length ?? shared.byteLength * 8;
  if (bits > shared.byteLength * 8) {
    fail(
      "OperationError",
      `Derived key length (${bits} bits) is too long (should be at most ${shared.byteLength * 8} ` + "bits).",
    );
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
    fail(
      "OperationError",
      `${k.name} requires a derived key length that is a multiple of eight (requested ${length}).`,
    );
  }
  const tooLong = length / 8 > 255 * digestBytes[hash];
  if (pbkdf2) {
    const iterations = int(a.iterations);
    if (iterations <= 0) {
      fail("OperationError", `PBKDF2 requires a positive iteration count (requested ${iterations}).`);
    }
    if (tooLong) fail("OperationError", "Pbkdf2 failed: derived key length exceeds maximum for this hash");
    if (iterations > PBKDF2_MAX) {
      fail(
        "NotSupportedError",
        `Pbkdf2 failed: iteration counts above ${PBKDF2_MAX} are not supported (requested ${iterations}).`,
      );
    }
    return host.cryptoPBKDF2(hash, k.data, a.salt, iterations, length / 8);
  }
  if (tooLong) fail("OperationError", "HKDF deriveBits failed.");
  return host.cryptoHKDF(hash, k.data, a.salt, a.info, length / 8);
};

export const derivedLength = (a) => {
  const name =
    alike(["AES-CTR", "AES-CBC", "AES-GCM", "AES-KW", "HMAC", "HKDF", "PBKDF2"], a.name) ??
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
