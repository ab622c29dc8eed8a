// node:string_decoder: decodes chunks whose ends may cut a character.
import { Buffer } from "node:buffer";
import { invalidArg, typeError } from "node:internal/errors";

const unit = { utf16le: 2, base64: 3, base64url: 3 };
const names = {
  utf8: "utf8",
  "utf-8": "utf8",
  utf16le: "utf16le",
  "utf-16le": "utf16le",
  ucs2: "utf16le",
  "ucs-2": "utf16le",
  latin1: "latin1",
  binary: "latin1",
  base64: "base64",
  base64url: "base64url",
  hex: "hex",
  ascii: "ascii",
};

export class StringDecoder {
  #held = Buffer.alloc(0);
  constructor(encoding) {
    const name = names[String(encoding ?? "utf8").toLowerCase()];
    if (!name) throw typeError("ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding}`);
    this.encoding = name;
  }
  get lastChar() {
    const last = Buffer.alloc(4);
    last.set(this.#held);
    return last;
  }
  get lastNeed() {
    return need(this.encoding, this.#held);
  }
  get lastTotal() {
    return this.#held.length + this.lastNeed;
  }
  write(buf) {
    if (typeof buf === "string") return buf;
    if (!ArrayBuffer.isView(buf)) throw invalidArg("buf", ["string", "Buffer", "TypedArray", "DataView"], buf);
    const all = Buffer.concat([this.#held, new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength)]);
    const whole = all.length - cut(this.encoding, all);
    this.#held = Buffer.from(all.subarray(whole));
    return all.toString(this.encoding, 0, whole);
  }
  end(buf) {
    let out = buf === undefined ? "" : this.write(buf);
    if (this.#held.length) {
      const rest = this.encoding === "utf16le" ? this.#held.subarray(0, this.#held.length & ~1) : this.#held;
      out += this.encoding === "utf8" ? "\ufffd" : rest.toString(this.encoding);
      this.#held = Buffer.alloc(0);
    }
    return out;
  }
  text(buf, offset) {
    this.#held = Buffer.alloc(0);
    return this.write(buf.slice(offset));
  }
}

const sequence = (b) => (b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 1);
// cut is how many bytes at the end belong to a character that is not complete.
const cut = (encoding, buf) => {
  if (encoding === "utf8") {
    for (let n = 1; n <= Math.min(3, buf.length); n++) {
      const b = buf[buf.length - n];
      if ((b & 0xc0) === 0x80) continue;
      return sequence(b) > n ? n : 0;
    }
    return 0;
  }
  if (encoding === "utf16le") {
    const odd = buf.length % 2;
    if (buf.length - odd >= 2) {
      const high = buf[buf.length - odd - 1];
      if (high >= 0xd8 && high <= 0xdb) return odd + 2;
    }
    return odd;
  }
  return unit[encoding] ? buf.length % unit[encoding] : 0;
};
const need = (encoding, held) => {
  if (held.length === 0) return 0;
  if (encoding === "utf8") return sequence(held[0]) - held.length;
  if (encoding === "utf16le") return held.length % 2 ? 1 : 2;
  return (unit[encoding] ?? 0) - held.length;
};

export default { StringDecoder };
