// Encryption and wrapping of crypto.subtle.
import { empty, fail, int, missing, native, sizeOf } from "./crypto_key.js";

const undecryptable = (name, size, expected) =>
  fail(
    "OperationError",
    "Decryption failed. This could be due to a ciphertext authentication failure, bad padding, " +
      `incorrect CryptoKey, or another algorithm-specific reason. Input length was ${size}, output length expected ` +
      `to be ${expected} for ${name}`,
  );

export const crypt = (a, k, data, seal) => {
  switch (k.name) {
    case "AES-GCM":
      return cryptGCM(a, k, data, seal);
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
      return (
        host.cryptoCTR(k.data, a.counter, data, bits) ?? fail("OperationError", "Counter block values will repeat.")
      );
    }
    case "RSA-OAEP": {
      const [verb, want] = seal ? ["Encryption/key wrapping", "public"] : ["Decryption/key unwrapping", "private"];
      if (k.type !== want) fail("InvalidAccessError", `${verb} only works with ${want} keys, not "${k.type}".`);
      return (
        host.cryptoOAEP(seal, native(k.algorithm.hash.name), k.data, data, a.label ?? empty()) ??
        fail("OperationError", "RSA-OAEP failed encrypt/decrypt.")
      );
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
    fail(
      "OperationError",
      `Ciphertext length of ${data.length * 8} bits must be greater than or equal to the size of ` +
        `the AES-GCM tag length of ${tag} bits.`,
    );
  }
  const size = data.length - tag / 8;
  return (
    host.cryptoGCM(seal, k.data, a.iv, data, a.additionalData ?? empty(), tag / 8) ?? undecryptable(k.name, size, size)
  );
};

export const wrap = (a, k, data) => {
  if (k.name !== "AES-KW") return crypt(a, k, data, true);
  if (data.length % 8) {
    fail(
      "OperationError",
      "Unwrapped key bit length must be a multiple of 64 bits but unwrapped key has a length of " +
        `${data.length * 8} bits.`,
    );
  }
  if (data.length < 16) {
    fail(
      "OperationError",
      `Unwrapped key has length ${data.length} bytes but it should be greater than or equal to 16 ` +
        "and less than or equal to 18446744073709551607",
    );
  }
  return host.cryptoKW(true, k.data, data);
};

export const unwrap = (a, k, data) => {
  if (k.name !== "AES-KW") return crypt(a, k, data, false);
  if (data.length % 8) {
    fail(
      "OperationError",
      `Provided a wrapped key to unwrap that is ${data.length * 8} bits which isn't a multiple of ` + "64 bits.",
    );
  }
  if (data.length < 24) {
    fail(
      "OperationError",
      `Provided a wrapped key to unwrap this is ${data.length * 8} bits that is less than the ` +
        "minimal length of 192 bits.",
    );
  }
  return host.cryptoKW(false, k.data, data) ?? fail("OperationError", "AES-KW key unwrapping failed.");
};
