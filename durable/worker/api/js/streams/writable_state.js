// The state of a writable stream and the algorithms on it.

import { microtask } from "../define.js";
import { abortSignal, hooks, newSignal } from "../events.js";
import { attempt, defer, integer, key, nothing, Queue, rejected, type } from "./base.js";
import { WritableStreamDefaultController } from "./writable.js";

// flat tells that desiredSize is always 1.
export function newWritable({ start, write, close, abort, hwm = 1, size, flat = false }) {
  hooks.scope?.(); // The global scope has none.
  const w = { state: "writable", err: undefined, writer: null, public: null, queue: new Queue(), total: 0, hwm, size,
    flat,
    write, close, abort, over: false, started: false, inWrite: null, closeRequest: null, inClose: null, aborting: null,
    pressure: false, signal: null };
  w.controller = new WritableStreamDefaultController(key, w);
  updatePressure(w);
  const started = () => { w.started = true; advance(w); };
  if (start) attempt(start, w.controller).then(started, (err) => { w.started = true; dealWith(w, err); });
  else microtask(started);
  return w;
}

export const closeQueued = (w) => w.closeRequest !== null || w.inClose !== null;
export const room = (w) => w.state === "errored" || w.state === "erroring" ? null : w.state === "closed" ? 0 : w.flat
  ? 1 : w.hwm - w.total;

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

export function startErroring(w, err) {
  w.state = "erroring";
  w.err = err;
  if (w.writer) rejectReady(w.writer, err);
  if (!w.inWrite && !w.inClose && w.started) finishErroring(w);
}

export function rejectReady(writer, err) {
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

export function abortWritable(w, reason) {
  if (w.state === "closed" || w.state === "errored") return Promise.resolve();
  abortSignal(signalOf(w), reason);
  if (w.state === "closed" || w.state === "errored") return Promise.resolve();
  if (w.aborting) return w.aborting.done.promise;
  const wasErroring = w.state === "erroring", done = defer();
  w.aborting = { done, reason: wasErroring ? undefined : reason, wasErroring };
  if (!wasErroring) startErroring(w, reason);
  return done.promise;
}

export function closeWritable(w) {
  if (w.state === "errored" || w.state === "erroring") return rejected(w.err);
  if (w.state === "closed" || closeQueued(w)) return rejected(type("This WritableStream has been closed."));
  const done = defer();
  w.closeRequest = done;
  if (w.writer && w.pressure && w.state === "writable") w.writer.ready.resolve();
  advance(w);
  return done.promise;
}

export function write(w, chunk) {
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

export const signalOf = (w) => w.signal ??= newSignal();
