import { DurableObject } from 'cloudflare:workers';

// Gateway hands what it gets to a shard.
export class Gateway extends DurableObject<Env> {
  shard = this.env.Shard.getByName('s'); // planted: a stub that has seen a reset stays broken

  async put(text: string): Promise<number> {
    return this.shard.put(text);
  }
}

export class Shard extends DurableObject<Env> {
  async put(text: string): Promise<number> {
    const n = ((await this.ctx.storage.get<number>('n')) ?? 0) + 1;
    await this.ctx.storage.put({ n, ['text:' + n]: text });
    return n;
  }
}

interface Env {
  Gateway: DurableObjectNamespace<Gateway>;
  Shard: DurableObjectNamespace<Shard>;
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
