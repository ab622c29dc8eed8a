import { judge, SELF } from 'dolab:test';

judge('a slot has one guest', async () => {
  const list = (await (await SELF.fetch('https://example.com/rooms/1/bookings')).json()) as { slot: string }[];
  return new Set(list.map((b) => b.slot)).size === list.length;
});
