// Golden: output of workerd 1.20260730.1 with nodejs_compat.
export default async (out) => {
  const show = (f) => {
    try {
      out(f());
    } catch (e) {
      out(e.name, e.message);
    }
  };
  const words = ["b", "A", "a", "B", "á", "Á", "ä", "z", "Z", "10", "9", "2", "_x", "-x", "x y", "xy", "x-y", "", "é", "e", "f", "résumé", "resume", "Resume", "ß", "ss", "st", "ñ", "n", "o", "$1", "#a", "~", "a1", "a10", "a2", "file 10", "file 9", "ø", "日本", "あ", "я", "Б", "б"];
  out([...words].sort(new Intl.Collator("en").compare));
  out([...words].sort((a, b) => a.localeCompare(b)));
  out([...words].sort(new Intl.Collator("en", { numeric: true }).compare));
  out([...words].sort(new Intl.Collator("en", { caseFirst: "upper" }).compare).slice(0, 30));
  for (const sensitivity of ["base", "accent", "case", "variant"]) {
    const c = new Intl.Collator("en", { sensitivity });
    out(sensitivity, [["a", "A"], ["a", "á"], ["a", "b"], ["a", "a"], ["A", "á"]].map(([x, y]) => c.compare(x, y)));
  }
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  out(ascii.sort(new Intl.Collator("en").compare).join(""));
  out(["a".localeCompare("b"), "b".localeCompare("a"), "a".localeCompare("a"), "a2".localeCompare("a10", undefined, { numeric: true }), "a".localeCompare("A", "en", { sensitivity: "base" })]);
  out(new Intl.Collator("en", { ignorePunctuation: true }).compare("a-b", "ab"), new Intl.Collator("en-u-kn").compare("10", "9"), new Intl.Collator().resolvedOptions());

  const p = new Intl.PluralRules("en"), o = new Intl.PluralRules("en", { type: "ordinal" });
  out([0, 1, 1.5, 2, -1, 11].map((n) => p.select(n)), [0, 1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 111].map((n) => o.select(n)), p.resolvedOptions(), new Intl.PluralRules("en", { minimumFractionDigits: 1 }).select(1), p.selectRange(1, 2));

  for (const type of ["conjunction", "disjunction", "unit"]) for (const style of ["long", "short", "narrow"]) {
    const l = new Intl.ListFormat("en", { type, style });
    out(type, style, [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map((x) => l.format(x)));
  }
  out(new Intl.ListFormat().formatToParts(["a", "b", "c"]), new Intl.ListFormat().resolvedOptions());
  show(() => new Intl.ListFormat("en").format([1]));

  for (const style of ["long", "short", "narrow"]) for (const numeric of ["always", "auto"]) {
    const r = new Intl.RelativeTimeFormat("en", { style, numeric });
    for (const unit of ["second", "minutes", "hour", "day", "week", "month", "quarter", "year"]) out(style, numeric, [0, -0, 1, -1, 2, -2, 1.5, 1000].map((n) => r.format(n, unit)));
  }
  out(new Intl.RelativeTimeFormat("en").formatToParts(-1234, "day"), new Intl.RelativeTimeFormat("en", { numeric: "auto" }).formatToParts(1, "day"), new Intl.RelativeTimeFormat().resolvedOptions());
  show(() => new Intl.RelativeTimeFormat().format(1, "eon"));
  show(() => new Intl.RelativeTimeFormat().format(Infinity, "day"));

  const g = new Intl.Segmenter("en");
  for (const s of ["abc", "e\u0301a", "👨‍👩‍👧👍🏽x", "🇩🇪🇫🇷", "a\r\nb", "한국어", "नमस्ते", ""]) out([...g.segment(s)].map((x) => x.segment));
  out([...g.segment("añ")], g.segment("abc").containing(1), g.resolvedOptions());
  out([...new Intl.Segmenter("en", { granularity: "word" }).segment("Hello, world! It's 3.5 times.")].map((x) => [x.segment, x.isWordLike]));

  const l = new Intl.Locale("en-latn-us");
  out(String(l), l.language, l.region, l.script, l.baseName);
  out("İI".toLocaleLowerCase("en"), "i".toLocaleUpperCase());
};
