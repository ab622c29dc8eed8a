// Golden: output of workerd 1.20260730.1 with nodejs_compat. Keys that it generates are compared by what is done with
// them; the fixed keys were generated for this test.
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
const text = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));

export default async (out) => {
  const s = crypto.subtle, data = text("data");
  const show = async (name, f) => {
    try {
      const v = await f();
      out(name, v instanceof ArrayBuffer ? hex(v) : v === undefined ? "undefined" : JSON.stringify(v));
    } catch (e) {
      out(name, "throws", e.name, e instanceof DOMException ? "DOMException" : "", e.message);
    }
  };
  const exponent = new Uint8Array([1, 0, 1]);
  const kinds = [
    [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }], [{ name: "ECDSA", namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-1" }],
    [{ name: "ECDSA", namedCurve: "P-521" }, { name: "ECDSA", hash: "SHA-512" }], [{ name: "Ed25519" }, { name: "Ed25519" }], [{ name: "NODE-ED25519", namedCurve: "NODE-ED25519" }, { name: "NODE-ED25519" }],
    [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: exponent }, { name: "RSASSA-PKCS1-v1_5" }],
    [{ name: "RSA-PSS", hash: "SHA-256", modulusLength: 1024, publicExponent: new Uint8Array([3]) }, { name: "RSA-PSS", saltLength: 20 }], [{ name: "RSA-PSS", hash: "SHA-1", modulusLength: 2048, publicExponent: exponent }, { name: "RSA-PSS", saltLength: 0 }],
  ];
  for (const [make, use] of kinds) {
    const label = `${make.name} ${make.namedCurve ?? make.modulusLength ?? ""}`;
    const pair = await s.generateKey(make, true, ["sign", "verify"]);
    await show(label, async () => [pair.publicKey, pair.privateKey]);
    const sig = await s.sign(use, pair.privateKey, data);
    await show("signature", async () => [sig.byteLength, await s.verify(use, pair.publicKey, sig, data), await s.verify(use, pair.publicKey, sig, text("date"))]);
    await show("sign with public", () => s.sign(use, pair.publicKey, data));
    await show("verify with private", () => s.verify(use, pair.privateKey, sig, data));
    for (const [format, key] of [["pkcs8", pair.privateKey], ["spki", pair.publicKey], ["jwk", pair.privateKey], ["jwk", pair.publicKey], ["raw", pair.publicKey]]) {
      await show(`round trip ${format} ${key.type}`, async () => {
        const exported = await s.exportKey(format, key);
        const again = await s.importKey(format, exported, make, true, key.usages);
        const twice = await s.exportKey(format, again);
        const same = format === "jwk" ? JSON.stringify(exported) === JSON.stringify(twice) : hex(exported) === hex(twice);
        const works = key.type === "public" ? await s.verify(use, again, sig, data) : await s.verify(use, pair.publicKey, await s.sign(use, again, data), data);
        return [again, same, works, format === "jwk" ? Object.keys(exported).filter((k) => exported[k] !== undefined) : format === "raw" ? exported.byteLength : ""];
      });
    }
    await show("raw private", () => s.exportKey("raw", pair.privateKey));
    await show("pkcs8 public", () => s.exportKey("pkcs8", pair.publicKey));
    await show("spki private", () => s.exportKey("spki", pair.privateKey));
    await show("format", () => s.exportKey("foo", pair.publicKey));
    await show("bad pkcs8", () => s.importKey("pkcs8", new Uint8Array(3), make, true, ["sign"]));
    await show("bad spki", () => s.importKey("spki", new Uint8Array(3), make, true, ["verify"]));
    await show("trailing", async () => s.importKey("spki", new Uint8Array([...new Uint8Array(await s.exportKey("spki", pair.publicKey)), 1, 2]), make, true, ["verify"]));
    await show("usage", async () => s.importKey("spki", await s.exportKey("spki", pair.publicKey), make, true, ["sign"]));
    await show("jwk kty", () => s.importKey("jwk", { kty: "oct" }, make, true, ["verify"]));
    await show("no usage", async () => s.importKey("pkcs8", await s.exportKey("pkcs8", pair.privateKey), make, true, []));
  }
  // Fixed keys: what they sign is the same everywhere, but for ECDSA and RSA-PSS.
  const ed = { kty: "OKP", crv: "Ed25519", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  const edKey = await s.importKey("jwk", ed, "Ed25519", true, ["sign"]);
  await show("ed25519 vector", () => s.sign("Ed25519", edKey, new Uint8Array(0)));
  await show("ed25519 length", async () => s.verify("Ed25519", await s.importKey("jwk", { ...ed, d: undefined }, "Ed25519", true, ["verify"]), new Uint8Array(3), data));
  await show("ed25519 crv", () => s.importKey("jwk", { ...ed, crv: "X25519" }, "Ed25519", true, ["sign"]));
  await show("ed25519 no crv", () => s.importKey("jwk", { ...ed, crv: undefined }, "Ed25519", true, ["sign"]));
  await show("ed25519 alg", () => s.importKey("jwk", { ...ed, alg: "ES256" }, "Ed25519", true, ["sign"]));
  await show("ed25519 x", () => s.importKey("jwk", { ...ed, x: "AAAA" }, "Ed25519", true, ["sign"]));
  await show("ed25519 raw", () => s.importKey("raw", new Uint8Array(5), "Ed25519", true, ["verify"]));
  const ec = { kty: "EC", crv: "P-256", x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE" };
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  await show("ec point", async () => s.exportKey("raw", await s.importKey("jwk", { ...ec, d: undefined }, curve, true, ["verify"])));
  await show("ec pkcs8", async () => s.exportKey("pkcs8", await s.importKey("jwk", ec, curve, true, ["sign"])));
  await show("ec off curve", () => s.importKey("jwk", { ...ec, y: ec.x }, curve, true, ["sign"]));
  await show("ec wrong d", () => s.importKey("jwk", { ...ec, d: ec.x }, curve, true, ["sign"]));
  await show("ec no x", () => s.importKey("jwk", { ...ec, x: undefined }, curve, true, ["sign"]));
  await show("ec alg", () => s.importKey("jwk", { ...ec, alg: "ES384" }, curve, true, ["sign"]));
  await show("ec ops", () => s.importKey("jwk", { ...ec, key_ops: ["sign", "sign"] }, curve, true, ["sign"]));
  await show("ec ops missing", () => s.importKey("jwk", { ...ec, key_ops: ["verify"] }, curve, true, ["sign"]));
  await show("ec use", () => s.importKey("jwk", { ...ec, use: "enc" }, curve, true, ["sign"]));
  await show("ec raw", () => s.importKey("raw", new Uint8Array(65), curve, true, ["verify"]));
  await show("ec curve", () => s.importKey("jwk", ec, { name: "ECDSA", namedCurve: "P-192" }, true, ["sign"]));
  await show("ec no curve", () => s.importKey("jwk", ec, "ECDSA", true, ["sign"]));
  await show("ec other curve", async () => s.importKey("pkcs8", await s.exportKey("pkcs8", await s.importKey("jwk", ec, curve, true, ["sign"])), { name: "ECDSA", namedCurve: "P-384" }, true, ["sign"]));
  await show("ec no hash", async () => s.sign("ECDSA", await s.importKey("jwk", ec, curve, true, ["sign"]), data));
  await show("ec compressed", async () => {
    const point = new Uint8Array(await s.exportKey("raw", await s.importKey("jwk", { ...ec, d: undefined }, curve, true, ["verify"])));
    return s.exportKey("raw", await s.importKey("raw", new Uint8Array([2 + (point[64] & 1), ...point.slice(1, 33)]), curve, true, ["verify"]));
  });

  // Agreement.
  for (const make of [{ name: "ECDH", namedCurve: "P-256" }, { name: "ECDH", namedCurve: "P-521" }, { name: "X25519" }]) {
    const a = await s.generateKey(make, true, ["deriveBits", "deriveKey"]), b = await s.generateKey(make, true, ["deriveBits"]);
    const label = `${make.name} ${make.namedCurve ?? ""}`;
    await show(label, async () => [a.publicKey, a.privateKey, b.privateKey.usages]);
    await show("agree", async () => {
      const one = await s.deriveBits({ name: make.name, public: b.publicKey }, a.privateKey, null), two = await s.deriveBits({ name: make.name, public: a.publicKey }, b.privateKey, null);
      return [one.byteLength, hex(one) === hex(two), hex(await s.deriveBits({ name: make.name, public: b.publicKey }, a.privateKey, 12)).length];
    });
    await show("agree long", () => s.deriveBits({ name: make.name, public: b.publicKey }, a.privateKey, 1024));
    await show("agree private", () => s.deriveBits({ name: make.name, public: b.privateKey }, a.privateKey, 128));
    await show("agree none", () => s.deriveBits({ name: make.name }, a.privateKey, 128));
    await show("agree with public", () => s.deriveBits({ name: make.name, public: b.publicKey }, a.publicKey, 128));
    await show("agree key", async () => (await s.deriveKey({ name: make.name, public: b.publicKey }, a.privateKey, { name: "AES-GCM", length: 128 }, true, ["encrypt"])).algorithm);
    await show("raw", async () => (await s.importKey("raw", await s.exportKey("raw", a.publicKey), make, true, [])).usages);
    await show("raw usages", async () => s.importKey("raw", await s.exportKey("raw", a.publicKey), make, true, ["deriveBits"]));
    await show("pkcs8", async () => (await s.importKey("pkcs8", await s.exportKey("pkcs8", a.privateKey), make, true, ["deriveBits"])).usages);
  }
  const xy = await s.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]), xz = await s.generateKey({ name: "ECDH", namedCurve: "P-384" }, true, ["deriveBits"]), xx = await s.generateKey("X25519", true, ["deriveBits"]);
  await show("curves differ", () => s.deriveBits({ name: "ECDH", public: xz.publicKey }, xy.privateKey, 128));
  await show("kinds differ", () => s.deriveBits({ name: "ECDH", public: xx.publicKey }, xy.privateKey, 128));
  await show("generate ecdh none", () => s.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, []));
  await show("generate ecdsa verify", () => s.generateKey(curve, true, ["verify"]));
  await show("generate curve", () => s.generateKey({ name: "ECDSA", namedCurve: "K-1" }, true, ["sign"]));

  // RSA.
  const oaep = { name: "RSA-OAEP", hash: "SHA-256", modulusLength: 2048, publicExponent: exponent };
  const op = await s.generateKey(oaep, true, ["encrypt", "decrypt", "wrapKey", "unwrapKey"]);
  await show("oaep", async () => {
    const sealed = await s.encrypt("RSA-OAEP", op.publicKey, data);
    return [op.publicKey, op.privateKey, sealed.byteLength, hex(await s.decrypt("RSA-OAEP", op.privateKey, sealed)) === hex(data), (await s.exportKey("jwk", op.publicKey)).alg];
  });
  await show("oaep label", async () => hex(await s.decrypt({ name: "RSA-OAEP", label: text("l") }, op.privateKey, await s.encrypt({ name: "RSA-OAEP", label: text("l") }, op.publicKey, data))) === hex(data));
  await show("oaep wrong label", async () => s.decrypt({ name: "RSA-OAEP", label: text("m") }, op.privateKey, await s.encrypt({ name: "RSA-OAEP", label: text("l") }, op.publicKey, data)));
  await show("oaep usage", () => s.encrypt("RSA-OAEP", op.privateKey, data));
  await show("oaep wrap", async () => {
    const k = await s.importKey("raw", text("k".repeat(16)), "AES-GCM", true, ["encrypt"]);
    return s.exportKey("raw", await s.unwrapKey("raw", await s.wrapKey("raw", k, op.publicKey, "RSA-OAEP"), op.privateKey, "RSA-OAEP", "AES-GCM", true, ["encrypt"]));
  });
  for (const [name, change] of [["no modulus", { modulusLength: undefined }], ["no exponent", { publicExponent: undefined }], ["no hash", { hash: undefined }], ["modulus", { modulusLength: 2041 }], ["modulus 130", { modulusLength: 2056 }],
    ["modulus zero", { modulusLength: 0 }], ["modulus small", { modulusLength: 128 }], ["exponent", { publicExponent: new Uint8Array([5]) }], ["exponent large", { publicExponent: new Uint8Array([1, 0, 0, 0, 1]) }], ["hash", { hash: "SHA-3" }]]) {
    await show("generate " + name, () => s.generateKey({ ...oaep, ...change }, true, ["encrypt", "decrypt"]));
  }
  await show("pss no salt", async () => s.sign("RSA-PSS", (await s.generateKey({ ...oaep, name: "RSA-PSS" }, true, ["sign"])).privateKey, data));
  const ps = await s.generateKey({ ...oaep, name: "RSA-PSS", modulusLength: 1024 }, true, ["sign", "verify"]);
  await show("pss salt", () => s.sign({ name: "RSA-PSS", saltLength: -1 }, ps.privateKey, data));
  await show("pss salt long", () => s.sign({ name: "RSA-PSS", saltLength: 100 }, ps.privateKey, data));
  await show("pss verify no salt", () => s.verify("RSA-PSS", ps.publicKey, data, data));
  await show("rsa jwk n", () => s.importKey("jwk", { kty: "RSA", e: "AQAB" }, { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]));
  await show("rsa jwk alg", async () => s.importKey("jwk", { ...(await s.exportKey("jwk", ps.publicKey)), alg: "RS1" }, { name: "RSA-PSS", hash: "SHA-256" }, true, ["verify"]));
  await show("rsa jwk partial", async () => s.importKey("jwk", { ...(await s.exportKey("jwk", ps.privateKey)), p: undefined }, { name: "RSA-PSS", hash: "SHA-256" }, true, ["sign"]));
  await show("rsa raw", async () => s.importKey("raw", data, { name: "RSA-PSS", hash: "SHA-256" }, true, ["verify"]));
  await show("rsa from ec", async () => s.importKey("spki", await s.exportKey("spki", xy.publicKey), { name: "RSA-PSS", hash: "SHA-256" }, true, ["verify"]));
  await show("ec from rsa", async () => s.importKey("spki", await s.exportKey("spki", ps.publicKey), curve, true, ["verify"]));
};
