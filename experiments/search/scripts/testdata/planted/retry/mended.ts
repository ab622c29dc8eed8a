import { DurableObject } from 'cloudflare:workers';

// Account holds money.
export class Account extends DurableObject {
  async deposit(id: string, cents: number): Promise<number> {
    if (await this.ctx.storage.get('seen:' + id)) return this.balance();
    const balance = (await this.balance()) + cents;
    await this.ctx.storage.put({ balance, ['seen:' + id]: true });
    return balance;
  }

  async balance(): Promise<number> {
    return (await this.ctx.storage.get<number>('balance')) ?? 0;
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
