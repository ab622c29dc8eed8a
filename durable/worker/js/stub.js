// Stubs: how code calls an object. Every name of a stub looks like a method; names of a path are looked up at the
// called object.
import { DOMException } from './api/events.js';
import { ReadableStream } from './api/streams.js';
import { URL } from './api/url.js';
import { listed } from './api/headers.js';
import { responseFromHost, toFetch } from './api/http.js';
import { scope, own, task } from './scope.js';
import { Invoker, indexed, propertyOf, sending, stubs } from './rpc.js';
import { TypeErrorOf } from './text.js';
import { keyOf } from './id.js';
import { bodyIn, bytesOut, streamOut } from './body.js';
import { socketOf } from './socket.js';

const targets = new WeakMap(); // stub (the proxy, and what is behind it) → {scope, n}

// placeOf is where a stub is: its scope, its number there, its class and its key.
export const placeOf = (stub) => targets.get(stub);

export class DurableObject {
  // The class of stubs bears the name of the class of objects, as in the runtime.
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  fetch(input, init) {
    const { s, n } = targets.get(this);
    return fetchBy(s, input, init, (id, parts) => host.fetch(id, n, ...parts), n);
  }

  connect() {
    throw new TypeError(
      "Failed to execute 'connect' on 'Fetcher': parameter 1 is not of type 'SocketAddress or string'.",
    );
  }

  get [Symbol.toStringTag]() {
    return 'DurableObject';
  }

  [Symbol.for('dolab.serialize')](mode) {
    if (mode === 'rpc') return ['stub', host.stubOut(targets.get(this).class, targets.get(this).key)];
    throw new DOMException('ServiceStub cannot be serialized in this context.', 'DataCloneError');
  }
}

// redirects are the statuses that a fetch follows.
const redirects = new Set([301, 302, 303, 307, 308]);
const redirectsMax = 20;

// fetchBy makes the request of a fetch, and the Response of what comes. n is the number of the stub that it is by.
export async function fetchBy(s, input, init, send, n) {
  own(s, 'OutgoingFactory', n);
  if (input === undefined) throw TypeErrorOf('fetch', 'Fetcher', 1, 'Request or string');
  const h = toFetch(input, init);
  if (!/^https?:/.test(h.url)) throw new TypeError('Fetch API cannot load: ' + h.url);
  const signal = h.signal; // Null where none was given: nothing can abort the fetch.
  if (signal?.aborted) throw signal.reason;
  if (h.length !== undefined && h.body !== null) h.headers.push('content-length', `${h.length}`);
  return signal ? abortable(signal, exchange(h, send)) : exchange(h, send);
}

function abortable(signal, done) {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        const e = signal.reason;
        if (e instanceof DOMException && e.name === 'AbortError') e.retryable = true;
        reject(e);
      },
      { once: true },
    );
    done.then(resolve, reject);
  });
}

// exchange sends a request and follows where the answers lead, as the request says.
async function exchange(h, send) {
  const urls = [h.url];
  let { method, headers, body } = h;
  for (;;) {
    const url = urls[urls.length - 1];
    const parts = await task((id) => send(id, [method, url, headers, bytesOut(body), streamOut(body), h.cf]));
    const status = parts[0];
    if (!redirects.has(status) || h.redirect === 'manual') return responseOf(parts, urls);
    const location = listed(parts[2], 'location');
    if (location === undefined) return responseOf(parts, urls);
    if (h.redirect === 'error') throw new TypeError('Redirected while the redirect mode is "error".');
    if (urls.length > redirectsMax) throw new TypeError('Too many redirects.');
    if (body instanceof ReadableStream && status !== 303) {
      throw new TypeError('A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.');
    }
    urls.push(new URL(location, url).href);
    if (status === 303 || (method === 'POST' && status < 303)) {
      if (method !== 'HEAD') method = 'GET';
      body = null;
      headers = headers.filter((_, n) => !headers[n - (n % 2)].toLowerCase().startsWith('content-'));
    }
  }
}

// responseOf makes the Response that Go describes: [status, statusText, headers, bytes or null, stream or 0, socket or 0].
export function responseOf(parts, urls) {
  const socket = parts[5];
  return responseFromHost({
    status: parts[0],
    statusText: parts[1],
    list: parts[2],
    urls,
    immutable: true,
    body: bodyIn(parts[3], parts[4], 'response'),
    webSocket: socket ? socketOf(socket, 'client') : null,
  });
}

class StubInvoker extends Invoker {
  constructor(s, classN, key) {
    super();
    this.s = s;
    this.n = host.stub(classN, key);
    this.class = classN;
    this.key = key;
  }

  invoke(method, args) {
    own(this.s, 'JsRpcStub', this.n);
    return task((id) => {
      if (args.length === 0) host.call(id, this.n, method);
      else sending(() => host.call(id, this.n, method, ...args));
    });
  }
}

// The constructor that a stub shows. It is a plain function, so that a call of it throws the same as new.
Object.defineProperty(DurableObject.prototype, 'constructor', {
  value: Object.defineProperty(
    function () {
      throw new TypeError('Illegal constructor');
    },
    'name',
    { value: 'DurableObject' },
  ),
  writable: true,
  configurable: true,
});

// stubHandler is the handler of the proxies of stubs.
const stubHandler = {
  get(t, name) {
    if (typeof name === 'symbol' || name in t) {
      const v = t[name];
      if (typeof v !== 'function' || name === 'constructor') return v;
      return name === 'fetch' || name === 'connect' ? v.bind(t) : v;
    }
    if (name === 'then' || name === 'name' || indexed.test(name)) return undefined;
    return propertyOf(targets.get(t), [name]);
  },
  has: () => true,
};

export function makeStub(classN, id) {
  const target = Object.create(DurableObject.prototype);
  if (id.name !== undefined) target.name = id.name;
  target.id = id;
  return proxyOf(target, classN, keyOf(id));
}

// Fetcher is a stub that has travelled: it does not tell of the object's id and name.
class Fetcher extends DurableObject {
  get [Symbol.toStringTag]() {
    return 'Fetcher';
  }
}

// revive makes the stub of one that has travelled, in the running scope.
export function revive(parts) {
  const [n, key] = host.stubIn(...parts);
  return proxyOf(Object.create(Fetcher.prototype), n, key);
}

function proxyOf(target, classN, key) {
  const info = new StubInvoker(scope(), classN, key);
  const proxy = new Proxy(target, stubHandler);
  info.target = target;
  info.proxy = proxy;
  info.fetches = true;
  stubs.set(proxy, info);
  targets.set(target, info);
  targets.set(proxy, info);
  return proxy;
}

class ServiceInvoker extends Invoker {
  constructor(invoke) {
    super();
    this.invoke = invoke;
  }
}

// ServiceStub is the class of the stubs of entrypoints that a binding gives.
function ServiceStub() {
  throw new TypeError('Illegal constructor');
}
Object.defineProperty(ServiceStub, 'name', { value: 'Fetcher' });

// LoopbackServiceStub is the class of those of the Worker's own, which ctx.exports has: calling one gives it props.
function LoopbackServiceStub() {
  throw new TypeError('Illegal constructor');
}

// servicePath is the stub of an entrypoint: fetch and invoke say how it is reached, send how it travels. WithProps makes
// a stub of the Worker's own with props; it is undefined for others.
export function servicePath({ fetch, invoke, send, withProps }) {
  const invoker = new ServiceInvoker(invoke);
  const C = withProps ? LoopbackServiceStub : ServiceStub;
  const target = withProps ? function () {} : {};
  Object.setPrototypeOf(target, C.prototype);
  Object.defineProperty(target, Symbol.for('dolab.serialize'), { value: send });
  invoker.proxy = new Proxy(target, {
    apply: (_, __, [options]) => withProps(options),
    get(_, key) {
      if (key === 'fetch') return fetch;
      if (key === 'constructor') return C;
      if (key === Symbol.toStringTag) return C.name;
      if (typeof key === 'symbol' || key in Object.prototype) return target[key];
      return key === 'then' || indexed.test(key) ? undefined : propertyOf(invoker, [key]);
    },
  });
  invoker.fetches = true;
  stubs.set(invoker.proxy, invoker);
  return invoker.proxy;
}
