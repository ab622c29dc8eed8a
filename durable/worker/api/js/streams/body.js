// What bodies, blobs and the transforms of this package need of streams.

import { serialized } from "../define.js";
import { dataCloneError, hooks } from "../events.js";
import { attempt, chunkSize, isView, locked, nothing, rejected, toBytes, type } from "./base.js";
import { readableState, ReadableStream, wrapReadable } from "./readable.js";
import { cancelReadable, closeReadable, enqueue, fail, newReadable, readInto } from "./readable_state.js";
import { acquire } from "./readers.js";
import { tee } from "./tee.js";
import { newTransform } from "./transform.js";
import { wrapWritable, writableState, WritableStream } from "./writable.js";

// streamOfBytes is a byte stream over bytes that are at hand.
export function streamOfBytes(bytes) {
  hooks.scope?.(); // The global scope has none.
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
  s.length = bytes.length;
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
export const sourceStream = (source) => wrapReadable(newReadable({ hwm: 0, bytes: true, own: true, split: chunkSize,
  ...source }));

// abortStream ends a stream by an error, also under those who read it.
export function abortStream(stream, reason) {
  const s = readableState(stream), cancel = s.cancel;
  if (s.state !== "readable") return;
  fail(s, reason);
  if (cancel) attempt(cancel, reason).catch(nothing);
}

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

// teeStream is tee() with the text the reference gives from clone().
export const teeStream = (stream) => {
  if (isLocked(stream)) throw type("This ReadableStream is currently locked to a reader,");
  return tee(readableState(stream)).map(wrapReadable);
};

// What console shows of a stream.
export function readableShape(stream) {
  const s = readableState(stream);
  return { state: s.state, supportsBYOB: s.bytes, length: s.length === undefined ? undefined : BigInt(s.length) };
}
export function writableShape(stream) {
  const w = writableState(stream);
  return { state: w.state, expectsBytes: w.flat };
}

// Streams do not cross between objects yet.
for (const C of [ReadableStream, WritableStream]) {
  serialized(C, C === ReadableStream ? "ReadableStream" : "WritableStream", (stream, mode) => {
    const name = stream instanceof ReadableStream ? "ReadableStream" : "WritableStream";
    throw dataCloneError(mode === "rpc"
      ? `${name} as an argument or result of RPC is not supported here: send its bytes, or use fetch().`
      : `${name} can only be serialized for RPC.`);
  });
}
