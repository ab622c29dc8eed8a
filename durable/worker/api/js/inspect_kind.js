// What kind of object a value is, and how it is named.
import { inspect, pickOptions } from "./inspect.js";

// brand reads an internal slot through a built-in that throws on other objects.
const brand = (f, v) => {
  try {
    f(v);
    return true;
  } catch {
    return false;
  }
};

export const getter = (proto, name) => {
  const { get } = Object.getOwnPropertyDescriptor(proto, name);
  return (v) => get.call(v);
};

export const tagOf = (v) => Object.prototype.toString.call(v).slice(8, -1);
export const isMap = (v) => v instanceof Map && brand(getter(Map.prototype, "size"), v);
export const isSet = (v) => v instanceof Set && brand(getter(Set.prototype, "size"), v);
export const isDate = (v) => v instanceof Date && brand((d) => Date.prototype.getTime.call(d), v);

export const isRegExp = (v) =>
  v instanceof RegExp && brand((r) => getter(RegExp.prototype, "source")(r), v) && v !== RegExp.prototype;

export const isError = (v) => v instanceof Error || (typeof v === "object" && v !== null && tagOf(v) === "Error");

export const isAnyArrayBuffer = (v) =>
  v instanceof ArrayBuffer || (typeof SharedArrayBuffer !== "undefined" && v instanceof SharedArrayBuffer);

export const boxes = { Number, String, Boolean, BigInt, Symbol };

export const boxedType = (v) => {
  for (const name in boxes) {
    if (v instanceof boxes[name] && brand((x) => boxes[name].prototype.valueOf.call(x), v)) return name;
  }
  return undefined;
};

export const constructorName = (obj, ctx) => {
  let first,
    o = obj;
  while (o) {
    const d = Object.getOwnPropertyDescriptor(o, "constructor");
    if (d !== undefined && typeof d.value === "function" && d.value.name !== "" && isInstance(obj, d.value)) {
      return String(d.value.name);
    }
    o = Object.getPrototypeOf(o);
    first ??= o;
  }
  if (first === null || first === undefined) return null;
  const res = guessName(obj);
  return `${res} <${inspect(first, { ...pickOptions(ctx), customInspect: false, depth: -1 })}>`;
};

const isInstance = (obj, c) => {
  try {
    return obj instanceof c;
  } catch {
    return false;
  }
};

const guessName = (v) =>
  Array.isArray(v)
    ? "Array"
    : typeof v === "function"
      ? "Function"
      : isError(v)
        ? (v.name ?? "Error")
        : ArrayBuffer.isView(v)
          ? (v[Symbol.toStringTag] ?? "DataView")
          : "Object";

export const prefixOf = (name, tag, fallback, size = "") => {
  if (name === null) {
    if (tag !== "" && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag !== "" && name !== tag) return `${name}${size} [${tag}] `;
  return `${name}${size} `;
};

export const keysOf = (value, showHidden) => {
  if (showHidden) return Reflect.ownKeys(value);
  const keys = Object.keys(value);
  const symbols = Object.getOwnPropertySymbols(value).filter((s) =>
    Object.prototype.propertyIsEnumerable.call(value, s),
  );
  return symbols.length ? keys.concat(symbols) : keys;
};

export const isIndex = (k) => typeof k === "string" && /^(0|[1-9]\d{0,9})$/.test(k) && Number(k) < 4294967295;

export const nonIndex = (value, showHidden) => keysOf(value, showHidden).filter((k) => !isIndex(k));
