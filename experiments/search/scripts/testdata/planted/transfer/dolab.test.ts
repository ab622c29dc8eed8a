import { deed, env, equal, judge } from 'dolab:test';

const names = ['ann', 'bob'];

deed('send', (draw) => ({ from: draw.pick(0, 1), cents: draw.int(1, 100) }), async ({ from, cents }, client) => {
  await env.Wallet.getByName(names[from]).send(`${client.place}`, names[1 - from], cents).catch(() => {});
});

judge('no cent is lost or made', async () => {
  let sum = 0;
  for (const name of names) sum += await env.Wallet.getByName(name).balance();
  equal(sum, 2000);
});
