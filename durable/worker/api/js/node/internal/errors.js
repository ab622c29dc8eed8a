// Errors with a code, as node's modules throw them.
const { inspect } = globalThis[Symbol.for("dolab.node")];

// A TypeError is one, with a text of its own. Errors of another kind have a class each, which their code names.
const own = (e, values) => {
  for (const name of Object.keys(values)) {
    Object.defineProperty(e, name, { value: values[name], enumerable: true, writable: true, configurable: true });
  }
  return e;
};
const textOf = (e) => `${e.name} [${e.code}]: ${e.message}`;
const classes = new Map();
const classOf = (Base, code) => {
  if (!classes.has(code)) {
    const C = { [code]: class extends Base {} }[code];
    if (Base === Error) Object.defineProperty(C.prototype, "toString", { value() { return textOf(this); }, writable: true, configurable: true });
    classes.set(code, C);
  }
  return classes.get(code);
};
const nativeError = (Base) => (code, message) => {
  const e = own(new Base(message), { code, name: Base.name });
  const [toString] = [() => textOf(e)]; // It has no name.
  return own(e, { toString });
};
export const typeError = nativeError(TypeError);
export const boundsError = nativeError(RangeError);
export const rangeError = (code, message) => {
  const e = own(new (classOf(RangeError, code))(message), { code, name: "RangeError" });
  if (typeof e.stack === "string" && e.stack.startsWith("RangeError")) {
    Object.defineProperty(e, "stack", { value: `RangeError [${code}]${e.stack.slice(10)}`, writable: true, configurable: true });
  }
  return e;
};
export const plainError = (code, message) => own(new (classOf(Error, code))(message), { code, name: "Error" });

export const uriError = (code, message) => own(new (classOf(URIError, code))(message), { code, name: "URIError" });

class AbortError extends Error {}
Object.defineProperty(AbortError.prototype, "name", { value: "AbortError", writable: true, configurable: true });
// abortError is what an aborted operation gives, with the reason as its cause where one is told.
export const abortError = (...cause) => {
  const e = new AbortError("The operation was aborted", ...cause.map((c) => ({ cause: c })));
  return own(e, { code: "ABORT_ERR", name: "AbortError" });
};

const received = (v) => {
  if (v === null || v === undefined) return ` Received ${v}`;
  if (typeof v === "function") return ` Received function ${v.name}`;
  if (typeof v === "object") {
    if (v.constructor?.name) return ` Received an instance of ${v.constructor.name}`;
    return ` Received ${inspect(v, { depth: -1 })}`;
  }
  let s = inspect(v, { colors: false });
  if (s.length > 28) s = `${s.slice(0, 25)}...`;
  return ` Received type ${typeof v} (${s})`;
};
const primitives = ["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];
const or = (list) => (list.length > 2 ? `${list.slice(0, -1).join(", ")}, or ${list.at(-1)}` : list.join(" or "));
export const invalidArg = (name, expected, actual) => {
  const list = Array.isArray(expected) ? expected : [expected];
  const types = list.filter((t) => primitives.includes(t)).map((t) => t.toLowerCase());
  const classes = list.filter((t) => !primitives.includes(t) && /^[A-Z]/.test(t));
  const other = list.filter((t) => !primitives.includes(t) && !/^[A-Z]/.test(t));
  const wants = [];
  if (types.length > 0) wants.push(`${types.length > 1 ? "one of type" : "of type"} ${or(types)}`);
  if (classes.length > 0) wants.push(`an instance of ${or(classes)}`);
  if (other.length > 0) wants.push(other.length > 1 ? `one of ${or(other)}` : other[0]);
  const what = name.endsWith(" argument")
    ? `The ${name}`
    : `The "${name}" ${name.includes(".") ? "property" : "argument"}`;
  return typeError(
    "ERR_INVALID_ARG_TYPE",
    `${what} must be ${name === "list" ? "an (Buffer|Uint8Array)[]" : wants.join(" or ")}.` + received(actual),
  );
};
export const invalidValue = (name, value, reason = "is invalid") => {
  let s = inspect(value);
  if (s.length > 128) s = `${s.slice(0, 128)}...`;
  return typeError(
    "ERR_INVALID_ARG_VALUE",
    `The ${name.includes(".") ? "property" : "argument"} '${name}' ${reason}. Received ${s}`,
  );
};
const separated = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "_");
export const outOfRange = (name, range, v) => {
  const big =
    typeof v === "bigint"
      ? (v > 2n ** 32n || v < -(2n ** 32n) ? separated(v) : v) + "n"
      : Number.isInteger(v) && Math.abs(v) > 2 ** 32
        ? separated(v)
        : inspect(v);
  return rangeError("ERR_OUT_OF_RANGE", `The value of "${name}" is out of range. It must be ${range}. Received ${big}`);
};
export const checkString = (v, name) => {
  if (typeof v !== "string") throw invalidArg(name, "string", v);
};
export const checkFunction = (v, name) => {
  if (typeof v !== "function") throw invalidArg(name, "Function", v);
};
export const checkObject = (v, name) => {
  if (v === null || typeof v !== "object" || Array.isArray(v)) throw invalidArg(name, "Object", v);
};
export const checkInteger = (v, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => {
  if (typeof v !== "number") throw invalidArg(name, "number", v);
  if (!Number.isInteger(v)) throw outOfRange(name, "an integer", v);
  if (v < min || v > max) throw outOfRange(name, `>= ${min} ${name === "byteLength" ? "and" : "&&"} <= ${max}`, v);
};
export const notImplemented = (name) =>
  plainError("ERR_METHOD_NOT_IMPLEMENTED", `The ${name} method is not implemented`);
