// What Readable and Writable share: construction, errors and their end. After Node's documentation of streams.
import EventEmitter from "node:events";
import { abortError, plainError, typeError } from "node:internal/errors";

export const tick = (fn, ...args) => queueMicrotask(() => fn(...args));
export const noop = () => {};
export const hwmOf = (objectMode) => (objectMode ? 16 : 65536);

export const isReadable = (s) => typeof s?.pipe === "function" && typeof s.on === "function" && (!s._writableState || s._readableState?.readable !== false);
export const isWritable = (s) => typeof s?.write === "function" && typeof s.on === "function" && (!s._readableState || s._writableState?.writable !== false);
export const isStream = (s) => !!(s && (s._readableState || s._writableState || (typeof s.write === "function" && typeof s.on === "function") || (typeof s.pipe === "function" && typeof s.on === "function")));

export const prematureClose = () => typeError("ERR_STREAM_PREMATURE_CLOSE", "Premature close");
export const missingMethod = (name) => plainError("ERR_METHOD_NOT_IMPLEMENTED", `The ${name}() method is not implemented`);

export function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

// common is the state of either side.
export const common = (options, side, isDuplex) => {
  const objectMode = !!(options?.objectMode || (isDuplex && options?.[`${side}ObjectMode`]));
  const highWaterMark = (isDuplex ? options?.[`${side}HighWaterMark`] : undefined) ?? options?.highWaterMark ?? hwmOf(objectMode);
  return {
    objectMode, highWaterMark, length: 0, errored: null, errorEmitted: false, destroyed: false, closed: false,
    closeEmitted: false, constructed: true, sync: true, autoDestroy: options?.autoDestroy !== false,
    emitClose: options?.emitClose !== false,
  };
};

const states = (s) => [s._readableState, s._writableState].filter(Boolean);

const emitError = (s, err) => {
  const list = states(s);
  if (list.some((st) => st.errorEmitted)) return;
  for (const st of list) st.errorEmitted = true;
  s.emit("error", err);
};
const emitClose = (s) => {
  const list = states(s);
  for (const st of list) st.closeEmitted = true;
  if (list.some((st) => st.emitClose)) s.emit("close");
};

const runDestroy = (s, err, callback) => {
  let called = false;
  const done = (e) => {
    if (called) return;
    called = true;
    for (const st of states(s)) {
      if (e) st.errored ??= e;
      st.closed = true;
    }
    callback?.(e);
    tick(() => {
      if (e) emitError(s, e);
      emitClose(s);
    });
  };
  try {
    s._destroy(err ?? null, done);
  } catch (e) {
    done(e);
  }
};

export function destroy(err, callback) {
  const list = states(this);
  if (list.some((st) => st.destroyed)) {
    callback?.();
    return this;
  }
  for (const st of list) {
    st.destroyed = true;
    if (err) st.errored ??= err;
  }
  if (list.some((st) => !st.constructed)) this.once("dolab.constructed", (e) => runDestroy(this, err ?? e, callback));
  else runDestroy(this, err, callback);
  return this;
}

export const errorOrDestroy = (s, err, sync) => {
  const list = states(s);
  if (list.some((st) => st.destroyed)) return;
  if (list.some((st) => st.autoDestroy)) {
    s.destroy(err);
    return;
  }
  for (const st of list) st.errored ??= err;
  if (sync) tick(emitError, s, err);
  else emitError(s, err);
};

// construct runs the stream's own construction, if it has one, and then lets the sides begin.
export const construct = (s, options, begin) => {
  if (typeof options?.construct === "function") s._construct = options.construct;
  if (typeof s._construct !== "function") return;
  const list = states(s);
  if (list.some((st) => !st.constructed)) return;
  for (const st of list) st.constructed = false;
  tick(() => {
    let called = false;
    const done = (err) => {
      if (called) return errorOrDestroy(s, plainError("ERR_MULTIPLE_CALLBACK", "Callback called multiple times"));
      called = true;
      for (const st of states(s)) st.constructed = true;
      if (states(s).some((st) => st.destroyed)) s.emit("dolab.constructed", err);
      else if (err) errorOrDestroy(s, err, true);
      else tick(() => s._begin.forEach((f) => f()));
    };
    try {
      s._construct((err) => tick(done, err));
    } catch (e) {
      tick(done, e);
    }
  });
};

// finished calls back when a stream is over.
export function finished(s, options, callback) {
  if (typeof options === "function") [options, callback] = [{}, options];
  options ??= {};
  if (!isStream(s)) throw typeError("ERR_INVALID_ARG_TYPE", 'The "stream" argument must be an instance of Stream.');
  const r = s._readableState, w = s._writableState;
  const readable = options.readable ?? (!!r && r.readable !== false), writable = options.writable ?? (!!w && w.writable !== false);
  let read = r?.endEmitted ?? false, written = w?.finished ?? false, over = false;
  const call = (...args) => {
    if (over) return;
    over = true;
    callback.call(s, ...args);
  };
  const onend = () => {
    read = true;
    if (!writable || written) call();
  };
  const onfinish = () => {
    written = true;
    if (!readable || read) call();
  };
  const onerror = (e) => call(e);
  const onclose = () => {
    const errored = r?.errored ?? w?.errored;
    if (errored && typeof errored !== "boolean") return call(errored);
    if ((readable && !read && !r?.endEmitted) || (writable && !written && !w?.finished)) return call(prematureClose());
    call();
  };
  s.on("end", onend).on("finish", onfinish).on("close", onclose);
  if (options.error !== false) s.on("error", onerror);
  if (r?.closed || w?.closed || r?.errored || w?.errored) tick(onclose);
  else if ((!readable || read) && (!writable || written) && (read || written)) tick(call);
  const cleanup = () => {
    callback = noop;
    s.off("end", onend).off("finish", onfinish).off("close", onclose).off("error", onerror);
  };
  const { signal } = options;
  if (signal && !over) {
    const abort = () => {
      const end = callback;
      cleanup();
      end.call(s, abortError());
    };
    if (signal.aborted) tick(abort);
    else signal.addEventListener("abort", abort, { once: true });
  }
  return cleanup;
}

export const addAbortSignal = (signal, s) => {
  const abort = () => s.destroy(abortError());
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return s;
};

// getters puts getters of a state on a class.
export const getters = (C, list) => {
  for (const [name, get] of Object.entries(list)) Object.defineProperty(C.prototype, name, { get, enumerable: false, configurable: true });
};
