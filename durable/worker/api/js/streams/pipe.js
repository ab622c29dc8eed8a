// Pipes.

import { badField, microtask } from "../define.js";
import { AbortSignal, onAbort } from "../events.js";
import { defer, nothing, rejected, type } from "./base.js";
import { cancelReadable, readInto } from "./readable_state.js";
import { acquire, release } from "./readers.js";
import { acquireWriter, releaseWriter } from "./writable.js";
import { abortWritable, closeQueued, closeWritable, write } from "./writable_state.js";

export function pipe(s, w, options) {
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
  const sourceClosed = () => end(preventClose || closeQueued(w) || w.state === "closed" ? null
    : () => closeWritable(w));
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
