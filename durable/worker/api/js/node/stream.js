// node:stream.
import { addAbortSignal, finished, hwmOf, isReadable, isWritable, Stream } from "node:internal/streams/state";
import { Readable } from "node:internal/streams/readable";
import { Writable } from "node:internal/streams/writable";
import { Duplex, PassThrough, Transform } from "node:internal/streams/duplex";
import { pipeline, promises } from "node:internal/streams/pipeline";
import { notImplemented } from "node:internal/errors";
import { promisify } from "node:util";

Object.defineProperty(finished, promisify.custom, { value: promises.finished });
Object.defineProperty(pipeline, promisify.custom, { value: promises.pipeline });
const compose = () => {
  throw notImplemented("stream.compose");
};
const destroy = (s, err) => s.destroy(err);
const getDefaultHighWaterMark = (objectMode) => hwmOf(objectMode);
const setDefaultHighWaterMark = () => {
  throw notImplemented("stream.setDefaultHighWaterMark");
};
const isErrored = (s) => !!(s._readableState?.errored ?? s._writableState?.errored);
const isDisturbed = (s) => !!(s?.locked ?? s?.readableDidRead ?? s?.readableAborted);
Object.assign(Stream, {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, addAbortSignal, compose, destroy, promises,
  getDefaultHighWaterMark, setDefaultHighWaterMark, isErrored, isDisturbed,
  isReadable: (s) => (isReadable(s) ? s.readable : null), isWritable: (s) => (isWritable(s) ? s.writable : null),
});
export {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, addAbortSignal, compose, destroy, promises,
  getDefaultHighWaterMark, setDefaultHighWaterMark, isErrored, isDisturbed,
};
export default Stream;
