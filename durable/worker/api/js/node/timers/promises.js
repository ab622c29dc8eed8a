// node:timers/promises.
import { abortError, invalidArg } from "node:internal/errors";
const { setTimeout: later, clearTimeout: forget } = globalThis;

const aborted = (signal) => abortError(signal.reason);
const after = (delay, value, options = {}) => {
  if (delay !== undefined && typeof delay !== "number") return Promise.reject(invalidArg("delay", "number", delay));
  if (options === null || typeof options !== "object") return Promise.reject(invalidArg("options", "Object", options));
  const { signal, ref } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    return Promise.reject(invalidArg("options.signal", "AbortSignal", signal));
  }
  if (ref !== undefined && typeof ref !== "boolean") return Promise.reject(invalidArg("options.ref", "boolean", ref));
  if (signal?.aborted) return Promise.reject(aborted(signal));
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      forget(id);
      reject(aborted(signal));
    };
    const id = later(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    }, delay);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
};
export const setTimeout = (delay, value, options) => after(delay, value, options);
export const setImmediate = (value, options) => after(0, value, options);
export async function* setInterval(delay, value, options) {
  for (;;) yield await after(delay, value, options);
}
export const scheduler = { wait: (delay, options) => after(delay, undefined, options), yield: () => after(0) };
export default { setTimeout, setImmediate, setInterval, scheduler };
