// node:timers. In Workers the global timers return numbers; this module's return objects.
import { checkFunction } from "node:internal/errors";
import promises from "node:timers/promises";
const g = globalThis;
const custom = Symbol.for("nodejs.util.promisify.custom");

export class Timeout {
  #id;
  #start;
  #cancel;
  constructor(start, cancel) {
    this.#start = start;
    this.#cancel = cancel;
    this.#id = start();
  }
  refresh() {
    this.close();
    this.#id = this.#start();
    return this;
  }
  close() {
    this.#cancel(this.#id);
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
  [Symbol.toPrimitive]() {
    return this.#id;
  }
  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.close();
  }
}
const make =
  (set, clear) =>
  (callback, delay = 1, ...args) => {
    checkFunction(callback, "callback");
    return new Timeout(
      () => g[set](callback, delay, ...args),
      (id) => g[clear](id),
    );
  };
export const setTimeout = make("setTimeout", "clearTimeout");
export const setInterval = make("setInterval", "clearInterval");
export const setImmediate = (callback, ...args) => {
  checkFunction(callback, "callback");
  return new Timeout(
    () => g.setTimeout(callback, 0, ...args),
    (id) => g.clearTimeout(id),
  );
};
const stop = (name) => (t) => {
  if (t instanceof Timeout) t.close();
  else if (t !== undefined && t !== null) g[name](t);
};
export const clearTimeout = stop("clearTimeout"),
  clearInterval = stop("clearInterval"),
  clearImmediate = stop("clearTimeout");
export const active = (t) => t.refresh?.(),
  unenroll = stop("clearTimeout"),
  enroll = () => {};
Object.defineProperty(setTimeout, custom, { get: () => promises.setTimeout });
Object.defineProperty(setImmediate, custom, { get: () => promises.setImmediate });
export { promises };
export default {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
  active,
  unenroll,
  enroll,
  promises,
};
