import { DurableObject } from 'cloudflare:workers';

// Game sends a tick each second to those who play.
export class Game extends DurableObject {
  async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('want a WebSocket', { status: 400 });
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 1000);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  async alarm(): Promise<void> {
    const n = ((await this.ctx.storage.get<number>('tick')) ?? 0) + 1;
    await this.ctx.storage.put('tick', n);
    for (const ws of this.ctx.getWebSockets()) ws.send(`tick ${n}`);
    if (this.ctx.getWebSockets().length > 0) await this.ctx.storage.setAlarm(Date.now() + 1000);
  }

  webSocketMessage(ws: WebSocket, message: string): void {
    ws.send(message);
  }

  webSocketClose(ws: WebSocket, code: number, reason: string): void {
    ws.close(code, reason);
  }
}

export default {
  fetch: (request: Request, env: { Game: DurableObjectNamespace<Game> }) => env.Game.getByName('g').fetch(request),
};
