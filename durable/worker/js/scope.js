// A scope is where code runs: an incarnation of an object, or one event of the Worker. Each entry of Go names the scope
// whose turn it is; its microtasks all run within the entry.

const scopes = new Map();
let current = null;

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

// scopeOf returns a scope by its number.
export const scopeOf = (n) => scopes.get(n);

export const enter = (n) => (current = scopes.get(n) ?? null);
export const leave = (n) => {
  scopes.delete(n);
  if (current?.n === n) current = null;
};

const globalText =
  'Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, ' +
  'and generating random values are not allowed within global scope. To fix this error, perform this operation within ' +
  'a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/';

// scope returns the scope whose turn it is.
export function scope() {
  if (current === null) throw new Error(globalText);
  return current;
}

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

// task returns the promise of what start lets Go do: Go settles it by its number.
export function task(start) {
  const s = scope();
  const id = s.next++;
  return new Promise((resolve, reject) => {
    s.tasks.set(id, { resolve, reject });
    try {
      start(id);
    } catch (e) {
      s.tasks.delete(id);
      reject(e);
    }
  });
}

export function settle(s, id, failed, value) {
  const t = s.tasks.get(id);
  if (t === undefined) return;
  s.tasks.delete(id);
  if (failed) t.reject(value);
  else t.resolve(value);
}
