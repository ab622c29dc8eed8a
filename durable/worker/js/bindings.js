// Bindings: what env has besides namespaces of the Worker's own objects.
import { isObject, revivers } from './api/define.js';
import { ReadableStream } from './api/streams.js';
import { scope, task } from './scope.js';
import { fetchBy, outgoing, servicePath } from './stub.js';
import { namespaceOf } from './id.js';
import { refusal, sending } from './rpc.js';
import { TypeErrorOf, dictionary } from './text.js';

// bindingOf makes the binding that Go describes.
export function bindingOf(name, kind, value) {
  switch (kind) {
    case 'namespace':
      return namespaceOf(value);
    case 'value':
      return JSON.parse(value);
    case 'kv':
      return new KvNamespace(name);
    case 'service':
      return serviceOf(value[1], value[0]);
    case 'foreign':
      return foreign(name, value[1], value[0]);
    case 'assets':
      return assetsOf();
  }
  return missing(`The binding ${name} (${value}) is of a kind that dolab does not have. A module given by --bindings can export a fake of that name.`);
}

// missing is a binding that throws when anything of it is used.
function missing(text) {
  const fail = () => {
    throw new Error(text);
  };
  return new Proxy(function () {}, {
    get: (_, key) => (typeof key === 'symbol' || key === 'then' || key === 'toJSON' ? undefined : fail()),
    set: fail,
    apply: fail,
    construct: fail,
  });
}

// foreign is the namespace of a class of another Worker, which is looked up when it is first used.
function foreign(name, script, className) {
  let ns;
  const found = () => {
    if (ns === undefined) {
      const n = host.foreign(script, className);
      if (n < 0) {
        throw new Error(
          `The binding ${name} is of class ${className} of the Worker "${script}", which is not part of this run.`,
        );
      }
      ns = namespaceOf(n);
    }
    return ns;
  };
  return new Proxy(
    {},
    {
      get(_, key) {
        if (typeof key === 'symbol' || key === 'then') return undefined;
        const v = found()[key];
        return typeof v === 'function' ? v.bind(ns) : v;
      },
    },
  );
}

const refused = refusal('LoopbackServiceStub');

// serviceOf is the stub of an entrypoint of a Worker: fetch, and its methods.
export const serviceOf = (script, entrypoint) =>
  service(script, entrypoint, undefined, (mode) => (mode === 'rpc' ? ['service', [script, entrypoint]] : undefined));

// loopbackOf is the stub of an entrypoint of this Worker. Calling it gives one with props, which travels as well.
export const loopbackOf = (entrypoint) =>
  service('', entrypoint, undefined, refused, (...args) => loopbackWith(entrypoint, propsOf(...args)));

// loopbackWith is the stub of an entrypoint with props. Without the name of a script it is this Worker's.
const loopbackWith = (entrypoint, props, script = '') =>
  service(script, entrypoint, props, (mode) => {
    if (mode === 'rpc') return ['loopback', [entrypoint, props, script || host.ownScript()]];
  });

revivers.loopback = (parts) => loopbackWith(...parts);

// propsOf returns the props in the options of a call of a loopback stub.
function propsOf(options) {
  if (arguments.length === 0) throw TypeErrorOf(...called);
  dictionary(options, ...called);
  const props = options?.props;
  if (props === undefined) return undefined;
  if (!isObject(props)) {
    throw new TypeError("Incorrect type for the 'props' field on 'Options': the provided value is not of type 'JsObject'.");
  }
  return props;
}

const called = ['(called as function)', 'LoopbackServiceStub', 1, 'Options'];

function service(script, entrypoint, props, sent, withProps) {
  return servicePath({
    fetch: (input, init) =>
      fetchBy(scope(), input, init, (id, h) => host.serviceFetch(id, script, entrypoint, props, ...outgoing(h))),
    invoke: (method, args) => task((id) => sending(host.serviceCall, id, script, entrypoint, props, method, args)),
    sent,
    withProps,
  });
}

revivers.service = ([script, entrypoint]) => serviceOf(script, entrypoint);

const assetsOf = () => ({
  fetch: (input, init) => fetchBy(scope(), input, init, (id, h) => host.asset(id, ...outgoing(h))),
});

// read is a value of a KV namespace in the form that is asked for.
function read(bytes, type) {
  switch (type) {
    case 'arrayBuffer':
      return bytes;
    case 'json':
      return JSON.parse(new TextDecoder().decode(bytes));
    case 'stream':
      return new ReadableStream({
        start(c) {
          c.enqueue(new Uint8Array(bytes));
          c.close();
        },
      });
    case 'text':
      return new TextDecoder().decode(bytes);
  }
  throw new TypeError(`Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".`);
}

const typeOf = (options) => (typeof options === 'string' ? options : (options?.type ?? 'text'));

async function bytesOf(value) {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  if (value instanceof ReadableStream) return new Response(value).arrayBuffer();
  throw new TypeError('KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.');
}

// A KV namespace in memory: it ends with the world.
class KvNamespace {
  #name;

  constructor(name) {
    this.#name = name;
  }

  async get(key, options) {
    if (Array.isArray(key)) return new Map(await Promise.all(key.map(async (k) => [k, await this.get(k, options)])));
    return (await this.getWithMetadata(key, options)).value;
  }

  async getWithMetadata(key, options) {
    const found = host.kvnsGet(this.#name, `${key}`);
    if (found === null) return { value: null, metadata: null, cacheStatus: null };
    const metadata = found[1] === null ? null : JSON.parse(found[1]);
    return { value: read(found[0], typeOf(options)), metadata, cacheStatus: null };
  }

  async put(key, value, options) {
    const bytes = await bytesOf(value);
    let until = 0;
    if (options?.expirationTtl !== undefined) {
      const ttl = Math.trunc(options.expirationTtl);
      if (!(ttl >= 60)) {
        throw new Error(`KV PUT failed: 400 Invalid expiration_ttl of ${options.expirationTtl}. Expiration TTL must be at least 60.`);
      }
      until = host.now() + ttl * 1000;
    } else if (options?.expiration !== undefined) until = Math.trunc(options.expiration) * 1000;
    const metadata = options?.metadata === undefined ? null : JSON.stringify(options.metadata);
    host.kvnsPut(this.#name, `${key}`, bytes, metadata, until);
  }

  async delete(key) {
    host.kvnsDelete(this.#name, `${key}`);
  }

  async list(options) {
    const limit = Math.min(options?.limit ?? 1000, 1000);
    const [keys, complete] = host.kvnsList(this.#name, options?.prefix ?? '', options?.cursor ?? '', limit);
    const r = {
      keys: keys.map(([name, until, metadata]) => {
        const k = { name };
        if (until) k.expiration = until / 1000;
        if (metadata !== null) k.metadata = JSON.parse(metadata);
        return k;
      }),
      list_complete: complete,
      cacheStatus: null,
    };
    if (!complete) r.cursor = keys[keys.length - 1][0];
    return r;
  }
}
