// node:async_hooks. The engine carries one value, the context, through promises and callbacks. It is a linked list of
// frames { storage, value, next }, newest first; run() never changes a frame that other code may hold.
const { asyncContext, setAsyncContext } = globalThis[Symbol.for("dolab.node")];

const needFunction = (method, n, v, name, iface = "AsyncLocalStorage") => {
  if (typeof v === "function") return;
  throw new TypeError(`Failed to execute '${method}' on '${iface}': parameter ${n} is not of type '${name}'.`);
};
const find = (storage) => {
  for (let f = asyncContext(); f; f = f.next) if (f.storage === storage) return f;
  return undefined;
};
const within = (context, fn, receiver, args) => {
  const before = asyncContext();
  setAsyncContext(context);
  try {
    return Reflect.apply(fn, receiver, args);
  } finally {
    setAsyncContext(before);
  }
};
const without = (frame, storage) => {
  if (!frame) return undefined;
  const next = without(frame.next, storage);
  if (frame.storage === storage) return next;
  return next === frame.next ? frame : { storage: frame.storage, value: frame.value, next };
};

export class AsyncLocalStorage {
  #defaultValue;
  #name;
  constructor(options) {
    this.#defaultValue = options?.defaultValue;
    this.#name = options?.name === undefined ? "" : String(options.name);
  }
  get name() {
    return this.#name;
  }
  run(store, callback, ...args) {
    needFunction("run", 2, callback, "function");
    return within({ storage: this, value: store, next: without(asyncContext(), this) }, callback, undefined, args);
  }
  exit(callback, ...args) {
    needFunction("exit", 1, callback, "function");
    return within({ storage: this, value: undefined, next: without(asyncContext(), this) }, callback, undefined, args);
  }
  getStore() {
    const f = find(this);
    return f ? f.value : this.#defaultValue;
  }
  enterWith() {
    throw new Error("asyncLocalStorage.enterWith() is not implemented");
  }
  disable() {
    throw new Error("asyncLocalStorage.disable() is not implemented");
  }
  static bind(fn) {
    needFunction("bind", 1, fn, "Function");
    const context = asyncContext();
    return function (...args) {
      return within(context, fn, this, args);
    };
  }
  static snapshot() {
    return AsyncLocalStorage.bind((fn, ...args) => fn(...args));
  }
}

export class AsyncResource {
  #context = asyncContext();
  runInAsyncScope(fn, thisArg, ...args) {
    return within(this.#context, fn, thisArg, args);
  }
  bind(fn, thisArg) {
    needFunction("bind", 1, fn, "Function", "AsyncResource");
    const resource = this;
    const bound = (...args) => resource.runInAsyncScope(fn, thisArg, ...args);
    return Object.defineProperties(bound, {
      asyncResource: { value: resource, enumerable: true, configurable: true, writable: true },
    });
  }
  asyncId() {
    return 0;
  }
  triggerAsyncId() {
    return 0;
  }
  emitDestroy() {}
  static bind(fn, type, thisArg) {
    return new AsyncResource().bind(fn, thisArg);
  }
}

const tag = (C, value) => Object.defineProperty(C.prototype, Symbol.toStringTag, { value, configurable: true });
tag(AsyncLocalStorage, "AsyncLocalStorage");
tag(AsyncResource, "AsyncResource");

export const createHook = () => ({
  enable() {
    return this;
  },
  disable() {
    return this;
  },
});
export const executionAsyncId = () => 0;
export const triggerAsyncId = () => 0;
export const executionAsyncResource = () => ({});
export const asyncWrapProviders = {};

export default {
  AsyncLocalStorage,
  AsyncResource,
  createHook,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
  asyncWrapProviders,
};
