import { DurableObject } from 'cloudflare:workers';

export class Box extends DurableObject<Env> {
  label = 'box';
  #rung = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, text TEXT)');
  }

  async add(text: string): Promise<number> {
    this.ctx.storage.sql.exec('INSERT INTO items (text) VALUES (?)', text);
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM items').one().n;
  }

  async later(ms: number): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + ms);
  }

  rung(): number {
    return this.#rung;
  }

  async alarm(): Promise<void> {
    this.#rung++;
    await this.add('rung');
  }

  fetch(): Response {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  webSocketMessage(ws: WebSocket, message: string): void {
    if (message === 'bad') throw new Error('a bad message');
    ws.send('heard ' + message);
  }

  fail(): never {
    throw new TypeError('wrong');
  }
}

interface Env {
  BOX: DurableObjectNamespace<Box>;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const [, what, name] = url.pathname.split('/');
    if (what === 'broken') return new Response('no', { status: 500 });
    if (what === 'throw') throw new Error('thrown ' + name);
    if (what === 'reject') {
      Promise.reject(new Error('nobody listens'));
      return new Response('ok');
    }
    if (what === 'ws') return env.BOX.getByName(name).fetch(request);
    if (what === 'outside') return fetch('https://other.example/' + name);
    if (request.method === 'POST') return Response.json(await env.BOX.getByName(name).add(await request.text()));
    return Response.json({ name, method: request.method });
  },
};
