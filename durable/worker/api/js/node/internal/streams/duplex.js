// Streams that are readable and writable, and those that turn what is written into what is read.
import { Stream, addAbortSignal, construct, destroy, getters, missingMethod } from "node:internal/streams/state";
import { Readable, initReadable } from "node:internal/streams/readable";
import { Writable, initWritable, writableGetters, writableMethods } from "node:internal/streams/writable";

export function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  initReadable(this, options, true);
  initWritable(this, options, true);
  this.allowHalfOpen = options?.allowHalfOpen !== false;
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, this);
  construct(this, options);
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);
Object.assign(Duplex.prototype, writableMethods, { destroy });
getters(Duplex, writableGetters);

export function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  Duplex.call(this, options);
  this._readableState.sync = false;
  this._waiting = null;
  if (typeof options?.transform === "function") this._transform = options.transform;
  if (typeof options?.flush === "function") this._flush = options.flush;
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);
Object.assign(Transform.prototype, {
  _transform() {
    throw missingMethod("_transform");
  },
  _write(chunk, encoding, callback) {
    const r = this._readableState, w = this._writableState, { length } = r;
    this._transform(chunk, encoding, (err, value) => {
      if (err) return callback(err);
      if (value !== null && value !== undefined) this.push(value);
      if (w.ended || length === r.length || r.length < r.highWaterMark) callback();
      else this._waiting = callback;
    });
  },
  _read() {
    const callback = this._waiting;
    this._waiting = null;
    callback?.();
  },
  _final(callback) {
    if (typeof this._flush !== "function" || this.destroyed) {
      this.push(null);
      callback();
      return;
    }
    this._flush((err, value) => {
      if (err) return callback(err);
      if (value !== null && value !== undefined) this.push(value);
      this.push(null);
      callback();
    });
  },
});

export function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);
PassThrough.prototype._transform = (chunk, encoding, callback) => callback(null, chunk);
