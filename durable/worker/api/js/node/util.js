// node:util.
import { checkFunction, checkString, invalidArg, invalidValue, plainError, typeError } from "node:internal/errors";
import { deepEqual } from "node:internal/comparisons";
import types from "node:util/types";
const bridge = globalThis[Symbol.for("dolab.node")];

export { types };
export const { inspect, format, formatWithOptions } = bridge;
export const stripVTControlCharacters = (s) => {
  checkString(s, "str");
  return bridge.stripColors(s);
};
export const isDeepStrictEqual = (a, b) => deepEqual(a, b, true);

if (!inspect.colors) {
  inspect.colors = Object.assign(Object.create(null), {
    reset: [0, 0],
    bold: [1, 22],
    dim: [2, 22],
    italic: [3, 23],
    underline: [4, 24],
    blink: [5, 25],
    inverse: [7, 27],
    hidden: [8, 28],
    strikethrough: [9, 29],
    doubleunderline: [21, 24],
    black: [30, 39],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    blue: [34, 39],
    magenta: [35, 39],
    cyan: [36, 39],
    white: [37, 39],
    bgBlack: [40, 49],
    bgRed: [41, 49],
    bgGreen: [42, 49],
    bgYellow: [43, 49],
    bgBlue: [44, 49],
    bgMagenta: [45, 49],
    bgCyan: [46, 49],
    bgWhite: [47, 49],
    framed: [51, 54],
    overlined: [53, 55],
    gray: [90, 39],
    grey: [90, 39],
    redBright: [91, 39],
    greenBright: [92, 39],
    yellowBright: [93, 39],
    blueBright: [94, 39],
    magentaBright: [95, 39],
    cyanBright: [96, 39],
    whiteBright: [97, 39],
    bgGray: [100, 49],
    bgRedBright: [101, 49],
    bgGreenBright: [102, 49],
    bgYellowBright: [103, 49],
    bgBlueBright: [104, 49],
    bgMagentaBright: [105, 49],
    bgCyanBright: [106, 49],
    bgWhiteBright: [107, 49],
  });
  inspect.styles = Object.assign(Object.create(null), {
    special: "cyan",
    number: "yellow",
    bigint: "yellow",
    boolean: "yellow",
    undefined: "grey",
    null: "bold",
    string: "green",
    symbol: "green",
    date: "magenta",
    regexp: "red",
    module: "underline",
  });
}
export const styleText = (styles, text) => {
  checkString(text, "text");
  for (const s of Array.isArray(styles) ? styles : [styles]) {
    if (inspect.colors[s] === undefined) {
      throw invalidValue(
        "format",
        s,
        `must be one of: ${Object.keys(inspect.colors)
          .map((k) => `'${k}'`)
          .join(", ")}`,
      );
    }
  }
  return text; // As for an output that is not a terminal.
};

const customPromisify = Symbol.for("nodejs.util.promisify.custom");
export const promisify = (original) => {
  checkFunction(original, "original");
  const custom = original[customPromisify];
  if (custom) {
    checkFunction(custom, "The `util.promisify.custom` property");
    return Object.defineProperty(custom, customPromisify, { value: custom, configurable: true });
  }
  function fn(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (err, ...values) => (err ? reject(err) : resolve(values[0]))]);
    });
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  Object.defineProperty(fn, customPromisify, { value: fn, configurable: true });
  const own = Object.getOwnPropertyDescriptors(original);
  for (const k of Reflect.ownKeys(own)) {
    try {
      Object.defineProperty(fn, k, own[k]);
    } catch {
      // Not every property of a function may be redefined.
    }
  }
  return fn;
};
promisify.custom = customPromisify;

export const callbackify = (original) => {
  checkFunction(original, "original");
  function callbackified(...args) {
    const done = args.pop();
    checkFunction(done, "last argument");
    Reflect.apply(original, this, args).then(
      (v) => queueMicrotask(() => done(null, v)),
      (reason) =>
        queueMicrotask(() => {
          if (reason) return done(reason);
          const e = plainError("ERR_FALSY_VALUE_REJECTION", "Promise was rejected with falsy value");
          e.reason = reason;
          done(e);
        }),
    );
  }
  return Object.defineProperty(callbackified, "name", { value: `${original.name}Callbackified`, configurable: true });
};

export const inherits = (ctor, superCtor) => {
  if (ctor === undefined || ctor === null) throw invalidArg("ctor", "Function", ctor);
  if (superCtor === undefined || superCtor === null) throw invalidArg("superCtor", "Function", superCtor);
  if (superCtor.prototype === undefined) throw invalidArg("superCtor.prototype", "Object", superCtor.prototype);
  Object.defineProperty(ctor, "super_", { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
};
export const _extend = (target, source) =>
  source === null || typeof source !== "object" ? target : Object.assign(target, source);

export const deprecate = (fn, message, code) => {
  let warned = false;
  function deprecated(...args) {
    if (!warned) {
      warned = true;
      globalThis.console?.warn(`${code ? `[${code}] ` : ""}DeprecationWarning: ${message}`);
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return deprecated;
};
export const debuglog = () => Object.assign(() => {}, { enabled: false });
export const debug = debuglog;
export const toUSVString = (s) => String(s).toWellFormed?.() ?? String(s);
export const getSystemErrorName = (n) => `Unknown system error ${n}`;
export const aborted = (signal, resource) => {
  if (signal === undefined) return Promise.reject(invalidArg("signal", "AbortSignal", signal));
  if (resource === null || typeof resource !== "object")
    return Promise.reject(invalidArg("resource", "Object", resource));
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
};
export const getCallSites = () => [];
export const parseEnv = (content) => {
  checkString(content, "content");
  const out = {};
  for (const m of content.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=\s*("(?:[^"])*"|'[^']*'|`[^`]*`|[^\n#]*)?/gm)) {
    const v = (m[2] ?? "").trim();
    const q = v[0];
    out[m[1]] =
      /^["'`]/.test(v) && v.at(-1) === q ? (q === '"' ? v.slice(1, -1).replaceAll("\\n", "\n") : v.slice(1, -1)) : v;
  }
  return out;
};

export const parseArgs = () => {
  throw new Error("node:util parseArgs is not implemented");
};

export class MIMEType {
  #type;
  #subtype;
  constructor(text) {
    const m = /^\s*([^\s/;]+)\/([^\s;]+)\s*((?:;[^]*)?)$/.exec(String(text));
    if (!m) throw typeError("ERR_INVALID_MIME_SYNTAX", `The MIME syntax for a type in "${text}" is invalid`);
    this.#type = m[1].toLowerCase();
    this.#subtype = m[2].toLowerCase();
    this.params = new Map();
    for (const p of m[3].split(";").slice(1)) {
      const at = p.indexOf("=");
      if (at > 0)
        this.params.set(
          p.slice(0, at).trim().toLowerCase(),
          p
            .slice(at + 1)
            .trim()
            .replace(/^"(.*)"$/, "$1"),
        );
    }
  }
  get type() {
    return this.#type;
  }
  get subtype() {
    return this.#subtype;
  }
  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }
  toString() {
    return this.essence + [...this.params].map(([k, v]) => `;${k}=${v}`).join("");
  }
}

export const { TextEncoder, TextDecoder } = globalThis;
export const isArray = Array.isArray;
export const isBoolean = (v) => typeof v === "boolean";
export const isNull = (v) => v === null;
export const isNullOrUndefined = (v) => v === null || v === undefined;
export const isNumber = (v) => typeof v === "number";
export const isString = (v) => typeof v === "string";
export const isSymbol = (v) => typeof v === "symbol";
export const isUndefined = (v) => v === undefined;
export const isRegExp = types.isRegExp;
export const isObject = (v) => v !== null && typeof v === "object";
export const isDate = types.isDate;
export const isError = (v) => v instanceof Error;
export const isFunction = (v) => typeof v === "function";
export const isPrimitive = (v) => v === null || (typeof v !== "object" && typeof v !== "function");
export const log = (...args) => globalThis.console?.log(format(...args));

export default {
  types,
  inspect,
  format,
  formatWithOptions,
  stripVTControlCharacters,
  isDeepStrictEqual,
  styleText,
  promisify,
  callbackify,
  inherits,
  _extend,
  deprecate,
  debuglog,
  debug,
  toUSVString,
  getSystemErrorName,
  aborted,
  getCallSites,
  parseEnv,
  parseArgs,
  MIMEType,
  TextEncoder,
  TextDecoder,
  isArray,
  isBoolean,
  isNull,
  isNullOrUndefined,
  isNumber,
  isString,
  isSymbol,
  isUndefined,
  isRegExp,
  isObject,
  isDate,
  isError,
  isFunction,
  isPrimitive,
  log,
};
