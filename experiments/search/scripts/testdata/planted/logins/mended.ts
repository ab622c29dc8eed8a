import { DurableObject } from 'cloudflare:workers';

interface Env {
  SESSIONS: DurableObjectNamespace<Sessions>;
}

const MINUTE = 60 * 1000;

export class Sessions extends DurableObject<Env> {
  sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.sql.exec('CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, user TEXT, expires INTEGER)');
    });
  }

  async login(user: string): Promise<{ token: string }> {
    const token = crypto.randomUUID();
    this.sql.exec('INSERT INTO sessions VALUES (?, ?, ?)', token, user, Date.now() + 5 * MINUTE);
    if ((await this.ctx.storage.getAlarm()) == null) {
      await this.ctx.storage.setAlarm(Date.now() + MINUTE);
    }
    return { token };
  }

  async logout(token: string): Promise<boolean> {
    return this.sql.exec('DELETE FROM sessions WHERE token = ?', token).rowsWritten > 0;
  }

  async alarm(): Promise<void> {
    this.sql.exec('DELETE FROM sessions WHERE expires <= ?', Date.now());
    const { left } = this.sql.exec<{ left: number }>('SELECT COUNT(*) AS left FROM sessions').one();
    if (left > 0) await this.ctx.storage.setAlarm(Date.now() + MINUTE);
  }
}

export default {
  async fetch(request: Request, env: Env) {
    const url = new URL(request.url);
    const sessions = env.SESSIONS.get(env.SESSIONS.idFromName('all'));
    if (request.method === 'POST' && url.pathname === '/login') {
      const { user } = (await request.json()) as { user: string };
      return Response.json(await sessions.login(user));
    }
    if (request.method === 'DELETE' && url.pathname.startsWith('/session/')) {
      return Response.json({ ok: await sessions.logout(url.pathname.slice(9)) });
    }
    return new Response('not found', { status: 404 });
  },
};
