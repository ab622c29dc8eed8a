// The globals of a Worker. Each file defines its own part; this is the list.

import "./disposal.js";
import { define } from "./define.js";
import * as events from "./events.js";
import * as streams from "./streams.js";
import { Headers } from "./headers.js";
import { Body, Request, Response } from "./http.js";
import { URL, URLSearchParams } from "./url.js";
import { URLPattern } from "./urlpattern.js";
import { atob, btoa, TextDecoder, TextDecoderStream, TextEncoder, TextEncoderStream } from "./encoding.js";
import { CompressionStream, DecompressionStream } from "./compression.js";
import { Blob, File, FormData } from "./blob.js";
import { Cache, CacheStorage, caches } from "./cache.js";
import { MessageChannel, MessagePort } from "./ports.js";
import { EventSource, HTMLRewriter, WebAssembly } from "./missing.js";
import { defineScope } from "./scope.js";
import { bridge } from "./bridge.js";
import { console } from "./console.js";
import { Crypto, crypto, SubtleCrypto } from "./crypto.js";
import { CryptoKey } from "./crypto_key.js";
import { defineIntl } from "./intl.js";
import { classes, performance } from "./performance.js";

const {
  DOMException, Event, ExtendableEvent, CustomEvent, MessageEvent, CloseEvent, ErrorEvent, PromiseRejectionEvent,
  EventTarget, AbortController, AbortSignal,
} = events;
const {
  ReadableStream, ReadableStreamDefaultReader, ReadableStreamBYOBReader, ReadableStreamBYOBRequest,
  ReadableStreamDefaultController, ReadableByteStreamController, WritableStream, WritableStreamDefaultWriter,
  WritableStreamDefaultController, TransformStream, TransformStreamDefaultController, IdentityTransformStream,
  FixedLengthStream, ByteLengthQueuingStrategy, CountQueuingStrategy,
} = streams;

define(globalThis, {
  DOMException, Event, ExtendableEvent, CustomEvent, MessageEvent, CloseEvent, ErrorEvent, PromiseRejectionEvent,
  EventTarget, AbortController, AbortSignal,
});
define(globalThis, {
  ReadableStream, ReadableStreamDefaultReader, ReadableStreamBYOBReader, ReadableStreamBYOBRequest,
  ReadableStreamDefaultController, ReadableByteStreamController, WritableStream, WritableStreamDefaultWriter,
  WritableStreamDefaultController, TransformStream, TransformStreamDefaultController, IdentityTransformStream,
  FixedLengthStream, ByteLengthQueuingStrategy, CountQueuingStrategy, CompressionStream, DecompressionStream,
});
define(globalThis, {
  Headers, Body, Request, Response, URL, URLSearchParams, URLPattern, TextEncoder, TextDecoder, TextEncoderStream,
  TextDecoderStream, Blob, File, FormData, atob, btoa,
});
for (const C of [CompressionStream, DecompressionStream, TextEncoderStream, TextDecoderStream]) {
  Object.setPrototypeOf(C.prototype, TransformStream.prototype);
}
define(globalThis, { Cache, CacheStorage, MessageChannel, MessagePort, HTMLRewriter, EventSource, WebAssembly });
Object.defineProperty(globalThis, "caches", { value: caches, enumerable: true, writable: true, configurable: true });
for (const name of ["fileName", "lineNumber", "columnNumber"]) delete Function.prototype[name];
delete globalThis.InternalError;
defineScope();
define({}, classes());
define(globalThis, { Crypto, CryptoKey, SubtleCrypto, crypto, console, performance });
Object.defineProperty(globalThis, Symbol.for("dolab.node"), { value: bridge });
defineIntl();
