// Text forms of values, as node's util.inspect gives them: console, node:util and node:assert print with it.
import { describe } from "./inspect_describe.js";
import { constructorName, prefixOf } from "./inspect_kind.js";
import { formatPrimitive, quote } from "./inspect_primitive.js";

const custom = Symbol.for("nodejs.util.inspect.custom");

export const defaults = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

const colorOf = {
  special: 36,
  number: 33,
  bigint: 33,
  boolean: 33,
  undefined: 90,
  null: 1,
  string: 32,
  symbol: 32,
  date: 35,
  regexp: 31,
  module: 4,
  name: 0,
};

export const plain = (s) => s;

const colored = (s, style) => {
  const n = colorOf[style];
  return n === undefined || n === 0 ? s : `\x1b[${n}m${s}\x1b[${n === 1 ? 22 : n === 4 ? 24 : 39}m`;
};

// eslint-disable-next-line no-control-regex
export const stripColors = (s) => s.replace(/\u001b\[[0-9;]*m/g, "");

export const inspect = (value, opts, ...legacy) => {
  const ctx = {
    ...defaults,
    budget: {},
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    stylize: plain,
    circular: undefined,
    userOptions: opts,
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
Object.defineProperty(inspect, "defaultOptions", { value: defaults, writable: true, configurable: true });

export const formatValue = (ctx, value, recurseTimes) => {
  if (value === null) return ctx.stylize("null", "null");
  if (typeof value !== "object" && typeof value !== "function") return formatPrimitive(ctx, value);
  const proxy = host.proxyParts(value);
  if (proxy !== undefined) {
    return proxy === null ? ctx.stylize("<Revoked Proxy>", "special") : formatProxy(ctx, proxy, recurseTimes);
  }
  if (ctx.customInspect) {
    const own = value[custom];
    if (typeof own === "function" && own !== inspect && !(value.constructor && value.constructor.prototype === value)) {
      const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
      const options = {
        ...pickOptions(ctx),
        ...(ctx.userOptions && typeof ctx.userOptions === "object" ? ctx.userOptions : {}),
        depth,
        stylize: ctx.stylize,
      };
      const ret = own.call(value, depth, options, inspect);
      if (ret !== value) {
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
  return formatRaw(ctx, value, recurseTimes);
};

// formatProxy shows a proxy without running its traps: its target, with showProxy its handler too.
const formatProxy = (ctx, parts, recurseTimes) => {
  if (!ctx.showProxy) return `Proxy(${formatValue(ctx, parts[0], recurseTimes)})`;
  if (recurseTimes > ctx.depth && ctx.depth !== null) return ctx.stylize("Proxy [Array]", "special");
  ctx.indentationLvl += 2;
  const both = parts.map((v) => formatValue(ctx, v, recurseTimes + 1));
  ctx.indentationLvl -= 2;
  return reduceToSingle(ctx, both, "", ["Proxy [", "]"], true, recurseTimes + 1);
};

export const pickOptions = (ctx) => {
  const out = {};
  for (const k of Object.keys(defaults)) out[k] = ctx[k];
  return out;
};

const formatRaw = (ctx, value, recurseTimes) => {
  const name = constructorName(value, ctx);
  let tag = value[Symbol.toStringTag];
  if (
    typeof tag !== "string" ||
    (tag !== "" &&
      (ctx.showHidden
        ? Object.hasOwn
        : Object.prototype.propertyIsEnumerable.call.bind(Object.prototype.propertyIsEnumerable))(
        value,
        Symbol.toStringTag,
      ))
  )
    tag = "";
  const shape = {
    base: "",
    braces: ["{", "}"],
    keys: undefined,
    format: () => [],
    list: false,
    prefix: "",
  };
  const done = describe(ctx, value, recurseTimes, name, tag, shape);
  if (done !== undefined) return done;
  const { braces, keys } = shape;
  if (recurseTimes > ctx.depth && ctx.depth !== null) {
    const constructor = prefixOf(name, tag, Array.isArray(value) ? "Array" : "Object").slice(0, -1);
    return ctx.stylize(`[${constructor}]`, "special");
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
  const out = [],
    seen = new Set(keys);
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

export const propertyName = (ctx, key, desc) => {
  if (typeof key === "symbol") return ctx.stylize(key.toString(), "symbol");
  if (key === "__proto__") return "['__proto__']";
  if (desc && desc.enumerable === false) return `[${key}]`;
  if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) return ctx.stylize(key, "name");
  return ctx.stylize(quote(key), "string");
};

export const formatProperty = (ctx, value, times, key, type, given) => {
  let extra = " ",
    text;
  const desc = given ??
    Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true, configurable: true };
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
  const text =
    got === null || (typeof got !== "object" && typeof got !== "function")
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
  let total = 0,
    max = 0;
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
    let line = "",
      j = i;
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
