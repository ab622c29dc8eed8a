import { DurableObject } from 'cloudflare:workers';

// Reminders runs jobs at their times, on the one alarm of the object.
export class Reminders extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, run_at INTEGER)');
  }

  async add(id: string, delay: number): Promise<void> {
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO jobs VALUES (?, ?)', id, Date.now() + delay * 1000);
    await this.arm();
  }

  async arm(): Promise<void> {
    const { at } = this.ctx.storage.sql.exec<{ at: number | null }>('SELECT MIN(run_at) AS at FROM jobs').one();
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }

  async alarm(): Promise<void> {
    this.ctx.storage.sql.exec('DELETE FROM jobs WHERE run_at <= ?', Date.now()); // planted: no alarm for what is left
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
