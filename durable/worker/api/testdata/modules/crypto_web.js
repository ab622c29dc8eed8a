// Golden: output of workerd 1.20260730.1 with nodejs_compat.
const hex = (b) => [...new Uint8Array(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength)].map((x) => x.toString(16).padStart(2, "0")).join("");
const bytes = (s) => Uint8Array.from(s.match(/../g) ?? [], (x) => Number.parseInt(x, 16));
const text = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));

export default async (out) => {
  const s = crypto.subtle;
  const show = async (name, f) => {
    try {
      const v = await f();
      out(name, v instanceof ArrayBuffer ? hex(v) : v === undefined ? "undefined" : JSON.stringify(v));
    } catch (e) {
      out(name, "throws", e.name, e instanceof DOMException ? "DOMException" : "", e.message);
    }
  };
  // Random values.
  for (const [name, f] of [["no view", () => crypto.getRandomValues()], ["float", () => crypto.getRandomValues(new Float64Array(1))], ["quota", () => crypto.getRandomValues(new Uint8Array(65537))],
    ["data view", () => crypto.getRandomValues(new DataView(new ArrayBuffer(1)))], ["same", () => { const a = new Uint32Array(3); return crypto.getRandomValues(a) === a; }],
    ["uuid", () => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())],
    ["equal", () => [s.timingSafeEqual(text("a"), text("a")), s.timingSafeEqual(text("a"), text("b").buffer)]], ["equal sizes", () => s.timingSafeEqual(text("a"), text("ab"))], ["equal type", () => s.timingSafeEqual("a", "b")],
    ["construct", () => new Crypto()], ["construct", () => new SubtleCrypto()], ["construct", () => new CryptoKey()]]) await show(name, f);
  for (const n of ["MD5", "SHA-1", "SHA-256", "sha-384", { name: "SHA-512" }, "SHA-224", "", {}, 5, null]) await show("digest", () => s.digest(n, text("abc")));
  await show("digest string", () => s.digest("SHA-1", "abc"));

  // HMAC.
  for (const hash of ["MD5", "SHA-1", "SHA-256", "SHA-512"]) {
    await show("hmac " + hash, async () => {
      const k = await s.importKey("raw", text("key"), { name: "HMAC", hash }, true, ["sign", "verify"]);
      const sig = await s.sign("HMAC", k, text("data"));
      return [k, hex(sig), await s.verify("hmac", k, sig, text("data")), await s.verify("HMAC", k, sig, text("date"))];
    });
  }
  const hk = await s.importKey("raw", text("key"), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
  await show("hmac jwk", () => s.exportKey("jwk", hk));
  await show("hmac spki", () => s.exportKey("spki", hk));
  await show("hmac verify usage", () => s.verify("HMAC", hk, text("x"), text("y")));
  await show("hmac no hash", () => s.importKey("raw", text("key"), "HMAC", true, ["sign"]));
  await show("hmac bad usage", () => s.importKey("raw", text("key"), { name: "HMAC", hash: "SHA-256" }, true, ["encrypt"]));
  await show("hmac no usage", () => s.importKey("raw", text("key"), { name: "HMAC", hash: "SHA-256" }, true, []));
  await show("hmac length", () => s.importKey("raw", text("key"), { name: "HMAC", hash: "SHA-256", length: 5 }, true, ["sign"]));
  await show("hmac bits", async () => s.exportKey("raw", await s.importKey("raw", bytes("ffffff"), { name: "HMAC", hash: "SHA-256", length: 21 }, true, ["sign"])));
  await show("hmac empty", () => s.importKey("raw", new Uint8Array(0), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("hmac jwk import", () => s.importKey("jwk", { kty: "oct", k: "a2V5", alg: "HS1" }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("hmac jwk kty", () => s.importKey("jwk", { kty: "RSA", k: "a2V5" }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("hmac jwk ext", () => s.importKey("jwk", { kty: "oct", k: "a2V5", ext: false }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("hmac jwk buffer", () => s.importKey("jwk", text("key"), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("hmac raw object", () => s.importKey("raw", { kty: "oct" }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]));
  await show("format", () => s.importKey("foo", text("key"), "HMAC", true, ["sign"]));
  await show("algorithm", () => s.importKey("raw", text("key"), "FOO", true, ["sign"]));
  await show("usages", () => s.importKey("raw", text("key"), "HMAC", true, "sign"));
  await show("generate hmac", async () => { const k = await s.generateKey({ name: "HMAC", hash: "SHA-384", length: 9 }, true, ["verify", "sign"]); return [k, (await s.exportKey("raw", k)).byteLength]; });
  await show("generate zero", () => s.generateKey({ name: "HMAC", hash: "SHA-384", length: 0 }, true, ["sign"]));

  // AES.
  const data = text("seventeen bytes !");
  for (const [name, extra] of [["AES-CBC", { iv: text("sixteen byte iv!") }], ["AES-CTR", { counter: bytes("fffffffffffffffffffffffffffffffe"), length: 128 }], ["AES-CTR", { counter: bytes("000000000000000000000000000000ff"), length: 8 }],
    ["AES-GCM", { iv: text("twelve bytes") }], ["AES-GCM", { iv: text("another size of iv"), additionalData: text("more"), tagLength: 96 }], ["AES-GCM", { iv: text("x"), tagLength: 32 }]]) {
    for (const size of [16, 24, 32]) {
      await show(`${name} ${size}`, async () => {
        const k = await s.importKey("raw", text("k".repeat(size)), name, true, ["encrypt", "decrypt"]);
        const a = { name, ...extra };
        const sealed = await s.encrypt(a, k, data);
        return [k.algorithm, hex(sealed), hex(await s.decrypt(a, k, sealed)) === hex(data)];
      });
    }
  }
  const gk = await s.importKey("raw", text("k".repeat(16)), "AES-GCM", true, ["encrypt", "decrypt"]);
  const ck = await s.importKey("raw", text("k".repeat(16)), "AES-CBC", true, ["encrypt", "decrypt", "wrapKey"]);
  const tk = await s.importKey("raw", text("k".repeat(16)), "AES-CTR", true, ["encrypt"]);
  const iv = new Uint8Array(16);
  await show("gcm fails", () => s.decrypt({ name: "AES-GCM", iv }, gk, new Uint8Array(40)));
  await show("gcm short", () => s.decrypt({ name: "AES-GCM", iv }, gk, new Uint8Array(4)));
  await show("gcm tag", () => s.encrypt({ name: "AES-GCM", iv, tagLength: 5 }, gk, data));
  await show("gcm iv", () => s.encrypt({ name: "AES-GCM", iv: new Uint8Array(0) }, gk, data));
  await show("gcm no iv", () => s.encrypt({ name: "AES-GCM" }, gk, data));
  await show("cbc iv", () => s.encrypt({ name: "AES-CBC", iv: new Uint8Array(3) }, ck, data));
  await show("cbc iv decrypt", () => s.decrypt({ name: "AES-CBC", iv: new Uint8Array(3) }, ck, data));
  await show("cbc fails", () => s.decrypt({ name: "AES-CBC", iv }, ck, new Uint8Array(32)));
  await show("cbc fails at 16", () => s.decrypt({ name: "AES-CBC", iv }, ck, new Uint8Array(16)));
  await show("cbc odd", () => s.decrypt({ name: "AES-CBC", iv }, ck, new Uint8Array(17)));
  await show("cbc empty", () => s.decrypt({ name: "AES-CBC", iv }, ck, new Uint8Array(0)));
  await show("ctr counter", () => s.encrypt({ name: "AES-CTR", counter: new Uint8Array(3), length: 8 }, tk, data));
  await show("ctr length", () => s.encrypt({ name: "AES-CTR", counter: iv, length: 129 }, tk, data));
  await show("ctr no length", () => s.encrypt({ name: "AES-CTR", counter: iv }, tk, data));
  await show("ctr repeats", () => s.encrypt({ name: "AES-CTR", counter: iv, length: 1 }, tk, new Uint8Array(48)));
  await show("usage", () => s.decrypt({ name: "AES-CTR", counter: iv, length: 8 }, tk, data));
  await show("name", () => s.encrypt({ name: "AES-CBC", iv }, tk, data));
  await show("key type", () => s.encrypt({ name: "AES-CBC", iv }, {}, data));
  await show("data type", () => s.encrypt({ name: "AES-CBC", iv }, ck, "data"));
  await show("sizes", () => s.importKey("raw", new Uint8Array(5), "AES-GCM", true, ["encrypt"]));
  await show("aes spki", () => s.exportKey("spki", gk));
  await show("aes pkcs8 import", () => s.importKey("pkcs8", new Uint8Array(16), "AES-GCM", true, ["encrypt"]));
  await show("aes jwk", () => s.exportKey("jwk", gk));
  await show("aes jwk import", async () => s.exportKey("raw", await s.importKey("jwk", await s.exportKey("jwk", gk), "AES-GCM", true, ["encrypt"])));
  await show("aes jwk alg", () => s.importKey("jwk", { kty: "oct", k: "a2tra2tra2tra2tra2traw", alg: "A256GCM" }, "AES-GCM", true, ["encrypt"]));
  await show("aes jwk ops", () => s.importKey("jwk", { kty: "oct", k: "a2tra2tra2tra2tra2traw", key_ops: ["decrypt"] }, "AES-GCM", true, ["encrypt"]));
  await show("aes jwk use", () => s.importKey("jwk", { kty: "oct", k: "a2tra2tra2tra2tra2traw", use: "sig" }, "AES-GCM", true, ["encrypt"]));
  await show("aes jwk k", () => s.importKey("jwk", { kty: "oct" }, "AES-GCM", true, ["encrypt"]));
  await show("not extractable", async () => s.exportKey("raw", await s.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt"])));
  for (const length of [128, 256, 100]) await show("generate aes", async () => (await s.generateKey({ name: "aes-gcm", length }, true, ["encrypt"])).algorithm);
  await show("generate no length", () => s.generateKey("AES-GCM", true, ["encrypt"]));
  await show("generate usage", () => s.generateKey({ name: "AES-KW", length: 128 }, true, ["encrypt"]));
  await show("generate none", () => s.generateKey({ name: "AES-GCM", length: 128 }, true, []));
  await show("generate pbkdf2", () => s.generateKey("PBKDF2", true, ["deriveBits"]));

  // Wrapping.
  const kw = await s.importKey("raw", text("k".repeat(32)), "AES-KW", true, ["wrapKey", "unwrapKey"]);
  const wrapped = await s.wrapKey("raw", gk, kw, "AES-KW");
  await show("wrap", () => wrapped);
  await show("unwrap", async () => s.exportKey("raw", await s.unwrapKey("raw", wrapped, kw, "AES-KW", "AES-CBC", true, ["encrypt"])));
  await show("unwrap fails", () => s.unwrapKey("raw", new Uint8Array(24), kw, "AES-KW", "AES-CBC", true, ["encrypt"]));
  await show("unwrap size", () => s.unwrapKey("raw", new Uint8Array(25), kw, "AES-KW", "AES-CBC", true, ["encrypt"]));
  await show("unwrap short", () => s.unwrapKey("raw", new Uint8Array(16), kw, "AES-KW", "AES-CBC", true, ["encrypt"]));
  await show("wrap odd", async () => s.wrapKey("raw", hk, kw, "AES-KW"));
  await show("wrap usage", async () => s.wrapKey("raw", hk, gk, { name: "AES-GCM", iv }));
  await show("wrap jwk", async () => (await s.wrapKey("jwk", gk, ck, { name: "AES-CBC", iv })).byteLength);

  // Derivation.
  const pk = await s.importKey("raw", text("password"), "PBKDF2", false, ["deriveBits", "deriveKey"]);
  const kk = await s.importKey("raw", text("password"), "HKDF", false, ["deriveBits", "deriveKey"]);
  const pb = { name: "PBKDF2", hash: "SHA-256", salt: text("salt"), iterations: 100 }, hd = { name: "HKDF", hash: "SHA-512", salt: text("salt"), info: text("info") };
  await show("pbkdf2", () => s.deriveBits(pb, pk, 256));
  await show("pbkdf2 sha1", () => s.deriveBits({ ...pb, hash: "SHA-1" }, pk, 512));
  await show("pbkdf2 null", () => s.deriveBits(pb, pk, null));
  await show("pbkdf2 odd", () => s.deriveBits(pb, pk, 5));
  await show("pbkdf2 zero", () => s.deriveBits({ ...pb, iterations: 0 }, pk, 8));
  await show("pbkdf2 zero length", () => s.deriveBits(pb, pk, 0));
  await show("pbkdf2 no salt", () => s.deriveBits({ ...pb, salt: undefined }, pk, 8));
  await show("pbkdf2 no iterations", () => s.deriveBits({ ...pb, iterations: undefined }, pk, 8));
  await show("pbkdf2 extractable", () => s.importKey("raw", text("p"), "PBKDF2", true, ["deriveBits"]));
  await show("pbkdf2 jwk", () => s.importKey("jwk", { kty: "oct" }, "PBKDF2", false, ["deriveBits"]));
  await show("hkdf", () => s.deriveBits(hd, kk, 256));
  await show("hkdf long", () => s.deriveBits(hd, kk, 8 * 64 * 256));
  await show("hkdf no info", () => s.deriveBits({ ...hd, info: undefined }, kk, 8));
  await show("deriveKey", async () => s.exportKey("raw", await s.deriveKey(pb, pk, { name: "AES-CBC", length: 256 }, true, ["encrypt"])));
  await show("deriveKey hmac", async () => s.exportKey("jwk", await s.deriveKey(hd, kk, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])));
  await show("deriveKey no length", () => s.deriveKey(pb, pk, "AES-CBC", true, ["encrypt"]));
  await show("deriveKey length", () => s.deriveKey(pb, pk, { name: "AES-CBC", length: 5 }, true, ["encrypt"]));
  await show("deriveKey type", () => s.deriveKey(pb, pk, "Ed25519", true, ["sign"]));

  // Digest streams.
  const ds = new crypto.DigestStream("SHA-256");
  const w = ds.getWriter();
  await w.write(text("abc"));
  await w.write("déf");
  await w.close();
  await show("stream", () => ds.digest);
  out(String(ds.bytesWritten), typeof ds.bytesWritten);
  const crc = new crypto.DigestStream("crc32");
  const cw = crc.getWriter();
  await cw.write(text("123456789"));
  await cw.close();
  await show("crc32", () => crc.digest);
  await show("stream type", () => new crypto.DigestStream("SHA-1").getWriter().write(5));
  await show("stream name", () => new crypto.DigestStream("foo"));
  const gone = new crypto.DigestStream("SHA-1");
  await gone.abort(new Error("away"));
  await show("stream aborted", () => gone.digest);
};
