import { assert, deed, judge, outside, SELF } from 'dolab:test';

let counted = 0; // votes of which their voters were told

outside(() => new Response('human'));

deed('vote', (draw) => draw.pick('tea', 'coffee'), async (vote, client) => {
  try {
    const { webSocket: ws } = await client.fetch('https://x/', { headers: { Upgrade: 'websocket' } });
    ws!.accept();
    const told = new Promise<void>((resolve) =>
      ws!.addEventListener('message', (m) => {
        if (JSON.parse(m.data as string).by !== client.place) return;
        counted++;
        resolve();
      }),
    );
    ws!.send(JSON.stringify({ vote, by: client.place }));
    await Promise.race([told, scheduler.wait(20_000)]);
    ws!.close(1000);
  } catch {}
});

judge('a vote that counted stays', async () => {
  const tally = (await (await SELF.fetch('https://x/')).json()) as Record<string, number>;
  const sum = Object.values(tally).reduce((a, b) => a + b, 0);
  assert(sum >= counted, `${counted} counted, ${sum} are there`);
});
