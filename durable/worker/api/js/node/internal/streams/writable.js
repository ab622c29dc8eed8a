// Writable streams.
import { Buffer } from "node:buffer";
import { invalidArg, plainError, typeError } from "node:internal/errors";
import {
  addAbortSignal, common, construct, destroy, errorOrDestroy, getters, missingMethod, noop, Stream, tick,
} from "node:internal/streams/state";

const writableState = (options, isDuplex) => Object.assign(common(options, "writable", isDuplex), {
  decodeStrings: options?.decodeStrings !== false, defaultEncoding: options?.defaultEncoding ?? "utf8", writing: false,
  corked: 0, buffered: [], ending: false, ended: false, finished: false, finalCalled: false, prefinished: false,
  needDrain: false, pending: 0, callback: null, size: 0, onFinished: [], writable: options?.writable === false ? false : undefined,
});

export const initWritable = (s, options, isDuplex) => {
  s._writableState = writableState(options, isDuplex);
  for (const [name, method] of [["write", "_write"], ["writev", "_writev"], ["destroy", "_destroy"], ["final", "_final"]]) {
    if (typeof options?.[name] === "function") s[method] = options[name];
  }
  (s._begin ??= []).push(() => {
    if (!s._writableState.writing) clear(s);
    finishMaybe(s);
  });
};

export function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  initWritable(this, options, false);
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, this);
  construct(this, options);
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    return this === Writable && !!object?._writableState;
  },
});

const write = (s, chunk, encoding, callback) => {
  const w = s._writableState;
  if (typeof encoding === "function") [encoding, callback] = [undefined, encoding];
  if (typeof callback !== "function") callback = noop;
  if (chunk === null) throw typeError("ERR_STREAM_NULL_VALUES", "May not write null values to stream");
  if (!w.objectMode) {
    encoding ||= w.defaultEncoding;
    if (typeof chunk === "string") {
      if (w.decodeStrings) [chunk, encoding] = [Buffer.from(chunk, encoding), "buffer"];
    } else if (chunk instanceof Buffer) encoding = "buffer";
    else if (ArrayBuffer.isView(chunk)) [chunk, encoding] = [Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), "buffer"];
    else throw invalidArg("chunk", ["string", "Buffer", "TypedArray", "DataView"], chunk);
  }
  let err;
  if (w.ending) err = plainError("ERR_STREAM_WRITE_AFTER_END", "write after end");
  else if (w.destroyed) err = plainError("ERR_STREAM_DESTROYED", "Cannot call write after a stream was destroyed");
  if (err) {
    tick(callback, err);
    errorOrDestroy(s, err, true);
    return err;
  }
  w.pending++;
  const size = w.objectMode ? 1 : chunk.length;
  w.length += size;
  const room = w.length < w.highWaterMark;
  if (!room) w.needDrain = true;
  if (w.writing || w.corked || w.errored || !w.constructed) w.buffered.push({ chunk, encoding, callback });
  else doWrite(s, size, [callback], () => s._write(chunk, encoding, (e) => wrote(s, e)));
  return room && !w.errored && !w.destroyed;
};

const doWrite = (s, size, callbacks, run) => {
  const w = s._writableState;
  Object.assign(w, { size, callback: callbacks, writing: true, sync: true });
  if (w.destroyed) wrote(s, plainError("ERR_STREAM_DESTROYED", "Cannot call write after a stream was destroyed"));
  else run();
  w.sync = false;
};

const wrote = (s, err) => {
  const w = s._writableState, callbacks = w.callback, { sync } = w;
  if (!callbacks) return errorOrDestroy(s, plainError("ERR_MULTIPLE_CALLBACK", "Callback called multiple times"));
  w.writing = false;
  w.callback = null;
  w.length -= w.size;
  w.size = 0;
  const after = () => {
    if (err) {
      w.pending -= callbacks.length;
      for (const f of callbacks) f(err);
      dropBuffered(s);
      errorOrDestroy(s, err);
      return;
    }
    if (!w.ending && !w.destroyed && w.length === 0 && w.needDrain) {
      w.needDrain = false;
      s.emit("drain");
    }
    for (const f of callbacks) {
      w.pending--;
      f(null);
    }
    if (w.destroyed) dropBuffered(s);
    finishMaybe(s);
  };
  if (err) {
    w.errored ??= err;
    if (s._readableState) s._readableState.errored ??= err;
  } else if (w.buffered.length > 0) clear(s);
  if (sync) tick(after);
  else after();
};

const dropBuffered = (s) => {
  const w = s._writableState;
  if (w.writing) return;
  for (const { chunk, callback } of w.buffered.splice(0)) {
    w.length -= w.objectMode ? 1 : chunk.length;
    callback(w.errored ?? plainError("ERR_STREAM_DESTROYED", "Cannot call write after a stream was destroyed"));
  }
  for (const f of w.onFinished.splice(0)) {
    f(w.errored ?? plainError("ERR_STREAM_DESTROYED", "Cannot call end after a stream was destroyed"));
  }
};

const clear = (s) => {
  const w = s._writableState;
  if (w.corked || w.destroyed || !w.constructed) return;
  if (w.buffered.length > 1 && s._writev) {
    const list = w.buffered.splice(0);
    doWrite(s, w.length, list.map((b) => b.callback), () => s._writev(list, (e) => wrote(s, e)));
    return;
  }
  while (w.buffered.length > 0 && !w.writing) {
    const { chunk, encoding, callback } = w.buffered.shift();
    doWrite(s, w.objectMode ? 1 : chunk.length, [callback], () => s._write(chunk, encoding, (e) => wrote(s, e)));
  }
};

const ready = (w) => w.ending && !w.destroyed && w.constructed && w.length === 0 && !w.errored && w.buffered.length === 0 &&
  !w.finished && !w.writing && !w.errorEmitted && !w.closeEmitted;

const finish = (s) => {
  const w = s._writableState;
  w.pending--;
  w.finished = true;
  for (const f of w.onFinished.splice(0)) f(null);
  s.emit("finish");
  const r = s._readableState;
  if (w.autoDestroy && (!r || (r.autoDestroy && (r.endEmitted || r.readable === false)))) s.destroy();
};
const prefinish = (s) => {
  const w = s._writableState;
  if (w.prefinished || w.finalCalled) return;
  if (typeof s._final !== "function" || w.destroyed) {
    w.prefinished = true;
    s.emit("prefinish");
    return;
  }
  w.finalCalled = true;
  w.pending++;
  let called = false;
  const done = (err) => {
    if (called) return errorOrDestroy(s, err ?? plainError("ERR_MULTIPLE_CALLBACK", "Callback called multiple times"));
    called = true;
    w.pending--;
    if (err) {
      for (const f of w.onFinished.splice(0)) f(err);
      errorOrDestroy(s, err, w.sync);
    } else if (ready(w)) {
      w.prefinished = true;
      s.emit("prefinish");
      w.pending++;
      tick(finish, s);
    }
  };
  w.sync = true;
  try {
    s._final(done);
  } catch (e) {
    done(e);
  }
  w.sync = false;
};
const finishMaybe = (s, sync) => {
  const w = s._writableState;
  if (!ready(w)) return;
  prefinish(s);
  if (w.pending > 0) return;
  w.pending++;
  if (sync) tick(() => (ready(w) ? finish(s) : w.pending--));
  else if (ready(w)) finish(s);
};

export const writableMethods = {
  write(chunk, encoding, callback) {
    return write(this, chunk, encoding, callback) === true;
  },
  _write(chunk, encoding, callback) {
    if (!this._writev) throw missingMethod("_write");
    this._writev([{ chunk, encoding }], callback);
  },
  _writev: null,
  cork() {
    this._writableState.corked++;
  },
  uncork() {
    const w = this._writableState;
    if (w.corked && --w.corked === 0 && !w.writing) clear(this);
  },
  setDefaultEncoding(encoding) {
    this._writableState.defaultEncoding = String(encoding).toLowerCase();
    return this;
  },
  end(chunk, encoding, callback) {
    const w = this._writableState;
    if (typeof chunk === "function") [chunk, callback] = [undefined, chunk];
    else if (typeof encoding === "function") [encoding, callback] = [undefined, encoding];
    let err;
    if (chunk !== null && chunk !== undefined) {
      const out = write(this, chunk, encoding);
      if (out instanceof Error) err = out;
    }
    if (w.corked) {
      w.corked = 1;
      this.uncork();
    }
    if (err) ;
    else if (!w.errored && !w.ending) {
      w.ending = true;
      finishMaybe(this, true);
      w.ended = true;
    } else if (w.finished) err = plainError("ERR_STREAM_ALREADY_FINISHED", "Cannot call end after a stream was finished");
    else if (w.destroyed) err = plainError("ERR_STREAM_DESTROYED", "Cannot call end after a stream was destroyed");
    if (typeof callback === "function") {
      if (err) tick(callback, err);
      else if (w.finished) tick(callback);
      else w.onFinished.push(callback);
    }
    return this;
  },
};

Object.assign(Writable.prototype, writableMethods, {
  destroy(err, callback) {
    const w = this._writableState;
    if (!w.destroyed && (w.buffered.length > 0 || w.onFinished.length > 0)) tick(dropBuffered, this);
    return destroy.call(this, err, callback);
  },
  _destroy(err, callback) {
    callback(err);
  },
  pipe() {
    errorOrDestroy(this, plainError("ERR_STREAM_CANNOT_PIPE", "Cannot pipe, not readable"));
  },
});
export const writableGetters = {
  writable() {
    const w = this._writableState;
    return !!w && w.writable !== false && !w.destroyed && !w.errored && !w.ending && !w.ended;
  },
  writableFinished() { return this._writableState?.finished ?? false; },
  writableObjectMode() { return this._writableState?.objectMode ?? false; },
  writableBuffer() { return this._writableState?.buffered; },
  writableEnded() { return this._writableState?.ending ?? false; },
  writableNeedDrain() {
    const w = this._writableState;
    return !!w && !w.destroyed && !w.ending && w.needDrain;
  },
  writableHighWaterMark() { return this._writableState?.highWaterMark; },
  writableCorked() { return this._writableState?.corked ?? 0; },
  writableLength() { return this._writableState?.length; },
  writableAborted() {
    const w = this._writableState;
    return w.writable !== false && (w.destroyed || !!w.errored) && !w.finished;
  },
};
getters(Writable, {
  ...writableGetters,
  destroyed() { return this._writableState?.destroyed ?? false; },
  closed() { return this._writableState?.closed ?? false; },
  errored() { return this._writableState?.errored ?? null; },
});
Writable.toWeb = (s) => new WritableStream({
  start(c) { s.on("error", (e) => c.error(e)); },
  write: (chunk) => new Promise((resolve, reject) => s.write(chunk, (e) => (e ? reject(e) : resolve()))),
  close: () => new Promise((resolve, reject) => s.end((e) => (e ? reject(e) : resolve()))),
  abort(reason) { s.destroy(reason); },
});
Writable.fromWeb = (web, options) => {
  const writer = web.getWriter();
  return new Writable({
    ...options,
    write(chunk, encoding, callback) { writer.write(chunk).then(() => callback(), callback); },
    final(callback) { writer.close().then(() => callback(), callback); },
    destroy(err, callback) { (err ? writer.abort(err) : Promise.resolve()).then(() => callback(err), () => callback(err)); },
  });
};
