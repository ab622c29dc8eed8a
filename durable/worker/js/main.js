// The prelude: the Worker's own API, and objects in it. It is evaluated before the user's module, and `host` are the
// functions that Go offers.
import './api/index.js';
import { define as defineAPI, revivers } from './api/define.js';
import { hooks } from './api/events.js';
import * as scopes from './scope.js';
import { setTimeout, setInterval, clearTimeout, clearInterval, Scheduler } from './timers.js';
import { revive as stubFrom } from './stub.js';
import { DurableObject, WorkerEntrypoint, RpcTarget, RpcStub, RpcPromise, RpcProperty } from './rpc.js';
import { DurableObjectStorage, DurableObjectTransaction } from './storage.js';
import { SqlStorage } from './sql.js';
import { SyncKvStorage } from './kv.js';
import { WebSocket, WebSocketPair, WebSocketRequestResponsePair } from './socket.js';
import * as objects from './object.js';
import { placeGlobals } from './globals.js';
import { fetchOut } from './fetch.js';
import { TypeErrorOf, unclonable } from './text.js';

// The timers of the API itself are in no context.
hooks.setTimeout = (fn, ms) =>
  setTimeout(() => {
    host.setAsyncContext(undefined);
    fn();
  }, ms);

// process.env has the variables: those that are not texts as JSON.
const isJSON = (v) =>
  v === null || ['number', 'boolean'].includes(typeof v) ||
  (host.proxyParts(v) === undefined && // Not a binding that is looked up or refused when it is used.
    (Array.isArray(v) || (typeof v === 'object' && Object.getPrototypeOf(v) === Object.prototype)));
host.env = () => {
  const texts = {};
  for (const [name, v] of Object.entries(objects.environment())) {
    if (typeof v === 'string') texts[name] = v;
    else if (isJSON(v)) texts[name] = JSON.stringify(v);
  }
  return texts;
};

const random = host.random;
host.random = (n) => {
  scopes.scope(); // The runtime gives no random values in the global scope.
  return random(n);
};

hooks.WebSocket = WebSocket;
hooks.watchRejections = host.watchRejections;

function define(names) {
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

define({
  setTimeout,
  setInterval,
  clearTimeout,
  clearInterval,
  scheduler: new Scheduler(),
  fetch: fetchOut,
});
defineAPI(globalThis, { WebSocket, WebSocketPair, WebSocketRequestResponsePair });
Object.defineProperty(fetchOut, 'name', { value: 'fetch', configurable: true });

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

// held is a value that a function may be run with another for, also behind its awaits: it is a frame of the context that
// node:async_hooks describes.
function held(usual) {
  const storage = {};
  return {
    current() {
      for (let f = host.asyncContext(); f; f = f.next) if (f.storage === storage) return f.value;
      return usual();
    },
    within(value, fn) {
      const before = host.asyncContext();
      host.setAsyncContext({ storage, value, next: before });
      try {
        return fn();
      } finally {
        host.setAsyncContext(before);
      }
    },
  };
}
const env = held(objects.environment), exports = held(objects.loopback);
const checkFunction = (fn, name, n) => {
  if (typeof fn !== 'function') throw TypeErrorOf(name, 'EnvModule', n, 'function');
};

const workers = {
  DurableObject,
  WorkerEntrypoint,
  WorkflowEntrypoint: objects.WorkflowEntrypoint,
  RpcTarget,
  RpcStub,
  RpcPromise,
  RpcProperty,
  env: view(env.current),
  exports: view(exports.current),
  tracing: objects.tracing,
  waitUntil(...args) {
    if (args.length === 0) throw TypeErrorOf('waitUntil', 'EntrypointsModule', 1, 'Promise');
    scopes.scope().ctx.waitUntil(args[0]);
  },
  withEnv(e, fn) {
    checkFunction(fn, 'withEnv', 2);
    return env.within(e, fn);
  },
  withExports(e, fn) {
    checkFunction(fn, 'withExports', 2);
    return exports.within(e, fn);
  },
  withEnvAndExports(newEnv, newExports, fn) {
    checkFunction(fn, 'withEnvAndExports', 3);
    return env.within(newEnv, () => exports.within(newExports, fn));
  },
};

Object.defineProperty(globalThis, Symbol.for('dolab.module'), { value: objects.setModule, configurable: true });
Object.defineProperty(globalThis, Symbol.for('dolab.workers'), { value: workers, configurable: true });

// A stub that travels belongs to the scope that gets it, whose entry has only just begun.
revivers.stub = (parts) => {
  scopes.arriving();
  return stubFrom(parts);
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
  Scheduler,
})) {
  unclonable(C, name);
}

hooks.scope = scopes.scope;
placeGlobals();
