// node:assert. As in the reference runtime, equal and deepEqual are the strict ones.
import { invalidArg, typeError } from "node:internal/errors";
import { deepEqual as same } from "node:internal/comparisons";
const { inspect } = globalThis[Symbol.for("dolab.node")];

const show = (v) =>
  inspect(v, {
    compact: true,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });

const simple = (v) => typeof v !== "object" || v === null;
const heads = {
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  notIdentical: "Values have same structure but are not reference-equal:",
};
// differ lists the lines of both texts, common ones once.
const differ = (a, b) => {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const out = [];
  let i = 0,
    j = 0;
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
const shownIn = (v) => (v instanceof Error && Object.keys(v).length === 0 ? `[${v}]` : show(v)); // Without its stack.
const difference = (actual, expected, operator) => {
  const a = shownIn(actual),
    b = shownIn(expected);
  const op =
    operator === "strictEqual" &&
    ((!simple(actual) && !simple(expected)) || (typeof actual === "function" && typeof expected === "function"))
      ? "strictEqualObject"
      : operator;
  if (a === b) return `${heads.notIdentical}\n\n${a}\n`;
  let mark = "";
  if (!a.includes("\n") && !b.includes("\n")) {
    if (a.length + b.length <= 12) {
      if (simple(actual) && simple(expected) && (actual !== 0 || expected !== 0))
        return `${heads[op]}\n\n${a} !== ${b}\n`;
    } else if (op !== "strictEqualObject" && a.length + b.length < 80) {
      let i = 0;
      while (a[i] === b[i]) i++;
      if (i > 2) mark = `\n  ${" ".repeat(i)}^`;
    }
  }
  return `${heads[op]}\n+ actual - expected\n\n${differ(a.split("\n"), b.split("\n")).join("\n")}${mark}`;
};
const changes = (actual, expected) => {
  const a = inspect(actual),
    b = inspect(expected);
  if (a === b) {
    return `Values have the same structure but are not reference-equal:\n\n${a.replace(/^/gm, "    ")}\n`;
  }
  const text = typeof actual === "string" && typeof expected === "string";
  const parts = (s) => s.split("\n").map((l, n, all) => (n < all.length - 1 ? `${l}\\n` : l));
  const lines = (text ? differ(parts(actual), parts(expected)) : differ(a.split("\n"), b.split("\n"))).map(
    (l) => `${{ "+": "-   ", "-": "+   " }[l[0]] ?? "    "}${l.slice(2)}`,
  );
  return [
    "Values are not strictly equal:",
    "",
    "",
    "[Diff] Actual / Expected",
    "",
    "",
    ...lines,
    ...(text ? [""] : []),
    "",
  ].join("\n");
};
const described = (actual, expected, operator) => {
  switch (operator) {
    case "deepStrictEqual":
    case "strictEqual":
      return difference(actual, expected, operator);
    case "partialDeepStrictEqual":
      return "Expected actual to be partially deeply strictly equal to expected";
    case "notStrictEqual":
      return "Expected actual to be strictly unequal to expected";
    case "notDeepStrictEqual":
      return "Expected actual to not be deeply strictly equal to expected";
  }
  return `${show(actual)} ${operator} ${show(expected)}`;
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
  if (args.length === 0) fails({ message: "No value argument passed to `assert.ok()`", generated: false });
  const text = message ? `${message}` : `${inspect(value)} == true`;
  fails({ actual: value, expected: true, operator: "==", generated: !message, message: text });
};
export const fail = (message) => {
  if (message instanceof Error) throw message;
  const e = new AssertionError({ message: message ?? "Failed", operator: "fail" });
  e.generatedMessage = message === undefined;
  throw e;
};
const binary =
  (operator, holds) =>
  (...args) => {
    two(args.length);
    const [actual, expected, message] = args;
    if (holds(actual, expected)) return;
    const generated = operator === "deepStrictEqual" && !message;
    const text = message
      ? `${message}`
      : generated
        ? undefined
        : operator === "strictEqual"
          ? changes(actual, expected)
          : described(actual, expected, operator);
    fails({ actual, expected, message: text, operator, generated });
  };
// lax is a comparison that takes missing arguments as undefined.
const lax = (compare) => (actual, expected, message) => compare(actual, expected, message);
export const strictEqual = binary("strictEqual", Object.is),
  equal = lax(strictEqual);
export const notStrictEqual = binary("notStrictEqual", (a, b) => !Object.is(a, b)),
  notEqual = lax(notStrictEqual);
export const deepStrictEqual = binary("deepStrictEqual", (a, b) => same(a, b, true)),
  deepEqual = lax(deepStrictEqual);
export const notDeepStrictEqual = binary("notDeepStrictEqual", (a, b) => !same(a, b, true)),
  notDeepEqual = lax(notDeepStrictEqual);

// matches checks an error against the second argument of throws and rejects.
const matches = (actual, expected, message, operator) => {
  const generated = (text) => fails({ actual, expected, operator, generated: true, message: message ?? text });
  if (typeof expected === "function") {
    if (expected.prototype !== undefined && actual instanceof expected) return;
    if (expected === Error || Object.prototype.isPrototypeOf.call(Error, expected)) {
      if (message !== undefined || !(actual instanceof Error)) {
        generated(
          `The error is expected to be an instance of "${expected.name}". Received ` +
            (actual instanceof Error ? `"${actual.name}"` : `"${inspect(actual, { depth: -1 })}"`),
        );
      }
      generated(
        `The error is expected to be an instance of "${expected.name}". Received "${actual.name}"\n\nError ` +
          `message:\n\n${actual.message}`,
      );
    }
    if (Reflect.apply(expected, {}, [actual]) === true) return;
    generated(
      `The ${expected.name ? `"${expected.name}" ` : ""}validation function is expected to return "true". Received ` +
        `${inspect(Reflect.apply(expected, {}, [actual]))}\n\nCaught error:\n\n${actual}`,
    );
  }
  if (expected instanceof RegExp) {
    if (expected.exec(String(actual)) !== null) return;
    generated(
      `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(actual))}\n`,
    );
  }
  if (expected === null || typeof expected !== "object") {
    const e = invalidArg("error", ["Function", "Error", "RegExp"], expected);
    throw typeError(e.code, e.message.replace("Error or RegExp", "Error, RegExp, or Object"));
  }
  if (actual === null || typeof actual !== "object") {
    generated(`object is expected to thrown, but got ${typeof actual}: ${String(actual)}`);
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push("name", "message");
  else if (keys.length === 0) throw invalidValueOf(expected);
  for (const k of keys) {
    if (typeof actual[k] === "string" && expected[k] instanceof RegExp && expected[k].exec(actual[k]) !== null)
      continue;
    if (!(k in actual)) generated(`A key in the expected object is missing: ${k}`);
    deepStrictEqual(actual[k], expected[k]);
  }
};
const invalidValueOf = (v) =>
  typeError("ERR_INVALID_ARG_VALUE", `The argument 'error' may not be an empty object. Received ${inspect(v)}`);

const unexpected = (operator, caught, error, message) => {
  const expected = typeof error === "string" ? undefined : error;
  const text = typeof error === "string" ? error : message;
  if (!caught) {
    const kind = operator === "rejects" ? "rejection" : "exception";
    const name = expected?.name ? ` (${expected.name})` : "";
    fails({
      actual: undefined,
      expected,
      operator,
      generated: operator === "rejects",
      message: `Missing expected ${kind}${name}${text ? `: ${text}` : "."}`,
    });
  }
  if (typeof error === "string" && message === undefined && caught.error?.message === error) {
    throw typeError(
      "ERR_AMBIGUOUS_ARGUMENT",
      `The "error/message" argument is ambiguous. The error message "${error}" is identical to the message.`,
    );
  }
  if (expected !== undefined) matches(caught.error, expected, text, operator);
};
export const throws = (fn, error, message) => {
  if (typeof fn !== "function") throw invalidArg("fn", "function", fn);
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
      const got = invalidArg("promiseFn", "Promise", p).message.split(" Received ")[1];
      throw typeError(
        "ERR_INVALID_RETURN_VALUE",
        `Expected instance of Promise to be returned from the "promiseFn" function but got ${got}.`,
      );
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
export const rejects = async (promiseFn, error, message) =>
  unexpected("rejects", await settled(promiseFn), error, message);
const wanted = (caught, error, message, operator) => {
  if (!caught) return;
  const text = typeof error === "string" ? error : message;
  if (typeof error === "function" && !(caught.error instanceof error)) throw caught.error;
  fails({
    actual: undefined,
    expected: undefined,
    operator,
    generated: false,
    message: `Got unwanted exception${text ? `: ${text}` : "."}\n` + `Actual message: "${caught.error?.message}"`,
  });
};
export const doesNotThrow = (fn, error, message) => {
  if (typeof fn !== "function") throw invalidArg("fn", "function", fn);
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
  fails({ actual: err, expected: null, operator: "ifError", message, generated: false });
};
const pattern = (operator) => (string, regexp, message) => {
  if (!(regexp instanceof RegExp)) throw invalidArg("regexp", "RegExp", regexp);
  const wantMatch = operator === "match";
  if (typeof string === "string" && (regexp.exec(string) !== null) === wantMatch) return;
  fails({
    actual: string,
    expected: regexp,
    operator,
    generated: false,
    message: message
      ? `${message}`
      : `actual: "${string}" expected to ${wantMatch ? "match" : "not match"}: "${regexp}"`,
  });
};
export const match = pattern("match");
export const doesNotMatch = pattern("doesNotMatch");

// covers reports whether actual has all that expected has.
const covers = (actual, expected) => {
  if (simple(actual) || simple(expected)) return Object.is(actual, expected);
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  if (expected instanceof Map) {
    return [...expected].every(([k, v]) => actual.has(k) && covers(actual.get(k), v));
  }
  if (expected instanceof Set) {
    return [...expected].every((v) => actual.has(v) || [...actual].some((w) => same(w, v, true)));
  }
  const listed = Array.isArray(expected) || ArrayBuffer.isView(expected);
  if (Object.getPrototypeOf(expected) !== Object.prototype && !listed) return same(actual, expected, true);
  const { propertyIsEnumerable } = Object.prototype;
  return Reflect.ownKeys(expected)
    .filter((k) => propertyIsEnumerable.call(expected, k))
    .every((k) => Object.hasOwn(actual, k) && covers(actual[k], expected[k]));
};
export const partialDeepStrictEqual = binary("partialDeepStrictEqual", covers);

const assert = (...args) => ok(...args);
export const strict = (...args) => ok(...args);
const all = {
  ok,
  fail,
  throws,
  rejects,
  doesNotThrow,
  doesNotReject,
  ifError,
  match,
  doesNotMatch,
  AssertionError,
  strictEqual,
  equal,
  notStrictEqual,
  notEqual,
  deepStrictEqual,
  deepEqual,
  notDeepStrictEqual,
  notDeepEqual,
  partialDeepStrictEqual,
  strict,
};
Object.assign(assert, all);
Object.assign(strict, all);
export default assert;
