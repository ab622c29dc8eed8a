// Intl.DateTimeFormat for American English in any time zone. A format is a list of field names and literal texts.
import { integer, only, option, optionsOf, resolve } from "./intl_locale.js";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const FIELDS = [
  "weekday",
  "era",
  "year",
  "month",
  "day",
  "dayPeriod",
  "hour",
  "minute",
  "second",
  "fractionalSecondDigits",
  "timeZoneName",
];
const text = ["narrow", "short", "long"],
  digits = ["2-digit", "numeric"];
const VALUES = {
  weekday: text,
  era: text,
  year: digits,
  month: [...digits, ...text],
  day: digits,
  dayPeriod: text,
  hour: digits,
  minute: digits,
  second: digits,
  timeZoneName: ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"],
};
const pad = (n, size = 2) => String(n).padStart(size, "0");
const isText = (month) => text.includes(month);

// zoneOf finds a zone by name, or makes one of an offset.
const zoneOf = (name) => {
  const m = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/.exec(name);
  if (m) {
    const seconds = (m[1] === "-" ? -1 : 1) * (Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60);
    return { name: `${seconds === 0 ? "+" : m[1]}${m[2]}:${m[3] ?? "00"}`, fixed: seconds };
  }
  const canonical = host.intlZone(name);
  if (canonical === undefined) throw new RangeError(`Invalid time zone specified: ${name}`);
  return { name: canonical, fixed: canonical === "UTC" ? 0 : undefined };
};
// offsetAt is [seconds, daylight saving] of a zone at a time; the zone keeps the span for which its last answer holds.
const offsetAt = (zone, t) => {
  if (zone.fixed !== undefined) return [zone.fixed, false];
  if (!(zone.span && t >= zone.span[2] && t < zone.span[3])) zone.span = host.intlOffset(zone.name, t);
  return zone.span;
};
const offsetName = (seconds, long) => {
  if (seconds === 0) return "GMT";
  const n = Math.abs(seconds),
    sign = seconds < 0 ? "-" : "+";
  const h = Math.floor(n / 3600),
    m = Math.floor(n / 60) % 60,
    s = n % 60;
  if (long) return `GMT${sign}${pad(h)}:${pad(m)}${s ? `:${pad(s)}` : ""}`;
  return `GMT${sign}${h}${m || s ? `:${pad(m)}` : ""}${s ? `:${pad(s)}` : ""}`;
};
const zoneName = (zone, t, style) => {
  const [seconds, dst] = offsetAt(zone, t);
  const long = style.startsWith("long");
  const plain = offsetName(seconds, long);
  if (style.endsWith("Offset")) return plain;
  const fields = zone.fixed !== undefined && zone.name !== "UTC" ? [] : host.intlZoneNames(zone.name).split("|");
  if (style.endsWith("Generic")) return fields[long ? 7 : 6] || plain;
  const low = Number(fields[0]) * 60,
    high = Number(fields[3]) * 60;
  let at = dst ? 3 : 0;
  if (seconds === low) at = 0;
  else if (seconds === high) at = 3;
  return fields[at + (long ? 2 : 1)] || plain;
};

// civil is the calendar's and the clock's fields of a time in a zone.
const civil = (zone, t) => {
  const d = new Date(t + offsetAt(zone, t)[0] * 1000);
  return {
    t,
    zone,
    year: d.getUTCFullYear(),
    month: d.getUTCMonth(),
    day: d.getUTCDate(),
    weekday: d.getUTCDay(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    ms: d.getUTCMilliseconds(),
  };
};
const dayPeriod = (c, s) => {
  if (c.hour === 12 && (s.minute === undefined || c.minute === 0)) return s.dayPeriod === "narrow" ? "n" : "noon";
  return c.hour >= 21
    ? "at night"
    : c.hour >= 18
      ? "in the evening"
      : c.hour >= 12
        ? "in the afternoon"
        : "in the morning";
};
const hourText = (c, s, f) => {
  const h =
    f.hourCycle === "h23"
      ? c.hour
      : f.hourCycle === "h24"
        ? c.hour || 24
        : f.hourCycle === "h11"
          ? c.hour % 12
          : c.hour % 12 || 12;
  return s.hour === "2-digit" ? pad(h) : String(h);
};
const named = (list, i, style) => (style === "long" ? list[i] : style === "short" ? list[i].slice(0, 3) : list[i][0]);
const fieldText = (field, c, f) => {
  const s = f.fields,
    style = s[field];
  switch (field) {
    case "weekday":
      return named(DAYS, c.weekday, style);
    case "era":
      return (
        c.year > 0
          ? { long: "Anno Domini", short: "AD", narrow: "A" }
          : { long: "Before Christ", short: "BC", narrow: "B" }
      )[style];
    case "year": {
      const y = c.year > 0 ? c.year : 1 - c.year;
      return style === "2-digit" ? pad(y % 100) : String(y);
    }
    case "month":
      return isText(style)
        ? named(MONTHS, c.month, style)
        : style === "2-digit"
          ? pad(c.month + 1)
          : String(c.month + 1);
    case "day":
      return style === "2-digit" ? pad(c.day) : String(c.day);
    case "hour":
      return hourText(c, s, f);
    case "minute":
      return style === "2-digit" ? pad(c.minute) : String(c.minute);
    case "second":
      return style === "2-digit" ? pad(c.second) : String(c.second);
    case "fractionalSecondDigits":
      return pad(c.ms, 3).slice(0, style);
    case "ampm":
      return c.hour < 12 ? "AM" : "PM";
    case "dayPeriod":
      return dayPeriod(c, s);
  }
  return zoneName(c.zone, c.t, style);
};
const typeOf = (field) =>
  field === "ampm" ? "dayPeriod" : field === "fractionalSecondDigits" ? "fractionalSecond" : field;

// Tokens of patterns: { field } or a literal text.
const F = (field) => ({ field });

// isoPattern is the pattern of a date in the calendar of ISO 8601: the largest field first.
const isoPattern = (s) => {
  const { year: y, month: m, day: d } = s;
  const out = [];
  if (s.era) out.push(F("era"));
  const between = isText(m) ? " " : "-";
  if (y) out.push(...(out.length ? [" "] : []), F("year"));
  if (m) out.push(...(y ? [between] : out.length ? [" "] : []), F("month"));
  if (d && y && !m) out.push(" (day: ", F("day"), ")");
  else if (d) out.push(...(out.length ? [between] : []), F("day"));
  if (s.weekday) out.push(...(out.length ? [d ? ", " : " "] : []), F("weekday"));
  return out;
};
const datePattern = (s) => {
  const { weekday: w, year: y, month: m, day: d } = s;
  const out = [];
  const words = isText(m);
  if (m && d) {
    if (w) out.push(F("weekday"), ", ");
    out.push(F("month"), words ? " " : "/", F("day"));
    if (y) out.push(words ? ", " : "/", F("year"));
  } else {
    if (m) out.push(F("month"));
    if (m && y) out.push(words ? " " : "/");
    if (y) out.push(F("year"));
    if (d) out.push(...(y ? [" (day: ", F("day"), ")"] : [F("day")]));
    if (w) out.push(...(out.length ? [" "] : []), F("weekday"));
  }
  if (s.era) out.push(...(out.length ? [" "] : []), F("era"));
  return out;
};
const timePattern = (s, twelve) => {
  const out = [];
  if (s.hour) out.push(F("hour"));
  if (s.minute) out.push(...(out.length ? [":"] : []), F("minute"));
  if (s.second) out.push(...(out.length ? [":"] : []), F("second"));
  if (s.fractionalSecondDigits) out.push(...(out.length ? ["."] : []), F("fractionalSecondDigits"));
  if (s.dayPeriod && (twelve || !s.hour)) out.push(...(out.length ? [" "] : []), F("dayPeriod"));
  else if (s.hour && twelve) out.push(" ", F("ampm"));
  return out;
};
const joinDateTime = (date, time, s, style, iso) => {
  if (!date.length) return time;
  if (!time.length) return date;
  const at = style ? style === "full" || style === "long" : s.month === "long";
  return [...date, at ? " at " : date.length === 1 && date[0].field === "weekday" && !iso ? " " : ", ", ...time];
};
const styles = {
  date: {
    full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    long: { year: "numeric", month: "long", day: "numeric" },
    medium: { year: "numeric", month: "short", day: "numeric" },
    short: { year: "2-digit", month: "numeric", day: "numeric" },
  },
  time: {
    full: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "long" },
    long: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
    medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
    short: { hour: "numeric", minute: "2-digit" },
  },
};

// calendars are those of the reference. Two are simulated, which count alike and write dates differently.
const calendars = ("buddhist chinese coptic dangi ethioaa ethiopic gregory hebrew indian islamic islamic-civil islamic-rgsa "
  + "islamic-tbla islamic-umalqura iso8601 japanese persian roc").split(" ");

// calendarOf picks a calendar: the option, the locale's, or the common one. Names that are none are passed over.
const calendarOf = (given, ofLocale) => {
  if (given !== undefined && !/^[a-z\d]{3,8}(?:-[a-z\d]{3,8})*$/i.test(given)) {
    throw new RangeError(`Invalid calendar : ${given}`);
  }
  const calendar = [given, ofLocale].map((c) => String(c).toLowerCase()).find((c) => calendars.includes(c)) ?? "gregory";
  only({ calendar }, "calendar", ["gregory", "iso8601"]);
  return calendar;
};

// build makes the format of options. required and defaults say which fields are added where none was asked for.
const build = (locales, given, required, defaults) => {
  const { locale, extension } = resolve(locales, "DateTimeFormat");
  const o = optionsOf(given);
  const s = {};
  const calendar = calendarOf(o.calendar, extension.ca);
  only(o, "numberingSystem", ["latn"]);
  only(extension, "nu", ["latn"], "numberingSystem");
  const hour12 = option(o, "hour12", "boolean", undefined);
  const cycle = option(o, "hourCycle", ["h11", "h12", "h23", "h24"], undefined);
  const zone = zoneOf(o.timeZone === undefined ? "UTC" : String(o.timeZone));
  for (const k of FIELDS) {
    if (k === "fractionalSecondDigits") s[k] = integer(o, k, 1, 3, undefined);
    else s[k] = option(o, k, VALUES[k], undefined);
    if (s[k] === undefined) delete s[k];
  }
  const dateStyle = option(o, "dateStyle", ["full", "long", "medium", "short"], undefined);
  const timeStyle = option(o, "timeStyle", ["full", "long", "medium", "short"], undefined);
  const f = { locale, calendar, zone, fields: s, dateStyle, timeStyle };
  const extra = ["h11", "h12", "h23", "h24"].includes(extension.hc) ? extension.hc : undefined;
  f.hourCycle = hour12 === undefined ? (cycle ?? extra ?? "h12") : hour12 ? "h12" : "h23";
  const kept = []; // What of the locale's extension is in force.
  if (extension.ca === calendar) kept.push("ca", calendar);
  if (extra === f.hourCycle && hour12 === undefined) kept.push("hc", extra);
  if (extension.nu) kept.push("nu", extension.nu);
  if (kept.length) f.locale = [locale, "u", ...kept].join("-");
  if (dateStyle || timeStyle) {
    if (Object.keys(s).length) throw new TypeError("Invalid option : option");
    if (required === "date" && timeStyle) throw new TypeError("Invalid option : timeStyle");
    if (required === "time" && dateStyle) throw new TypeError("Invalid option : dateStyle");
    Object.assign(s, dateStyle && styles.date[dateStyle], timeStyle && styles.time[timeStyle]);
  } else {
    const has = (list) => list.some((k) => s[k] !== undefined);
    const missing =
      !(required !== "time" && has(["weekday", "year", "month", "day"])) &&
      !(required !== "date" && has(["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"]));
    if (missing && defaults !== "time") s.year = s.month = s.day = "numeric";
    if (missing && defaults !== "date") s.hour = s.minute = s.second = "numeric";
  }
  finish(f);
  return f;
};
const finish = (f) => {
  const s = f.fields;
  const twelve = f.hourCycle === "h12" || f.hourCycle === "h11";
  if (s.hour) {
    if (!twelve) s.hour = "2-digit";
    if (s.minute) s.minute = "2-digit";
    if (s.second) s.second = "2-digit";
  } else if (s.minute && s.second) {
    s.minute = s.second = "2-digit";
  } else {
    if (s.minute) s.minute = "numeric";
    if (s.second) s.second = "numeric";
  }
  const iso = f.calendar === "iso8601";
  if (iso) {
    if (s.month && !isText(s.month) && (s.year || s.day)) {
      s.month = "2-digit";
      if (s.day) s.day = "2-digit";
    }
    if (f.dateStyle === "short") s.year = "numeric";
    if (f.timeStyle) s.hour = "2-digit";
    if (isText(s.month) && s.day && !s.year) delete s.weekday; // As the reference has it.
  }
  f.date = iso ? isoPattern(s) : datePattern(s);
  f.time = timePattern(s, twelve);
  f.pattern = joinDateTime(f.date, f.time, s, f.dateStyle, iso);
  if (s.timeZoneName) f.pattern = [...f.pattern, f.time.length ? " " : ", ", F("timeZoneName")];
};

const timeOf = (v) => {
  const t = v === undefined ? Date.now() : Number(v);
  if (!(Math.abs(t) <= 864e13)) throw new RangeError("Invalid time value");
  return Math.trunc(t) + 0;
};
const partsOf = (pattern, c, f) => {
  const out = [];
  for (const p of pattern) {
    if (typeof p !== "string") out.push({ type: typeOf(p.field), value: fieldText(p.field, c, f) });
    else if (out.length && out.at(-1).type === "literal") out.at(-1).value += p;
    else out.push({ type: "literal", value: p });
  }
  return out;
};
const joined = (parts) => parts.map((p) => p.value).join("");
const format = (f, t) => joined(partsOf(f.pattern, civil(f.zone, t), f));

const has = (pattern, field) => pattern.some((p) => p.field === field);
const tagged = (parts, source) => parts.map((p) => ({ ...p, source }));
const dash = { type: "literal", value: " – ", source: "shared" };

// rangeParts shows two times and what they have in common once, where the pattern has a form for that.
const rangeParts = (f, from, to) => {
  const a = civil(f.zone, from),
    b = civil(f.zone, to);
  const show = (pattern, c, source) => tagged(partsOf(pattern, c, f), source);
  const sameDay = a.year === b.year && a.month === b.month && a.day === b.day;
  const s = f.fields;
  const whole = (pattern) => [...show(pattern, a, "startRange"), dash, ...show(pattern, b, "endRange")];
  if (f.time.length) {
    if (!sameDay && !has(f.pattern, "day")) {
      const g = {
        ...f,
        fields: { ...s, year: "numeric", month: s.month ?? "numeric", day: "numeric" },
        dateStyle: undefined,
      };
      finish(g);
      return [...tagged(partsOf(g.pattern, a, g), "startRange"), dash, ...tagged(partsOf(g.pattern, b, g), "endRange")];
    }
    if (joined(partsOf(f.pattern, a, f)) === joined(partsOf(f.pattern, b, f))) return show(f.pattern, a, "shared");
    if (!sameDay) return whole(f.pattern);
    return timeRange(f, a, b, show);
  }
  if (joined(partsOf(f.pattern, a, f)) === joined(partsOf(f.pattern, b, f))) {
    if (sameDay || a.year === b.year || has(f.pattern, "year") || !has(f.pattern, "day"))
      return show(f.pattern, a, "shared");
  }
  return dateRange(f, a, b, show, whole);
};
const timeRange = (f, a, b, show) => {
  const head = f.date.length ? [...show(f.date, a, "shared"), { type: "literal", value: ", ", source: "shared" }] : [];
  const zone = f.fields.timeZoneName ? show([" ", F("timeZoneName")], a, "shared") : [];
  const half = f.time.findIndex((p) => p.field === "ampm");
  const merged = half !== -1 && !has(f.time, "second") && a.hour < 12 === b.hour < 12;
  const start = merged ? f.time.slice(0, half - 1) : f.time,
    tail = merged ? f.time.slice(half - 1) : [];
  return [
    ...head,
    ...show(start, a, "startRange"),
    dash,
    ...show(start, b, "endRange"),
    ...show(tail, a, "shared"),
    ...zone,
  ];
};
const dateRange = (f, a, b, show, whole) => {
  const s = f.fields,
    p = f.date;
  if (!s.year && s.day && s.month && a.year !== b.year) {
    const g = { ...f, fields: { ...s, year: "numeric" } };
    finish(g);
    return [...tagged(partsOf(g.pattern, a, g), "startRange"), dash, ...tagged(partsOf(g.pattern, b, g), "endRange")];
  }
  if (!isText(s.month) || f.calendar === "iso8601" || s.era || s.timeZoneName || (s.year && a.year !== b.year)) return whole(f.pattern);
  const year = p.findIndex((x) => x.field === "year");
  const tail = year === -1 ? [] : p.slice(year - 1),
    body = year === -1 ? p : p.slice(0, year - 1);
  if (s.day && !s.weekday && a.month === b.month && a.year === b.year) {
    const day = body.findIndex((x) => x.field === "day");
    return [
      ...show(body.slice(0, day), a, "shared"),
      ...show([F("day")], a, "startRange"),
      dash,
      ...show([F("day")], b, "endRange"),
      ...show(tail, a, "shared"),
    ];
  }
  return [...show(body, a, "startRange"), dash, ...show(body, b, "endRange"), ...show(tail, a, "shared")];
};

const range = (f, from, to) => {
  if (from === undefined || to === undefined) throw new TypeError("Invalid time value");
  return rangeParts(f, timeOf(from), timeOf(to));
};

export class DateTimeFormat {
  #f;
  #bound;
  constructor(locales, options) {
    this.#f = build(locales, options, "any", "date");
  }
  get format() {
    return (this.#bound ??= Object.defineProperty((v) => format(this.#f, timeOf(v)), "name", { value: "" }));
  }
  formatToParts(v) {
    return partsOf(this.#f.pattern, civil(this.#f.zone, timeOf(v)), this.#f);
  }
  formatRange(from, to) {
    return joined(range(this.#f, from, to));
  }
  formatRangeToParts(from, to) {
    return range(this.#f, from, to);
  }
  resolvedOptions() {
    const f = this.#f;
    const out = { locale: f.locale, calendar: f.calendar, numberingSystem: "latn", timeZone: f.zone.name };
    if (f.fields.hour)
      Object.assign(out, { hourCycle: f.hourCycle, hour12: f.hourCycle === "h12" || f.hourCycle === "h11" });
    if (!f.dateStyle && !f.timeStyle) {
      for (const k of FIELDS) if (f.fields[k] !== undefined) out[k] = f.fields[k];
    }
    if (f.dateStyle) out.dateStyle = f.dateStyle;
    if (f.timeStyle) out.timeStyle = f.timeStyle;
    return out;
  }
}

// toLocaleDate is behind the methods of Date. Formats without arguments are kept.
let plain;
export const toLocaleDate = (date, locales, options, required, defaults) => {
  const t = Date.prototype.getTime.call(date);
  if (Number.isNaN(t)) return "Invalid Date";
  if (locales === undefined && options === undefined) {
    plain ??= {};
    return format((plain[defaults] ??= build(undefined, undefined, required, defaults)), t);
  }
  return format(build(locales, options, required, defaults), t);
};
