// WritableStream, its controller and its writer.

import { badParameter, illegalConstructor } from "../define.js";
import { defer, key, method, rejected, type } from "./base.js";
import { strategyOf } from "./strategies.js";
import {
  abortWritable, closeQueued, closeWritable, newWritable, rejectReady, room, signalOf, startErroring, write,
} from "./writable_state.js";

export class WritableStreamDefaultController {
  #w;
  constructor(k, w) {
    if (k !== key) illegalConstructor();
    this.#w = w;
  }
  get signal() { return signalOf(this.#w); }
  error(reason) { if (this.#w.state === "writable") startErroring(this.#w, reason); }
}

export function acquireWriter(w) {
  if (w.writer) throw type("This WritableStream is currently locked to a writer.");
  const writer = { s: w, closed: defer(), ready: defer() };
  w.writer = writer;
  if (w.state === "writable") {
    if (closeQueued(w) || !w.pressure) writer.ready.resolve();
  } else if (w.state === "erroring") writer.ready.reject(w.err);
  else if (w.state === "closed") writer.ready.resolve(), writer.closed.resolve();
  else writer.ready.reject(w.err), writer.closed.reject(w.err);
  return writer;
}

export function releaseWriter(writer) {
  const w = writer.s;
  if (!w) return;
  const err = type("This WritableStream writer has been released.");
  rejectReady(writer, err);
  if (w.state === "closed" || w.state === "errored") writer.closed = defer();
  writer.closed.reject(err);
  w.writer = null;
  writer.s = null;
}

const writerReleased = () => rejected(type("This WritableStream writer has been released."));

export class WritableStreamDefaultWriter {
  #w;
  constructor(stream) {
    if (!(stream instanceof WritableStream)) throw badParameter("WritableStreamDefaultWriter", "", 1, "WritableStream");
    this.#w = acquireWriter(writableState(stream));
  }
  get closed() { return this.#w.closed.promise; }
  get ready() { return this.#w.ready.promise; }
  get desiredSize() {
    if (!this.#w.s) throw type("This WritableStream writer has been released.");
    return room(this.#w.s);
  }
  abort(reason) { return this.#w.s ? abortWritable(this.#w.s, reason) : writerReleased(); }
  close() { return this.#w.s ? closeWritable(this.#w.s) : writerReleased(); }
  write(chunk) { return this.#w.s ? write(this.#w.s, chunk) : writerReleased(); }
  releaseLock() { releaseWriter(this.#w); }
}

export let writableState, wrapWritable;
export class WritableStream {
  #w;
  static {
    writableState = (stream) => stream.#w;
    wrapWritable = (w) => w.public ??= new WritableStream(key, w);
  }
  constructor(sink, strategy) {
    if (sink === key) { this.#w = strategy; return; }
    const { hwm, size } = strategyOf(strategy, 1), what = "UnderlyingSink";
    this.#w = newWritable({ hwm, size, start: method(sink, "start", what), write: method(sink, "write", what),
      close: method(sink, "close", what), abort: method(sink, "abort", what) });
    this.#w.public = this;
  }
  get locked() { return this.#w.writer !== null; }
  abort(reason) {
    return this.#w.writer ? rejected(type("This WritableStream is currently locked to a writer."))
      : abortWritable(this.#w, reason);
  }
  close() {
    return this.#w.writer ? rejected(type("This WritableStream is currently locked to a writer."))
      : closeWritable(this.#w);
  }
  getWriter() { return new WritableStreamDefaultWriter(this); }
}
