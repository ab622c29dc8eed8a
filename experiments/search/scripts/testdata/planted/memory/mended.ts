import { DurableObject } from 'cloudflare:workers';

// Cart keeps what a customer wants to buy.
export class Cart extends DurableObject {
  items: string[] = [];

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.items = (await ctx.storage.get<string[]>('items')) ?? [];
    });
  }

  async add(item: string): Promise<number> {
    this.items.push(item);
    await this.ctx.storage.put('items', this.items);
    return this.items.length;
  }

  async list(): Promise<string[]> {
    return this.items;
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
