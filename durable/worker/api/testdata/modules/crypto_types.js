// Golden: output of workerd 1.20260730.1 with nodejs_compat.
export default async (out) => {
  const s = crypto.subtle, data = new Uint8Array(16), iv = new Uint8Array(16);
  const show = async (name, f) => {
    try {
      const v = await f();
      out(name, v === undefined ? "undefined" : v instanceof ArrayBuffer ? `${v.byteLength} bytes` : JSON.stringify(v.algorithm ?? v));
    } catch (e) {
      out(name, e.name, e.message);
    }
  };
  const k = await s.importKey("raw", data, "AES-GCM", true, ["encrypt", "decrypt"]), c = await s.importKey("raw", data, "AES-CTR", true, ["encrypt"]);
  const pb = await s.importKey("raw", data, "PBKDF2", false, ["deriveBits"]), ec = await s.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  await show("iv string", () => s.encrypt({ name: "AES-GCM", iv: "x" }, k, data));
  await show("iv null", () => s.encrypt({ name: "AES-GCM", iv: null }, k, data));
  await show("iv number", () => s.encrypt({ name: "AES-GCM", iv: 5 }, k, data));
  await show("iv buffer", () => s.encrypt({ name: "AES-GCM", iv: iv.buffer }, k, data));
  await show("iv view", () => s.encrypt({ name: "AES-GCM", iv: new DataView(iv.buffer, 4) }, k, data));
  await show("additionalData", () => s.encrypt({ name: "AES-GCM", iv, additionalData: "x" }, k, data));
  await show("tagLength", () => s.encrypt({ name: "AES-GCM", iv, tagLength: "96" }, k, data));
  await show("tagLength object", () => s.encrypt({ name: "AES-GCM", iv, tagLength: {} }, k, data));
  await show("counter", () => s.encrypt({ name: "AES-CTR", counter: "x", length: 64 }, c, data));
  await show("length", () => s.encrypt({ name: "AES-CTR", counter: iv, length: "64" }, c, data));
  await show("length fraction", () => s.encrypt({ name: "AES-CTR", counter: iv, length: 64.9 }, c, data));
  await show("salt", () => s.deriveBits({ name: "PBKDF2", hash: "SHA-1", salt: "x", iterations: 1 }, pb, 8));
  await show("iterations", () => s.deriveBits({ name: "PBKDF2", hash: "SHA-1", salt: iv, iterations: "2" }, pb, 8));
  await show("hash number", () => s.deriveBits({ name: "PBKDF2", hash: 5, salt: iv, iterations: 2 }, pb, 8));
  await show("hash null", () => s.deriveBits({ name: "PBKDF2", hash: null, salt: iv, iterations: 2 }, pb, 8));
  await show("hash object", () => s.deriveBits({ name: "PBKDF2", hash: { name: "SHA-256" }, salt: iv, iterations: 2 }, pb, 8));
  await show("bits string", () => s.deriveBits({ name: "PBKDF2", hash: "SHA-1", salt: iv, iterations: 2 }, pb, "16"));
  await show("bits negative", () => s.deriveBits({ name: "PBKDF2", hash: "SHA-1", salt: iv, iterations: 2 }, pb, -8));
  await show("public", () => s.deriveBits({ name: "ECDH", public: {} }, ec.privateKey, 8));
  await show("exponent", () => s.generateKey({ name: "RSA-PSS", hash: "SHA-1", modulusLength: 2048, publicExponent: "x" }, true, ["sign"]));
  await show("exponent array", () => s.generateKey({ name: "RSA-PSS", hash: "SHA-1", modulusLength: 2048, publicExponent: [1, 0, 1] }, true, ["sign"]));
  await show("name number", () => s.encrypt({ name: 5, iv }, k, data));
  await show("name missing", () => s.encrypt({ iv }, k, data));
  await show("algorithm undefined", () => s.encrypt(undefined, k, data));
  await show("algorithm array", () => s.digest([], data));
  await show("usages object", () => s.importKey("raw", data, "AES-GCM", true, {}));
  await show("usages numbers", () => s.importKey("raw", data, "AES-GCM", true, [1]));
  await show("usages missing", () => s.importKey("raw", data, "AES-GCM", true));
  await show("extractable string", () => s.importKey("raw", data, "AES-GCM", "yes", ["encrypt"]));
  await show("format number", () => s.importKey(5, data, "AES-GCM", true, ["encrypt"]));
  await show("key data string", () => s.importKey("raw", "key", "AES-GCM", true, ["encrypt"]));
  await show("key data null", () => s.importKey("raw", null, "AES-GCM", true, ["encrypt"]));
  await show("key data number", () => s.importKey("jwk", 5, "AES-GCM", true, ["encrypt"]));
  await show("jwk no kty", () => s.importKey("jwk", {}, "AES-GCM", true, ["encrypt"]));
  await show("jwk k number", () => s.importKey("jwk", { kty: "oct", k: 5 }, "AES-GCM", true, ["encrypt"]));
  await show("jwk k invalid", () => s.importKey("jwk", { kty: "oct", k: "!!" }, "AES-GCM", true, ["encrypt"]));
  await show("jwk ops", () => s.importKey("jwk", { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA", key_ops: "x" }, "AES-GCM", true, ["encrypt"]));
  await show("export format", () => s.exportKey(undefined, k));
  await show("large", async () => (await s.encrypt({ name: "AES-GCM", iv }, k, new Uint8Array(100000))).byteLength);
  await show("detached receiver", () => (0, s.digest)("SHA-1", data));
};
