// What jobs do and log, with any package that runs them.
export interface Job {
  name: string;
  seconds: number;
  does: 'nothing' | 'fail' | 'cancel' | 'again' | 'wait' | 'break' | 'old';
}

export interface Host {
  ctx: DurableObjectState;
  set(when: number | string, callback: string, job: Job): Promise<string>;
  drop(id: string): Promise<boolean>;
}

export function begin(ctx: DurableObjectState): void {
  ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS jobs (name TEXT PRIMARY KEY, id TEXT, due INTEGER, latest INTEGER, seconds REAL, does TEXT)');
  ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS log (n INTEGER PRIMARY KEY, job TEXT, what TEXT, at INTEGER)');
}

function note(o: Host, job: string, what: string): void {
  o.ctx.storage.sql.exec('INSERT INTO log (job, what, at) VALUES (?, ?, ?)', job, what, Date.now());
}

export async function plan(o: Host, job: Job): Promise<void> {
  const due = Date.now() + job.seconds * 1000;
  const id = await o.set(job.seconds, job.does === 'old' ? 'old' : 'act', job);
  // A job that runs again plans a job of the same name again, and the first may begin when it is due.
  o.ctx.storage.sql.exec(
    `INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
      SET id = excluded.id, due = min(due, excluded.due), latest = excluded.latest`,
    job.name, id, due, Date.now() + job.seconds * 1000, job.seconds, job.does,
  );
  note(o, job.name, 'planned');
}

export async function cancel(o: Host, name: string): Promise<void> {
  const [job] = o.ctx.storage.sql.exec<{ id: string }>('SELECT id FROM jobs WHERE name = ?', name).toArray();
  if (job === undefined) return;
  note(o, name, 'cancelling');
  await o.drop(job.id);
  note(o, name, 'cancelled');
}

export async function act(o: Host, job: Job): Promise<void> {
  note(o, job.name, 'begins');
  const [{ due }] = [...o.ctx.storage.sql.exec<{ due: number }>('SELECT due FROM jobs WHERE name = ?', job.name), { due: 0 }];
  switch (job.does) {
    case 'fail': // for a minute
      if (Date.now() < due + 60_000) throw new Error('not yet');
      break;
    case 'break':
      throw Object.assign(new Error('Network connection lost.'), { retryable: true });
    case 'again':
      await plan(o, { name: job.name + ' again', seconds: 0, does: 'nothing' });
      break;
    case 'cancel': // the next that is planned
      for (const { name } of o.ctx.storage.sql.exec<{ name: string }>(
        "SELECT name FROM jobs WHERE name > ? AND NOT EXISTS (SELECT 1 FROM log WHERE job = name AND what = 'begins') ORDER BY name LIMIT 1", job.name,
      ).toArray()) await cancel(o, name);
      break;
    case 'wait':
      await scheduler.wait(40_000);
  }
  note(o, job.name, 'ends');
}
