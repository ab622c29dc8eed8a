// Streams: the standard's algorithms over plain state objects. The classes users see hold one private field, the state.

import { badField, badParameter, illegalConstructor, isObject, microtask, serialized } from "./define.js";
import { AbortSignal, abortSignal, dataCloneError, newSignal, onAbort } from "./events.js";

const key = {}; // opens the constructors that scripts cannot use
const nothing = () => {};
const type = (text) => new TypeError(text);
const locked = () => type("This ReadableStream is currently locked to a reader.");
const isView = ArrayBuffer.isView;
const chunkSize = 4096; // what one read gets of the runtime's own streams

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
const defer = () => new Later();
function rejected(err) {
  const p = Promise.reject(err);
  p.catch(nothing);
  return p;
}
// attempt runs a user's function and gives a promise of what it returns.
function attempt(f, a, b) {
  try {
    return Promise.resolve(f(a, b));
  } catch (err) {
    return Promise.reject(err);
  }
}
const toBytes = (v) => v instanceof ArrayBuffer ? new Uint8Array(v) : new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
// integer converts a size as the reference does.
function integer(v) {
  const n = Math.trunc(Number(v));
  if (!Number.isFinite(n)) throw type("The value cannot be converted because it is not an integer.");
  if (n < 0) throw type("The value cannot be converted because it is negative and this API expects a positive bigint.");
  return n;
}
// asError is what becomes of a reason that crosses one of the runtime's own streams.
const asError = (reason) => reason instanceof Error ? reason : new Error(`${reason}`);
const method = (o, name, what) => {
  const f = o?.[name];
  if (f === undefined) return undefined;
  if (typeof f !== "function") throw badField(name, what, "function");
  return f.bind(o);
};

// Queue takes from the front without moving what follows.
class Queue {
  items = [];
  head = 0;
  get length() { return this.items.length - this.head; }
  push(v) { this.items.push(v); }
  peek() { return this.items[this.head]; }
  shift() {
    const v = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head === this.items.length) this.items = [], this.head = 0;
    else if (this.head > 64 && this.head * 2 > this.items.length) this.items = this.items.slice(this.head), this.head = 0;
    return v;
  }
}

// ---------------------------------------------------------------- readable side

// newReadable makes the state of a stream whose source has start, pull and cancel, all optional.
// own marks the runtime's own streams: no user answers their BYOB requests. split is the largest chunk a read gives.
function newReadable({ start, pull, cancel, hwm = 1, size, bytes = false, chunk = 0, own = false, split = Infinity }) {
  const s = { state: "readable", err: undefined, reader: null, disturbed: false, public: null, own, split,
    queue: new Queue(), total: 0, hwm, size, bytes, chunk, pull, cancel,
    started: false, pulling: false, again: false, closing: false, pendings: bytes ? new Queue() : null, request: null };
  s.controller = bytes ? new ReadableByteStreamController(key, s) : new ReadableStreamDefaultController(key, s);
  if (start) attempt(start, s.controller).then(() => { s.started = true; pullMore(s); }, (err) => fail(s, err));
  else {
    s.started = true;
    if (pull && hwm > 0) microtask(() => pullMore(s));
  }
  return s;
}

const desired = (s) => s.state === "errored" ? null : s.state === "closed" || s.closing ? 0 : s.hwm - s.total;
const waiting = (s) => s.reader !== null && s.reader.requests.length > 0;

function pullMore(s) {
  if (!s.pull || s.state !== "readable" || s.closing || !s.started) return;
  if (!waiting(s) && !(desired(s) > 0)) return;
  if (s.pulling) { s.again = true; return; }
  s.pulling = true;
  attempt(s.pull, s.controller).then(() => {
    s.pulling = false;
    if (s.again) { s.again = false; pullMore(s); }
  }, (err) => fail(s, err));
}

function clearSource(s) { s.pull = s.cancel = s.size = undefined; }

function fail(s, err) {
  if (s.state !== "readable") return;
  s.queue = new Queue();
  s.total = 0;
  s.state = "errored";
  s.err = err;
  if (s.bytes) dropPendings(s);
  clearSource(s);
  const r = s.reader;
  if (!r) return;
  r.closed.reject(err);
  const requests = r.requests;
  r.requests = new Queue();
  while (requests.length) requests.shift().error(err);
}

function finish(s) {
  if (s.state !== "readable") return;
  s.state = "closed";
  clearSource(s);
  const r = s.reader;
  if (!r) return;
  r.closed.resolve();
  if (r.byob && s.pendings?.length) return; // answered by respond(0)
  const requests = r.requests;
  r.requests = new Queue();
  while (requests.length) requests.shift().close();
}

function closeReadable(s) {
  s.closing = true;
  if (s.bytes && s.pendings.length && s.pendings.peek().filled > 0 && s.total === 0) {
    if (s.pendings.peek().filled % s.pendings.peek().unit) {
      const err = type("This ReadableStream was closed with a partial read pending.");
      fail(s, err);
      throw err;
    }
  }
  if (s.total === 0 && s.queue.length === 0) finish(s);
  if (s.own && s.state === "closed") answerClosed(s);
}

function enqueue(s, chunk) {
  if (s.bytes) return enqueueBytes(s, chunk);
  if (waiting(s)) s.reader.requests.shift().chunk(chunk);
  else {
    let size = 1;
    if (s.size) {
      try {
        size = integer(s.size(chunk));
      } catch (err) {
        return fail(s, err);
      }
    }
    s.queue.push({ chunk, size });
    s.total += size;
  }
  pullMore(s);
}

function enqueueBytes(s, chunk) {
  const bytes = toBytes(chunk);
  if (s.request) s.request = invalidate(s.request);
  if (waiting(s) && !s.reader.byob) {
    if (s.pendings.length) s.pendings.shift(); // made by chunk (autoAllocateChunkSize)
    if (!s.own || s.queue.length || bytes.byteLength > s.split) { // bytes before this chunk go first
      s.queue.push({ chunk: bytes });
      s.total += bytes.byteLength;
      while (waiting(s) && s.queue.length) s.reader.requests.shift().chunk(takeBytes(s));
    } else s.reader.requests.shift().chunk(bytes);
  } else {
    s.queue.push({ chunk: bytes });
    s.total += bytes.byteLength;
    fillPendings(s);
  }
  pullMore(s);
}

// takeBytes gives a default read its bytes: of a user's stream what is queued, up to the size of a chunk.
function takeBytes(s) {
  let { chunk } = s.queue.peek();
  if (!s.own) {
    chunk = new Uint8Array(new ArrayBuffer(s.chunk), 0, Math.min(s.total, s.chunk));
    moveQueued(s, chunk);
  } else {
    if (chunk.byteLength > s.split) {
      s.queue.peek().chunk = chunk.subarray(s.split);
      chunk = chunk.slice(0, s.split);
    } else s.queue.shift();
    s.total -= chunk.byteLength;
  }
  drained(s);
  return chunk;
}

// moveQueued fills a view with queued bytes and gives their number.
function moveQueued(s, into) {
  let at = 0;
  while (at < into.byteLength && s.queue.length) {
    const { chunk } = s.queue.peek(), n = Math.min(chunk.byteLength, into.byteLength - at);
    into.set(n === chunk.byteLength ? chunk : chunk.subarray(0, n), at);
    at += n;
    if (n === chunk.byteLength) s.queue.shift();
    else s.queue.peek().chunk = chunk.subarray(n);
  }
  s.total -= at;
  return at;
}

function drained(s) {
  s.taken?.();
  if (s.closing && s.total === 0 && s.queue.length === 0) finish(s);
}

// readInto gives the next chunk to a request: { chunk(v), close(), error(err) }. As in the reference, a chunk taken
// from the queue does not make the source pull again; a read that finds the queue empty does.
function readInto(s, request) {
  s.disturbed = true;
  if (s.state === "errored") return request.error(s.err);
  if (s.queue.length) {
    if (s.bytes) return request.chunk(takeBytes(s));
    const { chunk, size } = s.queue.shift();
    s.total = Math.max(0, s.total - size);
    drained(s);
    return request.chunk(chunk);
  }
  if (s.state === "closed") return request.close();
  s.reader.requests.push(request);
  if (s.bytes && s.chunk && s.pull) {
    s.pendings.push({ buffer: new ArrayBuffer(s.chunk), offset: 0, length: s.chunk, filled: 0, least: 1, unit: 1, View: Uint8Array, auto: true });
  }
  pullMore(s);
}

// ---- BYOB: pendings are views to fill, in the order of the requests.

function readView(s, view, least, request) {
  s.disturbed = true;
  const unit = view.BYTES_PER_ELEMENT ?? 1;
  const p = { buffer: null, offset: view.byteOffset, length: view.byteLength, filled: 0, least: least * unit, unit,
    View: view.constructor, auto: false };
  p.buffer = view.buffer.transfer();
  if (s.state === "errored") return request.error(s.err);
  if (s.state === "closed") return request.close(viewOf(p));
  s.reader.requests.push(request);
  s.pendings.push(p);
  fillPendings(s);
  if (s.closing && s.total === 0 && s.state === "readable") finish(s);
  if (s.state === "closed" && s.pendings.length) answerClosed(s);
  pullMore(s);
}

const viewOf = (p) => new p.View(p.buffer, p.offset, (p.filled - p.filled % p.unit) / p.unit);

// fillPendings moves queued bytes into the waiting views.
function fillPendings(s) {
  while (s.pendings.length && s.queue.length) {
    const p = s.pendings.peek();
    p.filled += moveQueued(s, new Uint8Array(p.buffer, p.offset + p.filled, p.length - p.filled));
    s.taken?.();
    if (p.filled < p.least) return;
    commit(s);
  }
}

// commit hands the first view to its reader; bytes beyond a whole element go back to the queue.
function commit(s) {
  const p = s.pendings.shift(), rest = p.filled % p.unit;
  if (rest) {
    const back = new Uint8Array(p.buffer, p.offset + p.filled - rest, rest).slice(), q = s.queue;
    s.queue = new Queue();
    s.queue.push({ chunk: back });
    while (q.length) s.queue.push(q.shift());
    s.total += rest;
  }
  if (waiting(s)) s.reader.requests.shift().chunk(viewOf(p));
  if (s.closing && s.total === 0) finish(s);
}

function answerClosed(s) {
  while (s.pendings?.length) {
    const p = s.pendings.shift();
    if (waiting(s)) s.reader.requests.shift().close(p.auto ? undefined : viewOf(p));
  }
}

function dropPendings(s) {
  if (s.request) s.request = invalidate(s.request);
  s.pendings = new Queue();
}

function respond(s, p, n) {
  if (s.state === "closed") {
    if (n !== 0) throw type("The bytesWritten must be zero after the stream is closed.");
    s.request = invalidate(s.request);
    return answerClosed(s);
  }
  if (n === 0) throw type("The bytesWritten must be more than zero while the stream is open.");
  if (p.filled + n > p.length) throw new RangeError(`Too many bytes [${n}] in response to a BYOB read request.`);
  s.request = invalidate(s.request);
  p.filled += n;
  if (p.filled >= p.least) commit(s);
  pullMore(s);
}

let invalidate;
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
      if (bytes.buffer.byteLength !== p.buffer.byteLength) throw new RangeError("The underlying ArrayBuffer is not the correct length.");
      if (bytes.buffer !== p.buffer) p.buffer = bytes.buffer;
    }
    respond(s, p, bytes.byteLength);
  }
}

function checkOpen(s, closed) {
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

function cancelReadable(s, reason) {
  s.disturbed = true;
  if (s.state === "closed") return Promise.resolve();
  if (s.state === "errored") return rejected(s.err);
  const cancel = s.cancel;
  s.queue = new Queue();
  s.total = 0;
  finish(s);
  if (s.bytes) {
    answerClosed(s);
    dropPendings(s);
  }
  return cancel ? attempt(cancel, reason).then(nothing) : Promise.resolve();
}

// ---------------------------------------------------------------- readers

function acquire(s, byob) {
  if (s.reader) throw locked();
  const r = { s, requests: new Queue(), closed: defer(), byob };
  s.reader = r;
  if (s.state === "closed") r.closed.resolve();
  else if (s.state === "errored") r.closed.reject(s.err);
  return r;
}

function release(r) {
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
function promiseOf(f) {
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
    if (!isView(view)) return rejected(badParameter("ReadableStreamBYOBReader", name, name === "read" ? 1 : 2, "ArrayBufferView"));
    if (!s) return released();
    if (!view.byteLength) return rejected(type("You must call read() on a \"byob\" reader with a positive-sized TypedArray object."));
    const unit = view.BYTES_PER_ELEMENT ?? 1;
    if (!(least >= 1)) return rejected(type(`Requested invalid minimum number of bytes to read (${least}).`));
    if (least * (name === "read" ? unit : 1) > view.byteLength) {
      return rejected(type(`Minimum bytes to read (${least}) exceeds size of buffer (${view.byteLength}).`));
    }
    return promiseOf((request) => readView(s, view, name === "read" ? least : Math.ceil(least / unit), request));
  }
  releaseLock() { release(this.#r); }
}

let readableState, wrapReadable;
export class ReadableStream {
  #s;
  static {
    readableState = (stream) => stream.#s;
    wrapReadable = (s) => s.public ??= new ReadableStream(key, s);
  }
  constructor(source, strategy) {
    if (source === key) { this.#s = strategy; return; }
    source ??= undefined;
    if (source !== undefined && !isObject(source)) throw badParameter("ReadableStream", "", 1, "UnderlyingSource");
    const kind = source?.type, bytes = kind !== undefined && `${kind}` === "bytes";
    if (kind !== undefined && !bytes && `${kind}` !== "") throw type(`"${kind}" is not a valid type of ReadableStream.`);
    const chunk = source?.autoAllocateChunkSize;
    if (chunk !== undefined && !(chunk > 0)) throw type("The autoAllocateChunkSize option cannot be zero.");
    const { hwm, size } = strategyOf(strategy, bytes ? 0 : 1);
    this.#s = newReadable({ hwm, size, bytes, chunk: bytes ? chunk ?? chunkSize : 0,
      start: method(source, "start", "UnderlyingSource"),
      pull: method(source, "pull", "UnderlyingSource"), cancel: method(source, "cancel", "UnderlyingSource") });
    this.#s.public = this;
  }
  static from(iterable) {
    const sync = iterable?.[Symbol.asyncIterator] === undefined;
    const open = sync ? iterable?.[Symbol.iterator] : iterable[Symbol.asyncIterator];
    if (typeof open !== "function") throw badParameter("ReadableStream", "from", 1, "AsyncGenerator");
    const it = open.call(iterable);
    return wrapReadable(newReadable({
      hwm: 0,
      async pull(c) {
        const { done, value } = await it.next();
        if (done) c.close();
        else c.enqueue(sync ? await value : value);
      },
      async cancel(reason) { await it.return?.(reason); },
    }));
  }
  get locked() { return this.#s.reader !== null && !this.#s.reader.pipe; }
  cancel(reason) { return this.#s.reader ? rejected(locked()) : cancelReadable(this.#s, reason); }
  getReader(options) {
    const mode = options?.mode;
    if (this.#s.reader) throw locked();
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== "byob") throw type("mode must be undefined or 'byob' in call to getReader().");
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(transform, options) {
    if (!isObject(transform)) throw badParameter("ReadableStream", "pipeThrough", 1, "Transform");
    const { readable, writable } = transform;
    if (!(readable instanceof ReadableStream)) throw badField("readable", "Transform", "ReadableStream");
    if (!(writable instanceof WritableStream)) throw badField("writable", "Transform", "WritableStream");
    if (this.#s.reader) throw locked();
    if (writableState(writable).writer) throw type("This WritableStream is currently locked to a writer.");
    pipe(this.#s, writableState(writable), options).catch(nothing);
    return readable;
  }
  pipeTo(destination, options) {
    if (!(destination instanceof WritableStream)) return rejected(badParameter("ReadableStream", "pipeTo", 1, "WritableStream"));
    if (this.#s.reader) return rejected(locked());
    if (writableState(destination).writer) return rejected(type("This WritableStream is currently locked to a writer"));
    return pipe(this.#s, writableState(destination), options);
  }
  tee() {
    if (this.#s.reader) throw type("This ReadableStream is currently locked to a reader,");
    return tee(this.#s).map(wrapReadable);
  }
  values(options) { return new Iterator(acquire(this.#s, false), !!options?.preventCancel); }
  [Symbol.asyncIterator](options) { return this.values(options); }
}

class Iterator {
  #r;
  #keep;
  #last = null; // the latest call that has not ended; calls run one after the other
  #done = false;
  constructor(r, keep) {
    this.#r = r;
    this.#keep = keep;
  }
  next() {
    const run = () => {
      if (this.#done) return { value: undefined, done: true };
      return promiseOf((request) => readInto(this.#r.s, request)).then((result) => {
        if (result.done) this.#end();
        return result;
      }, (err) => {
        this.#end();
        throw err;
      });
    };
    return this.#queue(run);
  }
  return(value) {
    return this.#queue(async () => {
      if (!this.#done) {
        const s = this.#r.s, result = this.#keep ? undefined : cancelReadable(s, value);
        this.#end();
        await result;
      }
      return { value, done: true };
    });
  }
  #queue(run) {
    const call = this.#last ? this.#last.then(run, run) : Promise.resolve(run()), ended = () => {
      if (this.#last === call) this.#last = null;
    };
    call.then(ended, ended);
    return this.#last = call;
  }
  #end() {
    this.#done = true;
    release(this.#r);
  }
  [Symbol.asyncIterator]() { return this; }
  get [Symbol.toStringTag]() { return "ReadableStreamAsyncIterator"; }
}

// tee makes two streams of one. Byte branches get chunks of their own.
function tee(s) {
  const reader = acquire(s, false), done = defer(), gone = [], branches = [];
  let reading = false, again = false;
  const pull = () => {
    if (reading) { again = true; return; }
    reading = true;
    readInto(s, {
      chunk(v) {
        microtask(() => {
          again = false;
          branches.forEach((b, i) => {
            if (gone[i] || b.state !== "readable") return;
            enqueue(b, s.bytes && i === 1 ? toBytes(v).slice() : v);
          });
          reading = false;
          if (again) pull();
        });
      },
      close() {
        reading = false;
        branches.forEach((b, i) => { if (!gone[i] && b.state === "readable") closeReadable(b); });
        branches.forEach((b) => { if (b.pendings?.length) answerClosed(b); });
        done.resolve();
      },
      error() { reading = false; },
    });
  };
  const cancel = (i) => (reason) => {
    gone[i] = true;
    if (gone[0] && gone[1]) cancelReadable(s, reason).then(() => done.resolve(), (err) => done.reject(err));
    return done.promise;
  };
  for (const i of [0, 1]) branches.push(newReadable({ pull, cancel: cancel(i), hwm: s.bytes ? 0 : 1, bytes: s.bytes, own: s.own, split: s.split, chunk: s.chunk }));
  reader.closed.promise.catch((err) => {
    for (const b of branches) fail(b, err);
    done.resolve();
  });
  return branches;
}

// ---------------------------------------------------------------- writable side

// flat tells that desiredSize is always 1.
function newWritable({ start, write, close, abort, hwm = 1, size, flat = false }) {
  const w = { state: "writable", err: undefined, writer: null, public: null, queue: new Queue(), total: 0, hwm, size, flat,
    write, close, abort, over: false, started: false, inWrite: null, closeRequest: null, inClose: null, aborting: null,
    pressure: false, signal: null };
  w.controller = new WritableStreamDefaultController(key, w);
  updatePressure(w);
  const started = () => { w.started = true; advance(w); };
  if (start) attempt(start, w.controller).then(started, (err) => { w.started = true; dealWith(w, err); });
  else microtask(started);
  return w;
}

const closeQueued = (w) => w.closeRequest !== null || w.inClose !== null;
const room = (w) => w.state === "errored" || w.state === "erroring" ? null : w.state === "closed" ? 0 : w.flat ? 1 : w.hwm - w.total;

function updatePressure(w) {
  if (w.state !== "writable" || closeQueued(w)) return;
  const pressure = room(w) <= 0;
  if (pressure === w.pressure) return;
  w.pressure = pressure;
  if (!w.writer) return;
  if (pressure) w.writer.ready = defer();
  else w.writer.ready.resolve();
}

// advance starts the next write or the close.
function advance(w) {
  if (!w.started || w.inWrite || w.inClose) return;
  if (w.state === "erroring") return finishErroring(w);
  if (w.state !== "writable") return;
  if (w.queue.length) {
    const item = w.queue.peek();
    w.inWrite = item;
    attempt(w.write ?? nothing, item.chunk, w.controller).then(() => {
      w.inWrite = null;
      item.done.resolve();
      if (w.queue.length) {
        w.queue.shift();
        w.total = Math.max(0, w.total - item.size);
      }
      updatePressure(w);
      advance(w);
    }, (err) => {
      w.inWrite = null;
      item.done.reject(err);
      dealWith(w, err);
    });
  } else if (w.closeRequest) {
    w.inClose = w.closeRequest;
    w.closeRequest = null;
    const close = w.close;
    attempt(close ?? nothing).then(() => {
      w.inClose.resolve();
      w.inClose = null;
      if (w.state === "erroring") {
        w.err = undefined;
        if (w.aborting) w.aborting.done.resolve(), w.aborting = null;
      }
      w.state = "closed";
      clearSink(w);
      w.writer?.closed.resolve();
    }, (err) => {
      w.inClose.reject(err);
      w.inClose = null;
      if (w.aborting) w.aborting.done.reject(err), w.aborting = null;
      dealWith(w, err);
    });
  }
}

function clearSink(w) { w.write = w.close = w.abort = w.size = undefined; }

function dealWith(w, err) {
  if (w.state === "writable") startErroring(w, err);
  else if (w.state === "erroring") finishErroring(w);
}

function startErroring(w, err) {
  w.state = "erroring";
  w.err = err;
  if (w.writer) rejectReady(w.writer, err);
  if (!w.inWrite && !w.inClose && w.started) finishErroring(w);
}

function rejectReady(writer, err) {
  if (!writer.s.pressure) writer.ready = defer();
  writer.ready.reject(err);
}

function finishErroring(w) {
  if (w.inWrite || w.inClose || w.state !== "erroring") return;
  w.state = "errored";
  const abort = w.abort, queue = w.queue;
  w.queue = new Queue();
  w.total = 0;
  while (queue.length) queue.shift().done.reject(w.err);
  const request = w.aborting;
  w.aborting = null;
  clearSink(w);
  if (!request) return rejectClosed(w);
  if (request.wasErroring) {
    request.done.reject(w.err);
    return rejectClosed(w);
  }
  attempt(abort ?? nothing, request.reason).then(() => { request.done.resolve(); rejectClosed(w); },
    (err) => { request.done.reject(err); rejectClosed(w); });
}

function rejectClosed(w) {
  if (w.closeRequest) w.closeRequest.reject(w.err), w.closeRequest = null;
  w.writer?.closed.reject(w.err);
}

function abortWritable(w, reason) {
  if (w.state === "closed" || w.state === "errored") return Promise.resolve();
  abortSignal(signalOf(w), reason);
  if (w.state === "closed" || w.state === "errored") return Promise.resolve();
  if (w.aborting) return w.aborting.done.promise;
  const wasErroring = w.state === "erroring", done = defer();
  w.aborting = { done, reason: wasErroring ? undefined : reason, wasErroring };
  if (!wasErroring) startErroring(w, reason);
  return done.promise;
}

function closeWritable(w) {
  if (w.state === "errored" || w.state === "erroring") return rejected(w.err);
  if (w.state === "closed" || closeQueued(w)) return rejected(type("This WritableStream has been closed."));
  const done = defer();
  w.closeRequest = done;
  if (w.writer && w.pressure && w.state === "writable") w.writer.ready.resolve();
  advance(w);
  return done.promise;
}

function write(w, chunk) {
  let size = 1;
  if (w.size) {
    try {
      size = integer(w.size(chunk));
    } catch (err) {
      if (w.state === "writable") startErroring(w, err);
      return rejected(err);
    }
  }
  if (w.over) return rejected(type("This WritableStream has been closed."));
  if (w.state === "errored") return rejected(w.err);
  if (closeQueued(w) || w.state === "closed") return rejected(type("This WritableStream has been closed."));
  if (w.state === "erroring") return rejected(w.err);
  const done = defer();
  w.queue.push({ chunk, size, done });
  w.total += size;
  updatePressure(w);
  advance(w);
  return done.promise;
}

const signalOf = (w) => w.signal ??= newSignal();

export class WritableStreamDefaultController {
  #w;
  constructor(k, w) {
    if (k !== key) illegalConstructor();
    this.#w = w;
  }
  get signal() { return signalOf(this.#w); }
  error(reason) { if (this.#w.state === "writable") startErroring(this.#w, reason); }
}

function acquireWriter(w) {
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

function releaseWriter(writer) {
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

let writableState, wrapWritable;
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
    return this.#w.writer ? rejected(type("This WritableStream is currently locked to a writer.")) : abortWritable(this.#w, reason);
  }
  close() {
    return this.#w.writer ? rejected(type("This WritableStream is currently locked to a writer.")) : closeWritable(this.#w);
  }
  getWriter() { return new WritableStreamDefaultWriter(this); }
}

// ---------------------------------------------------------------- pipes

function pipe(s, w, options) {
  const { preventClose, preventAbort, preventCancel, signal } = options ?? {};
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    return rejected(badField("signal", "PipeToOptions", "AbortSignal"));
  }
  const reader = acquire(s, false), writer = acquireWriter(w), result = defer();
  s.disturbed = true;
  reader.pipe = true;
  let over = false, last = Promise.resolve(), off = nothing;
  const end = (action, failed, err) => {
    if (over) return;
    over = true;
    const settle = () => Promise.resolve(action?.()).then(() => finalize(failed, err), (e) => finalize(true, e));
    if (w.state === "writable" && !closeQueued(w)) last.then(settle, settle);
    else settle();
  };
  const finalize = (failed, err) => {
    off();
    releaseWriter(writer);
    release(reader);
    if (failed) result.reject(err);
    else result.resolve();
  };
  if (signal) {
    const abort = () => end(() => Promise.all([
      !preventAbort && w.state === "writable" ? abortWritable(w, signal.reason) : undefined,
      !preventCancel && s.state === "readable" ? cancelReadable(s, signal.reason) : undefined,
    ]), true, signal.reason);
    if (signal.aborted) return abort(), result.promise;
    off = onAbort(signal, abort);
  }
  const sourceFailed = (err) => end(preventAbort ? null : () => abortWritable(w, err), true, err);
  const sinkFailed = (err) => end(preventCancel ? null : () => cancelReadable(s, err), true, err);
  const sinkClosed = () => sinkFailed(type("This destination writable stream is closed."));
  const sourceClosed = () => end(preventClose || closeQueued(w) || w.state === "closed" ? null : () => closeWritable(w));
  if (s.state === "errored") sourceFailed(s.err);
  else if (w.state === "errored" || w.state === "erroring") sinkFailed(w.err);
  else if (s.state === "closed") sourceClosed();
  else if (closeQueued(w) || w.state === "closed") sinkClosed();
  if (over) return result.promise;
  reader.closed.promise.catch((err) => { if (s.state === "errored") sourceFailed(err); });
  writer.closed.promise.then(() => sinkClosed(), (err) => { if (w.state !== "writable") sinkFailed(err); });
  const step = () => {
    if (over) return;
    if (w.pressure && w.state === "writable") return writer.ready.promise.then(step, sinkFailed);
    readInto(s, {
      chunk(v) {
        last = write(w, v);
        last.catch(nothing);
        if (w.flat) last.then(step, nothing);
        else microtask(step);
      },
      close: sourceClosed,
      error: sourceFailed,
    });
  };
  step();
  return result.promise;
}

// ---------------------------------------------------------------- transforms

// newTransform wires a transformer { start, transform, flush, cancel } between two new states.
function newTransform({ start, transform, flush, cancel, writeHWM = 1, writeSize, readHWM = 0, readSize, bytes = false, own = false }) {
  const t = { readable: null, writable: null, pressure: true, change: defer() };
  const setPressure = (p) => {
    if (t.pressure === p) return;
    t.pressure = p;
    t.change.resolve();
    t.change = defer();
  };
  let finished = null; // the promise of flush or cancel, whichever came first
  const failBoth = (err) => {
    fail(t.readable, err);
    failWritable(err);
  };
  const failWritable = (err) => {
    if (t.writable.state === "writable") startErroring(t.writable, err);
    setPressure(false);
  };
  t.controller = new TransformStreamDefaultController(key, {
    desired: () => desired(t.readable),
    enqueue(chunk) {
      checkOpen(t.readable, "The readable side of this TransformStream is no longer readable.");
      if (bytes && !isView(chunk) && !(chunk instanceof ArrayBuffer)) throw notBytes();
      try {
        if (!bytes || chunk.byteLength) enqueue(t.readable, chunk);
      } catch (err) {
        failWritable(err);
        throw t.readable.err;
      }
      if (desired(t.readable) <= 0 && !waiting(t.readable)) setPressure(true);
    },
    error: failBoth,
    terminate() {
      if (t.readable.state === "readable" && !t.readable.closing) closeReadable(t.readable);
      failWritable(type("The TransformStream has been terminated."));
    },
  });
  const apply = async (chunk) => {
    if (!transform) return t.controller.enqueue(chunk);
    try {
      await transform(chunk, t.controller);
    } catch (err) {
      failBoth(err);
      throw err;
    }
  };
  const began = start && defer(), begin = start && (() => began.promise);
  t.writable = newWritable({
    hwm: writeHWM, size: writeSize, start: begin,
    async write(chunk) {
      while (t.pressure) {
        await t.change.promise;
        if (t.writable.state === "erroring") throw t.writable.err;
      }
      await apply(chunk);
    },
    close() {
      return finished ??= (async () => {
        try {
          if (flush) await flush(t.controller);
          if (t.readable.state === "errored") throw t.readable.err;
          if (t.readable.state === "readable" && !t.readable.closing) closeReadable(t.readable);
          if (t.readable.pendings?.length) answerClosed(t.readable);
        } catch (err) {
          fail(t.readable, err);
          throw t.readable.err ?? err;
        }
      })();
    },
    abort(reason) {
      return finished ??= (async () => {
        try {
          if (cancel) await cancel(reason);
          if (t.readable.state === "errored") throw t.readable.err;
          fail(t.readable, reason);
        } catch (err) {
          fail(t.readable, err);
          throw err;
        }
      })();
    },
  });
  t.readable = newReadable({
    hwm: readHWM, size: readSize, bytes, own, start: begin,
    pull() {
      setPressure(false);
      return t.change.promise;
    },
    cancel(reason) {
      return finished ??= (async () => {
        try {
          if (cancel) await cancel(reason);
          failWritable(reason);
        } catch (err) {
          failWritable(err);
          throw err;
        }
      })();
    },
  });
  if (start) began.resolve(attempt(start, t.controller));
  return t;
}

const notBytes = () => type("This TransformStream is being used as a byte stream, but received an object of "
  + "non-ArrayBuffer/ArrayBufferView type on its writable side.");

export class TransformStreamDefaultController {
  #c;
  constructor(k, c) {
    if (k !== key) illegalConstructor();
    this.#c = c;
  }
  get desiredSize() { return this.#c.desired(); }
  enqueue(chunk) { this.#c.enqueue(chunk); }
  error(reason) { this.#c.error(reason); }
  terminate() { this.#c.terminate(); }
}

export class TransformStream {
  #t;
  constructor(transformer, writableStrategy, readableStrategy) {
    if (transformer === key) { this.#t = writableStrategy; return; }
    if (transformer?.readableType !== undefined) throw type("transformer.readableType must be undefined.");
    if (transformer?.writableType !== undefined) throw type("transformer.writableType must be undefined.");
    const w = strategyOf(writableStrategy, 1), r = strategyOf(readableStrategy, 0), what = "Transformer";
    this.#t = newTransform({ writeHWM: w.hwm, writeSize: w.size, readHWM: r.hwm, readSize: r.size,
      start: method(transformer, "start", what), transform: method(transformer, "transform", what),
      flush: method(transformer, "flush", what), cancel: method(transformer, "cancel", what) });
  }
  get readable() { return wrapReadable(this.#t.readable); }
  get writable() { return wrapWritable(this.#t.writable); }
}

// identity passes bytes on; a write ends when its bytes were read.
function identity(expected) {
  let seen = 0;
  let gone = null, wake = nothing; // gone: why the reader went; wake: ends a write's wait
  const s = newReadable({ hwm: 0, bytes: true, own: true, split: chunkSize, cancel(reason) { gone = { reason: asError(reason) }; w.over = true; wake(); } });
  s.taken = () => wake();
  const w = newWritable({
    flat: true,
    async write(chunk) {
      const text = typeof chunk === "string";
      if (!text && !isView(chunk) && !(chunk instanceof ArrayBuffer)) throw notBytes();
      const bytes = text ? new Uint8Array(host.utf8(chunk)) : toBytes(chunk).slice();
      if (!bytes.byteLength) return;
      if (expected !== undefined && (seen += bytes.byteLength) > expected) {
        const err = type("Attempt to write too many bytes through a FixedLengthStream.");
        fail(s, err);
        return startErroring(w, err);
      }
      if (!gone) enqueue(s, bytes);
      while (!gone && s.total > 0) await new Promise((resolve) => { wake = resolve; });
      if (gone) throw gone.reason;
    },
    close() {
      if (expected !== undefined && seen < expected) {
        return fail(s, type("FixedLengthStream did not see all expected bytes before close()."));
      }
      if (s.state === "readable") closeReadable(s);
    },
    abort(reason) {
      w.over = true;
      fail(s, asError(reason));
    },
  });
  s.length = expected;
  return { readable: s, writable: w };
}

export class IdentityTransformStream extends TransformStream {
  constructor(k, t) { super(key, k === key ? t : identity()); }
}

export class FixedLengthStream extends IdentityTransformStream {
  constructor(expectedLength) {
    if (!arguments.length) throw badParameter("FixedLengthStream", "", 1, "bigint");
    const n = integer(expectedLength);
    if (n > Number.MAX_SAFE_INTEGER) throw type("FixedLengthStream requires an integer expected length less than 2^53.");
    super(key, identity(n));
  }
}

// Streams do not cross between objects yet.
for (const C of [ReadableStream, WritableStream]) {
  serialized(C, C === ReadableStream ? "ReadableStream" : "WritableStream", (stream, mode) => {
    const name = stream instanceof ReadableStream ? "ReadableStream" : "WritableStream";
    throw dataCloneError(mode === "rpc" ? `${name} as an argument or result of RPC is not supported here: send its bytes, or use fetch().`
      : `${name} can only be serialized for RPC.`);
  });
}

// ---------------------------------------------------------------- strategies

function strategyOf(strategy, otherwise) {
  if (strategy === undefined || strategy === null) return { hwm: otherwise };
  const { highWaterMark, size } = strategy;
  const hwm = highWaterMark === undefined ? otherwise : integer(highWaterMark);
  return { hwm, size: size === undefined ? undefined : (chunk) => size(chunk) };
}

const byteLength = (chunk) => chunk?.byteLength, one = () => 1;
export class ByteLengthQueuingStrategy {
  #hwm;
  constructor(init) {
    if (!isObject(init)) throw badParameter("ByteLengthQueuingStrategy", "", 1, "QueuingStrategyInit");
    this.#hwm = +init.highWaterMark;
  }
  get highWaterMark() { return this.#hwm; }
  get size() { return byteLength; }
}
export class CountQueuingStrategy {
  #hwm;
  constructor(init) {
    if (!isObject(init)) throw badParameter("CountQueuingStrategy", "", 1, "QueuingStrategyInit");
    this.#hwm = +init.highWaterMark;
  }
  get highWaterMark() { return this.#hwm; }
  get size() { return one; }
}

// ---------------------------------------------------------------- for bodies and transforms of this package

// streamOfBytes is a byte stream over bytes that are at hand.
export function streamOfBytes(bytes) {
  let at = 0;
  const s = newReadable({
    hwm: 0, bytes: true, own: true,
    pull(c) {
      if (at === bytes.length) return c.close();
      const end = Math.min(bytes.length, at + (c.byobRequest?.view.byteLength ?? chunkSize));
      c.enqueue(bytes.slice(at, end));
      at = end;
    },
  });
  return wrapReadable(s);
}

// spentStream stands for a body that was consumed without a stream: locked, disturbed and at its end.
export function spentStream() {
  const s = newReadable({ hwm: 0, bytes: true, own: true });
  s.state = "closed";
  s.disturbed = true;
  acquire(s, false);
  return wrapReadable(s);
}

// sourceStream makes a byte stream of a host's source: pull(controller) and cancel(reason).
export const sourceStream = (source) => wrapReadable(newReadable({ hwm: 0, bytes: true, own: true, split: chunkSize, ...source }));

export const isDisturbed = (stream) => readableState(stream).disturbed;
export const isLocked = (stream) => readableState(stream).reader !== null;
export const fixedLength = (stream) => readableState(stream).length;

// detachStream gives the source of a stream to a new stream and leaves the old one locked and disturbed.
export function detachStream(stream) {
  const s = readableState(stream);
  acquire(s, false);
  s.disturbed = true;
  const p = newReadable({
    hwm: 0, bytes: s.bytes, own: true,
    pull: () => new Promise((resolve, reject) => readInto(s, {
      chunk(v) { enqueue(p, v); resolve(); },
      close() { closeReadable(p); resolve(); },
      error: reject,
    })),
    cancel: (reason) => cancelReadable(s, reason),
  });
  p.length = s.length;
  return wrapReadable(p);
}

// readAll collects the bytes of a stream, which it locks.
export function readAll(stream) {
  const s = readableState(stream);
  if (s.reader) return rejected(locked());
  acquire(s, false);
  return new Promise((resolve, reject) => {
    const chunks = [];
    let length = 0;
    const request = {
      chunk(v) {
        if (!isView(v) && !(v instanceof ArrayBuffer)) {
          const err = type("This ReadableStream did not return bytes.");
          reject(err);
          return void cancelReadable(s, err).catch(nothing);
        }
        chunks.push(toBytes(v));
        length += v.byteLength;
        next();
      },
      close: () => resolve(join(chunks, length)),
      error: reject,
    };
    // Chunks that are queued are taken in a loop; the stack does not grow with their number.
    let busy = false, more = false;
    const next = () => {
      more = true;
      if (busy) return;
      busy = true;
      while (more) {
        more = false;
        readInto(s, request);
      }
      busy = false;
    };
    next();
  });
}

function join(chunks, length) {
  if (chunks.length === 1) return chunks[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const c of chunks) {
    all.set(c, at);
    at += c.byteLength;
  }
  return all;
}

// transformPair gives the classes built on a transformer (encoding, compression) their two sides.
export function transformPair(transformer) {
  const t = newTransform(transformer);
  return { readable: wrapReadable(t.readable), writable: wrapWritable(t.writable) };
}
export { toBytes };

// teeStream is tee() with the text the reference gives from clone().
export const teeStream = (stream) => {
  if (isLocked(stream)) throw type("This ReadableStream is currently locked to a reader,");
  return tee(readableState(stream)).map(wrapReadable);
};

// What console shows of a stream.
export function readableShape(stream) {
  const s = readableState(stream);
  return { state: s.state, supportsBYOB: s.bytes, length: s.length };
}
export function writableShape(stream) {
  const w = writableState(stream);
  return { state: w.state, expectsBytes: w.flat };
}
