// Intl for American English in any time zone, and the toLocale methods of the language's own classes.
import { hidden, uncloneable } from "./define.js";
import { Locale, localesOf, supportedLocalesOf } from "./intl_locale.js";
import { NumberFormat, toLocaleNumber } from "./intl_number.js";
import { DateTimeFormat, toLocaleDate } from "./intl_date.js";
import { Collator, compare, ListFormat, PluralRules, RelativeTimeFormat, Segmenter } from "./intl_text.js";

// callable lets a class be called without new, as the oldest ones may be.
const callable = (C) => {
  const f = function (locales, options) {
    return Reflect.construct(C, [locales, options], new.target ?? f);
  };
  Object.defineProperty(f, "name", { value: C.name });
  Object.defineProperty(f, "length", { value: 0, configurable: true });
  f.prototype = C.prototype;
  Object.defineProperty(f, "prototype", { writable: false });
  hidden(C.prototype, "constructor", f);
  return f;
};
const absent = (name) => {
  const f = function () {
    throw new TypeError(`Intl.${name} is not simulated`);
  };
  return Object.defineProperty(f, "name", { value: name });
};

export const defineIntl = () => {
  const Intl = {};
  Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl", configurable: true });
  hidden(Intl, "getCanonicalLocales", function getCanonicalLocales(locales) {
    return localesOf(locales);
  });
  hidden(Intl, "supportedValuesOf", function supportedValuesOf(key) {
    const fixed = { calendar: ["gregory", "iso8601"], collation: ["default"], numberingSystem: ["latn"] };
    const list = fixed[key] ?? host.intlList(String(key));
    if (!list) throw new RangeError(`Invalid key : ${key}`);
    return list;
  });
  const classes = {
    DateTimeFormat: callable(DateTimeFormat),
    NumberFormat: callable(NumberFormat),
    Collator: callable(Collator),
    PluralRules,
    RelativeTimeFormat,
    ListFormat,
    Locale,
    DisplayNames: absent("DisplayNames"),
    Segmenter,
    DurationFormat: absent("DurationFormat"),
  };
  for (const name of Object.keys(classes)) {
    const C = classes[name];
    hidden(Intl, name, C);
    if (name !== "Locale") hidden(C, "supportedLocalesOf", (locales) => supportedLocalesOf(locales));
    Object.defineProperty(C.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    uncloneable(C.prototype);
  }
  hidden(globalThis, "Intl", Intl);

  const define = (proto, methods) => {
    for (const k of Object.keys(methods)) hidden(proto, k, methods[k]);
  };
  define(Number.prototype, {
    toLocaleString(locales, options) {
      return toLocaleNumber(Number.prototype.valueOf.call(this), locales, options);
    },
  });
  define(BigInt.prototype, {
    toLocaleString(locales, options) {
      return toLocaleNumber(BigInt.prototype.valueOf.call(this), locales, options);
    },
  });
  define(Date.prototype, {
    toLocaleString(locales, options) {
      return toLocaleDate(this, locales, options, "any", "all");
    },
    toLocaleDateString(locales, options) {
      return toLocaleDate(this, locales, options, "date", "date");
    },
    toLocaleTimeString(locales, options) {
      return toLocaleDate(this, locales, options, "time", "time");
    },
  });
  define(String.prototype, {
    localeCompare(that, locales, options) {
      return compare(String(this), String(that), locales, options);
    },
  });
  const list = {
    toLocaleString(locales, options) {
      return Array.prototype.map
        .call(this, (v) => (v === null || v === undefined ? "" : v.toLocaleString(locales, options)))
        .join(",");
    },
  };
  define(Array.prototype, list);
  define(Object.getPrototypeOf(Uint8Array.prototype), list);
};
