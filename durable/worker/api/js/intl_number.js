// Intl.NumberFormat for American English. Numbers are rounded as decimals: those of the shortest text of a double.
import { integer, only, option, optionsOf, resolve } from "./intl_locale.js";

const ROUNDING = ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"];

// decimalOf reads a number, bigint or numeric string as { negative, digits, exponent }, whose value is
// 0.DIGITS × 10^exponent, or as { special }.
const decimalOf = (value) => {
  let v = typeof value === "object" && value !== null ? toPrimitive(value) : value;
  if (typeof v === "string") {
    const t = v.trim();
    // Exponents that no double has would make texts without end.
    v = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?0*\d{1,2})?$/i.test(t) ? t : Number(t);
  } else if (typeof v !== "bigint") {
    v = Number(v);
  }
  if (typeof v === "number") {
    if (Number.isNaN(v)) return { special: "NaN", negative: false };
    if (!Number.isFinite(v)) return { special: "∞", negative: v < 0 };
    if (v === 0) return { negative: Object.is(v, -0), digits: "", exponent: 0 };
  }
  const m = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(v));
  let digits = m[2] + m[3],
    exponent = m[2].length + Number(m[4] ?? 0);
  const lead = /^0*/.exec(digits)[0].length;
  digits = digits.slice(lead).replace(/0+$/, "");
  exponent -= lead;
  return { negative: m[1] === "-", digits, exponent: digits ? exponent : 0 };
};
const toPrimitive = (o) => {
  const p = o[Symbol.toPrimitive] ? o[Symbol.toPrimitive]("number") : o.valueOf();
  return typeof p === "object" ? String(o) : p;
};

// roundAt keeps the first n digits.
const roundAt = (d, n, mode) => {
  if (d.special || d.digits.length <= n) return d;
  const keep = n < 0 ? "" : d.digits.slice(0, n);
  const rest = n < 0 ? `${"0".repeat(-n)}${d.digits}` : d.digits.slice(n);
  const half = rest[0] > "5" || (rest[0] === "5" && /[1-9]/.test(rest.slice(1))) ? 1 : rest[0] === "5" ? 0 : -1;
  const nonzero = /[1-9]/.test(rest);
  let up;
  switch (mode) {
    case "ceil":
      up = nonzero && !d.negative;
      break;
    case "floor":
      up = nonzero && d.negative;
      break;
    case "expand":
      up = nonzero;
      break;
    case "trunc":
      up = false;
      break;
    case "halfCeil":
      up = half > 0 || (half === 0 && !d.negative);
      break;
    case "halfFloor":
      up = half > 0 || (half === 0 && d.negative);
      break;
    case "halfTrunc":
      up = half > 0;
      break;
    case "halfEven":
      up = half > 0 || (half === 0 && Number(keep.at(-1) ?? 0) % 2 === 1);
      break;
    default:
      up = half >= 0;
  }
  let exponent = d.exponent,
    digits = keep;
  if (up) {
    if (keep === "") {
      digits = "1";
      exponent = d.exponent - n + 1;
    } else {
      const next = String(BigInt(keep) + 1n).padStart(keep.length, "0");
      if (next.length > keep.length) exponent++;
      digits = next;
    }
  }
  digits = digits.replace(/0+$/, "");
  return { negative: d.negative, digits, exponent: digits ? exponent : 0 };
};

// split gives the integer and fraction digits of a decimal, with at least so many of each.
const split = (d, minInteger, minFraction) => {
  const point = d.exponent;
  let whole = point <= 0 ? "" : d.digits.slice(0, point).padEnd(point, "0");
  let fraction =
    point >= d.digits.length ? "" : point < 0 ? "0".repeat(-point) + d.digits : d.digits.slice(Math.max(0, point));
  whole = whole.padStart(minInteger, "0");
  fraction = fraction.padEnd(minFraction, "0");
  return [whole, fraction];
};

const digitOptions = (o, s, minFraction, maxFraction, compact) => {
  s.minimumIntegerDigits = integer(o, "minimumIntegerDigits", 1, 21, 1);
  const minF = o.minimumFractionDigits,
    maxF = o.maximumFractionDigits;
  const minS = o.minimumSignificantDigits,
    maxS = o.maximumSignificantDigits;
  const increment = integer(o, "roundingIncrement", 1, 5000, 1);
  if (increment !== 1) throw new RangeError("Intl.NumberFormat: roundingIncrement is not simulated");
  s.roundingMode = option(o, "roundingMode", ROUNDING, "halfExpand");
  s.roundingPriority = option(o, "roundingPriority", ["auto", "morePrecision", "lessPrecision"], "auto");
  s.trailingZeroDisplay = option(o, "trailingZeroDisplay", ["auto", "stripIfInteger"], "auto");
  const both = s.roundingPriority !== "auto";
  const significant = both || minS !== undefined || maxS !== undefined;
  const fraction = both || ((minF !== undefined || maxF !== undefined || !compact) && !significant);
  if (significant) {
    s.minimumSignificantDigits = integer(o, "minimumSignificantDigits", 1, 21, 1);
    s.maximumSignificantDigits = integer(o, "maximumSignificantDigits", s.minimumSignificantDigits, 21, 21);
  }
  if (fraction) {
    let min = integer(o, "minimumFractionDigits", 0, 100, undefined),
      max = integer(o, "maximumFractionDigits", 0, 100, undefined);
    if (min === undefined) min = Math.min(minFraction, max ?? minFraction);
    else if (max === undefined) max = Math.max(maxFraction, min);
    else if (min > max) throw new RangeError("maximumFractionDigits value is out of range.");
    s.minimumFractionDigits = min;
    s.maximumFractionDigits = max ?? Math.max(maxFraction, min);
  }
  if (!significant && !fraction) {
    Object.assign(s, {
      minimumFractionDigits: 0,
      maximumFractionDigits: 0,
      minimumSignificantDigits: 1,
      maximumSignificantDigits: 2,
      roundingPriority: "morePrecision",
      short: true,
    });
  }
};

// rounded applies the digit options.
const rounded = (s, d) => {
  if (d.special) return [d, 0];
  const bySignificant = () => [roundAt(d, s.maximumSignificantDigits, s.roundingMode), undefined];
  const byFraction = () => [roundAt(d, d.exponent + s.maximumFractionDigits, s.roundingMode), s.minimumFractionDigits];
  if (s.maximumSignificantDigits === undefined) return byFraction();
  if (s.maximumFractionDigits === undefined) return bySignificant();
  // Both: the magnitude of the last digit decides which is more precise.
  const atSignificant = d.exponent - s.maximumSignificantDigits,
    atFraction = -s.maximumFractionDigits;
  const useSignificant =
    s.roundingPriority === "morePrecision" ? atSignificant <= atFraction : atSignificant > atFraction;
  return useSignificant ? bySignificant() : byFraction();
};
const minFractionOf = (s, d, minimum) => {
  let min = minimum ?? Math.max(0, s.minimumSignificantDigits - (d.digits ? d.exponent : 1));
  if (s.trailingZeroDisplay === "stripIfInteger" && d.digits.length <= d.exponent) min = 0;
  return min;
};

const grouping = (s, whole) => {
  const g = s.useGrouping;
  if (g === false || whole.length < (g === "min2" ? 5 : 4)) return [whole];
  const out = [];
  for (let end = whole.length; end > 0; end -= 3) out.unshift(whole.slice(Math.max(0, end - 3), end));
  return out;
};

const numberParts = (s, d, minimum) => {
  if (d.special) return [{ type: d.special === "NaN" ? "nan" : "infinity", value: d.special }];
  const [whole, fraction] = split(d, s.minimumIntegerDigits, minFractionOf(s, d, minimum));
  const parts = [];
  grouping(s, whole).forEach((g, i) => {
    if (i) parts.push({ type: "group", value: "," });
    parts.push({ type: "integer", value: g });
  });
  if (fraction) parts.push({ type: "decimal", value: "." }, { type: "fraction", value: fraction });
  return parts;
};

const COMPACT = [
  ["", ""],
  ["K", "thousand"],
  ["M", "million"],
  ["B", "billion"],
  ["T", "trillion"],
];
const scaled = (s, d) => {
  const at = (x) => Math.min(4, Math.max(0, Math.floor((x.exponent - 1) / 3)));
  let power = d.digits ? at(d) : 0;
  let [r, minimum] = rounded(s, { ...d, exponent: d.exponent - 3 * power });
  if (r.exponent > 3 && power < 4) {
    power++;
    [r, minimum] = rounded(s, { ...d, exponent: d.exponent - 3 * power });
  }
  return [r, minimum, power];
};
const scientific = (s, d) => {
  const engineering = s.notation === "engineering";
  const shift = (x) => (x.digits ? (engineering ? Math.floor((x.exponent - 1) / 3) * 3 : x.exponent - 1) : 0);
  let power = shift(d);
  let [r, minimum] = rounded(s, { ...d, exponent: d.exponent - power });
  if (r.exponent > (engineering ? 3 : 1)) {
    power += engineering ? 3 : 1;
    [r, minimum] = rounded(s, { ...d, exponent: d.exponent - power });
  }
  return [r, minimum, power];
};

const signOf = (s, d, zero) => {
  const negative = d.negative && !(d.special === "NaN");
  switch (s.signDisplay) {
    case "never":
      return "";
    case "always":
      return negative ? "-" : "+";
    case "exceptZero":
      return zero || d.special === "NaN" ? "" : negative ? "-" : "+";
    case "negative":
      return negative && !zero ? "-" : "";
  }
  return negative ? "-" : "";
};

const currencyOf = (code) => {
  const line = host.intlCurrency(code);
  return line ? line.split("|") : [code, code, "2", code, code];
};
// plural is the category of what is shown: one only for a plain 1.
const isOne = (parts) => parts.length === 1 && parts[0].value === "1";

export const formatNumber = (s, value) => {
  let d = decimalOf(value);
  if (s.style === "percent" && !d.special && d.digits) d = { ...d, exponent: d.exponent + 2 };
  let r,
    minimum,
    power = 0;
  if (d.special) r = d;
  else if (s.notation === "compact") [r, minimum, power] = scaled(s, d);
  else if (s.notation !== "standard") [r, minimum, power] = scientific(s, d);
  else [r, minimum] = rounded(s, d);
  const parts = numberParts(s, r, minimum);
  const one = isOne(parts) && power === 0;
  if (s.notation === "compact" && power > 0) {
    const [short, long] = COMPACT[power];
    if (s.compactDisplay === "long") parts.push({ type: "literal", value: " " });
    parts.push({ type: "compact", value: s.compactDisplay === "long" ? long : short });
  } else if ((s.notation === "scientific" || s.notation === "engineering") && !d.special) {
    parts.push({ type: "exponentSeparator", value: "E" });
    if (power < 0) parts.push({ type: "exponentMinusSign", value: "-" });
    parts.push({ type: "exponentInteger", value: String(Math.abs(power)) });
  }
  const zero = !r.special && r.digits === "";
  return affixed(s, parts, signOf(s, { ...r, negative: d.negative }, zero), one);
};

const affixed = (s, parts, sign, one) => {
  const signPart =
    sign === "-" ? [{ type: "minusSign", value: "-" }] : sign === "+" ? [{ type: "plusSign", value: "+" }] : [];
  if (s.style === "percent") return [...signPart, ...parts, { type: "percentSign", value: "%" }];
  if (s.style === "currency") {
    const [symbol, narrow, , single, several] = currencyOf(s.currency);
    if (s.currencyDisplay === "name") {
      return [
        ...signPart,
        ...parts,
        { type: "literal", value: " " },
        { type: "currency", value: one ? single : several },
      ];
    }
    const text = s.currencyDisplay === "code" ? s.currency : s.currencyDisplay === "narrowSymbol" ? narrow : symbol;
    const space = /[A-Za-z]$/.test(text) && parts[0].type === "integer" ? [{ type: "literal", value: "\u00a0" }] : [];
    const body = [{ type: "currency", value: text }, ...space, ...parts];
    if (s.currencySign === "accounting" && sign === "-") {
      return [{ type: "literal", value: "(" }, ...body, { type: "literal", value: ")" }];
    }
    return [...signPart, ...body];
  }
  if (s.style === "unit") return withUnit(s, signPart, parts, one);
  return [...signPart, ...parts];
};
const withUnit = (s, sign, parts, one) => {
  const column = { short: 0, narrow: 3, long: 6 }[s.unitDisplay];
  const [first, per] = s.unit.split("-per-");
  const line = host.intlUnit(first).split("|");
  let pattern = line[column + (one ? 0 : 1)];
  if (per) pattern += host.intlUnit(per).split("|")[column + 2];
  const [before, after] = pattern.split("#");
  const piece = (text) => {
    const m = /^(\s*)(.*?)(\s*)$/.exec(text);
    const out = [];
    if (m[1]) out.push({ type: "literal", value: m[1] });
    if (m[2]) out.push({ type: "unit", value: m[2] });
    if (m[3]) out.push({ type: "literal", value: m[3] });
    return out;
  };
  return [...piece(before), ...sign, ...parts, ...piece(after)];
};

const unitOf = (u) => {
  const [first, per, more] = u.split("-per-");
  if (
    more !== undefined ||
    !host.intlUnit(first) ||
    (per !== undefined && !host.intlUnit(per)) ||
    u !== u.toLowerCase()
  ) {
    throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${u}'`);
  }
  return u;
};

const settingsOf = (locales, given) => {
  const { locale, extension } = resolve(locales, "NumberFormat");
  const o = optionsOf(given);
  only(o, "numberingSystem", ["latn"]);
  only(extension, "nu", ["latn"], "numberingSystem");
  const s = { locale: extension.nu ? `${locale}-u-nu-latn` : locale, numberingSystem: "latn" };
  s.style = option(o, "style", ["decimal", "percent", "currency", "unit"], "decimal");
  const currency = o.currency === undefined ? undefined : String(o.currency).toUpperCase();
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new RangeError(`Invalid currency code : ${o.currency}`);
  if (s.style === "currency" && currency === undefined)
    throw new TypeError("Currency code is required with currency style.");
  const display = option(o, "currencyDisplay", ["code", "symbol", "narrowSymbol", "name"], "symbol");
  const sign = option(o, "currencySign", ["standard", "accounting"], "standard");
  if (o.unit !== undefined) unitOf(String(o.unit));
  else if (s.style === "unit") throw new TypeError("Invalid unit argument for Intl.NumberFormat() ''");
  const unitDisplay = option(o, "unitDisplay", ["short", "narrow", "long"], "short");
  if (s.style === "currency") Object.assign(s, { currency, currencyDisplay: display, currencySign: sign });
  if (s.style === "unit") Object.assign(s, { unit: String(o.unit), unitDisplay });
  s.notation = option(o, "notation", ["standard", "scientific", "engineering", "compact"], "standard");
  const digits = s.style === "currency" && s.notation === "standard" ? Number(currencyOf(currency)[2]) : 0;
  digitOptions(
    o,
    s,
    digits,
    s.style === "currency" && s.notation === "standard" ? digits : s.style === "percent" ? 0 : 3,
    s.notation === "compact",
  );
  const compactDisplay = option(o, "compactDisplay", ["short", "long"], "short");
  if (s.notation === "compact") s.compactDisplay = compactDisplay;
  const fallback = s.notation === "compact" ? "min2" : "auto";
  const g = o.useGrouping;
  if (g === undefined) s.useGrouping = fallback;
  else if (g === true || g === "always") s.useGrouping = "always";
  else if (g === false || g === null || g === 0 || g === "") s.useGrouping = false;
  else if (g === "true" || g === "false") s.useGrouping = fallback;
  else s.useGrouping = option(o, "useGrouping", ["min2", "auto", "always"], fallback);
  if (s.notation === "scientific" || s.notation === "engineering")
    s.useGrouping = o.useGrouping === undefined ? "auto" : s.useGrouping;
  s.signDisplay = option(o, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto");
  return s;
};

const ORDER = [
  "locale",
  "numberingSystem",
  "style",
  "currency",
  "currencyDisplay",
  "currencySign",
  "unit",
  "unitDisplay",
  "minimumIntegerDigits",
  "minimumFractionDigits",
  "maximumFractionDigits",
  "minimumSignificantDigits",
  "maximumSignificantDigits",
  "useGrouping",
  "notation",
  "compactDisplay",
  "signDisplay",
  "roundingIncrement",
  "roundingMode",
  "roundingPriority",
  "trailingZeroDisplay",
];
const joined = (parts) => parts.map((p) => p.value).join("");

export class NumberFormat {
  #s;
  #bound;
  constructor(locales, options) {
    this.#s = settingsOf(locales, options);
  }
  get format() {
    return (this.#bound ??= Object.defineProperty((n) => joined(formatNumber(this.#s, n)), "name", { value: "" }));
  }
  formatToParts(n) {
    return formatNumber(this.#s, n);
  }
  formatRange(from, to) {
    return joined(this.formatRangeToParts(from, to));
  }
  formatRangeToParts(from, to) {
    if (from === undefined || to === undefined) throw new TypeError("start or end is undefined");
    const a = formatNumber(this.#s, from),
      b = formatNumber(this.#s, to);
    if (a.some((p) => p.type === "nan") || b.some((p) => p.type === "nan")) throw new RangeError("Invalid argument");
    const tagged = (list, source) => list.map((p) => ({ ...p, source }));
    if (joined(a) === joined(b))
      return [{ type: "approximatelySign", value: "~", source: "shared" }, ...tagged(a, "shared")];
    const same = (x, y, type) => x?.type === type && y?.type === type && x.value === y.value;
    const end = a.at(-1),
      dash = { type: "literal", value: "–", source: "shared" };
    if (same(end, b.at(-1), "unit")) {
      const n = a.at(-2)?.type === "literal" ? 2 : 1;
      return [
        ...tagged(a.slice(0, -n), "startRange"),
        dash,
        ...tagged(b.slice(0, -n), "endRange"),
        ...tagged(b.slice(-n), "shared"),
      ];
    }
    const spaced = same(a[0], b[0], "currency") || same(end, b.at(-1), "percentSign");
    return spaced
      ? [...tagged(a, "startRange"), { ...dash, value: " – " }, ...tagged(b, "endRange")]
      : [...tagged(a, "startRange"), dash, ...tagged(b, "endRange")];
  }
  resolvedOptions() {
    const out = {},
      s = { ...this.#s, roundingIncrement: 1 };
    for (const k of ORDER) if (s[k] !== undefined) out[k] = s[k];
    return out;
  }
}

let plainFormat;
export const toLocaleNumber = (value, locales, options) => {
  if (locales === undefined && options === undefined) return (plainFormat ??= new NumberFormat()).format(value);
  return new NumberFormat(locales, options).format(value);
};
// digitsOf gives the settings of digits to PluralRules.
export const digitSettings = (o) => {
  const s = { notation: "standard", useGrouping: false, style: "decimal", signDisplay: "auto" };
  digitOptions(o, s, 0, 3, false);
  return s;
};
