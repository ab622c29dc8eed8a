// Text forms of values, as node's util.inspect and util.format give them: console, node:util and node:assert print with
// it. platform.js says what is shown of the platform's own classes.
import { platformEntries } from "./platform.js";

const custom = Symbol.for("nodejs.util.inspect.custom");
const promiseState = (p) => {
  const state = host.promiseState(p);
  return state === 0 || state === undefined ? ["pending"] : [state === 1 ? "fulfilled" : "rejected", host.promiseResult(p)];
};

export const defaults = {
  showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100,
  maxStringLength: 10000, breakLength: 80, compact: 3, sorted: false, getters: false, numericSeparator: false,
};

const colorOf = {
  special: 36, number: 33, bigint: 33, boolean: 33, undefined: 90, null: 1, string: 32, symbol: 32, date: 35, regexp: 31,
  module: 4, name: 0,
};
const plain = (s) => s;
const colored = (s, style) => {
  const n = colorOf[style];
  return n === undefined || n === 0 ? s : `\x1b[${n}m${s}\x1b[${n === 1 ? 22 : n === 4 ? 24 : 39}m`;
};
// eslint-disable-next-line no-control-regex
export const stripColors = (s) => s.replace(/\u001b\[[0-9;]*m/g, "");

export const inspect = (value, opts, ...legacy) => {
  const ctx = {
    ...defaults, budget: {}, indentationLvl: 0, seen: [], currentDepth: 0, stylize: plain, circular: undefined, userOptions: opts,
  };
  if (typeof opts === "boolean") {
    ctx.showHidden = opts;
    if (legacy[0] !== undefined) ctx.depth = legacy[0];
    if (legacy[1] !== undefined) ctx.colors = legacy[1];
  } else if (opts) {
    for (const k of Object.keys(opts)) {
      if (Object.hasOwn(defaults, k) || k === "stylize") ctx[k] = opts[k];
      else if (ctx.userOptions === undefined) ctx.userOptions = opts;
    }
  }
  if (ctx.colors) ctx.stylize = colored;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
};
inspect.custom = custom;
inspect.defaultOptions = defaults;

const escapes = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\", "\v": "\\x0B" };
const quote = (s) => {
  let q = "'";
  if (s.includes("'")) q = !s.includes('"') ? '"' : !s.includes("`") && !s.includes("${") ? "`" : "'";
  // eslint-disable-next-line no-control-regex
  const body = s.replace(/[\u0000-\u001f\u007f-\u009f\\'"`]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (c) => {
    if (c.length === 2) return c;
    if (c === "'" || c === '"' || c === "`") return c === q && q === "'" ? "\\'" : c;
    const code = c.charCodeAt(0);
    return escapes[c] ?? (code > 255 ? `\\u${code.toString(16)}`
      : `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`);
  });
  return q + body + q;
};

const formatNumber = (f, n, separate) => {
  const s = Object.is(n, -0) ? "-0" : String(n);
  if (!separate || !/^-?\d+(\.\d+)?$/.test(s)) return f(s, "number");
  const [whole, part] = s.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "_");
  return f(part === undefined ? grouped : `${grouped}.${part.replace(/(\d{3})(?=\d)/g, "$1_")}`, "number");
};

const formatPrimitive = (ctx, value) => {
  const f = ctx.stylize;
  switch (typeof value) {
    case "string": {
      let s = value, trailer = "";
      if (s.length > ctx.maxStringLength) {
        const rest = s.length - ctx.maxStringLength;
        s = s.slice(0, ctx.maxStringLength);
        trailer = `... ${rest} more character${rest > 1 ? "s" : ""}`;
      }
      if (ctx.compact !== true && s.length > 16 && s.length > ctx.breakLength - ctx.indentationLvl - 4) {
        return s.split(/(?<=\n)/).map((line) => f(quote(line), "string"))
          .join(` +\n${" ".repeat(ctx.indentationLvl + 2)}`) + trailer;
      }
      return f(quote(s), "string") + trailer;
    }
    case "number": return formatNumber(f, value, ctx.numericSeparator);
    case "bigint": return f(`${ctx.numericSeparator ? String(value).replace(/\B(?=(\d{3})+$)/g, "_") : value}n`, "bigint");
    case "boolean": return f(`${value}`, "boolean");
    case "undefined": return f("undefined", "undefined");
  }
  return f(value.toString(), "symbol");
};

const formatValue = (ctx, value, recurseTimes, typed) => {
  if (value === null) return ctx.stylize("null", "null");
  if (typeof value !== "object" && typeof value !== "function") return formatPrimitive(ctx, value);
  if (ctx.customInspect) {
    const own = value[custom];
    if (typeof own === "function" && own !== inspect && !(value.constructor && value.constructor.prototype === value)) {
      const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
      const isCross = false;
      const options = { ...pickOptions(ctx), ...ctx.userOptions && typeof ctx.userOptions === "object" ? ctx.userOptions : {},
        depth, stylize: ctx.stylize };
      const ret = own.call(value, depth, options, inspect);
      if (ret !== value || isCross) {
        if (typeof ret !== "object" && typeof ret !== "string") return formatValue(ctx, ret, recurseTimes);
        if (typeof ret === "string") return ret.replaceAll("\n", `\n${" ".repeat(ctx.indentationLvl)}`);
        return formatValue(ctx, ret, recurseTimes);
      }
    }
  }
  if (ctx.seen.includes(value)) {
    ctx.circular ??= new Map();
    let index = ctx.circular.get(value);
    if (index === undefined) ctx.circular.set(value, (index = ctx.circular.size + 1));
    return ctx.stylize(`[Circular *${index}]`, "special");
  }
  return formatRaw(ctx, value, recurseTimes, typed);
};
const pickOptions = (ctx) => {
  const out = {};
  for (const k of Object.keys(defaults)) out[k] = ctx[k];
  return out;
};

// brand reads an internal slot through a built-in that throws on other objects.
const brand = (f, v) => {
  try {
    f(v);
    return true;
  } catch {
    return false;
  }
};
const getter = (proto, name) => {
  const { get } = Object.getOwnPropertyDescriptor(proto, name);
  return (v) => get.call(v);
};
const tagOf = (v) => Object.prototype.toString.call(v).slice(8, -1);
export const isMap = (v) => v instanceof Map && brand(getter(Map.prototype, "size"), v);
export const isSet = (v) => v instanceof Set && brand(getter(Set.prototype, "size"), v);
export const isDate = (v) => v instanceof Date && brand((d) => Date.prototype.getTime.call(d), v);
export const isRegExp = (v) => v instanceof RegExp && brand((r) => getter(RegExp.prototype, "source")(r), v) &&
  v !== RegExp.prototype;
export const isError = (v) => v instanceof Error || (typeof v === "object" && v !== null && tagOf(v) === "Error");
export const isAnyArrayBuffer = (v) => v instanceof ArrayBuffer ||
  (typeof SharedArrayBuffer !== "undefined" && v instanceof SharedArrayBuffer);
const boxes = { Number, String, Boolean, BigInt, Symbol };
export const boxedType = (v) => {
  for (const name in boxes) {
    if (v instanceof boxes[name] && brand((x) => boxes[name].prototype.valueOf.call(x), v)) return name;
  }
  return undefined;
};

const constructorName = (obj, ctx, recurseTimes) => {
  let first, o = obj;
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
const guessName = (v) => (Array.isArray(v) ? "Array" : typeof v === "function" ? "Function"
  : isError(v) ? v.name ?? "Error" : ArrayBuffer.isView(v) ? v[Symbol.toStringTag] ?? "DataView" : "Object");

const prefixOf = (name, tag, fallback, size = "") => {
  if (name === null) {
    if (tag !== "" && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag !== "" && name !== tag) return `${name}${size} [${tag}] `;
  return `${name}${size} `;
};

const keysOf = (value, showHidden) => {
  if (showHidden) return Reflect.ownKeys(value);
  const keys = Object.keys(value);
  const symbols = Object.getOwnPropertySymbols(value).filter((s) => Object.prototype.propertyIsEnumerable.call(value, s));
  return symbols.length ? keys.concat(symbols) : keys;
};
const isIndex = (k) => typeof k === "string" && /^(0|[1-9]\d{0,9})$/.test(k) && Number(k) < 4294967295;
const nonIndex = (value, showHidden) =>
  keysOf(value, showHidden).filter((k) => !isIndex(k));

const formatRaw = (ctx, value, recurseTimes, typed) => {
  const name = constructorName(value, ctx, recurseTimes);
  let tag = value[Symbol.toStringTag];
  if (typeof tag !== "string" || (tag !== "" && (ctx.showHidden ? Object.hasOwn : Object.prototype.propertyIsEnumerable.call
    .bind(Object.prototype.propertyIsEnumerable))(value, Symbol.toStringTag))) tag = "";
  const shape = { base: "", braces: ["{", "}"], keys: undefined, format: () => [], list: false, extra: undefined, prefix: "" };
  const done = describe(ctx, value, recurseTimes, name, tag, shape);
  if (done !== undefined) return done;
  const { braces, keys } = shape;
  if (recurseTimes > ctx.depth && ctx.depth !== null) {
    const constructor = prefixOf(name, tag, Array.isArray(value) ? "Array" : "Object").slice(0, -1);
    return ctx.stylize(`[${name !== null ? constructor : constructor}]`, "special");
  }
  const times = recurseTimes + 1;
  ctx.seen.push(value);
  ctx.currentDepth = recurseTimes;
  const output = shape.format(ctx, value, times);
  const inherited = ctx.showHidden ? inheritedOf(value, keys) : [];
  for (const k of keys) output.push(formatProperty(ctx, value, times, k, shape.list));
  for (const [owner, k] of inherited) {
    const desc = { ...Object.getOwnPropertyDescriptor(owner, k), enumerable: false };
    output.push(formatProperty(ctx, value, times, k, shape.list, desc));
  }
  if (shape.extra) output.push(...shape.extra(ctx, value, times));
  ctx.seen.pop();
  if (ctx.circular !== undefined) {
    const index = ctx.circular.get(value);
    if (index !== undefined) {
      const reference = ctx.stylize(`<ref *${index}>`, "special");
      if (ctx.compact !== true) shape.base = shape.base === "" ? reference : `${reference} ${shape.base}`;
      else braces[0] = `${reference} ${braces[0]}`;
    }
  }
  if (ctx.sorted) {
    const by = ctx.sorted === true ? undefined : ctx.sorted;
    if (!shape.list) output.sort(by);
    else if (keys.length > 1) output.push(...output.splice(output.length - keys.length).sort(by));
  }
  return shape.prefix + reduceToSingle(ctx, output, shape.base, braces, shape.list, recurseTimes, value);
};

// inheritedOf finds what showHidden adds of up to three prototypes: what is neither a method nor shadowed.
const inheritedOf = (value, keys) => {
  const out = [], seen = new Set(keys);
  let o = Object.getPrototypeOf(value);
  for (let depth = 0; depth < 3 && o !== null; depth++, o = Object.getPrototypeOf(o)) {
    const c = Object.getOwnPropertyDescriptor(o, "constructor")?.value;
    if (typeof c !== "function" || /\[native code\]/.test(Function.prototype.toString.call(c))) break;
    for (const k of Reflect.ownKeys(o)) {
      if (k === "constructor" || seen.has(k) || Object.hasOwn(value, k)) continue;
      seen.add(k);
      if (typeof Object.getOwnPropertyDescriptor(o, k).value !== "function") out.push([o, k]);
    }
  }
  return out;
};

// describe fills in the shape of a value: what stands before the braces, and how its entries are formatted. It returns
// text where the value has no entries to show.
const describe = (ctx, value, recurseTimes, name, tag, shape) => {
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
  if (typeof value === "function") {
    shape.base = functionBase(value, name, tag);
    if (shape.keys.length === 0) return ctx.stylize(shape.base, "special");
    return undefined;
  }
  if (isRegExp(value)) {
    shape.base = RegExp.prototype.toString.call(value);
    const prefix = prefixOf(name, tag, "RegExp");
    if (prefix !== "RegExp ") shape.base = `${prefix}${shape.base}`;
    if (shape.keys.length === 0 || (recurseTimes > ctx.depth && ctx.depth !== null)) return ctx.stylize(shape.base, "regexp");
    return undefined;
  }
  if (isDate(value)) {
    shape.base = Number.isNaN(value.getTime()) ? Date.prototype.toString.call(value) : Date.prototype.toISOString.call(value);
    const prefix = prefixOf(name, tag, "Date");
    if (prefix !== "Date ") shape.base = `${prefix}${shape.base}`;
    if (shape.keys.length === 0) return ctx.stylize(shape.base, "date");
    return undefined;
  }
  if (isError(value)) {
    shape.base = formatError(value, name, tag, ctx, shape);
    if (shape.keys.length === 0) return shape.base;
    return undefined;
  }
  if (isAnyArrayBuffer(value)) {
    const kind = value instanceof ArrayBuffer ? "ArrayBuffer" : "SharedArrayBuffer";
    const prefix = prefixOf(name, tag, kind);
    if (typed(ctx)) braces[0] = `${prefix}{`;
    else if (shape.keys.length === 0) return `${prefix}{ byteLength: ${formatNumber(ctx.stylize, value.byteLength)} }`;
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
  if (typeof WeakRef !== "undefined" && value instanceof WeakRef) {
    braces[0] = `${prefixOf(name, tag, "WeakRef")}{`;
    shape.format = (c, v, times) => [formatValue(c, v.deref(), times)];
    return undefined;
  }
  const boxed = boxedType(value);
  if (boxed) {
    shape.base = boxedBase(ctx, value, boxed, shape, name, tag);
    return shape.keys.length === 0 ? ctx.stylize(shape.base, boxed.toLowerCase()) : undefined;
  }
  return describeObject(value, name, tag, shape, braces);
};
const typed = () => true;

const describeObject = (value, name, tag, shape, braces) => {
  const platform = platformEntries(value);
  if (platform) {
    const { size, entries } = platform;
    shape.extra = (ctx, v, times) => {
      const before = ctx.showHidden;
      ctx.showHidden = true;
      ctx.indentationLvl += 2;
      const out = entries.map(([k, x, arrow, hidden]) => (arrow ? `${formatValue(ctx, k, times)} => ${formatValue(ctx, x, times)}`
        : `${hidden ? `[${k}]` : propertyName(ctx, k)}: ${formatValue(ctx, x, times)}`));
      ctx.indentationLvl -= 2;
      ctx.showHidden = before;
      return out;
    };
    shape.prefix = `${name}${size === undefined ? "" : `(${size})`} `;
    shape.keys = shape.keys.filter((k) => !entries.some((e) => e[0] === k && !e[2]));
    return entries.length || shape.keys.length ? undefined : `${shape.prefix}{}`;
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
    if (at !== -1 && (!bare.slice(0, at).includes("(") || /^(\s+[^(]*?)\s*{/.test(bare.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "")))) {
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
  base += `: ${formatPrimitive({ ...defaults, stylize: plain, indentationLvl: 0, compact: true },
    boxes[type].prototype.valueOf.call(value))}]`;
  if (tag !== "" && tag !== name) base += ` [${tag}]`;
  return base;
};

const formatError = (err, name, tag, ctx, shape) => {
  const has = (k) => Object.hasOwn(err, k);
  let stack = typeof err.stack === "string" && err.stack ? err.stack : String(Error.prototype.toString.call(err));
  if (typeof err.stack === "string" && err.stack && !/^\w*\s*at |^ {4}at /.test(err.stack)) {
    stack = err.stack;
  } else if (typeof err.stack === "string" && err.stack) {
    stack = `${Error.prototype.toString.call(err)}\n${err.stack}`;
  }
  stack = stack.replace(/\n+$/, "");
  // What the stack already shows is not shown again.
  for (const k of ["name", "message", "stack"]) {
    const i = shape.keys.indexOf(k);
    if (i !== -1 && (typeof err[k] !== "string" || stack.includes(err[k]))) shape.keys.splice(i, 1);
  }
  if (has("cause") && !shape.keys.includes("cause")) shape.keys.push("cause");
  if (Array.isArray(err.errors) && has("errors") && !shape.keys.includes("errors")) shape.keys.push("errors");
  stack = improveStack(stack, name, String(err.name ?? "Error"), tag);
  const at = (err.message && stack.indexOf(err.message)) || -1;
  const begin = at !== -1 ? at + err.message.length : 0;
  const start = stack.indexOf("\n    at", begin);
  if (start === -1) stack = `[${stack}]`;
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll("\n", `\n${" ".repeat(ctx.indentationLvl)}`);
  return stack;
};
const improveStack = (stack, constructor, name, tag) => {
  let full = stack, shownName = constructor === null ? name : constructor;
  if (constructor === null || (name.endsWith("Error") && stack.startsWith(name) &&
    (stack.length === name.length || stack[name.length] === ":" || stack[name.length] === "\n"))) {
    let fallback = "Error";
    if (constructor === null) {
      const m = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      fallback = m?.[1] ?? "";
      full = `${prefixOf(null, tag, fallback || "Error").slice(0, -1)}${stack.slice(fallback.length)}`;
    } else if (constructorHead(constructor) !== name) {
      shownName = constructorHead(constructor);
      if (shownName.includes(name)) {
        full = `${shownName}${stack.slice(name.length)}`;
      } else {
        full = `${shownName} [${name}]${stack.slice(name.length)}`;
      }
    }
  }
  return full;
};
const constructorHead = (c) => c;

const formatArray = (ctx, value, times) => {
  const size = Math.min(Math.max(0, ctx.maxArrayLength), value.length);
  const out = [];
  let at = 0;
  for (; at < value.length && out.length < size; at++) {
    if (!Object.hasOwn(value, at)) {
      const from = at;
      while (at + 1 < value.length && !Object.hasOwn(value, at + 1)) at++;
      const n = at - from + 1;
      out.push(ctx.stylize(`<${n} empty item${n > 1 ? "s" : ""}>`, "undefined"));
      continue;
    }
    out.push(formatProperty(ctx, value, times, String(at), "element"));
  }
  const rest = value.length - at;
  if (rest > 0) out.push(`... ${rest} more item${rest > 1 ? "s" : ""}`);
  return out;
};
const formatTyped = (ctx, value) => {
  const size = Math.min(Math.max(0, ctx.maxArrayLength), value.length);
  const out = [];
  for (let i = 0; i < size; i++) out.push(formatPrimitive(ctx, value[i]));
  if (value.length > size) out.push(`... ${value.length - size} more item${value.length - size > 1 ? "s" : ""}`);
  if (ctx.showHidden) {
    ctx.indentationLvl += 2;
    for (const k of ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"]) {
      out.push(`[${k}]: ${formatValue(ctx, value[k], ctx.currentDepth, true)}`);
    }
    ctx.indentationLvl -= 2;
  }
  return out;
};
const formatBuffer = (ctx, value) => {
  const bytes = new Uint8Array(value);
  const size = Math.min(Math.max(0, ctx.maxArrayLength), bytes.length);
  let s = Array.from(bytes.subarray(0, size), (b) => b.toString(16).padStart(2, "0")).join(" ");
  const rest = bytes.length - size;
  if (rest > 0) s += ` ... ${rest} more byte${rest > 1 ? "s" : ""}`;
  return [`${ctx.stylize("[Uint8Contents]", "special")}: <${s}>`];
};
const limited = (ctx, size, each) => {
  const max = Math.min(Math.max(0, ctx.maxArrayLength), size);
  const out = [];
  ctx.indentationLvl += 2;
  each(out, max);
  if (size > max) out.push(`... ${size - max} more item${size - max > 1 ? "s" : ""}`);
  ctx.indentationLvl -= 2;
  return out;
};
const formatSet = (ctx, value, times) => limited(ctx, value.size, (out, max) => {
  for (const v of Set.prototype.values.call(value)) {
    if (out.length >= max) break;
    out.push(formatValue(ctx, v, times));
  }
});
const formatMap = (ctx, value, times) => limited(ctx, value.size, (out, max) => {
  for (const [k, v] of Map.prototype.entries.call(value)) {
    if (out.length >= max) break;
    out.push(`${formatValue(ctx, k, times)} => ${formatValue(ctx, v, times)}`);
  }
});
const formatPromise = (ctx, value, times) => {
  const [state, result] = promiseState(value);
  if (state === "pending") return [ctx.stylize("<pending>", "special")];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, times);
  ctx.indentationLvl -= 2;
  return [state === "rejected" ? `${ctx.stylize("<rejected>", "special")} ${text}` : text];
};

const propertyName = (ctx, key, desc) => {
  if (typeof key === "symbol") return ctx.stylize(key.toString(), "symbol");
  if (key === "__proto__") return "['__proto__']";
  if (desc && desc.enumerable === false) return `[${key}]`;
  if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) return ctx.stylize(key, "name");
  return ctx.stylize(quote(key), "string");
};
const formatProperty = (ctx, value, times, key, type, given) => {
  let extra = " ", text;
  const desc = given ?? Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true, configurable: true };
  if ("value" in desc) {
    const diff = ctx.compact !== true || type !== false ? 2 : 3;
    ctx.indentationLvl += diff;
    text = formatValue(ctx, desc.value, times);
    if (diff === 3 && ctx.breakLength < text.length) extra = `\n${" ".repeat(ctx.indentationLvl)}`;
    ctx.indentationLvl -= diff;
  } else if (desc.get !== undefined) {
    text = formatGetter(ctx, value, desc, times);
  } else {
    text = desc.set !== undefined ? ctx.stylize("[Setter]", "special") : ctx.stylize("undefined", "undefined");
  }
  if (type === "element") return text;
  return `${propertyName(ctx, key, desc)}:${extra}${text}`;
};
const formatGetter = (ctx, value, desc, times) => {
  const label = desc.set !== undefined ? "Getter/Setter" : "Getter";
  if (!ctx.getters || (ctx.getters === "get" && desc.set) || (ctx.getters === "set" && !desc.set)) {
    return ctx.stylize(`[${label}]`, "special");
  }
  let got;
  try {
    got = desc.get.call(value);
  } catch (e) {
    return ctx.stylize(`[${label}: <Inspection threw (${e?.message})>]`, "special");
  }
  ctx.indentationLvl += 2;
  const text = got === null || (typeof got !== "object" && typeof got !== "function")
    ? `${ctx.stylize(`[${label}:`, "special")} ${formatPrimitiveOrNull(ctx, got)}${ctx.stylize("]", "special")}`
    : `${ctx.stylize(`[${label}]`, "special")} ${formatValue(ctx, got, times)}`;
  ctx.indentationLvl -= 2;
  return text;
};
const formatPrimitiveOrNull = (ctx, v) => (v === null ? ctx.stylize("null", "null") : formatPrimitive(ctx, v));

const width = (ctx, s) => (ctx.colors ? stripColors(s) : s).length;
const fits = (ctx, output, start, base) => {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const s of output) {
    total += width(ctx, s);
    if (total > ctx.breakLength) return false;
  }
  return base === "" || !base.includes("\n");
};
const reduceToSingle = (ctx, output, base, braces, list, recurseTimes, value) => {
  const head = base ? `${base} ` : "";
  if (ctx.compact !== true) {
    let lines = output;
    if (typeof ctx.compact === "number" && ctx.compact >= 1) {
      if (list && output.length > 6) lines = group(ctx, output, value);
      if (ctx.currentDepth - recurseTimes < ctx.compact && output.length === lines.length) {
        const start = lines.length + ctx.indentationLvl + braces[0].length + base.length + 10;
        if (fits(ctx, lines, start, base)) {
          const joined = lines.join(", ");
          if (!joined.includes("\n")) return `${head}${braces[0]} ${joined} ${braces[1]}`;
        }
      }
    }
    const indent = `\n${" ".repeat(ctx.indentationLvl)}`;
    return `${head}${braces[0]}${indent}  ${lines.join(`,${indent}  `)}${indent}${braces[1]}`;
  }
  if (fits(ctx, output, 0, base)) return `${braces[0]}${base ? ` ${base}` : ""} ${output.join(", ")} ${braces[1]}`;
  const indent = `\n${" ".repeat(ctx.indentationLvl)}`;
  const ln = base === "" && braces[0].length === 1 ? " " : `${base ? ` ${base}` : ""}\n${indent.slice(1)}  `;
  return `${braces[0]}${ln}${output.join(`,${indent}  `)} ${braces[1]}`;
};

// group sets more than six short entries of a list in columns.
const group = (ctx, output, value) => {
  let total = 0, max = 0;
  const more = ctx.maxArrayLength < output.length;
  const count = more ? output.length - 1 : output.length;
  const lengths = [];
  for (let i = 0; i < count; i++) {
    lengths[i] = width(ctx, output[i]);
    total += lengths[i] + 2;
    max = Math.max(max, lengths[i]);
  }
  const actual = max + 2;
  if (actual * 3 + ctx.indentationLvl >= ctx.breakLength || !(total / actual > 5 || max <= 6)) return output;
  const biased = Math.max(actual - 3 - Math.sqrt(actual - total / output.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / actual),
    ctx.compact * 4,
    15,
  );
  if (columns <= 1) return output;
  const widths = [];
  for (let i = 0; i < columns; i++) {
    let w = 0;
    for (let j = i; j < output.length; j += columns) w = Math.max(w, lengths[j] ?? 0);
    widths.push(w + 2);
  }
  let right = value !== undefined;
  for (let i = 0; right && i < output.length; i++) right = typeof value[i] === "number" || typeof value[i] === "bigint";
  const lines = [];
  for (let i = 0; i < count; i += columns) {
    const end = Math.min(i + columns, count);
    let line = "", j = i;
    for (; j < end - 1; j++) {
      const pad = widths[j - i] + output[j].length - lengths[j];
      line += right ? `${output[j]}, `.padStart(pad) : `${output[j]}, `.padEnd(pad);
    }
    line += right ? output[j].padStart(widths[j - i] + output[j].length - lengths[j] - 2) : output[j];
    lines.push(line);
  }
  if (more) lines.push(output[count]);
  return lines;
};

// format is util.format: the first argument's %s %d %i %f %j %o %O %c take the following ones.
export const format = (...args) => formatWithOptions(undefined, ...args);
export const formatWithOptions = (options, ...args) => {
  const first = args[0];
  let at = 0, out = "", join = "";
  if (typeof first === "string") {
    if (args.length === 1) return first;
    let last = 0, used = 0;
    for (let i = 0; i < first.length - 1; i++) {
      if (first[i] !== "%") continue;
      const c = first[++i];
      if (c === "%") {
        out += first.slice(last, i);
        last = i + 1;
        continue;
      }
      if (used + 1 >= args.length) continue;
      const text = formatPlaceholder(c, args[used + 1], options);
      if (text === undefined) continue;
      used++;
      out += first.slice(last, i - 1) + text;
      last = i + 1;
    }
    if (last !== 0 || used) {
      at = used + 1;
      join = " ";
      out += first.slice(last);
    }
  }
  while (at < args.length) {
    const v = args[at++];
    out += join + (typeof v !== "string" ? inspect(v, { ...options, compact: 3, colors: options?.colors ?? false, depth:
      options?.depth ?? 2 }) : v);
    join = " ";
  }
  return out;
};
const formatPlaceholder = (c, v, options) => {
  switch (c) {
    case "s":
      if (typeof v === "number") return formatNumber(plain, v);
      if (typeof v === "bigint") return `${v}n`;
      if (typeof v !== "object" || v === null || !builtInToString(v)) return String(v);
      return inspect(v, { ...options, depth: 0, colors: false, compact: 3 });
    case "d":
      return typeof v === "bigint" ? `${v}n` : typeof v === "symbol" ? "NaN" : formatNumber(plain, Number(v));
    case "i":
      return typeof v === "bigint" ? `${v}n` : typeof v === "symbol" ? "NaN" : formatNumber(plain, Number.parseInt(v));
    case "f":
      return typeof v === "symbol" ? "NaN" : formatNumber(plain, Number.parseFloat(v));
    case "j":
      try {
        return JSON.stringify(v);
      } catch (e) {
        if (/circular/i.test(e?.message)) return "[Circular]";
        throw e;
      }
    case "o":
      return inspect(v, { ...options, showHidden: true, showProxy: true, depth: 4 });
    case "O":
      return inspect(v, options);
    case "c":
      return "";
  }
  return undefined;
};
const builtInToString = (v) => {
  if (typeof v.toString !== "function") return true;
  if (Object.hasOwn(v, "toString")) return false;
  let o = v;
  do o = Object.getPrototypeOf(o);
  while (o && !Object.hasOwn(o, "toString"));
  const d = o && Object.getOwnPropertyDescriptor(o, "constructor");
  return d !== undefined && d !== null && typeof d.value === "function" &&
    [Object, Array, Function, Map, Set, Promise, RegExp, Date, Error, Number, String, Boolean, Symbol].includes(d.value);
};
