import { DurableObject } from 'cloudflare:workers';

// Account holds money.
export class Account extends DurableObject {
  async deposit(id: string, cents: number): Promise<number> {
    const balance = (await this.balance()) + cents;
    await this.ctx.storage.put({ balance }); // planted: the same deposit again counts again
    return balance;
  }

  async balance(): Promise<number> {
    return (await this.ctx.storage.get<number>('balance')) ?? 0;
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
