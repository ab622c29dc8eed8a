// Readers of streams, and the lock they hold.

import { badParameter } from "../define.js";
import { defer, isView, locked, Queue, rejected, type } from "./base.js";
import { dropPendings, readView } from "./byob.js";
import { readableState, ReadableStream } from "./readable.js";
import { cancelReadable, readInto } from "./readable_state.js";

export function acquire(s, byob) {
  if (s.reader) throw locked();
  const r = { s, requests: new Queue(), closed: defer(), byob };
  s.reader = r;
  if (s.state === "closed") r.closed.resolve();
  else if (s.state === "errored") r.closed.reject(s.err);
  return r;
}

export function release(r) {
  const s = r.s;
  if (!s) return;
  const err = type("This ReadableStream reader has been released.");
  if (s.state === "errored") r.closed = defer();
  r.closed.reject(err); // of a closed stream it stays resolved
  while (r.requests.length) r.requests.shift().error(err);
  if (s.bytes && s.pendings.length) dropPendings(s);
  s.reader = null;
  r.s = null;
}

const released = () => rejected(type("This ReadableStream reader has been released."));

// promiseOf gives a read request that settles a promise.
export function promiseOf(f) {
  return new Promise((resolve, reject) => f({
    chunk: (value) => resolve({ value, done: false }),
    close: (value) => resolve({ value, done: true }),
    error: reject,
  }));
}

export class ReadableStreamDefaultReader {
  #r;
  constructor(stream) {
    if (!(stream instanceof ReadableStream)) throw badParameter("ReadableStreamDefaultReader", "", 1, "ReadableStream");
    this.#r = acquire(readableState(stream), false);
  }
  get closed() { return this.#r.closed.promise; }
  cancel(reason) { return this.#r.s ? cancelReadable(this.#r.s, reason) : released(); }
  read() {
    const s = this.#r.s;
    return s ? promiseOf((request) => readInto(s, request)) : released();
  }
  releaseLock() { release(this.#r); }
}

export class ReadableStreamBYOBReader {
  #r;
  constructor(stream) {
    if (!(stream instanceof ReadableStream)) throw badParameter("ReadableStreamBYOBReader", "", 1, "ReadableStream");
    const s = readableState(stream);
    if (s.reader) throw locked();
    if (!s.bytes) throw type("This ReadableStream does not support BYOB reads.");
    this.#r = acquire(s, true);
  }
  get closed() { return this.#r.closed.promise; }
  cancel(reason) { return this.#r.s ? cancelReadable(this.#r.s, reason) : released(); }
  read(view, options) { return this.#read("read", view, options?.min ?? 1); }
  readAtLeast(minBytes, view) { return this.#read("readAtLeast", view, minBytes); }
  #read(name, view, least) {
    const s = this.#r.s;
    if (!isView(view)) {
      return rejected(badParameter("ReadableStreamBYOBReader", name, name === "read" ? 1 : 2, "ArrayBufferView"));
    }
    if (!s) return released();
    if (!view.byteLength) {
      return rejected(type("You must call read() on a \"byob\" reader with a positive-sized TypedArray object."));
    }
    const unit = view.BYTES_PER_ELEMENT ?? 1;
    if (!(least >= 1)) return rejected(type(`Requested invalid minimum number of bytes to read (${least}).`));
    if (least * (name === "read" ? unit : 1) > view.byteLength) {
      return rejected(type(`Minimum bytes to read (${least}) exceeds size of buffer (${view.byteLength}).`));
    }
    return promiseOf((request) => readView(s, view, name === "read" ? least : Math.ceil(least / unit), request));
  }
  releaseLock() { release(this.#r); }
}
