import { DurableObject } from 'cloudflare:workers';

// Till charges orders a little later, by its alarm.
export class Till extends DurableObject {
  async order(id: string, cents: number): Promise<void> {
    await this.ctx.storage.put('order:' + id, cents);
    await this.ctx.storage.setAlarm(Date.now() + 1000);
  }

  async alarm(): Promise<void> {
    for (const [key, cents] of await this.ctx.storage.list<number>({ prefix: 'order:' })) {
      await fetch('https://pay.example/charge', {
        method: 'POST',
        headers: { 'Idempotency-Key': key },
        body: JSON.stringify({ order: key, cents }),
      });
      await this.ctx.storage.delete(key);
    }
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
