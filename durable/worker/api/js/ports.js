// MessageChannel: two ports that hand structured clones to one another.

import { illegalConstructor } from "./define.js";
import { EventTarget, hooks, MessageEvent } from "./events.js";

const key = {};
let join, deliver;

export class MessagePort extends EventTarget {
  #other = null;
  #waiting = []; // what came before start()
  #started = false;
  #closed = false;
  #handler = null;
  static {
    join = (a, b) => { a.#other = b; b.#other = a; };
    deliver = (port, data) => {
      if (port.#closed) return;
      if (port.#started) port.dispatchEvent(new MessageEvent("message", { data }));
      else port.#waiting.push(data);
    };
  }
  constructor(k) {
    if (k !== key) illegalConstructor();
    super();
  }
  postMessage(message) {
    const other = this.#other, data = host.clone(message);
    if (!this.#closed && other !== null) hooks.setTimeout(() => deliver(other, data), 0);
  }
  start() {
    if (this.#started) return;
    this.#started = true;
    const list = this.#waiting;
    this.#waiting = [];
    for (const data of list) hooks.setTimeout(() => deliver(this, data), 0);
  }
  close() {
    this.#closed = true;
    if (this.#other) this.#other.#closed = true;
  }
  get onmessage() { return this.#handler; }
  set onmessage(fn) {
    this.#handler = typeof fn === "function" ? fn : null;
    if (this.#handler) this.start();
  }
}

export class MessageChannel {
  constructor() {
    const port1 = new MessagePort(key), port2 = new MessagePort(key);
    join(port1, port2);
    Object.defineProperties(this, {
      port1: { value: port1, enumerable: true, configurable: true },
      port2: { value: port2, enumerable: true, configurable: true },
    });
  }
}
