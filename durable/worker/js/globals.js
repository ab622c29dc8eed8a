// Where the names of the global scope are. As in the runtime, the API's classes and functions are members of the
// prototypes of the global object, and what has state is its own.
import { define, illegalConstructor } from './api/define.js';

// shared are the names of ServiceWorkerGlobalScope.prototype, in the runtime's order.
const shared = `DOMException WorkerGlobalScope btoa atob setTimeout clearTimeout setInterval clearInterval queueMicrotask
structuredClone reportError fetch Event ExtendableEvent CustomEvent PromiseRejectionEvent FetchEvent TailEvent TraceEvent
ScheduledEvent MessageEvent CloseEvent ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStream WritableStream
WritableStreamDefaultWriter TransformStream ByteLengthQueuingStrategy CountQueuingStrategy ErrorEvent MessageChannel
MessagePort EventSource ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableByteStreamController
WritableStreamDefaultController TransformStreamDefaultController CompressionStream DecompressionStream TextEncoderStream
TextDecoderStream Headers Body Request Response WebSocket WebSocketPair WebSocketRequestResponsePair AbortController
AbortSignal TextDecoder TextEncoder Navigator URL URLSearchParams URLPattern Blob File FormData Crypto SubtleCrypto
CryptoKey CacheStorage Cache FixedLengthStream IdentityTransformStream HTMLRewriter`.split(/\s+/);

// own are the names of the global object itself that enumeration shows.
const own = ['navigator', 'origin', 'Cloudflare', 'performance', 'scheduler', 'caches', 'crypto', 'self',
  'ServiceWorkerGlobalScope'];

const listeners = ['addEventListener', 'removeEventListener', 'dispatchEvent'];

class Cloudflare {
  constructor() {
    illegalConstructor();
  }
}
const cloudflare = Object.create(Cloudflare.prototype);

// setFlags gives Cloudflare.compatibilityFlags its members, and returns it.
export function setFlags(json) {
  const flags = Object.freeze(Object.setPrototypeOf(JSON.parse(json), null));
  Object.defineProperty(cloudflare, 'compatibilityFlags', { value: flags, enumerable: true });
  return flags;
}

// eventClasses are those of handlers that are no listeners, which scripts can only name.
function eventClasses() {
  for (const name of ['FetchEvent', 'TailEvent', 'TraceEvent', 'ScheduledEvent']) {
    const C = class extends ExtendableEvent {
      constructor() {
        illegalConstructor();
      }
    };
    define(globalThis, { [name]: C });
  }
}

// move puts names of the global object on a holder, behind those that it has.
function move(names, holder) {
  for (const name of names) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
    delete globalThis[name];
    Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

// placeGlobals moves every name to its place, when all are there.
export function placeGlobals() {
  eventClasses();
  define(globalThis, { Cloudflare });
  globalThis.Cloudflare = cloudflare;
  const scope = Object.getPrototypeOf(globalThis);
  const worker = Object.getPrototypeOf(scope);
  move(shared, scope);
  move(['EventTarget'], worker);
  move(listeners, Object.getPrototypeOf(worker));
  move(own, globalThis);
  Object.defineProperty(globalThis, 'origin', { writable: false });
}
