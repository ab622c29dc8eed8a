// node:querystring.
import { Buffer } from "node:buffer";
import { uriError } from "node:internal/errors";
const { encode: toBytes, decode: fromBytes } = globalThis[Symbol.for("dolab.node")];

export const escape = (text) => {
  const s = typeof text === "string" ? text : typeof text === "object" ? String(text) : `${text}`;
  if (!s.isWellFormed()) throw uriError("ERR_INVALID_URI", "URI malformed");
  return encodeURIComponent(s);
};
export const unescapeBuffer = (s) => {
  const bytes = new Uint8Array(toBytes(s, "utf8")),
    out = [];
  for (let i = 0; i < bytes.length; i++) {
    const n = bytes[i] === 37 ? Number.parseInt(String.fromCharCode(bytes[i + 1], bytes[i + 2]), 16) : Number.NaN;
    if (bytes[i] === 37 && /^[0-9a-f]{2}$/i.test(String.fromCharCode(bytes[i + 1], bytes[i + 2]))) {
      out.push(n);
      i += 2;
    } else {
      out.push(bytes[i]);
    }
  }
  return Buffer.from(out);
};
export const unescape = (s) => {
  try {
    return decodeURIComponent(s);
  } catch {
    return fromBytes(unescapeBuffer(s), "utf8");
  }
};
const primitive = (v) =>
  typeof v === "string"
    ? v
    : typeof v === "number" && Number.isFinite(v)
      ? `${v}`
      : typeof v === "bigint"
        ? `${v}`
        : typeof v === "boolean"
          ? v
            ? "true"
            : "false"
          : "";
export const stringify = (obj, sep = "&", eq = "=", options) => {
  const enc = options?.encodeURIComponent ?? querystring.escape;
  if (obj === null || typeof obj !== "object") return "";
  const out = [];
  for (const k of Object.keys(obj)) {
    const name = enc(primitive(k)) + (eq || "=");
    for (const v of Array.isArray(obj[k]) ? obj[k] : [obj[k]]) out.push(name + enc(primitive(v)));
  }
  return out.join(sep || "&");
};
export const parse = (text, sep = "&", eq = "=", options) => {
  const obj = Object.create(null);
  if (typeof text !== "string" || text.length === 0) return obj;
  const max = typeof options?.maxKeys === "number" ? options.maxKeys : 1000;
  const dec = options?.decodeURIComponent ?? querystring.unescape;
  const decoded = (s) => {
    try {
      return dec(s);
    } catch {
      return querystring.unescape(s);
    }
  };
  let pairs = text.split(sep || "&");
  if (max > 0) pairs = pairs.slice(0, max);
  for (const pair of pairs) {
    if (pair === "") continue;
    const p = pair.replaceAll("+", " ");
    const at = p.indexOf(eq || "=");
    const k = decoded(at === -1 ? p : p.slice(0, at)),
      v = at === -1 ? "" : decoded(p.slice(at + (eq || "=").length));
    if (!Object.hasOwn(obj, k)) obj[k] = v;
    else if (Array.isArray(obj[k])) obj[k].push(v);
    else obj[k] = [obj[k], v];
  }
  return obj;
};
export const encode = stringify;
export const decode = parse;
const querystring = { escape, unescape, unescapeBuffer, stringify, encode, parse, decode };
export default querystring;
