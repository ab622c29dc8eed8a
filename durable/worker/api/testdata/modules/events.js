// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import EventEmitter, { once, on, getEventListeners, errorMonitor, captureRejectionSymbol } from "node:events";
import { inspect } from "node:util";

export default async (out) => {
  const show = (f) => {
    try {
      out(inspect(f()));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  };
  const e = new EventEmitter();
  const log = [];
  e.on("newListener", (name) => log.push(`new ${String(name)}`));
  e.on("removeListener", (name) => log.push(`removed ${String(name)}`));
  const f = (...a) => log.push(["f", ...a]);
  e.on("a", f).once("a", (...a) => log.push(["once", ...a])).prependListener("a", () => log.push("first"));
  out(String(e.emit("a", 1, 2)), String(e.emit("a", 3)), String(e.emit("b")));
  out(log, e.eventNames(), String(e.listenerCount("a")), String(e.getMaxListeners()));
  e.off("a", f);
  out(log.slice(-1), String(e.listenerCount("a")), String(e.rawListeners("a").length));
  e.removeAllListeners("a");
  e.removeAllListeners();
  out(e.eventNames(), log.slice(-3));
  show(() => e.on("x", 5));
  show(() => e.emit("error", new TypeError("boom")));
  show(() => e.emit("error", { a: 1 }));
  show(() => e.emit("error"));
  show(() => e.setMaxListeners(-1));
  show(() => e.setMaxListeners("1"));
  e.on(errorMonitor, (err) => out("monitored", err.message));
  show(() => e.emit("error", new Error("seen")));
  e.on("error", (err) => out("handled", err.message));
  e.emit("error", new Error("again"));
  const sym = Symbol("s");
  e.once(sym, function () {
    out("this", String(this === e));
  });
  e.emit(sym);
  out(String(getEventListeners(e, "error").length));

  const p = once(e, "later");
  e.emit("later", 1, 2);
  out(await p);
  const q = once(e, "later2");
  e.emit("error", new Error("rejects once"));
  await q.catch((err) => out("caught", err.message));
  const ac = new AbortController();
  const r = once(e, "never", { signal: ac.signal });
  ac.abort();
  await r.catch((err) => out(err.name, err.code, err.message));

  const seen = [];
  const it = on(e, "tick");
  e.emit("tick", 1);
  e.emit("tick", 2);
  queueMicrotask(() => e.emit("tick", 3));
  for await (const [v] of it) {
    seen.push(v);
    if (v === 3) break;
  }
  out(seen, String(e.listenerCount("tick")));

  const c = new EventEmitter({ captureRejections: true });
  const done = once(c, "error").catch((err) => [err]);
  c.on("go", async () => {
    throw new Error("async");
  });
  c.on("error", (err) => out("captured", err.message));
  c.emit("go");
  await done;

  class Mine extends EventEmitter {
    constructor() {
      super();
      this.own = 1;
    }
  }
  const m = new Mine();
  out(String(m instanceof EventEmitter), String(m.on("z", () => {}) === m), String(EventEmitter.EventEmitter === EventEmitter), String(EventEmitter.defaultMaxListeners));
  const order = [];
  const self = () => {
    order.push("self");
    m.off("z2", self);
  };
  m.on("z2", self).on("z2", () => order.push("second"));
  m.emit("z2");
  m.emit("z2");
  out(order);
  function Old() {
    EventEmitter.call(this);
  }
  Object.setPrototypeOf(Old.prototype, EventEmitter.prototype);
  const old = new Old();
  old.on("k", (v) => out("old", v));
  old.emit("k", "style");
  out(typeof captureRejectionSymbol);
};
