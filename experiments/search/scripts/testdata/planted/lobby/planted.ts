import { DurableObject } from 'cloudflare:workers';

interface Env {
  LOBBY: DurableObjectNamespace<Lobby>;
  ROOM: DurableObjectNamespace<Room>;
}

export class Room extends DurableObject<Env> {
  async enter(player: string) {
    const players = new Set((await this.ctx.storage.get<string[]>('players')) ?? []);
    players.add(player);
    await this.ctx.storage.put('players', [...players]);
    return players.size;
  }
}

export class Lobby extends DurableObject<Env> {
  private rooms = new Map<string, DurableObjectStub<Room>>();

  private room(name: string) {
    let stub = this.rooms.get(name);
    if (!stub) this.rooms.set(name, (stub = this.env.ROOM.get(this.env.ROOM.idFromName(name)))); // planted: it stays in the map when it is broken
    return stub;
  }

  async join(room: string, player: string) {
    return await this.room(room).enter(player);
  }
}

export default {
  async fetch(request: Request, env: Env) {
    const [, room, player] = new URL(request.url).pathname.split('/');
    return Response.json(await env.LOBBY.getByName('lobby').join(room, player));
  },
};
