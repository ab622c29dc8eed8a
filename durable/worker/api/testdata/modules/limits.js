// Golden: written by this implementation: the reference on a developer's machine has no such limits.
import { pbkdf2Sync } from "node:crypto";

export default async (out) => {
  const s = crypto.subtle;
  const show = async (name, f) => {
    try {
      out(name, String(await f()));
    } catch (e) {
      out(name, e.name, e.message);
    }
  };
  const k = await s.importKey("raw", new Uint8Array(1), "PBKDF2", false, ["deriveBits"]);
  const bits = (iterations) => s.deriveBits({ name: "PBKDF2", hash: "SHA-1", salt: new Uint8Array(1), iterations }, k, 8);
  await show("pbkdf2", async () => (await bits(100000)).byteLength);
  await show("pbkdf2 above", () => bits(2 ** 31 - 1));
  await show("pbkdf2Sync above", () => pbkdf2Sync("p", "s", 100001, 1, "sha1"));
  const rsa = { name: "RSA-PSS", hash: "SHA-1", publicExponent: new Uint8Array([1, 0, 1]) };
  await show("rsa large", () => s.generateKey({ ...rsa, modulusLength: 8192 }, true, ["sign"]));
  await show("rsa small", () => s.generateKey({ ...rsa, modulusLength: 512 }, true, ["sign"]));
  await show("number", () => new Intl.NumberFormat().format("1e999999999"));
  await show("fraction", () => new Intl.NumberFormat().format("1e-999999999"));
  await show("double", () => (1.7976931348623157e308).toLocaleString().length);
  await show("small double", () => (5e-324).toLocaleString("en", { maximumSignificantDigits: 3 }).length);
};
