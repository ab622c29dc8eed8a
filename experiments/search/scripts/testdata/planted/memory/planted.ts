import { DurableObject } from 'cloudflare:workers';

// Cart keeps what a customer wants to buy.
export class Cart extends DurableObject {
  items: string[] = [];

  async add(item: string): Promise<number> {
    this.items.push(item); // planted: it is in memory only
    return this.items.length;
  }

  async list(): Promise<string[]> {
    return this.items;
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
