// WebSockets: the two ends of a pair, sockets that a fetch has opened, and the object's accepted ones.
import { Event, EventTarget, MessageEvent, CloseEvent, ErrorEvent, DOMException } from './api/events.js';
import { Blob } from './api/blob.js';
import { needsNew, utf8Text } from './api/define.js';
import { listed } from './api/headers.js';
import { URL } from './api/url.js';
import { scope, own, task, hold, release, hidden, WeakRefOfEngine, derefOfEngine } from './scope.js';
import { made } from './errors.js';
import { features } from './features.js';
import { dictionary, native, TypeErrorOf, asInt32, asNumber } from './text.js';

const ends = hidden(); // WebSocket → {s, n, kind, state}
const make = Symbol('make');

// What an end has become: fresh, accepted by accept(), hibernatable, or handed out in a Response.
export class WebSocket extends EventTarget {
  constructor(url, protocols) {
    super();
    if (url !== make) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to construct 'WebSocket': constructor parameter 1 is not of type 'string'.");
      }
      const end = { s: scope(), n: 0, kind: 'dialed', state: 'connecting' };
      ends.set(this, end);
      dial(this, end, url, protocols);
    }
  }

  accept(options) {
    const end = endOf(this);
    dictionary(options, 'accept', 'WebSocket', 1, 'AcceptOptions');
    if (end.state === 'hibernatable') throw new TypeError("Can't accept() WebSocket after enabling hibernation.");
    if (end.state === 'out') throw new TypeError("Can't accept() WebSocket that was already used in a response.");
    if (end.kind === 'dialed') {
      throw new TypeError("Websockets obtained from the 'new WebSocket()' constructor cannot call accept");
    }
    if (end.state === 'accepted') return;
    own(end.s, 'WebSocket');
    accept(this, end, options?.allowHalfOpen === undefined ? !features.autoReply : Boolean(options.allowHalfOpen));
  }

  send(data) {
    const end = endOf(this);
    if (arguments.length === 0) throw TypeErrorOf('send', 'WebSocket', 1, 'ArrayBuffer or ArrayBufferView or string');
    const bytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    if (!bytes) data = `${data}`;
    if (end.closed) throw new TypeError("Can't call WebSocket send() after close().");
    if (end.state !== 'accepted' && end.state !== 'hibernatable') {
      throw new TypeError(
        'You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.',
      );
    }
    host.socketSend(end.n, bytes ? data : utf8Text(data));
  }

  close(code, reason) {
    const end = endOf(this);
    if (code !== undefined) code = asInt32(code);
    reason = reason === undefined ? undefined : `${reason}`;
    if (code === undefined) {
      if (reason !== undefined) {
        throw new DOMException('If you specify a WebSocket close reason, you must also specify a code.', 'InvalidAccessError');
      }
      code = 0;
    } else if (!(code >= 1000 && code < 5000) || code === 1004 || code === 1005 || code === 1006 || code === 1015) {
      throw new DOMException(`Invalid WebSocket close code: ${code}.`, 'InvalidAccessError');
    }
    if (reason !== undefined && new TextEncoder().encode(reason).length > 123) {
      throw new DOMException('WebSocket close reason must not be longer than 123 bytes when UTF-8 encoded.', 'SyntaxError');
    }
    if (end.n !== 0) host.socketClose(end.n, code, reason ?? '');
    end.closed = true;
  }

  serializeAttachment(value) {
    if (arguments.length === 0) throw TypeErrorOf('serializeAttachment', 'WebSocket', 1, 'JsValue');
    host.socketAttach(endOf(this).n, value);
  }

  deserializeAttachment() {
    return host.socketAttachment(endOf(this).n);
  }

  get readyState() {
    const end = endOf(this);
    if (end.state === 'connecting') return end.closed ? 1 : 0;
    return end.n === 0 ? 3 : host.socketState(end.n);
  }

  get url() {
    return endOf(this).url ?? null;
  }

  get protocol() {
    return endOf(this).protocol ?? '';
  }

  get extensions() {
    return endOf(this).extensions ?? '';
  }

  get binaryType() {
    return endOf(this).binaryType ?? binaryType();
  }

  set binaryType(v) {
    if (v === 'blob' || v === 'arraybuffer') endOf(this).binaryType = v;
  }
}

['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach((name, n) => {
  for (const o of [WebSocket, WebSocket.prototype]) {
    Object.defineProperty(o, name, { value: n, enumerable: true, configurable: true });
    Object.defineProperty(o, 'READY_STATE_' + name, { value: n, enumerable: true, configurable: true });
  }
});

function endOf(ws) {
  const end = ends.of(ws);
  if (!shared) own(end.s, 'WebSocket');
  return end;
}

// A client in a module of tests keeps its socket from one deed to the next.
let shared = false;

export function shareSockets() {
  shared = true;
}

// socketOf returns the socket that Go knows by a number.
export function socketOf(n, kind) {
  const s = scope();
  let ws = known(s, n);
  if (ws === undefined) {
    if (s.sockets.size >= (s.many ??= 64)) forget(s);
    ws = new WebSocket(make);
    ends.set(ws, { s, n, kind, state: kind === 'object' ? 'hibernatable' : 'fresh', closed: false });
    keep(s, n, ws, kind === 'object');
  }
  return ws;
}

// A scope keeps the sockets whose events may come. It knows the others for as long as the script has them.
function keep(s, n, ws, strong) {
  s.sockets.set(n, strong ? ws : new WeakRefOfEngine(ws));
}

function known(s, n) {
  const at = s.sockets.get(n);
  return at instanceof WeakRefOfEngine ? derefOfEngine.call(at) : at;
}

// forget lets go of an object's sockets that have closed, of which it hears nothing where it has no handler for it, and
// of those that the script has no more. A FinalizationRegistry would tell of these by itself, but with one the engine's
// collector takes several rounds to find a scope, which come later and later.
function forget(s) {
  for (const [n, at] of s.sockets) {
    const ws = known(s, n);
    if (ws === undefined) {
      s.sockets.delete(n);
      host.socketGone(n);
    } else if (at === ws && ends.get(ws).state === 'hibernatable' && ws.readyState === WebSocket.CLOSED) keep(s, n, ws, false);
  }
  s.many = Math.max(64, 2 * s.sockets.size);
}

export const WebSocketPair = function () {
  if (new.target === undefined) throw needsNew('WebSocketPair');
  const [client, server] = host.socketPair();
  const pair = Object.create(WebSocketPair.prototype);
  pair[0] = socketOf(client, 'client');
  pair[1] = socketOf(server, 'server');
  return pair;
};

WebSocketPair.prototype[Symbol.iterator] = function* () {
  yield this[0];
  yield this[1];
};

// handOut gives the number of the end that a Response carries.
export function handOut(ws) {
  const end = endOf(ws);
  if (end.state === 'accepted') throw new TypeError("Can't return WebSocket in a Response after calling accept().");
  if (end.state === 'hibernatable') {
    throw new TypeError("Can't return WebSocket in a Response after calling acceptWebSocket().");
  }
  if (end.state === 'out') throw new TypeError("Can't return WebSocket that was already used in a response.");
  end.state = 'out';
  return end.n;
}

// accept makes an end one whose listeners hear what comes. An event of the Worker does not end before it is closed.
function accept(ws, end, halfOpen = false) {
  host.socketAccept(end.n, halfOpen);
  end.state = 'accepted';
  end.half = halfOpen;
  keep(end.s, end.n, ws, true);
  hold(end.s);
}

const errorEvent = (error) => new ErrorEvent('error', { error, message: `Uncaught ${error}` });

const refusal = (text) => new DOMException('WebSocket Constructor: ' + text, 'SyntaxError');
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

// dial opens a socket to outside the world, which answers as it answers a fetch.
function dial(ws, end, url, protocols) {
  let u;
  try {
    u = new URL(url);
  } catch {
    throw refusal('The url is invalid.');
  }
  if (u.protocol !== 'ws:' && u.protocol !== 'wss:') throw refusal('The url scheme must be ws or wss.');
  if (u.hash !== '') throw refusal('The url fragment must be empty.');
  const list = protocols === undefined ? [] : Array.isArray(protocols) ? protocols.map(String) : [`${protocols}`];
  if (!list.every((p) => token.test(p))) throw refusal('The protocol header token is invalid.');
  if (new Set(list).size < list.length) throw refusal('The protocols header cannot have repeating values.');
  end.url = u.href;
  const headers = ['upgrade', 'websocket'];
  if (list.length > 0) headers.push('sec-websocket-protocol', list.join(', '));
  const target = u.href.replace(/^ws/, 'http');
  task((id) => host.fetchOut(id, 'GET', target, headers, null, 0, undefined)).then(
    ([, , answered, , , socket]) => (socket ? opened(ws, end, answered, socket) : refused(ws, end, new Error('The server answered without a WebSocket.'))),
    (e) => refused(ws, end, e),
  );
}

function opened(ws, end, answered, socket) {
  end.protocol = listed(answered, 'sec-websocket-protocol');
  end.n = socket;
  accept(ws, end);
  if (end.closed) {
    host.socketClose(socket, 1000, '');
    return;
  }
  ws.dispatchEvent(new Event('open'));
}

function refused(ws, end, error) {
  end.state = 'closed';
  ws.dispatchEvent(errorEvent(error));
  ws.dispatchEvent(new CloseEvent('close', { code: 1006, reason: 'Failed to establish websocket connection', wasClean: false }));
}

// What DurableObjectState offers of sockets.
export const stateSockets = {
  acceptWebSocket(s, ws, tags) {
    const end = ends.get(ws);
    if (end === undefined) throw TypeErrorOf('acceptWebSocket', 'DurableObjectState', 1, 'WebSocket');
    own(end.s, 'WebSocket');
    if (tags !== undefined && !Array.isArray(tags)) throw TypeErrorOf('acceptWebSocket', 'DurableObjectState', 2, 'Array');
    if (end.state === 'accepted' || end.state === 'hibernatable') {
      throw new Error('Cannot call `acceptWebSocket()` if the WebSocket was already accepted via `accept()`');
    }
    host.socketHibernate(end.n, ...(tags === undefined ? [] : [...tags].map((t) => `${t}`)));
    end.state = 'hibernatable';
    keep(s, end.n, ws, true);
  },

  getWebSockets(s, tag) {
    const list = tag === undefined ? host.sockets() : host.sockets(`${tag}`);
    return list.map((n) => socketOf(n, 'object'));
  },

  getTags(s, ws) {
    const end = ends.get(ws);
    if (end === undefined) throw TypeErrorOf('getTags', 'DurableObjectState', 1, 'WebSocket');
    if (end.state === 'accepted') throw new Error('only hibernatable websockets can have tags.');
    return host.socketTags(end.n).map(utf8Text);
  },

  setWebSocketAutoResponse(s, pair) {
    if (pair === undefined) host.autoResponse();
    else if (pair instanceof WebSocketRequestResponsePair) host.autoResponse(pair.request, pair.response);
    else throw TypeErrorOf('setWebSocketAutoResponse', 'DurableObjectState', 1, 'WebSocketRequestResponsePair');
  },

  getWebSocketAutoResponse() {
    const r = host.getAutoResponse();
    return r === null ? null : new WebSocketRequestResponsePair(r[0], r[1]);
  },

  getWebSocketAutoResponseTimestamp(s, ws) {
    const end = ends.get(ws);
    if (end === undefined) throw TypeErrorOf('getWebSocketAutoResponseTimestamp', 'DurableObjectState', 1, 'WebSocket');
    const ms = host.autoResponseTime(end.n);
    return ms === null ? null : new Date(ms);
  },

  setHibernatableWebSocketEventTimeout(s, ms) {
    ms = ms === undefined || ms === null ? 0 : asNumber(ms);
    if (!Number.isFinite(ms)) throw new TypeError('The value cannot be converted because it is not an integer.');
    host.eventTimeout(ms);
  },

  getHibernatableWebSocketEventTimeout() {
    return host.getEventTimeout();
  },
};

export class WebSocketRequestResponsePair {
  #request;
  #response;

  constructor(request, response) {
    if (arguments.length < 1) throw constructing(1);
    if (arguments.length < 2) throw constructing(2);
    this.#request = `${request}`;
    this.#response = `${response}`;
  }

  get request() {
    return utf8Text(this.#request);
  }

  set request(_) {
    throw readOnly('request');
  }

  get response() {
    return utf8Text(this.#response);
  }

  set response(_) {
    throw readOnly('response');
  }
}

native(WebSocketRequestResponsePair);

const readOnly = (name) =>
  new TypeError(`Cannot assign to read only property '${name}' of object '#<WebSocketRequestResponsePair>'`);

const constructing = (n) =>
  new TypeError(`Failed to construct 'WebSocketRequestResponsePair': constructor parameter ${n} is not of type 'string'.`);

// socketEvent hands an event of a socket to the object's handler, or to the listeners of a socket that was accept()ed.
export function socketEvent(s, event, handler, n, parts, handle) {
  const listening = known(s, n);
  if (listening === undefined || ends.get(listening).state !== 'accepted') {
    const ws = socketOf(n, 'object');
    if (handler !== 'webSocketMessage') keep(s, n, ws, false);
    if (handler === 'webSocketError') parts = [made(...parts)];
    handle(event, () => s.object[handler](ws, ...parts), () => host.ended(event));
    return;
  }
  const end = ends.get(listening);
  const over = handler === 'webSocketClose' && !end.over;
  if (over) {
    end.over = true;
    if (parts[2] && !end.half) end.closed = true; // The runtime has answered.
    keep(s, n, listening, false);
  }
  handle(
    event,
    () => tell(listening, end, eventOf(end, handler, parts)),
    () => host.ended(event),
    () => over && release(s),
  );
}

// tell lets the listeners hear an event. One that throws ends what they hear, and at a message the connection: they are
// told of the error.
function tell(ws, end, e) {
  if (end.deaf) return;
  try {
    ws.dispatchEvent(e);
  } catch (error) {
    end.deaf = true;
    if (e.type === 'message') host.socketDrop(end.n);
    ws.dispatchEvent(errorEvent(error));
    host.uncaught(error);
  }
}

const binaryType = () => (features.blobs ? 'blob' : 'arraybuffer');

function eventOf(end, handler, parts) {
  if (handler === 'webSocketMessage') {
    let data = parts[0];
    if (typeof data !== 'string' && (end.binaryType ?? binaryType()) === 'blob') data = new Blob([data]);
    return new MessageEvent('message', { data });
  }
  if (handler === 'webSocketError') return errorEvent(made(...parts));
  const [code, reason, wasClean] = parts;
  return new CloseEvent('close', { code, reason, wasClean });
}
