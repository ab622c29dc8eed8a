// Object IDs and namespaces.
import { dictionary, native, readonly, TypeErrorOf, unclonable } from './text.js';
import { makeStub } from './stub.js';
import { hidden } from './scope.js';

const keys = hidden(); // id → the key by which Go knows it

export class DurableObjectId {
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  toString() {
    return keys.of(this).hex;
  }

  equals(other) {
    const own = keys.of(this);
    if (!keys.has(other)) throw TypeErrorOf('equals', 'DurableObjectId', 1, 'DurableObjectId');
    return own.hex === keys.get(other).hex;
  }
}

Object.defineProperty(DurableObjectId.prototype, Symbol.toStringTag, { value: 'DurableObjectId', configurable: true });
unclonable(DurableObjectId, 'DurableObjectId');

// own are the properties of an id itself.
const own = {
  jurisdiction: readonly('jurisdiction', () => undefined, '[object DurableObjectId]'),
  name: readonly('name', function () { return keys.get(this)?.name; }, '[object DurableObjectId]'),
};

// idOf makes the id that Go describes as [key, hex, name or undefined].
export function idOf(parts) {
  const id = Object.create(DurableObjectId.prototype, own);
  keys.set(id, { key: parts[0], hex: parts[1], name: parts[2] });
  return id;
}

function checkRouting(options, method) {
  dictionary(options, method, 'DurableObjectNamespace', 2, 'GetDurableObjectOptions');
  const mode = options?.routingMode;
  if (mode != null && mode !== 'primary-only') throw new RangeError('unknown routingMode: ' + mode);
}

const classes = hidden(); // namespace → number of the class

export class DurableObjectNamespace {
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  newUniqueId(options) {
    dictionary(options, 'newUniqueId', 'DurableObjectNamespace', 1, 'NewUniqueIdOptions');
    if (options?.jurisdiction != null) jurisdictions();
    return idOf(host.idUnique(classes.of(this)));
  }

  idFromName(name) {
    if (arguments.length === 0) throw TypeErrorOf('idFromName', 'DurableObjectNamespace', 1, 'string');
    return idOf(host.idFromName(classes.of(this), `${name}`));
  }

  idFromString(text) {
    if (arguments.length === 0) throw TypeErrorOf('idFromString', 'DurableObjectNamespace', 1, 'string');
    return idOf(host.idFromString(classes.of(this), `${text}`));
  }

  get(id, options) {
    const n = classes.of(this);
    const own = keys.get(id);
    if (own === undefined) throw TypeErrorOf('get', 'DurableObjectNamespace', 1, 'DurableObjectId');
    checkRouting(options, 'get');
    return makeStub(n, id, own.key, own.name);
  }

  getByName(name, options) {
    if (arguments.length === 0) throw TypeErrorOf('getByName', 'DurableObjectNamespace', 1, 'string');
    const n = classes.of(this), parts = host.idFromName(n, `${name}`);
    checkRouting(options, 'getByName');
    return makeStub(n, idOf(parts), parts[0], parts[2]);
  }

  jurisdiction(j) {
    if (j != null) jurisdictions();
    return namespaceOf(classes.of(this));
  }

  get [Symbol.toStringTag]() {
    return 'DurableObjectNamespace';
  }
}

native(DurableObjectId, DurableObjectNamespace);
unclonable(DurableObjectNamespace, 'DurableObjectNamespace');

function jurisdictions() {
  throw new Error('Jurisdiction restrictions are not implemented in workerd.');
}

// classOf is the number of a namespace's class.
export const classOf = (ns) => classes.get(ns);

// LoopbackDurableObjectNamespace is the class of the namespaces of the Worker's own classes, which ctx.exports has.
class LoopbackDurableObjectNamespace extends DurableObjectNamespace {
  get [Symbol.toStringTag]() {
    return 'LoopbackDurableObjectNamespace';
  }
}

export function loopbackNamespace(n) {
  const ns = host.callable(LoopbackDurableObjectNamespace.prototype, {
    called() {
      throw new Error('dolab has no facets: a class of ctx.exports cannot be called.');
    },
  });
  classes.set(ns, n);
  return ns;
}

export function namespaceOf(n) {
  const ns = Object.create(DurableObjectNamespace.prototype);
  classes.set(ns, n);
  return ns;
}
