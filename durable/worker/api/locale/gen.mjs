// Writes zones.txt, currencies.txt and units.txt: names in en-US, as the ICU of the running node has them.
// Run: go run gen.go (which writes zones.bin and calls this with the list of zones on its input).
import { readFileSync, writeFileSync } from "node:fs";

const zones = readFileSync(0, "utf8").trim().split("\n");
const winter = new Date(Date.UTC(2025, 0, 15)), summer = new Date(Date.UTC(2025, 6, 15));
const name = (timeZone, date, timeZoneName) => new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName })
  .formatToParts(date).find((p) => p.type === "timeZoneName").value;
const minutes = (zone, date) => {
  const m = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name(zone, date, "longOffset"));
  return m[1] ? (m[1] === "-" ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0;
};
// Names that only tell the offset are left out: the reader makes them.
const own = (s) => (/^GMT[+-]/.test(s) ? "" : s);

const lines = [];
for (const zone of zones) {
  if (zone === "Factory") continue; // Not a zone for anybody to be in.
  const canonical = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  if (canonical !== zone) {
    lines.push(`${zone}|${canonical}`);
    continue;
  }
  const seasons = [winter, summer].map((d) => [minutes(zone, d), own(name(zone, d, "short")), own(name(zone, d, "long"))]);
  seasons.sort((a, b) => a[0] - b[0]);
  lines.push([zone, ...seasons.flat(), own(name(zone, winter, "shortGeneric")), own(name(zone, winter, "longGeneric"))].join("|"));
}
writeFileSync("zones.txt", lines.join("\n") + "\n");

const money = [];
for (const currency of Intl.supportedValuesOf("currency")) {
  const f = (o) => new Intl.NumberFormat("en-US", { style: "currency", currency, ...o });
  const part = (o, n) => f(o).formatToParts(n).find((p) => p.type === "currency").value;
  const whole = { currencyDisplay: "name", minimumFractionDigits: 0, maximumFractionDigits: 0 };
  money.push([currency, part({}, 1), part({ currencyDisplay: "narrowSymbol" }, 1), f({}).resolvedOptions().maximumFractionDigits,
    part(whole, 1), part(whole, 2)].join("|"));
}
writeFileSync("currencies.txt", money.join("\n") + "\n");

const units = [];
for (const u of Intl.supportedValuesOf("unit")) {
  const forms = [u];
  for (const unitDisplay of ["short", "narrow", "long"]) {
    const f = (unit, n) => new Intl.NumberFormat("en-US", { style: "unit", unit, unitDisplay }).format(n);
    forms.push(f(u, 1).replace("1", "#"), f(u, 2).replace("2", "#"), f(`meter-per-${u}`, 1).replace(f("meter", 1), ""));
  }
  units.push(forms.join("|"));
}
writeFileSync("units.txt", units.join("\n") + "\n");
