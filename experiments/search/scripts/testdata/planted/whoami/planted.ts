import { DurableObject } from 'cloudflare:workers';

// Room knows the names of those who are connected.
export class Room extends DurableObject {
  names = new Map<WebSocket, string>();

  async fetch(request: Request): Promise<Response> {
    const name = new URL(request.url).searchParams.get('name') ?? 'guest';
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.names.set(server, name); // planted: it is not there after hibernation
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(ws: WebSocket, message: string): Promise<void> {
    const from = this.names.get(ws);
    for (const other of this.ctx.getWebSockets()) other.send(`${from}: ${message}`);
  }

  async webSocketClose(ws: WebSocket): Promise<void> {
    this.names.delete(ws);
  }
}

export default {
  async fetch(request: Request, env: { Room: DurableObjectNamespace<Room> }): Promise<Response> {
    if (request.headers.get('Upgrade') !== 'websocket') return new Response('expected a WebSocket', { status: 426 });
    return env.Room.getByName(new URL(request.url).pathname).fetch(request);
  },
};
