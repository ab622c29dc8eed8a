import { DurableObject } from 'cloudflare:workers';

// Counter counts, and has each addition checked elsewhere.
export class Counter extends DurableObject<Env> {
  async add(n: number): Promise<number> {
    const before = (await this.ctx.storage.get<number>('total')) ?? 0;
    await fetch('https://check.example/' + n); // planted: other additions run meanwhile
    await this.ctx.storage.put('total', before + n);
    return before + n;
  }

  async total(): Promise<number> {
    return (await this.ctx.storage.get<number>('total')) ?? 0;
  }
}

interface Env {
  Counter: DurableObjectNamespace<Counter>;
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
