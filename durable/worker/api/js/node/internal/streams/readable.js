// Readable streams.
import { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { abortError, invalidArg, plainError } from "node:internal/errors";
import {
  addAbortSignal, common, construct, destroy, errorOrDestroy, finished, getters, missingMethod, Stream, tick,
} from "node:internal/streams/state";

export const initReadable = (s, options, isDuplex) => {
  const r = s._readableState = Object.assign(common(options, "readable", isDuplex), {
    buffer: [], pipes: [], flowing: null, ended: false, endEmitted: false, reading: false, needReadable: false,
    emittedReadable: false, readableListening: false, resumeScheduled: false, paused: null, readingMore: false, decoder: null,
    encoding: null, waits: new Set(), didRead: false, readable: options?.readable === false ? false : undefined,
    defaultEncoding: options?.defaultEncoding ?? "utf8",
  });
  if (options?.encoding) [r.decoder, r.encoding] = [new StringDecoder(options.encoding), options.encoding];
  if (typeof options?.read === "function") s._read = options.read;
  if (typeof options?.destroy === "function") s._destroy = options.destroy;
  (s._begin ??= []).push(() => {
    if (r.needReadable) readMore(s);
  });
};

export function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  initReadable(this, options, false);
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, this);
  construct(this, options);
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

const add = (s, chunk, encoding, front) => {
  const r = s._readableState;
  if (chunk === null) {
    r.reading = false;
    endOfChunks(s);
    return false;
  }
  if (!r.objectMode) {
    if (typeof chunk === "string") {
      encoding ||= r.defaultEncoding;
      if (r.encoding !== encoding || front) chunk = Buffer.from(chunk, encoding);
      if (r.encoding === encoding && front) chunk = chunk.toString(encoding);
      else if (r.encoding !== encoding) encoding = "";
    } else if (chunk instanceof Buffer) encoding = "";
    else if (ArrayBuffer.isView(chunk)) [chunk, encoding] = [Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), ""];
    else if (chunk !== undefined) {
      errorOrDestroy(s, invalidArg("chunk", ["string", "Buffer", "TypedArray", "DataView"], chunk));
      return false;
    }
  }
  if (!r.objectMode && !(chunk?.length > 0)) {
    if (!front) {
      r.reading = false;
      maybeReadMore(s);
    }
  } else if (front) {
    if (r.endEmitted) errorOrDestroy(s, plainError("ERR_STREAM_UNSHIFT_AFTER_END_EVENT", "stream.unshift() after end event"));
    else if (r.destroyed || r.errored) return false;
    else addChunk(s, chunk, true);
  } else if (r.ended) {
    errorOrDestroy(s, plainError("ERR_STREAM_PUSH_AFTER_EOF", "stream.push() after EOF"));
  } else if (r.destroyed || r.errored) {
    return false;
  } else {
    r.reading = false;
    if (r.decoder && !encoding) {
      chunk = r.decoder.write(chunk);
      if (chunk.length > 0) addChunk(s, chunk, false);
      else maybeReadMore(s);
    } else addChunk(s, chunk, false);
  }
  return !r.ended && (r.length < r.highWaterMark || r.length === 0);
};

const addChunk = (s, chunk, front) => {
  const r = s._readableState;
  if (r.flowing && r.length === 0 && !r.sync && s.listenerCount("data") > 0) {
    r.waits.clear();
    r.didRead = true;
    s.emit("data", chunk);
  } else {
    r.length += r.objectMode ? 1 : chunk.length;
    if (front) r.buffer.unshift(chunk);
    else r.buffer.push(chunk);
    if (r.needReadable) emitReadable(s);
  }
  maybeReadMore(s);
};

const endOfChunks = (s) => {
  const r = s._readableState;
  if (r.ended) return;
  const rest = r.decoder?.end();
  if (rest?.length > 0) {
    r.buffer.push(rest);
    r.length += r.objectMode ? 1 : rest.length;
  }
  r.ended = true;
  if (r.sync) emitReadable(s);
  else {
    r.needReadable = false;
    r.emittedReadable = true;
    emitReadableNow(s);
  }
};
const emitReadable = (s) => {
  const r = s._readableState;
  r.needReadable = false;
  if (r.emittedReadable) return;
  r.emittedReadable = true;
  tick(emitReadableNow, s);
};
const emitReadableNow = (s) => {
  const r = s._readableState;
  if (!r.destroyed && !r.errored && (r.length > 0 || r.ended)) {
    s.emit("readable");
    r.emittedReadable = false;
  }
  r.needReadable = !r.flowing && !r.ended && r.length <= r.highWaterMark;
  flow(s);
};
const maybeReadMore = (s) => {
  const r = s._readableState;
  if (r.readingMore || !r.constructed) return;
  r.readingMore = true;
  tick(readMore, s);
};
const readMore = (s) => {
  const r = s._readableState;
  while (!r.reading && !r.ended && (r.length < r.highWaterMark || (r.flowing && r.length === 0))) {
    const { length } = r;
    s.read(0);
    if (length === r.length) break;
  }
  r.readingMore = false;
};
const flow = (s) => {
  while (s._readableState.flowing && s.read() !== null);
};

const howMuch = (n, r) => {
  if (n <= 0 || (r.length === 0 && r.ended)) return 0;
  if (r.objectMode) return 1;
  if (Number.isNaN(n)) return r.flowing && r.length > 0 ? r.buffer[0].length : r.length;
  if (n <= r.length) return n;
  return r.ended ? r.length : 0;
};
const take = (n, r) => {
  if (r.length === 0) return null;
  if (r.objectMode) return r.buffer.shift();
  if (!n || n >= r.length) {
    const list = r.buffer.splice(0);
    if (r.decoder) return list.join("");
    return list.length === 1 ? list[0] : Buffer.concat(list, r.length);
  }
  const out = [];
  let left = n;
  while (left > 0) {
    const first = r.buffer[0];
    if (first.length > left) {
      out.push(first.slice(0, left));
      r.buffer[0] = first.slice(left);
      break;
    }
    out.push(r.buffer.shift());
    left -= first.length;
  }
  if (r.decoder) return out.join("");
  return out.length === 1 ? out[0] : Buffer.concat(out, n);
};
const endReadable = (s) => {
  const r = s._readableState;
  if (r.endEmitted) return;
  r.ended = true;
  tick(() => {
    if (r.errored || r.closeEmitted || r.endEmitted || r.length > 0) return;
    r.endEmitted = true;
    s.emit("end");
    const w = s._writableState;
    if (s.writable && s.allowHalfOpen === false) {
      tick(() => {
        if (s.writable && !s.writableEnded && !s.destroyed) s.end();
      });
    } else if (r.autoDestroy && (!w || (w.autoDestroy && (w.finished || w.writable === false)))) s.destroy();
  });
};

Object.assign(Readable.prototype, {
  push(chunk, encoding) {
    return add(this, chunk, encoding, false);
  },
  unshift(chunk, encoding) {
    return add(this, chunk, encoding, true);
  },
  read(n) {
    const r = this._readableState;
    if (n === undefined) n = NaN;
    else if (!Number.isInteger(n)) n = Number.parseInt(n, 10);
    const wanted = n;
    if (n > r.highWaterMark) r.highWaterMark = 2 ** Math.ceil(Math.log2(n));
    if (n !== 0) r.emittedReadable = false;
    if (n === 0 && r.needReadable && ((r.highWaterMark !== 0 ? r.length >= r.highWaterMark : r.length > 0) || r.ended)) {
      if (r.length === 0 && r.ended) endReadable(this);
      else emitReadable(this);
      return null;
    }
    n = howMuch(n, r);
    if (n === 0 && r.ended) {
      if (r.length === 0) endReadable(this);
      return null;
    }
    const more = r.needReadable || r.length === 0 || r.length - n < r.highWaterMark;
    if (more && !r.ended && !r.reading && !r.destroyed && !r.errored && r.constructed) {
      r.reading = r.sync = true;
      if (r.length === 0) r.needReadable = true;
      try {
        this._read(r.highWaterMark);
      } catch (e) {
        errorOrDestroy(this, e);
      }
      r.sync = false;
      if (!r.reading) n = howMuch(wanted, r);
    }
    const out = n > 0 ? take(n, r) : null;
    if (out === null) {
      r.needReadable = r.length <= r.highWaterMark;
      n = 0;
    } else {
      r.length -= r.objectMode ? 1 : n;
      r.waits.clear();
    }
    if (r.length === 0) {
      if (!r.ended) r.needReadable = true;
      if (wanted !== n && r.ended) endReadable(this);
    }
    if (out !== null && !r.errored && !r.closeEmitted) {
      r.didRead = true;
      this.emit("data", out);
    }
    return out;
  },
  _read() {
    throw missingMethod("_read");
  },
  destroy,
  _destroy(err, callback) {
    callback(err);
  },
  on(event, listener) {
    Stream.prototype.on.call(this, event, listener);
    const r = this._readableState;
    if (event === "data") {
      r.readableListening = this.listenerCount("readable") > 0;
      if (r.flowing !== false) this.resume();
    } else if (event === "readable" && !r.endEmitted && !r.readableListening) {
      r.readableListening = r.needReadable = true;
      r.flowing = r.emittedReadable = false;
      if (r.length > 0) emitReadable(this);
      else if (!r.reading) tick(() => this.read(0));
    }
    return this;
  },
  removeListener(event, listener) {
    Stream.prototype.removeListener.call(this, event, listener);
    if (event === "readable") tick(listening, this);
    return this;
  },
  removeAllListeners(...args) {
    Stream.prototype.removeAllListeners.apply(this, args);
    if (args[0] === "readable" || args[0] === undefined) tick(listening, this);
    return this;
  },
  resume() {
    const r = this._readableState;
    if (!r.flowing) {
      r.flowing = !r.readableListening;
      if (!r.resumeScheduled) {
        r.resumeScheduled = true;
        tick(() => {
          if (!r.reading) this.read(0);
          r.resumeScheduled = false;
          this.emit("resume");
          flow(this);
          if (r.flowing && !r.reading) this.read(0);
        });
      }
    }
    r.paused = false;
    return this;
  },
  pause() {
    const r = this._readableState;
    if (r.flowing !== false) {
      r.flowing = false;
      this.emit("pause");
    }
    r.paused = true;
    return this;
  },
  isPaused() {
    const r = this._readableState;
    return r.paused === true || r.flowing === false;
  },
  setEncoding(encoding) {
    const r = this._readableState, decoder = new StringDecoder(encoding);
    r.decoder = decoder;
    r.encoding = decoder.encoding;
    const text = r.buffer.splice(0).map((b) => decoder.write(b)).join("");
    if (text !== "") r.buffer.push(text);
    r.length = text.length;
    return this;
  },
  pipe(to, options) {
    const from = this, r = this._readableState;
    r.pipes.push(to);
    const onend = () => to.end();
    const unpipe = () => from.unpipe(to);
    const last = options?.end !== false ? onend : unpipe;
    if (r.endEmitted) tick(last);
    else this.once("end", last);
    let ondrain;
    const wait = () => {
      r.waits.add(to);
      from.pause();
      if (ondrain) return;
      ondrain = () => {
        r.waits.delete(to);
        if (r.waits.size === 0 && from.listenerCount("data") > 0) from.resume();
      };
      to.on("drain", ondrain);
    };
    const ondata = (chunk) => {
      if (to.write(chunk) === false) wait();
    };
    const onerror = (err) => {
      unpipe();
      to.off("error", onerror);
      if (to.listenerCount("error") === 0) {
        if (to._writableState || to._readableState) errorOrDestroy(to, err);
        else to.emit("error", err);
      }
    };
    const onclose = () => {
      to.off("finish", onfinish);
      unpipe();
    };
    const onfinish = () => {
      to.off("close", onclose);
      unpipe();
    };
    const onunpipe = (readable, info) => {
      if (readable !== from || info?.hasUnpiped !== false) return;
      info.hasUnpiped = true;
      to.off("close", onclose).off("finish", onfinish).off("error", onerror).off("unpipe", onunpipe);
      if (ondrain) to.off("drain", ondrain);
      from.off("end", onend).off("end", unpipe).off("data", ondata);
      if (ondrain && r.waits.has(to)) ondrain();
    };
    to.on("unpipe", onunpipe);
    this.on("data", ondata);
    to.prependListener("error", onerror);
    to.once("close", onclose);
    to.once("finish", onfinish);
    to.emit("pipe", this);
    if (to.writableNeedDrain === true) wait();
    else if (!r.flowing) this.resume();
    return to;
  },
  unpipe(to) {
    const r = this._readableState;
    if (r.pipes.length === 0) return this;
    if (!to) {
      const list = r.pipes.splice(0);
      this.pause();
      for (const p of list) p.emit("unpipe", this, { hasUnpiped: false });
      return this;
    }
    const at = r.pipes.indexOf(to);
    if (at < 0) return this;
    r.pipes.splice(at, 1);
    if (r.pipes.length === 0) this.pause();
    to.emit("unpipe", this, { hasUnpiped: false });
    return this;
  },
  wrap(old) {
    old.on("data", (chunk) => {
      if (!this.push(chunk)) old.pause?.();
    });
    old.on("end", () => this.push(null));
    old.on("error", (e) => errorOrDestroy(this, e));
    this._read = () => old.resume?.();
    return this;
  },
  iterator(options) {
    return iterate(this, options);
  },
  [Symbol.asyncIterator]() {
    return iterate(this);
  },
  [Symbol.asyncDispose ?? Symbol.for("nodejs.asyncDispose")]() {
    if (!this.destroyed) this.destroy(this.readableEnded ? null : abortError());
    return new Promise((resolve, reject) => finished(this, (e) => (e && e.name !== "AbortError" ? reject(e) : resolve())));
  },
});
Readable.prototype.addListener = Readable.prototype.on;
Readable.prototype.off = Readable.prototype.removeListener;

const listening = (s) => {
  const r = s._readableState;
  r.readableListening = s.listenerCount("readable") > 0;
  if (r.resumeScheduled && r.paused === false) r.flowing = true;
  else if (s.listenerCount("data") > 0) s.resume();
  else if (!r.readableListening) r.flowing = null;
};

async function* iterate(s, options) {
  let wake = () => {}, error;
  const next = () => wake();
  s.on("readable", next);
  const cleanup = finished(s, { writable: false }, (err) => {
    error = err ?? null;
    wake();
  });
  try {
    for (;;) {
      const chunk = s.destroyed ? null : s.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise((resolve) => (wake = resolve));
    }
  } catch (e) {
    error = e;
    throw e;
  } finally {
    if ((error || options?.destroyOnReturn !== false) && (error === undefined || s._readableState.autoDestroy)) s.destroy(null);
    else {
      s.off("readable", next);
      cleanup();
    }
  }
}

export const readableGetters = {
  readable() {
    const r = this._readableState;
    return !!r && r.readable !== false && !r.destroyed && !r.errorEmitted && !r.endEmitted;
  },
  readableDidRead() { return this._readableState?.didRead ?? false; },
  readableAborted() {
    const r = this._readableState;
    return r.readable !== false && (r.destroyed || !!r.errored) && !r.endEmitted;
  },
  readableHighWaterMark() { return this._readableState?.highWaterMark; },
  readableBuffer() { return this._readableState?.buffer; },
  readableFlowing() { return this._readableState?.flowing; },
  readableLength() { return this._readableState?.length; },
  readableObjectMode() { return this._readableState?.objectMode ?? false; },
  readableEncoding() { return this._readableState?.encoding ?? null; },
  readableEnded() { return this._readableState?.endEmitted ?? false; },
};
getters(Readable, {
  ...readableGetters,
  destroyed() { return this._readableState?.destroyed ?? false; },
  closed() { return this._readableState?.closed ?? false; },
  errored() { return this._readableState?.errored ?? null; },
});

Readable.from = (iterable, options) => {
  if (typeof iterable === "string" || iterable instanceof Buffer) {
    return new Readable({ objectMode: true, ...options, read() {
      this.push(iterable);
      this.push(null);
    } });
  }
  const waits = typeof iterable?.[Symbol.asyncIterator] === "function";
  const make = waits ? iterable[Symbol.asyncIterator] : iterable?.[Symbol.iterator];
  if (typeof make !== "function") throw invalidArg("iterable", ["Iterable"], iterable);
  const iterator = make.call(iterable);
  let reading = false;
  const s = new Readable({ objectMode: true, highWaterMark: 1, ...options });
  const next = async () => {
    for (;;) {
      try {
        const { value, done } = waits ? await iterator.next() : iterator.next();
        if (done) s.push(null);
        else {
          const chunk = typeof value?.then === "function" ? await value : value;
          if (chunk === null) throw plainError("ERR_STREAM_NULL_VALUES", "May not write null values to stream");
          if (s.push(chunk)) continue;
          reading = false;
        }
      } catch (e) {
        s.destroy(e);
      }
      return;
    }
  };
  s._read = () => {
    if (reading) return;
    reading = true;
    next();
  };
  s._destroy = (err, callback) => {
    const close = async () => {
      if (err && typeof iterator.throw === "function") {
        const { value, done } = await iterator.throw(err);
        await value;
        if (done) return;
      }
      await (await iterator.return?.())?.value;
    };
    close().then(() => tick(callback, err), (e) => tick(callback, e ?? err));
  };
  return s;
};
Readable.fromWeb = (web, options) => {
  const reader = web.getReader();
  return new Readable({ ...options, read() {
    reader.read().then(({ value, done }) => this.push(done ? null : value), (e) => this.destroy(e));
  }, destroy(err, callback) {
    reader.cancel(err).then(() => callback(err), () => callback(err));
  } });
};
Readable.toWeb = (s) => {
  s.pause();
  let over = false;
  return new ReadableStream({
    start(c) {
      s.on("data", (chunk) => {
        c.enqueue(chunk instanceof Buffer ? new Uint8Array(chunk) : chunk);
        if (c.desiredSize <= 0) s.pause();
      });
      s.pause();
      finished(s, { writable: false }, (e) => {
        if (over) return;
        over = true;
        if (e) c.error(e);
        else c.close();
      });
    },
    pull() { s.resume(); },
    cancel(reason) {
      over = true;
      s.destroy(reason);
    },
  }, { highWaterMark: s.readableObjectMode ? s.readableHighWaterMark : 1 });
};
Readable.wrap = (old, options) => new Readable({ objectMode: old.readableObjectMode ?? true, ...options }).wrap(old);

// The helpers that iterate over a stream; those of the first list return one.
const streams = {
  async *map(source, fn) { for await (const v of source) yield fn(v, {}); },
  async *filter(source, fn) { for await (const v of source) if (await fn(v, {})) yield v; },
  async *flatMap(source, fn) { for await (const v of source) yield* await fn(v, {}); },
  async *drop(source, n) { for await (const v of source) if (n-- <= 0) yield v; },
  async *take(source, n) {
    if (n > 0) for await (const v of source) {
      yield v;
      if (--n <= 0) return;
    }
  },
};
const values = {
  async toArray(source) {
    const out = [];
    for await (const v of source) out.push(v);
    return out;
  },
  async forEach(source, fn) { for await (const v of source) await fn(v, {}); },
  async some(source, fn) {
    for await (const v of source) if (await fn(v, {})) return true;
    return false;
  },
  async every(source, fn) {
    for await (const v of source) if (!(await fn(v, {}))) return false;
    return true;
  },
  async find(source, fn) { for await (const v of source) if (await fn(v, {})) return v; },
  async reduce(source, fn, ...initial) {
    let [sum] = initial, has = initial.length > 0;
    for await (const v of source) {
      if (has) sum = await fn(sum, v, {});
      else [sum, has] = [v, true];
    }
    if (!has) throw new TypeError("Reduce of an empty stream requires an initial value");
    return sum;
  },
};
for (const [name, fn] of Object.entries(streams)) Readable.prototype[name] = function (...args) { return Readable.from(fn(this, ...args)); };
for (const [name, fn] of Object.entries(values)) Readable.prototype[name] = function (...args) { return fn(this, ...args); };
