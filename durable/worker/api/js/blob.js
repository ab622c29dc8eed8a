// Blob, File and FormData, and the two forms a FormData takes in a body.

import { badParameter, isObject, need, refuse, serialized } from "./define.js";
import { streamOfBytes, toBytes } from "./streams.js";
import { decodeText, encodeText } from "./encoding.js";
import { flags } from "./flags.js";
import { parse as parseQuery } from "./url.js";

function typeOf(type) {
  type = `${type}`;
  return /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "";
}

let blobBytes, makeBlob;
export class Blob {
  #bytes; // never changed, so that slices share it
  #type;
  static {
    blobBytes = (blob) => blob.#bytes;
    makeBlob = (bytes, type) => {
      const blob = new Blob();
      blob.#bytes = bytes;
      blob.#type = type;
      return blob;
    };
  }
  constructor(parts, options) {
    if (parts !== undefined && !Array.isArray(parts)) {
      throw badParameter(new.target.name === "File" ? "File" : "Blob", "", 1, "Array");
    }
    if (options !== undefined && options !== null && !isObject(options)) throw badParameter("Blob", "", 2, "Options");
    if (options?.endings !== undefined) throw new Error("The 'endings' field on 'Options' is not implemented.");
    this.#bytes = concat((parts ?? []).map(partBytes));
    this.#type = typeOf(options?.type ?? "");
  }
  get size() { return this.#bytes.byteLength; }
  get type() { return this.#type; }
  slice(start = 0, end = this.size, type = "") {
    return makeBlob(this.#bytes.subarray(clamp(start, this.size),
      Math.max(clamp(start, this.size), clamp(end, this.size))), typeOf(type));
  }
  async arrayBuffer() { return this.#bytes.slice().buffer; }
  async bytes() { return this.#bytes.slice(); }
  async text() { return decodeText(this.#bytes, flags.bodyBOM); }
  stream() { return streamOfBytes(this.#bytes); }
}

function clamp(n, size) {
  n = Math.trunc(+n) || 0;
  return n < 0 ? Math.max(0, size + n) : Math.min(n, size);
}

function partBytes(part) {
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) return toBytes(part);
  return part instanceof Blob ? blobBytes(part) : encodeText(`${part}`);
}

function concat(parts) {
  let length = 0;
  for (const p of parts) length += p.byteLength;
  const all = new Uint8Array(length);
  length = 0;
  for (const p of parts) {
    all.set(p, length);
    length += p.byteLength;
  }
  return all;
}

export class File extends Blob {
  #name;
  #modified;
  constructor(parts, name, options) {
    if (arguments.length < 2) throw badParameter("File", "", 2, "string");
    super(parts, options);
    this.#name = `${name}`;
    this.#modified = options?.lastModified === undefined ? host.now() : Math.trunc(+options.lastModified) || 0;
  }
  get name() { return this.#name; }
  get lastModified() { return this.#modified; }
}

serialized(Blob, "Blob", (blob) => {
  if (blob instanceof File) refuse.call(blob);
  return [blobBytes(blob), blob.type];
}, ([bytes, type]) => makeBlob(bytes, type));

// fileOf makes the entry that FormData keeps: a string or a File.
function fileOf(name, value, filename) {
  if (!(value instanceof Blob)) return `${value}`;
  if (value instanceof File && filename === undefined) return value;
  const options = { type: value.type };
  if (value instanceof File) options.lastModified = value.lastModified;
  return new File([value], filename === undefined ? name : `${filename}`, options);
}

let entriesOf;
export class FormData {
  #list = []; // [name, string or File]
  static { entriesOf = (form) => form.#list; }
  append(name, value, filename) {
    need(arguments.length, 2, "FormData", "append", arguments.length ? "File or Blob or string" : "string");
    name = `${name}`;
    this.#list.push([name, fileOf(name, value, filename)]);
  }
  delete(name) {
    need(arguments.length, 1, "FormData", "delete");
    name = `${name}`;
    this.#list = this.#list.filter((e) => e[0] !== name);
  }
  get(name) {
    need(arguments.length, 1, "FormData", "get");
    name = `${name}`;
    return this.#list.find((e) => e[0] === name)?.[1] ?? null;
  }
  getAll(name) {
    need(arguments.length, 1, "FormData", "getAll");
    name = `${name}`;
    return this.#list.filter((e) => e[0] === name).map((e) => e[1]);
  }
  has(name) {
    need(arguments.length, 1, "FormData", "has");
    name = `${name}`;
    return this.#list.some((e) => e[0] === name);
  }
  set(name, value, filename) {
    need(arguments.length, 2, "FormData", "set", arguments.length ? "File or Blob or string" : "string");
    name = `${name}`;
    const entry = [name, fileOf(name, value, filename)], at = this.#list.findIndex((e) => e[0] === name);
    if (at < 0) this.#list.push(entry);
    else this.#list = this.#list.map((e, i) => i === at ? entry : e).filter((e) => e === entry || e[0] !== name);
  }
  *entries() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i].slice(); }
  *keys() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][0]; }
  *values() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][1]; }
  forEach(callback, thisArg) {
    if (typeof callback !== "function") throw badParameter("FormData", "forEach", 1, "function");
    for (let i = 0; i < this.#list.length; i++) callback.call(thisArg, this.#list[i][1], this.#list[i][0], this);
  }
  [Symbol.iterator]() { return this.entries(); }
}

const escape = (s) => s.replaceAll('"', "%22").replaceAll("\n", "%0A");

// writeForm gives the multipart body of a form; its boundary comes of the world's chance.
export function writeForm(form) {
  let boundary = "";
  for (const b of new Uint8Array(host.random(16))) boundary += (b + 256).toString(16).slice(1);
  const parts = [];
  for (const [name, value] of entriesOf(form)) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`;
    if (typeof value === "string") parts.push(encodeText(`${head}\r\n\r\n${value}\r\n`));
    else {
      parts.push(encodeText(`${head}; filename="${escape(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`),
        blobBytes(value), encodeText("\r\n"));
    }
  }
  parts.push(encodeText(`--${boundary}--`));
  return { bytes: concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

// mediaType reads "type/subtype; name=value". A value that is empty and not in quotes does not count.
function mediaType(text) {
  const [essence, ...rest] = text.match(/(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [""], params = {};
  for (const p of rest) {
    const m = /^\s*([^=\s]+)=(?:"((?:[^"\\]|\\.)*)"?|(.*?))\s*$/s.exec(p);
    if (m && m[3] !== "") {
      params[m[1].toLowerCase()] ??= m[2] !== undefined ? m[2].replace(/\\(.)/gs, "$1") : m[3];
    }
  }
  return { essence: essence.trim().toLowerCase(), params };
}

// normalType writes a media type in its normal form, "" where it is none.
export function normalType(text) {
  const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { essence, params } = mediaType(text),
    [type, subtype, more] = essence.split("/");
  if (!token.test(type) || !token.test(subtype ?? "") || more !== undefined) return "";
  let out = essence;
  for (const name of Object.keys(params)) {
    const value = params[name];
    if (token.test(name)) out += `;${name}=${token.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  return out;
}

// parseForm reads a body of the given content type.
export function parseForm(bytes, contentType) {
  const { essence, params } = mediaType(contentType), form = new FormData(), list = entriesOf(form);
  if (essence === "multipart/form-data") {
    if (params.boundary === undefined) {
      throw new TypeError("No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter, "
        + "e.g. 'Content-Type: multipart/form-data; boundary=\"abcd\"'. See RFC 7578, section 4.");
    }
    for (const { name, filename, type, content } of multipart(bytes, params.boundary)) {
      list.push([name, filename === undefined ? decodeWhole(content)
        : new File([content], filename, { type: type ?? "" })]);
    }
  } else if (essence === "application/x-www-form-urlencoded") {
    if (params.charset !== undefined && !/^utf-?8$/i.test(params.charset)) {
      throw new TypeError(`Non-utf-8 application/x-www-form-urlencoded body.`);
    }
    for (const [name, value] of parseQuery("?" + decodeText(bytes, flags.bodyBOM))) list.push([name, value]);
  } else {
    throw new TypeError("Unrecognized Content-Type header value. FormData can only parse the following MIME types: "
      + "multipart/form-data, application/x-www-form-urlencoded");
  }
  return form;
}

const decodeWhole = (bytes) => host.decode("utf-8", bytes, 2);
const unlatin = (text) => decodeWhole(new Uint8Array(host.latin1(text)));

// multipart lists the parts. It works on one character per byte, so that places in the text are places in the bytes.
function multipart(bytes, boundary) {
  const text = host.fromLatin1(bytes), mark = host.fromLatin1(encodeText("--" + boundary)), parts = [];
  let at = text.startsWith(mark) ? 0 : text.indexOf(mark);
  if (at < 0) throw new TypeError("No initial boundary string (or you have a truncated message).");
  at += mark.length;
  for (;;) {
    if (text.startsWith("\r\n", at)) at += 2;
    else if (text[at] === "\n") at++;
    else if (text.startsWith("--", at)) return parts;
    else throw new TypeError("Boundary string was not succeeded by CRLF, LF, or '--'.");
    const split = /\r?\n\r?\n/g;
    split.lastIndex = at;
    const gap = split.exec(text);
    if (!gap) throw new TypeError("No multipart message header termination found.");
    const part = partHead(text.slice(at, gap.index)), begin = gap.index + gap[0].length;
    let end = text.indexOf("\n" + mark, begin);
    if (end < 0) throw new TypeError("No subsequent boundary string after multipart message.");
    at = end + 1 + mark.length;
    if (end > begin && text[end - 1] === "\r") end--;
    part.content = bytes.subarray(begin, end);
    parts.push(part);
  }
}

// dispositionOf reads a Content-Disposition. Its names are compared as they are, the last of equal ones counts. A value
// that is empty or not in quotes ends the list.
function dispositionOf(text) {
  const [essence] = text.split(";", 1), params = {};
  const param = /;\s*([^=;]*?)\s*=\s*"((?:[^"\\]|\\.)+)"\s*(?=;|$)/gy;
  for (const [, name, value] of text.slice(essence.length).matchAll(param)) params[name] = value.replace(/\\(.)/g, "$1");
  return { essence: essence.trim(), params };
}

function partHead(text) {
  const fields = {};
  for (const line of text.split(/\r?\n/)) {
    const m = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!m) throw new TypeError("FormData part had invalid headers.");
    fields[m[1].toLowerCase()] = m[2];
  }
  const disposition = fields["content-disposition"];
  if (disposition === undefined) throw new TypeError("No valid Content-Disposition header found in FormData part.");
  const { essence, params } = dispositionOf(disposition);
  if (essence !== "form-data") {
    throw new TypeError(`Content-Disposition header for FormData part must have the value "form-data", possibly followed by parameters. Got: "${essence}"`);
  }
  if (params.name === undefined) throw new TypeError("Content-Disposition header in FormData part is missing a name.");
  return { name: unlatin(params.name), filename: params.filename === undefined ? undefined : unlatin(params.filename),
    type: fields["content-type"] };
}

export { blobBytes, makeBlob };
