// Reads into views: pendings are views to fill, in the order of the requests.

import { Queue, type } from "./base.js";
import { invalidate } from "./controllers.js";
import { finish, moveQueued, pullMore, waiting } from "./readable_state.js";

export function readView(s, view, least, request) {
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
export function fillPendings(s) {
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

export function answerClosed(s) {
  while (s.pendings?.length) {
    const p = s.pendings.shift();
    if (waiting(s)) s.reader.requests.shift().close(p.auto ? undefined : viewOf(p));
  }
}

export function dropPendings(s) {
  if (s.request) s.request = invalidate(s.request);
  s.pendings = new Queue();
}

export function respond(s, p, n) {
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
