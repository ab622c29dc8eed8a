// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import { inspect, format } from "node:util";

class Point {
  constructor(x) {
    this.x = x;
  }
  get double() {
    return this.x * 2;
  }
}
class Sub extends Point {}
class Tagged {
  get [Symbol.toStringTag]() {
    return "Tag";
  }
}

const values = () => {
  const ring = { name: "ring" };
  ring.self = ring;
  ring.list = [ring, { ring }];
  const extra = [1, 2];
  extra.key = "v";
  const fn = function named() {};
  fn.prop = 1;
  return [
    1, -0, 1.5, Number.NaN, 10n, "s", "it's", `"it's"`, "`\"'", "a\nb\t\u0001\\", "\ud800", true, null, undefined, Symbol("x"),
    Symbol.iterator, [], [1, 2, 3], [1, , 3], [, ,], new Array(3), extra, {}, { a: 1 }, { a: 1, b: "x", "c-d": [1], 1: 2 },
    { a: { b: { c: { d: 1 } } } }, { a: [[[[]]]] }, ring, new Point(1), new Sub(2), new Tagged(), Object.create(null),
    Object.assign(Object.create(null), { a: 1 }), Object.create(new Point(3)), new Map(), new Map([[1, { a: 2 }], ["k", new Map([[1, 2]])]]), new Set([1, "a", [2]]),
    new Date(0), new Date(Number.NaN), /a/gi, fn, () => {}, async () => {}, function* gen() {}, async function* agen() {}, Point, Sub, class {},
    new Uint8Array([1, 2, 3]), new Float32Array(2), new ArrayBuffer(4), new DataView(new ArrayBuffer(2)), new BigInt64Array(1),
    new WeakMap(), new WeakSet(), Object(1), Object("str"), Object(true), Object(1n), Object(Symbol("b")),
    { get a() { return 1; }, set a(v) {}, get b() { return 2; }, set c(v) {} }, { [Symbol("k")]: 1, f() {}, g: () => {} },
    (function () { return arguments; })(1, 2), "x".repeat(200), Array.from({ length: 120 }, (_, i) => i), Array.from({ length: 30 }, (_, i) => "item " + i),
    Array.from({ length: 8 }, (_, i) => ({ id: i, name: "name" + i })), { long: "y".repeat(100), other: "z".repeat(60) },
    { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10, k: 11, l: 12, m: 13, n: 14, o: 15, p: 16, q: 17, r: 18, s: 19, t: 20, u: 21, v: 22, w: 23, x: 24 },
    [["a", 1], ["b", 2]], [undefined, null, Number.NaN], { u: undefined, n: null }, [{ a: 1, b: { c: {} } }], new Map([[{ a: 1 }, { b: 2 }]]),
    [1.25, 100, -3, 4, 5, 6, 7], ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg"], [true, false], [[]], [{}], { a: [] , b: {} },
    { "key with space": 1, valid_key: 2, $dollar: 3, "0": 4, "-1": 5, "ключ": 6 }, { __proto__: { inherited: 1 }, own: 2 },
    Reflect, Math, JSON,
  ];
};

export default async (out) => {
  for (const v of values()) out(inspect(v));
  out(inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 }));
  out(inspect({ a: { b: { c: { d: 1 } } } }, { depth: null }));
  out(inspect({ a: { b: { c: { d: 1 } } } }, { compact: false }));
  out(inspect({ a: { b: [1, 2, { c: 1 }] } }, { compact: true }));
  out(inspect({ a: 1, s: "x", n: null, u: undefined, f() {}, d: new Date(0), r: /x/, y: Symbol("q"), b: 1n }, { colors: true }));
  out(inspect([3, 1, 2], { sorted: true }), inspect({ c: 1, a: 2, b: 3 }, { sorted: true }));
  out(inspect(new Point(1), { showHidden: true }), inspect([1, 2], { showHidden: true }));
  out(inspect({ get a() { return { x: 1 }; }, get b() { return 5; }, get c() { throw new Error("no"); } }, { getters: true }));
  out(inspect([1, 2, 3, 4], { maxArrayLength: 2 }), inspect("abcdef", { maxStringLength: 2 }), inspect(new Set([1, 2, 3]), { maxArrayLength: 1 }));
  out(inspect({ a: 1234567.8912, b: 123456789n }, { numericSeparator: true }));
  out(inspect({ long: "a".repeat(30), b: "b".repeat(30) }, { breakLength: 40 }));
  out(inspect("line one is long enough to break\nline two is long enough to break too\nthird", { breakLength: 40 }));
  out(inspect({ [inspect.custom](depth, options) { return `custom ${depth} ${typeof options.stylize}`; } }));
  out(inspect({ nested: { [inspect.custom]() { return { replaced: true }; } } }));
  out(inspect({ toJSON() { return 1; } }));
  for (const args of [
    ["%s", "x"], ["%s %s", "x"], ["%s", 1n], ["%s", -0], ["%s", { a: { b: 1 } }], ["%s", new Point(1)], ["%s", [1, [2]]], ["%s", Symbol("a")],
    ["%s", () => 1], ["%s", null], ["%s", undefined], ["%s", new Date(0)], ["%s", { toString() { return "own"; } }], ["%s", new Error("e").message],
    ["%d", "42"], ["%d", 1n], ["%d", {}], ["%i", "42.9"], ["%i", "x"], ["%f", "1.5"], ["%j", { a: 1 }], ["%o", { f() {} }], ["%O", { a: { b: { c: { d: 1 } } } }],
    ["%c styled", "css"], ["%%", 1], ["%% %s", "x"], ["%x", 1], ["100%"], ["a", "b", { c: 1 }], [1, 2], [{}, "x"], [], ["%s"], ["%s%d", "a", 2, 3], ["%"], ["x%", 1], ["a%", "b"],
  ]) out(format(...args));
};
