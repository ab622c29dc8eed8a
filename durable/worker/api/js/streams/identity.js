// Streams that pass bytes on.

import { badParameter } from "../define.js";
import { asError, chunkSize, integer, isView, key, nothing, toBytes, type } from "./base.js";
import { closeReadable, enqueue, fail, newReadable } from "./readable_state.js";
import { notBytes, TransformStream } from "./transform.js";
import { newWritable, startErroring } from "./writable_state.js";

// identity passes bytes on; a write ends when its bytes were read.
function identity(expected) {
  let seen = 0;
  let gone = null, wake = nothing; // gone: why the reader went; wake: ends a write's wait
  const s = newReadable({ hwm: 0, bytes: true, own: true, split: chunkSize,
    cancel(reason) { gone = { reason: asError(reason) }; w.over = true; wake(); } });
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
    if (n > Number.MAX_SAFE_INTEGER) {
      throw type("FixedLengthStream requires an integer expected length less than 2^53.");
    }
    super(key, identity(n));
  }
}
