import { DOMException } from './api/events.js';

// Flags of the platform's errors, by the bits in which Go has them.
const flags = ['retryable', 'overloaded', 'remote', 'durableObjectReset'];

const builtin = { Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError };
const domNames = new Set([
  'AbortError', 'DataCloneError', 'InvalidAccessError', 'InvalidCharacterError', 'InvalidStateError', 'NotSupportedError',
  'OperationError', 'QuotaExceededError', 'TimeoutError', 'DataError', 'EncodingError', 'NetworkError', 'NotFoundError',
]);

// own returns the properties of an error besides those that every error has, without what cannot be cloned.
function own(e) {
  const props = {};
  let some = false;
  for (const k of Object.keys(e)) {
    if (k === 'name' || k === 'message' || k === 'stack' || flags.includes(k)) continue;
    if (k === 'code' && e instanceof DOMException) continue;
    try {
      const v = e[k];
      if (!host.cloneable(v)) continue;
      props[k] = v;
      some = true;
    } catch {}
  }
  return some ? props : undefined;
}

// packed is an error as it travels: what the structured clone leaves out of one travels too.
function packed(e, depth = 0) {
  if (!isError(e) || depth > 8) return { value: host.cloneable(e) ? e : String(e) };
  const p = { name: text(e, 'name'), message: text(e, 'message'), props: own(e) };
  if (e instanceof DOMException) p.dom = true;
  else p.type = typeOf(e);
  if (Object.hasOwn(e, 'cause')) p.cause = packed(e.cause, depth + 1);
  if (e instanceof AggregateError && Array.isArray(e.errors)) p.errors = e.errors.map((x) => packed(x, depth + 1));
  return p;
}

const isError = (e) => e instanceof Error || e instanceof DOMException;

function text(e, key) {
  try {
    return String(e[key]);
  } catch {
    return '';
  }
}

// typeOf returns the built-in class of an error.
function typeOf(e) {
  for (const name of ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError']) {
    if (e instanceof globalThis[name]) return name;
  }
  return 'Error';
}

function unpacked(p) {
  if (p.name === undefined) return p.value;
  let e;
  if (p.dom) e = new DOMException(p.message, p.name);
  else {
    const C = builtin[p.type] ?? Error;
    const options = p.cause === undefined ? undefined : { cause: unpacked(p.cause) };
    e = p.errors ? new AggregateError(p.errors.map(unpacked), p.message, options) : new C(p.message, options);
    if (p.name !== e.name) Object.defineProperty(e, 'name', { value: p.name, writable: true, configurable: true });
  }
  for (const k of Object.keys(p.props ?? {})) {
    try {
      e[k] = p.props[k];
    } catch {}
  }
  return e;
}

// made returns the error that Go describes; value is what a script threw, packed.
export function made(name, message, bits, value) {
  let e;
  if (value !== undefined) e = unpacked(value);
  else if (builtin[name]) e = new builtin[name](message);
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

// described returns what Go keeps of something thrown: name, message, flags, and the value for another script.
export function described(e) {
  if (!isError(e)) {
    if (typeof e === 'object' && e !== null && host.cloneable(e)) return ['', String(e), 0, packed(e)];
    return ['Error', String(e), 0];
  }
  let bits = 0;
  flags.forEach((f, n) => {
    try {
      if (e[f] === true) bits |= 1 << n;
    } catch {}
  });
  return [text(e, 'name') || 'Error', text(e, 'message'), bits, packed(e)];
}
