// Events, abort signals and DOMException.

import { badField, badParameter, constants, illegalConstructor, isObject, need, serialized,
  setCloneError } from "./define.js";

const codes = {
  IndexSizeError: 1, DOMStringSizeError: 2, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5,
  NoDataAllowedError: 6, NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
  InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
  ValidationError: 16, TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21,
  QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
};

export class DOMException extends Error {
  constructor(message = "", name = "Error") {
    super();
    message = `${message}`;
    name = `${name}`;
    const header = message ? `${name}: ${message}` : name,
      frames = `${this.stack ?? ""}`.replace(/^(Error\n)?( *at DOMException[^\n]*\n)?/, "");
    delete this.stack; // so that it comes last
    own(this, "code", Object.hasOwn(codes, name) ? codes[name] : 0);
    own(this, "name", name);
    own(this, "message", message);
    Object.defineProperty(this, "stack", { value: `${header}\n${frames}`, writable: true, enumerable: true, configurable: true });
  }
}
const own = (o, key, value) => Object.defineProperty(o, key,
  { value, enumerable: true, configurable: true, writable: false });
{
  const legacy = {};
  for (const name of Object.keys(codes)) {
    const words = name.slice(0, -5).replace(/^(DOM|URL)/, "$1_").replace(/InUse/, "Inuse").replace(/([a-z])([A-Z])/g,
      "$1_$2");
    legacy[words.replace("DOM_String", "DOMString").toUpperCase() + "_ERR"] = codes[name];
  }
  constants(DOMException, legacy);
}
export const dataCloneError = (text) => new DOMException(text, "DataCloneError");
setCloneError(dataCloneError);
serialized(DOMException, "DOMException", ({ message, name, stack }) => [message, name, stack],
  ([message, name, stack]) => {
  const err = new DOMException(message, name);
  if (stack !== undefined) Object.defineProperty(err, "stack", { value: stack });
  return err;
});

let flagsOf;
export class Event {
  #e;
  #type;
  static { flagsOf = (event) => event.#e; }
  constructor(type, init) {
    need(arguments.length, 1, "Event", "");
    if (init !== undefined && init !== null && !isObject(init)) throw badParameter("Event", "", 2, "Init");
    this.#type = `${type}`;
    this.#e = { bubbles: !!init?.bubbles, cancelable: !!init?.cancelable, composed: !!init?.composed,
      target: undefined, busy: false, prevented: false, stopped: false, bubbleStopped: false, trusted: false };
  }
  get type() { return this.#type; }
  get eventPhase() { return this.#e.busy ? 2 : 0; }
  get composed() { return this.#e.composed; }
  get bubbles() { return this.#e.bubbles; }
  get cancelable() { return this.#e.cancelable; }
  get defaultPrevented() { return this.#e.cancelable && this.#e.prevented; }
  get returnValue() { return !this.defaultPrevented; }
  get currentTarget() { return this.#e.target; }
  get target() { return this.#e.target; }
  get srcElement() { return this.#e.target; }
  get timeStamp() { return 0; }
  get isTrusted() { return this.#e.trusted; }
  get cancelBubble() { return this.#e.bubbleStopped; }
  set cancelBubble(v) { if (v) this.#e.bubbleStopped = true; }
  stopImmediatePropagation() { this.#e.stopped = true; }
  preventDefault() { this.#e.prevented = true; }
  stopPropagation() { this.#e.bubbleStopped = true; }
  composedPath() { return this.#e.busy ? [this.#e.target] : []; }
}
constants(Event, { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 });

// trusted marks an event as one the runtime made.
export function trusted(event) { flagsOf(event).trusted = true; return event; }

const key = {}; // opens the constructors that scripts cannot use

export class ExtendableEvent extends Event {
  constructor(type, init, k) {
    if (k !== key) illegalConstructor();
    super(type, init);
  }
  waitUntil() { throw new DOMException("Cannot call waitUntil() in this context.", "InvalidStateError"); }
}

export class CustomEvent extends Event {
  #detail;
  constructor(type, init) {
    need(arguments.length, 1, "CustomEvent", "");
    super(type, init);
    this.#detail = init?.detail;
  }
  get detail() { return this.#detail; }
}

// readonly defines own, enumerable, unchangeable properties, as the reference's event classes have them.
function readonly(event, values) {
  for (const key in values) {
    Object.defineProperty(event, key, { value: values[key], enumerable: true, configurable: true });
  }
}

export class MessageEvent extends Event {
  constructor(type, init) {
    need(arguments.length, 1, "MessageEvent", "");
    if (!isObject(init)) throw badParameter("MessageEvent", "", 2, "Initializer");
    super(type, init);
    readonly(this, { ports: init.ports ?? [], source: init.source ?? null, lastEventId: init.lastEventId ?? "",
      origin: init.origin ?? null, data: init.data });
  }
}

export class CloseEvent extends Event {
  constructor(type, init) {
    need(arguments.length, 1, "CloseEvent", "");
    super(type, init);
    readonly(this, { wasClean: !!init?.wasClean, reason: `${init?.reason ?? ""}`, code: (init?.code ?? 0) & 0xffff });
  }
}

export class ErrorEvent extends Event {
  #init;
  constructor(type, init) {
    need(arguments.length, 1, "ErrorEvent", "");
    super(type, init);
    this.#init = init ?? {};
  }
  get filename() { return `${this.#init.filename ?? ""}`; }
  get message() { return `${this.#init.message ?? ""}`; }
  get lineno() { return this.#init.lineno >>> 0; }
  get colno() { return this.#init.colno >>> 0; }
  get error() { return this.#init.error; }
}

export class PromiseRejectionEvent extends Event {
  constructor(type, init, k) {
    if (k !== key) illegalConstructor();
    super(type, init);
    readonly(this, { promise: init?.promise, reason: init?.reason });
  }
}

let listenersOf;
const listenersOfScope = new Map(); // of the global object, which has no field for them
export class EventTarget {
  #listeners; // type -> [{ callback, once, native, removed }]
  static {
    listenersOf = (target, type) => {
      const all = target === globalThis ? listenersOfScope : target.#listeners ??= new Map();
      let list = all.get(type);
      if (!list) all.set(type, list = []);
      return list;
    };
  }
  addEventListener(type, callback, options) {
    need(arguments.length, 2, "EventTarget", "addEventListener",
      arguments.length ? "function or HandlerObject" : "string");
    if (callback === null || callback === undefined) return;
    if (!isObject(callback)) {
      throw badParameter("EventTarget", "addEventListener", 2, "function or HandlerObject");
    }
    if (typeof callback === "object" && typeof callback.handleEvent !== "function") {
      throw badField("handleEvent", "HandlerObject", "function");
    }
    const name = `${type}`, list = listenersOf(this, name);
    let once = false, signal;
    if (isObject(options)) {
      if (options.capture) throw new TypeError("addEventListener(): options.capture must be false.");
      if (options.passive) throw new TypeError("addEventListener(): options.passive must be false.");
      once = !!options.once;
      signal = options.signal;
      if (signal !== undefined && !(signal instanceof AbortSignal)) {
        throw badField("signal", "AddEventListenerOptions", "AbortSignal");
      }
    } else if (options) throw new TypeError("addEventListener(): useCapture must be false.");
    if (signal?.aborted || list.some((l) => l.callback === callback)) return;
    const entry = { callback, once, native: false, removed: false };
    list.push(entry);
    if (this === globalThis && /^(unhandledrejection|rejectionhandled)$/.test(name)) hooks.watchRejections?.();
    if (signal) onAbort(signal, () => remove(list, entry));
  }
  removeEventListener(type, callback, options) {
    need(arguments.length, 2, "EventTarget", "removeEventListener", arguments.length ? "Object" : "string");
    if (isObject(options)) {
      if (options.capture) throw new TypeError("removeEventListener(): options.capture must be false.");
    } else if (options) throw new TypeError("removeEventListener(): useCapture must be false.");
    const list = listenersOf(this, `${type}`), entry = list.find((l) => l.callback === callback);
    if (entry) remove(list, entry);
  }
  dispatchEvent(event) {
    if (!(event instanceof Event)) throw badParameter("EventTarget", "dispatchEvent", 1, "Event");
    const e = flagsOf(event), type = event.type;
    if (e.busy) throw new DOMException("The event is already being dispatched.", "InvalidStateError");
    e.busy = true;
    e.target = this;
    e.prevented = false;
    try {
      const calls = listenersOf(this, type).slice(), handler = this["on" + type];
      if (typeof handler === "function" && handler(event) === true) e.prevented = true;
      for (const l of calls) {
        if (e.stopped) break;
        if (l.removed) continue;
        if (l.once) remove(listenersOf(this, type), l);
        const result = typeof l.callback === "function" ? l.callback.call(this, event) : l.callback.handleEvent(event);
        if (result === true) e.prevented = true;
      }
    } finally {
      e.busy = false;
    }
    return !e.prevented;
  }
}

function remove(list, entry) {
  entry.removed = true;
  const i = list.indexOf(entry);
  if (i >= 0) list.splice(i, 1);
}

// listenerCount tells how many listeners of a type a target has.
export const listenerCount = (target, type) => listenersOf(target, type).length;

let newSignal, abortSignal, signalState;
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  #onabort = null;
  static {
    newSignal = () => new AbortSignal(key);
    abortSignal = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      signal.dispatchEvent(trusted(new Event("abort")));
    };
    signalState = (signal) => signal.#aborted;
  }
  constructor(k) {
    if (k !== key) illegalConstructor();
    super();
  }
  static abort(reason) {
    hooks.scope?.();
    const signal = newSignal();
    abortSignal(signal, reason === undefined ? abortError() : reason);
    return signal;
  }
  static timeout(delay) {
    if (!arguments.length) throw badParameter("AbortSignal", "timeout", 1, "number");
    const signal = newSignal();
    hooks.setTimeout(() => abortSignal(signal, retryable("The operation was aborted due to timeout", "TimeoutError")),
      +delay);
    return signal;
  }
  static any(signals) {
    if (!arguments.length || !isObject(signals)) throw badParameter("AbortSignal", "any", 1, "Array");
    hooks.scope?.();
    signals = [...signals];
    signals.forEach((s, i) => {
      if (s instanceof AbortSignal) return;
      throw new TypeError(`Incorrect type for array element ${i}: the provided value is not of type 'AbortSignal'.`);
    });
    const signal = newSignal(), first = signals.find(signalState);
    if (first) abortSignal(signal, first.reason);
    else for (const s of signals) onAbort(s, () => abortSignal(signal, s.reason));
    return signal;
  }
  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }
  get onabort() { return this.#onabort; }
  set onabort(v) { this.#onabort = isObject(v) ? v : null; }
  throwIfAborted() { if (this.#aborted) throw this.#reason; }
}

// The runtime's own reasons tell that a retry may succeed.
const retryable = (text, name) => Object.assign(new DOMException(text, name), { retryable: true });
export const abortError = () => retryable("The operation was aborted", "AbortError");
export const clientGone = () => retryable("The client has disconnected", "AbortError");
export const rejectionEvent = (type, init) => trusted(new PromiseRejectionEvent(type, init, key));

// hooks are what the host's part of the prelude provides.
export const hooks = { setTimeout: (f, ms) => globalThis.setTimeout(f, ms) };

// onAbort runs f once the signal aborts, at its place among the listeners; it returns the way to take f off.
export function onAbort(signal, f) {
  const list = listenersOf(signal, "abort"), entry = { callback: f, once: true, native: true, removed: false };
  list.push(entry);
  return () => remove(list, entry);
}

export class AbortController {
  #signal = (hooks.scope?.(), newSignal()); // The global scope has none.
  get signal() { return this.#signal; }
  abort(reason) { abortSignal(this.#signal, reason === undefined ? abortError() : reason); }
}

serialized(AbortSignal, "AbortSignal", () => { throw dataCloneError("AbortSignal serialization is not enabled."); });

export { abortSignal, newSignal };
