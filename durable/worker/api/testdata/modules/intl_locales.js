// Golden: written by this implementation: the reference has all locales.
export default async (out) => {
  for (const f of [() => new Intl.NumberFormat("de-DE"), () => (1).toLocaleString("fr"), () => new Date(0).toLocaleDateString("en-GB"), () => new Intl.DateTimeFormat(["sv-SE", "en-US"]),
    () => "a".localeCompare("b", "de"), () => new Intl.PluralRules("ar"), () => new Intl.ListFormat("ja"), () => new Intl.RelativeTimeFormat("es"), () => new Intl.Segmenter("th"),
    () => new Intl.DisplayNames("en", { type: "region" }), () => new Intl.DurationFormat("en"), () => new Intl.DateTimeFormat("en", { calendar: "buddhist" }), () => (5).toLocaleString("en", { numberingSystem: "arab" }), () => new Intl.Segmenter("en", { granularity: "sentence" })]) {
    try {
      out(String(f()));
    } catch (e) {
      out(e.name, e.message);
    }
  }
  out(Intl.DateTimeFormat.supportedLocalesOf(["de", "en-US", "en-GB", "en"]), new Intl.NumberFormat(["en", "de"]).resolvedOptions().locale);
};
