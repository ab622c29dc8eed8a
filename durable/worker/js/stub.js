// Stubs: how code calls an object. Every name of a stub looks like a method; names of a path are looked up at the
// called object.
import { DOMException } from './api/events.js';
import { shows } from './api/platform.js';
import { ReadableStream, abortStream, streamOfBytes } from './api/streams.js';
import { URL } from './api/url.js';
import { listed } from './api/headers.js';
import { cameResponse, toFetch } from './api/http.js';
import { scope, own, task } from './scope.js';
import { Invoker, behind, methods, remote, sending, stubs } from './rpc.js';
import { TypeErrorOf, illegal, readonly } from './text.js';
import { bodyIn, bytesOut, streamOut } from './body.js';
import { socketOf } from './socket.js';
import { passed } from './errors.js';

// placeOf is where the stub of an object is: its scope, its number there, its class and its key.
export const placeOf = (stub) => stubs.get(stub);

// named is a class of stubs: none of them is made by new.
function named(name, parent) {
  const C = function () {
    throw new TypeError('Illegal constructor');
  };
  Object.defineProperty(C, 'name', { value: name });
  if (parent) Object.setPrototypeOf(C.prototype, parent.prototype);
  return C;
}

// ServiceStub is the class of all stubs that fetch. The stub of an object that has travelled is one: it does not tell of
// the object's id and name.
const ServiceStub = named('ServiceStub');
remote(ServiceStub, 'Fetcher');
methods(ServiceStub, {
  fetch(input, init) {
    const invoker = behind(this);
    if (invoker?.fetch === undefined) throw illegal();
    return invoker.fetch(input, init);
  },
  connect() {
    throw new TypeError(
      "Failed to execute 'connect' on 'Fetcher': parameter 1 is not of type 'SocketAddress or string'.",
    );
  },
  [Symbol.for('dolab.serialize')](mode) {
    return behind(this).sent(mode);
  },
});

// The class of the stubs of objects bears the name of the class of objects, as in the runtime. LoopbackServiceStub is
// the class of the stubs of the Worker's own entrypoints, which ctx.exports has.
const [DurableObject, LoopbackServiceStub] = ['DurableObject', 'LoopbackServiceStub'].map((name) => {
  const C = named(name, ServiceStub);
  Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
  return C;
});
shows(DurableObject, 'name id');

// redirects are the statuses that a fetch follows.
const redirects = new Set([301, 302, 303, 307, 308]);
const redirectsMax = 20;

// fetchBy makes the request of a fetch, and the Response of what comes. Send(id, h) lets Go send what toFetch has given. n
// is the number of the stub that it is by.
export function fetchBy(s, input, init, send, n) {
  try {
    own(s, 'OutgoingFactory', n);
    if (input === undefined) throw TypeErrorOf('fetch', 'Fetcher', 1, 'Request or string');
    const h = toFetch(input, init);
    if (!h.url.startsWith('http:') && !h.url.startsWith('https:')) throw new TypeError('Fetch API cannot load: ' + h.url);
    const signal = h.signal; // Null where none was given: nothing can abort the fetch.
    if (signal?.aborted) throw signal.reason;
    cacheParts(h);
    if (h.length !== undefined && h.body !== null) h.headers = [...h.headers, 'content-length', `${h.length}`];
    const x = { h, send, urls: [h.url] };
    return signal ? abortable(signal, x, exchange(x)) : exchange(x);
  } catch (e) {
    return Promise.reject(e);
  }
}

// cacheParts gives a request the headers and the parts of cf that its cache mode and its cacheTtl stand for.
function cacheParts(h) {
  const mode = h.cache, ttl = h.cf?.cacheTtl;
  if (mode !== 'no-store' && mode !== 'no-cache' && ttl === undefined) return;
  const cf = { ...h.cf };
  if (mode === 'no-store') {
    if (ttl !== undefined && ttl !== -1) {
      throw new TypeError(`CacheTtl: ${ttl}, is not compatible with cache: no-store header.`);
    }
    cf.cacheTtl = -1;
    cf.cacheLevel = 'bypass';
  } else if (mode === 'no-cache') cf.cacheForceRevalidate = true;
  cf.cacheControl ??= mode === 'no-cache' ? mode : cf.cacheTtl === -1 ? 'no-store' : `max-age=${cf.cacheTtl}`;
  h.cf = cf;
  if (mode === 'no-store' || mode === 'no-cache') {
    h.headers = [...h.headers];
    for (const name of ['cache-control', 'pragma']) {
      if (listed(h.headers, name) === undefined) h.headers.push(name, 'no-cache');
    }
  }
}

// outgoing is a request as Go takes it.
export const outgoing = (h) => [h.method, h.url, h.headers, bytesOut(h.body), streamOut(h.body), h.cf];

function abortable(signal, x, done) {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        host.hangUp(x.task);
        reject(passed(signal.reason));
      },
      { once: true },
    );
    done.then(resolve, reject);
  });
}

// exchange sends a request and follows where the answers lead, as the request says.
const exchange = (x) => task(sent, x, undefined, undefined, answered);

function sent(id, x) {
  x.task = id;
  x.send(id, x.h);
}

function answered(parts, x) {
  const { h, urls } = x, status = parts[0];
  if (!redirects.has(status) || h.redirect === 'manual') return responseOf(parts, x);
  const location = listed(parts[2], 'location');
  if (location === undefined) return responseOf(parts, x);
  if (h.redirect === 'error') throw new TypeError('Redirected while the redirect mode is "error".');
  if (urls.length > redirectsMax) throw new TypeError('Too many redirects.' + urls.join(', '));
  if (h.body instanceof ReadableStream && status !== 303) {
    throw new TypeError('A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.');
  }
  h.url = new URL(location, h.url).href;
  urls.push(h.url);
  if (status === 303 || (h.method === 'POST' && status < 303)) {
    if (h.method !== 'HEAD') h.method = 'GET';
    h.body = null;
    h.headers = h.headers.filter((_, n) => h.headers[n - (n % 2)].toLowerCase() !== 'content-length');
  }
  return exchange(x);
}

// bodiless are the statuses of responses that have no body.
const bodiless = new Set([101, 204, 205, 304]);

// responseOf makes the Response that Go describes: [status, statusText, headers, bytes or null, stream or 0, socket or 0].
// The signal of the request, if any, ends the body too.
function responseOf(parts, { h, urls }) {
  const socket = parts[5];
  let body = bodyIn(parts[3], parts[4], 'response');
  if (!bodiless.has(parts[0]) && h.method !== 'HEAD') body ??= new Uint8Array(0);
  if (h.signal && body !== null) {
    if (body instanceof Uint8Array) body = streamOfBytes(body);
    h.signal.addEventListener('abort', () => abortStream(body, passed(h.signal.reason)), { once: true });
  }
  return cameResponse(parts[0], parts[1], parts[2], body, urls, socket ? socketOf(socket, 'client') : null);
}

function callStub(id, n, method, args) {
  if (args.length === 0) host.call(id, n, method);
  else sending(host.call, id, n, method, args);
}

class StubInvoker extends Invoker {
  constructor(self, classN, key, id, name) {
    super();
    this.id = id;
    this.name = name;
    this.s = scope();
    this.n = host.stub(classN, key);
    this.handle = host.handle(this.s.n, this.n);
    this.class = classN;
    this.key = key;
    this.self = this.shown = self;
    stubs.set(self, this);
  }

  invoke(method, args) {
    own(this.s, 'JsRpcStub', this.n);
    return task(callStub, this.n, method, args);
  }

  fetch(input, init) {
    const n = this.n;
    return fetchBy(
      this.s, input, init,
      (id, h) => host.fetch(id, n, h.method, h.url, h.headers, bytesOut(h.body), streamOut(h.body), h.cf),
      n,
    );
  }

  sent(mode) {
    if (mode === 'rpc') return ['stub', host.stubOut(this.class, this.key)];
    throw new DOMException('ServiceStub cannot be serialized in this context.', 'DataCloneError');
  }
}

// makeStub makes the stub of the object with an id, which Go knows by a key.
export const makeStub = (classN, id, key, name) =>
  new StubInvoker(Object.create(DurableObject.prototype, shown), classN, key, id, name).self;

// shown are the properties of the stub of an object itself.
const shown = {
  name: readonly('name', function () { return stubs.get(this)?.name; }, '#<DurableObject>'),
  id: readonly('id', function () { return stubs.get(this)?.id; }, '#<DurableObject>'),
};

// revive makes the stub of one that has travelled, in the running scope.
export function revive(parts) {
  const [n, key] = host.stubIn(...parts);
  return new StubInvoker(Object.create(ServiceStub.prototype), n, key).self;
}

class ServiceInvoker extends Invoker {}

// servicePath is the stub of an entrypoint: fetch and invoke say how it is reached, sent how it travels. WithProps makes
// a stub of the Worker's own with props; it is undefined for others.
export function servicePath({ fetch, invoke, sent, withProps }) {
  const invoker = Object.assign(new ServiceInvoker(), { fetch, invoke, sent });
  if (withProps) {
    invoker.called = withProps;
    invoker.self = host.callable(LoopbackServiceStub.prototype, invoker);
  } else {
    invoker.self = Object.create(ServiceStub.prototype);
    stubs.set(invoker.self, invoker);
  }
  return invoker.self;
}
