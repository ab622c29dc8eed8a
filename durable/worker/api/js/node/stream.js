// node:stream is not implemented: its names exist, so that a library that only mentions them loads, and throw on use.
import EventEmitter from "node:events";
import { notImplemented } from "node:internal/errors";

const later = (name) => {
  const f = function () {
    throw notImplemented(`stream.${name}`);
  };
  f.prototype = Object.create(EventEmitter.prototype);
  return Object.defineProperty(f, "name", { value: name });
};
export const Stream = later("Stream"),
  Readable = later("Readable"),
  Writable = later("Writable"),
  Duplex = later("Duplex"),
  Transform = later("Transform"),
  PassThrough = later("PassThrough"),
  pipeline = later("pipeline"),
  finished = later("finished"),
  addAbortSignal = later("addAbortSignal"),
  compose = later("compose");
export const promises = { pipeline, finished };
export default Object.assign(Stream, {
  Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  pipeline,
  finished,
  addAbortSignal,
  compose,
  promises,
});
