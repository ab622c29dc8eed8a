// @golden
import { DurableObject } from "cloudflare:workers";
export class Obj extends DurableObject {}
const d = new Date(Date.UTC(2026, 2, 5, 7, 8, 9, 45)), b = new Date(Date.UTC(-5, 10, 12, 17, 8, 9, 45));
const D = { year: "numeric", month: "numeric", day: "numeric" };
export default { async fetch() {
  const T = [];
  const tr = (n, f) => { try { T.push([n, f()]); } catch (e) { T.push([n, `${e.name}: ${e.message}`]); } };
  for (const calendar of ["iso8601", "ISO8601", "gregory", "nonsense", "iso-8601", "", "a_b"]) {
    tr(calendar, () => new Intl.DateTimeFormat("en-US", { calendar }).resolvedOptions().calendar);
    tr(calendar, () => new Intl.DateTimeFormat("en-US", { calendar }).format(d));
  }
  for (const o of [
    {}, { dateStyle: "full", timeStyle: "full" }, { dateStyle: "long", timeStyle: "short" }, { dateStyle: "medium", timeStyle: "medium" }, { dateStyle: "short", timeStyle: "long" }, { dateStyle: "short" }, { timeStyle: "short" },
    { month: "long", day: "numeric", hour: "numeric" }, { weekday: "short", hour: "numeric" }, { weekday: "short", day: "numeric" }, { weekday: "short", year: "numeric" }, { weekday: "short", year: "numeric", month: "short" },
    { weekday: "short", month: "numeric", day: "numeric" }, { weekday: "short", month: "short", day: "numeric" }, { year: "numeric", day: "numeric" }, { year: "numeric", month: "narrow", day: "2-digit" }, { month: "2-digit" }, { day: "2-digit" },
    { ...D, timeZoneName: "short" }, { timeZoneName: "short" }, { ...D, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }, { era: "long", ...D, month: "long" }, { era: "short", year: "numeric" }, { era: "narrow", month: "short", year: "numeric" }, { era: "short" },
    { ...D, hourCycle: "h23", hour: "numeric", minute: "numeric", fractionalSecondDigits: 3, second: "numeric" }, { month: "long", year: "numeric", hour: "numeric" }, { hour: "numeric", dayPeriod: "short" }, { weekday: "long" }, { weekday: "long", month: "2-digit", year: "2-digit" }, { year: "2-digit", month: "long" },
  ]) {
    const f = new Intl.DateTimeFormat("en-US", { calendar: "iso8601", timeZone: "UTC", ...o });
    for (const t of [d, b]) tr(JSON.stringify(o), () => f.formatToParts(t).map((p) => p.type + "=" + p.value).join("|"));
    tr(JSON.stringify(o), () => f.resolvedOptions());
  }
  tr("range", () => new Intl.DateTimeFormat("en-US", { calendar: "iso8601" }).formatRange(d, new Date(+d + 864e5)));
  tr("toLocaleDateString", () => d.toLocaleDateString("en-US", { calendar: "iso8601" }));
  for (const l of ["en-u-ca-iso8601", "en-US-u-ca-gregory", "en-US-u-ca-iso8601-hc-h23", "en-US-u-hc-h23-ca-gregory", "en-US-u-ca-nonsense", "en-US-u-ca-iso8601-nu-latn", "en-US-u-hc-h23", "en-US-u-co-phonebk", "en-US-x-foo", "en-US-u-ca"]) {
    tr(l, () => new Intl.DateTimeFormat(l, { hour: "numeric" }).resolvedOptions());
    tr(l, () => new Intl.DateTimeFormat(l, { calendar: "iso8601", hour12: true }).resolvedOptions().locale);
    tr(l, () => new Intl.DateTimeFormat(l, { calendar: "gregory", hourCycle: "h12", numberingSystem: "latn" }).resolvedOptions().locale);
    tr(l, () => d.toLocaleString(l));
    tr(l, () => new Intl.NumberFormat(l).resolvedOptions().locale);
  }
  return Response.json(T);
} };
