// A Worker that writes values of all kinds, and shows what it finds: the same text wherever it runs.
import { DurableObject } from 'cloudflare:workers';

const cycle = { name: 'a cycle', list: [1] };
cycle.self = cycle;
cycle.list.push(cycle.list);
const shared = { x: 1 };

const values = {
  null: null, true: true, false: false, zero: 0, negativeZero: -0, int: 42, negative: -7, int31: 2 ** 31 - 1, over31: 2 ** 31,
  int53: 2 ** 53, float: 1.5e-300, nan: NaN, infinity: -Infinity, bigint: 2n ** 70n, negativeBigint: -(2n ** 64n) - 1n,
  zeroBigint: 0n, empty: '', latin: 'äöü ß', wide: '你好 😀', lone: 'a\ud800b', long: 'x'.repeat(100_000),
  date: new Date(1732406400123), invalidDate: new Date(NaN), regexp: /a+\/(b)/giu, array: [1, 'two', null, undefined, [3]],
  sparse: Object.assign([1, , 3], { length: 10, name: 'sparse' }), object: { a: 1, '2': 'two', nested: { deep: [true] } },
  map: new Map([[1, 'one'], ['k', new Map([[null, undefined]])]]), set: new Set([1, 'a', 2n]),
  buffer: new Uint8Array([1, 2, 255]).buffer, bytes: new Uint8Array([0, 128, 255]), clamped: new Uint8ClampedArray([9]),
  int16: new Int16Array([-1, 300]), floats: new Float64Array([0.1, NaN]), bigints: new BigInt64Array([-5n]),
  view: new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2), error: new TypeError('wrong'), range: new RangeError('far'),
  boxedNumber: Object(3), boxedString: Object('s'), boxedBoolean: Object(false), boxedBigint: Object(5n), cycle,
  shared: [shared, shared],
};

// show is a text of a value that tells all kinds apart.
function show(v, seen = []) {
  const at = seen.indexOf(v);
  if (at >= 0) return `^${at}`;
  if (typeof v === 'bigint') return `${v}n`;
  if (Object.is(v, -0)) return '-0';
  if (typeof v === 'string') return v.length > 1000 ? `${v.length} of ${v[0]}` : JSON.stringify(v);
  if (typeof v !== 'object' || v === null) return String(v);
  seen = [...seen, v];
  const kind = Object.prototype.toString.call(v).slice(8, -1);
  const own = () => Object.keys(v).map((k) => `${JSON.stringify(k)}:${show(v[k], seen)}`).join();
  switch (kind) {
    case 'Date': return `Date ${v.getTime()}`;
    case 'RegExp': return `${v}`;
    case 'Map': return `Map {${[...v].map(([k, x]) => `${show(k, seen)}=>${show(x, seen)}`)}}`;
    case 'Set': return `Set {${[...v].map((x) => show(x, seen))}}`;
    case 'Error': return `${v.name}(${v.message}) ${v instanceof TypeError} ${v instanceof RangeError}`;
    case 'ArrayBuffer': return `ArrayBuffer ${new Uint8Array(v)}`;
    case 'DataView': return `DataView ${Array.from({ length: v.byteLength }, (_, n) => v.getUint8(n))}`;
    case 'Number': case 'String': case 'Boolean': case 'BigInt': return `${kind} object ${v.valueOf()}`;
    case 'Array': return `[${own()}] of ${v.length}`;
  }
  if (ArrayBuffer.isView(v)) return `${kind} ${v}`;
  return `${kind} {${own()}}`;
}

export class Vault extends DurableObject {
  async fetch(request) {
    const url = new URL(request.url);
    const who = url.searchParams.get('who');
    const { storage } = this.ctx;
    switch (url.pathname) {
      case '/write': {
        for (const [k, v] of Object.entries(values)) await storage.put(`${who}:${k}`, v);
        storage.kv.put(`${who}:by kv`, new Map([['sync', true]]));
        await storage.put('name', this.ctx.id.name);
        storage.sql.exec('CREATE TABLE IF NOT EXISTS t (who TEXT, n INTEGER, r REAL, s TEXT, b BLOB, x ANY)');
        storage.sql.exec('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)', who, 2 ** 40, 0.1, 'ä\0😀', new Uint8Array([0, 1, 255]), null);
        storage.sql.exec('UPDATE t SET n = n + 1');
        await storage.setAlarm(Date.now() + Number(url.searchParams.get('alarm')));
        return new Response('written');
      }
      case '/read': {
        const lines = [];
        for (const [k, v] of await storage.list()) lines.push(`${k} ${show(v)}`);
        for (const row of storage.sql.exec('SELECT *, typeof(n), typeof(r), typeof(s), typeof(b), typeof(x) FROM t')) {
          lines.push(show(Object.values(row)));
        }
        return new Response(lines.join('\n'));
      }
    }
    return new Response(`${await storage.getAlarm()} ${(await storage.get('rang')) ?? ''}`);
  }

  async alarm() {
    await this.ctx.storage.put('rang', `${(await this.ctx.storage.get('rang')) ?? ''}${this.env.HERE}(${this.ctx.id.name}) `);
  }
}

export default {
  fetch(request, env) {
    return env.VAULT.getByName('the vault').fetch(request);
  },
};
