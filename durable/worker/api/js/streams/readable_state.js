// The state of a readable stream and the algorithms on it.

import { microtask } from "../define.js";
import { attempt, integer, key, nothing, Queue, rejected, toBytes, type } from "./base.js";
import { answerClosed, dropPendings, fillPendings } from "./byob.js";
import { invalidate, ReadableByteStreamController, ReadableStreamDefaultController } from "./controllers.js";

// newReadable makes the state of a stream whose source has start, pull and cancel, all optional.
// own marks the runtime's own streams: no user answers their BYOB requests. split is the largest chunk a read gives.
export function newReadable({ start, pull, cancel, hwm = 1, size, bytes = false, chunk = 0, own = false,
  split = Infinity }) {
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

export const desired = (s) => s.state === "errored" ? null : s.state === "closed" || s.closing ? 0 : s.hwm - s.total;
export const waiting = (s) => s.reader !== null && s.reader.requests.length > 0;

export function pullMore(s) {
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

export function fail(s, err) {
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

export function finish(s) {
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

export function closeReadable(s) {
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

export function enqueue(s, chunk) {
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
export function moveQueued(s, into) {
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
export function readInto(s, request) {
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
    s.pendings.push({ buffer: new ArrayBuffer(s.chunk), offset: 0, length: s.chunk, filled: 0, least: 1, unit: 1,
      View: Uint8Array, auto: true });
  }
  pullMore(s);
}

export function cancelReadable(s, reason) {
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
