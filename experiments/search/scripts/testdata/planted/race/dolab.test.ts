import { deed, env, assert, judge, outside } from 'dolab:test';

let added = 0; // that was acknowledged

outside(() => new Response('ok'));

deed('add', (draw) => draw.int(1, 5), async (n) => {
  try {
    await env.Counter.getByName('c').add(n);
    added += n;
  } catch {} // The addition may be stored or not.
});

judge('no addition is lost', async () => {
  const total = await env.Counter.getByName('c').total();
  assert(total >= added, `${added} was added, ${total} is there`);
});
