import { deed, env, equal, judge, outside } from 'dolab:test';

const keys = new Set<string>();
const charged = new Map<string, number>(); // how often, by order

// The payment service drops what comes again under the same key.
outside(async (request) => {
  const { order } = (await request.json()) as { order: string };
  const key = request.headers.get('Idempotency-Key');
  if (key === null || !keys.has(key)) charged.set(order, (charged.get(order) ?? 0) + 1);
  if (key !== null) keys.add(key);
  return new Response('ok');
});

deed('order', (draw) => ({ cents: draw.int(1, 100) }), async ({ cents }, client) => {
  try {
    await env.Till.getByName('t').order(`${client.place}`, cents);
  } catch {}
});

judge('each order is charged once', () => {
  for (const [order, n] of charged) equal(n, 1, order);
});
