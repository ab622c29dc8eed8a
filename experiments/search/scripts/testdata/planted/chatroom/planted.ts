import { DurableObject } from 'cloudflare:workers';

interface Env { ROOM: DurableObjectNamespace<ChatRoom> }

export class ChatRoom extends DurableObject<Env> {
  private names = new Map<WebSocket, string>();

  async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade') !== 'websocket') return new Response('websocket only', { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    const msg = JSON.parse(data as string);
    switch (msg.type) {
      case 'hello':
        this.names.set(ws, msg.name); // planted: it is not there after hibernation
        ws.send(JSON.stringify({ type: 'welcome' }));
        break;
      case 'say': {
        const from = this.names.get(ws) ?? 'anonymous';
        for (const peer of this.ctx.getWebSockets()) peer.send(JSON.stringify({ type: 'said', from, text: msg.text }));
        break;
      }
    }
  }

  async webSocketClose(ws: WebSocket, code: number) {
    ws.close(code, 'bye');
  }
}

export default {
  fetch(request: Request, env: Env) {
    const room = new URL(request.url).pathname.slice(1) || 'lobby';
    return env.ROOM.getByName(room).fetch(request);
  },
};
