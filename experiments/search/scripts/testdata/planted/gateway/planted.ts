import { DurableObject } from 'cloudflare:workers';

interface Env {
  SHARD: DurableObjectNamespace<Shard>;
}

export class Shard extends DurableObject<Env> {
  async fetch(request: Request): Promise<Response> {
    const key = new URL(request.url).pathname;
    if (request.method === 'PUT') {
      await this.ctx.storage.put(key, await request.text());
      return new Response('stored');
    }
    return new Response((await this.ctx.storage.get<string>(key)) ?? 'nothing');
  }
}

const stubs = new Map<string, DurableObjectStub<Shard>>();

function shardOf(env: Env, key: string): DurableObjectStub<Shard> {
  const name = `shard-${key.length % 2}`;
  let stub = stubs.get(name);
  if (stub === undefined) {
    stub = env.SHARD.get(env.SHARD.idFromName(name)); // planted: it stays in the map when it is broken
    stubs.set(name, stub);
  }
  return stub;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    return shardOf(env, new URL(request.url).pathname).fetch(request);
  },
} satisfies ExportedHandler<Env>;
