import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

interface Env {
  BOARD: DurableObjectNamespace<Board>;
}

// Board is a Hono app of its own, as each object may be.
export class Board extends DurableObject<Env> {
  app = new Hono();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    sql.exec('CREATE TABLE IF NOT EXISTS cards (id INTEGER PRIMARY KEY, title TEXT, done INTEGER DEFAULT 0)');
    this.app.get('/cards', (c) => c.json([...sql.exec('SELECT * FROM cards ORDER BY id')]));
    this.app.post('/cards', async (c) => {
      const { title } = await c.req.json();
      return c.json(sql.exec('INSERT INTO cards (title) VALUES (?) RETURNING *', title).one(), 201);
    });
    this.app.post('/reset', async (c) => {
      await ctx.storage.deleteAlarm();
      await ctx.storage.deleteAll(); // planted: the table is gone as long as the object lives
      return c.body(null, 204);
    });
    this.app.onError((e, c) => c.json({ error: e.message }, 500));
  }

  fetch(request: Request): Response | Promise<Response> {
    return this.app.fetch(request);
  }
}

const app = new Hono<{ Bindings: Env }>();
app.all('*', (c) => c.env.BOARD.getByName('main').fetch(c.req.raw));
export default app;
