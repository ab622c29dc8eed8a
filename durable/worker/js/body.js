// Bodies between scripts and Go: bytes where they are all there, a stream by number where they come over time.
import { ReadableStream } from './api/streams.js';
import { scope, own, task } from './scope.js';
import { described } from './errors.js';

const empty = new Uint8Array(0);

// bodyIn returns the body that Go gives: bytes, a stream that reads from Go, or null.
export function bodyIn(bytes, stream, what) {
  if (!stream) return bytes === null ? null : new Uint8Array(bytes);
  const s = scope();
  return new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 65536,
    async pull(c) {
      own(s, 'ReadableStream');
      const chunk = await task((id) => host.streamRead(id, stream));
      if (chunk === undefined) {
        c.close();
        c.byobRequest?.respond(0);
      } else {
        c.enqueue(new Uint8Array(chunk));
      }
    },
    cancel() {
      host.streamCancel(stream);
    },
  });
}

// bytesOut returns a body that is all there, as bytes or a text, null where there is none or it comes over time.
export const bytesOut = (body) => (body instanceof Uint8Array || typeof body === 'string' ? body : null);

// streamOut returns the number of the stream that a body is, which is pumped from now on, or 0. Pumped gets a promise of
// its end. Where the other side reads no more, the writer hears nothing, as in the runtime.
export function streamOut(body, pumped) {
  if (body === null || body === undefined || bytesOut(body) !== null) return 0;
  const n = host.streamNew();
  const done = pump(body, n);
  if (pumped) pumped(done);
  return n;
}

async function pump(body, n) {
  let reader;
  try {
    reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (await task((id) => host.streamWrite(id, n, value))) return; // The reader has gone: the stream is let alone.
    }
    host.streamClose(n);
  } catch (e) {
    host.streamError(n, ...described(e).slice(0, 3));
    reader?.cancel(e).catch(() => {});
  }
}

// drained reads a stream to its end.
export async function drained(body) {
  if (body === null || body === undefined) return null;
  const parts = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    parts.push(part);
    size += part.byteLength;
  }
  if (size === 0) return empty;
  const all = new Uint8Array(size);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.byteLength;
  }
  return all;
}
