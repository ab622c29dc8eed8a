// CompressionStream and DecompressionStream. The host compresses whole inputs, so that no state lives outside the
// engine's memory: a compressor gives its output at the end, a decompressor what its input so far yields.

import { need } from "./define.js";
import { toBytes, transformPair } from "./streams.js";
import { encodeText } from "./encoding.js";

function formatOf(args, name) {
  need(args.length, 1, name, "");
  const format = `${args[0]}`;
  if (format !== "gzip" && format !== "deflate" && format !== "deflate-raw") {
    throw new TypeError("The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.");
  }
  return format;
}

// Input grows by doubling.
class Input {
  bytes = new Uint8Array(0);
  length = 0;
  add(chunk) {
    if (typeof chunk === "string") chunk = encodeText(chunk);
    else if (!ArrayBuffer.isView(chunk) && !(chunk instanceof ArrayBuffer)) {
      throw new TypeError("This TransformStream is being used as a byte stream, but received an object of "
        + "non-ArrayBuffer/ArrayBufferView type on its writable side.");
    }
    const more = toBytes(chunk), end = this.length + more.byteLength;
    if (end > this.bytes.length) {
      const old = this.bytes;
      this.bytes = new Uint8Array(Math.max(end, old.length * 2));
      this.bytes.set(old);
    }
    this.bytes.set(more, this.length);
    this.length = end;
  }
  all() { return this.bytes.subarray(0, this.length); }
}

export class CompressionStream {
  #pair;
  constructor() {
    const format = formatOf(arguments, "CompressionStream"), input = new Input();
    this.#pair = transformPair({
      bytes: true, own: true,
      transform(chunk) { input.add(chunk); },
      flush(c) { c.enqueue(new Uint8Array(host.compress(format, input.all()))); },
    });
  }
  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
}

// host.decompress gives [bytes, state]: what the input yields beyond skip bytes; state 0 is a whole stream.
const incomplete = 1, trailing = 2, broken = 3;

export class DecompressionStream {
  #pair;
  constructor() {
    const format = formatOf(arguments, "DecompressionStream"), input = new Input();
    let given = 0, tried = 0;
    const step = (c, last) => {
      const [buffer, state] = host.decompress(format, input.all(), given);
      if (buffer.byteLength) {
        given += buffer.byteLength;
        c.enqueue(new Uint8Array(buffer));
      }
      tried = input.length;
      if (state >= broken) throw new TypeError("Decompression failed.");
      if (state === trailing) throw new TypeError("Trailing bytes after end of compressed data");
      if (state === incomplete && last) {
        throw new TypeError("Called close() on a decompression stream with incomplete data");
      }
    };
    this.#pair = transformPair({
      bytes: true, own: true,
      transform(chunk, c) {
        input.add(chunk);
        if (input.length <= 65536 || input.length >= tried * 2) step(c, false);
      },
      flush(c) { step(c, true); },
    });
  }
  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
}
