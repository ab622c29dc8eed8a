// Golden: output of workerd 1.20260730.1 with nodejs_compat.
export default async (out) => {
  const show = (f) => {
    try {
      out(f());
    } catch (e) {
      out(e.name, e.message);
    }
  };
  const dates = [0, Date.UTC(2026, 2, 8, 9, 5, 7, 89), Date.UTC(1999, 11, 31, 23, 59, 59, 999), Date.UTC(-43, 2, 15, 12)].map((t) => new Date(t));
  const options = [
    {}, { dateStyle: "full" }, { dateStyle: "long" }, { dateStyle: "medium" }, { dateStyle: "short" }, { timeStyle: "full" }, { timeStyle: "long" }, { timeStyle: "medium" }, { timeStyle: "short" },
    { dateStyle: "full", timeStyle: "long" }, { dateStyle: "long", timeStyle: "short" }, { dateStyle: "medium", timeStyle: "medium" }, { dateStyle: "short", timeStyle: "short" }, { dateStyle: "short", timeStyle: "short", hour12: false },
    { weekday: "long" }, { weekday: "short" }, { weekday: "narrow" }, { era: "short" }, { year: "numeric" }, { year: "2-digit" }, { month: "numeric" }, { month: "2-digit" }, { month: "long" }, { month: "short" }, { month: "narrow" }, { day: "numeric" }, { day: "2-digit" },
    { year: "numeric", month: "numeric" }, { year: "numeric", month: "2-digit" }, { year: "2-digit", month: "2-digit" }, { year: "numeric", month: "long" }, { year: "numeric", month: "short" }, { month: "numeric", day: "numeric" }, { month: "2-digit", day: "2-digit" }, { month: "short", day: "numeric" }, { month: "long", day: "2-digit" },
    { year: "numeric", month: "2-digit", day: "2-digit" }, { year: "2-digit", month: "numeric", day: "numeric" }, { year: "numeric", month: "short", day: "numeric" }, { year: "numeric", month: "long", day: "numeric" }, { weekday: "short", year: "numeric", month: "short", day: "numeric" }, { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    { weekday: "short", year: "numeric", month: "numeric", day: "numeric" }, { weekday: "long", month: "long", day: "numeric" }, { weekday: "short", month: "numeric", day: "numeric" }, { weekday: "long", day: "numeric" }, { weekday: "short", day: "numeric" }, { weekday: "short", hour: "numeric", minute: "2-digit" },
    { era: "long", year: "numeric", month: "long", day: "numeric" }, { era: "short", year: "numeric", month: "numeric", day: "numeric" }, { era: "short", year: "numeric" }, { era: "narrow", year: "numeric", month: "short" }, { era: "short", year: "numeric", month: "short", day: "numeric", weekday: "short" },
    { hour: "numeric" }, { hour: "2-digit" }, { hour: "numeric", minute: "numeric" }, { hour: "2-digit", minute: "2-digit" }, { hour: "numeric", minute: "2-digit", second: "2-digit" }, { hour: "numeric", hour12: false }, { hour: "2-digit", minute: "2-digit", hour12: false }, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: false },
    { hour: "numeric", minute: "2-digit", hourCycle: "h23" }, { hour: "numeric", minute: "2-digit", hourCycle: "h24" }, { hour: "numeric", minute: "2-digit", hourCycle: "h11" }, { hour: "numeric", minute: "2-digit", hourCycle: "h12" }, { minute: "numeric" }, { minute: "2-digit" }, { second: "numeric" }, { second: "2-digit" }, { minute: "numeric", second: "numeric" }, { minute: "2-digit", second: "2-digit" },
    { fractionalSecondDigits: 3 }, { second: "numeric", fractionalSecondDigits: 2 }, { hour: "numeric", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }, { hour: "numeric", dayPeriod: "short" }, { hour: "numeric", minute: "2-digit", dayPeriod: "long" }, { dayPeriod: "long" }, { hour: "numeric", dayPeriod: "narrow" },
    { timeZoneName: "short" }, { timeZoneName: "long" }, { hour: "numeric", timeZoneName: "short" }, { hour: "numeric", minute: "2-digit", timeZoneName: "shortOffset" }, { timeZoneName: "longOffset" }, { timeZoneName: "shortGeneric" }, { timeZoneName: "longGeneric" },
    { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" }, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }, { month: "long", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit" }, { weekday: "long", year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
    { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }, { weekday: "short", month: "short", day: "numeric", hour: "numeric" }, { year: "numeric", hour: "numeric" }, { weekday: "narrow", month: "narrow", day: "numeric" }, { year: "numeric", day: "numeric" }, { year: "numeric", weekday: "long" }, { month: "long", weekday: "long" }, { year: "numeric", month: "short", weekday: "short" },
  ];
  for (const o of options) {
    const f = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...o });
    out(o);
    out(dates.map((d) => f.format(d)).join(" | "));
    out(f.formatToParts(dates[1]).map((p) => `${p.type}=${p.value}`).join(";"));
    const r = f.resolvedOptions();
    out(r);
  }
  const spans = [[Date.UTC(2026, 0, 10, 9), Date.UTC(2026, 0, 10, 11)], [Date.UTC(2026, 0, 10, 9), Date.UTC(2026, 0, 10, 14, 30)], [Date.UTC(2026, 0, 10, 9), Date.UTC(2026, 0, 20, 9)], [Date.UTC(2026, 0, 10, 9), Date.UTC(2026, 1, 20, 9)], [Date.UTC(2026, 0, 10, 9), Date.UTC(2027, 1, 20, 9)], [Date.UTC(2026, 0, 10, 9), Date.UTC(2026, 0, 10, 9, 0, 30)]];
  for (const o of [{}, { dateStyle: "long" }, { dateStyle: "medium" }, { dateStyle: "short" }, { dateStyle: "full" }, { timeStyle: "short" }, { hour: "numeric" }, { hour: "numeric", minute: "2-digit" }, { hour: "numeric", minute: "2-digit", hour12: false }, { dateStyle: "medium", timeStyle: "short" }, { year: "numeric", month: "short" }, { month: "short", day: "numeric" }, { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }, { year: "numeric" }, { month: "long" }, { weekday: "short", month: "short", day: "numeric" }]) {
    const f = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...o });
    out(o, spans.map(([a, b]) => f.formatRange(a, b)).join(" | "));
    out(f.formatRangeToParts(spans[2][0], spans[2][1]).map((p) => `${p.type}=${p.value}=${p.source}`).join(";"));
  }
  for (const timeZone of ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "Europe/Dublin", "us/pacific", "UTC", "GMT", "Etc/GMT+5", "+05:30", "-0800", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu"]) {
    const f = new Intl.DateTimeFormat("en-US", { timeZone, dateStyle: "full", timeStyle: "full" }), g = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }), h = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }), k = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "shortOffset" });
    for (const t of [Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 6, 15, 12), Date.UTC(2026, 2, 8, 6, 59, 59), Date.UTC(2026, 2, 8, 7)]) out(timeZone, f.format(t), "/", g.format(t), "/", h.format(t), "/", k.format(t));
    out(f.resolvedOptions().timeZone);
  }
  const d = new Date(Date.UTC(2026, 6, 4, 15, 30));
  out(d.toLocaleString(), d.toLocaleDateString(), d.toLocaleTimeString(), d.toLocaleDateString("en-US", { timeZone: "Asia/Tokyo", weekday: "long" }), d.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" }), d.toLocaleString("en-US", { month: "long" }));
  out(d.toLocaleDateString("en-US", { hour: "numeric" }), d.toLocaleTimeString("en-US", { year: "numeric" }), d.toLocaleString(undefined, { timeZone: "America/New_York" }), d.toLocaleDateString("en-US", { dateStyle: "medium" }), d.toLocaleString("en-u-hc-h23"), new Date(Number.NaN).toLocaleString());
  show(() => d.toLocaleDateString("en-US", { timeStyle: "short" }));
  show(() => d.toLocaleTimeString("en-US", { dateStyle: "short" }));
  show(() => new Intl.DateTimeFormat("en-US", { timeZone: "Mars/Base" }));
  show(() => new Intl.DateTimeFormat("en-US", { timeZone: "+25:00" }));
  show(() => new Intl.DateTimeFormat("en-US", { dateStyle: "short", year: "numeric" }));
  show(() => new Intl.DateTimeFormat("en-US", { dateStyle: "nope" }));
  show(() => new Intl.DateTimeFormat("en-US", { month: "nope" }));
  show(() => new Intl.DateTimeFormat("en-US", { fractionalSecondDigits: 4 }));
  show(() => new Intl.DateTimeFormat("en-US").format(Number.NaN));
  show(() => new Intl.DateTimeFormat("en-US").formatRange(0));
  show(() => Intl.DateTimeFormat().resolvedOptions());
  show(() => typeof new Intl.DateTimeFormat().format());
  show(() => [0, 86400000].map(new Intl.DateTimeFormat("en-US").format));
  show(() => Intl.DateTimeFormat.supportedLocalesOf(["en-US", "en"]));
  show(() => Intl.supportedValuesOf("timeZone").length > 400);
};
