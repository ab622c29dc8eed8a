// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import { Buffer } from "node:buffer";
import crypto, { createHash, createHmac, randomBytes, randomInt, timingSafeEqual, pbkdf2Sync, hkdfSync } from "node:crypto";
import { inspect } from "node:util";

export default async (out) => {
  const show = (f) => {
    try {
      out(inspect(f()));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  };
  for (const name of ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "SHA256", "RSA-SHA256", "sha512-256"]) {
    show(() => [name, createHash(name).update("abc").update(Buffer.from("def")).digest("hex")]);
  }
  show(() => createHash("nope"));
  show(() => createHash(5));
  show(() => createHash("sha256").update(5));
  show(() => createHash("sha256").update("é", "latin1").digest("base64"));
  show(() => createHash("sha256").update(new Uint16Array([1, 2])).digest("base64url"));
  show(() => createHash("sha256").digest());
  show(() => {
    const h = createHash("sha1").update("a");
    const c = h.copy();
    return [h.update("b").digest("hex"), c.digest("hex")];
  });
  show(() => {
    const h = createHash("sha1");
    h.digest();
    return h.update("x");
  });
  show(() => {
    const h = createHash("sha1");
    h.digest();
    return h.digest();
  });
  for (const name of ["md5", "sha1", "sha256", "sha512"]) show(() => createHmac(name, "key").update("data").digest("hex"));
  show(() => createHmac("nope", "key"));
  show(() => createHmac("sha256", null));
  show(() => createHmac("sha256", new Uint8Array([1])).update("x").digest());
  show(() => [randomBytes(8).length, randomBytes(0), Buffer.isBuffer(randomBytes(1))]);
  show(() => randomBytes("1"));
  show(() => randomBytes(-1));
  show(() => randomInt(10) < 10);
  show(() => randomInt(5, 5));
  show(() => randomInt("1"));
  show(() => crypto.randomUUID().length);
  show(() => [timingSafeEqual(Buffer.from("a"), Buffer.from("a")), timingSafeEqual(new Uint8Array([1]), new Uint8Array([2]))]);
  show(() => timingSafeEqual(Buffer.from("a"), Buffer.from("ab")));
  show(() => timingSafeEqual("a", Buffer.from("a")));
  show(() => pbkdf2Sync("secret", "salt", 1000, 16, "sha256").toString("hex"));
  show(() => pbkdf2Sync("secret", "salt", 0, 16, "sha256"));
  show(() => Buffer.from(hkdfSync("sha512", "key", "salt", "info", 16)).toString("hex"));
  show(() => crypto.createSecretKey(Buffer.from("abc")).export().toString());
  show(() => crypto.webcrypto === globalThis.crypto);
  show(() => crypto.randomFillSync(Buffer.alloc(4)).length);
};
