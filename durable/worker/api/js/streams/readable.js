// ReadableStream and its iterator.

import { badField, badParameter, isObject } from "../define.js";
import { chunkSize, key, locked, method, nothing, rejected, type } from "./base.js";
import { pipe } from "./pipe.js";
import { cancelReadable, newReadable, readInto } from "./readable_state.js";
import { acquire, promiseOf, ReadableStreamBYOBReader, ReadableStreamDefaultReader, release } from "./readers.js";
import { strategyOf } from "./strategies.js";
import { tee } from "./tee.js";
import { writableState, WritableStream } from "./writable.js";

export let readableState, wrapReadable;
export class ReadableStream {
  #s;
  static {
    readableState = (stream) => stream.#s;
    wrapReadable = (s) => s.public ??= new ReadableStream(key, s);
  }
  constructor(source, strategy) {
    if (source === key) { this.#s = strategy; return; }
    source ??= undefined;
    if (source !== undefined && !isObject(source)) throw badParameter("ReadableStream", "", 1, "UnderlyingSource");
    const kind = source?.type, bytes = kind !== undefined && `${kind}` === "bytes";
    if (kind !== undefined && !bytes && `${kind}` !== "") {
      throw type(`"${kind}" is not a valid type of ReadableStream.`);
    }
    const chunk = source?.autoAllocateChunkSize;
    if (chunk !== undefined && !(chunk > 0)) throw type("The autoAllocateChunkSize option cannot be zero.");
    const { hwm, size } = strategyOf(strategy, bytes ? 0 : 1);
    this.#s = newReadable({ hwm, size, bytes, chunk: bytes ? chunk ?? chunkSize : 0,
      start: method(source, "start", "UnderlyingSource"),
      pull: method(source, "pull", "UnderlyingSource"), cancel: method(source, "cancel", "UnderlyingSource") });
    this.#s.public = this;
  }
  static from(iterable) {
    const sync = iterable?.[Symbol.asyncIterator] === undefined;
    const open = sync ? iterable?.[Symbol.iterator] : iterable[Symbol.asyncIterator];
    if (typeof open !== "function") throw badParameter("ReadableStream", "from", 1, "AsyncGenerator");
    const it = open.call(iterable);
    return wrapReadable(newReadable({
      hwm: 0,
      async pull(c) {
        const { done, value } = await it.next();
        if (done) c.close();
        else c.enqueue(sync ? await value : value);
      },
      async cancel(reason) { await it.return?.(reason); },
    }));
  }
  get locked() { return this.#s.reader !== null && !this.#s.reader.pipe; }
  cancel(reason) { return this.#s.reader ? rejected(locked()) : cancelReadable(this.#s, reason); }
  getReader(options) {
    const mode = options?.mode;
    if (this.#s.reader) throw locked();
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== "byob") throw type("mode must be undefined or 'byob' in call to getReader().");
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(transform, options) {
    if (!isObject(transform)) throw badParameter("ReadableStream", "pipeThrough", 1, "Transform");
    const { readable, writable } = transform;
    if (!(readable instanceof ReadableStream)) throw badField("readable", "Transform", "ReadableStream");
    if (!(writable instanceof WritableStream)) throw badField("writable", "Transform", "WritableStream");
    if (this.#s.reader) throw locked();
    if (writableState(writable).writer) throw type("This WritableStream is currently locked to a writer.");
    pipe(this.#s, writableState(writable), options).catch(nothing);
    return readable;
  }
  pipeTo(destination, options) {
    if (!(destination instanceof WritableStream)) {
      return rejected(badParameter("ReadableStream", "pipeTo", 1, "WritableStream"));
    }
    if (this.#s.reader) return rejected(locked());
    if (writableState(destination).writer) return rejected(type("This WritableStream is currently locked to a writer"));
    return pipe(this.#s, writableState(destination), options);
  }
  tee() {
    if (this.#s.reader) throw type("This ReadableStream is currently locked to a reader,");
    return tee(this.#s).map(wrapReadable);
  }
  values(options) { return new Iterator(acquire(this.#s, false), !!options?.preventCancel); }
  [Symbol.asyncIterator](options) { return this.values(options); }
}

class Iterator {
  #r;
  #keep;
  #last = null; // the latest call that has not ended; calls run one after the other
  #done = false;
  constructor(r, keep) {
    this.#r = r;
    this.#keep = keep;
  }
  next() {
    const run = () => {
      if (this.#done) return { value: undefined, done: true };
      return promiseOf((request) => readInto(this.#r.s, request)).then((result) => {
        if (result.done) this.#end();
        return result;
      }, (err) => {
        this.#end();
        throw err;
      });
    };
    return this.#queue(run);
  }
  return(value) {
    return this.#queue(async () => {
      if (!this.#done) {
        const s = this.#r.s, result = this.#keep ? undefined : cancelReadable(s, value);
        this.#end();
        await result;
      }
      return { value, done: true };
    });
  }
  #queue(run) {
    const call = this.#last ? this.#last.then(run, run) : Promise.resolve(run()), ended = () => {
      if (this.#last === call) this.#last = null;
    };
    call.then(ended, ended);
    return this.#last = call;
  }
  #end() {
    this.#done = true;
    release(this.#r);
  }
  [Symbol.asyncIterator]() { return this; }
  get [Symbol.toStringTag]() { return "ReadableStreamAsyncIterator"; }
}
