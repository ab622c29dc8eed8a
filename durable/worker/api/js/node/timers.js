// node:timers. The runtime's own timers return numbers, this module's return objects. It keeps the runtime's, since
// nodejs_compat puts these in their place.
import { checkFunction } from "node:internal/errors";
import promises from "node:timers/promises";
const { setTimeout: later, clearTimeout: forget, setInterval: repeat, clearInterval: cease } = globalThis;

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
    return new Timeout(() => set(callback, delay, ...args), clear);
  };
export const setTimeout = make(later, forget);
export const setInterval = make(repeat, cease);
export const setImmediate = (callback, ...args) => setTimeout(callback, 0, ...args);
const stop = (clear) => (t) => {
  if (t instanceof Timeout) t.close();
  else if (t !== undefined && t !== null) clear(Number(t));
};
export const clearTimeout = stop(forget);
export const clearInterval = stop(cease);
export const clearImmediate = stop(forget);
export const active = (t) => t.refresh?.(),
  unenroll = clearTimeout,
  enroll = () => {};
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
