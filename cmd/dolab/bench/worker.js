// The Worker of the benchmark: /Bench/NAME/OPERATION/ARGUMENT reaches the object NAME.
import { DurableObject } from 'cloudflare:workers';

let late = []; // when alarms came, of all objects

export class Bench extends DurableObject {
  async fetch(request) {
    const [, , name, operation, argument] = new URL(request.url).pathname.split('/');
    const storage = this.ctx.storage;
    switch (operation) {
      case 'ping':
        return new Response('pong');
      case 'add': {
        const n = ((await storage.get('n')) ?? 0) + 1;
        await storage.put('n', n);
        return new Response(String(n));
      }
      case 'get':
        return new Response(String((await storage.get(argument)) ?? 0));
      case 'relay':
        return new Response(await this.env.BENCH.getByName(name + '-far').pong());
      case 'chain':
        await storage.put('until', Date.now() + Number(argument));
        await storage.setAlarm(Date.now());
        return new Response('set');
      case 'due':
        await storage.setAlarm(Number(argument));
        return new Response('set');
      case 'late': {
        const times = late;
        if (argument === 'reset') late = [];
        return argument === 'count' ? new Response(String(times.length)) : Response.json(times);
      }
      case 'socket': {
        const [client, server] = Object.values(new WebSocketPair());
        this.ctx.acceptWebSocket(server);
        return new Response(null, { status: 101, webSocket: client });
      }
    }
    return new Response('unknown operation', { status: 404 });
  }

  pong() {
    return 'pong';
  }

  webSocketMessage(socket, message) {
    socket.send(message);
  }

  webSocketClose(socket, code) {
    socket.close(1000);
  }

  async alarm(info) {
    const storage = this.ctx.storage;
    const until = await storage.get('until');
    await storage.put('rang', ((await storage.get('rang')) ?? 0) + 1);
    if (until === undefined) late.push(Date.now());
    else if (Date.now() < until) await storage.setAlarm(Math.max(Date.now(), info.scheduledTime + 1));
  }
}

export default {
  fetch(request, env) {
    const [, , name] = new URL(request.url).pathname.split('/');
    return env.BENCH.getByName(name).fetch(request);
  },
};
