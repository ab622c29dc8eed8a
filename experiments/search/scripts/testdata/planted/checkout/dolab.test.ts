import { deed, equal, judge, outside, SELF } from 'dolab:test';

const charges = new Map<string, Set<string>>();

outside(async (request) => {
  const form = await request.formData();
  const order = form.get('order') as string;
  if (!charges.has(order)) charges.set(order, new Set());
  charges.get(order)!.add(request.headers.get('idempotency-key') ?? crypto.randomUUID());
  return Response.json({ id: 'ch_1' });
});

deed('order', (draw) => draw.int(100, 999), async (cents, client) => {
  for (let tries = 0; tries < 3; tries++) {
    const form = new FormData();
    form.set('cents', `${cents}`);
    const response = await SELF.fetch(`https://x/orders/${client.place}`, { method: 'PUT', body: form }).catch(() => null);
    if (response?.ok) return;
    await scheduler.wait(1000);
  }
});

judge('an order is charged once', () => charges.forEach((keys, order) => equal(keys.size, 1, order)));
