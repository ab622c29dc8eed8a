// node:events: EventEmitter, once, on, and what belongs to them.
import { abortError as abortedBy, checkFunction, invalidArg, outOfRange, plainError } from "node:internal/errors";
import { AsyncResource } from "node:async_hooks";
const { inspect } = globalThis[Symbol.for("dolab.node")];

const rejection = Symbol.for("nodejs.rejection");
const capture = Symbol("kCapture");
export const errorMonitor = Symbol("events.errorMonitor");
export const captureRejectionSymbol = rejection;
let defaultMax = 10;

export function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}
EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
EventEmitter.prototype[capture] = false;
EventEmitter.init = function (options) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners ??= undefined;
  const captures = options?.captureRejections;
  if (captures !== undefined && typeof captures !== "boolean") {
    throw invalidArg("options.captureRejections", "boolean", captures);
  }
  if (captures) this[capture] = true;
};

const checkMax = (n, name) => {
  if (typeof n !== "number" || n < 0 || Number.isNaN(n)) throw outOfRange(name, "a non-negative number", n);
};
const listenersOf = (emitter, type) => {
  const l = emitter._events?.[type];
  return l === undefined ? [] : typeof l === "function" ? [l] : l;
};

const methods = {
  setMaxListeners(n) {
    checkMax(n, "n");
    this._maxListeners = n;
    return this;
  },
  getMaxListeners() {
    return this._maxListeners ?? defaultMax;
  },
  emit(type, ...args) {
    const events = this._events;
    if (type === "error") {
      if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
      if (events?.error === undefined) throw unhandled(args[0]);
    }
    const handler = events?.[type];
    if (handler === undefined) return false;
    for (const fn of typeof handler === "function" ? [handler] : [...handler]) {
      const result = Reflect.apply(fn, this, args);
      if (result !== undefined && result !== null && this[capture]) watch(this, result, type, args);
    }
    return true;
  },
  addListener(type, listener) {
    return add(this, type, listener, false);
  },
  prependListener(type, listener) {
    return add(this, type, listener, true);
  },
  once(type, listener) {
    checkFunction(listener, "listener");
    return this.on(type, wrapOnce(this, type, listener));
  },
  prependOnceListener(type, listener) {
    checkFunction(listener, "listener");
    return this.prependListener(type, wrapOnce(this, type, listener));
  },
  removeListener(type, listener) {
    checkFunction(listener, "listener");
    const list = listenersOf(this, type);
    const at = list.findLastIndex((l) => l === listener || l.listener === listener);
    if (at === -1) return this;
    const found = list[at];
    const rest = list.toSpliced(at, 1);
    setList(this, type, rest);
    if (this._events.removeListener !== undefined) this.emit("removeListener", type, found.listener ?? listener);
    return this;
  },
  removeAllListeners(type) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener === undefined) {
      if (arguments.length === 0) {
        this._events = Object.create(null);
        this._eventsCount = 0;
      } else if (events[type] !== undefined) {
        setList(this, type, []);
      }
      return this;
    }
    if (arguments.length === 0) {
      for (const key of Reflect.ownKeys(events)) if (key !== "removeListener") this.removeAllListeners(key);
      this.removeAllListeners("removeListener");
      this._events = Object.create(null);
      this._eventsCount = 0;
      return this;
    }
    for (const l of [...listenersOf(this, type)].reverse()) this.removeListener(type, l);
    return this;
  },
  listeners(type) {
    return listenersOf(this, type).map((l) => l.listener ?? l);
  },
  rawListeners(type) {
    return [...listenersOf(this, type)];
  },
  listenerCount(type, listener) {
    const list = listenersOf(this, type);
    return listener ? list.filter((l) => l === listener || l.listener === listener).length : list.length;
  },
  eventNames() {
    return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
  },
};
for (const name of Object.keys(methods)) EventEmitter.prototype[name] = methods[name];
EventEmitter.prototype.on = EventEmitter.prototype.addListener;
EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

function unhandled(er) {
  if (er instanceof Error) return er;
  let text;
  try {
    text = inspect(er);
  } catch {
    text = er;
  }
  const e = plainError("ERR_UNHANDLED_ERROR", `Unhandled error. (${text})`);
  e.context = er;
  return e;
}
function watch(emitter, promise, type, args) {
  const then = promise.then;
  if (typeof then !== "function") return;
  then.call(promise, undefined, (err) =>
    queueMicrotask(() => {
      if (typeof emitter[rejection] === "function") return emitter[rejection](err, type, ...args);
      const before = emitter[capture];
      try {
        emitter[capture] = false;
        emitter.emit("error", err);
      } finally {
        emitter[capture] = before;
      }
    }),
  );
}
function setList(emitter, type, list) {
  if (list.length === 0) {
    if (--emitter._eventsCount === 0) emitter._events = Object.create(null);
    else delete emitter._events[type];
    return;
  }
  emitter._events[type] = list.length === 1 ? list[0] : list;
}
function add(emitter, type, listener, front) {
  checkFunction(listener, "listener");
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = Object.create(null);
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    emitter.emit("newListener", type, listener.listener ?? listener);
    events = emitter._events;
  }
  const existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    ++emitter._eventsCount;
    return emitter;
  }
  const list = typeof existing === "function" ? [existing] : [...existing];
  if (front) list.unshift(listener);
  else list.push(listener);
  const max = emitter.getMaxListeners();
  if (max > 0 && list.length > max && !existing.warned) {
    Object.defineProperty(list, "warned", { value: true });
    globalThis.console?.warn(
      `MaxListenersExceededWarning: Possible EventEmitter memory leak detected. ${list.length} ` +
        `${String(type)} listeners added to ${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use ` +
        "emitter.setMaxListeners() to increase limit",
    );
  } else if (existing.warned) {
    Object.defineProperty(list, "warned", { value: true });
  }
  events[type] = list;
  return emitter;
}
function wrapOnce(emitter, type, listener) {
  let fired = false;
  const wrapped = function (...args) {
    if (fired) return undefined;
    emitter.removeListener(type, wrapped);
    fired = true;
    return Reflect.apply(listener, emitter, args);
  };
  wrapped.listener = listener;
  return wrapped;
}

const checkSignal = (signal, name) => {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalidArg(name, "AbortSignal", signal);
};
// abortError is the error of a signal that has aborted before. One that aborts later gives no cause.
const abortError = (signal) => abortedBy(...(signal?.reason !== undefined ? [signal.reason] : []));
const listen = (emitter, name, fn, flags) => {
  if (typeof emitter.on === "function") {
    if (flags?.once) emitter.once(name, fn);
    else emitter.on(name, fn);
  } else if (typeof emitter.addEventListener === "function") {
    emitter.addEventListener(name, fn, flags);
  } else {
    throw invalidArg("emitter", "EventEmitter", emitter);
  }
};
const unlisten = (emitter, name, fn) => {
  if (typeof emitter.removeListener === "function") emitter.removeListener(name, fn);
  else emitter.removeEventListener(name, fn);
};

export async function once(emitter, name, options = {}) {
  const signal = options.signal;
  checkSignal(signal, "options.signal");
  if (signal?.aborted) throw abortError(signal);
  return new Promise((resolve, reject) => {
    const onError = (err) => {
      unlisten(emitter, name, onEvent);
      signal?.removeEventListener("abort", onAbort);
      reject(err);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === "function") emitter.removeListener("error", onError);
      signal?.removeEventListener("abort", onAbort);
      resolve(args);
    };
    const onAbort = () => {
      unlisten(emitter, name, onEvent);
      if (typeof emitter.removeListener === "function") emitter.removeListener("error", onError);
      reject(abortedBy());
    };
    listen(emitter, name, onEvent, { once: true });
    if (name !== "error" && typeof emitter.once === "function") emitter.once("error", onError);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

export function on(emitter, name, options = {}) {
  const signal = options.signal;
  checkSignal(signal, "options.signal");
  if (signal?.aborted) throw abortError(signal);
  const ready = [],
    waiting = [];
  let failure,
    finished = false;
  const item = (value, done) => ({ value, done });
  const onEvent = (...args) => {
    const w = waiting.shift();
    if (w) w.resolve(item(args, false));
    else ready.push(args);
  };
  const onError = (err) => {
    const w = waiting.shift();
    if (w) w.reject(err);
    else failure = err;
    stop();
  };
  const onAbort = () => onError(abortedBy());
  const stop = () => {
    unlisten(emitter, name, onEvent);
    if (name !== "error") unlisten(emitter, "error", onError);
    signal?.removeEventListener("abort", onAbort);
    finished = true;
    for (const w of waiting.splice(0)) w.resolve(item(undefined, true));
    return Promise.resolve(item(undefined, true));
  };
  const iterator = {
    next() {
      if (ready.length) return Promise.resolve(item(ready.shift(), false));
      if (failure !== undefined) {
        const p = Promise.reject(failure);
        failure = undefined;
        return p;
      }
      if (finished) return stop();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: stop,
    throw(err) {
      if (!(err instanceof Error)) throw invalidArg("EventEmitter.AsyncIterator", "Error", err);
      onError(err);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  listen(emitter, name, onEvent);
  if (name !== "error" && typeof emitter.on === "function") emitter.on("error", onError);
  signal?.addEventListener("abort", onAbort, { once: true });
  return iterator;
}

export const getEventListeners = (emitter, type) => {
  if (typeof emitter.listeners === "function") return emitter.listeners(type);
  if (emitter instanceof EventTarget) return []; // The runtime does not tell them.
  throw invalidArg("emitter", ["EventEmitter", "EventTarget"], emitter);
};
export const listenerCount = (emitter, type) => emitter.listenerCount(type);
export const getMaxListeners = (emitter) => emitter.getMaxListeners?.() ?? defaultMax;
export const setMaxListeners = (n = defaultMax, ...targets) => {
  checkMax(n, "n");
  if (targets.length === 0) defaultMax = n;
  for (const t of targets) {
    if (typeof t.setMaxListeners === "function") t.setMaxListeners(n);
    else if (!(t instanceof EventTarget)) throw invalidArg("eventTargets", ["EventEmitter", "EventTarget"], t);
  }
};
export const addAbortListener = (signal, listener) => {
  if (!(signal instanceof AbortSignal)) throw invalidArg("signal", "AbortSignal", signal);
  checkFunction(listener, "listener");
  if (signal.aborted) queueMicrotask(() => listener());
  else signal.addEventListener("abort", listener, { once: true });
  return {
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      signal.removeEventListener("abort", listener);
    },
  };
};
class EventEmitterReferencingAsyncResource extends AsyncResource {}

export class EventEmitterAsyncResource extends EventEmitter {
  #resource;
  constructor(options) {
    super(options);
    this.#resource = new EventEmitterReferencingAsyncResource(options?.name ?? new.target.name);
  }
  emit(event, ...args) {
    return this.#resource.runInAsyncScope(super.emit, this, event, ...args);
  }
  emitDestroy() {}
  get asyncResource() {
    return this.#resource;
  }
}
export const usingDomains = false;
export const captureRejections = false;
export let defaultMaxListeners = 10;

Object.assign(EventEmitter, {
  EventEmitter,
  once,
  on,
  getEventListeners,
  listenerCount,
  getMaxListeners,
  setMaxListeners,
  addAbortListener,
  EventEmitterAsyncResource,
  usingDomains,
  errorMonitor,
  captureRejectionSymbol,
});
Object.defineProperties(EventEmitter, {
  defaultMaxListeners: {
    enumerable: true,
    get: () => defaultMax,
    set(n) {
      checkMax(n, "defaultMaxListeners");
      defaultMax = n;
    },
  },
  captureRejections: {
    enumerable: true,
    get: () => EventEmitter.prototype[capture],
    set(v) {
      EventEmitter.prototype[capture] = v;
    },
  },
});
export default EventEmitter;
