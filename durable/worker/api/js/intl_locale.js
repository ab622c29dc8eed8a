// Locales of Intl: their syntax, and the one language there is.

const tag = new RegExp(
  "^[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\\d{3}))?" +
    "(?:-(?:[a-z\\d]{5,8}|\\d[a-z\\d]{3}))*(?:-[a-wyz\\d](?:-[a-z\\d]{2,8})+)*(?:-x(?:-[a-z\\d]{1,8})+)?$",
  "i",
);
const invalid = (t) => new RangeError(`Invalid language tag: ${t}`);

const canonical = (t) => {
  if (!tag.test(t)) throw invalid(t);
  let extension = false;
  return t
    .split("-")
    .map((part, i) => {
      if (part.length === 1) extension = true;
      if (extension || i === 0) return part.toLowerCase();
      if (part.length === 4 && /^[a-z]/i.test(part)) return part[0].toUpperCase() + part.slice(1).toLowerCase();
      return part.length === 2 ? part.toUpperCase() : part.toLowerCase();
    })
    .join("-");
};

// localesOf is CanonicalizeLocaleList.
export const localesOf = (locales) => {
  if (locales === undefined) return [];
  const list =
    typeof locales === "string" || (typeof locales === "object" && locales instanceof Locale)
      ? [locales]
      : Array.from(Object(locales));
  const out = [];
  for (const l of list) {
    if (typeof l !== "string" && (typeof l !== "object" || l === null)) {
      throw new TypeError("Language ID should be string or object.");
    }
    const c = canonical(String(l));
    if (!out.includes(c)) out.push(c);
  }
  return out;
};
const plainTag = (l) => l.replace(/-[a-z\d]-.*$/, "");
const known = (l) => ["en", "en-US", "en-Latn", "en-Latn-US"].includes(plainTag(l));

// service is the class that is being constructed, for the texts of errors.
let service;

// resolve picks the locale of a formatter: the first one asked for, and that must be there.
export const resolve = (locales, name) => {
  service = name;
  const list = localesOf(locales);
  if (list.length === 0) return { locale: "en-US", extension: {} };
  const l = list[0];
  if (!known(l)) {
    throw new RangeError(`Intl.${service}: the locale "${plainTag(l)}" is not simulated; there are "en" and "en-US"`);
  }
  const extension = {};
  const parts = (/-u-(.*?)(?:-[a-z\d]-.*)?$/.exec(l)?.[1] ?? "").split("-");
  let key;
  for (const p of parts) {
    if (p.length === 2) extension[(key = p)] = "";
    else if (key) extension[key] += (extension[key] ? "-" : "") + p;
  }
  return { locale: plainTag(l), extension };
};
export const supportedLocalesOf = (locales) => localesOf(locales).filter(known);

// option reads one option: a string of a list, a boolean, or any string.
export const option = (options, name, values, fallback) => {
  let v = options[name];
  if (v === undefined) return fallback;
  if (values === "boolean") return Boolean(v);
  v = String(v);
  if (values && !values.includes(v))
    throw new RangeError(`Value ${v} out of range for Intl.${service} options property ${name}`);
  return v;
};
export const integer = (options, name, min, max, fallback) => {
  const v = options[name];
  if (v === undefined) return fallback;
  const n = Number(v);
  if (!(n >= min && n <= max)) throw new RangeError(`${name} value is out of range.`);
  return Math.floor(n);
};
export const optionsOf = (o) => {
  if (o === undefined) return {};
  if (o === null) throw new TypeError(`Intl.${service} called on null or undefined`);
  return Object(o);
};

export class Locale {
  #tag;
  constructor(t, options = {}) {
    if (new.target === undefined || (typeof t !== "string" && typeof t !== "object")) {
      throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing");
    }
    let c = canonical(String(t));
    if (options.language) c = c.replace(/^[^-]+/, String(options.language));
    if (options.region) c = `${c.replace(/-(?:[A-Z]{2}|\d{3})(?=-|$)/, "")}-${options.region}`;
    this.#tag = canonical(c);
  }
  get baseName() {
    return plainTag(this.#tag);
  }
  get language() {
    return this.#tag.split("-")[0];
  }
  get script() {
    return /-([A-Z][a-z]{3})(?=-|$)/.exec(this.baseName)?.[1];
  }
  get region() {
    return /-([A-Z]{2}|\d{3})(?=-|$)/.exec(this.baseName)?.[1];
  }
  toString() {
    return this.#tag;
  }
}

// only refuses the values of an option, or of a part of a locale that stands for it, that are not simulated.
export const only = (options, name, values, option = name) => {
  const v = options[name];
  if (v === undefined || values.includes(String(v))) return;
  throw new RangeError(`Intl.${service}: the ${option} "${v}" is not simulated; there is ${values.map((v) => `"${v}"`).join(" and ")}`);
};
