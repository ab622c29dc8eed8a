import { DurableObject } from 'cloudflare:workers';

interface Env { ROOMS: DurableObjectNamespace<Room> }
type Line = { from: string; text: string };

export class Room extends DurableObject<Env> {
  #history: Line[] = [];

  async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade') === 'websocket') {
      const [client, server] = Object.values(new WebSocketPair());
      this.ctx.acceptWebSocket(server);
      server.serializeAttachment({ id: new URL(request.url).searchParams.get('as') ?? 'guest' });
      return new Response(null, { status: 101, webSocket: client });
    }
    return Response.json(this.#history);
  }

  webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): void {
    if (typeof message !== 'string') return;
    const { id } = ws.deserializeAttachment() as { id: string };
    const line: Line = { from: id, text: message };
    this.#history.push(line); // planted
    for (const socket of this.ctx.getWebSockets()) {
      if (socket !== ws) socket.send(JSON.stringify(line));
    }
  }

  webSocketClose(ws: WebSocket, code: number, reason: string): void {
    ws.close(code, reason);
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, kind, name] = new URL(request.url).pathname.split('/');
    if (kind !== 'rooms' || !name) return new Response('not found', { status: 404 });
    return env.ROOMS.get(env.ROOMS.idFromName(name)).fetch(request);
  },
};
