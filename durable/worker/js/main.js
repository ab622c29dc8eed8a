// The prelude: the Worker's own API, and objects in it. It is evaluated before the user's module, and `host` are the
// functions that Go offers.
import './api/index.js';
import { revivers } from './api/define.js';
import { hooks } from './api/events.js';
import * as scopes from './scope.js';
import { setTimeout, setInterval, clearTimeout, Scheduler } from './timers.js';
import { DurableObject as Stub } from './stub.js';
import { idOf, namespaceOf } from './id.js';
import { DurableObjectStorage, DurableObjectTransaction } from './storage.js';
import { SqlStorage } from './sql.js';
import { SyncKvStorage } from './kv.js';
import { WebSocket, WebSocketPair, WebSocketRequestResponsePair } from './socket.js';
import * as objects from './object.js';
import { fetchOut } from './fetch.js';
import { unclonable } from './text.js';

hooks.setTimeout = setTimeout;

// process.env has the variables that are texts.
host.env = () => {
  const all = Object.entries(objects.environment());
  return Object.fromEntries(all.filter(([, v]) => typeof v === 'string'));
};

const random = host.random;
host.random = (n) => {
  scopes.scope(); // The runtime gives no random values in the global scope.
  return random(n);
};

hooks.WebSocket = WebSocket;

function define(names) {
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

define({
  setTimeout,
  setInterval,
  clearTimeout,
  clearInterval: clearTimeout,
  setImmediate: (fn, ...args) => setTimeout(fn, 0, ...args),
  clearImmediate: clearTimeout,
  scheduler: new Scheduler(),
  fetch: fetchOut,
  WebSocket,
  WebSocketPair,
  WebSocketRequestResponsePair,
  DurableObjectState: objects.DurableObjectState,
  ExecutionContext: objects.ExecutionContext,
});

// view is an object that shows what current returns at each use.
const view = (current) =>
  new Proxy(
    {},
    {
      get: (_, key) => current()[key],
      has: (_, key) => key in current(),
      ownKeys: () => Reflect.ownKeys(current()),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(current(), key),
    },
  );

const workers = {
  DurableObject: objects.DurableObject,
  WorkerEntrypoint: objects.WorkerEntrypoint,
  WorkflowEntrypoint: objects.WorkflowEntrypoint,
  RpcTarget: objects.RpcTarget,
  RpcStub: Stub,
  env: view(objects.environment),
  exports: view(objects.loopback),
  // enterSpan records no span and calls fn.
  tracing: {
    enterSpan: (name, fn, ...args) => fn({ isTraced: false, setAttribute() {}, end() {} }, ...args),
  },
  waitUntil: (p) => scopes.scope().ctx.waitUntil(p),
  withEnv(e, fn) {
    const before = objects.environment();
    objects.setEnv(e);
    try {
      return fn();
    } finally {
      objects.setEnv(before);
    }
  },
};

Object.defineProperty(globalThis, Symbol.for('dolab.module'), { value: objects.setModule, configurable: true });
Object.defineProperty(globalThis, Symbol.for('dolab.workers'), { value: workers, configurable: true });

// A stub that travels belongs to the scope that gets it, whose entry has only just begun.
revivers.stub = ([n, key]) => {
  scopes.enter(host.scopeNumber());
  return namespaceOf(n).get(idOf(host.idOf(key)));
};

for (const [name, C] of Object.entries({
  DurableObjectState: objects.DurableObjectState,
  ExecutionContext: objects.ExecutionContext,
  DurableObjectStorage,
  DurableObjectTransaction,
  SqlStorage,
  SyncKvStorage,
  WebSocket,
  WebSocketPair,
})) {
  unclonable(C, name);
}

hooks.scope = scopes.scope;
