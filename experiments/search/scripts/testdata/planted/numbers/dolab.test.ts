import { assert, deed, judge, SELF } from 'dolab:test';

const shown: string[] = [];

deed('say', () => null, async (_, client) => {
  const r = await client.fetch(`https://x/rooms/den?name=c${client.n}`, { headers: { Upgrade: 'websocket' } }).catch(() => null);
  if (!r?.webSocket) return;
  r.webSocket.addEventListener('message', (e) => shown.push(JSON.parse(e.data as string).text));
  r.webSocket.accept();
  r.webSocket.send(`hello ${client.place}`);
  await scheduler.wait(3000);
  try { r.webSocket.close(1000); } catch {}
});

judge('what was shown is in the log', async () => {
  const log = (await (await SELF.fetch('https://x/rooms/den/history')).json()) as { text: string }[];
  for (const text of shown) assert(log.some((m) => m.text === text), text);
});
