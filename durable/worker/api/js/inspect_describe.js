// What stands before an object's braces, and which of its entries are shown.
import { DOMException } from "./events.js";
import { platformEntries } from "./platform.js";
import { defaults, formatValue, plain, propertyName } from "./inspect.js";
import { formatArray, formatBuffer, formatMap, formatPromise, formatSet, formatTyped } from "./inspect_entries.js";
import {
  boxedType,
  boxes,
  getter,
  isAnyArrayBuffer,
  isDate,
  isError,
  isIndex,
  isMap,
  isRegExp,
  isSet,
  keysOf,
  nonIndex,
  prefixOf,
  tagOf,
} from "./inspect_kind.js";
import { formatPrimitive } from "./inspect_primitive.js";

// describe fills in the shape of a value: what stands before the braces, and how its entries are formatted. It returns
// text where the value has no entries to show.
export const describe = (ctx, value, recurseTimes, name, tag, shape) => {
  const keys = () => (shape.keys = keysOf(value, ctx.showHidden));
  const braces = shape.braces;
  if (Array.isArray(value)) {
    shape.keys = nonIndex(value, ctx.showHidden);
    const prefix = name !== "Array" || tag !== "" ? prefixOf(name, tag, "Array", `(${value.length})`) : "";
    shape.braces = [`${prefix}[`, "]"];
    if (value.length === 0 && shape.keys.length === 0) return `${shape.braces[0]}]`;
    shape.list = true;
    shape.format = formatArray;
    return undefined;
  }
  if (isSet(value) || isMap(value)) {
    keys();
    const kind = isSet(value) ? "Set" : "Map";
    const prefix = prefixOf(name, tag, kind, `(${value.size})`);
    shape.format = kind === "Set" ? formatSet : formatMap;
    if (value.size === 0 && shape.keys.length === 0) return `${prefix}{}`;
    shape.braces = [`${prefix}{`, "}"];
    return undefined;
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    shape.keys = nonIndex(value, ctx.showHidden);
    const kind = Object.getPrototypeOf(Uint8Array.prototype);
    const type = getter(kind, Symbol.toStringTag)(value);
    const prefix = prefixOf(name, tag, type, `(${value.length})`);
    shape.braces = [`${prefix}[`, "]"];
    if (value.length === 0 && shape.keys.length === 0) return `${shape.braces[0]}]`;
    shape.list = true;
    shape.format = formatTyped;
    return undefined;
  }
  return describeOther(ctx, value, recurseTimes, name, tag, shape, keys, braces);
};

const describeOther = (ctx, value, recurseTimes, name, tag, shape, keys, braces) => {
  keys();
  // A stub can be called, and is not a function to its class.
  if (typeof value === "function" && (value instanceof Function || Object.getPrototypeOf(value) === null)) {
    shape.base = functionBase(value, name, tag);
    if (shape.keys.length === 0) return ctx.stylize(shape.base, "special");
    return undefined;
  }
  if (isRegExp(value)) {
    shape.base = RegExp.prototype.toString.call(value);
    const prefix = prefixOf(name, tag, "RegExp");
    if (prefix !== "RegExp ") shape.base = `${prefix}${shape.base}`;
    if (shape.keys.length === 0 || (recurseTimes > ctx.depth && ctx.depth !== null))
      return ctx.stylize(shape.base, "regexp");
    return undefined;
  }
  if (isDate(value)) {
    shape.base = Number.isNaN(value.getTime())
      ? Date.prototype.toString.call(value)
      : Date.prototype.toISOString.call(value);
    const prefix = prefixOf(name, tag, "Date");
    if (prefix !== "Date ") shape.base = `${prefix}${shape.base}`;
    if (shape.keys.length === 0) return ctx.stylize(shape.base, "date");
    return undefined;
  }
  if (isError(value) && !(value instanceof DOMException)) {
    shape.base = formatError(value, name, tag, ctx, shape);
    if (shape.keys.length === 0) return shape.base;
    return undefined;
  }
  if (isAnyArrayBuffer(value)) {
    const kind = value instanceof ArrayBuffer ? "ArrayBuffer" : "SharedArrayBuffer";
    const prefix = prefixOf(name, tag, kind);
    braces[0] = `${prefix}{`;
    shape.keys.unshift("byteLength");
    shape.format = formatBuffer;
    return undefined;
  }
  if (value instanceof DataView) {
    braces[0] = `${prefixOf(name, tag, "DataView")}{`;
    shape.keys.unshift("byteLength", "byteOffset", "buffer");
    return undefined;
  }
  if (value instanceof Promise) {
    braces[0] = `${prefixOf(name, tag, "Promise")}{`;
    shape.format = formatPromise;
    return undefined;
  }
  for (const weak of ["WeakSet", "WeakMap"]) {
    if (value instanceof globalThis[weak]) {
      braces[0] = `${prefixOf(name, tag, weak)}{`;
      shape.format = () => [ctx.stylize("<items unknown>", "special")];
      return undefined;
    }
  }
  const boxed = boxedType(value);
  if (boxed) {
    shape.base = boxedBase(ctx, value, boxed, shape, name, tag);
    return shape.keys.length === 0 ? ctx.stylize(shape.base, boxed.toLowerCase()) : undefined;
  }
  return describeObject(value, name, tag, shape, braces);
};

const describeObject = (value, name, tag, shape, braces) => {
  const platform = platformEntries(value);
  if (platform) {
    const { size, entries } = platform;
    shape.format = (ctx, v, times) => {
      const before = ctx.showHidden;
      ctx.showHidden = true;
      ctx.indentationLvl += 2;
      const out = entries.map(([k, x, arrow, hidden]) =>
        arrow
          ? `${formatValue(ctx, k, times)} => ${formatValue(ctx, x, times)}`
          : `${hidden ? `[${k}]` : propertyName(ctx, k)}: ${formatValue(ctx, x, times)}`,
      );
      ctx.indentationLvl -= 2;
      ctx.showHidden = before;
      return out;
    };
    if (size === undefined) shape.prefix = `${name} `;
    else braces[0] = `${name}(${size}) {`;
    shape.keys = shape.keys.filter((k) => !entries.some((e) => e[0] === k && !e[2]));
    return entries.length || shape.keys.length ? undefined : `${shape.prefix}${braces[0]}}`;
  }
  if (name === "Object" && (tag === "" || tagOf(value) === "Arguments")) {
    if (tagOf(value) === "Arguments") braces[0] = "[Arguments] {";
    if (braces[0] !== "{" && shape.keys.length === 0) return `${braces[0]}}`;
    return shape.keys.length === 0 ? "{}" : undefined;
  }
  braces[0] = `${prefixOf(name, tag, "Object")}{`;
  return shape.keys.length === 0 ? `${braces[0]}}` : undefined;
};

const functionBase = (value, name, tag) => {
  const text = Function.prototype.toString.call(value);
  if (text.startsWith("class") && text.endsWith("}")) {
    const bare = text.slice(5, -1);
    const at = bare.indexOf("{");
    if (
      at !== -1 &&
      (!bare.slice(0, at).includes("(") || /^(\s+[^(]*?)\s*{/.test(bare.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "")))
    ) {
      const own = Object.hasOwn(value, "name") && value.name;
      let base = own ? `class ${value.name}` : "class (anonymous)";
      if (name !== "Function" && name !== null) base += ` [${name}]`;
      if (tag !== "" && name !== tag) base += ` [${tag}]`;
      if (name !== null) {
        const parent = Object.getPrototypeOf(value).name;
        if (parent) base += ` extends ${parent}`;
      } else {
        base += " extends [null prototype]";
      }
      return `[${base}]`;
    }
  }
  const kind = functionKind(value);
  let base = `[${kind}`;
  if (name === null) base += " (null prototype)";
  base += value.name === "" ? " (anonymous)" : `: ${value.name}`;
  base += "]";
  if (name !== kind && name !== null && !(kind !== "Function" && name === "Function")) base += ` ${name}`;
  if (tag !== "" && name !== tag && tag !== kind) base += ` [${tag}]`;
  return base;
};

const functionKind = (v) => {
  const t = tagOf(v);
  return t === "AsyncFunction" || t === "GeneratorFunction" || t === "AsyncGeneratorFunction" ? t : "Function";
};

const boxedBase = (ctx, value, type, shape, name, tag) => {
  if (type === "String") shape.keys = shape.keys.filter((k) => !isIndex(k) && k !== "length");
  let base = `[${type}`;
  if (type !== name) base += name === null ? " (null prototype)" : ` (${name})`;
  base += `: ${formatPrimitive(
    { ...defaults, stylize: plain, indentationLvl: 0, compact: true },
    boxes[type].prototype.valueOf.call(value),
  )}]`;
  if (tag !== "" && tag !== name) base += ` [${tag}]`;
  return base;
};

const formatError = (err, name, tag, ctx, shape) => {
  const has = (k) => Object.hasOwn(err, k);
  const label = String(err.name ?? "Error");
  let stack;
  try {
    stack = err.stack;
  } catch {
    // A getter of the script's.
  }
  if (typeof stack !== "string" || stack === "") stack = Error.prototype.toString.call(err);
  // A name that was given after the stack was taken replaces the name in it.
  if (!stack.split("\n    at")[0].includes(label)) stack = stack.replace(/^\w*Error(?=:|\n|$)/, () => label);
  // What the stack already shows is not shown again.
  for (const k of ["name", "message", "stack"]) {
    const i = shape.keys.indexOf(k);
    if (i !== -1 && (typeof err[k] !== "string" || stack.includes(err[k]))) shape.keys.splice(i, 1);
  }
  if (has("cause") && !shape.keys.includes("cause")) shape.keys.push("cause");
  if (Array.isArray(err.errors) && has("errors") && !shape.keys.includes("errors")) shape.keys.push("errors");
  stack = improveStack(stack, name, label, tag);
  const at = (err.message && stack.indexOf(err.message)) || -1;
  const begin = at !== -1 ? at + err.message.length : 0;
  const start = stack.indexOf("\n    at", begin);
  if (start === -1) stack = `[${stack}]`;
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll("\n", `\n${" ".repeat(ctx.indentationLvl)}`);
  return stack;
};

const improveStack = (stack, constructor, name, tag) => {
  let full = stack,
    shownName = constructor === null ? name : constructor;
  if (
    constructor === null ||
    (name.endsWith("Error") &&
      stack.startsWith(name) &&
      (stack.length === name.length || stack[name.length] === ":" || stack[name.length] === "\n"))
  ) {
    let fallback = "Error";
    if (constructor === null) {
      const m = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      fallback = m?.[1] ?? "";
      full = `${prefixOf(null, tag, fallback || "Error").slice(0, -1)}${stack.slice(fallback.length)}`;
    } else if (constructor !== name) {
      shownName = constructor;
      if (shownName.includes(name)) {
        full = `${shownName}${stack.slice(name.length)}`;
      } else {
        full = `${shownName} [${name}]${stack.slice(name.length)}`;
      }
    }
  }
  return full;
};
