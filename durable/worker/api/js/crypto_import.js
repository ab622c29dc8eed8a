// crypto.subtle.importKey.
import { badField } from "./define.js";
import { checkExponent, checkModulus, ellipticParams } from "./crypto_generate.js";
import { number, readElliptic, readRSA } from "./crypto_jwk.js";
import {
  CURVES,
  JWK,
  NAMES,
  PRIVATE,
  PUBLIC,
  alike,
  both,
  bytesOf,
  fail,
  hashName,
  hashOf,
  int,
  isSource,
  key,
  lacking,
  missing,
  slots,
  usagesOf,
  validUsages,
  zeroTail,
} from "./crypto_key.js";

const jwkOf = (v) => {
  const out = {};
  for (const k of JWK) {
    if (v[k] === undefined) continue;
    if (k === "key_ops" && !Array.isArray(v[k])) throw badField(k, "JsonWebKey", "Array");
    out[k] = k === "key_ops" ? v[k].map(String) : k === "ext" ? !!v[k] : k === "oth" ? v[k] : String(v[k]);
  }
  return out;
};

export const importKey = (format, keyData, a, extractable, wanted) => {
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
  const name =
    alike(NAMES, a.name) ?? fail("NotSupportedError", `Unrecognized key import algorithm "${a.name}" requested.`);
  const made = name.startsWith("AES-")
    ? importAES(name, format, data, extractable, wanted)
    : name === "HMAC"
      ? importHMAC(format, data, a, extractable, wanted)
      : name === "PBKDF2" || name === "HKDF"
        ? importSecret(name, format, data, extractable, wanted)
        : importPair(name, format, data, a, extractable, wanted);
  const s = slots(made);
  if (!s.usages.length && s.type !== "public") lacking();
  return made;
};

const importSecret = (name, format, data, extractable, wanted) => {
  const usages = validUsages(name, "import secret", wanted, usagesOf(name));
  if (extractable) fail("SyntaxError", `${name} key cannot be extractable.`);
  if (format !== "raw") {
    fail(
      "NotSupportedError",
      `${name} key must be imported in "raw" format (requested "${format}")` + (name === "PBKDF2" ? "." : ""),
    );
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
      fail(
        "DataError",
        'Symmetric "jwk" key import requires a JSON Web Key with Key Type parameter "kty" equal to ' +
          `"oct" (encountered "${jwk.kty}").`,
      );
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
      fail(
        "DataError",
        'HMAC "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" ' +
          `(encountered "${keyData.kty}").`,
      );
    }
    data = number(keyData, "k", 'HMAC "jwk" key import requires a base64Url encoding of the key');
    if (keyData.alg !== undefined) {
      if (!asked.startsWith("SHA-")) {
        fail("NotSupportedError", `Unrecognized or unimplemented hash algorithm requested${keyData.alg}`);
      }
      const alg = "HS" + asked.slice(4);
      if (keyData.alg !== alg) {
        fail(
          "DataError",
          'HMAC "jwk" key import specifies "alg" that is incompatible with the hash name ' +
            `(encountered "${keyData.alg}", expected "${alg}").`,
        );
      }
    }
  } else if (format !== "raw") {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  const size = data.length * 8;
  const length = a.length === undefined ? size : int(a.length);
  if (length === 0 || length > size || length <= size - 8) {
    fail(
      "DataError",
      `Imported HMAC key length (${length}) must be a non-zero value up to 7 bits less than, ` +
        `and no greater than, the bit length of the raw key data (${size}).`,
    );
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
    der =
      host.cryptoPoint(kind, data) ?? fail("DataError", "Failed to import raw EC key data: Invalid point encoding..");
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
        fail(
          "DataError",
          name === "ECDH" ? "Input was not an EC public key nor a DH key." : "Input was not an EC key.",
        );
      }
      fail(
        "DataError",
        `"algorithm.namedCurve" "${a.namedCurve}"${name === "ECDH" ? "," : ""} does not match the curve ` +
          "specified by the input key data.",
      );
    }
  } else {
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  }
  der = new Uint8Array(der);
  return key(type, algorithm ?? rsaAlgorithm(name, der, type, hash), extractable, usages, der, { kind });
};

const rsaAlgorithm = (name, der, type, hash) => {
  const [n, e] = host.cryptoParts(type, der);
  const modulus = new Uint8Array(n),
    publicExponent = new Uint8Array(e);
  const modulusLength = modulus.length * 8 - Math.clz32(modulus[0]) + 24;
  checkModulus(modulusLength);
  checkExponent(publicExponent, false);
  return { name, modulusLength, publicExponent, hash: { name: hash } };
};

const checkJWK = (name, jwk, wanted, extractable) => {
  const agree = name === "ECDH" || name === "X25519";
  const [use, ...pair] =
    name === "RSA-OAEP"
      ? ["enc", "encrypt", "wrapKey"]
      : agree
        ? ["enc", "unused", "unused"]
        : ["sig", "sign", "verify"];
  if (wanted.length && jwk.use !== undefined && jwk.use !== use) {
    fail(
      "DataError",
      'Asymmetric "jwk" key import with usages requires a JSON Web Key with Public Key Use parameter ' +
        `"use" ("${jwk.use}") equal to "sig".`,
    );
  }
  if (jwk.key_ops) {
    const ops = jwk.key_ops.toSorted();
    if (ops.some((o, i) => o === ops[i + 1])) {
      fail("DataError", 'A JSON Web Key\'s Key Operations parameter ("key_ops") must not contain duplicates.');
    }
    if (jwk.use !== undefined) {
      if (jwk.use !== use) {
        fail(
          "DataError",
          `Asymmetric "jwk" import requires a JSON Web Key with Public Key Use "use" ("${jwk.use}") ` +
            `equal to "${use}".`,
        );
      }
      const head =
        'A JSON Web Key should have either a Public Key Use parameter ("use") or a Key Operations parameter ' +
        '("key_ops"); otherwise, the parameters must be consistent with each other. ';
      for (const o of ops) {
        if (agree) {
          fail(
            "DataError",
            `${head}For public ${name} keys, there are no valid usages,so keys with a non-empty ` +
              '"key_ops" parameter are not allowed.',
          );
        }
        if (!pair.includes(o)) {
          fail(
            "DataError",
            `${head}A Public Key Use for ${name} would allow a Key Operations array with only ` +
              `"${pair[0]}" and/or "${pair[1]}" values (not "${o}").`,
          );
        }
      }
    }
    if (wanted.some((u) => !ops.includes(u))) {
      fail(
        "DataError",
        "All specified key usages must be present in the JSON Web Key's Key Operations parameter " + '("key_ops").',
      );
    }
  }
  if (extractable && jwk.ext === false) {
    fail("DataError", "Cannot create an extractable CryptoKey from an unextractable JSON Web Key.");
  }
};
