import { assert, deed, judge, SELF } from 'dolab:test';

async function play(client: Pick<typeof SELF, 'fetch'>): Promise<string> {
  const { webSocket: ws } = await client.fetch('https://x/play', { headers: { Upgrade: 'websocket' } });
  const answer = new Promise<string>((resolve) => ws!.addEventListener('message', (m) => resolve(m.data as string)));
  ws!.accept();
  ws!.send(JSON.stringify({ player: 'ann', points: 3 }));
  const text = await Promise.race([answer, scheduler.wait(30_000).then(() => 'nothing')]);
  ws!.close(1000);
  return text;
}

deed('play', async (_, client) => {
  await play(client).catch(() => {});
});

judge('it is possible to play', async () => {
  const text = await play(SELF);
  assert(text.includes('total'), text);
});
