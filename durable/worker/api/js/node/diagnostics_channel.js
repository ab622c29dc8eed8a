// node:diagnostics_channel.
import { checkFunction, invalidArg } from "node:internal/errors";

const channels = new Map();
const report = (err) =>
  queueMicrotask(() => {
    throw err;
  });

export class Channel {
  #subscribers = [];
  #stores = new Map();
  constructor(name) {
    this.name = name;
  }
  get hasSubscribers() {
    return this.#subscribers.length > 0 || this.#stores.size > 0;
  }
  subscribe(fn) {
    checkFunction(fn, "subscription");
    this.#subscribers = [...this.#subscribers, fn];
  }
  unsubscribe(fn) {
    const at = this.#subscribers.indexOf(fn);
    if (at !== -1) this.#subscribers = this.#subscribers.toSpliced(at, 1);
  }
  publish(message) {
    for (const fn of this.#subscribers) {
      try {
        fn(message, this.name);
      } catch (err) {
        report(err);
      }
    }
  }
  bindStore(store, transform = (v) => v) {
    this.#stores.set(store, transform);
  }
  unbindStore(store) {
    this.#stores.delete(store);
  }
  runStores(message, fn, thisArg, ...args) {
    let run = () => {
      this.publish(message);
      return Reflect.apply(fn, thisArg, args);
    };
    for (const [store, transform] of this.#stores) {
      const inner = run;
      run = () => store.run(transform(message), inner);
    }
    return run();
  }
}

export const channel = (name) => {
  if (typeof name !== "string" && typeof name !== "symbol") throw invalidArg("channel", ["string", "symbol"], name);
  let c = channels.get(name);
  if (!c) channels.set(name, (c = new Channel(name)));
  return c;
};
export const hasSubscribers = (name) => channels.get(name)?.hasSubscribers ?? false;
export const subscribe = (name, fn) => channel(name).subscribe(fn);
export const unsubscribe = (name, fn) => channel(name).unsubscribe(fn);

const events = ["start", "end", "asyncStart", "asyncEnd", "error"];
export class TracingChannel {
  constructor(from) {
    for (const e of events) this[e] = typeof from === "string" ? channel(`tracing:${from}:${e}`) : from[e];
  }
  get hasSubscribers() {
    return events.some((e) => this[e].hasSubscribers);
  }
  subscribe(handlers) {
    for (const e of events) if (handlers[e]) this[e].subscribe(handlers[e]);
  }
  unsubscribe(handlers) {
    for (const e of events) if (handlers[e]) this[e].unsubscribe(handlers[e]);
  }
  traceSync(fn, context = {}, thisArg, ...args) {
    return this.start.runStores(context, () => {
      try {
        return (context.result = Reflect.apply(fn, thisArg, args));
      } catch (err) {
        context.error = err;
        this.error.publish(context);
        throw err;
      } finally {
        this.end.publish(context);
      }
    });
  }
  tracePromise(fn, context = {}, thisArg, ...args) {
    const settle = (field, value) => {
      context[field] = value;
      if (field === "error") this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return this.start.runStores(context, () => {
      try {
        return Promise.resolve(Reflect.apply(fn, thisArg, args)).then(
          (v) => {
            settle("result", v);
            return v;
          },
          (err) => {
            settle("error", err);
            throw err;
          },
        );
      } catch (err) {
        context.error = err;
        this.error.publish(context);
        throw err;
      } finally {
        this.end.publish(context);
      }
    });
  }
}
export const tracingChannel = (from) => new TracingChannel(from);
export default { Channel, channel, hasSubscribers, subscribe, unsubscribe, tracingChannel };
