// storage.sql: SQL with cursors.
import { shows } from './api/platform.js';
import { Scope, own } from './scope.js';
import { native, readonly, TypeErrorOf, unclonable } from './text.js';
import { noSQL } from './kv.js';

// bound is a binding as Go takes it: null, a number, a string or bytes.
function bound(v) {
  switch (typeof v) {
    case 'undefined':
      return null;
    case 'number':
    case 'string':
      return v;
    case 'bigint':
      throw new TypeError('Cannot convert a BigInt value to a number');
    case 'object':
      if (v === null || v instanceof ArrayBuffer || ArrayBuffer.isView(v)) return v;
  }
  return `${v}`;
}

class Statement {}

class Cursor {
  #s;
  #n;
  #names;
  #shown;

  constructor(s, n, names) {
    this.#s = s;
    this.#n = n;
    this.#names = names;
  }

  #next() {
    own(this.#s, 'SqlStorage::Cursor');
    return host.sqlNext(this.#n);
  }

  #object(row) {
    const names = this.#names;
    const o = {};
    for (let n = 0; n < names.length; n++) o[names[n]] = row[n];
    return o;
  }

  next() {
    const row = this.#next();
    return row === undefined ? { done: true, value: undefined } : { done: false, value: this.#object(row) };
  }

  toArray() {
    own(this.#s, 'SqlStorage::Cursor');
    const rows = host.sqlAll(this.#n);
    for (let n = 0; n < rows.length; n++) rows[n] = this.#object(rows[n]);
    return rows;
  }

  one() {
    own(this.#s, 'SqlStorage::Cursor');
    return this.#object(host.sqlOne(this.#n));
  }

  raw() {
    return new RawIterator(() => this.#next(), this);
  }

  static {
    const getters = {
      // The same array each time, which scripts can change.
      columnNames() {
        return (this.#shown ??= [...this.#names]);
      },
      rowsRead() {
        return host.sqlRead(this.#n);
      },
      rowsWritten() {
        return host.sqlWritten(this.#n);
      },
    };
    for (const [name, get] of Object.entries(getters)) {
      Object.defineProperty(this.prototype, name, readonly(name, get, '#<Cursor>', false));
    }
  }

  [Symbol.iterator]() {
    return new RowIterator(() => this.next());
  }

  get [Symbol.toStringTag]() {
    return 'Cursor';
  }
}

class RowIterator {
  constructor(next) {
    Object.defineProperty(this, 'next', { value: next });
  }

  [Symbol.iterator]() {
    return this;
  }

  get [Symbol.toStringTag]() {
    return 'RowIterator';
  }
}

class RawIterator {
  #next;

  constructor(next) {
    this.#next = next;
  }

  next() {
    const row = this.#next();
    return row === undefined ? { done: true, value: undefined } : { done: false, value: row };
  }

  toArray() {
    return [...this];
  }

  [Symbol.iterator]() {
    return this;
  }

  get [Symbol.toStringTag]() {
    return 'RawIterator';
  }
}

export class SqlStorage {
  #s;
  #enabled;

  constructor(s, enabled) {
    if (!(s instanceof Scope)) throw new TypeError('Illegal constructor');
    this.#s = s;
    this.#enabled = enabled;
  }

  #use() {
    own(this.#s, 'SqlStorage');
    if (!this.#enabled) throw new Error(noSQL);
  }

  exec(query, ...bindings) {
    this.#use();
    if (arguments.length === 0) throw TypeErrorOf('exec', 'SqlStorage', 1, 'JsString');
    for (let n = 0; n < bindings.length; n++) bindings[n] = bound(bindings[n]);
    bindings.unshift(`${query}`);
    const made = host.sqlExec.apply(host, bindings);
    return new Cursor(this.#s, made[0], made[1]);
  }

  static size(sql) {
    sql.#use();
    return host.sqlSize();
  }

  get [Symbol.toStringTag]() {
    return 'SqlStorage';
  }
}

Object.defineProperty(
  SqlStorage.prototype,
  'databaseSize',
  readonly(
    'databaseSize',
    function () {
      return SqlStorage.size(this);
    },
    '#<SqlStorage>',
  ),
);
for (const C of [Cursor, Statement]) {
  Object.defineProperty(SqlStorage.prototype, C.name, { value: C, writable: true, configurable: true });
}
native(Cursor, SqlStorage);
for (const C of [Cursor, RawIterator, RowIterator]) unclonable(C, C.name);
shows(SqlStorage, 'databaseSize');
shows(Cursor, 'columnNames rowsRead rowsWritten');
