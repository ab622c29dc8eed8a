import { deed, env } from 'dolab:test';
import { seen } from './worker';

async function shown(what: string, fn: () => Promise<unknown>) {
  try {
    console.log(what, await fn());
  } catch (e) {
    console.log(what, seen(e));
  }
}

deed('call', async () => {
  const kept = env.OBJ.getByName('a');
  await shown('put', () => kept.put(1));
  await shown('put again', () => kept.put(2));
  await shown('put by a new stub', () => env.OBJ.getByName('a').put(3));
  await shown('relay', () => env.OBJ.getByName('a').relay(4));
  await shown('later', () => env.OBJ.getByName('a').later());
  await scheduler.wait(5000);
  await shown('wipe', () => env.OBJ.getByName('b').wipe());
});

deed('alarms', async () => {
  const moved = env.OBJ.getByName('m');
  await shown('in 10 s', () => moved.later(10_000));
  await shown('in 5 s', () => moved.later(5_000));
  await shown('in 20 s', () => moved.later(20_000));
  await shown('swap', () => env.OBJ.getByName('w').later(10_000));
  await shown('swap', () => env.OBJ.getByName('w').swap());
  await shown('fails twice', () => env.OBJ.getByName('f').later(1000, 2));
  await shown('fails for ever', () => env.OBJ.getByName('g').later(1000, 100));
});

deed('socket', async () => {
  await shown('socket', async () => {
    const response = await env.OBJ.getByName('s').fetch('https://x/', { headers: { Upgrade: 'websocket' } });
    const ws = response.webSocket;
    ws.addEventListener('message', (m) => console.log('message', m.data));
    ws.addEventListener('close', (e) => console.log('close', e.code, e.wasClean));
    ws.addEventListener('error', (e) => console.log('error', `${e.message ?? ''}`));
    ws.accept();
    for (const text of ['one', 'two']) {
      ws.send(text);
      await scheduler.wait(1000);
    }
    ws.close(1000, 'bye');
    await scheduler.wait(1000);
    return 'done';
  });
});
