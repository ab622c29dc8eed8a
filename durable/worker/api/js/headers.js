// Headers: names in lower case, values joined by ", ", Set-Cookie kept apart.

import { badParameter, isObject, need, serialized, utf8Text } from "./define.js";
import { flags } from "./flags.js";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]*$/;
const type = "Headers or Sequence or object";

// nameOf checks a name and gives it in lower case. It remembers names, of which scripts use few.
const known = new Map();
function nameOf(name) {
  const lower = known.get(name);
  if (lower !== undefined) return lower;
  name = `${name}`;
  if (!token.test(name)) throw new TypeError("Invalid header name.");
  if (known.size > 200) known.clear();
  known.set(name, name.toLowerCase());
  return known.get(name);
}

function valueOf(value) {
  value = `${value}`;
  const first = value.charCodeAt(0), last = value.charCodeAt(value.length - 1);
  if (first <= 32 || last <= 32) value = value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  if (!/[\0\r\n\ud800-\udfff]/.test(value)) return value;
  if (/[\0\r\n]/.test(value)) throw new TypeError("Invalid header value.");
  return utf8Text(value);
}

let fieldsOf, listOf, setList, protect, isProtected;
export class Headers {
  #fields; // name -> value; "set-cookie" -> [values]; made at the first use
  #list; // until then: what the host has given, a flat list that nothing changes
  #immutable = false;
  static {
    fieldsOf = (headers) => headers.#fields ??= fieldsOfList(headers.#list);
    listOf = (headers) => headers.#fields === undefined ? headers.#list ?? [] : undefined;
    setList = (headers, list) => { headers.#list = list; };
    protect = (headers) => { headers.#immutable = true; return headers; };
    isProtected = (headers) => headers.#immutable;
  }
  constructor(init) {
    if (init !== undefined) fill(fieldsOf(this), init);
  }
  get(name) {
    need(arguments.length, 1, "Headers", "get");
    const value = fieldsOf(this).get(nameOf(name));
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  }
  getAll(name) {
    need(arguments.length, 1, "Headers", "getAll");
    if (`${name}`.toLowerCase() !== "set-cookie") {
      throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
    }
    return [...fieldsOf(this).get("set-cookie") ?? []];
  }
  getSetCookie() { return [...fieldsOf(this).get("set-cookie") ?? []]; }
  has(name) {
    need(arguments.length, 1, "Headers", "has");
    return fieldsOf(this).has(nameOf(name));
  }
  set(name, value) {
    need(arguments.length, 2, "Headers", "set");
    this.#check();
    value = valueOf(value);
    name = nameOf(name);
    fieldsOf(this).set(name, name === "set-cookie" ? [value] : value);
  }
  append(name, value) {
    need(arguments.length, 2, "Headers", "append");
    this.#check();
    append(fieldsOf(this), name, value);
  }
  delete(name) {
    need(arguments.length, 1, "Headers", "delete");
    this.#check();
    fieldsOf(this).delete(nameOf(name));
  }
  forEach(callback, thisArg) {
    if (typeof callback !== "function") throw badParameter("Headers", "forEach", 1, "function");
    for (const [name, value] of pairs(fieldsOf(this))) callback.call(thisArg, value, name, this);
  }
  entries() { return pairs(fieldsOf(this)).values(); }
  keys() { return pairs(fieldsOf(this)).map((p) => p[0]).values(); }
  values() { return pairs(fieldsOf(this)).map((p) => p[1]).values(); }
  [Symbol.iterator]() { return pairs(fieldsOf(this)).values(); }
  #check() { if (this.#immutable) throw new TypeError("Can't modify immutable headers."); }
}

function append(fields, name, value) {
  value = valueOf(value);
  name = nameOf(name);
  const old = fields.get(name);
  if (name === "set-cookie") {
    if (old) old.push(value);
    else fields.set(name, [value]);
  } else fields.set(name, old === undefined ? value : old + ", " + value);
}

function fill(fields, init) {
  if (!isObject(init)) throw badParameter("Headers", "", 1, type);
  const other = init instanceof Headers && fieldsOf(init);
  if (other) {
    other.forEach((value, name) => fields.set(name, typeof value === "string" ? value : value.slice()));
  } else if (typeof init[Symbol.iterator] === "function") {
    for (const entry of init) {
      const pair = [...entry];
      if (pair.length !== 2) {
        throw new TypeError("To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.");
      }
      append(fields, pair[0], pair[1]);
    }
  } else for (const name of Object.keys(init)) append(fields, name, init[name]);
}

// pairs lists the fields as iteration shows them: sorted by name, each Set-Cookie by itself.
function pairs(fields) {
  const all = [], names = [];
  fields.forEach((_, name) => names.push(name));
  names.sort();
  for (let n = 0; n < names.length; n++) {
    const name = names[n], value = fields.get(name);
    if (typeof value === "string") all.push([name, value]);
    else if (!flags.setCookies) all.push([name, value.join(", ")]);
    else for (const v of value) all.push([name, v]);
  }
  return all;
}

// fieldsOfList are the fields of a flat list of names and values, which are valid.
function fieldsOfList(list) {
  const fields = new Map();
  if (list) for (let n = 0; n < list.length; n += 2) {
    const name = nameOf(list[n]), value = list[n + 1];
    if (name === "set-cookie" || fields.has(name)) append(fields, name, value);
    else fields.set(name, value);
  }
  return fields;
}

// headersOf makes Headers of the host's flat list of names and values, which are valid.
export function headersOf(list) {
  const headers = new Headers();
  setList(headers, list);
  return headers;
}

// headerList is the list that headersOf takes: nothing changes it.
export function headerList(headers) {
  const given = listOf(headers);
  if (given) return given;
  const fields = fieldsOf(headers), list = [];
  if (fields.size < 2) fields.forEach((value, name) => {
    if (typeof value === "string") list.push(name, value);
    else for (const v of value) list.push(name, v);
  });
  else for (const pair of pairs(fields)) list.push(pair[0], pair[1]);
  return list;
}

// listed returns the first value that such a list has for a lower-case name.
export function listed(list, name) {
  for (let n = 0; n < list.length; n += 2) if (list[n].toLowerCase() === name) return list[n + 1];
  return undefined;
}

// headersFrom makes Headers of pairs that were valid when they were sent.
export function headersFrom(list) {
  const headers = new Headers(), fields = fieldsOf(headers);
  for (const [name, value] of list) append(fields, name, value);
  return headers;
}

// headerPairs is the list that headersFrom takes.
export const headerPairs = (headers) => pairs(fieldsOf(headers));

// header reads one field by its lower-case name; setDefault writes it where it is missing.
export const header = (headers, name) => fieldsOf(headers).get(name) ?? null;
export function setDefault(headers, name, value) {
  const fields = fieldsOf(headers);
  if (!fields.has(name)) fields.set(name, value);
}

// copyHeaders keeps neither the guard nor the identity.
export function copyHeaders(headers) {
  const list = listOf(headers);
  if (list) return headersOf(list);
  const copy = new Headers();
  fill(fieldsOf(copy), headers);
  return copy;
}

serialized(Headers, "Headers", headerPairs, headersFrom);

export { isProtected, protect };
export const isHeaders = (v) => v instanceof Headers;
