import { deed, judge, assert } from 'dolab:test';

const sockets: Record<number, WebSocket> = {};
const heard: string[] = [];

deed('join', async (_, client) => {
  const res = await client.fetch('https://x/lobby', { headers: { Upgrade: 'websocket' } }).catch(() => null);
  const ws = res?.webSocket;
  if (!ws) return;
  ws.accept();
  ws.addEventListener('message', (event) => {
    const msg = JSON.parse(event.data as string);
    if (msg.type === 'said') heard.push(msg.from);
  });
  ws.addEventListener('close', () => delete sockets[client.n]);
  ws.send(JSON.stringify({ type: 'hello', name: `user${client.n}` }));
  sockets[client.n] = ws;
});

deed('say', (draw) => draw.pick('hi', 'yo'), (text, client) => {
  sockets[client.n]?.send(JSON.stringify({ type: 'say', text }));
});

judge('everybody has a name', () => assert(!heard.includes('anonymous'), 'anonymous said something'));
