// Intl's Collator, PluralRules, ListFormat, RelativeTimeFormat and Segmenter for English.
import { hidden, uncloneable } from "./define.js";
import { option, optionsOf, resolve } from "./intl_locale.js";
import { digitSettings, formatNumber, NumberFormat } from "./intl_number.js";

// Order of the characters of ASCII in the root collation; letters follow, ignoring case first. Other scripts follow by
// code point.
const ASCII = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";
// Patterns with properties are large when compiled: they are made on first use, so that a snapshot does not carry them.
const lazy = {};
const pattern = (source) => (lazy[source] ??= new RegExp(source, "gu"));
const unmarked = (s) => s.replace(pattern("\\p{M}"), "");
const rank = (c) => {
  const at = ASCII.indexOf(c);
  if (at !== -1) return at + 1;
  const code = c.codePointAt(0);
  if (code < 32 || code === 127) return 0;
  if (c.search(pattern("\\p{L}")) === 0) return 0x200000 + code;
  return 0x1000 + code;
};
const expand = { ß: "ss\u0338", æ: "ae", œ: "oe", ø: "o\u0338", đ: "d\u0335", ł: "l\u0335", þ: "th" };
const keyOf = (s) =>
  Array.from(
    s.normalize("NFD"),
    (c) => expand[c] ?? (expand[c.toLowerCase()] ? expand[c.toLowerCase()].toUpperCase() : c),
  ).join("");
const compareLists = (a, b) => {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return Math.sign(a.length - b.length);
};
// primary is the sequence of base characters; digits in a row are one number where numeric is asked for.
const primary = (key, numeric) => {
  const base = unmarked(key).toLowerCase();
  const out = [];
  for (let i = 0; i < base.length;) {
    const m = numeric ? /^\d+/.exec(base.slice(i)) : null;
    if (m) {
      const n = m[0].replace(/^0+(?=\d)/, "");
      out.push(rank("0") + 0.5, n.length, ...Array.from(n, Number));
      i += m[0].length;
      continue;
    }
    const c = String.fromCodePoint(base.codePointAt(i));
    const r = rank(c);
    if (r > 0) out.push(r);
    i += c.length;
  }
  return out;
};
const accents = (key) => Array.from(key.matchAll(pattern("(\\P{M})(\\p{M}*)")), (m) => m[2]);
const cases = (key) => Array.from(unmarked(key), (c) => (c !== c.toLowerCase() ? 1 : 0));

const collate = (s, x, y) => {
  if (x === y) return 0;
  let a = keyOf(x),
    b = keyOf(y);
  if (s.ignorePunctuation) [a, b] = [a, b].map((k) => k.replace(pattern("[\\p{P}\\s]"), ""));
  const p = compareLists(primary(a, s.numeric), primary(b, s.numeric));
  if (p) return p;
  if (s.sensitivity === "accent" || s.sensitivity === "variant") {
    const d = compareLists(accents(a), accents(b));
    if (d) return d;
  }
  if (s.sensitivity === "case" || s.sensitivity === "variant") {
    const d = compareLists(cases(a), cases(b));
    if (d) return s.caseFirst === "upper" ? -d : d;
  }
  return 0;
};

const collation = (locales, given) => {
  const { locale, extension } = resolve(locales, "Collator");
  const o = optionsOf(given);
  return {
    locale,
    usage: option(o, "usage", ["sort", "search"], "sort"),
    sensitivity: option(o, "sensitivity", ["base", "accent", "case", "variant"], "variant"),
    ignorePunctuation: option(o, "ignorePunctuation", "boolean", false),
    collation: "default",
    numeric: option(o, "numeric", "boolean", extension.kn === "" || extension.kn === "true"),
    caseFirst: option(o, "caseFirst", ["upper", "lower", "false"], "false"),
  };
};
export class Collator {
  #s;
  #bound;
  constructor(locales, options) {
    this.#s = collation(locales, options);
  }
  get compare() {
    return (this.#bound ??= Object.defineProperty((a, b) => collate(this.#s, String(a), String(b)), "name", {
      value: "",
    }));
  }
  resolvedOptions() {
    return { ...this.#s };
  }
}
let plain;
export const compare = (a, b, locales, options) => {
  if (locales === undefined && options === undefined) return collate((plain ??= collation()), a, b);
  return collate(collation(locales, options), a, b);
};

export class PluralRules {
  #s;
  constructor(locales, given) {
    const { locale } = resolve(locales, "PluralRules");
    const o = optionsOf(given);
    this.#s = { locale, type: option(o, "type", ["cardinal", "ordinal"], "cardinal"), ...digitSettings(o) };
  }
  select(n) {
    const value = Number(n);
    if (!Number.isFinite(value)) return "other";
    const text = formatNumber(this.#s, Math.abs(value))
      .map((p) => p.value)
      .join("");
    if (this.#s.type === "cardinal") return text === "1" ? "one" : "other";
    if (!/^\d+$/.test(text)) return "other";
    const ten = Number(text.slice(-1)),
      hundred = Number(text.slice(-2));
    if (ten === 1 && hundred !== 11) return "one";
    if (ten === 2 && hundred !== 12) return "two";
    return ten === 3 && hundred !== 13 ? "few" : "other";
  }
  selectRange(from, to) {
    if (from === undefined || to === undefined) throw new TypeError("Invalid argument");
    if (Number.isNaN(Number(from)) || Number.isNaN(Number(to))) throw new RangeError("Invalid argument");
    return this.select(to);
  }
  resolvedOptions() {
    const s = this.#s,
      out = { locale: s.locale, type: s.type, notation: "standard" };
    for (const k of [
      "minimumIntegerDigits",
      "minimumFractionDigits",
      "maximumFractionDigits",
      "minimumSignificantDigits",
      "maximumSignificantDigits",
    ])
      if (s[k] !== undefined) out[k] = s[k];
    return {
      ...out,
      pluralCategories: s.type === "cardinal" ? ["one", "other"] : ["few", "one", "two", "other"],
      roundingIncrement: 1,
      roundingMode: s.roundingMode,
      roundingPriority: s.roundingPriority,
      trailingZeroDisplay: s.trailingZeroDisplay,
    };
  }
}

export class ListFormat {
  #s;
  constructor(locales, given) {
    const { locale } = resolve(locales, "ListFormat");
    const o = optionsOf(given);
    this.#s = {
      locale,
      type: option(o, "type", ["conjunction", "disjunction", "unit"], "conjunction"),
      style: option(o, "style", ["long", "short", "narrow"], "long"),
    };
  }
  #parts(list) {
    const items = [];
    for (const v of list ?? []) {
      if (typeof v !== "string") throw new TypeError(`Iterable yielded ${String(v)} which is not a string`);
      items.push(v);
    }
    const { type, style } = this.#s;
    const word =
      type === "disjunction"
        ? "or"
        : type === "conjunction"
          ? style === "long"
            ? "and"
            : style === "short"
              ? "&"
              : ""
          : "";
    const comma = type === "unit" && style === "narrow" ? " " : ", ";
    const pair = word ? ` ${word} ` : comma,
      last = word ? `, ${word} ` : comma;
    const out = [];
    items.forEach((value, i) => {
      if (i) out.push({ type: "literal", value: items.length === 2 ? pair : i === items.length - 1 ? last : comma });
      out.push({ type: "element", value });
    });
    return out;
  }
  format(list) {
    return this.#parts(list)
      .map((p) => p.value)
      .join("");
  }
  formatToParts(list) {
    return this.#parts(list);
  }
  resolvedOptions() {
    return { ...this.#s };
  }
}

const UNITS = {
  second: "sec.",
  minute: "min.",
  hour: "hr.",
  day: "day",
  week: "wk.",
  month: "mo.",
  quarter: "qtr.",
  year: "yr.",
};
const NARROW = { second: "s", minute: "m", hour: "h", day: "d", week: "w", month: "mo", quarter: "q", year: "y" };
const NOW = {
  second: { 0: "now" },
  minute: { 0: "this minute" },
  hour: { 0: "this hour" },
  day: { "-1": "yesterday", 0: "today", 1: "tomorrow" },
  week: { "-1": "last week", 0: "this week", 1: "next week" },
  month: { "-1": "last month", 0: "this month", 1: "next month" },
  quarter: { "-1": "last quarter", 0: "this quarter", 1: "next quarter" },
  year: { "-1": "last year", 0: "this year", 1: "next year" },
};
export class RelativeTimeFormat {
  #s;
  #number;
  constructor(locales, given) {
    const { locale } = resolve(locales, "RelativeTimeFormat");
    const o = optionsOf(given);
    this.#s = {
      locale,
      style: option(o, "style", ["long", "short", "narrow"], "long"),
      numeric: option(o, "numeric", ["always", "auto"], "always"),
      numberingSystem: "latn",
    };
    this.#number = new NumberFormat("en-US");
  }
  #parts(value, unit) {
    const u = String(unit).replace(/s$/, "");
    if (!Object.hasOwn(UNITS, u))
      throw new RangeError(`Invalid unit argument for Intl.RelativeTimeFormat.prototype.format() '${unit}'`);
    const n = Number(value);
    if (!Number.isFinite(n))
      throw new RangeError("Value need to be finite number for Intl.RelativeTimeFormat.prototype.format()");
    const { style, numeric } = this.#s;
    if (numeric === "auto" && Object.hasOwn(NOW[u], String(n))) {
      let word = NOW[u][Object.is(n, -0) ? 0 : n];
      if (style !== "long" && /^(last|this|next) /.test(word) && u !== "minute" && u !== "hour" && u !== "second") {
        word = word.replace(u, UNITS[u]);
      }
      return [{ type: "literal", value: word }];
    }
    const past = n < 0 || Object.is(n, -0);
    const number = this.#number.formatToParts(Math.abs(n)).map((p) => ({ ...p, unit: u }));
    const one = Math.abs(n) === 1;
    let name =
      style === "long" ? ` ${u}${one ? "" : "s"}` : style === "short" ? ` ${plural(UNITS[u], u, one)}` : NARROW[u];
    if (style === "narrow" && !past) name = NARROW[u];
    const out = past
      ? [...number, { type: "literal", value: `${name} ago` }]
      : [{ type: "literal", value: "in " }, ...number, { type: "literal", value: name }];
    return out;
  }
  format(value, unit) {
    return this.#parts(value, unit)
      .map((p) => p.value)
      .join("");
  }
  formatToParts(value, unit) {
    return this.#parts(value, unit);
  }
  resolvedOptions() {
    return { ...this.#s };
  }
}
const plural = (short, u, one) => (one ? short : u === "day" ? "days" : u === "quarter" ? "qtrs." : short);

// A grapheme: a line end, a Hangul syllable, a flag, an emoji sequence, or a character with its marks.
// Consonants of Indic scripts that a virama joins stay together.
const mark = "[\\p{M}\\u200d]",
  virama = "[\\u094d\\u09cd\\u0acd\\u0b4d\\u0c4d\\u0d4d]";
const cluster = [
  "\\r\\n",
  "[\\u1100-\\u115f]*[\\u1160-\\u11a7\\uac00-\\ud7a3][\\u1160-\\u11ff]*\\p{M}*",
  "\\p{Regional_Indicator}{2}\\p{M}*",
  "\\p{Extended_Pictographic}[\\p{M}\\p{Emoji_Modifier}]*" +
    "(?:\\u200d\\p{Extended_Pictographic}[\\p{M}\\p{Emoji_Modifier}]*)*\\u200d?",
  "\\p{Cc}",
  `(?:\\p{L}${mark}*${virama}${mark}*(?=\\p{L}))*[^]?[\\p{M}\\u200d\\p{Emoji_Modifier}]*`,
].join("|");
const wordly = "[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}\\p{M}_]|['.:\\u2019](?=\\p{L})|[.,](?=\\p{N}))*|\\r\\n|[ \\u3000]+|[^]";
export class Segmenter {
  #s;
  constructor(locales, given) {
    const { locale } = resolve(locales, "Segmenter");
    this.#s = {
      locale,
      granularity: option(optionsOf(given), "granularity", ["grapheme", "word", "sentence"], "grapheme"),
    };
    if (this.#s.granularity === "sentence")
      throw new RangeError("Intl.Segmenter: the granularity sentence is not simulated");
  }
  segment(input) {
    const text = String(input),
      word = this.#s.granularity === "word";
    function* segments() {
      for (const m of text.matchAll(pattern(word ? wordly : cluster))) {
        if (m[0] === "") continue;
        const s = { segment: m[0], index: m.index, input: text };
        yield word ? { ...s, isWordLike: m[0].search(pattern("[\\p{L}\\p{N}_]")) === 0 } : s;
      }
    }
    const list = {};
    hidden(list, "containing", function containing(at = 0) {
      const i = Math.trunc(Number(at)) || 0;
      if (i < 0 || i >= text.length) return undefined;
      for (const s of segments()) if (i < s.index + s.segment.length) return s;
      return undefined;
    });
    hidden(list, Symbol.iterator, segments);
    uncloneable(list);
    return list;
  }
  resolvedOptions() {
    return { ...this.#s };
  }
}
