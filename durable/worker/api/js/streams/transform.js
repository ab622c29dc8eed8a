// TransformStream.

import { illegalConstructor } from "../define.js";
import { attempt, defer, isView, key, method, type } from "./base.js";
import { answerClosed } from "./byob.js";
import { checkOpen } from "./controllers.js";
import { wrapReadable } from "./readable.js";
import { closeReadable, desired, enqueue, fail, newReadable, waiting } from "./readable_state.js";
import { strategyOf } from "./strategies.js";
import { wrapWritable } from "./writable.js";
import { newWritable, startErroring } from "./writable_state.js";

// newTransform wires a transformer { start, transform, flush, cancel } between two new states.
export function newTransform({ start, transform, flush, cancel, writeHWM = 1, writeSize, readHWM = 0, readSize,
  bytes = false, own = false }) {
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

export const notBytes = () => type("This TransformStream is being used as a byte stream, but received an object of "
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
