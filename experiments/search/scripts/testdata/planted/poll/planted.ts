import { DurableObject } from 'cloudflare:workers';

interface Env {
  POLL: DurableObjectNamespace<Poll>;
}

type Tally = Record<string, number>;

// Poll counts the votes that come over WebSockets, and tells everybody the tally.
export class Poll extends DurableObject<Env> {
  async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade') !== 'websocket') return Response.json(await this.tally());
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  async tally(): Promise<Tally> {
    return (await this.ctx.storage.get<Tally>('tally')) ?? {};
  }

  async webSocketMessage(ws: WebSocket, message: string) {
    const { vote, by } = JSON.parse(message) as { vote: string; by: number };
    const tally = await this.tally();
    const human = await fetch(`https://captcha.example/?for=${vote}`); // planted: the tally is of before
    if ((await human.text()) !== 'human') return ws.close(1008, 'robot');
    tally[vote] = (tally[vote] ?? 0) + 1;
    await this.ctx.storage.put('tally', tally);
    for (const socket of this.ctx.getWebSockets()) socket.send(JSON.stringify({ by, tally }));
  }

  webSocketClose(ws: WebSocket, code: number) {
    ws.close(code);
  }
}

export default {
  fetch: (request, env) => env.POLL.get(env.POLL.idFromName('today')).fetch(request),
} satisfies ExportedHandler<Env>;
