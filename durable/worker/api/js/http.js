// Request and Response. A body that is all there stays bytes (or a string) until somebody asks for its stream.

import { badField, badParameter, isObject, need, serialized } from "./define.js";
import { AbortSignal, dataCloneError, hooks, newSignal } from "./events.js";
import { copyHeaders, header, headerList, headerPairs, headersFrom, Headers, headersOf, isHeaders, protect,
  setDefault } from "./headers.js";
import { detachStream, fixedLength, isDisturbed, isLocked, ReadableStream, readAll, spentStream, streamOfBytes,
  teeStream, toBytes } from "./streams.js";
import { Blob, blobBytes, FormData, makeBlob, normalType, parseForm, writeForm } from "./blob.js";
import { decodeText, encodeText } from "./encoding.js";
import { flags } from "./flags.js";
import { URLSearchParams } from "./url.js";

const used = () => new TypeError("Body has already been used. It can only be used once. Use tee() first if you need to read it twice.");
const empty = new Uint8Array(0);

// content makes a body's content of what a script gave: { text | bytes | stream, type }.
function content(init) {
  if (typeof init === "string") return { text: init, type: "text/plain;charset=UTF-8" };
  if (isObject(init)) {
    if (init instanceof ReadableStream) {
      if (isDisturbed(init)) {
        throw new TypeError("This ReadableStream is disturbed (has already been read from), and cannot be used as a body.");
      }
      return { stream: init };
    }
    if (init instanceof ArrayBuffer || ArrayBuffer.isView(init)) return { bytes: toBytes(init).slice() };
    if (init instanceof Blob) return { bytes: blobBytes(init), type: init.type };
    if (init instanceof FormData) return writeForm(init);
    if (init instanceof URLSearchParams) {
      return { text: init.toString(), type: "application/x-www-form-urlencoded;charset=UTF-8" };
    }
    if (!(init instanceof String) && (init[Symbol.asyncIterator] || init[Symbol.iterator])) {
      return { stream: ReadableStream.from(init) };
    }
  }
  return { text: `${init}`, type: "text/plain;charset=UTF-8" };
}

const bytesOf = (c) => c.bytes ??= encodeText(c.text);
// whole tells whether all bytes are at hand and no script has begun to read them.
const whole = (c) => (c.bytes !== undefined || c.text !== undefined)
  && (!c.stream || !isDisturbed(c.stream) && !isLocked(c.stream));

let contentOf, setContent;
export class Body {
  #content = null; // { text, bytes, stream, used }; null is a null body
  #headers;
  static {
    contentOf = (body) => body.#content;
    setContent = (body, c, headers) => {
      body.#headers = headers;
      body.#content = c;
      if (c?.type) setDefault(headers, "content-type", c.type);
    };
  }
  constructor(k) {
    if (k !== key) throw new TypeError("Illegal constructor");
  }
  get body() {
    const c = this.#content;
    return c && (c.stream ??= c.used ? spentStream() : streamOfBytes(bytesOf(c)));
  }
  get bodyUsed() {
    const c = this.#content;
    return c !== null && (c.used === true || c.stream !== undefined && isDisturbed(c.stream));
  }
  async arrayBuffer() {
    const bytes = await this.#take();
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }
  async bytes() { return await this.#take(); }
  async text() {
    const c = this.#content;
    if (c?.text !== undefined && !c.stream && !c.used) {
      c.used = true;
      if (flags.bodyBOM) return c.text.toWellFormed();
      return withoutBOM(c.text.isWellFormed() ? c.text : c.text.toWellFormed());
    }
    return decodeText(await this.#take(), flags.bodyBOM);
  }
  async json() { return JSON.parse(await this.text()); }
  async formData() {
    if (this.bodyUsed) throw used();
    const type = header(this.#headers, "content-type");
    if (type === null) throw new TypeError("Parsing a Body as FormData requires a Content-Type header.");
    return parseForm(await this.#take(), type);
  }
  async blob() {
    const bytes = await this.#take();
    return makeBlob(bytes, normalType(header(this.#headers, "content-type") ?? ""));
  }
  #take() {
    const c = this.#content;
    if (c === null) return empty.slice();
    if (this.bodyUsed) throw used();
    if (!c.stream) {
      c.used = true;
      return c.bytes ? c.bytes.slice() : encodeText(c.text);
    }
    return readAll(c.stream);
  }
}

const key = {};
const withoutBOM = (text) => text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;

// cloneContent makes the second body of clone().
function cloneContent(body) {
  const c = contentOf(body);
  if (c === null) return null;
  if (!c.stream && !c.used) return { text: c.text, bytes: c.bytes };
  const [one, two] = teeStream(body.body);
  c.bytes = c.text = undefined;
  c.stream = one;
  return { stream: two };
}

// stealContent moves the body of a Request into a new one; the old one stays locked and used.
function stealContent(body) {
  const c = contentOf(body);
  if (c === null) return null;
  if (!c.stream) {
    const moved = { text: c.text, bytes: c.bytes };
    c.used = true;
    return moved;
  }
  if (isLocked(c.stream)) throw new TypeError("This ReadableStream is currently locked to a reader.");
  return { stream: detachStream(c.stream) };
}

// ---------------------------------------------------------------- Request

const methods = new Set(("GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK ACL "
  + "REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY BAN").split(" "));
function methodOf(m) {
  m = `${m}`;
  if (methods.has(m)) return m;
  const upper = m.toUpperCase();
  if (methods.has(upper)) return upper;
  throw new TypeError("Invalid HTTP method string: " + m);
}

const noBody = () => new TypeError("Request with a GET or HEAD method cannot have a body.");
const bodiless = (method) => method === "GET" || method === "HEAD";
const optionalHeaders = (h, dict) => {
  if (!isObject(h)) throw badField("headers", dict, "Headers or Sequence or object");
  return isHeaders(h) ? copyHeaders(h) : new Headers(h);
};
const cfOf = (cf, dict) => {
  if (!isObject(cf)) throw badField("cf", dict, "Object");
  return host.clone(cf);
};

let requestOf;
export class Request extends Body {
  #r;
  static { requestOf = (request) => request.#r; }
  constructor(input, init, k) {
    super(key);
    if (k === key) { // from the host
      this.#r = input;
      return setContent(this, init, input.headers), this;
    }
    if (!arguments.length) throw badParameter("Request", "", 1, "Request or string");
    if (init === null) init = undefined;
    else if (init !== undefined && !isObject(init)) {
      throw badParameter("Request", "", 2, "RequestInitializerDict or Request");
    }
    const r = this.#r = { url: "", method: "GET", headers: null, redirect: "follow", cache: undefined, signal: null,
      own: null,
      cf: undefined, fetcher: null, encode: "automatic" };
    let body = null;
    const other = init instanceof Request && init;
    if (input instanceof Request) {
      Object.assign(r, input.#r);
      r.own = null;
      r.headers = copyHeaders(r.headers);
      if (r.cf) r.cf = host.clone(r.cf);
      if (!other && init?.body === undefined) {
        if (input.bodyUsed) throw new TypeError("Cannot reconstruct a Request with a used body.");
        body = stealContent(input);
      }
    } else {
      const url = `${input}`;
      r.url = host.urlHref(url);
      if (r.url === null) throw new TypeError("Invalid URL: " + url);
    }
    if (other) {
      const url = r.url;
      Object.assign(r, other.#r, { url, own: null, headers: copyHeaders(other.headers) });
      const c = contentOf(other);
      if (c) {
        if (other.bodyUsed) {
          throw new TypeError("This ReadableStream is disturbed (has already been read from), and cannot be used as a body.");
        }
        body = c; // both have it: the reference takes the other request for a dictionary
      }
    } else if (init) body = this.#init(init, body);
    r.headers ??= new Headers();
    setContent(this, body, r.headers);
  }
  #init(init, body) {
    const r = this.#r, { method, headers, body: given, redirect, fetcher, cf, cache, integrity, signal,
      encodeResponseBody } = init;
    if (integrity !== undefined && `${integrity}` !== "") {
      throw new TypeError("Subrequest integrity checking is not implemented. The integrity option must be either undefined or an empty string.");
    }
    if (method !== undefined) r.method = methodOf(method);
    if (headers !== undefined) r.headers = optionalHeaders(headers, "RequestInitializerDict");
    if (fetcher !== undefined) r.fetcher = fetcher;
    if (signal !== undefined) {
      if (signal !== null && !(signal instanceof AbortSignal)) {
        throw badField("signal", "RequestInitializerDict", "AbortSignal");
      }
      r.signal = signal;
    }
    if (cf !== undefined) r.cf = cfOf(cf, "RequestInitializerDict");
    if (given !== undefined && given !== null) {
      body = content(given);
      if (bodiless(r.method)) throw noBody();
    }
    if (redirect !== undefined) {
      r.redirect = `${redirect}`.toLowerCase();
      if (r.redirect !== "follow" && r.redirect !== "manual") {
        throw new TypeError('Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it does not '
          + 'make sense at the edge; use "manual" and check the response status code).');
      }
    }
    if (cache !== undefined) {
      if (!flags.cacheOption) throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
      r.cache = `${cache}`;
      const known = r.cache === "no-store" || (r.cache === "no-cache" && flags.noCache);
      if (!known) throw new TypeError("Unsupported cache mode: " + r.cache);
    }
    if (encodeResponseBody !== undefined) r.encode = encoding("encodeResponseBody", encodeResponseBody);
    if ((method !== undefined || given !== undefined) && bodiless(r.method) && body !== null) throw noBody();
    return body;
  }
  clone() {
    const r = this.#r, headers = copyHeaders(r.headers), body = cloneContent(this);
    return new Request({ ...r, own: null, headers, cf: r.cf && host.clone(r.cf) }, body, key);
  }
  get method() { return this.#r.method; }
  get url() { return this.#r.url; }
  get headers() { return this.#r.headers; }
  get redirect() { return this.#r.redirect; }
  get fetcher() { return this.#r.fetcher; }
  get signal() { return this.#r.signal ?? (this.#r.own ??= newSignal()); }
  get cf() { return this.#r.cf; }
  get integrity() { return ""; }
  get keepalive() { return false; }
  get cache() { return this.#r.cache; }
}

function encoding(field, value) {
  value = `${value}`;
  if (value !== "manual" && value !== "automatic") throw new TypeError(`${field}: unexpected value: ${value}`);
  return value;
}

// ---------------------------------------------------------------- Response

const texts = "100 Continue|101 Switching Protocols|102 Processing|103 Early Hints|200 OK|201 Created|202 Accepted|203 Non-Authoritative Information|"
  + "204 No Content|205 Reset Content|206 Partial Content|207 Multi-Status|208 Already Reported|226 IM Used|300 Multiple Choices|301 Moved Permanently|302 Found|"
  + "303 See Other|304 Not Modified|305 Use Proxy|307 Temporary Redirect|308 Permanent Redirect|400 Bad Request|401 Unauthorized|402 Payment Required|"
  + "403 Forbidden|404 Not Found|405 Method Not Allowed|406 Not Acceptable|407 Proxy Authentication Required|408 Request Timeout|409 Conflict|410 Gone|"
  + "411 Length Required|412 Precondition Failed|413 Payload Too Large|414 URI Too Long|415 Unsupported Media Type|416 Range Not Satisfiable|"
  + "417 Expectation Failed|418 I'm a teapot|421 Misdirected Request|422 Unprocessable Entity|423 Locked|424 Failed Dependency|426 Upgrade Required|"
  + "428 Precondition Required|429 Too Many Requests|431 Request Header Fields Too Large|451 Unavailable For Legal Reasons|500 Internal Server Error|"
  + "501 Not Implemented|502 Bad Gateway|503 Service Unavailable|504 Gateway Timeout|505 HTTP Version Not Supported|506 Variant Also Negotiates|"
  + "507 Insufficient Storage|508 Loop Detected|510 Not Extended|511 Network Authentication Required|";
const kinds = ["", "", "Successful", "Redirection", "Client Error", "Server Error"];
function statusText(status) {
  if (status === 200) return "OK";
  if (!status) return "";
  const i = ("|" + texts).indexOf(`|${status} `);
  return i < 0 ? kinds[status / 100 | 0] ?? "" : texts.slice(i + 4, texts.indexOf("|", i));
}

const nullBody = (status) => status === 101 || status === 204 || status === 205 || status === 304;
const redirects = [301, 302, 303, 307, 308];

const response = "InitializerDict or Response";

let responseOf;
export class Response extends Body {
  #r;
  static { responseOf = (response) => response.#r; }
  constructor(body, init, k) {
    super(key);
    if (k === key) { // from the host
      this.#r = body;
      return setContent(this, init, body.headers), this;
    }
    hooks.scope?.(); // The global scope has none.
    if (init === null) init = undefined;
    else if (init !== undefined && !isObject(init)) throw badParameter("Response", "", 2, response);
    const r = this.#r = { status: 200, text: undefined, headers: null, cf: undefined, webSocket: null,
      encode: "automatic", urls: null };
    if (init instanceof Response) {
      const o = init.#r;
      Object.assign(r, o, { urls: null, headers: copyHeaders(o.headers), cf: o.cf && host.clone(o.cf) });
    } else if (init) {
      const { status, statusText, headers, cf, webSocket, encodeBody } = init;
      if (status !== undefined) r.status = status | 0;
      if (statusText !== undefined) r.text = `${statusText}`;
      if (encodeBody !== undefined) r.encode = encoding("encodeBody", encodeBody);
      if (headers !== undefined) r.headers = optionalHeaders(headers, "InitializerDict");
      if (cf !== undefined && cf !== null) r.cf = cfOf(cf, "InitializerDict");
      if (webSocket !== undefined && webSocket !== null) {
        if (!isObject(webSocket) || hooks.WebSocket && !(webSocket instanceof hooks.WebSocket)) {
          throw badField("webSocket", "InitializerDict", "WebSocket");
        }
        r.webSocket = webSocket;
      }
    }
    r.headers ??= new Headers();
    if (r.webSocket) {
      if (r.status !== 101) throw new RangeError("Responses with a WebSocket must have status code 101.");
    } else if (r.status < 200 || r.status > 599) {
      throw new RangeError("Responses may only be constructed with status codes in the range 200 to 599, inclusive.");
    }
    if (r.text !== undefined && /[\0-\x1f]/.test(r.text)) throw new TypeError("Invalid statusText");
    let c = body === undefined || body === null ? null : content(body);
    if (c && nullBody(r.status)) {
      if (c.stream || bytesOf(c).byteLength) {
        throw new TypeError("Response with null body status (101, 204, 205, or 304) cannot have a body.");
      }
      c = null;
    }
    setContent(this, c, r.headers);
  }
  static error() {
    return new Response({ status: 0, text: undefined, headers: new Headers(), webSocket: null, encode: "automatic",
      urls: null }, null, key);
  }
  static redirect(url, status = 302) {
    need(arguments.length, 1, "Response", "redirect");
    status |= 0;
    if (!redirects.includes(status)) {
      throw new RangeError(`${status} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`);
    }
    const href = host.urlHref(`${url}`);
    if (href === null) throw new TypeError("Unable to parse URL: " + url);
    const headers = protect(headersFrom([["location", href]]));
    return new Response({ status, text: undefined, headers, webSocket: null, encode: "automatic", urls: null }, null,
      key);
  }
  static json(data, init) {
    if (!arguments.length) throw badParameter("Response", "json", 1, "JsValue");
    const response = new Response(`${JSON.stringify(data)}`, jsonInit(init));
    return response;
  }
  clone() {
    const r = this.#r;
    if (r.webSocket) throw new TypeError("Cannot clone a response to a WebSocket handshake.");
    const headers = copyHeaders(r.headers), body = cloneContent(this);
    return new Response({ ...r, headers, cf: r.cf && host.clone(r.cf) }, body, key);
  }
  get status() { return this.#r.status; }
  get statusText() { return this.#r.text ?? statusText(this.#r.status); }
  get headers() { return this.#r.headers; }
  get ok() { return this.#r.status >= 200 && this.#r.status < 300; }
  get redirected() { return this.#r.urls !== null && this.#r.urls.length > 1; }
  get url() { return this.#r.urls ? this.#r.urls.at(-1).split("#")[0] : ""; }
  get webSocket() { return this.#r.webSocket; }
  get cf() { return this.#r.cf; }
  get type() { return this.#r.status === 0 ? "error" : "default"; }
}

// jsonInit gives the init of Response.json its content type where it names none.
function jsonInit(init) {
  if (init instanceof Response) {
    const { status, headers, cf, webSocket } = init, r = responseOf(init);
    init = { status, statusText: r.text, headers, cf, webSocket, encodeBody: r.encode };
  }
  const headers = init?.headers === undefined ? new Headers() : optionalHeaders(init.headers, "InitializerDict");
  setDefault(headers, "content-type", "application/json");
  return { ...init, headers };
}

// ---------------------------------------------------------------- the host's side

function hostContent(body) {
  if (body === null || body === undefined) return null;
  if (body instanceof Uint8Array) return { bytes: body };
  if (typeof body === "string") return { text: body };
  return body instanceof ReadableStream ? { stream: body } : { bytes: toBytes(body) };
}

// cameRequest makes the Request that has come to a handler. List is that of its headers: [name, value, …].
export function cameRequest(method, url, list, body, cf) {
  return new Request({ url, method, headers: protect(headersOf(list)), redirect: "manual", cache: undefined, signal: null,
    own: null, cf, fetcher: null, encode: "automatic" }, hostContent(body), key);
}

// cameResponse makes the Response that a fetch has got; urls is the list of the URLs that it went through.
export function cameResponse(status, text, list, body, urls, webSocket) {
  return new Response({ status, text, headers: protect(headersOf(list)), cf: undefined, webSocket, encode: "automatic", urls },
    hostContent(body), key);
}

// requestFromHost makes a Request of { url, method, headers: [[name, value]], body: string | bytes | stream | null, cf,
// signal, redirect }. The headers and the URL are valid; they are not checked again.
export function requestFromHost(o) {
  const headers = headersFrom(o.headers ?? []);
  if (o.immutable) protect(headers);
  return new Request({ url: o.url, method: o.method ?? "GET", headers, redirect: o.redirect ?? "manual",
    cache: undefined,
    signal: o.signal ?? null, own: null, cf: o.cf, fetcher: null, encode: "automatic" }, hostContent(o.body), key);
}

// responseFromHost makes a Response of { status, statusText, headers, body, urls, cf, webSocket, encodeBody }; urls is the
// list of the URLs the request went through.
export function responseFromHost(o) {
  const headers = headersFrom(o.headers ?? []);
  if (o.immutable) protect(headers);
  return new Response({ status: o.status, text: o.statusText, headers, cf: o.cf, webSocket: o.webSocket ?? null,
    encode: o.encodeBody ?? "automatic", urls: o.urls ?? null }, hostContent(o.body), key);
}

// toFetch is toHost of new Request(input, init), which is not made where it would be the same but for its identity.
export function toFetch(input, init) {
  const same = init === undefined && input instanceof Request && contentOf(input) === null;
  return requestToHost(same ? input : new Request(input, init), headerList);
}

// taken takes the body of a Request or Response: bytes where they are all there, else the stream itself, else null.
function taken(o) {
  const c = contentOf(o);
  if (c === null) return null;
  if (o.bodyUsed) throw used();
  if (!whole(c)) return o.body;
  if (!c.stream) c.used = true;
  else detachStream(c.stream);
  return bytesOf(c);
}

// lengthOf is the number of bytes of such a body, undefined where it is not known.
function lengthOf(body) {
  if (body === null) return undefined;
  return body instanceof Uint8Array ? body.byteLength : fixedLength(body);
}

function requestToHost(o, list) {
  const body = taken(o), r = requestOf(o);
  return { method: r.method, url: r.url, headers: list(r.headers), body, length: lengthOf(body), redirect: r.redirect,
    cf: r.cf, signal: r.signal, encodeResponseBody: r.encode, cache: r.cache, fetcher: r.fetcher };
}

// responseToHost is toHost of a Response, with headers as a flat list. A body that is a text may stay one.
export function responseToHost(o) {
  const c = contentOf(o), r = responseOf(o);
  let body;
  if (c !== null && c.text !== undefined && c.bytes === undefined && !c.stream && !c.used && c.text.isWellFormed()) {
    c.used = true;
    body = c.text;
  } else body = taken(o);
  return { status: r.status, statusText: r.text ?? statusText(r.status), headers: headerList(r.headers), body,
    webSocket: r.webSocket };
}

// toHost gives what travels of a Request or Response, and takes the body: bytes where they are all there (the object
// counts as used), else the stream itself, else null. Headers are pairs. length is the number of bytes where it is known.
export function toHost(o) {
  if (o instanceof Request) return requestToHost(o, headerPairs);
  const body = taken(o), r = responseOf(o);
  return { status: r.status, statusText: r.text ?? statusText(r.status), headers: headerPairs(r.headers), body,
    length: lengthOf(body), cf: r.cf, webSocket: r.webSocket, encodeBody: r.encode, urls: r.urls };
}

// sendable gives the parts of a Request or Response that structured clone carries. A body travels between objects only,
// and as bytes.
function sendable(o, mode) {
  const c = contentOf(o);
  if (c !== null) {
    if (mode !== "rpc") throw dataCloneError("ReadableStream can only be serialized for RPC.");
    if (c.used || c.stream && isLocked(c.stream)) {
      throw new TypeError("The ReadableStream has been locked to a reader.");
    }
    if (!whole(c) && !hooks.streamsTravel) {
      throw dataCloneError("A body that is still a stream cannot be an argument or result of RPC here: send its bytes, or use fetch().");
    }
  }
  const sent = { ...toHost(o) };
  delete sent.signal;
  delete sent.fetcher;
  if (sent.webSocket) {
    throw dataCloneError('Could not serialize object of type "WebSocket". This type does not support serialization.');
  }
  return sent;
}
serialized(Request, "Request", sendable, requestFromHost);
serialized(Response, "Response", sendable, responseFromHost);
