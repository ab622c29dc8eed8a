// The globals that nodejs_compat adds. The host imports this before a Worker that has the flag.
import { Buffer } from "node:buffer";
import process from "node:process";
import timers from "node:timers";

const define = (name, value) =>
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
define("Buffer", Buffer);
define("process", process);
define("global", globalThis);
for (const name of ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate"]) {
  Object.defineProperty(globalThis, name, { value: timers[name], writable: true, configurable: true });
}
