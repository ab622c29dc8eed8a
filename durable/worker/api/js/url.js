// URL and URLSearchParams. The host parses; this keeps the parts and the live parameters.

import { badParameter, isObject, need } from "./define.js";
import { flags } from "./flags.js";

// What host.urlParse gives: [href, protocol, username, password, host, hostname, port, pathname, search, hash, origin].
const part = { href: 0, protocol: 1, username: 2, password: 3, host: 4, hostname: 5, port: 6, pathname: 7, search: 8,
  hash: 9, origin: 10 };
const usv = (v) => {
  v = `${v}`;
  return v.isWellFormed() ? v : v.toWellFormed();
};
const baseOf = (base) => base === undefined ? undefined : usv(base);

// partsOf gives the parts of a URL, null for none. It remembers them: a Worker and its objects parse the same one. Nothing
// changes a list of parts.
const remembered = new Map();
const rememberedMax = 64, lengthMax = 1024;
function partsOf(url, base) {
  if (base !== undefined) return host.urlParse(usv(url), usv(base));
  let parts = remembered.get(url);
  if (parts !== undefined) return parts;
  url = usv(url);
  parts = host.urlParse(url, undefined);
  if (url.length > lengthMax) return parts;
  if (remembered.size === rememberedMax) remembered.clear();
  remembered.set(url, parts);
  return parts;
}

let paramsOf;
export class URL {
  #parts;
  #params;
  constructor(url, base) {
    need(arguments.length, 1, "URL", "", "USVString");
    if (url === paramsOf) { this.#parts = base; return; }
    this.#parts = partsOf(url, base);
    if (this.#parts === null) throw new TypeError("Invalid URL string.");
  }
  static canParse(url, base) {
    need(arguments.length, 1, "URL", "canParse", "USVString");
    return host.urlHref(usv(url), baseOf(base)) !== null;
  }
  static parse(url, base) {
    need(arguments.length, 1, "URL", "parse", "USVString");
    const parts = partsOf(url, base);
    return parts && new URL(paramsOf, parts);
  }
  static createObjectURL() { throw new Error("URL.createObjectURL() is not implemented"); }
  static revokeObjectURL() { throw new Error("URL.revokeObjectURL() is not implemented"); }
  #set(name, value) {
    const parts = host.urlSet(this.#parts[0], name, usv(value));
    if (parts === null) return;
    this.#parts = parts;
    if (this.#params && (name === "search" || name === "href")) refill(this.#params, parts[part.search]);
  }
  get origin() { return this.#parts[part.origin]; }
  get href() { return this.#parts[0]; }
  set href(v) {
    const parts = host.urlParse(usv(v), undefined);
    if (parts === null) {
      throw new TypeError("Failed to set the 'href' property on 'URL': the provided value is not of type 'valid URL string'.");
    }
    this.#parts = parts;
    if (this.#params) refill(this.#params, parts[part.search]);
  }
  get protocol() { return this.#parts[part.protocol]; }
  set protocol(v) { this.#set("protocol", v); }
  get username() { return this.#parts[part.username]; }
  set username(v) { this.#set("username", v); }
  get password() { return this.#parts[part.password]; }
  set password(v) { this.#set("password", v); }
  get host() { return this.#parts[part.host]; }
  set host(v) { this.#set("host", v); }
  get hostname() { return this.#parts[part.hostname]; }
  set hostname(v) { this.#set("hostname", v); }
  get port() { return this.#parts[part.port]; }
  set port(v) { this.#set("port", v); }
  get pathname() { return this.#parts[part.pathname]; }
  set pathname(v) { this.#set("pathname", v); }
  get search() { return this.#parts[part.search]; }
  set search(v) { this.#set("search", v); }
  get hash() { return this.#parts[part.hash]; }
  set hash(v) { this.#set("hash", v); }
  get searchParams() {
    return this.#params ??= paramsOf(this.#parts[part.search], (text) => {
      const parts = host.urlSet(this.#parts[0], "search", text);
      if (parts) this.#parts = parts;
    });
  }
  toJSON() { return this.#parts[0]; }
  toString() { return this.#parts[0]; }
}

let refill;
const keep = {};
export class URLSearchParams {
  #list = []; // [name, value]
  #changed = null;
  static {
    paramsOf = (search, changed) => {
      const params = new URLSearchParams(keep);
      params.#list = parse(search);
      params.#changed = changed;
      return params;
    };
    refill = (params, search) => { params.#list = parse(search); };
  }
  constructor(init) {
    if (init === undefined || init === keep) return;
    if (!isObject(init)) this.#list = parse(usv(init));
    else if (init instanceof URLSearchParams) this.#list = init.#list.map((p) => p.slice());
    else if (typeof init[Symbol.iterator] === "function") {
      for (const entry of init) {
        const pair = isObject(entry) ? [...entry] : [];
        if (pair.length !== 2) throw new TypeError("Invalid URL search params sequence.");
        this.#list.push([usv(pair[0]), usv(pair[1])]);
      }
    } else for (const name of Object.keys(init)) this.#list.push([usv(name), usv(init[name])]);
  }
  #change() { this.#changed?.(this.toString()); }
  get size() { return this.#list.length; }
  append(name, value) {
    need(arguments.length, 2, "URLSearchParams", "append", "USVString");
    this.#list.push([usv(name), usv(value)]);
    this.#change();
  }
  delete(name, value) {
    need(arguments.length, 1, "URLSearchParams", "delete", "USVString");
    name = usv(name);
    value = flags.valueOfParams && value !== undefined ? usv(value) : undefined;
    const list = this.#list;
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i][0] === name && (value === undefined || list[i][1] === value)) list.splice(i, 1);
    }
    this.#change();
  }
  get(name) {
    need(arguments.length, 1, "URLSearchParams", "get", "USVString");
    name = usv(name);
    for (const p of this.#list) if (p[0] === name) return p[1];
    return null;
  }
  getAll(name) {
    need(arguments.length, 1, "URLSearchParams", "getAll", "USVString");
    name = usv(name);
    return this.#list.filter((p) => p[0] === name).map((p) => p[1]);
  }
  has(name, value) {
    need(arguments.length, 1, "URLSearchParams", "has", "USVString");
    name = usv(name);
    value = flags.valueOfParams && value !== undefined ? usv(value) : undefined;
    return this.#list.some((p) => p[0] === name && (value === undefined || p[1] === value));
  }
  set(name, value) {
    need(arguments.length, 2, "URLSearchParams", "set", "USVString");
    name = usv(name);
    value = usv(value);
    const first = this.#list.find((p) => p[0] === name);
    if (!first) this.#list.push([name, value]);
    else {
      first[1] = value;
      this.#list = this.#list.filter((p) => p === first || p[0] !== name);
    }
    this.#change();
  }
  sort() {
    this.#list.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    this.#change();
  }
  *entries() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i].slice(); }
  *keys() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][0]; }
  *values() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][1]; }
  forEach(callback, thisArg) {
    if (typeof callback !== "function") throw badParameter("URLSearchParams", "forEach", 1, "function");
    for (let i = 0; i < this.#list.length; i++) callback.call(thisArg, this.#list[i][1], this.#list[i][0], this);
  }
  toString() {
    let text = "";
    for (const [name, value] of this.#list) text += (text && "&") + formEncode(name) + "=" + formEncode(value);
    return text;
  }
  [Symbol.iterator]() { return this.entries(); }
}

// formEncode and formDecode are application/x-www-form-urlencoded of one name or value.
export const formEncode = (s) => /^[\w*.-]*$/.test(s) ? s : encodeURIComponent(s).replace(/[!'()~]/g,
  (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase()).replaceAll("%20", "+");
export function formDecode(s) {
  if (s.includes("+")) s = s.replaceAll("+", " ");
  if (!s.includes("%")) return s;
  try {
    return decodeURIComponent(s);
  } catch {
    return host.percentDecode(s);
  }
}

export function parse(query) {
  if (query.charCodeAt(0) === 63) query = query.slice(1);
  const list = [];
  if (!query) return list;
  for (const piece of query.split("&")) {
    if (!piece) continue;
    const at = piece.indexOf("=");
    if (at < 0) list.push([formDecode(piece), ""]);
    else list.push([formDecode(piece.slice(0, at)), formDecode(piece.slice(at + 1))]);
  }
  return list;
}
