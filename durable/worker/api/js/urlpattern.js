// URLPattern: patterns over the parts of a URL, each compiled to a regular expression.

import { isObject } from "./define.js";
import { URL } from "./url.js";

const names = ["protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"];
const ports = { http: "80", https: "443", ws: "80", wss: "443", ftp: "21" };
const isSpecial = (scheme) => scheme in ports || scheme === "file";
const bad = (text) => new TypeError(text);
const escapeRegExp = (s) => s.replace(/[.+*?^${}()[\]|/\\]/g, "\\$&");
const escapePattern = (s) => s.replace(/[+*?:{}()\\]/g, "\\$&");
const isNameChar = (c, first) => (first ? /^[\p{ID_Start}$_]$/u : /^[\p{ID_Continue}$\u200c\u200d]$/u).test(c);

// ---------------------------------------------------------------- canonical forms of the parts

const dummy = "https://dummy.invalid/"; // its parts are changed to get their canonical forms
const changed = (name, value, at) => value && host.urlSet(dummy, name, value)[at];
const stripped = (text) => text.slice(1);

const canonical = {
  protocol(v) {
    if (!v) return v;
    const url = host.urlParse(v + "://dummy.invalid", undefined);
    if (!url) throw bad("Invalid protocol in a URLPattern: " + v);
    return url[1].slice(0, -1);
  },
  username: (v) => changed("username", v, 2),
  password: (v) => changed("password", v, 3),
  hostname(v) {
    if (!v) return v;
    const out = host.urlSet("https://unset.invalid/", "hostname", v)[5];
    if (out === "unset.invalid") throw bad("Invalid hostname in a URLPattern: " + v);
    return out;
  },
  hostnameIPv6(v) {
    if (!/^[0-9a-fA-F[\]:]*$/.test(v)) throw bad("Invalid IPv6 hostname in a URLPattern: " + v);
    return v.toLowerCase();
  },
  port(v, protocol) {
    if (!v) return v;
    const digits = /^\d*/.exec(v.replace(/[\t\n\r]/g, ""))[0];
    if (!digits || +digits > 65535) throw bad("Invalid port in a URLPattern: " + v);
    return protocol && ports[protocol] === `${+digits}` ? "" : `${+digits}`;
  },
  pathname(v) {
    if (!v) return v;
    const rooted = v[0] === "/", out = changed("pathname", rooted ? v : "/-" + v, 7);
    return rooted ? out : out.slice(2);
  },
  opaque: (v) => v && (host.urlParse("data:" + v, undefined)?.[7] ?? v),
  search: (v) => v && stripped(changed("search", v.replace(/^/, "?"), 8) || "?"),
  hash: (v) => v && stripped(changed("hash", v.replace(/^/, "#"), 9) || "#"),
};

// ---------------------------------------------------------------- tokens

// tokenize reads a pattern; lenient makes malformed parts tokens instead of errors.
function tokenize(text, lenient) {
  const input = [...text], tokens = [];
  let i = 0;
  const add = (type, next, from = i, to = next) => {
    tokens.push({ type, index: i, value: input.slice(from, to).join("") });
    i = next;
  };
  const fail = (next, text) => {
    if (!lenient) throw bad(text);
    add("invalid", next, i, next);
  };
  while (i < input.length) {
    const c = input[i];
    if (c === "*") add("asterisk", i + 1);
    else if (c === "+" || c === "?") add("modifier", i + 1);
    else if (c === "\\") {
      if (i === input.length - 1) fail(i + 1, "A URLPattern ends with a backslash");
      else add("escaped", i + 2, i + 1);
    } else if (c === "{") add("open", i + 1);
    else if (c === "}") add("close", i + 1);
    else if (c === ":") {
      let j = i + 1;
      while (j < input.length && isNameChar(input[j], j === i + 1)) j++;
      if (j === i + 1) fail(j, "A name is missing in a URLPattern");
      else add("name", j, i + 1);
    } else if (c === "(") {
      const j = groupEnd(input, i);
      if (j < 0) fail(i + 1, "A URLPattern has a malformed regular expression");
      else add("regexp", j, i + 1, j - 1);
    } else add("char", i + 1);
  }
  add("end", i, i, i);
  return tokens;
}

// groupEnd is behind the parenthesis that closes the one at i, -1 where the group is malformed.
function groupEnd(input, i) {
  let depth = 1, j = i + 1;
  for (; j < input.length; j++) {
    const c = input[j];
    if (c > "\x7f" || j === i + 1 && c === "?") return -1;
    if (c === "\\") {
      if (j === input.length - 1 || input[++j] > "\x7f") return -1;
    } else if (c === ")") {
      if (--depth === 0) return j === i + 1 ? -1 : j + 1;
    } else if (c === "(") {
      depth++;
      if (input[j + 1] !== "?") return -1;
    }
  }
  return -1;
}

// ---------------------------------------------------------------- parts of a pattern

// parse gives [{ type, value, modifier, name, prefix, suffix }]; type is fixed, regexp, segment or full.
function parse(text, { delimiter, prefix: prefixChar }, encode) {
  const tokens = tokenize(text, false), parts = [], seen = new Set();
  let i = 0, pending = "", unnamed = 0;
  const take = (type) => tokens[i].type === type ? tokens[i++] : null;
  const takeModifier = () => take("modifier") ?? take("asterisk");
  const need = (type) => {
    if (!take(type)) throw bad("A URLPattern is malformed at " + tokens[i].index);
  };
  const flush = () => {
    if (pending) parts.push({ type: "fixed", value: encode(pending), modifier: "" });
    pending = "";
  };
  const texts = () => {
    let s = "";
    for (let t; (t = take("char") ?? take("escaped"));) s += t.value;
    return s;
  };
  const segment = `[^${escapeRegExp(delimiter)}]+?`;
  const addPart = (prefix, name, regexp, suffix, token) => {
    const modifier = token ? token.value : "";
    if (!name && !regexp && !modifier) return void (pending += prefix);
    flush();
    if (!name && !regexp) {
      if (prefix) parts.push({ type: "fixed", value: encode(prefix), modifier });
      return;
    }
    let value = !regexp ? segment : regexp.type === "asterisk" ? ".*" : regexp.value, type = "regexp";
    if (value === segment) type = "segment", value = "";
    else if (value === ".*") type = "full", value = "";
    const key = name ? name.value : regexp ? `${unnamed++}` : "";
    if (seen.has(key)) throw bad("A URLPattern has a duplicate name: " + key);
    seen.add(key);
    parts.push({ type, value, modifier, name: key, prefix: encode(prefix), suffix: encode(suffix) });
  };
  while (i < tokens.length) {
    const char = take("char"), name = take("name"), regexp = take("regexp") ?? (name ? null : take("asterisk"));
    if (name || regexp) {
      let prefix = char ? char.value : "";
      if (prefix && prefix !== prefixChar) pending += prefix, prefix = "";
      flush();
      addPart(prefix, name, regexp, "", takeModifier());
      continue;
    }
    const fixed = char ?? take("escaped");
    if (fixed) {
      pending += fixed.value;
      continue;
    }
    if (take("open")) {
      const prefix = texts(), inner = take("name"), group = take("regexp") ?? (inner ? null : take("asterisk")),
        suffix = texts();
      need("close");
      addPart(prefix, inner, group, suffix, takeModifier());
      continue;
    }
    flush();
    need("end");
  }
  return parts;
}

function toRegExp(parts, options, ignoreCase) {
  const groups = [], segment = options.delimiter ? `[^${escapeRegExp(options.delimiter)}]+?` : "[\\s\\S]+?";
  let source = "^";
  for (const p of parts) {
    if (p.type === "fixed") {
      source += p.modifier ? `(?:${escapeRegExp(p.value)})${p.modifier}` : escapeRegExp(p.value);
      continue;
    }
    groups.push(p.name);
    const value = p.type === "segment" ? segment : p.type === "full" ? ".*" : p.value;
    const before = escapeRegExp(p.prefix), after = escapeRegExp(p.suffix);
    if (!before && !after) {
      source += p.modifier === "" || p.modifier === "?" ? `(${value})${p.modifier}` : `((?:${value})${p.modifier})`;
    } else if (p.modifier === "" || p.modifier === "?") source += `(?:${before}(${value})${after})${p.modifier}`;
    else source += `(?:${before}((?:${value})(?:${after}${before}(?:${value}))*)${after})${p.modifier === "*" ? "?" : ""}`;
  }
  try {
    return { regexp: new RegExp(source + "$", ignoreCase ? "vi" : "v"), groups };
  } catch {
    throw bad("A URLPattern has a malformed regular expression");
  }
}

// toText gives the pattern of the parts back.
function toText(parts, options) {
  let text = "";
  parts.forEach((p, i) => {
    const last = parts[i - 1], next = parts[i + 1];
    if (p.type === "fixed") {
      text += p.modifier ? `{${escapePattern(p.value)}}${p.modifier}` : escapePattern(p.value);
      return;
    }
    const custom = !/^\d/.test(p.name);
    let group = p.suffix !== "" || p.prefix !== "" && p.prefix !== options.prefix;
    if (!group && custom && p.type === "segment" && p.modifier === "" && next && !next.prefix && !next.suffix) {
      group = next.type === "fixed" ? isNameChar([...next.value][0] ?? "", false) : /^\d/.test(next.name);
    }
    if (!group && p.prefix === "" && last?.type === "fixed" && options.prefix && last.value.endsWith(options.prefix)) {
      group = true;
    }
    if (group) text += "{";
    text += escapePattern(p.prefix);
    if (custom) text += ":" + p.name;
    if (p.type === "regexp") text += `(${p.value})`;
    else if (p.type === "segment" && !custom) text += `([^${escapeRegExp(options.delimiter)}]+?)`;
    else if (p.type === "full") {
      const star = !custom && (!last || last.type === "fixed" || last.modifier !== "" || group || p.prefix !== "");
      text += star ? "*" : "(.*)";
    }
    if (p.type === "segment" && custom && p.suffix && isNameChar([...p.suffix][0], false)) text += "\\";
    text += escapePattern(p.suffix);
    if (group) text += "}";
    text += p.modifier;
  });
  return text;
}

const plain = { delimiter: "", prefix: "" }, hostOptions = { delimiter: ".", prefix: "" },
  pathOptions = { delimiter: "/", prefix: "/" };

function compile(text, encode, options, ignoreCase = false) {
  const parts = parse(text, options, encode), { regexp, groups } = toRegExp(parts, options, ignoreCase);
  return { text: toText(parts, options), regexp, groups, custom: parts.some((p) => p.type === "regexp") };
}

// ---------------------------------------------------------------- patterns given as one string

function parseString(text) {
  const tokens = tokenize(text, true), chars = [...text], init = {};
  let i = 0, start = 0, depth = 0, brackets = 0, state = "init", special = false;
  const value = (n) => tokens[n]?.value;
  const is = (n, c) => {
    const t = tokens[n] ?? tokens.at(-1);
    return t.value === c && (t.type === "char" || t.type === "escaped" || t.type === "invalid");
  };
  const component = () => chars.slice(tokens[start].index, (tokens[i] ?? tokens.at(-1)).index).join("");
  const isSearchPrefix = (n) => {
    if (is(n, "?")) return true;
    if (value(n) !== "?") return false;
    return n === 0 || !["name", "regexp", "close", "asterisk"].includes(tokens[n - 1].type);
  };
  const change = (next, skip) => {
    if (state !== "init" && state !== "authority") init[state] = component();
    if (state !== "init" && next !== "done") {
      if (["protocol", "authority", "username", "password"].includes(state)
        && ["port", "pathname", "search", "hash"].includes(next)) {
        init.hostname ??= "";
      }
      if (["protocol", "authority", "username", "password", "hostname", "port"].includes(state)
        && (next === "search" || next === "hash")) {
        init.pathname ??= special ? "/" : "";
      }
      if (["protocol", "authority", "username", "password", "hostname", "port", "pathname"].includes(state)
        && next === "hash") {
        init.search ??= "";
      }
    }
    state = next;
    i += skip;
    start = i;
  };
  const rewind = (next) => {
    i = start;
    state = next;
  };
  const ended = (n) => {
    if (is(n, "/") && (state === "hostname" || state === "port")) change("pathname", 0);
    else if (isSearchPrefix(n) && state !== "search") change("search", 1);
    else if (is(n, "#")) change("hash", 1);
    else return false;
    return true;
  };
  for (let step; i < tokens.length; i += step) {
    step = 1;
    const t = tokens[i];
    if (t.type === "end") {
      if (state === "init") {
        i = start;
        if (is(i, "#")) change("hash", 1);
        else if (isSearchPrefix(i)) change("search", 1);
        else change("pathname", 0);
        step = 0;
        continue;
      }
      if (state === "authority") {
        rewind("hostname");
        step = 0;
        continue;
      }
      change("done", 0);
      break;
    }
    if (t.type === "open") {
      depth++;
      continue;
    }
    if (depth) {
      if (t.type !== "close") continue;
      depth--;
    }
    const slashes = is(i + 1, "/") && is(i + 2, "/");
    if (state === "init") {
      if (is(i, ":")) {
        i = start;
        state = "protocol";
        step = 0;
      }
    } else if (state === "protocol") {
      if (!is(i, ":")) continue;
      const test = compile(component(), canonical.protocol, plain);
      special = [...Object.keys(ports), "file"].some((s) => test.regexp.test(s));
      if (slashes) change("authority", 3);
      else if (special) change("authority", 1);
      else change("pathname", 1);
      step = 0;
    } else if (state === "authority") {
      if (is(i, "@")) {
        rewind("username");
        step = 0;
      } else if (is(i, "/") || isSearchPrefix(i) || is(i, "#")) {
        rewind("hostname");
        step = 0;
      }
    } else if (state === "username") {
      if (is(i, ":")) change("password", 1), step = 0;
      else if (is(i, "@")) change("hostname", 1), step = 0;
    } else if (state === "password") {
      if (is(i, "@")) change("hostname", 1), step = 0;
    } else if (state === "hostname") {
      if (is(i, "[")) brackets++;
      else if (is(i, "]")) brackets--;
      else if (is(i, ":") && !brackets) change("port", 1), step = 0;
      else if (ended(i)) step = 0;
    } else if (state === "port") {
      if (ended(i)) step = 0;
    } else if (state === "pathname") {
      if (isSearchPrefix(i)) change("search", 1), step = 0;
      else if (is(i, "#")) change("hash", 1), step = 0;
    } else if (state === "search" && is(i, "#")) change("hash", 1), step = 0;
  }
  if (init.hostname !== undefined && init.port === undefined) init.port = "";
  return init;
}

// ---------------------------------------------------------------- inputs

// process makes the parts of an init complete and canonical; pattern tells whether it holds patterns or a URL's parts.
function process(init, pattern, start) {
  const out = { ...start };
  let base = null;
  const inherit = (text) => pattern ? escapePattern(text) : text;
  if (init.baseURL !== undefined) {
    base = host.urlParse(`${init.baseURL}`, undefined);
    if (!base) throw bad("Invalid base URL of a URLPattern.");
    const no = (...keys) => keys.every((k) => init[k] === undefined);
    if (no("protocol")) out.protocol = inherit(base[1].slice(0, -1));
    if (!pattern && no("protocol", "hostname", "port", "username")) out.username = base[2];
    if (!pattern && no("protocol", "hostname", "port", "username", "password")) out.password = base[3];
    if (no("protocol", "hostname")) out.hostname = inherit(base[5]);
    if (no("protocol", "hostname", "port")) out.port = base[6];
    if (no("protocol", "hostname", "port", "pathname")) out.pathname = inherit(base[7]);
    if (no("protocol", "hostname", "port", "pathname", "search")) out.search = inherit(base[8].slice(1));
    if (no("protocol", "hostname", "port", "pathname", "search", "hash")) out.hash = inherit(base[9].slice(1));
  }
  const given = (key) => init[key] === undefined ? undefined : `${init[key]}`;
  const put = (key, text, canon) => { if (text !== undefined) out[key] = pattern ? text : canon(text); };
  put("protocol", given("protocol")?.replace(/:$/, ""), canonical.protocol);
  put("username", given("username"), canonical.username);
  put("password", given("password"), canonical.password);
  put("hostname", given("hostname"), canonical.hostname);
  put("port", given("port"), (v) => canonical.port(v, out.protocol));
  let path = given("pathname");
  if (path !== undefined) {
    const absolute = path[0] === "/" || pattern && (path.startsWith("\\/") || path.startsWith("{/"));
    if (base && !absolute && base[7].startsWith("/")) {
      path = inherit(base[7].slice(0, base[7].lastIndexOf("/") + 1)) + path;
    }
    out.pathname = pattern ? path : !out.protocol || isSpecial(out.protocol) ? canonical.pathname(path)
      : canonical.opaque(path);
  }
  put("search", given("search")?.replace(/^\?/, ""), canonical.search);
  put("hash", given("hash")?.replace(/^#/, ""), canonical.hash);
  return out;
}

export class URLPattern {
  #parts = {};
  constructor(input = {}, base, options) {
    if (isObject(base)) options = base, base = undefined;
    try {
      this.#compile(input, base, options);
    } catch {
      throw bad("Failed to construct URLPattern");
    }
  }
  #compile(input, base, options) {
    let init;
    if (isObject(input)) {
      if (base !== undefined) throw bad("A base URL is allowed with a string only.");
      init = input;
    } else {
      init = parseString(`${input}`);
      if (base === undefined && init.protocol === undefined) throw bad("A relative URLPattern needs a base URL.");
      if (base !== undefined) init.baseURL = `${base}`;
    }
    const p = process(init, true, {}), ignoreCase = !!options?.ignoreCase;
    for (const name of names) p[name] ??= "*";
    if (ports[p.protocol] === p.port && p.port) p.port = "";
    const parts = this.#parts;
    parts.protocol = compile(p.protocol, canonical.protocol, plain);
    parts.username = compile(p.username, canonical.username, plain);
    parts.password = compile(p.password, canonical.password, plain);
    const ipv6 = /^(\[|\{\[|\\\[)/.test(p.hostname);
    parts.hostname = compile(p.hostname, ipv6 ? canonical.hostnameIPv6 : canonical.hostname, hostOptions);
    parts.port = compile(p.port, canonical.port, plain);
    const special = [...Object.keys(ports), "file"].some((s) => parts.protocol.regexp.test(s));
    parts.pathname = special ? compile(p.pathname, canonical.pathname, pathOptions, ignoreCase)
      : compile(p.pathname, canonical.opaque, plain, ignoreCase);
    parts.search = compile(p.search, canonical.search, plain, ignoreCase);
    parts.hash = compile(p.hash, canonical.hash, plain, ignoreCase);
  }
  get protocol() { return this.#parts.protocol.text; }
  get username() { return this.#parts.username.text; }
  get password() { return this.#parts.password.text; }
  get hostname() { return this.#parts.hostname.text; }
  get port() { return this.#parts.port.text; }
  get pathname() { return this.#parts.pathname.text; }
  get search() { return this.#parts.search.text; }
  get hash() { return this.#parts.hash.text; }
  get hasRegExpGroups() { return names.some((name) => this.#parts[name].custom); }
  test(input, base) { return this.#match(input, base) !== null; }
  exec(input, base) { return this.#match(input, base); }
  #match(input = {}, base) {
    let url;
    const inputs = [input];
    if (isObject(input) && !(input instanceof URL)) {
      if (base !== undefined) throw bad("A base URL is allowed with a string only.");
      try {
        url = process(input, false, { protocol: "", username: "", password: "", hostname: "", port: "", pathname: "",
          search: "", hash: "" });
      } catch {
        return null;
      }
    } else {
      const u = host.urlParse(`${input}`, base === undefined ? undefined : `${base}`);
      if (!u) return null;
      if (base !== undefined) inputs.push(`${base}`);
      url = { protocol: u[1].slice(0, -1), username: u[2], password: u[3], hostname: u[5], port: u[6], pathname: u[7],
        search: u[8].slice(1), hash: u[9].slice(1) };
    }
    const result = { inputs };
    for (const name of names) {
      const { regexp, groups } = this.#parts[name], m = regexp.exec(url[name]);
      if (!m) return null;
      const found = {};
      groups.forEach((g, i) => { found[g] = m[i + 1]; });
      result[name] = { input: url[name], groups: found };
    }
    return result;
  }
}
