// Objects: their base classes, their state, and the events that Go hands to them.
import { isObject } from './api/define.js';
import { EventTarget, abortSignal, clientGone, rejectionEvent } from './api/events.js';
import { Response, cameRequest, responseToHost } from './api/http.js';
import { shows } from './api/platform.js';
import { ReadableStream } from './api/streams.js';
import {
  Scope, scope, scopeOf, own, enter, leave, settle, task, hold, release, finish, forgetKept, hidden, inContext,
} from './scope.js';
import { described, made } from './errors.js';
import { features, setFeatures } from './features.js';
import { TypeErrorOf, native, readonly, unclonable } from './text.js';
import { idOf, loopbackNamespace } from './id.js';
import { storageOf } from './storage.js';
import { bodyIn, bytesOut, drained, streamOut } from './body.js';
import { handOut, socketEvent, stateSockets } from './socket.js';
import { bindingOf, loopbackOf } from './bindings.js';
import { ask, instance, methods } from './lab.js';
import { setFlags } from './globals.js';
import {
  DurableObject, WorkerEntrypoint, reserved, callOn, callGiven, dropped, sending, takeArrived, disposeAll, disposable, setIsState,
} from './rpc.js';

export class WorkflowEntrypoint {
  constructor(ctx, env) {
    this.ctx = ctx;
    this.env = env;
  }
}

const states = hidden(); // ctx → scope

function of(ctx) {
  const s = states.of(ctx);
  own(s, 'DurableObjectState');
  return s;
}

export class DurableObjectState {
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  waitUntil(promise) {
    of(this);
    if (arguments.length === 0) throw TypeErrorOf('waitUntil', 'DurableObjectState', 1, 'Promise');
    Promise.resolve(promise).catch(uncaught);
  }

  async blockConcurrencyWhile(fn) {
    const s = of(this);
    if (typeof fn !== 'function') throw TypeErrorOf('blockConcurrencyWhile', 'DurableObjectState', 1, 'function');
    return task((id) => host.block(id, s.keep(inContext(() => fn.call(globalThis)))));
  }

  abort(reason, options) {
    of(this);
    const text = reason === undefined ? undefined : `${reason}`;
    host.abort(text, options?.retryAlarm === false);
  }

  get [Symbol.toStringTag]() {
    return 'DurableObjectState';
  }
}

for (const [name, fn] of Object.entries(stateSockets)) {
  Object.defineProperty(DurableObjectState.prototype, name, {
    value: {
      [name](...args) {
        return fn(of(this), ...args);
      },
    }[name],
    writable: true,
    configurable: true,
  });
}

native(DurableObjectState);
setIsState((v) => v instanceof DurableObjectState && host.proxyParts(v) === undefined);

export class ExecutionContext {
  constructor(props) {
    this.tracing = tracing;
    this.access = undefined;
    this.cache = undefined;
    this.props = props ?? {};
    if (features.ctxExports) this.exports = loopback();
  }

  waitUntil(promise) {
    if (arguments.length === 0) throw TypeErrorOf('waitUntil', 'ExecutionContext', 1, 'Promise');
    const s = scope();
    hold(s);
    Promise.resolve(promise).then(
      () => release(s),
      (e) => {
        uncaught(e);
        release(s);
      },
    );
  }

  passThroughOnException() {}

  abort() {}
}

function uncaught(e) {
  host.uncaught(e);
}

// The user's module: its exports by name.
let exportsOf = {};
export const setModule = (m) => (exportsOf = m);
const env = {};
export const environment = () => env;

// loopbacks are what ctx.exports has: namespaces of the Worker's own classes, and stubs of its entrypoints.
let loopbacks = null;
let classNames = [];

export function loopback() {
  if (loopbacks === null) {
    const handlers = {}, entrypoints = {}, classes = {}; // In this order, as in the runtime.
    for (const name of Object.keys(exportsOf).sort()) {
      const at = classNames.indexOf(name), e = exportsOf[name];
      if (at >= 0) classes[name] = loopbackNamespace(at);
      else if (isClass(e)) entrypoints[name] = loopbackOf(name);
      else if (typeof e === 'object' && e !== null) handlers[name] = loopbackOf(name);
    }
    loopbacks = { ...handlers, ...entrypoints, ...classes };
  }
  return loopbacks;
}

const { dispatchEvent } = EventTarget.prototype;
const tellScope = (e) => dispatchEvent.call(globalThis, e);

function failed(event, e) {
  host.uncaught(e, true);
  host.threw(event, e, e?.remote === true);
  host.fail(event, ...described(e));
}

const isThenable = (v) => isObject(v) && typeof v.then === 'function';

// run calls job.begin() for an event, and gives Go its end by job.end(value), which may return a promise. job.over() is
// called behind it.
function run(event, job) {
  let v, later = false;
  try {
    v = job.begin();
    later = isThenable(v);
    if (!later) {
      v = job.end(v, true);
      if (v === undefined) {
        job.over();
        return;
      }
    }
  } catch (e) {
    failed(event, e);
    job.over();
    return;
  }
  wait(event, job, v, later);
}

// wait is the part of run behind a promise: of begin's value, or of end's.
async function wait(event, job, v, begun) {
  try {
    v = await v;
    if (begun) {
      v = job.end(v);
      if (v !== undefined) await v;
    }
  } catch (e) {
    failed(event, e);
  }
  job.over();
}

// handle runs begin for an event.
const handle = (event, begin, end, over = () => {}) => run(event, { begin, end, over });

// A Call is a call of a method of an object.
class Call {
  constructor(s, event, method, args) {
    this.s = s;
    this.event = event;
    this.method = method;
    this.args = args;
    this.params = came;
  }

  begin() {
    return invoke(this.s.object, this.s.rpc, this.method, this.args);
  }

  end(v) {
    reply(this.s, this.event, v);
  }

  over() {
    disposeAll(this.params);
  }
}

// A TargetCall is a call of what a scope has handed out.
class TargetCall extends Call {
  constructor(s, event, id, method, args) {
    super(s, event, method, args);
    this.id = id;
    hold(s);
  }

  begin() {
    return callGiven(this.s, this.id, this.method, this.args);
  }

  over() {
    super.over();
    release(this.s);
  }
}

const isClass = (c) => typeof c === 'function' && c.prototype !== undefined;

const handlers = ['fetch', 'alarm', 'webSocketMessage', 'webSocketClose', 'webSocketError'];

// invoke calls a method of an object or entrypoint, or reads a property.
function invoke(object, rpc, method, args) {
  if (!rpc) {
    throw new TypeError(
      'The receiving Durable Object does not support RPC, because its class was not declared with `extends ' +
        'DurableObject`. In order to enable RPC, make sure your class extends the special class `DurableObject`, ' +
        'which can be imported from the module "cloudflare:workers".',
    );
  }
  return callOn(object, method, args, true);
}

// reply gives Go the result of a call.
function reply(s, event, v) {
  if (!isObject(v)) { // It hands nothing out.
    host.reply(event, v);
    return;
  }
  s.replying = true;
  try {
    sending(host.reply, event, v);
  } finally {
    s.replying = false;
  }
}

// tracing is what code has of spans: enterSpan records none and calls fn.
class Tracing {
  enterSpan(name, fn, ...args) {
    return fn({ isTraced: false, setAttribute() {}, end() {} }, ...args);
  }
}
export const tracing = new Tracing();

// came are the stubs that the running entry has brought. The called side disposes of them when the call has ended.
let came = [];

// requestOf makes the Request that Go describes.
function requestOf(method, url, headers, bytes, stream, cf) {
  return cameRequest(method, url, headers, bodyIn(bytes, stream, 'request'), cf);
}

// checked returns the parts of a Response that a handler returned for a request, atOnce or by a promise. It throws for
// any other value, and for Response.error().
function checked(r, q, atOnce) {
  if (!(r instanceof Response)) {
    if (atOnce) throw new TypeError("Callback returned incorrect type; expected 'Promise'");
    throw new TypeError("Incorrect type for Promise: the Promise did not resolve to 'Response'.");
  }
  if (r.type === 'error') {
    throw new TypeError('Return value from serve handler must not be an error response (like Response.error())');
  }
  if (r.webSocket && q.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    throw new TypeError(
      'Worker tried to return a WebSocket in a response to a request which did not contain the header "Upgrade: websocket".',
    );
  }
  const h = responseToHost(r);
  if (q.method === 'HEAD') { // The body of its answer is not sent.
    if (h.body instanceof ReadableStream) h.body.cancel().catch(() => {});
    h.body = null;
  }
  return h;
}

// respond gives Go the response of an event, of the parts that checked has returned.
function respond(event, h, bytes, stream) {
  host.respond(event, h.status, h.statusText, h.headers, bytes, stream, h.webSocket ? handOut(h.webSocket) : 0);
}

// A Fetch is a request that an object answers.
class Fetch {
  constructor(s, event, q) {
    this.s = s;
    this.event = event;
    this.q = q;
  }

  begin() {
    return this.s.object.fetch(this.q);
  }

  end(r, atOnce) {
    const h = checked(r, this.q, atOnce);
    this.streams = bytesOut(h.body) === null && h.body !== null;
    respond(this.event, h, bytesOut(h.body), streamOut(h.body));
  }

  over() {
    if (!this.streams) this.s.signalled?.delete(this.event);
  }
}

// A WorkerEvent is one of the Worker itself. The body of its response is read to the end before Go has it, unless the
// handler is "stream": fetch, whose body Go reads as it comes.
class WorkerEvent {
  constructor(s, event, entrypoint, handler, parts) {
    this.s = s;
    this.event = event;
    this.entrypoint = entrypoint;
    this.streams = handler === 'stream';
    this.handler = this.streams ? 'fetch' : handler;
    this.parts = parts;
    this.params = handler === 'call' ? came : none;
  }

  begin() {
    let { parts } = this;
    if (this.handler === 'fetch') parts = [(this.q = requestOf(...parts))];
    return entry(this.s, this.entrypoint, this.handler, parts);
  }

  end(v, atOnce) {
    if (this.handler === 'fetch') return this.answer(checked(v, this.q, atOnce));
    if (this.handler === 'call') reply(this.s, this.event, v);
    else host.ended(this.event);
  }

  // answer returns a promise of the end of a body that comes over time.
  answer(h) {
    const bytes = bytesOut(h.body);
    if (bytes !== null || h.body === null) respond(this.event, h, bytes, 0);
    else if (this.streams) {
      let pumped;
      respond(this.event, h, null, streamOut(h.body, (done) => (pumped = done)));
      return pumped;
    } else return drained(h.body).then((all) => respond(this.event, h, all, 0));
  }

  over() {
    disposeAll(this.params);
    this.s.answered = true;
    finish(this.s);
  }
}

const none = Object.freeze([]);

// AlarmInvocationInfo is what an alarm handler is told.
class AlarmInvocationInfo {
  constructor() {
    throw new TypeError('Illegal constructor');
  }

  get [Symbol.toStringTag]() {
    return 'AlarmInvocationInfo';
  }
}

unclonable(AlarmInvocationInfo, 'AlarmInvocationInfo');
shows(AlarmInvocationInfo, 'scheduledTime retryCount isRetry');

const told = hidden(); // AlarmInvocationInfo → its values
const infoProperties = {};
for (const name of ['scheduledTime', 'retryCount', 'isRetry']) {
  infoProperties[name] = readonly(name, function () { return told.get(this)[name]; }, '#<AlarmInvocationInfo>');
}

function alarmInfo(scheduledTime, retryCount) {
  const info = Object.create(AlarmInvocationInfo.prototype, infoProperties);
  told.set(info, { scheduledTime, retryCount, isRetry: retryCount > 0 });
  return info;
}

// stateOf makes the state of an object for a scope.
function stateOf(s, id, sqlEnabled) {
  const ctx = Object.create(DurableObjectState.prototype);
  states.set(ctx, s);
  s.ctx = ctx;
  Object.defineProperties(ctx, {
    facets: { value: {}, enumerable: true },
    container: { value: undefined, enumerable: true },
    storage: { value: storageOf(s, sqlEnabled), enumerable: true },
    id: { value: idOf(id), enumerable: true },
    props: { value: {}, enumerable: true, writable: true },
  });
  if (features.ctxExports) Object.defineProperty(ctx, 'exports', { value: loopback(), enumerable: true });
  return ctx;
}

const ops = {
  // load tells of the Worker: the names of its classes, the compatibility flags in JSON, and its bindings, [name, kind,
  // value] each.
  load(s, classes, flags, ...bindings) {
    classNames = classes;
    setFeatures(setFlags(flags));
    for (const [name, kind, value] of bindings) env[name] = bindingOf(name, kind, value);
  },

  // loaded takes the exports of a module that no bundler has made: a bundle hands them over itself. What ctx.exports
  // has is made here, for all worlds, since a module may have thousands of exports.
  loaded() {
    if (host.module !== undefined && Object.keys(exportsOf).length === 0) exportsOf = host.module;
    loopbacks = null;
    loopback();
  },

  // fakes lets the exports of a module replace bindings.
  fakes() {
    ops.loaded();
    Object.assign(env, exportsOf);
    delete env.default;
    exportsOf = {};
  },

  construct(s, n, event, className, id, sqlEnabled) {
    s = new Scope(n, 'Durable Object');
    enter(n);
    handle(
      event,
      () => {
        const C = exportsOf[className];
        if (!isClass(C)) throw new Error('broken.ignored; no such actor class');
        s.object = new C(stateOf(s, id, sqlEnabled), env);
        s.rpc = C === DurableObject || C.prototype instanceof DurableObject;
        return handlers.reduce((bits, h, k) => bits | (typeof s.object[h] === 'function' ? 1 << k : 0), 0);
      },
      (bits) => host.constructed(event, bits),
    );
  },

  gone(s, n) {
    leave(n);
  },

  settle(s, id, value) {
    disposable(value, came);
    settle(s, id, false, value);
  },

  reject(s, id, ...parts) {
    settle(s, id, true, made(...parts));
  },

  call(s, event, method, args) {
    run(event, new Call(s, event, method, args));
  },

  // target calls what the scope has handed out.
  target(s, event, id, method, args) {
    run(event, new TargetCall(s, event, id, method, args));
  },

  dropped(s, event, id) {
    dropped(s, id);
    host.ended(event);
  },

  fetch(s, event, method, url, headers, bytes, stream, cf, signalled) {
    const q = requestOf(method, url, headers, bytes, stream, cf);
    if (signalled) (s.signalled ??= new Map()).set(event, q);
    run(event, new Fetch(s, event, q));
  },

  // hungUp lets the signal of a request tell that its caller has gone.
  hungUp(s, event, of) {
    const q = s.signalled.get(of);
    s.signalled.delete(of);
    if (q) abortSignal(q.signal, clientGone());
    host.ended(event);
  },

  alarm(s, event, retryCount, scheduledTime) {
    handle(event, () => s.object.alarm(alarmInfo(scheduledTime, retryCount)), () => host.ended(event));
  },

  socket(s, event, handler, n, ...parts) {
    socketEvent(s, event, handler, n, parts, handle);
  },

  // rejections tells the listeners of the global scope of promises that were rejected without a handler, and of those
  // that have got one since.
  rejections() {
    const [promises, reasons, late] = host.takeRejections();
    promises.forEach((promise, n) => tellScope(rejectionEvent('unhandledrejection', { promise, reason: reasons[n], cancelable: true })));
    for (const promise of late) tellScope(rejectionEvent('rejectionhandled', { promise }));
  },

  // function calls what was kept: a timer, or the callback of a block.
  function(s, id, ...args) {
    try {
      s.functions.get(id)?.(...args);
    } catch (e) {
      uncaught(e);
    }
  },

  // callback calls a kept function once, and gives Go the end of what it returns.
  callback(s, event, id, ...args) {
    const fn = s.functions.get(id);
    s.functions.delete(id);
    handle(event, () => fn(...args), (v) => host.called(event, s.keep(() => v)));
  },

  // value settles a task with what a callback returned.
  value(s, id, kept) {
    const fn = s.functions.get(kept);
    s.functions.delete(kept);
    settle(s, id, false, fn());
  },

  // worker begins an event of the Worker itself.
  worker(s, n, event, entrypoint, props, handler, ...parts) {
    s ??= new Scope(n, 'request'); // Its arguments may have begun it.
    enter(n);
    s.ctx = new ExecutionContext(props);
    run(event, new WorkerEvent(s, event, entrypoint, handler, parts));
  },

  // cancel ends an event of the Worker whose client has gone, but for what waitUntil keeps.
  cancel(s) {
    s.answered = true;
    finish(s);
  },

  // ask answers a question of the laboratory: the registry of a module of tests, or the methods of the module's classes.
  ask(s, n, what, text) {
    if (what === 'methods') host.labAnswer(JSON.stringify(methods(exportsOf, DurableObject, reserved)));
    else ask(n, what, text);
  },

  // visit runs a test's function, which scope `origin` keeps, on the state of an object.
  visit(s, n, event, origin, fn, id, sqlEnabled) {
    const from = scopeOf(origin);
    const f = from.functions.get(fn);
    from.functions.delete(fn);
    s = new Scope(n, 'Durable Object');
    enter(n);
    handle(event, () => f(instance(n), stateOf(s, id, sqlEnabled)), (v) => host.called(event, from.keep(() => v)));
  },

  // peek tells of a property of the object.
  peek(s, name) {
    const v = s.object[name];
    if (typeof v === 'function') host.labPeeked('function');
    else if (host.cloneable(v)) host.labPeeked(typeof v, v);
    else host.labPeeked('object', `${v}`);
  },

  // invoke calls a method of the object, private or not in the TypeScript sense.
  invoke(s, event, name, args) {
    handle(event, () => s.object[name](...args), (v) => host.reply(event, v));
  },
};

// labEntry calls what a module of tests has registered, or lets it answer as the network.
function labEntry(handler, parts) {
  const { registry } = globalThis[Symbol.for('dolab.lab')];
  if (handler === 'fetch') return registry.network(parts[0]);
  return registry[parts[0]](...parts[1]);
}

// entry calls a handler of an entrypoint: of the default export an object or a class.
function entry(s, name, handler, parts) {
  if (name === 'dolab:lab') return labEntry(handler, parts);
  let e = exportsOf[name];
  if (isClass(e)) e = new e(s.ctx, env);
  else if (e === undefined || e === null) throw new Error(`The Worker has no export named "${name}".`);
  s.object = e;
  if (handler === 'call') return invoke(e, e instanceof WorkerEntrypoint, ...parts);
  if (typeof e[handler] !== 'function') throw new Error(`Handler does not export a ${handler}() function.`);
  if (handler === 'fetch') return e.fetch(parts[0], env, s.ctx);
  if (handler === 'scheduled') {
    return e.scheduled({ scheduledTime: parts[0], cron: parts[1], noRetry() {} }, env, s.ctx);
  }
  return e[handler](...parts, env, s.ctx);
}

host.enter = (op, ...args) => {
  forgetKept();
  came = takeArrived();
  args[0] = enter(args[0]);
  ops[op].apply(ops, args);
};
