import { DurableObject } from 'cloudflare:workers';

interface Env {
  LEASES: DurableObjectNamespace<Leases>;
}

const seconds = () => Math.floor(Date.now() / 1000);

export class Leases extends DurableObject<Env> {
  #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, owner TEXT, until INTEGER)');
  }

  async acquire(name: string, owner: string): Promise<boolean> {
    const holder = this.#sql.exec<{ owner: string }>('SELECT owner FROM leases WHERE name = ?', name).toArray()[0];
    if (holder && holder.owner !== owner) return false;
    this.#sql.exec('INSERT OR REPLACE INTO leases VALUES (?, ?, ?)', name, owner, seconds() + 30);
    await this.#schedule();
    return true;
  }

  async release(name: string, owner: string): Promise<void> {
    this.#sql.exec('DELETE FROM leases WHERE name = ? AND owner = ?', name, owner);
    await this.#schedule();
  }

  holders(): Record<string, string> {
    const rows = this.#sql.exec<{ name: string; owner: string }>('SELECT name, owner FROM leases').toArray();
    return Object.fromEntries(rows.map(({ name, owner }) => [name, owner]));
  }

  async #schedule(): Promise<void> {
    const { until } = this.#sql.exec<{ until: number | null }>('SELECT MIN(until) AS until FROM leases').one();
    if (until === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm((until + 1) * 1000);
  }

  async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM leases WHERE until < ?', seconds());
    await this.#schedule();
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, name, owner] = new URL(request.url).pathname.split('/');
    const leases = env.LEASES.get(env.LEASES.idFromName('leases'));
    switch (request.method) {
      case 'GET':
        return Response.json(await leases.holders());
      case 'PUT':
        return new Response(null, { status: (await leases.acquire(name, owner)) ? 204 : 409 });
      case 'DELETE':
        await leases.release(name, owner);
        return new Response(null, { status: 204 });
    }
    return new Response(null, { status: 405 });
  },
};
