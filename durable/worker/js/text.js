import { DOMException } from './api/events.js';

// readonly describes a property that scripts see and cannot set: an attempt throws, with how the object is shown.
export const readonly = (name, get, shown, enumerable = true) => ({
  get,
  set() {
    throw new TypeError(`Cannot assign to read only property '${name}' of object '${shown}'`);
  },
  enumerable,
  configurable: true,
});

// dictionary checks an argument that is a dictionary.
export function dictionary(o, method, type, n, wanted) {
  if (o === undefined || o === null || typeof o === 'object' || typeof o === 'function') return;
  throw TypeErrorOf(method, type, n, wanted);
}

// unclonable lets structured clone refuse the instances of a class.
export function unclonable(C, name) {
  Object.defineProperty(C.prototype, Symbol.for('dolab.serialize'), {
    value() {
      throw new DOMException(
        `Could not serialize object of type "${name}". This type does not support serialization.`,
        'DataCloneError',
      );
    },
    writable: true,
    configurable: true,
  });
}

// asInt32 is the integer that an argument converts to: 0 where it is no finite number.
export function asInt32(v) {
  const n = Math.trunc(asNumber(v));
  if (!Number.isFinite(n)) return 0;
  if (n < -(2 ** 31) || n >= 2 ** 31) {
    throw new TypeError('Value out of range. Must be between -2147483648 and 2147483647 (inclusive).');
  }
  return n;
}

// native gives the members of classes the form of the runtime's own: they are enumerable, and methods have the length 0.
export function native(...classes) {
  for (const { prototype } of classes) {
    for (const key of Object.getOwnPropertyNames(prototype)) {
      if (key === 'constructor') continue;
      const { value } = Object.getOwnPropertyDescriptor(prototype, key);
      if (typeof value === 'function') Object.defineProperty(value, 'length', { value: 0, configurable: true });
      Object.defineProperty(prototype, key, { enumerable: true });
    }
  }
}

// asNumber is the number that an argument converts to.
export function asNumber(v) {
  if (typeof v === 'bigint') throw new TypeError('Cannot convert a BigInt value to a number');
  return Number(v);
}

// TypeErrorOf is the error of an argument of the wrong type, as the runtime words it.
export const TypeErrorOf = (method, type, n, wanted) =>
  new TypeError(`Failed to execute '${method}' on '${type}': parameter ${n} is not of type '${wanted}'.`);

// illegal is the error of a method that is called on something else than what it belongs to.
export const illegal = () =>
  new TypeError(
    'Illegal invocation: function called with incorrect `this` reference. See ' +
      'https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.',
  );
