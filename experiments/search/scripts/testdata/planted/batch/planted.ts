import { DurableObject } from 'cloudflare:workers';

interface Env { BATCHER: DurableObjectNamespace<Batcher> }

const LINGER_MS = 5_000;

// Batcher collects events and ships them in batches.
export class Batcher extends DurableObject<Env> {
  #scheduled = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, body TEXT, ship_at INTEGER)');
  }

  async push(body: string): Promise<{ queued: number }> {
    this.ctx.storage.sql.exec('INSERT INTO events (body, ship_at) VALUES (?, ?)', body, Date.now() + LINGER_MS);
    if (!this.#scheduled) {
      this.#scheduled = true;
      await this.ctx.storage.setAlarm(Date.now() + LINGER_MS);
    }
    return { queued: this.pending() };
  }

  pending(): number {
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM events').one().n;
  }

  async alarm(): Promise<void> {
    const batch = this.ctx.storage.sql.exec<{ id: number; body: string }>('SELECT id, body FROM events ORDER BY id').toArray();
    if (batch.length === 0) return;
    await fetch('https://sink.example/batch', { method: 'POST', body: JSON.stringify(batch) }); // planted
    this.#scheduled = false;
    this.ctx.storage.sql.exec('DELETE FROM events WHERE id <= ?', batch[batch.length - 1].id);
  }
}

export default { fetch: () => new Response('rpc only', { status: 404 }) };
