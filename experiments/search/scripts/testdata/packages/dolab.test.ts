// The promises of any package that runs many jobs on one alarm.
import { alarmOf, assert, deed, env, equal, eventually, judge, query } from 'dolab:test';

const names = ['a', 'b'];
const all = [...names, 'c'];
const jobs = (name: string) => env.Jobs.getByName(name);

// rows queries an object, whose tables may not exist yet.
function rows(stub: unknown, sql: string): any[][] {
  try {
    return query(stub, sql);
  } catch {
    return [];
  }
}

// kept has a row with the name of the callback for each job that a package stores.
const kept = (stub: unknown) => [
  ...rows(stub, 'SELECT callback FROM _alarms'),
  ...rows(stub, 'SELECT callback FROM _actor_alarms'),
  ...rows(stub, 'SELECT fn FROM cf_agents_jobs'),
];

deed('plan', (draw) => ({
  on: draw.pick(names),
  seconds: draw.pick(90, 5, 20, 3600, 1, 0, 0.5, 60),
  does: draw.pick('nothing', 'nothing', 'nothing', 'fail', 'cancel', 'again', 'wait', 'break', 'old'),
}), async ({ on, seconds, does }, client) => {
  await jobs(on).plan({ name: `${client.place}`.padStart(3, '0'), seconds, does }).catch(() => {});
}, { odds: 6 });
deed('cancel', (draw) => ({ on: draw.pick(names), n: draw.int(0, 12) }), async ({ on, n }) => {
  await jobs(on).cancel(`${n}`.padStart(3, '0')).catch(() => {});
});
deed('regret', async (_, client) => {
  const name = `${client.place}`.padStart(3, '0');
  try {
    await jobs('c').plan({ name, seconds: 3600, does: 'nothing' });
    await jobs('c').cancel(name);
  } catch {}
});
deed('forget', async () => {
  const known = await jobs('a').forget('unknown').catch(() => false);
  equal(known, false, 'it cancels a job that never was');
});
deed('retire', (draw) => draw.pick(names), (on) => jobs(on).retire().catch(() => {}));
deed('ping', (draw) => draw.pick(names), async (on) => void (await jobs(on).ping()));
deed('start', async () => void (await env.Daily.getByName('d').ping()));

interface Told {
  name: string;
  due: number; // by the time at which it was planned; latest by that at which the package had it
  latest: number;
  seconds: number;
  does: string;
  planned: number; // its place in the log
  begins: number; // the first such place
  at: number; // when it began first
  cancelled: number; // the place; negative once the call has returned
  late: boolean; // it began after it was cancelled
  ends: boolean;
}

// told reads what the log of an object says about each of its jobs.
function told(on: string): Told[] {
  const list: Told[] = rows(jobs(on), 'SELECT name, due, latest, seconds, does FROM jobs').map(([name, due, latest, seconds, does]) => (
    { name, due, latest, seconds, does, planned: 0, begins: 0, at: 0, cancelled: 0, late: false, ends: false }
  ));
  for (const [n, job, what, at] of rows(jobs(on), 'SELECT n, job, what, at FROM log ORDER BY n')) {
    const t = list.find((t) => t.name === job);
    if (t === undefined) continue;
    if (what === 'planned') t.planned = n;
    if (what === 'begins' && t.begins === 0) Object.assign(t, { begins: n, at });
    if (what === 'begins' && t.cancelled < 0) t.late = true;
    if (what === 'cancelling') t.cancelled = n;
    if (what === 'cancelled') t.cancelled = -n;
    if (what === 'ends') t.ends = true;
  }
  return list;
}

// each asserts something of every job of every object.
function each(holds: (t: Told, all: Told[]) => boolean): void {
  for (const on of all) {
    const list = told(on);
    for (const t of list) assert(holds(t, list), `${t.name} on ${on}: ${t.does} in ${t.seconds} s`);
  }
}

const lateMax = 600_000; // Until then a platform may ring late, and a package try again.
const over = (t: Told) => t.due + lateMax < Date.now();
const begun = (t: Told) => t.begins > 0 || t.cancelled !== 0 || t.does === 'old' || !over(t);

judge('a job begins', () => each((t) => t.seconds < 1 || begun(t)));
judge('a job for now begins', () => each((t) => t.seconds > 0 || t.name.endsWith('again') || begun(t)));
judge('a job for half a second from now begins', () => each((t) => t.seconds !== 0.5 || begun(t)));
judge('a job that a job plans for now begins', () => each((t) => !t.name.endsWith('again') || begun(t)));
judge('no job is early', () => each((t) => t.begins === 0 || t.at >= t.due));
judge('no job is late', () => each((t) => t.seconds < 1 || t.begins === 0 || t.at < t.due + lateMax));
judge('a job that fails is tried again', () => each((t) => t.does !== 'fail' || t.begins === 0 || t.ends || t.cancelled !== 0 || !over(t)));
judge('no job begins when it is cancelled', () => each((t) => !t.late));
judge('jobs begin in the order of their times', () => each((t, all) => !all.some((x) =>
  x.latest + 1000 <= t.due && x.seconds >= 1 && t.begins > 0 && x.begins > t.begins && x.planned < t.begins && x.cancelled === 0)));
judge('no job stays that has no callback', () => {
  for (const on of names) {
    assert(!told(on).filter((t) => t.does === 'old').every(over) || kept(jobs(on)).every(([callback]) => callback !== 'old'), on);
  }
});
judge('a cron is kept once', () => assert(kept(env.Daily.getByName('d')).length <= 1));
eventually('no alarm is set without a job', '5m', () => all.every((on) => alarmOf(jobs(on)) === null || kept(jobs(on)).length > 0));
