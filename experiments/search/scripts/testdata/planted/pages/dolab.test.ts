import { assert, deed, env, judge } from 'dolab:test';

const saved: string[] = [];

deed('append', () => null, async (_, client) => {
  const id = `${client.place}`;
  const r = await client.fetch('https://x/home', { method: 'POST', body: JSON.stringify({ id, text: 'hi' }) }).catch(() => null);
  if (r?.ok) saved.push(id);
});

judge('a saved line is there', async () => {
  const lines = await env.PAGES.getByName('home').load();
  for (const id of saved) assert(lines.some((l: any) => l.id === id), id);
});
