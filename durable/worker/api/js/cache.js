// The Cache API in the memory of the isolate. Its entries end with the isolate; those of a data center do not.

import { illegalConstructor, need } from "./define.js";
import { hooks } from "./events.js";
import { Request, Response } from "./http.js";

const key = {};
const entriesMax = 1000;

const requestOf = (input) => input instanceof Request ? input : new Request(input);

// lifetime is how many milliseconds a response may be kept, 0 for not at all.
function lifetime(response) {
  const control = (response.headers.get("cache-control") ?? "").toLowerCase();
  if (/\b(no-store|no-cache|private)\b/.test(control) || response.headers.has("set-cookie")) return 0;
  const age = /\bs-maxage=(\d+)/.exec(control) ?? /\bmax-age=(\d+)/.exec(control);
  if (age) return Number(age[1]) * 1000;
  const expires = response.headers.get("expires");
  if (expires !== null) return Math.max(0, Date.parse(expires) - host.now()) || 0;
  return 2 * 60 * 60 * 1000; // What Cloudflare keeps a response that says nothing.
}

export class Cache {
  #entries = new Map(); // URL -> { response, until }
  constructor(k) {
    if (k !== key) illegalConstructor();
  }
  async match(input, options) {
    need(arguments.length, 1, "Cache", "match", "Request or string");
    hooks.scope?.();
    const request = requestOf(input), entry = this.#entries.get(request.url);
    if (request.method !== "GET" && !options?.ignoreMethod || entry === undefined) return undefined;
    if (entry.until <= host.now()) {
      this.#entries.delete(request.url);
      return undefined;
    }
    const { status, statusText, headers, bytes } = entry.response;
    const response = new Response(bytes === null ? null : bytes.slice(), { status, statusText, headers });
    response.headers.set("cf-cache-status", "HIT");
    return response;
  }
  async put(input, response) {
    need(arguments.length, 2, "Cache", "put", "Request or string");
    const request = requestOf(input);
    if (request.method !== "GET") throw new TypeError("Cannot cache response to non-GET request.");
    if (response.status === 206) throw new TypeError("Cannot cache response to a range request (206 Partial Content).");
    if (response.headers.get("vary")?.includes("*")) throw new TypeError("Cannot cache response with 'Vary: *' header.");
    if (response.bodyUsed) throw new TypeError("Body has already been used. It can only be used once. Use tee() first if you need to read it twice.");
    const until = host.now() + lifetime(response);
    const bytes = response.body === null ? null : new Uint8Array(await response.arrayBuffer());
    if (until <= host.now()) return;
    if (this.#entries.size >= entriesMax) this.#entries.delete(this.#entries.keys().next().value);
    const { status, statusText, headers } = response;
    this.#entries.set(request.url, { response: { status, statusText, headers: [...headers], bytes }, until });
  }
  async delete(input, options) {
    need(arguments.length, 1, "Cache", "delete", "Request or string");
    hooks.scope?.();
    const request = requestOf(input);
    return (request.method === "GET" || !!options?.ignoreMethod) && this.#entries.delete(request.url);
  }
}

export class CacheStorage {
  #named = new Map();
  constructor(k) {
    if (k !== key) illegalConstructor();
    Object.defineProperty(this, "default", { value: new Cache(key), enumerable: true, configurable: true });
  }
  async open(name) {
    need(arguments.length, 1, "CacheStorage", "open");
    name = `${name}`;
    if (!this.#named.has(name)) this.#named.set(name, new Cache(key));
    return this.#named.get(name);
  }
}

export const caches = new CacheStorage(key);
