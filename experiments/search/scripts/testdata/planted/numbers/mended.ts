import { DurableObject } from 'cloudflare:workers';

interface Env {
  ROOMS: DurableObjectNamespace<Room>;
}

type Message = { seq: number; from: string; text: string };

export class Room extends DurableObject<Env> {
  #seq = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.ctx.blockConcurrencyWhile(async () => {
      ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, author TEXT NOT NULL, text TEXT NOT NULL)`);
      this.#seq = (await ctx.storage.get<number>('seq')) ?? 0;
    });
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/history')) return Response.json(this.history());
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
      return new Response('expected websocket', { status: 426 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment({ name: url.searchParams.get('name') ?? 'anon' });
    return new Response(null, { status: 101, webSocket: client });
  }

  history(): Message[] {
    return this.ctx.storage.sql.exec<Message>('SELECT seq, author AS "from", text FROM log ORDER BY seq').toArray();
  }

  async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    if (typeof data !== 'string') return;
    const { name } = ws.deserializeAttachment() as { name: string };
    const message: Message = { seq: ++this.#seq, from: name, text: data };
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO log VALUES (?, ?, ?)', message.seq, message.from, message.text);
    await this.ctx.storage.put('seq', this.#seq);
    for (const peer of this.ctx.getWebSockets()) {
      try {
        peer.send(JSON.stringify(message));
      } catch {
        // It is closing.
      }
    }
  }

  async webSocketClose(ws: WebSocket, code: number) {
    ws.close(code === 1005 || code === 1006 ? 1000 : code, 'bye');
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const match = new URL(request.url).pathname.match(/^\/rooms\/([a-z]+)(\/history)?$/);
    if (!match) return new Response('not found', { status: 404 });
    return env.ROOMS.get(env.ROOMS.idFromName(match[1])).fetch(request);
  },
};
