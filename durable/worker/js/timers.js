// Timers: each is a turn of the scope that set it.
import { scope, own, task } from './scope.js';

const delayMax = 3153600000000;

const delay = (ms) => {
  const n = Math.trunc(Number(ms));
  return n > 0 ? Math.min(n, delayMax) : 0;
};

export function setTimeout(fn, ms, ...args) {
  const s = scope();
  if (typeof fn !== 'function') {
    throw new TypeError(
      "Failed to execute 'setTimeout' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.",
    );
  }
  const id = s.keep(() => {
    s.functions.delete(id);
    fn(...args);
  });
  return arm(s, id, ms);
}

export function setInterval(fn, ms, ...args) {
  const s = scope();
  if (typeof fn !== 'function') {
    throw new TypeError(
      "Failed to execute 'setInterval' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.",
    );
  }
  const id = s.keep(() => {
    arm(s, id, ms);
    fn(...args);
  });
  return arm(s, id, ms);
}

function arm(s, id, ms) {
  try {
    host.timer(id, delay(ms));
  } catch (e) {
    s.functions.delete(id);
    throw e;
  }
  return id;
}

export function clearTimeout(id) {
  if (id === null || id === undefined) return;
  const s = scope();
  id = Number(id);
  if (s.functions.delete(id)) host.timerStop(id);
}

export class Scheduler {
  wait(ms, options) {
    const s = scope();
    const signal = options?.signal;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        if (s.functions.delete(id)) host.timerStop(id);
        reject(signal.reason);
      });
    });
  }
}
