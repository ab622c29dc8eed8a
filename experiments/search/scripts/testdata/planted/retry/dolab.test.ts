import { deed, env, assert, judge } from 'dolab:test';

let asked = 0; // by all deposits, each once

deed('deposit', (draw) => draw.int(1, 100), async (cents, client) => {
  asked += cents;
  for (let n = 0; n < 3; n++) {
    try {
      await env.Account.getByName('a').deposit(`${client.place}`, cents);
      return;
    } catch {} // The client asks again.
  }
});

judge('no deposit counts twice', async () => {
  const balance = await env.Account.getByName('a').balance();
  assert(balance <= asked, `${asked} was deposited, ${balance} is there`);
});
