// The laboratory: what a module of tests has besides the Worker's own API. The Worker that the tests are about is
// another script in another heap, so that what a test remembers outlives every crash of its objects. A function that a
// test runs in an object runs in the test's heap, on the object's own state.
import { Scope, scope, enter, leave, task } from './scope.js';
import { idOf, classOf } from './id.js';
import { placeOf } from './stub.js';
import { serviceOf } from './bindings.js';
import { shareSockets } from './socket.js';

// property reads a property of an instance at once. A function of the result calls the instance's method.
function property(visit, name) {
  const [kind, value] = host.labPeek(visit, name);
  if (kind !== 'function') return value;
  return (...args) => task((id) => host.labInvoke(id, visit, name, args));
}

// instance is an object of the other heap: its properties are copies, its methods are asynchronous.
export const instance = (visit) =>
  new Proxy(
    {},
    {
      get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : property(visit, name)),
      has: (_, name) => typeof name === 'string' && host.labPeek(visit, name)[0] !== 'undefined',
      set() {
        throw new TypeError('The instance of an object can be read and called by a test, and not be written to.');
      },
    },
  );

// number is the number of a stub in the running scope.
function number(stub, helper) {
  const at = typeof stub === 'object' && stub !== null ? placeOf(stub) : undefined;
  if (at === undefined) {
    throw new TypeError(`Failed to execute '${helper}': parameter 1 is not of type 'DurableObjectStub'.`);
  }
  if (at.s !== scope()) throw new Error('the stub was made in another deed: make it where it is used');
  return at.n;
}

async function runInDurableObject(stub, fn) {
  const n = number(stub, 'runInDurableObject');
  if (typeof fn !== 'function') {
    throw new TypeError("Failed to execute 'runInDurableObject': parameter 2 is not of type 'function'.");
  }
  const s = scope();
  return task((id) => host.labInside(id, n, s.keep(fn)));
}

const registry = { deeds: [], always: [], sometimes: [], eventually: [], judges: [], outside: null };

Object.defineProperty(globalThis, Symbol.for('dolab.lab'), {
  value: {
    registry,
    shareSockets,
    runInDurableObject,
    runDurableObjectAlarm: async (stub) => {
      const n = number(stub, 'runDurableObjectAlarm');
      return task((id) => host.labAlarm(id, n));
    },
    listDurableObjectIds: async (ns) => host.labIds(classOf(ns)).map(idOf),
    evictDurableObject: async (stub) => {
      const n = number(stub, 'evictDurableObject');
      return task((id) => host.labEvict(id, n));
    },
    evictAllDurableObjects: () => task((id) => host.labEvictAll(id)),
    abortAllDurableObjects: async () => host.labAbortAll(),
    reset: () => task((id) => host.labReset(id)),
    query: (stub, text, ...args) => host.labQuery(placeOf(stub).class, placeOf(stub).key, text, ...args),
    alarmOf: (stub) => host.labAlarmOf(placeOf(stub).class, placeOf(stub).key),
    tell: (what, value) => host.labTell(what, JSON.stringify(value)),
    self: () => serviceOf(host.labSubject(), ''),
  },
  configurable: true,
});

// ask answers a question of Go at once: nothing is awaited. A promise it makes settles later, or never.
export function ask(n, what, text) {
  const s = new Scope(n, 'request');
  enter(n);
  try {
    const answer = registry[what](text === '' ? undefined : JSON.parse(text));
    host.labAnswer(JSON.stringify(answer) ?? 'null');
  } finally {
    leave(n);
    s.tasks.clear();
  }
}

// methods are the methods of the classes that a module exports: name, the names of the parameters, and the base classes
// whose methods they replace.
export function methods(exports, base, reserved) {
  const list = [];
  for (const [name, C] of Object.entries(exports)) {
    if (typeof C !== 'function' || !(C.prototype instanceof base)) continue;
    for (let p = C.prototype; p !== base.prototype && p !== null; p = Object.getPrototypeOf(p)) {
      for (const method of Object.getOwnPropertyNames(p)) {
        const d = Object.getOwnPropertyDescriptor(p, method);
        if (reserved.has(method) || typeof d.value !== 'function') continue;
        const same = list.find((m) => m.class === name && m.method === method);
        if (same) same.replaces.push(p.constructor.name);
        else list.push({ class: name, method, params: parameters(d.value), replaces: [] });
      }
    }
  }
  return list;
}

// parameters are the names of a function's parameters, as far as its text shows them.
function parameters(fn) {
  const text = Function.prototype.toString.call(fn);
  const open = text.indexOf('(');
  const names = [];
  let depth = 0;
  let word = '';
  for (let n = open; n >= 0 && n < text.length; n++) {
    const c = text[n];
    if (depth === 1 && (c === ')' || c === ',')) {
      const name = word.split('=')[0].trim();
      if (name !== '') names.push(name);
      word = '';
      if (c === ')') break;
      continue;
    }
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (depth >= 1 && !(c === '(' && depth === 1)) word += c;
  }
  return names;
}
