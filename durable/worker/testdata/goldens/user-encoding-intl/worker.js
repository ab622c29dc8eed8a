// @golden 
// Encodings, base64, Intl and formats in user code

import { DurableObject, WorkerEntrypoint, RpcTarget, RpcStub, env as importedEnv, waitUntil } from "cloudflare:workers";

// ---- transcript helpers (identical in every scenario) -------------------------------------
let T = [];
const log = (...a) => { T.push(a.length === 1 ? a[0] : a); };
// stable, JSON-safe rendering of any JS value
function show(v, seen = []) {
  if (v === undefined) return "undefined";
  if (v === null) return "null";
  switch (typeof v) {
    case "number": return Object.is(v, -0) ? "-0" : String(v);
    case "bigint": return v + "n";
    case "string": return v.length > 120 ? `String(${v.length})` : JSON.stringify(v);
    case "boolean": return String(v);
    case "symbol": return v.toString();
    case "function": return `[function ${v.name}]`;
  }
  if (seen.includes(v)) return `<cycle ${seen.length - 1 - seen.indexOf(v)}>`;
  const s = [...seen, v], r = (x) => show(x, s);
  if (v instanceof Date) return `Date(${isNaN(v) ? "Invalid" : v.toISOString()})`;
  if (v instanceof RegExp) return `RegExp(${v})`;
  if (v instanceof Map) return `Map(${v.size}){${[...v].map(([k, x]) => r(k) + " => " + r(x)).join(", ")}}`;
  if (v instanceof Set) return `Set(${v.size}){${[...v].map(r).join(", ")}}`;
  if (v instanceof Error) return `${v.constructor.name}(name=${JSON.stringify(v.name)}, message=${JSON.stringify(msg(v))}${own(v, s)})`;
  if (v instanceof ArrayBuffer) return `ArrayBuffer(${v.byteLength})[${[...new Uint8Array(v)].slice(0, 16)}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}(${v.byteLength})[${v instanceof DataView ? "" : [...v].slice(0, 16)}]`;
  if (v instanceof Number || v instanceof String || v instanceof Boolean) return `${v.constructor.name}{${r(v.valueOf())}}`;
  if (Array.isArray(v)) { const o = []; for (let i = 0; i < v.length; i++) o.push(i in v ? r(v[i]) : "<hole>"); return `[${o.join(", ")}]`; }
  let cn = "?"; try { cn = v.constructor?.name ?? "null-proto"; } catch {}
  let body; try { body = Object.keys(v).map((k) => `${k}: ${r(v[k])}`).join(", "); } catch (e) { body = "!" + e.message; }
  return `${cn === "Object" ? "" : cn}{${body}}`;
}
function own(e, s) { return Object.getOwnPropertyNames(e).filter((k) => k !== "stack" && k !== "message" && k !== "name").sort().map((k) => `, ${k}=${show(e[k], s)}`).join(""); }
const msg = (e) => String(e.message).replace(/reference = \w+/, "reference = *").replace(/wdErrId = \w+/, "wdErrId = *");
// error rendering: class, message and every own property except the stack
function err(e) {
  if (!(e instanceof Error)) return { thrown: show(e) };
  const o = { error: e.constructor.name, message: msg(e) };
  if (e.name !== e.constructor.name) o.name = e.name;
  for (const k of Object.getOwnPropertyNames(e).sort()) if (!["stack", "message", "name"].includes(k)) o[k] = k === "cause" && e[k] instanceof Error ? err(e[k]) : show(e[k]);
  return o;
}
async function attempt(label, f) { try { log(label, show(await f())); } catch (e) { log(label, err(e)); } }
function attemptSync(label, f) { try { log(label, show(f())); } catch (e) { log(label, err(e)); } }
// the same two, but returning the entry instead of logging it (used inside the object)
function tryS(f) { try { return show(f()); } catch (e) { return err(e); } }
async function tryA(f) { try { return show(await f()); } catch (e) { return err(e); } }
const wait = (ms) => scheduler.wait(ms);
const scenario = (f) => ({ async fetch(req, env, ctx) {
  T = [];
  const phase = Number(new URL(req.url).searchParams.get("phase") ?? 1);
  try { await f(env, ctx, phase, req); } catch (e) { log("SCENARIO THREW", err(e)); }
  return Response.json(T);
} });
// -------------------------------------------------------------------------------------------
export class Obj extends DurableObject {}
export default scenario(async () => {
  await attempt("btoa", () => [btoa("héllo"), atob("aMOp"), atob(" YQ = = ".replace(/ /g, "")), btoa("")]); await attempt("btoa bad", () => btoa("✓")); await attempt("atob bad", () => atob("a")); await attempt("atob bad2", () => atob("@@@@")); for (const l of ["utf8", "UTF-8", "utf-16le", "utf-16be", "latin1", "windows-1252", "ascii", "iso-8859-2", "shift_jis", "euc-kr", "gbk", "big5", "koi8-r", "x-user-defined", "nope", ""]) await attempt("decoder " + l, () => { const d = new TextDecoder(l); return [d.encoding, d.decode(new Uint8Array([0x41, 0xe9, 0x42]))]; }); await attempt("fatal", () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff]))); await attempt("replacement", () => new TextDecoder().decode(new Uint8Array([0xff, 0x41, 0xe2, 0x82]))); await attempt("bom", () => [new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])).length, new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])).length]); await attempt("stream", () => { const d = new TextDecoder(); return [d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }), d.decode(new Uint8Array([0xac]))]; }); await attempt("encodeInto", () => { const b = new Uint8Array(4); return [new TextEncoder().encodeInto("a€b", b), [...b]]; }); await attempt("lone surrogate", () => [...new TextEncoder().encode("\ud800")]); await attempt("u8 base64", () => [new Uint8Array([1, 2, 255]).toBase64?.(), Uint8Array.fromBase64?.("AQI=").length, new Uint8Array([1, 255]).toHex?.()]); await attempt("escape", () => [encodeURIComponent("a b&é/✓"), encodeURI("http://x/é?a=b c"), decodeURIComponent("%C3%A9"), escape("é"), unescape("%E9")]); await attempt("bad uri", () => decodeURIComponent("%"));
  const d = new Date(Date.UTC(2024, 1, 29, 13, 5, 9, 7)); await attempt("date", () => [d.toISOString(), d.toString(), d.toUTCString(), d.toDateString(), d.toTimeString(), d.toJSON(), d.getTimezoneOffset()]); await attempt("locale", () => [d.toLocaleString(), d.toLocaleDateString(), d.toLocaleTimeString(), d.toLocaleString("en-US", { timeZone: "America/New_York" }), d.toLocaleDateString("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric" }), d.toLocaleTimeString("en-US", { hour12: false }), d.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" })]); await attempt("DateTimeFormat", () => [new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "long", timeZone: "Asia/Tokyo" }).format(d), new Intl.DateTimeFormat("en-US", { dateStyle: "short" }).format(d), new Intl.DateTimeFormat().resolvedOptions().timeZone, new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" }).formatToParts(d)]); await attempt("range", () => new Intl.DateTimeFormat("en-US", { dateStyle: "medium" }).formatRange(d, new Date(+d + 864e5 * 3))); await attempt("bad zone", () => new Intl.DateTimeFormat("en-US", { timeZone: "Nope/Zone" })); await attempt("parse", () => [Date.parse("2024-02-29"), Date.parse("2024-02-29T10:00"), Date.parse("Feb 29 2024"), Date.parse("Thu, 29 Feb 2024 10:00:00 GMT"), Date.parse("2024-02-30"), Date.parse("x"), Date.parse("2024/02/29 10:00"), Date.parse("29 February 2024 12:00 EST")]); await attempt("numbers", () => [(1234567.891).toLocaleString(), (0.256).toLocaleString("en-US", { style: "percent" }), (1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" }), (1234.5).toLocaleString("en-US", { style: "currency", currency: "EUR", maximumFractionDigits: 0 }), new Intl.NumberFormat("en-US", { notation: "compact" }).format(1234567), new Intl.NumberFormat("en-US", { style: "unit", unit: "kilometer-per-hour" }).format(5), new Intl.NumberFormat("en-US", { minimumFractionDigits: 2 }).format(1), (5n ** 20n).toLocaleString(), new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 }).format(123456), (1e21).toLocaleString(), NaN.toLocaleString(), (-0).toLocaleString()]); await attempt("plural", () => [new Intl.PluralRules("en-US").select(1), new Intl.PluralRules("en-US", { type: "ordinal" }).select(22)]); await attempt("relative", () => [new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day"), new Intl.RelativeTimeFormat("en").format(3, "hour")]); await attempt("list", () => [new Intl.ListFormat("en", { type: "conjunction" }).format(["a", "b", "c"]), new Intl.ListFormat("en", { type: "disjunction" }).format(["a", "b"])]); await attempt("collator", () => [["b", "a", "C", "Z"].sort(new Intl.Collator("en").compare), ["a10", "a2"].sort(new Intl.Collator("en", { numeric: true }).compare), "a".localeCompare("b"), "a".localeCompare("A"), ["é", "e", "f"].sort((a, b) => a.localeCompare(b))]); await attempt("segmenter", () => [...new Intl.Segmenter("en", { granularity: "word" }).segment("Hi there!")].map((s) => s.segment)); await attempt("supported", () => Intl.supportedValuesOf("currency").length > 100); await attempt("toFixed", () => [(1.005).toFixed(2), (0.1 + 0.2).toPrecision(3), (255).toString(16), (1e21).toString(), (25).toString(36), (0.000001).toString(), (1.45).toFixed(1), (-1.5).toFixed(0), parseInt("08"), Number("0x1f"), Number(""), +"1_0"]); await attempt("normalize", () => ["é".normalize("NFD").length, "ﬁ".normalize("NFKC"), "İ".toLowerCase().length, "ß".toUpperCase()]);
  await attempt("regex", () => ["2024-05".replace(/(?<y>\d+)-(?<m>\d+)/, "$<m>/$<y>"), [..."a1b2".matchAll(/[a-z](\d)/g)].map((m) => m[1]), /(?<=\$)\d+/.exec("$42")[0], /\p{L}+/u.exec("héé!")[0], "aBC".replace(/b/i, (x) => x + x), /a.c/s.test("a\nc"), /^b/m.test("a\nb"), "x".padStart(3, "ab"), /[\p{Lu}&&[A-C]]/v.test("B"), /(?i:a)b/.test("Ab"), "a-b-c".split("-", 2), "abc".at(-1)]); await attempt("array", () => [[3, 1, 2].toSorted(), [1, 2, 3].toSpliced(1, 1), [1, 2].with(0, 9), [1, [2, [3]]].flat(Infinity), Object.groupBy([1, 2, 3], (x) => (x % 2 ? "o" : "e")), [1, 2, 3].findLast((x) => x < 3), Array.from({ length: 2 }, (_, i) => i), [..."héy"].length, Object.fromEntries([["a", 1]]), structuredClone([1]).includes(1)]); await attempt("fromAsync", async () => Array.fromAsync((async function* () { yield 1; yield 2; })())); await attempt("iterator helpers", () => [[1, 2, 3].values().map((x) => x * 2).filter((x) => x > 2).toArray(), Iterator.from([1, 2]).take(1).toArray(), [1, 2].values().reduce((a, b) => a + b)]); await attempt("set methods", () => [[...new Set([1, 2]).union(new Set([3]))], [...new Set([1, 2]).intersection(new Set([2]))], new Set([1]).isSubsetOf(new Set([1, 2]))]); await attempt("misc", () => [Object.hasOwn({ a: 1 }, "a"), "a".replaceAll("a", "b"), 5 ?? 1, null?.x, 2 ** 10, 1_000, [1, 2, 3].at(-1), Math.sumPrecise?.([0.1, 0.2]), Error.isError?.(new Error()), RegExp.escape?.("a.b"), Math.hypot(3, 4), Math.clz32(1), Math.trunc(-1.5), Number.EPSILON > 0, "abc".isWellFormed(), new Map([[1, 2]]).getOrInsert?.(1, 3)]);
});
