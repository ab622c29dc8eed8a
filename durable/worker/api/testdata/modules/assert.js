// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import assert, { AssertionError } from "node:assert";
import strict from "node:assert/strict";

export default async (out) => {
  const show = (name, f) => {
    try {
      const r = f();
      out(name, "ok", String(r));
    } catch (e) {
      out(name, e.name, String(e.code), String(e.operator), String(e.generatedMessage), String(e instanceof AssertionError), "\n" + e.message);
    }
  };
  show("ok", () => assert(1));
  show("ok message", () => assert(0, "zero"));
  show("ok error", () => assert.ok(false, new TypeError("mine")));
  show("equal", () => assert.equal(1, "1"));
  show("equal fails", () => assert.equal(1, 2));
  show("equal strings", () => assert.equal("a", "b"));
  show("strictEqual", () => assert.strictEqual(1, 2));
  show("strictEqual types", () => assert.strictEqual(1, "1"));
  show("strictEqual NaN", () => assert.strictEqual(Number.NaN, Number.NaN));
  show("strictEqual message", () => assert.strictEqual(1, 2, "no"));
  show("notStrictEqual", () => assert.notStrictEqual(1, 1));
  show("notEqual", () => assert.notEqual(1, 1));
  show("deepEqual", () => assert.deepEqual({ a: 1 }, { a: "1" }));
  show("deepEqual fails", () => assert.deepEqual({ a: 1 }, { a: 2 }));
  show("deepStrictEqual", () => assert.deepStrictEqual({ a: 1, b: [1, 2, 3] }, { a: 1, b: [1, 2, 4] }));
  show("deepStrictEqual same", () => assert.deepStrictEqual([1, { x: 1 }], [1, { x: 1 }]));
  show("deepStrictEqual map", () => assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 2]])));
  show("notDeepStrictEqual", () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }));
  show("throws", () => assert.throws(() => { throw new TypeError("x"); }));
  show("throws class", () => assert.throws(() => { throw new TypeError("x"); }, TypeError));
  show("throws regexp", () => assert.throws(() => { throw new TypeError("x y"); }, /x y/));
  show("throws object", () => assert.throws(() => { throw new TypeError("x"); }, { name: "TypeError", message: /x/ }));
  show("throws not", () => assert.throws(() => {}));
  show("throws not class", () => assert.throws(() => {}, TypeError));
  show("throws wrong regexp", () => assert.throws(() => { throw new Error("abc"); }, /x/));
  show("throws validation", () => assert.throws(() => { throw new Error("abc"); }, (e) => e.message === "abc"));
  show("throws type", () => assert.throws("x"));
  show("doesNotThrow", () => assert.doesNotThrow(() => 1));
  show("doesNotThrow fails", () => assert.doesNotThrow(() => { throw new Error("e"); }));
  show("fail", () => assert.fail());
  show("fail text", () => assert.fail("text"));
  show("ifError", () => assert.ifError(null));
  show("ifError fails", () => assert.ifError(new Error("bad")));
  show("match", () => assert.match("abc", /b/));
  show("match fails", () => assert.match("abc", /x/));
  show("doesNotMatch", () => assert.doesNotMatch("abc", /b/));
  show("strict equal", () => strict.equal(1, "1"));
  show("strict deepEqual", () => strict.deepEqual({ a: 1 }, { a: "1" }));
  show("args", () => assert.strictEqual(1));
  show("new", () => { throw new AssertionError({ message: "m", actual: 1, expected: 2, operator: "op" }); });
  await assert.rejects(Promise.reject(new Error("r"))).then(() => out("rejects ok"));
  await assert.rejects(async () => { throw new TypeError("r"); }, TypeError).then(() => out("rejects class ok"));
  await assert.rejects(Promise.resolve(1)).catch((e) => out(e.code, e.message));
  await assert.doesNotReject(Promise.reject(new Error("dr"))).catch((e) => out(e.code, e.message));
  await assert.rejects(5).catch((e) => out(e.code, e.message));
};
