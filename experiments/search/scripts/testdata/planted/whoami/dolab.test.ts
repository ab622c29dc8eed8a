import { deed, equal } from 'dolab:test';

deed('talk', (draw) => ({ pause: draw.pick(0, 1, 15, 120), name: draw.pick('ann', 'bob') }), async ({ pause, name }, client) => {
  try {
    const { webSocket: ws } = await client.fetch(`https://x/${client.place}?name=${name}`, { headers: { Upgrade: 'websocket' } });
    const heard: string[] = [];
    ws!.addEventListener('message', (m) => heard.push(m.data as string));
    ws!.accept();
    await scheduler.wait(pause * 1000);
    ws!.send('hello');
    await scheduler.wait(5000);
    ws!.close(1000);
    for (const text of heard) equal(text, `${name}: hello`);
  } catch (e) {
    if (`${(e as Error).message}`.includes(': hello')) throw e;
  }
});
