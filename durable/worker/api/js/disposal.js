// The globals of explicit resource management, which the engine lacks.

import { hidden } from "./define.js";

for (const name of ["dispose", "asyncDispose"]) {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
}

export class SuppressedError extends Error {
  constructor(error, suppressed, message) {
    super(...(message === undefined ? [] : [message]));
    hidden(this, "error", error);
    hidden(this, "suppressed", suppressed);
  }
}
hidden(SuppressedError.prototype, "name", "SuppressedError");
hidden(SuppressedError.prototype, "message", "");
hidden(Iterator.prototype, Symbol.dispose, { [Symbol.dispose]() { this.return?.(); } }[Symbol.dispose]);

const method = (value, sync, async) => {
  if (value === null || value === undefined) return undefined;
  const fn = (async ? value[Symbol.asyncDispose] : undefined) ?? value[sync];
  if (typeof fn !== "function") {
    throw new TypeError(`Symbol(Symbol.${async ? "asyncDispose" : "dispose"}) is not a function`);
  }
  return fn;
};

const disposed = (type, method) => new ReferenceError(
  `Cannot call ${type}.prototype.${method} on an already-disposed ${type}`);

// joined is the error of a disposal behind another one.
const joined = (failed, before, error) => failed ? new SuppressedError(error, before,
  "An error was suppressed during disposal") : error;

export class DisposableStack {
  #list = [];
  #disposed = false;
  get disposed() { return this.#disposed; }
  #open(method) {
    if (this.#disposed) throw disposed("DisposableStack", method);
  }
  use(value) {
    this.#open("use");
    const fn = method(value, Symbol.dispose, false);
    if (fn) this.#list.push(() => fn.call(value));
    return value;
  }
  adopt(value, dispose) {
    this.#open("adopt");
    if (typeof dispose !== "function") throw new TypeError(`${String(dispose)} is not a function`);
    this.#list.push(() => dispose(value));
    return value;
  }
  defer(dispose) {
    this.#open("defer");
    if (typeof dispose !== "function") throw new TypeError(`${String(dispose)} is not a function`);
    this.#list.push(() => dispose());
  }
  move() {
    this.#open("move");
    const next = new DisposableStack();
    next.#list = this.#list;
    this.#list = [];
    this.#disposed = true;
    return next;
  }
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    let failed = false, error;
    for (const fn of this.#list.reverse()) {
      try {
        fn();
      } catch (e) {
        error = joined(failed, error, e);
        failed = true;
      }
    }
    this.#list = [];
    if (failed) throw error;
  }
}
hidden(DisposableStack.prototype, Symbol.dispose, DisposableStack.prototype.dispose);

export class AsyncDisposableStack {
  #list = [];
  #disposed = false;
  get disposed() { return this.#disposed; }
  #open(method) {
    if (this.#disposed) throw disposed("AsyncDisposableStack", method);
  }
  use(value) {
    this.#open("use");
    const fn = method(value, Symbol.dispose, true);
    this.#list.push(() => fn?.call(value));
    return value;
  }
  adopt(value, dispose) {
    this.#open("adopt");
    if (typeof dispose !== "function") throw new TypeError(`${String(dispose)} is not a function`);
    this.#list.push(() => dispose(value));
    return value;
  }
  defer(dispose) {
    this.#open("defer");
    if (typeof dispose !== "function") throw new TypeError(`${String(dispose)} is not a function`);
    this.#list.push(() => dispose());
  }
  move() {
    this.#open("move");
    const next = new AsyncDisposableStack();
    next.#list = this.#list;
    this.#list = [];
    this.#disposed = true;
    return next;
  }
  async disposeAsync() {
    if (this.#disposed) return;
    this.#disposed = true;
    let failed = false, error;
    for (const fn of this.#list.reverse()) {
      try {
        await fn();
      } catch (e) {
        error = joined(failed, error, e);
        failed = true;
      }
    }
    this.#list = [];
    if (failed) throw error;
  }
}
hidden(AsyncDisposableStack.prototype, Symbol.asyncDispose, AsyncDisposableStack.prototype.disposeAsync);

for (const [name, C] of Object.entries({ SuppressedError, DisposableStack, AsyncDisposableStack })) {
  if (name in globalThis) continue;
  Object.defineProperty(C, "name", { value: name, configurable: true });
  hidden(globalThis, name, C);
  if (C !== SuppressedError) Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
}
