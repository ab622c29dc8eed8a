// Golden: output of workerd 1.20260730.1 with nodejs_compat.
export default async (out) => {
  const show = (f) => {
    try {
      out(f());
    } catch (e) {
      out(e.name, e.message);
    }
  };
  const values = [0, -0, 1, -1, 1.5, 0.5, 2.5, 1.005, 1234.5678, -1234567.891, 0.00001234, 1e21, 123456789012, 999.995, 999999, 1e-10, Number.NaN, Infinity, -Infinity, 10n, 12345678901234567890n, "1234.5", 99.99, 12, 1000, 10000, 9999999, 0.1 + 0.2, 35e14];
  const options = [
    {}, { maximumFractionDigits: 0 }, { minimumFractionDigits: 2 }, { minimumFractionDigits: 1, maximumFractionDigits: 2 }, { maximumSignificantDigits: 3 }, { minimumSignificantDigits: 4, maximumSignificantDigits: 5 },
    { useGrouping: false }, { useGrouping: "min2" }, { minimumIntegerDigits: 3 }, { style: "percent" }, { style: "percent", maximumFractionDigits: 1 },
    { style: "currency", currency: "USD" }, { style: "currency", currency: "usd", currencyDisplay: "code" }, { style: "currency", currency: "USD", currencyDisplay: "name" }, { style: "currency", currency: "JPY" }, { style: "currency", currency: "EUR", minimumFractionDigits: 0 },
    { style: "currency", currency: "CAD" }, { style: "currency", currency: "CAD", currencyDisplay: "narrowSymbol" }, { style: "currency", currency: "CHF" }, { style: "currency", currency: "XYZ" }, { style: "currency", currency: "KWD" }, { style: "currency", currency: "USD", currencySign: "accounting" }, { style: "currency", currency: "USD", notation: "compact" },
    { notation: "compact" }, { notation: "compact", compactDisplay: "long" }, { notation: "compact", maximumFractionDigits: 1 }, { notation: "scientific" }, { notation: "engineering" }, { notation: "scientific", maximumFractionDigits: 1 },
    { signDisplay: "always" }, { signDisplay: "never" }, { signDisplay: "exceptZero" }, { signDisplay: "negative" }, { style: "unit", unit: "kilometer" }, { style: "unit", unit: "liter", unitDisplay: "long" }, { style: "unit", unit: "celsius", unitDisplay: "narrow" }, { style: "unit", unit: "kilometer-per-hour" }, { style: "unit", unit: "byte", unitDisplay: "long" }, { style: "unit", unit: "percent" },
    { roundingMode: "floor", maximumFractionDigits: 1 }, { roundingMode: "ceil", maximumFractionDigits: 0 }, { roundingMode: "halfEven", maximumFractionDigits: 0 }, { roundingMode: "trunc", maximumFractionDigits: 0 }, { trailingZeroDisplay: "stripIfInteger", minimumFractionDigits: 2 }, { roundingPriority: "morePrecision", maximumSignificantDigits: 2, maximumFractionDigits: 1 }, { roundingPriority: "lessPrecision", maximumSignificantDigits: 2, maximumFractionDigits: 1 },
  ];
  for (const o of options) {
    const f = new Intl.NumberFormat("en-US", o);
    out(o);
    out(values.map((v) => f.format(v)).join(" | "));
    out(f.resolvedOptions());
    out(f.formatToParts(-1234.5));
  }
  out((1234.5).toLocaleString(), (0.256).toLocaleString("en", { style: "percent" }), 123456789n.toLocaleString(), [1234.5, new Date(0), null, "x"].toLocaleString("en-US", { timeZone: "UTC" }), new Float64Array([1234.5, 2]).toLocaleString());
  const r = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
  out(r.formatRange(3, 5), r.formatRange(2.9, 3.1), new Intl.NumberFormat().formatRange(1, 2000), new Intl.NumberFormat("en", { style: "percent" }).formatRange(0.1, 0.2), new Intl.NumberFormat("en", { style: "unit", unit: "kilometer" }).formatRange(1, 2));
  show(() => new Intl.NumberFormat("en", { style: "currency" }));
  show(() => new Intl.NumberFormat("en", { style: "currency", currency: "US" }));
  show(() => new Intl.NumberFormat("en", { style: "unit" }));
  show(() => new Intl.NumberFormat("en", { style: "unit", unit: "parsec" }));
  show(() => new Intl.NumberFormat("en", { style: "foo" }));
  show(() => new Intl.NumberFormat("en", { maximumFractionDigits: 101 }));
  show(() => new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 2 }));
  show(() => new Intl.NumberFormat("en", null));
  show(() => new Intl.NumberFormat("x"));
  show(() => (5).toLocaleString("not_a_locale"));
  show(() => Intl.getCanonicalLocales(["EN-us", "en-US", "de-latn-de", "zh-hans"]));
  show(() => Intl.getCanonicalLocales("a"));
  show(() => Intl.getCanonicalLocales(5));
  show(() => Intl.getCanonicalLocales([5]));
  show(() => Intl.NumberFormat().format(1234));
  show(() => Object.prototype.toString.call(new Intl.NumberFormat()) + Object.prototype.toString.call(Intl));
  show(() => Intl.supportedValuesOf("currency").length > 100);
  show(() => Intl.supportedValuesOf("nope"));
  show(() => [3, 1, 2].map(new Intl.NumberFormat("en", { minimumFractionDigits: 1 }).format));
};
