// JSON Web Keys, and crypto.subtle.exportKey.
import { CURVES, JWK, bytesOf, fail } from "./crypto_key.js";

// fromBase64 reads base64 or base64url without being strict about padding; undefined where it is neither.
const fromBase64 = (s) => {
  if (s === undefined) return undefined;
  const table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const text = String(s).replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  if (text.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0,
    n = 0,
    at = 0;
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
    s +=
      table[n >> 18] + table[(n >> 12) & 63] + (left > 1 ? table[(n >> 6) & 63] : "") + (left > 2 ? table[n & 63] : "");
  }
  return s;
};

export const number = (jwk, field, text) => fromBase64(jwk[field]) ?? fail("DataError", text);

export const readRSA = (jwk, name, hash) => {
  if (jwk.kty !== "RSA") {
    fail(
      "DataError",
      'RSASSA-PKCS1-v1_5 "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ' +
        `("${jwk.kty}") equal to "RSA".`,
    );
  }
  if (jwk.alg !== undefined) {
    const m =
      /^(?:(?:RS|PS)(1|256|384|512)|RSA-OAEP(?:-(256|384|512))?)$/.exec(jwk.alg) ??
      fail(
        "NotSupportedError",
        `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm ` + "parameter.",
      );
    if (hash !== "SHA-" + (m[1] ?? m[2] ?? "1")) {
      fail(
        "DataError",
        `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested hash algorithm ` +
          `"${jwk.alg}".`,
      );
    }
  }
  const invalid = "Invalid RSA key in JSON Web Key; missing or invalid ";
  const parts = [
    number(jwk, "n", invalid + 'Modulus parameter ("n").'),
    number(jwk, "e", invalid + 'Exponent parameter ("e").'),
  ];
  if (jwk.d === undefined) {
    return host.cryptoBuild("RSA", "public", ...parts) ?? fail("DataError", "Input was not an RSA key.");
  }
  parts.push(number(jwk, "d", invalid + 'Private Exponent parameter ("d").'));
  const rest = ["p", "q", "dp", "dq", "qi"];
  const present = rest.filter((f) => jwk[f] !== undefined).length;
  if (present !== 5) {
    if (present) {
      fail(
        "DataError",
        "Invalid RSA private key in JSON Web Key; if one Prime Factor or CRT Exponent/Coefficient " +
          'parameter is present, then they must all be present ("p", "q", "dp", "dq", "qi").',
      );
    }
    fail("NotSupportedError", "An RSA private key without its primes is not supported in a simulated world.");
  }
  const labels = [
    "First Prime Factor",
    "Second Prime Factor",
    "First Factor CRT Exponent",
    "Second Factor CRT Exponent",
    "First CRT Coefficient",
  ];
  rest.forEach((f, i) => {
    parts.push(number(jwk, f, `Invalid RSA key in JSON Web Key; invalid ${labels[i]} parameter ("${f}").`));
  });
  return host.cryptoBuild("RSA", "private", ...parts) ?? fail("DataError", "Input was not an RSA key.");
};

export const readElliptic = (jwk, name, kind) => {
  if (!CURVES.includes(kind)) {
    if (jwk.kty !== "OKP") {
      fail(
        "DataError",
        `${kind} "jwk" key imports requires a JSON Web Key with Key Type parameter "kty" ` +
          `("${jwk.kty}") equal to "OKP".`,
      );
    }
    if (jwk.crv === undefined) fail("DataError", `Missing field "crv" for ${kind} key.`);
    if (jwk.crv !== kind) fail("NotSupportedError", `Only ${kind} is supported but "${jwk.crv}" was requested.`);
    if (kind === "Ed25519" && jwk.alg !== undefined && jwk.alg !== "EdDSA") {
      fail(
        "DataError",
        `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested Ed25519 curve.`,
      );
    }
    const x = number(jwk, "x", `Invalid ${jwk.crv} key in JSON WebKey; missing or invalid public key component ("x").`);
    if (x.length !== 32) fail("DataError", `Invalid length ${x.length} for public key`);
    if (jwk.d === undefined) return host.cryptoBuild(kind, "public", x);
    const d = number(jwk, "d", `Invalid ${kind} key in JSON Web Key; missing or invalid private key component ("d").`);
    if (d.length !== 32) fail("DataError", `Invalid length ${d.length} for private key`);
    return host.cryptoScalar(kind, d);
  }
  if (jwk.kty !== "EC") {
    fail(
      "DataError",
      'Elliptic curve "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ' +
        `("${jwk.kty}") equal to "EC".`,
    );
  }
  if (name === "ECDSA" && jwk.alg !== undefined) {
    const curve =
      { ES256: "P-256", ES384: "P-384", ES512: "P-521" }[jwk.alg] ??
      fail(
        "NotSupportedError",
        `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm ` + "parameter.",
      );
    if (curve !== kind) {
      fail("DataError", `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested curve.`);
    }
  }
  const x = number(jwk, "x", 'Invalid EC key in JSON Web Key; missing "x".');
  const y = number(jwk, "y", 'Invalid EC key in JSON Web Key; missing "y".');
  const pub =
    host.cryptoBuild(kind, "public", x, y) ??
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

export const exportKey = (format, k) => {
  if (!k.extractable) fail("InvalidAccessError", `Attempt to export non-extractable ${k.name} key.`);
  const { name, type, usages, data, algorithm } = k;
  if (type === "secret") {
    if (format !== "raw" && format !== "jwk") {
      fail(
        "NotSupportedError",
        name === "HMAC"
          ? `Unimplemented key export format "${format}".`
          : `${name} key only supports exporting "raw" & "jwk", not "${format}".`,
      );
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
    fail(
      "InvalidAccessError",
      CURVES.includes(kind)
        ? "Raw export of elliptic curve keys is only allowed for public keys."
        : `Raw export of ${name} keys is only allowed for public keys.`,
    );
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
  const alg =
    name === "RSA-OAEP" ? (size === "1" ? name : `${name}-${size}`) : (name === "RSA-PSS" ? "PS" : "RS") + size;
  const out = { kty: "RSA", alg };
  ["n", "e", "d", "p", "q", "dp", "dq", "qi"].forEach((f, i) => (out[f] = parts[i]));
  return out;
};
