// Text encodings and base64. The tables are the host's.

import { badParameter, isObject, need } from "./define.js";
import { DOMException } from "./events.js";
import { transformPair, toBytes } from "./streams.js";

// encodeText gives the UTF-8 of a string, decodeText the text of UTF-8. The byte order mark goes unless it is kept.
export const encodeText = (text) => new Uint8Array(host.utf8(text));
export const decodeText = (bytes, kept = false) => host.decode("utf-8", bytes, kept ? keepBOM : 0);

const fatal = 1, keepBOM = 2; // flags of host.decode and host.decodePart

export class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(input = "") { return new Uint8Array(host.utf8(`${input}`)); }
  encodeInto(source, destination) {
    if (!(destination instanceof Uint8Array)) throw badParameter("TextEncoder", "encodeInto", 2, "JsUint8Array");
    source = `${source}`;
    const bytes = new Uint8Array(host.utf8(source)), room = destination.length;
    if (bytes.length <= room) {
      destination.set(bytes);
      return { read: source.length, written: bytes.length };
    }
    let end = room, read = 0;
    while ((bytes[end] & 0xc0) === 0x80) end--; // not within a character
    destination.set(bytes.subarray(0, end));
    for (let i = 0; i < end; i++) if ((bytes[i] & 0xc0) !== 0x80) read += bytes[i] >= 0xf0 ? 2 : 1;
    return { read, written: end };
  }
}

const notDecoded = () => new TypeError("Failed to decode input.");

// Decoder keeps what a stream of bytes left over.
class Decoder {
  constructor(label, options, name) {
    if (options !== undefined && options !== null && !isObject(options)) {
      throw badParameter(name, "", 2, "ConstructorOptions");
    }
    this.encoding = host.encoding(`${label}`);
    if (this.encoding === null) throw new RangeError(`"${label}" is not a valid encoding.`);
    this.fatal = !!options?.fatal;
    this.ignoreBOM = !!options?.ignoreBOM;
    this.flags = (this.fatal ? fatal : 0) | (this.ignoreBOM ? keepBOM : 0);
    this.rest = null; // bytes not decoded yet
    this.given = 0; // characters of rest that were given out (of a stateful encoding)
    this.begun = false; // the byte order mark is behind
  }
  decode(bytes, stream) {
    if (!stream && !this.rest && !this.begun) {
      const text = host.decode(this.encoding, bytes, this.flags);
      if (text === null) throw notDecoded();
      return text;
    }
    if (this.rest) {
      const all = new Uint8Array(this.rest.length + bytes.length);
      all.set(this.rest);
      all.set(bytes, this.rest.length);
      bytes = all;
    }
    const result = host.decodePart(this.encoding, bytes, this.flags | (stream ? 4 : 0) | (this.begun ? keepBOM : 0));
    if (result === null) {
      this.#reset();
      throw notDecoded();
    }
    let [text, used] = result;
    text = text.slice(this.given);
    if (!stream) this.#reset();
    else {
      this.given = used === 0 && bytes.length ? this.given + text.length : 0;
      this.rest = used < bytes.length ? bytes.slice(used) : null;
      if (used > 0) this.begun = true;
    }
    return text;
  }
  #reset() {
    this.rest = null;
    this.given = 0;
    this.begun = false;
  }
}

const none = new Uint8Array(0);

export class TextDecoder {
  #d;
  constructor(label = "utf-8", options) { this.#d = new Decoder(label, options, "TextDecoder"); }
  get encoding() { return this.#d.encoding; }
  get fatal() { return this.#d.fatal; }
  get ignoreBOM() { return this.#d.ignoreBOM; }
  decode(input, options) {
    let bytes = none;
    if (input !== undefined) {
      const buffer = input instanceof ArrayBuffer || ArrayBuffer.isView(input)
        || typeof SharedArrayBuffer === "function" && input instanceof SharedArrayBuffer;
      if (!buffer) throw badParameter("TextDecoder", "decode", 1, "Array");
      bytes = ArrayBuffer.isView(input) ? toBytes(input) : new Uint8Array(input);
    }
    return this.#d.decode(bytes, !!options?.stream);
  }
}

export class TextEncoderStream {
  #pair;
  constructor() {
    let high = ""; // the first half of a pair whose second half may come
    this.#pair = transformPair({
      transform(chunk, c) {
        let text = high + `${chunk}`;
        high = "";
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last < 0xdc00) high = text.at(-1), text = text.slice(0, -1);
        if (text) c.enqueue(encodeText(text));
      },
      flush(c) { if (high) c.enqueue(encodeText(high)); },
    });
  }
  get encoding() { return "utf-8"; }
  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
}

export class TextDecoderStream {
  #d;
  #pair;
  constructor(label = "utf-8", options) {
    const d = this.#d = new Decoder(label, options, "TextDecoderStream");
    this.#pair = transformPair({
      transform(chunk, c) {
        if (!ArrayBuffer.isView(chunk) && !(chunk instanceof ArrayBuffer)) {
          throw new TypeError("This TransformStream is being used as a byte stream, but received a value that is not a BufferSource.");
        }
        const text = d.decode(toBytes(chunk), true);
        if (text) c.enqueue(text);
      },
      flush(c) {
        const text = d.decode(none, false);
        if (text) c.enqueue(text);
      },
    });
  }
  get encoding() { return this.#d.encoding; }
  get fatal() { return this.#d.fatal; }
  get ignoreBOM() { return this.#d.ignoreBOM; }
  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
}

export function atob(data) {
  if (!arguments.length) throw badParameter("ServiceWorkerGlobalScope", "atob", 1, "string");
  const text = host.atob(`${data}`);
  if (text === null) {
    throw new DOMException("atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, and up to two "
      + "terminal '=' signs when the input data length is divisible by 4 are allowed.)", "InvalidCharacterError");
  }
  return text;
}

export function btoa(data) {
  need(arguments.length, 1, "ServiceWorkerGlobalScope", "btoa", "JsString");
  const text = host.btoa(`${data}`);
  if (text === null) {
    throw new DOMException("btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range.",
      "InvalidCharacterError");
  }
  return text;
}
