// pipeline: streams, generators and functions, each reading the one before it.
import { abortError, invalidArg, typeError } from "node:internal/errors";
import { finished, isStream, tick } from "node:internal/streams/state";
import { Readable } from "node:internal/streams/readable";
import { PassThrough } from "node:internal/streams/duplex";

const isIterable = (v) => typeof v?.[Symbol.asyncIterator] === "function" || typeof v?.[Symbol.iterator] === "function";

// pump writes what an iterable gives into a stream.
const pump = async (source, to, end) => {
  const over = new Promise((resolve, reject) => finished(to, { readable: false }, (e) => (e ? reject(e) : resolve())));
  over.catch(() => {});
  for await (const chunk of source) {
    if (to.destroyed || to.writableEnded) break;
    if (to.write(chunk) === false) await Promise.race([new Promise((resolve) => to.once("drain", resolve)), over]);
  }
  if (end) {
    to.end();
    await over;
  }
};

export function run(list, options, callback) {
  if (list.length === 1 && Array.isArray(list[0])) [list] = list;
  if (list.length < 2) throw typeError("ERR_MISSING_ARGS", 'The "streams" argument must be specified');
  const inner = new AbortController(), signal = options?.signal, streams = [];
  let left = 0, error, value, called = false;
  const end = (err) => {
    if (err && (!error || error.code === "ERR_STREAM_PREMATURE_CLOSE")) error = err;
    if (!error && left > 0) return;
    for (const s of streams.splice(0)) if (error && !s.writableFinished) s.destroy(error);
    if (called) return;
    called = true;
    signal?.removeEventListener("abort", abort);
    inner.abort();
    tick(callback, error, value);
  };
  const done = (err) => {
    left--;
    end(err);
  };
  const abort = () => end(abortError());
  if (signal?.aborted) {
    tick(abort);
    return undefined;
  }
  signal?.addEventListener("abort", abort, { once: true });
  const watch = (s, reads, writes) => {
    left++;
    streams.push(s);
    finished(s, { readable: reads, writable: writes }, done);
  };
  let current;
  list.forEach((step, i) => {
    const first = i === 0, last = i === list.length - 1;
    if (isStream(step)) {
      const closes = !last || options?.end !== false;
      if (first) watch(step, true, false);
      else {
        if (closes) watch(step, !last && step.readable !== false, true);
        if (isStream(current)) current.pipe(step, { end: closes });
        else {
          left++;
          pump(current, step, closes).then(() => done(), done);
        }
      }
      current = step;
    } else if (typeof step === "function") {
      const input = isStream(current) ? Readable.prototype[Symbol.asyncIterator].call(current) : current;
      const out = first ? step({ signal: inner.signal }) : step(input, { signal: inner.signal });
      if (!last) {
        if (!isIterable(out)) throw typeError("ERR_INVALID_RETURN_VALUE", `Expected Iterable, AsyncIterable or Stream to be returned from the "transform[${i - 1}]" function but got ${typeof out}.`);
        current = out;
        return;
      }
      const through = new PassThrough({ objectMode: true });
      left++;
      if (typeof out?.then === "function") {
        out.then((v) => {
          value = v;
          if (v !== null && v !== undefined) through.write(v);
          through.end();
          tick(done);
        }, (e) => {
          through.destroy(e);
          tick(done, e);
        });
      } else if (isIterable(out)) pump(out, through, true).then(() => done(), done);
      else throw typeError("ERR_INVALID_RETURN_VALUE", `Expected AsyncIterable or Promise to be returned from the "destination" function but got ${typeof out}.`);
      current = through;
    } else if (isIterable(step) && first) current = step;
    else throw invalidArg("val", ["function", "Stream", "Iterable"], step);
  });
  return current;
}

export const pipeline = (...list) => {
  const callback = list.pop();
  if (typeof callback !== "function") throw invalidArg("streams[stream.length - 1]", "function", callback);
  return run(list, undefined, callback);
};

const isOptions = (v) => v !== null && typeof v === "object" && !isStream(v) && !isIterable(v);
export const promises = {
  pipeline: (...list) => new Promise((resolve, reject) => {
    const options = isOptions(list.at(-1)) ? list.pop() : undefined;
    run(list, options, (err, value) => (err ? reject(err) : resolve(value)));
  }),
  finished: (s, options) => new Promise((resolve, reject) => {
    finished(s, options, (err) => (err ? reject(err) : resolve()));
  }),
};
