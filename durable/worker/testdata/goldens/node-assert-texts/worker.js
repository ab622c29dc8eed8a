// @golden flags=nodejs_compat
// Messages of node:assert.

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

import assert from "node:assert"; import * as all from "node:assert"; import strict from "node:assert/strict";
export class Obj extends DurableObject {}
const at = (l, f) => { try { log(l, show(f())); } catch (e) { log(l, e.constructor.name, e.name, e.code, e.operator ?? null, e.generatedMessage ?? null, String(e.message).split("\n"), show(e.actual), show(e.expected)); } };
export default scenario(async () => {
  log("keys", Object.keys(assert).sort(), Object.keys(all).sort(), Object.keys(strict).sort(), assert.strict === strict);
  at("ok", () => assert(0)); at("ok none", () => assert()); at("ok msg", () => assert.ok(false, "mine")); at("ok err", () => assert.ok(false, new RangeError("own"))); at("ok fine", () => assert(1)); at("fail", () => assert.fail()); at("fail msg", () => assert.fail("m")); at("fail err", () => assert.fail(new TypeError("t")));
  for (const [a, b] of [[1, 2], ["a", "b"], [1, "1"], [{ a: 1 }, { a: 2 }], [[1, 2, 3], [1, 2, 4]], ["a\nb", "a\nc"], [NaN, 1], [null, undefined], [new Map([[1, 2]]), new Map([[1, 3]])], [new Set([1]), new Set([2])], [new Date(0), new Date(1)], [/a/, /b/], ["x".repeat(100), "y".repeat(100)], [{ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }], [{}, {}], [[], []], [1n, 2n], [Symbol.for("a"), Symbol.for("b")], [() => 1, () => 2], [{ a: 1 }, null], [0, -0], [[1, [2]], [1, [3]]], [{ a: 1, b: 2 }, { b: 2 }], [Object.create(null), {}], ["", "a"], [true, false], [new (class A {})(), new (class B {})()], [new Uint8Array([1]), new Uint8Array([2])], [[1, , 3], [1, undefined, 3]]]) { at("equal", () => assert.equal(a, b)); at("strictEqual", () => assert.strictEqual(a, b)); at("deepEqual", () => assert.deepEqual(a, b)); at("deepStrictEqual", () => assert.deepStrictEqual(a, b)); if (assert.partialDeepStrictEqual) at("partial", () => assert.partialDeepStrictEqual(a, b)); }
  for (const a of [1, "x", { a: 1 }, null, NaN]) { at("notEqual", () => assert.notEqual(a, a)); at("notStrictEqual", () => assert.notStrictEqual(a, a)); at("notDeepEqual", () => assert.notDeepEqual(a, a)); at("notDeepStrictEqual", () => assert.notDeepStrictEqual(a, a)); }
  at("strictEqual msg", () => assert.strictEqual(1, 2, "mine")); at("strictEqual one", () => assert.strictEqual(1)); at("equal none", () => assert.equal());
  at("throws none", () => assert.throws(() => {})); at("throws msg", () => assert.throws(() => {}, "m")); at("throws class", () => assert.throws(() => {}, RangeError)); at("throws ok", () => assert.throws(() => { throw new TypeError("x"); }, TypeError)); at("throws wrong class", () => assert.throws(() => { throw new TypeError("x"); }, RangeError)); at("throws re", () => assert.throws(() => { throw new TypeError("x"); }, /y/)); at("throws obj", () => assert.throws(() => { throw new TypeError("x"); }, { message: "y" })); at("throws obj ok", () => assert.throws(() => { throw new TypeError("x"); }, { message: /x/, name: "TypeError" })); at("throws obj empty", () => assert.throws(() => { throw new TypeError("x"); }, {})); at("throws fn", () => assert.throws(() => { throw new TypeError("x"); }, () => false)); at("throws fn ok", () => assert.throws(() => { throw new TypeError("x"); }, () => true)); at("throws arg", () => assert.throws(5)); at("throws arg2", () => assert.throws(() => { throw 1; }, 5)); at("throws ambiguous", () => assert.throws(() => { throw new Error("same"); }, "same")); at("throws str", () => assert.throws(() => { throw "s"; }, { message: "x" })); at("doesNotThrow", () => assert.doesNotThrow(() => { throw new Error("q"); })); at("doesNotThrow msg", () => assert.doesNotThrow(() => { throw new Error("q"); }, "mm")); at("doesNotThrow class", () => assert.doesNotThrow(() => { throw new Error("q"); }, RangeError));
  const aat = async (l, f) => { try { log(l, show(await f())); } catch (e) { log(l, e.constructor.name, e.name, e.code, e.operator ?? null, e.generatedMessage ?? null, String(e.message).split("\n")); } };
  await aat("rejects", () => assert.rejects(Promise.resolve(1))); await aat("rejects fn", () => assert.rejects(async () => { throw new Error("z"); }, /z/)); await aat("rejects wrong", () => assert.rejects(async () => { throw new Error("z"); }, /y/)); await aat("rejects arg", () => assert.rejects(5)); await aat("rejects ret", () => assert.rejects(() => 5)); await aat("doesNotReject", () => assert.doesNotReject(Promise.reject(new Error("d"))));
  at("match", () => assert.match("abc", /x/)); at("match ok", () => assert.match("abc", /b/)); at("match num", () => assert.match(5, /x/)); at("match arg", () => assert.match("x", "x")); at("doesNotMatch", () => assert.doesNotMatch("abc", /b/)); at("match msg", () => assert.match("a", /b/, "mm"));
  at("ifError", () => assert.ifError(null)); at("ifError 0", () => assert.ifError(0)); at("ifError err", () => assert.ifError(new Error("if"))); at("ifError str", () => assert.ifError("s")); at("ifError obj", () => assert.ifError({ message: "m" }));
  at("AE", () => { const e = new assert.AssertionError({ actual: 1, expected: 2, operator: "strictEqual" }); return [e.message, e.name, e.code, e.generatedMessage, Object.keys(e).sort(), e.toString()]; }); at("AE msg", () => { const e = new assert.AssertionError({ message: "m" }); return [e.message, e.generatedMessage, e.actual, e.operator]; }); at("AE bad", () => new assert.AssertionError("x")); at("AE op", () => new assert.AssertionError({ actual: 1, expected: 2, operator: "zz" }).message.split("\n")); at("AE none", () => new assert.AssertionError({}).message);
  for (const [a, b] of [[{ a: 1, b: 2 }, { a: 1 }], [[1, 2, 3], [1, 3]], [[1, 2], [2, 1]], [new Map([[1, 2], [3, 4]]), new Map([[3, 4]])], [new Set([1, 2]), new Set([2])], [{ a: { b: 1, c: 2 } }, { a: { c: 2 } }], [{ a: 1 }, { a: 1, b: undefined }], ["abc", "ab"], [new Error("x"), new Error("x")], [[], [1]], [{ a: [1, 2] }, { a: [2] }], [new Date(0), new Date(0)], [1, 1], [null, {}], [[1, 2], [1]], [[1, 2], [1, 2]], [[{ a: 1, b: 2 }], [{ a: 1 }]], [new Map([["k", { a: 1, b: 2 }]]), new Map([["k", { a: 1 }]])], [new Set([{ a: 1, b: 2 }]), new Set([{ a: 1 }])], [{ a: { x: 1 } }, { a: {} }], [Object.create(null), {}], [{}, []], [{ a: 1, [Symbol.for("s")]: 2 }, { [Symbol.for("s")]: 2 }], [new Date(0), new Date(1)], [/a/, /a/], [new Uint8Array([1, 2]), new Uint8Array([1])], [new (class A { x = 1; })(), { x: 1 }], [() => 1, () => 1]]) at("partial2", () => assert.partialDeepStrictEqual?.(a, b));
  at("strict equal", () => strict.equal(1, "1")); at("strict deep", () => strict.deepEqual({ a: 1 }, { a: "1" })); at("deep error", () => assert.deepEqual(new Error("a"), new Error("b"))); at("equal one", () => assert.equal(1)); at("deepEqual none", () => assert.deepEqual()); at("notEqual none", () => assert.notEqual()); at("throws keys", () => assert.throws(() => { throw Object.assign(new TypeError("x"), { code: "C" }); }, { code: "D", message: "x" })); at("throws missing key", () => assert.throws(() => { throw new TypeError("x"); }, { code: "D" })); at("throws obj msg", () => assert.throws(() => { throw new TypeError("x"); }, { message: "y" }, "mine")); at("throws err obj", () => assert.throws(() => { throw new TypeError("x"); }, new TypeError("y"))); at("CallTracker", () => typeof assert.CallTracker);
});
