import { env, judge, outside } from 'dolab:test';

let asked = 0;
outside(() => new Response('', { status: asked++ % 3 === 0 ? 503 : 200 }));

judge('all readings are sent', async () => (await env.DEVICE.getByName('a').backlog()) === 0);
