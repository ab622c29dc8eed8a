import { deed, env, equal, judge, runInDurableObject } from 'dolab:test';

const agent = () => env.Assistant.getByName('me');
const ids: string[] = [];

deed('remind', (draw) => draw.int(1, 300), async (seconds) => {
  try {
    ids.push(await agent().remind('tea', seconds));
  } catch {}
});

deed('cancel', (draw) => draw.int(0, 5), async (n) => {
  try {
    if (ids[n]) await agent().cancel(ids[n]);
  } catch {}
});

judge('no reminder is left', () =>
  runInDurableObject(agent(), async (_, state) => equal((state.storage.kv.get('state')?.reminders ?? []).length, 0)),
);
