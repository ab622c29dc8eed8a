// What all streams share: small promises, queues and conversions.

import { badField } from "../define.js";

export const key = {}; // opens the constructors that scripts cannot use
export const nothing = () => {};
export const type = (text) => new TypeError(text);
export const locked = () => type("This ReadableStream is currently locked to a reader.");
export const isView = ArrayBuffer.isView;
export const chunkSize = 4096; // what one read gets of the runtime's own streams

// Later is a promise with its ends, made when it is asked for; its rejection never counts as unhandled.
class Later {
  state = 0; // 1: resolved, 2: rejected
  value = undefined;
  ends = null;
  resolve(value) { this.#settle(1, value); }
  reject(err) { this.#settle(2, err); }
  #settle(state, value) {
    if (this.state) return;
    this.state = state;
    this.value = value;
    if (this.ends) state === 1 ? this.ends.resolve(value) : this.ends.reject(value);
  }
  get promise() {
    if (!this.ends) {
      this.ends = Promise.withResolvers();
      this.ends.promise.then(undefined, nothing);
      if (this.state) this.state === 1 ? this.ends.resolve(this.value) : this.ends.reject(this.value);
    }
    return this.ends.promise;
  }
}
export const defer = () => new Later();
export function rejected(err) {
  const p = Promise.reject(err);
  p.catch(nothing);
  return p;
}
// attempt runs a user's function and gives a promise of what it returns.
export function attempt(f, a, b) {
  try {
    return Promise.resolve(f(a, b));
  } catch (err) {
    return Promise.reject(err);
  }
}
export const toBytes = (v) => v instanceof ArrayBuffer ? new Uint8Array(v)
  : new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
// integer converts a size as the reference does.
export function integer(v) {
  const n = Math.trunc(Number(v));
  if (!Number.isFinite(n)) throw type("The value cannot be converted because it is not an integer.");
  if (n < 0) throw type("The value cannot be converted because it is negative and this API expects a positive bigint.");
  return n;
}
// asError is what becomes of a reason that crosses one of the runtime's own streams.
export const asError = (reason) => reason instanceof Error ? reason : new Error(`${reason}`);
export const method = (o, name, what) => {
  const f = o?.[name];
  if (f === undefined) return undefined;
  if (typeof f !== "function") throw badField(name, what, "function");
  return f.bind(o);
};

// Queue takes from the front without moving what follows.
export class Queue {
  items = [];
  head = 0;
  get length() { return this.items.length - this.head; }
  push(v) { this.items.push(v); }
  peek() { return this.items[this.head]; }
  shift() {
    const v = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head === this.items.length) this.items = [], this.head = 0;
    else if (this.head > 64 && this.head * 2 > this.items.length) this.items = this.items.slice(this.head),
      this.head = 0;
    return v;
  }
}
