// node:url: the WHATWG classes and the legacy parser over them.
import { checkString, invalidArg, plainError, typeError } from "node:internal/errors";
import querystring from "node:querystring";
export const { URL, URLSearchParams } = globalThis;

const fields = [
  "protocol",
  "slashes",
  "auth",
  "host",
  "port",
  "hostname",
  "hash",
  "search",
  "query",
  "pathname",
  "path",
  "href",
];
export function Url() {
  for (const k of fields) this[k] = null;
}
const slashed = /^(https?|ftp|gopher|file|wss?):?$/;
const escapes = /[\t\n\r "'<>\\^`{|}]/g;

export const parse = (text, query, slashesDenoteHost) => {
  if (text instanceof Url) return text;
  checkString(text, "url");
  const u = new Url();
  let rest = text.trim();
  const at = rest.search(/[?#]/);
  rest = at === -1 ? rest.replaceAll("\\", "/") : rest.slice(0, at).replaceAll("\\", "/") + rest.slice(at);
  const proto = /^[a-z0-9.+-]+:/i.exec(rest);
  if (proto) {
    u.protocol = proto[0].toLowerCase();
    rest = rest.slice(proto[0].length);
  }
  if (
    (proto || slashesDenoteHost || /^\/\/[^@/]+@[^@/]+/.test(rest)) &&
    rest.startsWith("//") &&
    u.protocol !== "javascript:"
  ) {
    u.slashes = true;
    rest = rest.slice(2);
    rest = authority(u, rest, text);
  } else if (proto && !slashed.test(u.protocol) && u.protocol !== "javascript:") {
    rest = authority(u, rest, text);
  }
  if (u.protocol !== "javascript:") rest = rest.replace(escapes, (c) => encodeURIComponent(c).replace("'", "%27"));
  const hash = rest.indexOf("#");
  if (hash !== -1) {
    u.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const q = rest.indexOf("?");
  if (q !== -1) {
    u.search = rest.slice(q);
    u.query = rest.slice(q + 1);
    if (query) u.query = querystring.parse(u.query);
    rest = rest.slice(0, q);
  } else if (query) {
    u.search = null;
    u.query = Object.create(null);
  }
  if (rest) u.pathname = rest;
  if (slashed.test(u.protocol ?? "") && u.hostname && !u.pathname) u.pathname = "/";
  if (u.pathname || u.search) u.path = (u.pathname || "") + (u.search || "");
  u.href = format(u);
  return u;
};
const authority = (u, text, whole) => {
  let end = text.search(/[/?#\t\n\r "'<>\\^`{|};]/);
  if (end === -1) end = text.length;
  const head = text.slice(0, end);
  const at = head.lastIndexOf("@");
  if (at !== -1) u.auth = decodeURIComponent(head.slice(0, at));
  let host = head.slice(at + 1);
  const port = /:(\d*)$/.exec(host);
  if (port) {
    if (port[1]) u.port = port[1];
    host = host.slice(0, -port[0].length);
  }
  u.hostname = host.toLowerCase();
  if (u.hostname.length > 255) u.hostname = "";
  if (/[\0\t\n\r #%/<>?@[\\\]^|:]/.test(u.hostname) && !/^\[.*\]$/.test(u.hostname)) {
    throw Object.assign(typeError("ERR_INVALID_URL", "Invalid URL"), { input: whole });
  }
  u.host = u.hostname + (u.port ? `:${u.port}` : "");
  if (/^\[.*\]$/.test(u.hostname)) u.hostname = u.hostname.slice(1, -1);
  const rest = text.slice(end);
  return rest && rest[0] !== "/" && rest[0] !== "?" && rest[0] !== "#" ? `/${rest}` : rest;
};

export const format = (value, options) => {
  if (typeof value === "string") return parse(value).href;
  if (value === null || typeof value !== "object") throw invalidArg("urlObject", ["Object", "string"], value);
  if (value instanceof URL) {
    const u = new URL(value.href);
    if (options?.fragment === false) u.hash = "";
    if (options?.search === false) u.search = "";
    if (options?.auth === false) u.username = u.password = "";
    return options?.unicode ? u.href.replace(u.hostname, () => domainToUnicode(u.hostname)) : u.href;
  }
  let auth = value.auth || "",
    protocol = value.protocol || "",
    pathname = value.pathname || "",
    hash = value.hash || "";
  let host = "",
    query = "";
  if (auth) auth = `${encodeURIComponent(auth).replaceAll("%3A", ":")}@`;
  if (value.host) {
    host = auth + value.host;
  } else if (value.hostname) {
    host =
      auth +
      (value.hostname.includes(":") && !/^\[.*\]$/.test(value.hostname) ? `[${value.hostname}]` : value.hostname);
    if (value.port) host += `:${value.port}`;
  }
  if (value.query !== null && typeof value.query === "object") query = querystring.stringify(value.query);
  let search = value.search || (query && `?${query}`) || "";
  if (protocol && !protocol.endsWith(":")) protocol += ":";
  pathname = pathname.replace(/[#?]/g, encodeURIComponent);
  search = search.replaceAll("#", "%23");
  if (hash && hash[0] !== "#") hash = `#${hash}`;
  if (search && search[0] !== "?") search = `?${search}`;
  if (value.slashes || slashed.test(protocol)) {
    if (value.slashes || host) {
      if (pathname && pathname[0] !== "/") pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (/^file/.test(protocol)) {
      host = "//";
    }
  }
  return protocol + host + pathname + search + hash;
};
export const resolve = (from, to) => {
  const base = new URL(from, new URL("resolve://"));
  const u = new URL(to, base);
  if (u.protocol === "resolve:") return u.pathname + u.search + u.hash;
  return u.toString();
};
export const resolveObject = (from, to) => parse(resolve(typeof from === "string" ? from : format(from), to));
Url.prototype.parse = function (...args) {
  return Object.assign(this, parse(...args));
};
Url.prototype.format = function () {
  return format(this);
};
Url.prototype.resolve = function (to) {
  return resolve(this.href, to);
};
const missing = () => typeError("ERR_MISSING_ARGS", 'The "domain" argument must be specified');
export const domainToASCII = (...args) => {
  if (args.length === 0) throw missing();
  try {
    return new URL(`http://${args[0]}`).hostname;
  } catch {
    return "";
  }
};

// unpuny decodes a label of punycode (RFC 3492), without its prefix.
const unpuny = (text) => {
  const cut = text.lastIndexOf("-");
  const out = cut > 0 ? [...text.slice(0, cut)].map((c) => c.codePointAt(0)) : [];
  let n = 128,
    i = 0,
    bias = 72;
  for (let at = cut > 0 ? cut + 1 : 0; at < text.length;) {
    const start = i;
    for (let w = 1, k = 36; ; k += 36) {
      const c = text.charCodeAt(at++);
      const digit = c >= 48 && c < 58 ? c - 22 : c - 97;
      i += digit * w;
      const t = Math.min(26, Math.max(1, k - bias));
      if (!(digit >= t)) break;
      w *= 36 - t;
    }
    const size = out.length + 1;
    let delta = Math.floor((i - start) / (start === 0 ? 700 : 2));
    delta += Math.floor(delta / size);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    bias = k + Math.floor((36 * delta) / (delta + 38));
    n += Math.floor(i / size);
    i %= size;
    out.splice(i++, 0, n);
  }
  return String.fromCodePoint(...out);
};
export const domainToUnicode = (...args) => {
  if (args.length === 0) throw missing();
  const labels = domainToASCII(args[0]).split(".");
  return labels.map((l) => (l.startsWith("xn--") ? unpuny(l.slice(4)) : l)).join(".");
};
export const fileURLToPath = (path) => {
  const u = typeof path === "string" ? new URL(path) : path;
  if (!(u instanceof URL)) throw invalidArg("path", ["string", "URL"], path);
  if (u.protocol !== "file:") throw plainError("ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
  if (u.hostname !== "")
    throw plainError("ERR_INVALID_FILE_URL_HOST", 'File URL host must be "localhost" or empty on linux');
  if (/%2f/i.test(u.pathname)) {
    throw plainError("ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
  }
  return decodeURIComponent(u.pathname);
};
export const pathToFileURL = (path) => {
  checkString(path, "filepath");
  const u = new URL("file:///");
  const absolute = path.startsWith("/") ? path : `/${path}`;
  u.pathname = absolute.replace(/[%\\\n\r\t?#]/g, (c) => encodeURIComponent(c));
  return u;
};
export const urlToHttpOptions = (u) => ({
  __proto__: null,
  ...u,
  protocol: u.protocol,
  hostname: u.hostname?.replace(/^\[|\]$/g, ""),
  hash: u.hash,
  search: u.search,
  pathname: u.pathname,
  path: `${u.pathname || ""}${u.search || ""}`,
  href: u.href,
  ...(u.port !== "" ? { port: Number(u.port) } : {}),
  ...(u.username || u.password ? { auth: `${decodeURIComponent(u.username)}:${decodeURIComponent(u.password)}` } : {}),
});

export default {
  URL,
  URLSearchParams,
  Url,
  parse,
  format,
  resolve,
  resolveObject,
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  pathToFileURL,
  urlToHttpOptions,
};
