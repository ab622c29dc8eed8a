// RPC: calls of methods by their names. A call returns a promise whose result can be called before it has settled.
// Functions, targets and streams travel as references, which the receiver holds until it disposes of them.
import { DOMException, hooks } from './api/events.js';
import { badParameter, hidden as hide, isObject, needsNew, refuse, revivers } from './api/define.js';
import { ReadableStream, WritableStream } from './api/streams.js';
import { illegal } from './text.js';
import { features } from './features.js';
import { scope, own, task, arriving, hold, release, hidden } from './scope.js';

// isState reports whether a value is the ctx of an object.
let isState;
export const setIsState = (f) => (isState = f);

export class DurableObject {
  constructor(ctx, env) {
    if (!isState(ctx)) throw badParameter('DurableObjectBase', '', 1, 'DurableObjectState');
    if (!isObject(env)) throw badParameter('DurableObjectBase', '', 2, 'JsObject');
    this.ctx = ctx;
    this.env = env;
  }
}

Object.defineProperty(DurableObject, 'length', { value: 0, configurable: true });
hide(DurableObject.prototype, Symbol.toStringTag, 'DurableObjectBase');

export class WorkerEntrypoint {
  constructor(ctx, env) {
    if (!isObject(ctx)) throw badParameter('WorkerEntrypoint', '', 1, 'JsObject');
    if (!isObject(env)) throw badParameter('WorkerEntrypoint', '', 2, 'JsObject');
    this.ctx = ctx;
    this.env = env;
  }
}

for (const C of [DurableObject, WorkerEntrypoint]) hide(C.prototype, Symbol.for('dolab.serialize'), refuse);

export class RpcTarget {}

export const reserved = new Set([
  'fetch', 'connect', 'alarm', 'webSocketMessage', 'webSocketClose', 'webSocketError', 'dup', 'constructor',
]);

const ends = new Set([Object.prototype, DurableObject.prototype, WorkerEntrypoint.prototype, RpcTarget.prototype]);

const isTarget = (v) => v instanceof RpcTarget || v instanceof DurableObject || v instanceof WorkerEntrypoint;

function inherited(object, name) {
  for (let p = Object.getPrototypeOf(object); p !== null && !ends.has(p); p = Object.getPrototypeOf(p)) {
    if (Object.hasOwn(p, name)) return true;
  }
  return false;
}

// isPlain reports whether a path may lead through the own properties of a value.
function isPlain(v) {
  if (typeof v === 'function') return true;
  if (typeof v !== 'object' || v === null) return false;
  const p = Object.getPrototypeOf(v);
  return p === Object.prototype || p === null;
}

const missing = (name) => new TypeError(`The RPC receiver does not implement the method "${name}".`);

// Stubs, their properties and the promises of calls are objects of which every name is one of the other side. What is
// behind one, an object that scripts do not see, is the data of a callable, or stubs has it. It has
//
//   named(key)        what a name stands for that is neither the object's own nor its prototype's
//   called(...args)   what a call of a callable does

// stubs are the invokers behind those stubs that are no functions.
export const stubs = hidden();

export const behind = (o) => host.data(o) ?? stubs.get(o);

// stubOf is the invoker behind a stub, undefined for all else.
function stubOf(o) {
  const d = behind(o);
  return d !== undefined && d instanceof Invoker ? d : undefined;
}

const indexed = /^(0|[1-9][0-9]*)$/;

// wildcard is the prototype above the prototypes of these objects.
const wildcard = new Proxy(
  {},
  {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in Object.prototype) return Reflect.get(target, key, receiver);
      if (!features.rpc || (key < ':' && indexed.test(key))) return undefined;
      for (let o = receiver; o !== null; o = Object.getPrototypeOf(o)) {
        const d = behind(o);
        if (d !== undefined) return d.named(key);
      }
      return undefined;
    },
    has: (_, key) => features.rpc && key !== 'then',
  },
);

// remote makes a class one of such objects.
export function remote(C, tag) {
  Object.setPrototypeOf(C.prototype, wildcard);
  Object.defineProperty(C.prototype, Symbol.toStringTag, { value: tag, configurable: true });
}

// check throws where a name of a target is not part of its surface.
function check(target, name) {
  if (reserved.has(name)) throw new TypeError(`'${name}' is a reserved method and cannot be called over RPC.`);
  if (Object.hasOwn(target, name) || !inherited(target, name)) throw missing(name);
}

// find returns what a path of names leads to, by the rules of the surface: of a target what its class has, of a plain
// object and a function what they have themselves. The first stub on the way takes the rest of the path.
function find(root, path, target) {
  let owner = root;
  let value = root;
  for (let n = 0; n < path.length; n++) {
    const name = path[n];
    const stub = stubOf(value);
    if (stub !== undefined) return { stub, rest: path.slice(n) };
    if ((n === 0 && target) || isTarget(value)) {
      check(value, name);
    } else if (!isPlain(value)) {
      throw missing(path[Math.max(n - 1, 0)]);
    } else if (!Object.hasOwn(value, name)) {
      throw missing(name);
    }
    owner = value;
    value = value[name];
    if (n === 0 && target && value === undefined) throw missing(name);
  }
  return { owner, value, stub: stubOf(value), rest: none };
}

// callOn calls a method of a value, or reads a property. The method is as Go has it: a name, "path a.b" or "get a.b";
// the path itself is the first argument then, and an empty one calls the value.
export function callOn(root, method, args, target) {
  if (target && !method.includes(' ')) { // The most of all calls.
    check(root, method);
    const value = root[method];
    if (value === undefined) throw missing(method);
    return call(root, value, stubOf(value), none, args, method);
  }
  const get = method.startsWith('get ');
  let path = [method];
  if (get || method.startsWith('path ')) [path, ...args] = args;
  return at(root, path, get, args, target);
}

function at(root, path, get, args, target) {
  const { owner, value, stub, rest } = find(root, path, target);
  if (!get) return call(owner, value, stub, rest, args, path[path.length - 1]);
  if (stub === undefined) return value;
  return rest.length === 0 ? stub.self : stub.read(rest);
}

// call calls what a path of names has led to.
function call(owner, value, stub, rest, args, name = '(this)') {
  if (stub !== undefined) {
    return rest.length === 1 && rest[0] === 'fetch' && stub.fetch ? stub.fetch(...args) : stub.call(rest, args);
  }
  if (typeof value !== 'function') throw new TypeError(`"${name}" is not a function.`);
  return value.apply(owner, args);
}

// Invoker makes calls: for a stub of an object, of an entrypoint, or of what was handed out. It is what is behind it.
export class Invoker {
  named(key) {
    return key === 'then' ? undefined : propertyOf(this, [key]);
  }

  // call calls the method at a path, read reads it. Invoke returns a plain promise.
  call(path, args) {
    const inner = path.length === 1 ? this.invoke(path[0], args) : this.invoke('path ' + path.join('.'), [path, ...args]);
    return promiseOf(inner);
  }

  read(path) {
    return this.invoke('get ' + path.join('.'), [path]);
  }
}

const none = Object.freeze([]);
const serialize = Symbol.for('dolab.serialize');
const cloneError = (text) => new DOMException(text, 'DataCloneError');

const define = (C, fn) => Object.defineProperty(C.prototype, serialize, { value: fn, writable: true, configurable: true });

// refusal is the serialized form of a stub or promise of a class, which has none.
export const refusal = (name) => (mode) => {
  if (mode !== 'rpc') return undefined;
  throw cloneError(`Could not serialize object of type "${name}". This type does not support serialization.`);
};

export function RpcProperty() {
  throw new TypeError('Illegal constructor');
}

export function RpcPromise() {
  throw new TypeError('Illegal constructor');
}

define(RpcProperty, refusal('RpcProperty'));
define(RpcPromise, refusal('RpcPromise'));
remote(RpcProperty, 'JsRpcProperty');
remote(RpcPromise, 'JsRpcPromise');

// Property is behind what a name of a stub stands for: a method to call, or a value to await.
class Property {
  constructor(invoker, path) {
    this.invoker = invoker;
    this.path = path;
  }

  called(...args) {
    if (this.path.length === 1 && this.path[0] === 'toJSON' && args.length === 1 && typeof args[0] === 'string') {
      const { shown } = this.invoker; // It is JSON.stringify that asks, which does not reach the object.
      return shown && { ...shown };
    }
    return this.invoker.call(this.path, args);
  }

  named(key) {
    return propertyOf(this.invoker, [...this.path, key]);
  }

  // thenable is the promise of the value.
  thenable() {
    return this.invoker.read(this.path);
  }
}

const propertyOf = (invoker, path) => host.callable(RpcProperty.prototype, new Property(invoker, path));

// Pipeline makes calls of the result of a promise, once it is there.
class Pipeline extends Invoker {
  constructor(inner) {
    super();
    this.inner = inner;
  }

  go(path, get, args) {
    if (this.disposed) return Promise.reject(new Error('RPC promise used after being disposed.'));
    return this.inner.then((v) => {
      try {
        return at(v, path, get, args, false);
      } catch (e) {
        if (e instanceof Error) e.remote = true;
        throw e;
      }
    });
  }

  call(path, args) {
    return promiseOf(this.go(path, false, args));
  }

  read(path) {
    return this.go(path, true, []);
  }

  // dispose disposes of the result once it is there.
  dispose() {
    this.disposed = true;
    this.inner.then(disposeOf, () => {});
  }
}

function disposeOf(v) {
  if (isObject(v)) v[Symbol.dispose]?.();
}

// Pending is behind the promise of a call. Using more of it than a promise has is pipelining.
class Pending {
  constructor(inner) {
    this.inner = inner;
    this.pipeline = null;
  }

  on() {
    return (this.pipeline ??= new Pipeline(this.inner));
  }

  called(...args) {
    return this.on().call([], args);
  }

  named(key) {
    return propertyOf(this.on(), [key]);
  }

  thenable() {
    return this.inner;
  }
}

const promiseOf = (inner) => host.callable(RpcPromise.prototype, new Pending(inner));

// methods gives a class methods.
export function methods(C, list) {
  for (const key of Reflect.ownKeys(list)) {
    Object.defineProperty(C.prototype, key, { value: list[key], writable: true, enumerable: typeof key === 'string', configurable: true });
  }
}

function dataOf(o, C) {
  const d = host.data(o);
  if (!(d instanceof C)) throw illegal();
  return d;
}

const thenables = (C) => ({
  then(a, b) {
    return dataOf(this, C).thenable().then(a, b);
  },
  catch(b) {
    return dataOf(this, C).thenable().catch(b);
  },
  finally(c) {
    return dataOf(this, C).thenable().finally(c);
  },
});

methods(RpcProperty, thenables(Property));
methods(RpcPromise, thenables(Pending));
methods(RpcPromise, {
  [Symbol.dispose]() {
    dataOf(this, Pending).on().dispose();
  },
});

// What was handed out, and what was received.

let arrived = []; // stubs that the values of the running entry have brought

// takeArrived returns the stubs that came with the arguments or the result of the entry that begins.
export function takeArrived() {
  if (arrived.length === 0) return none;
  const list = arrived;
  arrived = [];
  return list;
}

export function disposeAll(list) {
  for (let n = 0; n < list.length; n++) list[n].dispose();
}

const usedAfter = () => new Error('RPC stub used after being disposed.');

// Remote is a stub of what another scope, or this one, has handed out. The scope knows it by a number.
class Remote extends Invoker {
  constructor(s, handle) {
    super();
    this.s = s;
    this.handle = handle;
    this.n = host.rpcImport(handle);
    this.self = host.callable(RpcStub.prototype, this);
  }

  called(...args) {
    return this.call([], args);
  }

  used() {
    if (this.disposed) throw usedAfter();
    own(this.s, 'JsRpcStub');
  }

  async invoke(method, args) {
    this.used();
    return task(callRemote, this.n, method, args);
  }

  dup() {
    this.used();
    return new Remote(this.s, this.handle).self;
  }

  dispose() {
    if (this.disposed) return;
    this.disposed = true;
    host.rpcRelease(this.n);
  }
}

export function RpcStub(value) {
  if (new.target === undefined) throw needsNew('JsRpcStub');
  if (!isObject(value)) {
    throw new TypeError("Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'JsObject'.");
  }
  return new Remote(scope(), handOut(value)).self;
}
Object.defineProperty(RpcStub, 'name', { value: 'RpcStub' });

remote(RpcStub, 'JsRpcStub');
define(RpcStub, function (mode) {
  if (mode !== 'rpc' || sends === 0) return undefined;
  const r = dataOf(this, Remote), leaves = !features.paramsDup && !r.s.replying;
  if (leaves && r.disposed) throw Object.assign(usedAfter(), { remote: true });
  r.used();
  host.rpcPass(r.handle);
  if (leaves) leaving.push(r);
  return ['target', r.handle];
});
methods(RpcStub, {
  dup() {
    return dataOf(this, Remote).dup();
  },
  [Symbol.dispose]() {
    dataOf(this, Remote).dispose();
  },
});

const callRemote = (id, n, method, args) => sending(host.rpcCall, id, n, method, args);

let sends = 0;
let leaving = []; // stubs that the call takes from its caller

// sending calls a native that takes values for a call or its result. Encoding hands out references only while it runs.
export function sending(native, ...args) {
  sends++;
  try {
    return native.apply(host, args);
  } finally {
    sends--;
    if (leaving.length > 0) {
      const list = leaving;
      leaving = [];
      disposeAll(list);
    }
  }
}

// handOut returns the handle by which others call a value of the running scope.
function handOut(value) {
  const s = scope();
  const id = s.next++;
  s.given ??= new Map();
  s.given.set(id, value);
  if (s.replying) { // What the answer of an event of the Worker has keeps that going.
    s.kept ??= new Set();
    s.kept.add(id);
    hold(s);
  }
  return host.rpcExport(id);
}

// dropped ends what was handed out, once its last stub has been disposed of.
export function dropped(s, id) {
  const value = s.given?.get(id);
  s.given?.delete(id);
  try {
    value?.[Symbol.dispose]?.();
  } catch (e) {
    host.uncaught(e);
  }
  if (s.kept?.delete(id)) release(s);
}

// callGiven calls what a scope has handed out.
export function callGiven(s, id, method, args) {
  const value = s.given?.get(id);
  if (value === undefined) throw usedAfter();
  return callOn(value, method, args, isTarget(value));
}

define(Function, function (mode) {
  if (mode !== 'rpc' || sends === 0) return undefined; // It is refused as a value.
  return ['target', handOut(this)];
});

define(RpcTarget, function (mode) {
  if (mode !== 'rpc' || sends === 0) throw cloneError('Remote RPC references can only be serialized for RPC.');
  return ['target', handOut(this)];
});

// A Proxy travels as a stub where its prototypes are those of a plain object or of an RpcTarget, whatever is behind it.
// That of a function is a function.
hide(Proxy, serialize, function (mode) {
  if (mode !== 'rpc' || sends === 0) return undefined;
  const first = Object.getPrototypeOf(this);
  for (let p = first; first !== Object.prototype && p !== RpcTarget.prototype; p = Object.getPrototypeOf(p)) {
    if (p === null) {
      throw cloneError(
        'Proxy could not be serialized because it is not a valid RPC receiver type. The Proxy must emulate either a ' +
          "plain object or an RpcTarget, as indicated by the Proxy's prototype chain.",
      );
    }
  }
  return ['target', handOut(this)];
});

function remoteOf(handle) {
  arriving();
  return new Remote(scope(), handle);
}

revivers.target = (handle) => {
  const r = remoteOf(handle);
  arrived.push(r);
  return r.self;
};

// disposable gives the result of a call a method that disposes of all stubs in it.
export function disposable(value, list) {
  if (list.length === 0 || typeof value !== 'object' || value === null || Object.hasOwn(value, Symbol.dispose)) return;
  Object.defineProperty(value, Symbol.dispose, {
    value: () => disposeAll(list),
    writable: true,
    configurable: true,
  });
}

// Streams: the side that has one hands out its reader or its writer.

class Source extends RpcTarget {
  #reader;

  constructor(stream) {
    super();
    this.#reader = stream.getReader();
  }

  // read returns the next bytes, null at the end. A chunk that has none is skipped; one that is not bytes is an error.
  async read() {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      if (!(bytes instanceof ArrayBuffer) && !ArrayBuffer.isView(bytes)) {
        const e = new TypeError('Draining read encountered a value that cannot be converted to bytes');
        this.#reader.cancel(e).catch(() => {});
        throw e;
      }
      if (bytes.byteLength > 0) return bytes;
    }
  }

  cancel() {
    const e = Object.assign(new Error('Network connection lost.'), { retryable: true });
    this.#reader.cancel(e).catch(() => {});
  }
}

class Sink extends RpcTarget {
  #writer;

  constructor(stream) {
    super();
    this.#writer = stream.getWriter();
  }

  write(chunk) {
    return this.#writer.write(chunk);
  }

  close() {
    return this.#writer.close();
  }

  abort(reason) {
    return this.#writer.abort(reason);
  }
}

hooks.streamsTravel = true;

const cut = () => new Error('ReadableStream received over RPC disconnected prematurely.');

define(ReadableStream, function (mode) {
  if (mode !== 'rpc' || sends === 0) throw cloneError('ReadableStream can only be serialized for RPC.');
  if (this.locked) throw new TypeError('The ReadableStream has been locked to a reader.');
  return ['readable', handOut(new Source(this))];
});

revivers.readable = (handle) => {
  const r = remoteOf(handle);
  return new ReadableStream({
    type: 'bytes',
    async pull(c) {
      let chunk;
      try {
        chunk = await r.invoke('read', []);
      } catch {
        r.dispose();
        throw cut();
      }
      if (chunk === null) {
        c.close();
        c.byobRequest?.respond(0);
        r.dispose();
      } else {
        c.enqueue(new Uint8Array(chunk.buffer ?? chunk, chunk.byteOffset ?? 0, chunk.byteLength));
      }
    },
    async cancel() {
      await r.invoke('cancel', []).catch(() => {});
      r.dispose();
    },
  });
};

define(WritableStream, function (mode) {
  if (mode !== 'rpc' || sends === 0) throw cloneError('WritableStream can only be serialized for RPC.');
  if (this.locked) throw new TypeError('The WritableStream has been locked to a writer.');
  return ['writable', handOut(new Sink(this))];
});

revivers.writable = (handle) => {
  const r = remoteOf(handle);
  return new WritableStream({
    write: (chunk) => r.invoke('write', [chunk]),
    async close() {
      await r.invoke('close', []);
      r.dispose();
    },
    async abort(reason) {
      await r.invoke('abort', [reason]).catch(() => {});
      r.dispose();
    },
  });
};

