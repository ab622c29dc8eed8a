import { assert, deed, env, judge } from 'dolab:test';

const places: number[] = [];

deed('order', async (_, client) => {
  places.push(client.place);
  await client.fetch('https://x/orders', { method: 'POST', body: `item ${client.place}` }).catch(() => {});
});

judge('one order a request', async () => {
  for (const place of places) assert((await env.Book.getByName('b').count(`item ${place}`)) <= 1, `item ${place}`);
});
