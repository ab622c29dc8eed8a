import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

type Env = { Book: DurableObjectNamespace<Book> };

// Book has the orders.
export class Book extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, item TEXT)');
  }

  add(key: string, item: string): number {
    const { sql } = this.ctx.storage;
    sql.exec('INSERT OR IGNORE INTO orders (key, item) VALUES (?, ?)', key, item);
    return sql.exec<{ id: number }>('SELECT id FROM orders WHERE key = ?', key).one().id;
  }

  count(item: string): number {
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM orders WHERE item = ?', item).one().n;
  }
}

async function retry<T>(fn: () => Promise<T>, times = 3): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await fn();
    } catch (e) {
      if (n === times || (e as { overloaded?: boolean }).overloaded) throw e;
      await scheduler.wait(50 * 2 ** n);
    }
  }
}

const app = new Hono<{ Bindings: Env }>();

app.post('/orders', async (c) => {
  const item = await c.req.text();
  const key = crypto.randomUUID();
  const id = await retry(async () => c.env.Book.getByName('b').add(key, item));
  return c.json({ id }, 201);
});

app.onError((e, c) => c.text(e.message, 502));

export default app;
