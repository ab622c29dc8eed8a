import { DurableObject } from 'cloudflare:workers';

//! GAME:Game
interface Env { GAME: DurableObjectNamespace<Game> }
interface Config { size: number; owner: string }

// A board game. Its settings are stored when it is created.
export class Game extends DurableObject<Env> {
  private storage = this.ctx.storage;

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const action = url.pathname.split('/').pop();
    if (request.method === 'POST') {
      if (action === 'create') {
        const owner = url.searchParams.get('owner') || 'nn';
        await this.storage.put<Config>('config', { size: 8, owner });
        await this.storage.put('created', true);
        return Response.json({ owner });
      }
      if (action === 'move') {
        if (!(await this.storage.get('created'))) return new Response('no game', { status: 404 });
        const config = (await this.storage.get<Config>('config'))!;
        const moves = (await this.storage.get<number[]>('moves')) ?? [];
        moves.push(moves.length % config.size);
        await this.storage.put('moves', moves);
        return Response.json({ moves: moves.length });
      }
      if (action === 'reset') {
        await this.storage.delete(['config', 'moves']); // planted
        return new Response(null, { status: 204 });
      }
    }
    if (request.method === 'GET' && action === 'moves') {
      return Response.json((await this.storage.get<number[]>('moves')) ?? []);
    }
    return new Response('not found', { status: 404 });
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> | Response {
    const [, prefix, game] = new URL(request.url).pathname.split('/');
    if (prefix !== 'games' || !game) return new Response('not found', { status: 404 });
    return env.GAME.get(env.GAME.idFromName(game)).fetch(request);
  },
};
