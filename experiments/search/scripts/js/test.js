// dolab:test: what dolab.test.ts says of a Worker. The names of cloudflare:test mean what they mean there.
import { env } from 'cloudflare:workers';

const lab = globalThis[Symbol.for('dolab.lab')];
const { registry } = lab;

export { env };
export const {
  runInDurableObject, runDurableObjectAlarm, listDurableObjectIds, evictDurableObject, evictAllDurableObjects,
  abortAllDurableObjects, reset,
  query, alarmOf,
} = lab;

// SELF is the Worker that the tests are about.
export const SELF = {
  fetch: (...args) => lab.self().fetch(...args),
  call: (name, ...args) => lab.self()[name](...args),
};

class AssertionError extends Error {
  get name() {
    return 'AssertionError';
  }
}

export function assert(condition, message) {
  if (!condition) throw new AssertionError(message ?? 'the assertion does not hold');
}

export function equal(got, want, message) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new AssertionError(`${message ?? 'not equal'}: got ${a}, want ${b}`);
}

function named(kind, list, name, fn) {
  if (typeof name !== 'string' || name === '') throw new TypeError(`${kind} takes a name first`);
  if (typeof fn !== 'function') throw new TypeError(`${kind} ${name} takes a function`);
  if (list.some((x) => x.name === name)) throw new TypeError(`there are two ${kind} ${name}`);
}

export function deed(name, draw, run, options) {
  if (run === undefined) [draw, run] = [() => null, draw];
  named('deed', registry.deeds, name, run);
  registry.deeds.push({ name, draw, run, odds: options?.odds ?? 1 });
}

export function always(name, fn) {
  named('always', registry.always, name, fn);
  registry.always.push({ name, fn });
}

export function sometimes(name, fn) {
  named('sometimes', registry.sometimes, name, fn);
  registry.sometimes.push({ name, fn });
}

export function eventually(name, within, fn) {
  named('eventually', registry.eventually, name, fn);
  registry.eventually.push({ name, within: `${within}`, fn });
}

export function judge(name, fn) {
  if (typeof name === 'function') [name, fn] = [`judge ${registry.judges.length + 1}`, name];
  named('judge', registry.judges, name, fn);
  registry.judges.push({ name, fn });
}

export function outside(fn) {
  registry.outside = fn;
}

// source makes the numbers that a draw draws from, each from 0 below n. Without a seed they are all 0: the plainest
// arguments that the draw can give.
function source(seed) {
  let a = seed >>> 0;
  return (n) => {
    if (seed === undefined) return 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
}

function drawer(below) {
  const draw = {
    int: (least, most) => least + below(most - least + 1),
    pick: (...list) => {
      if (list.length === 1 && Array.isArray(list[0])) [list] = list;
      return list[below(list.length)];
    },
    bool: () => below(2) === 1,
    chance: (p) => below(1e6) >= 1e6 * (1 - p),
    list: (least, most, fn) => Array.from({ length: draw.int(least, most) }, () => fn(draw)),
  };
  return draw;
}

const find = (name) => {
  const d = registry.deeds.find((x) => x.name === name);
  if (d === undefined) throw new Error(`there is no deed ${name}`);
  return d;
};

const args = (name, seed) => JSON.stringify(find(name).draw(drawer(source(seed))) ?? null);

// Client is who does a deed. What it reads, writes and counts is held to a register that does one thing after another.
class Client {
  constructor(n, place) {
    this.n = n;
    this.place = place;
  }

  fetch(...args) {
    return SELF.fetch(...args);
  }

  read(register, fn) {
    return this.#access({ register, op: 'read', value: 0 }, fn);
  }

  write(register, value, fn) {
    return this.#access({ register, op: 'write', value }, fn);
  }

  increment(register, fn) {
    return this.#access({ register, op: 'increment', value: 1 }, fn);
  }

  async #access(what, fn) {
    if (!Number.isSafeInteger(what.value)) throw new TypeError(`write of ${what.register}: ${what.value} is no whole number`);
    const id = lab.tell('access', { client: this.n, ...what });
    let v;
    try {
      v = await fn();
    } catch (e) {
      lab.tell('answer', { id: Number(id), got: 0, answered: false });
      throw e;
    }
    const got = what.op === 'write' ? 0 : v;
    if (!Number.isSafeInteger(got)) throw new TypeError(`${what.op} of ${what.register}: the answer ${got} is no whole number`);
    lab.tell('answer', { id: Number(id), got, answered: true });
    return v;
  }
}

const described = (e) =>
  e instanceof Error || (typeof e === 'object' && e !== null && 'message' in e)
    ? {
        name: `${e.name}`, message: `${e.message}`, stack: `${e.stack ?? ''}`, remote: e.remote === true,
        retryable: e.retryable === true, overloaded: e.overloaded === true, reset: e.durableObjectReset === true,
      }
    : { name: '', message: `${e}`, stack: '' };

const holds = (x) => {
  const v = x.fn();
  if (typeof v?.then === 'function') {
    throw new TypeError(`${x.name} returns a promise: it looks at a moment, and cannot wait`);
  }
  return v;
};

// unkept is what a promise that should hold says of itself: undefined where it does.
function unkept(x) {
  try {
    const v = holds(x);
    if (v === false) return { name: x.name, message: 'it is false', stack: '' };
    if (typeof v === 'string') return { name: x.name, message: v, stack: '' };
  } catch (e) {
    return { ...described(e), name: x.name };
  }
}

Object.assign(registry, {
  describe: () => ({
    deeds: registry.deeds.map(({ name, odds }) => ({ name, odds })),
    always: registry.always.map((x) => x.name),
    sometimes: registry.sometimes.map((x) => x.name),
    eventually: registry.eventually.map(({ name, within }) => ({ name, within })),
    judges: registry.judges.map((x) => x.name),
  }),

  // draw gives the arguments of deeds, [name, seed] each; without a seed the plainest.
  draw: (list) => list.map(([name, seed]) => args(name, seed)),

  // look asks all promises at one moment.
  look: () => ({
    broken: registry.always.map(unkept).filter((x) => x !== undefined),
    seen: registry.sometimes.filter((x) => holds(x)).map((x) => x.name),
    held: registry.eventually.filter((x) => unkept(x) === undefined).map((x) => x.name),
  }),

  run: async (name, text, n, place) => {
    try {
      await find(name).run(JSON.parse(text), new Client(Number(n), Number(place)));
      return '';
    } catch (e) {
      return JSON.stringify(described(e));
    }
  },

  judge: async (name) => {
    try {
      const v = await registry.judges.find((x) => x.name === name).fn();
      if (v === false) return JSON.stringify({ name, message: 'it is false', stack: '' });
      if (typeof v === 'string') return JSON.stringify({ name, message: v, stack: '' });
      return '';
    } catch (e) {
      return JSON.stringify(described(e));
    }
  },

  network: async (request) => {
    if (registry.outside === null) {
      lab.tell('unanswered', new URL(request.url).host);
      throw new TypeError(`A world has no network: ${request.url} is not answered. Use outside((request) => response).`);
    }
    return registry.outside(request);
  },
});

lab.shareSockets();
