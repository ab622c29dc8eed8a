import { DurableObject } from 'cloudflare:workers';

// Profile is read often, so that it keeps a copy in memory.
export class Profile extends DurableObject {
  private cache: Map<string, unknown> | null = null;

  private async load(): Promise<Map<string, unknown>> {
    this.cache ??= await this.ctx.storage.list();
    return this.cache;
  }

  async set(field: string, value: string): Promise<void> {
    (await this.load()).set(field, value);
    await this.ctx.storage.put(field, value);
  }

  async all(): Promise<Record<string, unknown>> {
    return Object.fromEntries(await this.load());
  }

  async erase(): Promise<void> {
    await this.ctx.storage.deleteAll();
    this.cache = null;
  }
}

export default { fetch: () => new Response('not found', { status: 404 }) };
