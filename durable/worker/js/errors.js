import { DOMException } from './api/events.js';

// Flags of the platform's errors, by the bits in which Go has them.
const flags = ['retryable', 'overloaded', 'remote', 'durableObjectReset'];

const builtin = { Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError };
const bare = new Set(['AggregateError', 'SuppressedError']); // As text they come without what they hold.
const domNames = new Set([
  'AbortError', 'DataCloneError', 'InvalidAccessError', 'InvalidCharacterError', 'InvalidStateError', 'NotSupportedError',
  'OperationError', 'QuotaExceededError', 'TimeoutError', 'DataError', 'EncodingError', 'NetworkError', 'NotFoundError',
]);

const isError = (e) => e instanceof Error || e instanceof DOMException;

function text(e, key) {
  try {
    return typeof e[key] === 'object' ? '' : String(e[key]);
  } catch {
    return '';
  }
}

// made returns the error that Go describes; value is what a script threw.
export function made(name, message, bits, value) {
  let e;
  if (value !== undefined) e = value;
  else if (builtin[name]) e = new builtin[name](message);
  else if (bare.has(name)) e = Object.setPrototypeOf(new Error(message), globalThis[name].prototype);
  else if (domNames.has(name)) e = new DOMException(message, name);
  else {
    e = new Error(message);
    if (name) Object.defineProperty(e, 'name', { value: name, writable: true, configurable: true });
  }
  if (typeof e !== 'object' || e === null) return e;
  flags.forEach((f, n) => {
    if (bits & (1 << n)) {
      try {
        e[f] = true;
      } catch {}
    }
  });
  return e;
}

// passed is what is thrown of a value that has left the script and comes back: a copy of it, or an error of its text.
export function passed(e) {
  const [name, message, bits, bytes] = described(e);
  return made(name, message, bits, bytes && host.clone(e));
}

// described returns what Go keeps of something thrown: name, message, flags, and the bytes of its clone. Text alone travels
// if it cannot be cloned, and if the compatibility date has the older form of errors.
export function described(e) {
  const object = typeof e === 'object' && e !== null;
  const bytes = object ? host.thrown(e) : undefined;
  if (!isError(e)) {
    if (bytes) return ['', host.detail(e), 0, bytes];
    return ['Error', object ? host.detail(e) : String(e), 0];
  }
  let bits = 0;
  flags.forEach((f, n) => {
    try {
      if (f === 'overloaded' || (f === 'retryable' && !e.overloaded) ? e[f] : e[f] === true) bits |= 1 << n;
    } catch {}
  });
  const name = text(e, 'name');
  const message = text(e, 'message');
  if (bytes) return [name || 'Error', message, bits, bytes];
  bits &= ~(1 << flags.indexOf('durableObjectReset')); // Text does not keep that of another object.
  if (bits & (1 << flags.indexOf('overloaded'))) bits &= ~(1 << flags.indexOf('retryable')); // It keeps one kind of failure.
  if (e instanceof DOMException || builtin[name] || bare.has(name)) return [name, message, bits];
  return ['Error', name && message ? `${name}: ${message}` : name || message, bits];
}
