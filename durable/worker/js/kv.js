// storage.kv: the synchronous key-value API.
import { Scope, own } from './scope.js';
import { TypeErrorOf, asInt32, native, unclonable } from './text.js';

const sqlHint = (space) =>
  "change `new_classes` to `new_sqlite_classes` within the 'migrations' field in your wrangler.jsonc or wrangler.toml " +
  `file. If using workerd directly,${space}set \`enableSql = true\` in your workerd config for the class. Note that this ` +
  'change cannot be made after the class is already deployed to production.';

export const noSQL = 'SQL is not enabled for this Durable Object class. To enable it, ' + sqlHint('');

const noKV =
  "The storage.kv (synchronous KV) API is only available for SQLite-backed Durable Objects, but this object's namespace " +
  'is not declared to use SQLite. You can use the older, asyncronous interface via methods of `storage` itself (e.g. ' +
  '`storage.get()`). Alternatively, to enable SQLite, ' +
  sqlHint(' ');

// listOptions returns what Go takes: start, startAfter, end, prefix (undefined for none), reverse, limit (0 for all).
export function listOptions(o, type) {
  if (o === undefined || o === null) return [undefined, undefined, undefined, undefined, false, 0];
  if (typeof o !== 'object' && typeof o !== 'function') throw TypeErrorOf('list', type, 1, 'ListOptions');
  const text = (v) => (v === undefined ? undefined : `${v}`);
  const start = text(o.start), startAfter = text(o.startAfter), end = text(o.end), prefix = text(o.prefix);
  const reverse = Boolean(o.reverse);
  const limit = o.limit === undefined ? undefined : asInt32(o.limit);
  if (type !== 'SyncKvStorage') void [o.allowConcurrency, o.noCache]; // They are read, and mean nothing here.
  if (start !== undefined && startAfter !== undefined) {
    throw new TypeError('list() cannot be called with both start and startAfter values.');
  }
  if (limit <= 0) throw new TypeError('List limit must be positive.');
  return [start, startAfter, end, prefix, reverse, limit ?? 0];
}

const keyOf = (key, op, count) => {
  if (count === 0) throw TypeErrorOf(op, 'SyncKvStorage', 1, 'string');
  return `${key}`;
};

export class SyncKvStorage {
  #s;
  #enabled;

  constructor(s, enabled) {
    if (!(s instanceof Scope)) throw new TypeError('Illegal constructor');
    this.#s = s;
    this.#enabled = enabled;
  }

  #use() {
    own(this.#s, 'ActorCache');
    if (!this.#enabled) throw new Error(noKV);
  }

  get(key) {
    this.#use();
    return host.kvGet(keyOf(key, 'get', arguments.length));
  }

  put(key, value) {
    this.#use();
    key = keyOf(key, 'put', arguments.length);
    if (arguments.length < 2) throw TypeErrorOf('put', 'SyncKvStorage', 2, 'JsValue');
    host.kvPut(key, value, false);
  }

  delete(key) {
    this.#use();
    return host.kvDelete(keyOf(key, 'delete', arguments.length), false);
  }

  list(options) {
    this.#use();
    const s = this.#s;
    return new ListIterator(s, host.kvIterator(...listOptions(options, 'SyncKvStorage')));
  }

  get [Symbol.toStringTag]() {
    return 'SyncKvStorage';
  }
}

// A ListIterator has no return(): a loop that is left early can be gone on with.
class ListIterator extends Iterator {
  #s;
  #n;

  constructor(s, n) {
    super();
    this.#s = s;
    this.#n = n;
  }

  next() {
    own(this.#s, 'ActorCache');
    const pair = this.#n === 0 ? undefined : host.kvNext(this.#n);
    if (pair === undefined) {
      this.#n = 0;
      return { done: true, value: undefined };
    }
    return { done: false, value: pair };
  }

  get [Symbol.toStringTag]() {
    return 'ListIterator';
  }
}

native(SyncKvStorage);
unclonable(ListIterator, 'ListIterator');
