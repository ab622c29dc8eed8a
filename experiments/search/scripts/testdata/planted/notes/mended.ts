import { DurableObject } from 'cloudflare:workers';

interface Env {
  NOTES: DurableObjectNamespace<Notebook>;
}

export class Notebook extends DurableObject<Env> {
  sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    ctx.blockConcurrencyWhile(async () => this.migrate());
  }

  migrate() {
    this.sql.exec('CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, body TEXT)');
  }

  put(id: string, body: string) {
    this.sql.exec('INSERT INTO notes VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body', id, body);
  }

  get(id: string) {
    return this.sql.exec('SELECT body FROM notes WHERE id = ?', id).toArray()[0]?.body ?? null;
  }

  async wipe() {
    await this.ctx.storage.deleteAll();
    this.migrate();
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, user, id] = new URL(request.url).pathname.split('/');
    const book = env.NOTES.get(env.NOTES.idFromName(user));
    switch (request.method) {
      case 'PUT':
        await book.put(id, await request.text());
        return new Response('saved');
      case 'DELETE':
        await book.wipe();
        return new Response('gone');
      default: {
        const body = await book.get(id);
        return body === null ? new Response('no such note', { status: 404 }) : new Response(body);
      }
    }
  },
};
