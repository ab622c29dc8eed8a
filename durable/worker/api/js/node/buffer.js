// node:buffer: Buffer on Uint8Array. Texts are encoded and decoded by natives.
import { boundsError, invalidArg, invalidValue, outOfRange, rangeError, typeError, checkInteger } from "node:internal/errors";
const { encode, decode, inspect, defaults } = globalThis[Symbol.for("dolab.node")];

export const kMaxLength = 2147483647;
export const kStringMaxLength = 536870888;
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength };
export let INSPECT_MAX_BYTES = 50;

const encodings = {
  utf8: "utf8",
  "utf-8": "utf8",
  hex: "hex",
  ascii: "ascii",
  latin1: "latin1",
  binary: "latin1",
  base64: "base64",
  base64url: "base64url",
  ucs2: "utf16le",
  "ucs-2": "utf16le",
  utf16le: "utf16le",
  "utf-16le": "utf16le",
};
const encodingOf = (e) => {
  if (e === undefined || e === null || e === "") return "utf8";
  return encodings[String(e).toLowerCase()] ?? unknownEncoding(e);
};
const unknownEncoding = (e) => {
  throw typeError("ERR_UNKNOWN_ENCODING", `Unknown encoding: ${e}`);
};
const checkSize = (n) => {
  if (typeof n !== "number") throw invalidArg("size", "number", n);
  if (Number.isNaN(n)) {
    const { code, message } = invalidValue("size", n);
    throw rangeError(code, message);
  }
  if (n > kMaxLength) throw outOfRange("size", "0 to 2147483647", n);
  if (n <= -1) throw new RangeError(`Invalid typed array length: ${n}`);
};
const bytesOf = (v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
const isBuffer = (v) => v instanceof Buffer;
const isShared = (v) =>
  v instanceof ArrayBuffer || (typeof SharedArrayBuffer !== "undefined" && v instanceof SharedArrayBuffer);
const wrap = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const fromText = (text, encoding) => new FastBuffer(encode(text, encodingOf(encoding)));

class FastBuffer extends Uint8Array {}

export function Buffer(arg, encodingOrOffset, length) {
  if (typeof arg === "number") {
    if (typeof encodingOrOffset === "string") throw invalidArg("string", "string", arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}
FastBuffer.prototype.constructor = Buffer;
Buffer.prototype = FastBuffer.prototype;
Object.setPrototypeOf(Buffer, Uint8Array);
Object.defineProperty(Buffer, Symbol.species, { configurable: true, get: () => FastBuffer });

const statics = {
  poolSize: 0,
  from(value, encodingOrOffset, length) {
    if (typeof value === "string") return fromText(value, encodingOrOffset);
    if (typeof value === "object" && value !== null) {
      if (isShared(value)) return fromBuffer(value, encodingOrOffset, length);
      const inner = value.valueOf?.();
      if (
        inner !== null &&
        inner !== undefined &&
        inner !== value &&
        (typeof inner === "string" || typeof inner === "object")
      ) {
        return Buffer.from(inner, encodingOrOffset, length);
      }
      const made = fromObject(value);
      if (made) return made;
      if (typeof value[Symbol.toPrimitive] === "function") {
        const primitive = value[Symbol.toPrimitive]("string");
        if (typeof primitive === "string") return fromText(primitive, encodingOrOffset);
      }
    }
    throw invalidArg(
      "first argument",
      ["string", "Buffer", "TypedArray", "ArrayBuffer", "SharedArrayBuffer", "Array or an Array-like Object"],
      value,
    );
  },
  of(...items) {
    return FastBuffer.from(items);
  },
  alloc(size, fill, encoding) {
    checkSize(size);
    const b = new FastBuffer(size);
    return fill !== undefined && fill !== 0 && size > 0 ? b.fill(fill, encoding) : b;
  },
  allocUnsafe(size) {
    checkSize(size);
    return new FastBuffer(size);
  },
  allocUnsafeSlow(size) {
    checkSize(size);
    return new FastBuffer(size);
  },
  isBuffer,
  isEncoding: (e) => typeof e === "string" && e.length !== 0 && encodings[e.toLowerCase()] !== undefined,
  byteLength(value, encoding) {
    if (typeof value !== "string") {
      if (ArrayBuffer.isView(value) || isShared(value)) return value.byteLength;
      throw invalidArg("string", ["string", "Buffer", "ArrayBuffer"], value);
    }
    switch (encodings[String(encoding ?? "utf8").toLowerCase()] ?? "utf8") {
      case "ascii":
      case "latin1":
        return value.length;
      case "utf16le":
        return value.length * 2;
      case "hex":
        return value.length >>> 1;
      case "base64":
      case "base64url": {
        let n = value.length;
        if (value[n - 1] === "=") n--;
        if (n > 1 && value[n - 1] === "=") n--;
        return (n * 3) >>> 2;
      }
    }
    return encode(value, "utf8").byteLength;
  },
  compare(a, b) {
    if (!(a instanceof Uint8Array)) throw invalidArg("buf1", ["Buffer", "Uint8Array"], a);
    if (!(b instanceof Uint8Array)) throw invalidArg("b", ["Buffer", "Uint8Array"], typeof b);
    return compareBytes(a, b);
  },
  concat(list, length) {
    if (!Array.isArray(list)) throw invalidArg("list", "Array", list);
    if (length === undefined) length = list.reduce((n, b) => n + (b.length ?? 0), 0);
    else checkInteger(length, "length", 0);
    const out = Buffer.alloc(length);
    let at = 0;
    list.forEach((b, i) => {
      if (typeof b === "number") throw invalidArg("list", "an (Buffer|Uint8Array)[]", b);
      if (!(b instanceof Uint8Array)) {
        throw new TypeError(`Incorrect type for array element ${i}: the provided value is not of type 'JsUint8Array'.`);
      }
      if (at < length) out.set(b.length > length - at ? b.subarray(0, length - at) : b, at);
      at += b.length;
    });
    return out;
  },
};
Object.assign(Buffer, statics);

function fromBuffer(buffer, byteOffset, length) {
  let offset = byteOffset === undefined ? 0 : Number(byteOffset);
  if (Number.isNaN(offset)) offset = 0;
  const max = buffer.byteLength - offset;
  if (max < 0) throw boundsError("ERR_BUFFER_OUT_OF_BOUNDS", '"offset" is outside of buffer bounds');
  if (length === undefined) length = max;
  else {
    length = Number(length);
    if (!(length > 0)) length = 0;
    else if (length > max) throw boundsError("ERR_BUFFER_OUT_OF_BOUNDS", '"length" is outside of buffer bounds');
  }
  return new FastBuffer(buffer, offset, length);
}
function fromObject(obj) {
  if (obj.length !== undefined || isShared(obj.buffer)) {
    if (typeof obj.length !== "number") return new FastBuffer(0);
    const out = new FastBuffer(obj.length > 0 ? Math.trunc(obj.length) : 0);
    for (let i = 0; i < out.length; i++) out[i] = obj[i];
    return out;
  }
  if (obj.type === "Buffer" && Array.isArray(obj.data)) return fromObject(obj.data);
  return undefined;
}
function compareBytes(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

// search finds bytes in bytes; utf16le needles match at even distances only.
function search(buf, value, byteOffset, encoding, forward) {
  let e = encoding,
    offset = byteOffset;
  if (typeof offset === "string") {
    e = offset;
    offset = undefined;
  }
  offset = +offset;
  if (Number.isNaN(offset)) offset = forward ? 0 : buf.length;
  offset = Math.trunc(Math.max(-0x80000000, Math.min(0x7fffffff, offset)));
  if (typeof value === "number") {
    return forward
      ? Uint8Array.prototype.indexOf.call(buf, value & 255, offset)
      : offset < -buf.length
        ? -1
        : Uint8Array.prototype.lastIndexOf.call(buf, value & 255, offset < 0 ? offset : Math.min(offset, buf.length));
  }
  let needle = value;
  if (typeof value === "string") needle = fromText(value, e);
  else if (!(value instanceof Uint8Array))
    throw invalidArg("value", ["number", "string", "Buffer", "Uint8Array"], value);
  if (offset < 0) offset += buf.length;
  if (offset < 0) {
    if (!forward) return -1;
    offset = 0;
  }
  if (needle.length === 0) return Math.min(offset, buf.length);
  const step = typeof value === "string" && encodingOf(e) === "utf16le" ? 2 : 1;
  const matches = (at) => {
    for (let i = 0; i < needle.length; i++) if (buf[at + i] !== needle[i]) return false;
    return true;
  };
  const last = buf.length - needle.length;
  if (forward) {
    for (let i = offset; i <= last; i += step) if (matches(i)) return i;
  } else {
    for (let i = Math.min(offset, last); i >= 0; i -= step) if (matches(i)) return i;
  }
  return -1;
}

const methods = {
  toString(encoding, start, end) {
    if (arguments.length === 0) return decode(this, "utf8");
    const from = start === undefined || start <= 0 ? 0 : Math.trunc(start) || 0;
    const to = end === undefined || end > this.length ? this.length : Math.trunc(end) || 0;
    if (from >= this.length || to <= from) return "";
    const e =
      encoding === undefined || encoding === ""
        ? "utf8"
        : (encodings[String(encoding).toLowerCase()] ?? unknownEncoding(encoding));
    return decode(this.subarray(from, to), e);
  },
  toLocaleString(...args) {
    return this.toString(...args);
  },
  toJSON() {
    return { type: "Buffer", data: this.length > 0 ? Array.from(this) : [] };
  },
  equals(other) {
    if (!(other instanceof Uint8Array)) throw invalidArg("otherBuffer", ["Buffer", "Uint8Array"], other);
    return this === other || compareBytes(this, other) === 0;
  },
  compare(target, targetStart = 0, targetEnd, sourceStart = 0, sourceEnd) {
    if (!(target instanceof Uint8Array)) throw invalidArg("target", ["Buffer", "Uint8Array"], target);
    if (targetStart !== 0) checkInteger(targetStart, "targetStart", 0);
    if (sourceStart !== 0) checkInteger(sourceStart, "sourceStart", 0);
    if (targetEnd !== undefined) checkInteger(targetEnd, "targetEnd", 0, target.length);
    if (sourceEnd !== undefined) checkInteger(sourceEnd, "sourceEnd", 0, this.length);
    return compareBytes(this.subarray(sourceStart, sourceEnd), target.subarray(targetStart, targetEnd));
  },
  indexOf(value, byteOffset, encoding) {
    return search(this, value, byteOffset, encoding, true);
  },
  lastIndexOf(value, byteOffset, encoding) {
    return search(this, value, byteOffset, encoding, false);
  },
  includes(value, byteOffset, encoding) {
    return search(this, value, byteOffset, encoding, true) !== -1;
  },
  fill(value, offset, end, encoding) {
    let e = encoding,
      from = offset,
      to = end;
    if (typeof from === "string") [e, from] = [from, undefined];
    else if (typeof to === "string") [e, to] = [to, undefined];
    if (from === undefined) from = 0;
    else checkInteger(from, "offset", 0);
    if (to === undefined) to = this.length;
    else checkInteger(to, "end", 0, this.length);
    if (from >= to) return this;
    let bytes;
    if (typeof value === "string") {
      bytes = fromText(value, e);
      if (bytes.length === 0) {
        if (value.length) throw new TypeError("The text is not valid hex");
        bytes = undefined;
      }
    } else if (value instanceof Uint8Array) {
      bytes = value;
      if (!bytes.length) throw invalidValue("value", value);
    }
    if (!bytes) {
      Uint8Array.prototype.fill.call(
        this,
        typeof value === "string" ? 0 : typeof value === "boolean" ? +value : value & 255,
        from,
        to,
      );
      return this;
    }
    for (let i = from; i < to; i++) this[i] = bytes[(i - from) % bytes.length];
    return this;
  },
  write(text, offset, length, encoding) {
    let at = offset,
      n = length,
      e = encoding;
    if (typeof text !== "string") throw invalidArg("argument", "string", text);
    if (at === undefined || typeof at === "string") {
      e = at;
      at = 0;
      n = this.length;
    } else {
      checkInteger(at, "offset", 0, this.length);
      if (typeof n === "string") {
        e = n;
        n = undefined;
      }
      if (n === undefined) n = this.length - at;
      else checkInteger(n, "length", 0, this.length);
      n = Math.min(n, this.length - at);
    }
    const name = encodingOf(e);
    let bytes = new Uint8Array(encode(text, name));
    if (bytes.length > n) {
      // A character is written whole or not at all.
      if (name === "utf8") while (n > 0 && (bytes[n] & 0xc0) === 0x80) n--;
      if (name === "utf16le") n &= ~1;
      bytes = bytes.subarray(0, n);
    }
    this.set(bytes, at);
    return bytes.length;
  },
  copy(target, targetStart = 0, sourceStart = 0, sourceEnd = this.length) {
    if (!(target instanceof Uint8Array)) throw invalidArg("target", ["Buffer", "Uint8Array"], target);
    const whole = (v, otherwise) => (v === undefined || Number.isNaN(+v) ? otherwise : Math.trunc(+v));
    const to = whole(targetStart, 0),
      from = whole(sourceStart, 0);
    if (to < 0) throw outOfRange("targetStart", ">= 0", to);
    if (from < 0 || from > this.length) throw outOfRange("sourceStart", `>= 0 && <= ${this.length}`, from);
    const end = whole(sourceEnd, 0);
    if (end < 0) throw outOfRange("sourceEnd", ">= 0", end);
    if (to >= target.length || from >= end) return 0;
    const part = this.subarray(from, Math.min(end, this.length, from + target.length - to));
    target.set(part, to);
    return part.length;
  },
  slice(start, end) {
    return this.subarray(start, end);
  },
  subarray(start, end) {
    return wrap(Uint8Array.prototype.subarray.call(bytesOf(this), start, end));
  },
  swap16() {
    return swap(this, 2);
  },
  swap32() {
    return swap(this, 4);
  },
  swap64() {
    return swap(this, 8);
  },
  [Symbol.for("nodejs.util.inspect.custom")](depth, ctx) {
    const max = INSPECT_MAX_BYTES;
    let s = Array.from(this.subarray(0, max), (b) => b.toString(16).padStart(2, "0")).join(" ");
    const rest = this.length - max;
    if (rest > 0) s += ` ... ${rest} more byte${rest > 1 ? "s" : ""}`;
    const extra = {};
    for (const k of Object.keys(this)) if (!/^\d+$/.test(k)) extra[k] = this[k];
    if (Object.keys(extra).length) {
      s += `${this.length ? ", " : ""}${inspect(extra, { ...defaults, ...ctx, breakLength: Infinity, compact: true })
        .slice(1, -1)
        .trim()}`;
    }
    return `<${this.constructor?.name ?? "Buffer"} ${s}>`;
  },
};
function swap(buf, size) {
  if (buf.length % size)
    throw boundsError("ERR_INVALID_BUFFER_SIZE", `Buffer size must be a multiple of ${size * 8}-bits`);
  for (let i = 0; i < buf.length; i += size) buf.subarray(i, i + size).reverse();
  return buf;
}
const define = (name, value) =>
  Object.defineProperty(FastBuffer.prototype, name, { value, writable: true, configurable: true, enumerable: true });
for (const name of Reflect.ownKeys(methods)) define(name, methods[name]);
define("inspect", methods[Symbol.for("nodejs.util.inspect.custom")]);
Object.defineProperties(FastBuffer.prototype, {
  parent: {
    enumerable: true,
    get() {
      return isBuffer(this) ? this.buffer : undefined;
    },
  },
  offset: {
    enumerable: true,
    get() {
      return isBuffer(this) ? this.byteOffset : undefined;
    },
  },
});

const at = (buf, offset, size) => {
  const o = offset === undefined ? 0 : offset;
  if (typeof o !== "number") throw invalidArg("offset", "number", o);
  if (!(o >= 0 && o + size <= buf.length && Number.isInteger(o))) {
    if (!Number.isInteger(o)) throw outOfRange("offset", "an integer", o);
    if (buf.length - size < 0)
      throw boundsError("ERR_BUFFER_OUT_OF_BOUNDS", "Attempt to access memory outside buffer bounds");
    throw outOfRange("offset", o < 0 || o > buf.length ? `>= 0 && <= ${buf.length}` : `>= 0 and <= ${buf.length - size}`, o);
  }
  return o;
};
const view = (buf) => new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
const within = (value, min, max, bytes) => {
  if (value > max || value < min) {
    const n = typeof min === "bigint" ? "n" : "";
    let range;
    if (bytes > 4 || n) {
      if (min === 0 || min === 0n) range = `>= 0${n} and < 2${n} ** ${bytes * 8}${n}`;
      else range = `>= -(2${n} ** ${bytes * 8 - 1}${n}) and < 2 ** ${bytes * 8 - 1}${n}`;
    } else {
      range = `>= ${min}${n} and <= ${max}${n}`;
    }
    throw outOfRange("value", range, value);
  }
};

// The readers and writers of numbers: one of each for each size, sign and byte order.
const integers = [
  ["Int8", 1],
  ["Uint8", 1],
  ["Int16", 2],
  ["Uint16", 2],
  ["Int32", 4],
  ["Uint32", 4],
];
for (const [type, size] of integers) {
  const unsigned = type[0] === "U",
    bits = size * 8;
  const min = unsigned ? 0 : -(2 ** (bits - 1)),
    max = unsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
  for (const order of size === 1 ? [""] : ["LE", "BE"]) {
    const read = function (offset) {
      return view(this)[`get${type}`](at(this, offset, size), order === "LE");
    };
    const write = function (value, offset) {
      const v = +value;
      within(v, min, max, size);
      const o = at(this, offset, size);
      view(this)[`set${type}`](o, v, order === "LE");
      return o + size;
    };
    define(`read${type}${order}`, read);
    define(`write${type}${order}`, write);
    if (unsigned) {
      define(`readUInt${type.slice(4)}${order}`, read);
      define(`writeUInt${type.slice(4)}${order}`, write);
    }
  }
}
for (const order of ["LE", "BE"]) {
  for (const [name, type, size] of [
    ["Float", "Float32", 4],
    ["Double", "Float64", 8],
  ]) {
    define(`read${name}${order}`, function (offset) {
      return view(this)[`get${type}`](at(this, offset, size), order === "LE");
    });
    define(`write${name}${order}`, function (value, offset) {
      const o = at(this, offset, size);
      view(this)[`set${type}`](o, +value, order === "LE");
      return o + size;
    });
  }
  for (const type of ["BigInt64", "BigUint64"]) {
    const unsigned = type === "BigUint64";
    const read = function (offset) {
      return view(this)[`get${type}`](at(this, offset, 8), order === "LE");
    };
    const write = function (value, offset) {
      if (typeof value !== "bigint") throw new TypeError("Cannot mix BigInt and other types, use explicit conversions");
      within(value, unsigned ? 0n : -(2n ** 63n), unsigned ? 2n ** 64n - 1n : 2n ** 63n - 1n, 8);
      const o = at(this, offset, 8);
      view(this)[`set${type}`](o, value, order === "LE");
      return o + 8;
    };
    define(`read${type}${order}`, read);
    define(`write${type}${order}`, write);
    if (unsigned) {
      define(`readBigUInt64${order}`, read);
      define(`writeBigUInt64${order}`, write);
    }
  }
  for (const unsigned of [true, false]) {
    const names = unsigned ? ["Uint", "UInt"] : ["Int"];
    const size = (n) => {
      if (n === undefined) throw outOfRange("byteLength", "an integer", n);
      checkInteger(n, "byteLength", 1, 6);
      return n;
    };
    for (const name of names) {
      define(`read${name}${order}`, function (offset, byteLength) {
        if (offset === undefined) throw invalidArg("offset", "number", offset);
        const n = size(byteLength),
          o = at(this, offset, n);
        let v = 0;
        for (let i = 0; i < n; i++) v = v * 256 + this[order === "BE" ? o + i : o + n - 1 - i];
        return unsigned || v < 2 ** (8 * n - 1) ? v : v - 2 ** (8 * n);
      });
      define(`write${name}${order}`, function (value, offset, byteLength) {
        const n = size(byteLength);
        let v = +value;
        within(v, unsigned ? 0 : -(2 ** (8 * n - 1)), unsigned ? 2 ** (8 * n) - 1 : 2 ** (8 * n - 1) - 1, n);
        const o = at(this, offset, n);
        if (v < 0) v += 2 ** (8 * n);
        for (let i = 0; i < n; i++, v = Math.floor(v / 256)) this[order === "LE" ? o + i : o + n - 1 - i] = v % 256;
        return o + n;
      });
    }
  }
}
for (const e of ["ascii", "base64", "base64url", "latin1", "hex", "ucs2", "utf8"]) {
  define(`${e}Slice`, function (start, end) {
    return this.toString(e, start, end);
  });
  define(`${e}Write`, function (text, offset, length) {
    return this.write(text, offset, length ?? this.length - (offset ?? 0), e);
  });
}

export function SlowBuffer(size) {
  return Buffer.allocUnsafeSlow(size);
}
const transcoded = ["utf8", "utf16le", "latin1", "ascii"];
export const transcode = (source, from, to) => {
  if (!transcoded.includes(encodingOf(from)) || !transcoded.includes(encodingOf(to))) {
    throw new Error("Unable to transcode buffer due to unsupported encoding");
  }
  return Buffer.from(decode(source, encodingOf(from)), to);
};
export const isUtf8 = (v) => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(v);
    return true;
  } catch {
    return false;
  }
};
export const isAscii = (v) => new Uint8Array(v.buffer ?? v, v.byteOffset ?? 0, v.byteLength).every((b) => b < 128);
export const resolveObjectURL = () => undefined;
const { atob, btoa, Blob, File } = globalThis;
export { atob, btoa, Blob, File };
export default {
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  constants,
  resolveObjectURL,
  atob,
  btoa,
  Blob,
  File,
  INSPECT_MAX_BYTES,
};
