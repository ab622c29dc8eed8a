// Streams: the standard's algorithms over plain state objects. The classes that scripts see hold one private field, the
// state. This is what other files use of streams/*.js.

export { toBytes } from "./streams/base.js";
export {
  ReadableByteStreamController, ReadableStreamBYOBRequest, ReadableStreamDefaultController,
} from "./streams/controllers.js";
export { ReadableStreamBYOBReader, ReadableStreamDefaultReader } from "./streams/readers.js";
export { ReadableStream } from "./streams/readable.js";
export { WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter } from "./streams/writable.js";
export { TransformStream, TransformStreamDefaultController } from "./streams/transform.js";
export { FixedLengthStream, IdentityTransformStream } from "./streams/identity.js";
export { ByteLengthQueuingStrategy, CountQueuingStrategy } from "./streams/strategies.js";
export {
  abortStream, detachStream, fixedLength, isDisturbed, isLocked, readAll, readableShape, sourceStream, spentStream,
  streamOfBytes, teeStream, transformPair, writableShape,
} from "./streams/body.js";
