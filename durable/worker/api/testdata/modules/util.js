// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import util, { types } from "node:util";
import querystring from "node:querystring";
import path from "node:path";
import url from "node:url";

export default async (out) => {
  const show = (f) => {
    try {
      out(util.inspect(f()));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  };
  const eq = util.isDeepStrictEqual;
  const ring = () => {
    const r = { a: 1 };
    r.self = r;
    return r;
  };
  out([
    eq({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), eq({ a: 1 }, { a: "1" }), eq([1, , 3], [1, undefined, 3]), eq(Number.NaN, Number.NaN), eq(0, -0),
    eq(new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])), eq(new Set([[1], [2]]), new Set([[2], [1]])), eq(new Set([1]), new Set([2])), eq(new Date(1), new Date(1)),
    eq(/a/g, /a/i), eq(new Error("a"), new Error("a")), eq(new Error("a"), new Error("b")), eq(ring(), ring()), eq(Object(1), Object(1)), eq(new Uint8Array([1]), new Uint8Array([1])),
    eq(new Uint8Array([1]), new Int8Array([1])), eq({ a: undefined }, {}), eq(Object.create(null), {}), eq([], {}), eq("a", "a"), eq(Symbol.for("a"), Symbol.for("a")), eq({ [Symbol.for("x")]: 1 }, {}),
    eq(new Map([["a", 1]]), new Map([["a", 2]])), eq(1n, 1n), eq(null, undefined), eq(new ArrayBuffer(1), new ArrayBuffer(1)),
  ]);
  const cb = util.promisify((a, done) => done(null, a + 1));
  out(await cb(1));
  await util.promisify((done) => done(new Error("cb failed")))().catch((e) => out(e.message));
  show(() => util.promisify(5));
  util.callbackify(async (x) => x * 2)(4, (e, v) => out("callbackified", String(e), v));
  await Promise.resolve();
  for (let i = 0; i < 5; i++) await null;
  show(() => util.callbackify(5));
  function A() {}
  function B() {}
  util.inherits(A, B);
  out(String(new A() instanceof B), String(A.super_ === B));
  show(() => util.inherits(A, null));
  show(() => util.inherits(null, A));
  show(() => util.styleText("red", "x"));
  show(() => util.styleText(["bold", "blue"], "x"));
  show(() => util.stripVTControlCharacters("\u001b[31mx\u001b[39m"));
  show(() => util.parseArgs({ args: ["-f", "--bar", "b", "pos"], options: { foo: { type: "boolean", short: "f" }, bar: { type: "string" } }, allowPositionals: true }));
  show(() => util.parseArgs({ args: ["--nope"], options: {} }));
  show(() => util.parseArgs({ args: ["x"], options: {} }));
  show(() => util.toUSVString("a\ud800"));
  show(() => [types.isDate(new Date()), types.isRegExp(/a/), types.isPromise(Promise.resolve()), types.isAsyncFunction(async () => {}), types.isGeneratorFunction(function* () {}),
    types.isMap(new Map()), types.isSet(new Set()), types.isTypedArray(new Uint8Array()), types.isUint8Array(new Uint8Array()), types.isArrayBuffer(new ArrayBuffer(1)),
    types.isBoxedPrimitive(Object(1)), types.isNativeError(new TypeError()), types.isDataView(new DataView(new ArrayBuffer(1))), types.isArgumentsObject((function () { return arguments; })())]);
  show(() => util.types === types);
  show(() => util.format("%s=%d", "a", 1));
  show(() => util.parseEnv("A=1\nB='x y'\n# c\nexport C=\"q\\nr\""));

  for (const p of ["/a/b/../c/./d", "a//b", "../x", "", "/", ".", "a/..", "/a/", "//x", "a/b/", "..", "./"]) {
    out(p, path.normalize(p), path.dirname(p), path.basename(p), path.extname(p), path.parse(p), String(path.isAbsolute(p)));
  }
  out(path.join("a", "..", "/b", "c"), path.join(""), path.join("/", ".."), path.resolve("/a", "../b", "c"), path.resolve("/x/", "./y/"), path.relative("/a/b/c", "/a/d"), path.relative("/a", "/a"), path.relative("/", "/b"));
  out(path.basename("x.html", ".html"), path.basename(".html", ".html"), path.extname("a.b.c"), path.extname(".x"), path.extname("x."), path.extname("a.b/c"));
  out(path.format({ dir: "/a", base: "b" }), path.format({ root: "/", name: "x", ext: ".y" }), path.format({ name: "x", ext: "y" }), path.sep, path.delimiter, String(path.posix === path));
  show(() => path.join(1));
  show(() => path.basename());

  show(() => querystring.parse("a=1&b=2&a=3&c=%20x+y&=d&e"));
  show(() => querystring.stringify({ a: 1, b: ["x", "y z"], c: true, d: null, e: "é&=", f: 1n, g: Number.NaN }));
  show(() => querystring.parse("a:1;b:2", ";", ":"));
  show(() => querystring.escape("a b&c=ü'!*()~"));
  show(() => querystring.unescape("a%20b%zz%C3%BC%FF"));

  show(() => url.parse("http://user:pass@Host.com:80/p/a?x=1&y=2#h"));
  show(() => url.parse("/a?b=c", true));
  show(() => url.parse("mailto:a@b.c"));
  show(() => url.parse("//h/p", false, true).host);
  show(() => url.format({ protocol: "https", hostname: "x.y", port: 8, pathname: "/a b", query: { q: "1 2" }, hash: "z" }));
  show(() => [url.resolve("/one/two", "three"), url.resolve("http://a.b/c/d", "../e"), url.resolve("http://a.b", "//c.d/e")]);
  show(() => [url.fileURLToPath("file:///a%20b"), url.pathToFileURL("/a b#?").href]);
  show(() => url.fileURLToPath("http://x"));
  show(() => url.urlToHttpOptions(new URL("http://u:p@h:8/p?q#f")));
};
