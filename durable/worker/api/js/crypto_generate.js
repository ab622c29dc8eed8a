// crypto.subtle.generateKey.
import {
  NAMES,
  PRIVATE,
  PUBLIC,
  alike,
  blockBits,
  both,
  bytesOf,
  curveOf,
  fail,
  hashOf,
  int,
  key,
  lacking,
  missing,
  slots,
  usagesOf,
  validUsages,
  zeroTail,
} from "./crypto_key.js";

export const generate = (a, extractable, wanted) => {
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
  const data =
    kind === "RSA"
      ? host.cryptoGenerateRSA(algorithm.modulusLength, exponentOf(algorithm.publicExponent))
      : host.cryptoGenerate(kind);
  if (!data) {
    fail(
      "OperationError",
      `Can't generate key: a simulated world makes RSA keys of 1024 to 4096 bits, ` +
        `not of ${algorithm.modulusLength}.`,
    );
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

export const checkExponent = (bytes, generating) => {
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

export const checkModulus = (n) => {
  if (n % 8 || n < 256 || n > 16384) {
    fail(
      "OperationError",
      `The modulus length must be a multiple of 8 and between 256 and 16k, but ${n} was requested.`,
    );
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

export const ellipticParams = (name, a) => {
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
