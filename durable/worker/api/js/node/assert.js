// node:assert.
import { invalidArg, plainError, typeError } from "./errors.js";
import { deepEqual as same } from "./comparisons.js";
const { inspect } = globalThis[Symbol.for("dolab.node")];

const show = (v) => inspect(v, { compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity,
  showHidden: false, showProxy: false, sorted: true, getters: true });

const heads = {
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: "Expected values to be loosely deep-equal:",
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: "Values identical but not reference-equal:",
  notDeepEqualUnequal: "Expected values not to be loosely deep-equal:",
};
const simple = (v) => typeof v !== "object" || v === null;
// differ lists the lines of both texts, common ones once.
const differ = (a, b) => {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const out = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`  ${a[i++]}`);
      j++;
    } else if (i < a.length && (j === b.length || table[i + 1][j] >= table[i][j + 1])) {
      out.push(`+ ${a[i++]}`);
    } else {
      out.push(`- ${b[j++]}`);
    }
  }
  return out;
};
const difference = (actual, expected, operator) => {
  const a = show(actual), b = show(expected);
  let op = operator;
  if (op === "strictEqual" && ((!simple(actual) && !simple(expected)) ||
    (typeof actual === "function" && typeof expected === "function"))) op = "strictEqualObject";
  const one = !a.includes("\n") && !b.includes("\n");
  if (one && a !== b && simple(actual) && simple(expected) && (actual !== 0 || expected !== 0) && a.length + b.length <= 12) {
    return `${heads[op]}\n\n${a} !== ${b}\n`;
  }
  if (a === b) {
    const head = op === "strictEqualObject" ? heads.notIdentical : heads[op];
    return `${head}\n\n${a}\n`;
  }
  return `${heads[op]}\n+ actual - expected\n\n${differ(a.split("\n"), b.split("\n")).join("\n")}\n`;
};
const described = (actual, expected, operator) => {
  if (operator === "deepStrictEqual" || operator === "strictEqual") return difference(actual, expected, operator);
  if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") {
    const object = operator === "notStrictEqual" && !simple(actual) || (operator === "notStrictEqual" && typeof actual === "function");
    const text = show(actual), head = heads[object ? "notStrictEqualObject" : operator];
    return text.includes("\n") || text.length > 5 ? `${head}\n\n${text}\n` : `${head} ${text}`;
  }
  const a = show(actual), b = show(expected);
  if (operator === "deepEqual") return `${heads.deepEqual}\n\n${a}\n\nshould loosely deep-equal\n\n${b}`;
  if (operator === "notDeepEqual") return `${heads.notDeepEqualUnequal}\n\n${a}\n\nshould not loosely deep-equal\n\n${b}`;
  return `${a} ${operator} ${b}`;
};

export class AssertionError extends Error {
  constructor(options) {
    if (options === null || typeof options !== "object") throw invalidArg("options", "Object", options);
    const { message, operator, actual, expected } = options;
    super(message !== undefined && message !== null ? String(message) : described(actual, expected, operator));
    this.generatedMessage = !message;
    Object.defineProperty(this, "name", { value: "AssertionError", writable: true, configurable: true });
    this.code = "ERR_ASSERTION";
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    if (typeof this.stack === "string") {
      const stack = this.stack.replace(/^(Assertion)?Error(?=:|\n|$)/, "AssertionError [ERR_ASSERTION]");
      Object.defineProperty(this, "stack", { value: stack, writable: true, configurable: true });
    }
  }
  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

const fails = (options) => {
  if (options.message instanceof Error) throw options.message;
  const e = new AssertionError(options);
  if (options.generated !== undefined) e.generatedMessage = options.generated;
  throw e;
};
const two = (n) => {
  if (n < 2) throw typeError("ERR_MISSING_ARGS", 'The "actual" and "expected" arguments must be specified');
};
export const ok = (...args) => {
  const [value, message] = args;
  if (value) return;
  if (args.length === 0) {
    fails({ actual: value, expected: true, operator: "==", generated: true, message: "No value argument passed to `assert.ok()`" });
  }
  if (message === undefined || message === null) {
    fails({ actual: value, expected: true, operator: "==", generated: true,
      message: "The expression evaluated to a falsy value:\n\n  assert(...)\n".replace("assert(...)", "assert.ok(...)") });
  }
  fails({ actual: value, expected: true, operator: "==", message });
};
export const fail = (message) => {
  if (message instanceof Error) throw message;
  const e = new AssertionError({ message: message ?? "Failed", operator: "fail" });
  e.generatedMessage = message === undefined;
  throw e;
};
// eslint-disable-next-line eqeqeq
const loose = (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b));
const binary = (operator, holds) => (...args) => {
  two(args.length);
  const [actual, expected, message] = args;
  if (!holds(actual, expected)) fails({ actual, expected, message, operator });
};
export const equal = binary("==", loose);
export const notEqual = binary("!=", (a, b) => !loose(a, b));
export const strictEqual = binary("strictEqual", Object.is);
export const notStrictEqual = binary("notStrictEqual", (a, b) => !Object.is(a, b));
export const deepEqual = binary("deepEqual", (a, b) => same(a, b, false));
export const notDeepEqual = binary("notDeepEqual", (a, b) => !same(a, b, false));
export const deepStrictEqual = binary("deepStrictEqual", (a, b) => same(a, b, true));
export const notDeepStrictEqual = binary("notDeepStrictEqual", (a, b) => !same(a, b, true));

// matches checks an error against the second argument of throws and rejects.
const matches = (actual, expected, message, operator) => {
  const generated = (text) => fails({ actual, expected, operator, generated: true, message: message ?? text });
  if (typeof expected === "function") {
    if (expected.prototype !== undefined && actual instanceof expected) return;
    if (expected === Error || Object.prototype.isPrototypeOf.call(Error, expected)) {
      if (message !== undefined || !(actual instanceof Error)) {
        generated(`The error is expected to be an instance of "${expected.name}". Received ` + (actual instanceof Error
          ? `"${actual.name}"` : `"${inspect(actual, { depth: -1 })}"`));
      }
      generated(`The error is expected to be an instance of "${expected.name}". Received "${actual.name}"\n\nError ` +
        `message:\n\n${actual.message}`);
    }
    if (Reflect.apply(expected, {}, [actual]) === true) return;
    generated(`The ${expected.name ? `"${expected.name}" ` : ""}validation function is expected to return "true". Received ` +
      `${inspect(Reflect.apply(expected, {}, [actual]))}\n\nCaught error:\n\n${actual}`);
  }
  if (expected instanceof RegExp) {
    if (expected.exec(String(actual)) !== null) return;
    generated(`The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(actual))}\n`);
  }
  if (actual === null || typeof actual !== "object") {
    generated(difference(actual, expected, "deepStrictEqual"));
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push("name", "message");
  else if (keys.length === 0) throw invalidValueOf(expected);
  for (const k of keys) {
    if (typeof actual[k] === "string" && expected[k] instanceof RegExp && expected[k].exec(actual[k]) !== null) continue;
    if (!(k in actual) || !same(actual[k], expected[k], true)) {
      const pick = (o) => Object.fromEntries(keys.filter((n) => n in o).map((n) => [n, o[n]]));
      const a = pick(actual), b = pick(expected);
      for (const n of keys) if (expected[n] instanceof RegExp && typeof a[n] === "string" && expected[n].test(a[n])) b[n] = a[n];
      generated(difference(a, b, "deepStrictEqual"));
    }
  }
};
const invalidValueOf = (v) => typeError("ERR_INVALID_ARG_VALUE", `The argument 'error' may not be an empty object. Received ${inspect(v)}`);

const unexpected = (operator, caught, error, message) => {
  const expected = typeof error === "string" ? undefined : error;
  const text = typeof error === "string" ? error : message;
  if (!caught) {
    const kind = operator === "rejects" ? "rejection" : "exception";
    const name = expected?.name ? ` (${expected.name})` : "";
    fails({ actual: undefined, expected, operator, generated: true, message: `Missing expected ${kind}${name}${text ? `: ${text}` : "."}` });
  }
  if (expected !== undefined) matches(caught.error, expected, text, operator);
};
export const throws = (fn, error, message) => {
  if (typeof fn !== "function") throw invalidArg("fn", "Function", fn);
  let caught;
  try {
    fn();
  } catch (e) {
    caught = { error: e };
  }
  unexpected("throws", caught, error, message);
};
const settled = async (promiseFn) => {
  let p = promiseFn;
  if (typeof promiseFn === "function") {
    p = promiseFn();
    if (typeof p?.then !== "function") {
      throw typeError("ERR_INVALID_RETURN_VALUE",
        `Expected instance of Promise to be returned from the "promiseFn" function but got ${typeof p}.`);
    }
  } else if (typeof p?.then !== "function") {
    throw invalidArg("promiseFn", ["Function", "Promise"], promiseFn);
  }
  try {
    await p;
  } catch (e) {
    return { error: e };
  }
  return undefined;
};
export const rejects = async (promiseFn, error, message) => unexpected("rejects", await settled(promiseFn), error, message);
const wanted = (caught, error, message, operator) => {
  if (!caught) return;
  const text = typeof error === "string" ? error : message;
  if (typeof error === "function" && !(caught.error instanceof error)) throw caught.error;
  fails({ actual: caught.error, expected: typeof error === "string" ? undefined : error, operator, generated: !text,
    message: `Got unwanted ${operator === "doesNotReject" ? "rejection" : "exception"}${text ? `: ${text}` : "."}\n` +
      `Actual message: "${caught.error?.message}"` });
};
export const doesNotThrow = (fn, error, message) => {
  if (typeof fn !== "function") throw invalidArg("fn", "Function", fn);
  let caught;
  try {
    fn();
  } catch (e) {
    caught = { error: e };
  }
  wanted(caught, error, message, "doesNotThrow");
};
export const doesNotReject = async (fn, error, message) => wanted(await settled(fn), error, message, "doesNotReject");
export const ifError = (err) => {
  if (err === null || err === undefined) return;
  let message = "ifError got unwanted exception: ";
  if (typeof err === "object" && typeof err.message === "string") message += err.message || err.constructor?.name || "";
  else message += inspect(err);
  fails({ actual: err, expected: null, operator: "ifError", message, generated: true });
};
const pattern = (operator) => (string, regexp, message) => {
  if (!(regexp instanceof RegExp)) throw invalidArg("regexp", "RegExp", regexp);
  const wantMatch = operator === "match";
  if (typeof string === "string" && (regexp.exec(string) !== null) === wantMatch) return;
  const text = typeof string !== "string" ? `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`
    : `${wantMatch ? "The input did not match the regular expression" : "The input was expected to not match the regular expression"} ` +
      `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  fails({ actual: string, expected: regexp, operator, message: message ?? text, generated: !message });
};
export const match = pattern("match");
export const doesNotMatch = pattern("doesNotMatch");
export class CallTracker {
  constructor() {
    throw plainError("ERR_METHOD_NOT_IMPLEMENTED", "The CallTracker method is not implemented");
  }
}

const shared = { ok, fail, throws, rejects, doesNotThrow, doesNotReject, ifError, match, doesNotMatch, AssertionError,
  CallTracker, strictEqual, notStrictEqual, deepStrictEqual, notDeepStrictEqual };
const assert = (...args) => ok(...args);
export const strict = (...args) => ok(...args);
Object.assign(assert, shared, { equal, notEqual, deepEqual, notDeepEqual, strict });
Object.assign(strict, shared, { equal: strictEqual, notEqual: notStrictEqual, deepEqual: deepStrictEqual,
  notDeepEqual: notDeepStrictEqual, strict });
export default assert;
