// Timers: each is a turn of the scope that set it.
import { DOMException } from './api/events.js';
import { inContext, scope } from './scope.js';
import { TypeErrorOf, asNumber } from './text.js';

const delayMax = 3153600000000;

const delay = (ms) => {
  const n = Math.trunc(asNumber(ms));
  return n > 0 ? Math.min(n, delayMax) : 0;
};

export function setTimeout(fn, ms, ...args) {
  if (typeof fn !== 'function') throw TypeErrorOf('setTimeout', 'ServiceWorkerGlobalScope', 1, 'function');
  const s = scope();
  const call = inContext(() => fn.apply(globalThis, args));
  const id = s.keep(() => {
    s.functions.delete(id);
    call();
  });
  return arm(s, id, ms);
}

export function setInterval(fn, ms, ...args) {
  if (typeof fn !== 'function') throw TypeErrorOf('setInterval', 'ServiceWorkerGlobalScope', 1, 'function');
  const s = scope();
  const call = inContext(() => fn.apply(globalThis, args));
  const id = s.keep(() => {
    arm(s, id, ms);
    call();
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
  clear('clearTimeout', arguments.length, id);
}

export function clearInterval(id) {
  clear('clearInterval', arguments.length, id);
}

function clear(name, count, id) {
  if (count === 0) throw TypeErrorOf(name, 'ServiceWorkerGlobalScope', 1, 'JsNumber');
  if (id === null || id === undefined) return;
  const s = scope();
  id = asNumber(id);
  if (s.functions.delete(id)) host.timerStop(id);
}

// plain is the reason of a signal as a wait throws it: without the flag that one of the platform's own has for a fetch.
function plain(reason) {
  if (!(reason instanceof Error)) return new Error(`${reason}`);
  const own = reason instanceof DOMException && reason.name === 'AbortError' && reason.retryable === true;
  return own ? new DOMException(reason.message, reason.name) : reason;
}

export class Scheduler {
  wait(ms, options) {
    if (arguments.length === 0) throw TypeErrorOf('wait', 'Scheduler', 1, 'number');
    const signal = options?.signal;
    return new Promise((resolve, reject) => {
      const s = scope();
      if (signal?.aborted) return reject(plain(signal.reason));
      const id = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        if (s.functions.delete(id)) host.timerStop(id);
        reject(signal.reason);
      });
    });
  }
}
