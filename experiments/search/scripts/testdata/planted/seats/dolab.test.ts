import { assert, deed, judge, outside, SELF } from 'dolab:test';

const sold: Record<number, string[]> = {};

outside(() => new Response('fine'));

deed('book', (draw) => draw.int(1, 3), async (no, client) => {
  const guest = `guest ${client.place}`;
  const response = await client.fetch(`https://x/shows/tonight/seats/${no}`, { method: 'POST', body: JSON.stringify({ guest }) }).catch(() => null);
  if (response?.status === 201) (sold[no] ??= []).push(guest);
});

judge('a seat has one guest', () => {
  for (const [no, guests] of Object.entries(sold)) assert(guests.length === 1, `seat ${no}: ${guests}`);
});
