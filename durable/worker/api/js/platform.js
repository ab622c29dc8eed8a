// What inspect shows of the platform's own classes: getters in the reference's order, entries of lists, hidden state.
import { readableShape, writableShape } from "./streams.js";
import { isProtected } from "./headers.js";

const EVENT =
  " type eventPhase composed bubbles cancelable defaultPrevented returnValue currentTarget target srcElement " +
  "timeStamp isTrusted cancelBubble";
const CONSTANTS = " NONE CAPTURING_PHASE AT_TARGET BUBBLING_PHASE";
const FIELDS = {
  URL: "origin href protocol username password host hostname port pathname search hash searchParams",
  AbortController: "signal",
  AbortSignal: "aborted reason onabort",
  Event: EVENT.slice(1),
  CustomEvent: `detail${EVENT}${CONSTANTS}`,
  MessageEvent: `ports source lastEventId origin data${EVENT}${CONSTANTS}`,
  CloseEvent: `wasClean reason code${EVENT}${CONSTANTS}`,
  ErrorEvent: `filename message lineno colno error${EVENT}${CONSTANTS}`,
  Blob: "size type",
  File: "name lastModified size type",
  TextEncoder: "encoding",
  TextDecoder: "encoding fatal ignoreBOM",
  ReadableStream: "locked",
  WritableStream: "locked",
  TransformStream: "readable writable",
  IdentityTransformStream: "readable writable",
  FixedLengthStream: "readable writable",
  CompressionStream: "readable writable",
  DecompressionStream: "readable writable",
  TextEncoderStream: "encoding readable writable",
  TextDecoderStream: "encoding fatal ignoreBOM readable writable",
  DigestStream: "digest bytesWritten locked",
  ReadableStreamDefaultReader: "closed",
  ReadableStreamBYOBReader: "closed",
  WritableStreamDefaultWriter: "closed ready desiredSize",
  ByteLengthQueuingStrategy: "highWaterMark",
  CountQueuingStrategy: "highWaterMark",
  Response: "status statusText headers ok redirected url webSocket cf type body bodyUsed",
  Request: "method url headers redirect fetcher signal cf integrity keepalive cache body bodyUsed",
  WebSocket: "readyState url protocol extensions binaryType",
  URLPattern: "protocol username password hostname port pathname search hash hasRegExpGroups",
  Crypto: "subtle",
  CryptoKey: "usages algorithm extractable type",
  Performance: "timeOrigin",
  DurableObjectId: "jurisdiction name",
  Navigator: "languages language platform hardwareConcurrency userAgent",
  DOMException: "code name message stack",
  URLSearchParams: "",
  Headers: "",
  FormData: "",
};

// shows adds a class of the host's, with the getters that inspect shows.
const hosted = new Map(); // prototype → getters
export const shows = (C, getters) => hosted.set(C.prototype, getters.split(" "));

const read = (value, k) => {
  try {
    return value[k];
  } catch (e) {
    return e;
  }
};
const classOf = (value) => {
  for (let o = Object.getPrototypeOf(value); o; o = Object.getPrototypeOf(o)) {
    const name = Object.getOwnPropertyDescriptor(o, Symbol.toStringTag)?.value;
    if (typeof name === "string" && Object.hasOwn(FIELDS, name)) return name;
  }
  return undefined;
};

// platformEntries gives [name or key, value, is an entry, is hidden] of an instance of such a class, or undefined.
export const platformEntries = (value) => {
  const getters = hosted.get(Object.getPrototypeOf(value));
  if (getters) return { entries: getters.map((k) => [k, read(value, k)]) };
  const name = classOf(value);
  if (name === undefined) return undefined;
  try {
    return entriesOf(value, name);
  } catch {
    return undefined; // A prototype, which has none of an instance's state.
  }
};
const entriesOf = (value, name) => {
  const entries = FIELDS[name] === "" ? [] : FIELDS[name].split(" ").map((k) => [k, read(value, k)]);
  const hidden = (o) => Object.keys(o).forEach((k) => entries.push([k, o[k], false, true]));
  if (name === "ReadableStream") hidden(readableShape(value));
  if (name === "WritableStream") hidden(writableShape(value));
  if (FIELDS[name] !== "") return { entries };
  for (const [k, v] of value) entries.push([k, v, true]);
  const size = entries.length;
  if (name === "Headers") hidden({ immutable: isProtected(value) });
  return { entries, size };
};
