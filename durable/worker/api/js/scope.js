// What the global scope itself offers: structuredClone, microtasks, errors, self and navigator.

import { badParameter, define, hidden, illegalConstructor, isObject, microtask, refuse, revivers } from "./define.js";
import { dataCloneError, ErrorEvent, EventTarget, trusted } from "./events.js";

const scope = "ServiceWorkerGlobalScope";

function structuredClone(value, options) {
  if (!arguments.length) throw badParameter(scope, "structuredClone", 1, "JsValue");
  if (options != null && !isObject(options)) throw badParameter(scope, "structuredClone", 2, "StructuredCloneOptions");
  const transfer = options?.transfer;
  if (transfer === undefined) return host.clone(value);
  if (!isObject(transfer) || typeof transfer[Symbol.iterator] !== "function") {
    throw new TypeError("Incorrect type for the 'transfer' field on 'StructuredCloneOptions': the provided value is not " +
      "of type 'Array'.");
  }
  const list = [...transfer];
  for (const v of list) {
    if (!(v instanceof ArrayBuffer)) throw new TypeError("Object is not transferable");
    if (v.detached) throw dataCloneError("An ArrayBuffer is detached and could not be cloned.");
  }
  if (new Set(list).size < list.length) throw dataCloneError("ArrayBuffer occurs in the transfer list twice.");
  const copy = host.clone(value);
  for (const v of list) v.transfer();
  return copy;
}

function queueMicrotask(callback) {
  if (typeof callback !== "function") throw badParameter(scope, "queueMicrotask", 1, "function");
  microtask(() => guarded(callback));
}
function guarded(callback) {
  try {
    callback.call(globalThis);
  } catch (err) {
    reportError(err);
  }
}

const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
const listen = {
  addEventListener(...args) { return addEventListener.apply(globalThis, args); },
  removeEventListener(...args) { return removeEventListener.apply(globalThis, args); },
  dispatchEvent(event) { return dispatchEvent.call(globalThis, event); },
};

function reportError(err) {
  if (!arguments.length) throw badParameter(scope, "reportError", 1, "JsValue");
  const message = "Uncaught " + (isObject(err) && "message" in err ? `${err.name ?? "Error"}: ${err.message}`
    : String(err));
  const event = trusted(new ErrorEvent("error", { error: err, message, filename: "", lineno: 0, colno: 0 }));
  if (listen.dispatchEvent(event) && host.uncaught) host.uncaught(err);
}

class Navigator {
  constructor() { illegalConstructor(); }
  get userAgent() { return "Cloudflare-Workers"; }
  get hardwareConcurrency() { return 1; }
  get language() { return "en"; }
  get languages() { return ["en"]; }
  get platform() { return ""; }
  sendBeacon() { throw new Error("sendBeacon() is not implemented."); }
}

export function defineScope() {
  Object.defineProperty(Navigator.prototype, Symbol.toStringTag, { value: "Navigator", configurable: true });
  hidden(Navigator.prototype, Symbol.for("dolab.serialize"), refuse);
  define(globalThis, { structuredClone, queueMicrotask, reportError, Navigator, ...listen });
  for (const [name, value] of [["self", globalThis], ["navigator", Object.create(Navigator.prototype)], ["origin", "null"]]) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
  }
  defineClasses();
  host.revive = ([name, value]) => revivers[name](value);
}

// defineClasses gives the global object the prototypes of the runtime's: it is an instance of ServiceWorkerGlobalScope, and
// of none of the other classes that can be named.
function defineClasses() {
  const GlobalScope = classOf(scope, classOf("WorkerGlobalScope", classOf("EventTarget", Object)));
  delete globalThis[Symbol.toStringTag]; // The engine's own.
  Object.setPrototypeOf(globalThis, GlobalScope.prototype);
  define(globalThis, { [scope]: GlobalScope, WorkerGlobalScope: classOf("WorkerGlobalScope", EventTarget) });
}

// classOf makes a class without a constructor. Only its prototype derives from that of the parent.
function classOf(name, parent) {
  const C = { [name]: function () { throw new TypeError("Illegal constructor"); } }[name];
  C.prototype = Object.create(parent.prototype, {
    constructor: { value: C, writable: true, configurable: true },
    [Symbol.toStringTag]: { value: name, writable: true, configurable: true },
  });
  return C;
}
