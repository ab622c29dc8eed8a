import { deed, env, outside } from 'dolab:test';

outside((request) => new Response('', { status: request.url.endsWith('gone') ? 410 : 200 }));

deed('hook', (draw) => draw.pick('/fine', '/gone'), async (url) => {
  await env.Hooks.getByName('h').enqueue(url).catch(() => {});
});
