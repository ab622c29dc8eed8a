// node:util.
import { checkFunction, checkString, invalidArg, invalidValue, plainError, typeError } from "node:internal/errors";
import { deepEqual } from "node:internal/comparisons";
import types from "node:util/types";
const bridge = globalThis[Symbol.for("dolab.node")];

export { types };
export const { inspect, format } = bridge;
export function formatWithOptions(inspectOptions, ...args) {
  if (inspectOptions === null || typeof inspectOptions !== "object") {
    throw invalidArg("inspectOptions", "object", inspectOptions);
  }
  return bridge.formatWithOptions(inspectOptions, ...args);
}
const links = /\u001b\][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/g;
const codes = /[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:[;:]\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g;
export const stripVTControlCharacters = (s) => {
  checkString(s, "str");
  return s.replace(links, "").replace(codes, "");
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
  Object.defineProperty(inspect.colors, "grey", { value: inspect.colors.gray, configurable: true });
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
    name: undefined,
    regexp: "red",
    module: "underline",
  });
}
export const styleText = (format, text, { validateStream = true, stream } = {}) => {
  checkString(text, "text");
  if (validateStream && stream !== undefined && typeof stream?.pipe !== "function") {
    if (!(stream instanceof ReadableStream) && !(stream instanceof WritableStream)) {
      throw invalidArg("stream", ["ReadableStream", "WritableStream", "Stream"], stream);
    }
  }
  const styles = Array.isArray(format) ? format : [format];
  for (const s of styles) {
    if (s !== "none" && inspect.colors[s] === undefined) {
      throw invalidValue(
        "format",
        s,
        `must be one of: ${Object.keys(inspect.colors)
          .map((k) => `'${k}'`)
          .join(", ")}`,
      );
    }
  }
  if (validateStream) return text; // As for an output that is not a terminal.
  return styles.reduceRight((inner, s) => {
    const [on, off] = inspect.colors[s] ?? [];
    return on === undefined ? inner : `\u001b[${on}m${inner}\u001b[${off}m`;
  }, text);
};

const customPromisify = Symbol.for("nodejs.util.promisify.custom");
export const promisify = (original) => {
  checkFunction(original, "original");
  const custom = original[customPromisify];
  if (custom) {
    checkFunction(custom, "util.promisify.custom");
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
  const own = Object.getOwnPropertyDescriptors(original);
  if (typeof own.length?.value === "number") own.length.value++;
  if (typeof own.name?.value === "string") own.name.value += "Callbackified";
  return Object.defineProperties(callbackified, own);
};

export const inherits = (ctor, superCtor) => {
  if (ctor === undefined || ctor === null) throw invalidArg("ctor", "Function", ctor);
  if (superCtor === undefined || superCtor === null) throw invalidArg("superCtor", "Function", superCtor);
  if (superCtor.prototype === undefined) throw invalidArg("superCtor.prototype", "Object", superCtor.prototype);
  Object.defineProperty(ctor, "super_", { value: superCtor, writable: true, configurable: true });
  if (ctor.prototype === undefined) throw new TypeError("Object.setPrototypeOf called on null or undefined");
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
};
export const _extend = (target, source) =>
  source === null || typeof source !== "object" ? target : Object.assign(target, source);

// deprecate has no warning to give: the runtime has none.
export const deprecate = (fn, _message, _code, _options) => fn;
const sets = new Map(); // what debuglog has made, by the name of the set
export const debuglog = (set, cb) => {
  let first = true;
  const logger = (...args) => {
    const name = `${set}`.toUpperCase();
    if (!sets.has(name)) sets.set(name, (...a) => globalThis.console?.log(`${name}: ${format(...a)}\n`));
    if (first && typeof cb === "function") cb(sets.get(name));
    first = false;
    sets.get(name)(...args);
  };
  return Object.defineProperty(logger, "enabled", { get: () => true, enumerable: true, configurable: true });
};
export const debug = debuglog;
export const toUSVString = (input) => input.toWellFormed();

// absent are functions that the runtime has, and that only throw.
const absent = (name) => {
  const fn = (..._args) => {
    throw new Error(`node:util ${name} is not implemented`);
  };
  return Object.defineProperty(fn, "name", { value: name, configurable: true });
};
export const getSystemErrorName = absent("getSystemErrorName");
export const getSystemErrorMessage = absent("getSystemErrorMessage");
export const getSystemErrorMap = absent("getSystemErrorMap");
export const _errnoException = absent("_errnoException");
export const _exceptionWithHostPort = absent("_exceptionWithHostPort");
export const transferableAbortController = absent("transferableAbortController");
export const transferableAbortSignal = absent("transferableAbortSignal");
export const isBuffer = (v) => Buffer.isBuffer(v);
export const aborted = (signal, resource) => {
  if (!(signal instanceof AbortSignal)) return Promise.reject(invalidArg("signal", "AbortSignal", signal));
  if (resource === null || typeof resource !== "object")
    return Promise.reject(invalidArg("resource", "Object", resource));
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
};
export const getCallSites = () => [];
export const getCallSite = getCallSites;
Object.defineProperty(getCallSites, "name", { value: "bound getCallSites", configurable: true });
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

export const parseArgs = absent("parseArgs");

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const shown = (v) => (token.test(v) ? v : `"${v.replace(/["\\]/g, "\\$&")}"`);

// MIMEParams are the parameters of a MIMEType. Those of none keep nothing.
let attach;
export class MIMEParams {
  #map = null;
  static {
    attach = (map) => {
      const params = new MIMEParams();
      params.#map = map;
      return params;
    };
  }
  get(name) {
    return this.#map?.get(`${name}`) ?? null;
  }
  has(name) {
    return this.#map?.has(`${name}`) ?? false;
  }
  set(name, value) {
    this.#map?.set(`${name}`, `${value}`);
  }
  delete(name) {
    this.#map?.delete(`${name}`);
  }
  entries() {
    return (this.#map ?? new Map()).entries();
  }
  keys() {
    return (this.#map ?? new Map()).keys();
  }
  values() {
    return (this.#map ?? new Map()).values();
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    return [...this.entries()].map(([k, v]) => `${k}=${shown(v)}`).join(";");
  }
}

const notMIME = (text) => new TypeError(`Not a valid MIME type${text}`);

export class MIMEType {
  #type;
  #subtype;
  #params;
  constructor(...args) {
    const text = `${args[0]}`;
    const m = /^\s*([^\s/;]+)\/([^\s;]+)\s*((?:;[^]*)?)$/.exec(text);
    if (!m || !token.test(m[1]) || !token.test(m[2])) throw notMIME(`: ${text}`);
    this.#type = m[1].toLowerCase();
    this.#subtype = m[2].toLowerCase();
    const map = new Map();
    for (const p of m[3].matchAll(/;\s*([^;=\s]+)=("(?:[^"\\]|\\.)*"|[^;]*)/g)) {
      const quoted = p[2].startsWith('"');
      const name = p[1].toLowerCase();
      if (!map.has(name)) map.set(name, quoted ? p[2].slice(1, -1).replace(/\\(.)/g, "$1") : p[2].trim());
    }
    this.#params = attach(map);
  }
  get type() {
    return this.#type;
  }
  set type(v) {
    if (!token.test(`${v}`)) throw notMIME("");
    this.#type = `${v}`.toLowerCase();
  }
  get subtype() {
    return this.#subtype;
  }
  set subtype(v) {
    if (!token.test(`${v}`)) throw notMIME("");
    this.#subtype = `${v}`.toLowerCase();
  }
  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }
  get params() {
    return this.#params;
  }
  toString() {
    const params = `${this.#params}`;
    return this.essence + (params === "" ? "" : `;${params}`);
  }
  toJSON() {
    return this.toString();
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
  getSystemErrorMessage,
  getSystemErrorMap,
  _errnoException,
  _exceptionWithHostPort,
  transferableAbortController,
  transferableAbortSignal,
  isBuffer,
  aborted,
  getCallSites,
  getCallSite,
  parseEnv,
  parseArgs,
  MIMEParams,
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
