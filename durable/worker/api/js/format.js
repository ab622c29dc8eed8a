// util.format: the first argument's %s %d %i %f %j %o %O %c take the following ones.
import { inspect, plain } from "./inspect.js";
import { formatNumber, formatPrimitive } from "./inspect_primitive.js";

// format is util.format: the first argument's %s %d %i %f %j %o %O %c take the following ones.
export const format = (...args) => formatWithOptions(undefined, ...args);

export const formatWithOptions = (options, ...args) => {
  const first = args[0];
  let at = 0,
    out = "",
    join = "";
  if (typeof first === "string") {
    if (args.length === 1) return first;
    let last = 0,
      used = 0;
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
    out +=
      join +
      (typeof v !== "string"
        ? inspect(v, { ...options, compact: 3, colors: options?.colors ?? false, depth: options?.depth ?? 2 })
        : v);
    join = " ";
  }
  return out;
};

const formatPlaceholder = (c, v, options) => {
  const number = (n) => formatNumber(plain, n, options?.numericSeparator);
  const bigint = (n) => formatPrimitive({ stylize: plain, numericSeparator: options?.numericSeparator }, n);
  switch (c) {
    case "s":
      if (typeof v === "number") return number(v);
      if (typeof v === "bigint") return bigint(v);
      if (typeof v !== "object" || v === null || !builtInToString(v)) return String(v);
      return inspect(v, { ...options, depth: 0, colors: false, compact: 3 });
    case "d":
      return typeof v === "bigint" ? bigint(v) : typeof v === "symbol" ? "NaN" : number(Number(v));
    case "i":
      return typeof v === "bigint" ? bigint(v) : typeof v === "symbol" ? "NaN" : number(Number.parseInt(v));
    case "f":
      return typeof v === "symbol" ? "NaN" : number(Number.parseFloat(v));
    case "j":
      try {
        return `${JSON.stringify(v)}`;
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
  return (
    d !== undefined &&
    d !== null &&
    typeof d.value === "function" &&
    [Object, Array, Function, Map, Set, Promise, RegExp, Date, Error, Number, String, Boolean, Symbol].includes(d.value)
  );
};
