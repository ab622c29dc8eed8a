// The ciphers of node:crypto: AES in three modes, by parts. The host encrypts a whole text at a time.
import { Buffer } from "node:buffer";
import { Transform } from "node:stream";
import { checkString, invalidArg, invalidValue } from "node:internal/errors";
const bridge = globalThis[Symbol.for("dolab.node")];

// ciphers are those that are there: key bytes, mode.
export const ciphers = {};
for (const mode of ["cbc", "ctr", "gcm"]) for (const bits of [128, 192, 256]) ciphers[`aes-${bits}-${mode}`] = [bits / 8, mode];

// lazyTransform makes a class one of transform streams, whose instances get a stream's state when it is first used.
export const lazyTransform = (C, update, end) => {
  Object.setPrototypeOf(C.prototype, Transform.prototype);
  for (const name of ["_readableState", "_writableState"]) {
    Object.defineProperty(C.prototype, name, {
      get() {
        if (this === C.prototype) return undefined;
        Transform.call(this);
        return this[name];
      },
      set(value) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true });
      },
      configurable: true,
    });
  }
  C.prototype._transform = function (chunk, encoding, callback) {
    try {
      const out = update(this, chunk, encoding === "buffer" ? undefined : encoding);
      callback(null, Buffer.isBuffer(out) ? out : undefined);
    } catch (e) {
      callback(e);
    }
  };
  C.prototype._flush = function (callback) {
    try {
      callback(null, end(this));
    } catch (e) {
      callback(e);
    }
  };
};

const failed = () => new Error("Authentication failed");
const types = ["string", "Buffer", "TypedArray", "DataView"];
const bytes = (v, encoding) => (typeof v === "string" ? Buffer.from(v, encoding) : Buffer.from(v.buffer, v.byteOffset, v.byteLength));
const concat = (...list) => Buffer.concat(list.map((b) => Buffer.from(b)));
const plus = (counter, n) => {
  const out = Buffer.from(counter);
  for (let i = 15, carry = n; i >= 0 && carry > 0; i--) {
    carry += out[i];
    out[i] = carry % 256;
    carry = Math.floor(carry / 256);
  }
  return out;
};

class Cipher {
  #mode;
  #key;
  #iv;
  #seals;
  #rest = Buffer.alloc(0); // what waits for a block of CBC
  #all = Buffer.alloc(0); // what GCM has had
  #total = 0;
  #padding = true;
  #aad = Buffer.alloc(0);
  #tag;
  #done = false;
  constructor(seals, name, key, iv, options) {
    checkString(name, "algorithm");
    if (typeof key !== "string" && !ArrayBuffer.isView(key) && !(key instanceof ArrayBuffer)) {
      throw invalidArg("key", [...types, "KeyObject", "CryptoKey"], key);
    }
    if (typeof iv !== "string" && !ArrayBuffer.isView(iv)) throw invalidArg("iv", [...types, "null"], iv);
    const found = ciphers[name.toLowerCase()];
    if (!found) throw new Error(`Unknown or unsupported cipher: ${name}`);
    [, this.#mode] = found;
    this.#seals = seals;
    this.#key = Buffer.from(key instanceof ArrayBuffer ? new Uint8Array(key) : bytes(key));
    this.#iv = Buffer.from(bytes(iv));
    if (this.#key.length !== found[0]) throw new Error("Invalid key length");
    if (this.#mode === "gcm" ? this.#iv.length === 0 : this.#iv.length !== 16) throw new Error("Invalid initialization vector");
    this._options = options;
  }
  update(data, inputEncoding, outputEncoding) {
    if (typeof data !== "string" && !ArrayBuffer.isView(data)) throw invalidArg("data", types, data);
    if (typeof data === "string" && inputEncoding === undefined) {
      throw invalidValue("inputEncoding", undefined, "If inputEncoding is not provided then the data must be a Buffer");
    }
    this.#check();
    return this.#out(this.#next(bytes(data, inputEncoding)), outputEncoding);
  }
  final(outputEncoding) {
    this.#check();
    this.#done = true;
    return this.#out(this.#last(), outputEncoding);
  }
  setAutoPadding(on = true) {
    this.#padding = !!on;
    return this;
  }
  setAAD(data, options) {
    this.#aad = concat(this.#aad, bytes(data, options?.encoding));
    return this;
  }
  getAuthTag() {
    if (!this.#done || this.#mode !== "gcm") throw new Error("Auth tag is only available once cipher context has been finalized");
    return Buffer.from(this.#tag);
  }
  setAuthTag(tag, encoding) {
    this.#tag = Buffer.from(bytes(tag, encoding));
    return this;
  }
  #check() {
    if (this.#done) throw new Error("Cipher/decipher context has already been finalized");
  }
  #out(b, encoding) {
    return encoding && encoding !== "buffer" ? Buffer.from(b).toString(encoding) : Buffer.from(b);
  }
  #next(data) {
    switch (this.#mode) {
      case "ctr": {
        const skip = this.#total % 16;
        const out = bridge.ctr(this.#key, plus(this.#iv, Math.floor(this.#total / 16)), concat(Buffer.alloc(skip), data));
        this.#total += data.length;
        return new Uint8Array(out).subarray(skip);
      }
      case "gcm": { // Sealing a sealed text gives the plain one, but for the tag.
        const from = this.#all.length;
        this.#all = concat(this.#all, data);
        return new Uint8Array(bridge.sealGCM(this.#key, this.#iv, this.#all, this.#aad)).subarray(from, this.#all.length);
      }
    }
    const all = concat(this.#rest, data);
    let whole = all.length - (all.length % 16);
    if (!this.#seals && this.#padding && whole === all.length) whole = Math.max(0, whole - 16); // It may be the padding.
    this.#rest = all.subarray(whole);
    return this.#blocks(all.subarray(0, whole));
  }
  // blocks does whole blocks of CBC without padding.
  #blocks(data) {
    if (data.length === 0) return data;
    let out;
    if (this.#seals) out = new Uint8Array(bridge.cbc(true, this.#key, this.#iv, data)).subarray(0, data.length);
    else {
      const padding = bridge.cbc(true, this.#key, data.subarray(-16), Buffer.alloc(0));
      out = new Uint8Array(bridge.cbc(false, this.#key, this.#iv, concat(data, new Uint8Array(padding))));
    }
    this.#iv = Buffer.from((this.#seals ? out : data).subarray(-16));
    return out;
  }
  #last() {
    if (this.#mode === "ctr") return Buffer.alloc(0);
    if (this.#mode === "gcm") {
      if (!this.#seals && !this.#tag) throw new Error("No auth tag provided");
      const seal = (data) => new Uint8Array(bridge.sealGCM(this.#key, this.#iv, data, this.#aad));
      const size = this.#all.length, sealed = seal(this.#all);
      const tag = (this.#seals ? sealed : seal(sealed.subarray(0, size))).subarray(size);
      if (this.#seals) this.#tag = tag.subarray(0, this._options?.authTagLength ?? 16);
      else if (Buffer.compare(Buffer.from(tag.subarray(0, this.#tag.length)), this.#tag) !== 0) throw failed();
      return Buffer.alloc(0);
    }
    if (!this.#padding) {
      if (this.#rest.length > 0) throw failed();
      return this.#rest;
    }
    const out = bridge.cbc(this.#seals, this.#key, this.#iv, this.#rest);
    if (out === undefined || out === null) throw failed();
    return new Uint8Array(out);
  }
}
lazyTransform(Cipher, (c, chunk, encoding) => c.update(chunk, encoding), (c) => c.final());

export class Cipheriv extends Cipher {
  constructor(name, key, iv, options) {
    super(true, name, key, iv, options);
  }
}
export class Decipheriv extends Cipher {
  constructor(name, key, iv, options) {
    super(false, name, key, iv, options);
  }
}
