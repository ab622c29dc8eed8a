import { deed, judge, outside, assert } from 'dolab:test';

const charges: string[] = [];
const keys = new Set<string>();

outside(async (request) => {
  const key = request.headers.get('idempotency-key');
  const { customer } = await request.json() as { customer: string };
  if (key === null || !keys.has(key)) charges.push(customer);
  if (key !== null) keys.add(key);
  return Response.json({ paid: true });
});

deed('subscribe', (draw) => draw.pick('ann', 'bob', 'cyd'), async (who, client) => {
  await client.fetch(`https://x/subs/${who}`, { method: 'POST' }).catch(() => {});
});

judge('one charge a month', () => assert(new Set(charges).size === charges.length, charges.join()));
