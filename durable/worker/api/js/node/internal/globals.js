// The globals that nodejs_compat adds. The host imports this before a Worker that has the flag.
import { Buffer } from "node:buffer";
import process from "node:process";
import timers from "node:timers";

const { performanceClasses } = globalThis[Symbol.for("dolab.node")];

const define = (holder, names, values) => {
  for (const name of names) {
    Object.defineProperty(holder, name, { value: values[name], writable: true, enumerable: true, configurable: true });
  }
};

// last moves properties behind all others: enumeration shows the names in the runtime's order.
const last = (holder, names) => {
  for (const name of names) {
    const d = Object.getOwnPropertyDescriptor(holder, name);
    if (!d) continue;
    delete holder[name];
    Object.defineProperty(holder, name, d);
  }
};

define(globalThis, ["global", "process", "Buffer"], { global: globalThis, process, Buffer });
last(globalThis, "origin Cloudflare performance scheduler caches crypto self ServiceWorkerGlobalScope".split(" "));
define(globalThis, ["setTimeout", "setInterval", "clearTimeout", "clearInterval"], timers);

const scope = Object.getPrototypeOf(globalThis);
const names = Object.keys(scope);
define(scope, ["setImmediate", "clearImmediate"], timers);
last(scope, names.slice(names.indexOf("TransformStreamDefaultController") + 1));
define(scope, Object.keys(performanceClasses), performanceClasses);
