// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import { Buffer, constants, kMaxLength, isUtf8, isAscii, transcode } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { inspect } from "node:util";

export default async (out) => {
  const show = (f) => {
    try {
      const v = f();
      out(typeof v === "string" ? JSON.stringify(v) : inspect(v));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  };
  for (const [text, encoding] of [["héllo€😀"], ["68656c6c6f", "hex"], ["abc", "hex"], ["zz", "hex"], ["aGk=", "base64"], ["aGk", "base64url"], ["_-8", "base64"],
    ["a G\nk=xx", "base64"], ["héllo€", "latin1"], ["héllo€", "ascii"], ["héllo😀", "utf16le"], ["ab", "ucs2"], ["\ud800x", "utf8"], ["x", "UTF-8"], ["x", "nope"], ["", "utf8"]]) {
    show(() => Buffer.from(text, encoding));
  }
  for (const e of ["utf8", "hex", "base64", "base64url", "latin1", "ascii", "binary", "utf16le", "ucs2"]) {
    show(() => Buffer.from([0xff, 0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0x80]).toString(e));
  }
  show(() => Buffer.from("hello").toString("utf8", 1, 3));
  show(() => Buffer.from("hello").toString("utf8", -1, 300));
  show(() => Buffer.from("hello").toString("nope"));
  show(() => Buffer.from([1, 2, 300, -1, "5", 1.9]));
  show(() => Buffer.from({ length: 2, 0: 7, 1: 8 }));
  show(() => Buffer.from({ type: "Buffer", data: [1, 2] }));
  show(() => Buffer.from(new Uint8Array([1, 2])));
  show(() => Buffer.from(new ArrayBuffer(4), 1, 2));
  show(() => Buffer.from(new ArrayBuffer(4), 5));
  show(() => Buffer.from(new ArrayBuffer(4), 1, 9));
  show(() => Buffer.from(new String("boxed")));
  show(() => Buffer.from(5));
  show(() => Buffer.from(null));
  show(() => Buffer.from());
  show(() => Buffer.from({}));
  show(() => Buffer.alloc(3));
  show(() => Buffer.alloc(5, "ab"));
  show(() => Buffer.alloc(3, 257));
  show(() => Buffer.alloc(-1));
  show(() => Buffer.alloc("1"));
  show(() => Buffer.allocUnsafe(2).length);
  show(() => Buffer.concat([Buffer.from("a"), new Uint8Array([98]), Buffer.from("cd")]));
  show(() => Buffer.concat([Buffer.from("abc"), Buffer.from("def")], 4));
  show(() => Buffer.concat([Buffer.from("abc")], 5));
  show(() => Buffer.concat("x"));
  show(() => Buffer.concat(["x"]));
  show(() => [Buffer.compare(Buffer.from("a"), Buffer.from("b")), Buffer.compare(Buffer.from("b"), Buffer.from("a")), Buffer.from("a").equals(Buffer.from("a"))]);
  show(() => [Buffer.byteLength("€"), Buffer.byteLength("aGk=", "base64"), Buffer.byteLength("abcd", "hex"), Buffer.byteLength(new ArrayBuffer(3)), Buffer.byteLength("ab", "utf16le")]);
  show(() => [Buffer.isBuffer(Buffer.alloc(1)), Buffer.isBuffer(new Uint8Array(1)), Buffer.isEncoding("UTF8"), Buffer.isEncoding("x"), Buffer.isEncoding(1)]);
  const b = Buffer.from("the quick brown fox the end");
  show(() => [b.indexOf("the"), b.indexOf("the", 1), b.lastIndexOf("the"), b.lastIndexOf("the", -10), b.indexOf(Buffer.from("fox")), b.indexOf(113), b.includes("quick"), b.indexOf("nope"), b.indexOf(""), b.indexOf("", 100), b.indexOf("the", -8)]);
  show(() => [b.slice(4, 9).toString(), b.subarray(-3).toString(), b.slice(4, 9) instanceof Buffer, b.subarray(2).buffer === b.buffer]);
  show(() => {
    const c = Buffer.alloc(10);
    return [c.write("hello"), c.write("xy", 8), c.write("€", 9), c.write("616263", 5, "hex"), c.write("zzzz", 0, 2), c];
  });
  show(() => Buffer.alloc(3).write("a", 5));
  show(() => {
    const c = Buffer.alloc(6);
    return [Buffer.from("abcdef").copy(c, 1, 2, 4), c, Buffer.from("abc").copy(c), c];
  });
  show(() => [Buffer.alloc(4).fill("ab"), Buffer.alloc(4).fill(1, 1, 3), Buffer.alloc(4).fill("6162", "hex"), Buffer.alloc(3).fill("é")]);
  show(() => Buffer.alloc(2).fill("zz", "hex"));
  show(() => [Buffer.from([1, 2, 3, 4]).swap16(), Buffer.from([1, 2, 3, 4]).swap32(), Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).swap64()]);
  show(() => Buffer.alloc(3).swap16());
  show(() => JSON.stringify(Buffer.from("hi")));
  show(() => Buffer.from("abc").compare(Buffer.from("xabc"), 1, 4));
  const n = Buffer.from([0xff, 0x01, 0x80, 0x7f, 0x00, 0xfe, 0x10, 0x20]);
  for (const m of ["readInt8", "readUInt8", "readInt16LE", "readInt16BE", "readUint16LE", "readUInt16BE", "readInt32LE", "readInt32BE", "readUInt32LE", "readUInt32BE",
    "readFloatLE", "readFloatBE", "readDoubleLE", "readDoubleBE", "readBigInt64LE", "readBigInt64BE", "readBigUInt64LE", "readBigUint64BE"]) {
    show(() => [m, n[m](0), n[m]()]);
  }
  show(() => [n.readIntBE(0, 3), n.readIntLE(0, 6), n.readUIntBE(1, 5), n.readUIntLE(2, 2), n.readIntBE(2, 1)]);
  show(() => n.readInt32LE(5));
  show(() => n.readInt32LE(1.5));
  show(() => n.readInt32LE("1"));
  show(() => Buffer.alloc(2).readInt32LE(0));
  show(() => n.readIntBE(0, 7));
  show(() => {
    const w = Buffer.alloc(8);
    const r = [w.writeInt8(-1), w.writeUInt16LE(0x1234, 1), w.writeInt32BE(-2, 3)];
    return [r, w];
  });
  show(() => {
    const w = Buffer.alloc(16);
    return [w.writeDoubleBE(1.5), w.writeFloatLE(2.5, 8), w.writeIntBE(-5, 12, 3), w];
  });
  show(() => {
    const w = Buffer.alloc(16);
    return [w.writeBigInt64LE(-1n), w.writeBigUInt64BE(5n, 8), w];
  });
  show(() => Buffer.alloc(1).writeUInt8(256));
  show(() => Buffer.alloc(1).writeInt8(-129));
  show(() => Buffer.alloc(8).writeBigInt64LE(2n ** 63n));
  show(() => Buffer.alloc(4).writeUInt32LE(-1));
  show(() => Buffer.alloc(6).writeUIntBE(2 ** 48, 0, 6));
  show(() => Buffer.from("x".repeat(60)));
  show(() => [Buffer.alloc(0), new Uint8Array(Buffer.from("ab"))]);
  show(() => [...Buffer.from("ab").entries()]);
  show(() => Buffer.from("abc").map((x) => x + 1));
  show(() => [isUtf8(Buffer.from([0xff])), isAscii(Buffer.from("a")), kMaxLength === constants.MAX_LENGTH]);
  show(() => [transcode(Buffer.from("€"), "utf8", "utf16le")]);
  show(() => [Object.getPrototypeOf(Buffer) === Uint8Array, Buffer.name, Buffer.from("a").constructor === Buffer, Buffer.poolSize]);
  show(() => Buffer.of(1, 2));
  show(() => [Buffer("ab"), Buffer(2), new Buffer([1])]);
  show(() => Buffer.from("abc").toLocaleString());
  show(() => Buffer.from("test").at(-1));

  for (const e of ["utf8", "utf16le", "base64", "hex", "latin1"]) {
    const d = new StringDecoder(e), parts = [];
    for (const byte of Buffer.from("é€😀z")) parts.push(d.write(Buffer.from([byte])));
    out(e, parts, d.end());
    out(d.write(Buffer.from([0xe2, 0x82])), d.end(), d.end(Buffer.from([0xf0])));
  }
  show(() => new StringDecoder("nope"));
};
