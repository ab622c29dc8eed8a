// The controllers of readable streams, and the request to fill a view.

import { badParameter, illegalConstructor } from "../define.js";
import { isView, key, toBytes, type } from "./base.js";
import { respond } from "./byob.js";
import { closeReadable, desired, enqueue, fail } from "./readable_state.js";
import { byteLength } from "./strategies.js";

export let invalidate;
export class ReadableStreamBYOBRequest {
  #r;
  static { invalidate = (r) => { if (r) r.#r = null; return null; }; }
  constructor(k, s) {
    if (k !== key) illegalConstructor();
    const p = s.pendings.peek();
    this.#r = { s, p, view: new Uint8Array(p.buffer, p.offset + p.filled, p.length - p.filled) };
  }
  get view() { return this.#r ? this.#r.view : null; }
  get atLeast() { return this.#r ? Math.max(0, this.#r.p.least - this.#r.p.filled) : null; }
  respond(bytesWritten) {
    if (!arguments.length) throw badParameter("ReadableStreamBYOBRequest", "respond", 1, "int");
    if (!this.#r) throw type("This ReadableStreamBYOBRequest has been invalidated.");
    respond(this.#r.s, this.#r.p, Math.trunc(+bytesWritten) || 0);
  }
  respondWithNewView(view) {
    if (!this.#r) throw type("This ReadableStreamBYOBRequest has been invalidated.");
    const { s, p } = this.#r, bytes = toBytes(view);
    if (s.state === "closed") {
      if (bytes.byteLength) throw type("The view byte length must be zero after the stream is closed.");
    } else {
      if (!bytes.byteLength) throw type("The view byte length must be more than zero while the stream is open.");
      if (bytes.byteOffset !== p.offset + p.filled) throw new RangeError("The view has an invalid byte offset.");
      if (bytes.buffer.byteLength !== p.buffer.byteLength) {
        throw new RangeError("The underlying ArrayBuffer is not the correct length.");
      }
      if (bytes.buffer !== p.buffer) p.buffer = bytes.buffer;
    }
    respond(s, p, bytes.byteLength);
  }
}

export function checkOpen(s, closed) {
  if (s.closing || s.state !== "readable") throw type(closed);
}

export class ReadableStreamDefaultController {
  #s;
  constructor(k, s) {
    if (k !== key) illegalConstructor();
    this.#s = s;
  }
  get desiredSize() { return desired(this.#s); }
  close() {
    checkOpen(this.#s, "This ReadableStream is closed.");
    closeReadable(this.#s);
  }
  enqueue(chunk) {
    checkOpen(this.#s, "Unable to enqueue");
    enqueue(this.#s, chunk);
  }
  error(reason) { fail(this.#s, reason); }
}

export class ReadableByteStreamController {
  #s;
  constructor(k, s) {
    if (k !== key) illegalConstructor();
    this.#s = s;
  }
  get byobRequest() {
    const s = this.#s;
    if (!s.request && s.pendings.length) s.request = new ReadableStreamBYOBRequest(key, s);
    return s.request;
  }
  get desiredSize() { return desired(this.#s); }
  close() {
    checkOpen(this.#s, "This ReadableByteStreamController is closed.");
    closeReadable(this.#s);
  }
  enqueue(chunk) {
    if (!isView(chunk) && !(chunk instanceof ArrayBuffer)) {
      throw badParameter("ReadableByteStreamController", "enqueue", 1, "ArrayBuffer or ArrayBufferView");
    }
    if (!chunk.byteLength) throw type("Cannot enqueue a zero-length ArrayBuffer.");
    checkOpen(this.#s, "This ReadableByteStreamController is closed.");
    const bytes = toBytes(chunk), { byteOffset, byteLength } = bytes; // asked for before the buffer goes
    enqueue(this.#s, this.#s.own ? bytes : new Uint8Array(bytes.buffer.transfer(), byteOffset, byteLength));
  }
  error(reason) { fail(this.#s, reason); }
}
