import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';

type Bindings = { SHOW: DurableObjectNamespace<Show> };

// Show sells the seats of one evening.
export class Show extends DurableObject<Bindings> {
  sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.sql.exec(`CREATE TABLE IF NOT EXISTS seats (no INTEGER PRIMARY KEY, guest TEXT)`);
  }

  private isFree(no: number): boolean {
    return this.sql.exec('SELECT 1 FROM seats WHERE no = ?', no).toArray().length === 0;
  }

  async book(no: number, guest: string): Promise<boolean> {
    if (!this.isFree(no)) return false;
    const card = await fetch('https://cards.example/check', { method: 'POST', body: guest }); // planted: the seat may be taken meanwhile
    if (!card.ok) throw new Error('no such card');
    this.sql.exec('INSERT OR REPLACE INTO seats (no, guest) VALUES (?, ?)', no, guest);
    return true;
  }

  guestOf(no: number): string | null {
    return this.sql.exec<{ guest: string }>('SELECT guest FROM seats WHERE no = ?', no).toArray()[0]?.guest ?? null;
  }
}

const app = new Hono<{ Bindings: Bindings }>();

app.post('/shows/:show/seats/:no', async (c) => {
  const { guest } = await c.req.json<{ guest: string }>();
  const show = c.env.SHOW.getByName(c.req.param('show'));
  if (!(await show.book(Number(c.req.param('no')), guest))) throw new HTTPException(409, { message: 'taken' });
  return c.json({ guest }, 201);
});

app.get('/shows/:show/seats/:no', async (c) => {
  return c.json({ guest: await c.env.SHOW.getByName(c.req.param('show')).guestOf(Number(c.req.param('no'))) });
});

export default app;
