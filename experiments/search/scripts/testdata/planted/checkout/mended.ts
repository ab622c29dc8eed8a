import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

type Env = { ORDERS: DurableObjectNamespace<Orders>; PAY_URL: string };

// Orders takes an order and pays it at once.
export class Orders extends DurableObject<Env> {
  async place(id: string, cents: number): Promise<'paid' | 'refused'> {
    const known = await this.ctx.storage.get<{ status: 'paid' | 'refused' }>(`order/${id}`);
    if (known) return known.status;
    const form = new URLSearchParams({ amount: `${cents}`, order: id });
    const headers = { 'Idempotency-Key': id };
    const response = await fetch('https://pay.example/v1/charges', { method: 'POST', body: form, headers });
    const status = response.ok ? 'paid' : 'refused';
    await this.ctx.storage.put(`order/${id}`, { status });
    return status;
  }
}

const app = new Hono<{ Bindings: Env }>();
app.put('/orders/:id', async (c) => {
  const body = await c.req.parseBody();
  const stub = c.env.ORDERS.get(c.env.ORDERS.idFromName('shop'));
  const status = await stub.place(c.req.param('id'), Number(body['cents']));
  return c.json({ status });
});
app.onError((e, c) => c.json({ error: e.message }, 503));

export default app;
