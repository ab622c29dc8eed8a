// ctx.storage: the asynchronous API over the same database as storage.kv. Its promises are settled when they are made.
import { isObject } from './api/define.js';
import { own, task, hidden, inContext } from './scope.js';
import { dictionary, native, TypeErrorOf } from './text.js';
import { SqlStorage } from './sql.js';
import { SyncKvStorage, listOptions } from './kv.js';

const scopes = hidden(); // storage → scope

const keyText = 'string or Array';

// of checks that the storage is used in its object's turn.
function of(storage) {
  const s = scopes.of(storage);
  own(s, 'ActorCache');
  return s;
}

// distinct returns the keys as strings, each once.
const distinct = (keys) => [...new Set(keys.map((k) => `${k}`))];

// mapOf makes the Map of Go's flat list of keys and values.
function mapOf(flat) {
  const m = new Map();
  for (let n = 0; n < flat.length; n += 2) m.set(flat[n], flat[n + 1]);
  return m;
}

// asKey is what an operation is called with as its keys: a text, or a list of texts, each once.
function asKey(key, op, type, count) {
  if (count === 0) throw TypeErrorOf(op, type, 1, keyText);
  return Array.isArray(key) ? distinct(key) : `${key}`;
}

// fields are what the runtime reads of each dictionary, in this order. Of these allowUnconfirmed alone means something.
const fields = {
  GetOptions: ['allowConcurrency', 'noCache'],
  PutOptions: ['allowConcurrency', 'allowUnconfirmed', 'noCache'],
  GetAlarmOptions: ['allowConcurrency'],
  SetAlarmOptions: ['allowConcurrency', 'allowUnconfirmed'],
  TransactionOptions: ['asOfTime', 'lowPriority'],
};

// unconfirmed checks and reads the options of an operation, its argument n, and reports allowUnconfirmed.
function unconfirmed(options, op, type, n, kind) {
  if (options === undefined || options === null) return false;
  dictionary(options, op, type, n, kind);
  let quick = false;
  for (const field of fields[kind]) {
    const v = options[field];
    if (field === 'allowUnconfirmed') quick = v === true;
  }
  return quick;
}

const ops = {
  get(type, count, key, options) {
    key = asKey(key, 'get', type, count);
    unconfirmed(options, 'get', type, 2, 'GetOptions');
    return typeof key === 'string' ? host.kvGet(key) : mapOf(host.kvGetMany(key));
  },

  put(type, count, key, value, options) {
    if (count === 0) throw TypeErrorOf('put', type, 1, 'string or object');
    const many = isObject(key) && !Array.isArray(key);
    if (!many) key = `${key}`;
    const quick = unconfirmed(options, 'put', type, 3, 'PutOptions');
    if (many) {
      if (count > 1 && value !== undefined && !isObject(value) && value !== null) {
        throw new TypeError(
          'put() may only be called with a single key-value pair and optional options as put(key, value, options) or ' +
            'with multiple key-value pairs and optional options as put(entries, options)',
        );
      }
      const entries = unconfirmed(value, 'put', type, 2, 'PutOptions');
      const flat = [];
      for (const k of Object.keys(key)) {
        const v = key[k];
        if (v !== undefined) flat.push(k, v);
      }
      host.kvPutMany(entries, ...flat);
      return;
    }
    if (value === undefined) throw new TypeError('put() called with undefined value.');
    host.kvPut(key, value, quick);
  },

  delete(type, count, key, options) {
    key = asKey(key, 'delete', type, count);
    const quick = unconfirmed(options, 'delete', type, 2, 'PutOptions');
    if (typeof key === 'string') return host.kvDelete(key, quick);
    return key.reduce((n, k) => n + (host.kvDelete(k, quick) ? 1 : 0), 0);
  },

  list(type, options) {
    return mapOf(host.kvList(...listOptions(options, type)));
  },

  getAlarm(type, options) {
    unconfirmed(options, 'getAlarm', type, 1, 'GetAlarmOptions');
    return host.getAlarm();
  },

  // setAlarm calls check, if any, when it has its arguments.
  setAlarm(type, when, options, check) {
    let ms;
    if (when instanceof Date || typeof when === 'number') ms = Number(when);
    else throw TypeErrorOf('setAlarm', type, 1, 'date');
    if (!Number.isFinite(ms)) {
      throw new TypeError('The value cannot be converted because it is not a valid Date.');
    }
    if (ms > 9223372036854) throw new TypeError("This API doesn't support dates after 2189.");
    const quick = unconfirmed(options, 'setAlarm', type, 2, 'SetAlarmOptions');
    check?.();
    if (ms <= 0) throw new TypeError('setAlarm() cannot be called with an alarm time <= 0');
    host.setAlarm(ms, quick);
  },

  deleteAlarm(type, options) {
    host.deleteAlarm(unconfirmed(options, 'deleteAlarm', type, 1, 'SetAlarmOptions'));
  },
};

// promised is an operation whose errors are rejections.
const promised = async (fn) => {
  const v = fn();
  await null; // What was queued before goes first, as in the runtime.
  return v;
};

const type = 'DurableObjectStorage';

export class DurableObjectStorage {
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  // get and put do themselves what promised does, which makes them quicker.
  async get(key, options) {
    of(this);
    const v = ops.get(type, arguments.length, key, options);
    await null;
    return v;
  }

  list(options) {
    return promised(() => (of(this), ops.list(type, options)));
  }

  async put(key, value, options) {
    of(this);
    ops.put(type, arguments.length, key, value, options);
    await null;
  }

  delete(key, options) {
    const count = arguments.length;
    return promised(() => (of(this), ops.delete(type, count, key, options)));
  }

  deleteAll(options) {
    return promised(() => {
      of(this);
      unconfirmed(options, 'deleteAll', type, 1, 'PutOptions');
      host.deleteAll();
    });
  }

  async transaction(fn, options) {
    const s = of(this);
    if (typeof fn !== 'function') throw TypeErrorOf('transaction', type, 1, 'function');
    unconfirmed(options, 'transaction', type, 2, 'TransactionOptions');
    let thrown; // What the callback throws: the caller gets that very value.
    const failed = (e) => (thrown = { e });
    const run = (n) => {
      try {
        const v = fn.call(globalThis, transactionOf(s, n));
        if (v instanceof Promise) v.catch(failed);
        return v;
      } catch (e) {
        failed(e);
        throw e;
      }
    };
    try {
      return await task((id) => host.transaction(id, s.keep(inContext(run))));
    } catch (e) {
      throw thrown ? thrown.e : e;
    }
  }

  getAlarm(options) {
    return promised(() => (of(this), ops.getAlarm(type, options)));
  }

  setAlarm(when, options) {
    return promised(() => (of(this), ops.setAlarm(type, when, options)));
  }

  deleteAlarm(options) {
    return promised(() => (of(this), ops.deleteAlarm(type, options)));
  }

  sync() {
    return promised(() => {
      of(this);
      return task((id) => host.sync(id));
    });
  }

  transactionSync(fn) {
    of(this);
    if (typeof fn !== 'function') throw TypeErrorOf('transactionSync', type, 1, 'function');
    const n = host.beginSync();
    let v;
    try {
      v = fn.call(globalThis);
    } catch (e) {
      host.rollbackSync(n);
      throw e;
    }
    host.commitSync(n);
    return v;
  }

  getCurrentBookmark() {
    return promised(() => (of(this), host.bookmark()));
  }

  getBookmarkForTime(when) {
    return promised(() => {
      if (!(when instanceof Date) && typeof when !== 'number') throw TypeErrorOf('getBookmarkForTime', type, 1, 'date');
      noRecovery();
    });
  }

  onNextSessionRestoreBookmark() {
    return promised(noRecovery);
  }

  get [Symbol.toStringTag]() {
    return 'DurableObjectStorage';
  }
}

function noRecovery() {
  throw new Error("This Durable Object's storage back-end does not implement point-in-time recovery.");
}

export function storageOf(s, sqlEnabled) {
  const st = Object.create(DurableObjectStorage.prototype);
  scopes.set(st, s);
  Object.defineProperty(st, 'kv', { value: new SyncKvStorage(s, sqlEnabled), writable: true, enumerable: true });
  Object.defineProperty(st, 'sql', { value: new SqlStorage(s, sqlEnabled), writable: true, enumerable: true });
  return st;
}

const transactions = hidden(); // transaction → {s, n}

function transactionOf(s, n) {
  const t = Object.create(DurableObjectTransaction.prototype);
  transactions.set(t, { s, n });
  return t;
}

// within checks a transaction before an operation of its own.
function within(t, op) {
  const { s, n } = transactions.get(t);
  own(s, 'ActorCache');
  host.transactionCheck(n, op);
}

const inner = 'DurableObjectTransaction';

export class DurableObjectTransaction {
  get(key, options) {
    const count = arguments.length;
    return promised(() => (within(this, 'get'), ops.get(inner, count, key, options)));
  }

  list(options) {
    return promised(() => (within(this, 'list'), ops.list(inner, options)));
  }

  put(key, value, options) {
    const count = arguments.length;
    return promised(() => (within(this, 'put'), ops.put(inner, count, key, value, options)));
  }

  delete(key, options) {
    const count = arguments.length;
    return promised(() => (within(this, 'delete'), ops.delete(inner, count, key, options)));
  }

  deleteAll() {
    return promised(() => {
      throw new Error('Cannot call deleteAll() within a transaction');
    });
  }

  getAlarm(options) {
    return promised(() => (within(this, 'getAlarm'), ops.getAlarm(inner, options)));
  }

  setAlarm(when, options) {
    return promised(() => ops.setAlarm(inner, when, options, () => within(this, 'setAlarm')));
  }

  deleteAlarm(options) {
    return promised(() => (within(this, 'deleteAlarm'), ops.deleteAlarm(inner, options)));
  }

  rollback() {
    const { s, n } = transactions.get(this);
    own(s, 'ActorCache');
    host.transactionRollback(n);
  }

  get [Symbol.toStringTag]() {
    return 'DurableObjectTransaction';
  }
}

native(DurableObjectStorage, DurableObjectTransaction);
