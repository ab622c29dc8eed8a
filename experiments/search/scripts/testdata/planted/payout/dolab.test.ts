import { deed, env, judge, outside } from 'dolab:test';

const transfers: { reference: number; key: string | null }[] = [];

outside(async (request) => {
  const { reference } = (await request.json()) as { reference: number };
  const key = request.headers.get('idempotency-key');
  if (key === null || !transfers.some((t) => t.key === key)) transfers.push({ reference, key });
  return Response.json({ ok: true });
});

deed('payout', (draw) => draw.int(1, 500), async (cents) => {
  await env.Payouts.getByName('p').request('ann', cents).catch(() => {});
});

judge('a payout is one transfer', () => new Set(transfers.map((t) => t.reference)).size === transfers.length);
