import { deed } from 'dolab:test';

deed('join', (draw) => draw.pick('ann', 'bob'), async (player, client) => {
  await client.fetch(`https://lobby.example/main/${player}`).catch(() => {});
});
