import { DurableObject } from 'cloudflare:workers';

// Counter counts, and has each addition checked elsewhere.
export class Counter extends DurableObject<Env> {
  async add(n: number): Promise<number> {
    await fetch('https://check.example/' + n);
    const total = ((await this.ctx.storage.get<number>('total')) ?? 0) + n;
    await this.ctx.storage.put('total', total);
    return total;
  }

  async total(): Promise<number> {
    return (await this.ctx.storage.get<number>('total')) ?? 0;
  }
}

interface Env {
  Counter: DurableObjectNamespace<Counter>;
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
