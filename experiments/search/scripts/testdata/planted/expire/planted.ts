import { DurableObject } from 'cloudflare:workers';

interface Env {
  SESSIONS: DurableObjectNamespace<Sessions>;
}

// Sessions ends sessions when their time is over.
export class Sessions extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)`);
    });
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const token = url.pathname.slice(1);
    switch (request.method) {
      case 'PUT': {
        const seconds = Number(url.searchParams.get('seconds'));
        const expires = Math.ceil(Date.now() / 1000) + seconds;
        this.ctx.storage.sql.exec('INSERT OR REPLACE INTO sessions VALUES (?, ?)', token, expires);
        if ((await this.ctx.storage.getAlarm()) === null) {
          await this.ctx.storage.setAlarm(expires * 1000); // planted: one that ends sooner does not move the alarm
        }
        return new Response('created', { status: 201 });
      }
      case 'DELETE':
        this.ctx.storage.sql.exec('DELETE FROM sessions WHERE token = ?', token);
        return new Response(null, { status: 204 });
      default: {
        const found = this.ctx.storage.sql.exec('SELECT token FROM sessions WHERE token = ?', token).toArray();
        return new Response(found.length > 0 ? 'alive' : 'gone', { status: found.length > 0 ? 200 : 404 });
      }
    }
  }

  async alarm(): Promise<void> {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM sessions WHERE expires_at <= ?', Math.floor(Date.now() / 1000));
    const [next] = sql.exec<{ at: number | null }>('SELECT min(expires_at) AS at FROM sessions');
    if (next.at) await this.ctx.storage.setAlarm(next.at * 1000);
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return env.SESSIONS.get(env.SESSIONS.idFromName('all')).fetch(request);
  },
};
