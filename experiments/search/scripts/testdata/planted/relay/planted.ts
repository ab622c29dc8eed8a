import { DurableObject } from 'cloudflare:workers';

interface Env {
  Lobby: DurableObjectNamespace<Lobby>;
  Scores: DurableObjectNamespace<Scores>;
}

export class Scores extends DurableObject<Env> {
  async add(player: string, points: number): Promise<number> {
    const kv = this.ctx.storage.kv;
    const total = ((kv.get(player) as number | undefined) ?? 0) + points;
    kv.put(player, total);
    return total;
  }
}

// Lobby takes the scores of the players, whose sockets stay open.
export class Lobby extends DurableObject<Env> {
  private scores!: DurableObjectStub<Scores>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      const name = (await ctx.storage.get<string>('scores')) ?? 'all';
      this.scores = env.Scores.getByName(name); // planted: it is made once for all
    });
  }

  async fetch(): Promise<Response> {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1], ['player']);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const { player, points } = JSON.parse(message as string);
    try {
      ws.send(JSON.stringify({ total: await this.scores.add(player, points) }));
    } catch (e) {
      ws.send(JSON.stringify({ error: (e as Error).message }));
    }
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> | Response {
    const { pathname } = new URL(request.url);
    if (pathname === '/play') return env.Lobby.getByName('lobby').fetch(request);
    return new Response('not found', { status: 404 });
  },
};
