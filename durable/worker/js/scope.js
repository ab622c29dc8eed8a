// A scope is where code runs: an incarnation of an object, or one event of the Worker. Each entry of Go names the scope
// whose turn it is; its microtasks all run within the entry.
import { illegal } from './text.js';

const scopes = new Map();
let current = null;

// hidden returns what is like a WeakMap, but keeps each value in its key. The engine never collects an object whose value
// in a WeakMap leads back to it. Others take several collections, which come later each time that they free little.
export function hidden() {
  return class extends class { constructor(key) { return key; } } {
    #value;
    static has(key) { return Object(key) === key && #value in key; }
    static get(key) { return Object(key) === key && #value in key ? key.#value : undefined; }
    // of is get for the receiver of a method.
    static of(key) {
      if (Object(key) !== key || !(#value in key)) throw illegal();
      return key.#value;
    }
    static set(key, value) { (#value in key ? key : new this(key)).#value = value; }
  };
}

export class Scope {
  constructor(n, kind) {
    this.n = n;
    this.kind = kind; // "Durable Object" or "request"
    this.tasks = new Map(); // what Go does for the scope and has not ended
    this.functions = new Map(); // what Go will call: timers and callbacks
    this.sockets = new Map(); // sockets by the number Go knows them by
    this.next = 1;
    this.object = null;
    this.ctx = null;
    scopes.set(n, this);
  }

  // keep returns a number by which Go calls fn.
  keep(fn) {
    const id = this.next++;
    this.functions.set(id, fn);
    return id;
  }
}

// inContext returns a function that calls fn in the context of AsyncLocalStorage that is current now.
export function inContext(fn) {
  const context = host.asyncContext();
  return (...args) => {
    host.setAsyncContext(context);
    return fn(...args);
  };
}

// scopeOf returns a scope by its number.
export const scopeOf = (n) => scopes.get(n);

export const enter = (n) => (current = scopes.get(n) ?? null);
// arriving enters the scope whose entry has only just begun: values that are made for it belong to it. The scope of an
// event of the Worker begins with them.
export function arriving() {
  const n = host.scopeNumber();
  if (enter(n) === null) current = new Scope(n, 'request');
}
export const leave = (n) => {
  scopes.delete(n);
  if (current?.n === n) current = null;
};

// hold keeps an event of the Worker from ending until a release.
export const hold = (s) => (s.pending = (s.pending ?? 0) + 1);

export function release(s) {
  s.pending--;
  finish(s);
}

// finish lets Go end an event of the Worker when nothing of it is left.
export function finish(s) {
  if (s.answered && !s.pending) host.finished(s.n);
}

const globalText =
  'Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, ' +
  'and generating random values are not allowed within global scope. To fix this error, perform this operation within ' +
  'a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/';

// scope returns the scope whose turn it is.
export function scope() {
  if (current === null) throw new Error(globalText);
  return current;
}

// A WeakRef keeps its target for the entry in which it was made or read, as the language demands. The engine gives
// memory back at once.
let kept = [];

export function forgetKept() {
  if (kept.length > 0) kept = [];
}

export const WeakRefOfEngine = globalThis.WeakRef; // which keeps nothing
export const derefOfEngine = WeakRefOfEngine.prototype.deref;
function WeakRef(target) {
  if (new.target === undefined) throw new TypeError("Constructor WeakRef requires 'new'");
  const r = Reflect.construct(WeakRefOfEngine, [target], new.target);
  kept.push(target);
  return r;
}
WeakRef.prototype = WeakRefOfEngine.prototype;
Object.defineProperty(WeakRef, 'name', { value: 'WeakRef', configurable: true });
Object.defineProperty(globalThis, 'WeakRef', { value: WeakRef, writable: true, configurable: true });
Object.defineProperties(WeakRefOfEngine.prototype, {
  constructor: { value: WeakRef },
  deref: {
    value: {
      deref() {
        const v = derefOfEngine.call(this);
        if (v !== undefined && kept[kept.length - 1] !== v) kept.push(v);
        return v;
      },
    }.deref,
  },
});

// own throws where what belongs to a scope is used in another's turn. n is the number of a stub there.
export function own(s, what, n) {
  if (s === current) return;
  if (current === null) throw new Error(globalText);
  if (n !== undefined) host.stranger(s.n, n);
  if (s.kind === 'request') {
    throw new Error(
      `Cannot perform I/O on behalf of a different request. I/O objects (such as streams, request/response bodies, and ` +
        `others) created in the context of one request handler cannot be accessed from a different request's handler. ` +
        `This is a limitation of Cloudflare Workers which allows us to improve overall performance. (I/O type: ${what})`,
    );
  }
  throw new Error(
    `Cannot perform I/O on behalf of a different Durable Object. I/O objects (such as streams, request/response ` +
      `bodies, and others) created in the context of one Durable Object cannot be accessed from a different Durable ` +
      `Object in the same isolate. This is a limitation of Cloudflare Workers which allows us to improve overall ` +
      `performance. (I/O type: ${what})`,
  );
}

// executor takes what settles a new promise, so that no task needs a function of its own.
let resolver, rejecter;
const executor = (resolve, reject) => {
  resolver = resolve;
  rejecter = reject;
};

// task returns the promise of what start(id, …) lets Go do: Go settles it by its number. Made, where it is given, makes
// the value of the promise of Go's and of a.
export function task(start, a, b, c, made) {
  const s = scope();
  const id = s.next++;
  const promise = new Promise(executor);
  const reject = rejecter;
  s.tasks.set(id, { resolve: resolver, reject, made, a });
  try {
    start(id, a, b, c);
  } catch (e) {
    s.tasks.delete(id);
    reject(e);
  }
  return promise;
}

export function settle(s, id, failed, value) {
  const t = s.tasks.get(id);
  if (t === undefined) return;
  s.tasks.delete(id);
  if (failed) t.reject(value);
  else if (t.made === undefined) t.resolve(value);
  else {
    try {
      value = t.made(value, t.a);
    } catch (e) {
      t.reject(e);
      return;
    }
    t.resolve(value);
  }
}
