// @golden flags=nodejs_compat
// Paths, urls, query strings, string decoders and buffers of Node.

import { DurableObject, WorkerEntrypoint, RpcTarget, RpcStub, env as importedEnv, waitUntil } from "cloudflare:workers";

// ---- transcript helpers (identical in every scenario) -------------------------------------
let T = [];
const log = (...a) => { T.push(a.length === 1 ? a[0] : a); };
// stable, JSON-safe rendering of any JS value
function show(v, seen = []) {
  if (v === undefined) return "undefined";
  if (v === null) return "null";
  switch (typeof v) {
    case "number": return Object.is(v, -0) ? "-0" : String(v);
    case "bigint": return v + "n";
    case "string": return v.length > 120 ? `String(${v.length})` : JSON.stringify(v);
    case "boolean": return String(v);
    case "symbol": return v.toString();
    case "function": return `[function ${v.name}]`;
  }
  if (seen.includes(v)) return `<cycle ${seen.length - 1 - seen.indexOf(v)}>`;
  const s = [...seen, v], r = (x) => show(x, s);
  if (v instanceof Date) return `Date(${isNaN(v) ? "Invalid" : v.toISOString()})`;
  if (v instanceof RegExp) return `RegExp(${v})`;
  if (v instanceof Map) return `Map(${v.size}){${[...v].map(([k, x]) => r(k) + " => " + r(x)).join(", ")}}`;
  if (v instanceof Set) return `Set(${v.size}){${[...v].map(r).join(", ")}}`;
  if (v instanceof Error) return `${v.constructor.name}(name=${JSON.stringify(v.name)}, message=${JSON.stringify(msg(v))}${own(v, s)})`;
  if (v instanceof ArrayBuffer) return `ArrayBuffer(${v.byteLength})[${[...new Uint8Array(v)].slice(0, 16)}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}(${v.byteLength})[${v instanceof DataView ? "" : [...v].slice(0, 16)}]`;
  if (v instanceof Number || v instanceof String || v instanceof Boolean) return `${v.constructor.name}{${r(v.valueOf())}}`;
  if (Array.isArray(v)) { const o = []; for (let i = 0; i < v.length; i++) o.push(i in v ? r(v[i]) : "<hole>"); return `[${o.join(", ")}]`; }
  let cn = "?"; try { cn = v.constructor?.name ?? "null-proto"; } catch {}
  let body; try { body = Object.keys(v).map((k) => `${k}: ${r(v[k])}`).join(", "); } catch (e) { body = "!" + e.message; }
  return `${cn === "Object" ? "" : cn}{${body}}`;
}
function own(e, s) { return Object.getOwnPropertyNames(e).filter((k) => k !== "stack" && k !== "message" && k !== "name").sort().map((k) => `, ${k}=${show(e[k], s)}`).join(""); }
const msg = (e) => String(e.message).replace(/reference = \w+/, "reference = *").replace(/wdErrId = \w+/, "wdErrId = *");
// error rendering: class, message and every own property except the stack
function err(e) {
  if (!(e instanceof Error)) return { thrown: show(e) };
  const o = { error: e.constructor.name, message: msg(e) };
  if (e.name !== e.constructor.name) o.name = e.name;
  for (const k of Object.getOwnPropertyNames(e).sort()) if (!["stack", "message", "name"].includes(k)) o[k] = k === "cause" && e[k] instanceof Error ? err(e[k]) : show(e[k]);
  return o;
}
async function attempt(label, f) { try { log(label, show(await f())); } catch (e) { log(label, err(e)); } }
function attemptSync(label, f) { try { log(label, show(f())); } catch (e) { log(label, err(e)); } }
// the same two, but returning the entry instead of logging it (used inside the object)
function tryS(f) { try { return show(f()); } catch (e) { return err(e); } }
async function tryA(f) { try { return show(await f()); } catch (e) { return err(e); } }
const wait = (ms) => scheduler.wait(ms);
const scenario = (f) => ({ async fetch(req, env, ctx) {
  T = [];
  const phase = Number(new URL(req.url).searchParams.get("phase") ?? 1);
  try { await f(env, ctx, phase, req); } catch (e) { log("SCENARIO THREW", err(e)); }
  return Response.json(T);
} });
// -------------------------------------------------------------------------------------------

import path from "node:path"; import nurl from "node:url"; import qs from "node:querystring"; import { StringDecoder } from "node:string_decoder"; import buffer, { Buffer as B } from "node:buffer";
export class Obj extends DurableObject {}
export default scenario(async () => {
  for (const a of [["/a/b/../c"], ["a//b/./c/"], [""], ["../.."], ["C:\\a\\..\\b"], ["a/.b.c"], ["/a/b.txt/"], [".x"], ["x."], ["/"], ["//a"], ["a\\b"]]) for (const f of ["normalize", "dirname", "basename", "extname", "isAbsolute", "parse", "resolve", "toNamespacedPath"]) attemptSync(f + " " + a, () => path[f](...a));
  for (const f of ["normalize", "dirname", "basename", "extname", "isAbsolute", "parse", "join", "resolve"]) { attemptSync("bad " + f, () => path[f](5)); } attemptSync("join", () => [path.join("a", "..", "/b", ""), path.join(), path.join("", ""), path.resolve("/a", "b", "../c"), path.resolve("x"), path.relative("/a/b", "/a/c/d"), path.relative("", ""), path.relative("/a", "/a"), path.relative("a", "b"), path.format({ dir: "/d", base: "b" }), path.format({ root: "/", name: "n", ext: "e" }), path.format({ name: "n", ext: ".e" }), path.basename("a.html", ".html"), path.basename("a", "a"), path.sep, path.delimiter, path.posix === path, path.matchesGlob?.("a/b.js", "a/*.js")]); attemptSync("format bad", () => path.format(null)); attemptSync("basename bad", () => path.basename("a", 5)); attemptSync("glob bad", () => path.matchesGlob(5, "a"));
  for (const u of ["file:///a/b%20c", "file:///a%2Fb", "file://host/x", "http://x/", "file:///C:/a", "x", 5]) attemptSync("fileURLToPath " + u, () => nurl.fileURLToPath(u)); attemptSync("fileURLToPath url", () => nurl.fileURLToPath(new URL("file:///q?x#y"))); attemptSync("fileURLToPathBuffer", () => nurl.fileURLToPathBuffer?.("file:///a%ff")); for (const p of ["/a b#c?d%", "rel", "/x/", "\\a", "/\n", 5]) attemptSync("pathToFileURL", () => nurl.pathToFileURL(p).href);
  for (const d of ["español.com", "xn--espaol-zwa.com", "中文.com", "xn--iñvalid.com", "", "a b", "EXAMPLE.com"]) attemptSync("domain " + d, () => [nurl.domainToASCII(d), nurl.domainToUnicode(d)]); attemptSync("domain none", () => nurl.domainToASCII()); attemptSync("toHttp", () => { const o = nurl.urlToHttpOptions(new URL("http://u:p@h:1/p?q#h")); return { ...o }; }); attemptSync("toHttp bad", () => nurl.urlToHttpOptions(5)); attemptSync("formatURL", () => [nurl.format(new URL("http://u:p@测试.com/p?q#h"), { auth: false, fragment: false, search: false, unicode: true }), nurl.format({ protocol: "http", host: "h", pathname: "p", query: { a: 1, b: [1, 2] } }), nurl.format("http://X/ y"), nurl.resolve("http://a/b/c", "../d"), nurl.resolve("/one/two", "three"), nurl.URL === URL, nurl.URLSearchParams === URLSearchParams]); attemptSync("format bad", () => nurl.format(5)); for (const u of ["http://user:pass@Host.com:80/p/a/t/h?query=string#hash", "//h/p", "javascript:alert(1)", "a?b=1&c", "mailto:a@b.c", ""]) attemptSync("parse " + u, () => ({ ...nurl.parse(u) })); attemptSync("parse q", () => [{ ...nurl.parse("http://x/?a=1&a=2", true).query }, nurl.parse("//h/p", false, true).host]); attemptSync("parse bad", () => nurl.parse(5));
  attemptSync("qs", () => [{ ...qs.parse("a=1&a=2&b&c=%20x+y&=z&d=%zz") }, { ...qs.parse("a:1;b:2", ";", ":") }, Object.keys(qs.parse("a=1&b=2&c=3", null, null, { maxKeys: 2 })), qs.stringify({ a: [1, "b c"], d: true, e: null, f: undefined, g: NaN, h: 5n, i: {}, "é": "ü" }), qs.stringify({ a: 1, b: 2 }, ";", ":"), qs.stringify("x"), qs.stringify(null), qs.escape("a b&é'()*!"), qs.escape({}), qs.unescape("%41+%zz"), qs.unescapeBuffer("%41+").toString(), qs.decode === qs.parse, qs.encode === qs.stringify, { ...qs.parse("") }, { ...qs.parse(5) }, qs.parse("a=%C3%A9", null, null, { decodeURIComponent: (s) => "<" + s + ">" }).a, qs.stringify({ a: "b c" }, null, null, { encodeURIComponent: (s) => "{" + s + "}" })]); attemptSync("qs lone", () => qs.escape("\ud800")); attemptSync("qs sym", () => qs.stringify({ a: Symbol("x") }));
  for (const e of [undefined, "utf8", "utf-16le", "ucs2", "base64", "base64url", "hex", "latin1", "ascii", "binary", "bad", 5, null]) attemptSync("decoder " + e, () => { const d = new StringDecoder(e); return [d.encoding, d.write(B.from([0xe2, 0x82])), d.write(B.from([0xac, 0x41])), d.end(B.from([0xf0, 0x9f])), d.lastNeed, d.lastTotal, d.end()]; }); attemptSync("decoder str", () => new StringDecoder().write("str")); attemptSync("decoder bad", () => new StringDecoder().write(5)); attemptSync("decoder props", () => { const d = new StringDecoder("utf8"); d.write(B.from([0xe2])); return [d.lastNeed, d.lastTotal, d.lastChar?.length, Object.keys(d)]; });
  const b = B.from("héllo"); for (const [k, f] of Object.entries({ slice: () => [b.slice(-3).toString(), b.subarray(1, 3)], idx: () => [b.indexOf("l"), b.indexOf("l", -1), b.lastIndexOf("l"), b.includes("é"), b.indexOf(B.alloc(0)), b.indexOf(108), b.indexOf("")], cmp: () => [B.compare(b, B.from("h")), b.compare(B.from("hz"), 0, 1, 0, 1), b.equals(B.from("héllo"))], cmpBad: () => B.compare(b, 5), fill: () => [B.alloc(5, "ab").toString(), B.alloc(3, 257), B.alloc(4).fill("é", 1), B.alloc(2, "")], fillBad: () => B.alloc(2, "zz", "hex"), write: () => { const x = B.alloc(6); return [x.write("abc", 1), x.write("é", 5), x.write("zz", 0, 1), x]; }, writeBad: () => B.alloc(2).write("a", 5), swap: () => [B.from([1, 2, 3, 4]).swap16(), B.from([1, 2, 3, 4]).swap32(), B.from([1, 2, 3, 4, 5, 6, 7, 8]).swap64()], swapBad: () => B.from([1]).swap16(), json: () => B.from("a").toJSON(), ints: () => { const x = B.alloc(8); return [x.writeInt32BE(-5, 0), x.readInt32BE(0), x.writeUIntLE(0x123456, 0, 3), x.readUIntBE(0, 3), x.writeDoubleLE(1.5), x.readDoubleLE(), x.writeBigInt64LE(-2n), x.readBigUInt64LE(), x.readInt8(7)]; }, rangeBad: () => B.alloc(2).readInt32BE(0), rangeBad2: () => B.alloc(8).readInt8(8), rangeBad3: () => B.alloc(8).writeInt8(200), rangeBad4: () => B.alloc(8).writeBigUInt64BE(-1n), typeBad: () => B.alloc(8).readInt8("0"), typeBad2: () => B.alloc(8).writeInt8("z"), big: () => B.alloc(8).writeBigInt64BE(5), allocBad: () => B.alloc(-1), allocBad2: () => B.alloc("5"), fromBad: () => B.from(5), fromBad2: () => B.from(null), fromBad3: () => B.from("a", "nope"), fromObj: () => [B.from({ length: 2, 0: 5, 1: 300 }), B.from({ type: "Buffer", data: [1, 2] }), B.from(Object("str")), B.from({ [Symbol.toPrimitive]: () => "prim" })], fromBad4: () => B.from({}), concat: () => [B.concat([b, b]).length, B.concat([b], 2), B.concat([b], 8), B.concat([])], concatBad: () => B.concat(5), concatBad2: () => B.concat([5]), enc: () => [b.toString("hex"), b.toString("base64"), b.toString("base64url"), b.toString("latin1"), b.toString("ascii"), b.toString("ucs2"), b.toString("binary"), b.toString("utf8", 1, 3)], encBad: () => b.toString("bad"), byteLength: () => [B.byteLength("é"), B.byteLength("abcd", "hex"), B.byteLength("YQ==", "base64"), B.byteLength(new ArrayBuffer(3)), B.byteLength("a", "bad")], byteBad: () => B.byteLength(5), isEnc: () => ["utf8", "UTF-8", "hex", "Base64url", "bad", 5, "", "ucs-2", "utf16le", "binary"].map((x) => B.isEncoding(x)), hexOdd: () => B.from("abc", "hex"), hexBad: () => B.from("zz11", "hex"), b64: () => [B.from("YQ", "base64").toString(), B.from("Y Q=\n=", "base64").toString(), B.from("-_8", "base64").toString("hex")], copy: () => { const x = B.alloc(3); return [b.copy(x, 1, 0, 5), x, b.copy(x, 5), b.copyWithin(0, 1).length]; }, copyBad: () => b.copy(B.alloc(1), -1), at: () => [b.at(-1), b.parent.byteLength > 0, b.offset >= 0], inspect: () => b.inspect(), iter: () => [[...B.from("ab").entries()], [...B.from("ab").keys()]], isBuf: () => [B.isBuffer(new Uint8Array(1)), B.isBuffer(b), B.poolSize], newB: () => [new B(3).length, new B("x").length, B(2).length], transcode: () => buffer.transcode(B.from("é"), "utf8", "latin1"), transcodeBad: () => buffer.transcode(b, "utf8", "hex"), isAscii: () => [buffer.isAscii(B.from("a")), buffer.isUtf8(B.from([255]))], atob: () => [buffer.atob("YQ=="), buffer.btoa("a")], atobBad: () => buffer.atob("a"), consts: () => [buffer.constants, buffer.kMaxLength, buffer.kStringMaxLength, buffer.INSPECT_MAX_BYTES], slow: () => typeof buffer.SlowBuffer, blob: () => [buffer.Blob === Blob, buffer.File === File, typeof buffer.resolveObjectURL], of: () => B.of(1, 2, 300), lat: () => B.from("€é", "latin1"), rep: () => B.from([0xff, 0xfe, 0x41]).toString(), readBad: () => b.readUIntBE(0, 7), readBad2: () => b.readUIntBE(0), lws: () => [b.latin1Slice(0, 2), b.utf8Slice(0, 3), typeof b.hexSlice, typeof b.utf8Write, typeof b.asciiWriteStatic], allocU: () => [B.allocUnsafe(3).length, B.allocUnsafeSlow(2).length], fromAB: () => { const a = new ArrayBuffer(4); const x = B.from(a, 1, 2); x[0] = 9; return [new Uint8Array(a), x.length]; }, fromABBad: () => B.from(new ArrayBuffer(2), 5), fromABBad2: () => B.from(new ArrayBuffer(2), 1, 5) })) attemptSync(k, f);
});
