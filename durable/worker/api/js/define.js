// define and the checks every API class shares.

const serialize = Symbol.for("dolab.serialize");
let cloneError = (text) => new TypeError(text);

// setCloneError tells how a class without a serialized form is refused (events.js gives a DataCloneError).
export function setCloneError(make) { cloneError = make; }

// define puts values on target as the reference shows its globals: writable, configurable, not enumerable.
// A class gets a toStringTag and enumerable members; structured clone refuses its instances unless it has
// a method under Symbol.for("dolab.serialize").
export function define(target, values) {
  for (const name of Object.keys(values)) {
    const value = values[name];
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
    if (typeof value === "function") lengths(value);
    const proto = typeof value === "function" && /^[A-Z]/.test(name) && value.prototype;
    if (!proto || Object.hasOwn(proto, Symbol.toStringTag)) continue;
    for (const key of Object.getOwnPropertyNames(proto)) {
      if (key !== "constructor") Object.defineProperty(proto, key, { enumerable: true });
    }
    Object.defineProperty(proto, Symbol.toStringTag, { value: name, writable: true, configurable: true });
    Object.defineProperty(value, "name", { value: name, configurable: true });
    if (!(serialize in proto)) hidden(proto, serialize, refuse);
  }
}

// lengths makes the length of a function, and of the methods of a class, 0 as those of the reference's own are.
function lengths(fn) {
  const zero = (f) => Object.defineProperty(f, "length", { value: 0, configurable: true });
  zero(fn);
  for (const of of fn.prototype ? [fn, fn.prototype] : []) {
    for (const key of Reflect.ownKeys(of)) {
      const value = Object.getOwnPropertyDescriptor(of, key).value;
      if (typeof value === "function" && key !== "constructor") zero(value);
    }
  }
}

// refuse is the serialized form of what has none.
export function refuse() {
  throw cloneError(`Could not serialize object of type "${this.constructor.name}". This type does not support serialization.`);
}

// uncloneable refuses an instance as V8 does one of the language's own classes.
export function uncloneable(proto) {
  hidden(proto, serialize, function () {
    const shown = this.toString === Object.prototype.toString ? `#<${this.constructor.name}>`
      : `[object ${this[Symbol.toStringTag]}]`;
    throw cloneError(`${shown} could not be cloned.`);
  });
}

// hidden adds a member that enumeration does not show.
export function hidden(target, key, value) {
  Object.defineProperty(target, key, { value, writable: true, configurable: true });
}

// constants puts numbered constants on a class and its prototype.
export function constants(C, values) {
  for (const key of Object.keys(values)) {
    const d = { value: values[key], enumerable: true, configurable: true };
    Object.defineProperty(C, key, d);
    Object.defineProperty(C.prototype, key, d);
  }
}

// serialized gives a class its form in structured clone: what write(instance, mode) returns travels, and host.revive
// makes the instance again with revivers[name]. mode is "storage" (of structuredClone too) or "rpc".
export const revivers = {};
export function serialized(C, name, write, revive) {
  revivers[name] = revive;
  hidden(C.prototype, serialize, function (mode) { return [name, write(this, mode)]; });
}

// need throws what the reference throws when a parameter is missing.
export function need(got, want, name, method, type = "string") {
  if (got < want) throw badParameter(name, method, want > got + 1 ? got + 1 : want, type);
}

export function badParameter(name, method, n, type) {
  return new TypeError(method
    ? `Failed to execute '${method}' on '${name}': parameter ${n} is not of type '${type}'.`
    : `Failed to construct '${name}': constructor parameter ${n} is not of type '${type}'.`);
}

// needsNew is what the reference throws for a class that is called without new.
export const needsNew = (name) => new TypeError(
  `Failed to construct '${name}': Please use the 'new' operator, this object constructor cannot be called as a function.`);

export function badField(field, dict, type) {
  return new TypeError(
    `Incorrect type for the '${field}' field on '${dict}': the provided value is not of type '${type}'.`);
}

// microtask runs f after the script that runs now.
const settled = Promise.resolve();
export const microtask = (f) => void settled.then(f);

// utf8Text is a text as the reference keeps it, in UTF-8: each byte of a lone surrogate is invalid and becomes U+FFFD.
export const utf8Text = (text) => (text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, "\ufffd\ufffd\ufffd"));

// isObject tells whether a value can have properties.
export const isObject = (v) => v !== null && (typeof v === "object" || typeof v === "function");

export const illegalConstructor = () => { throw new TypeError("Illegal constructor"); };
