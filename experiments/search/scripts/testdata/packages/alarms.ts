// The rules of dolab/alarms, in TypeScript: many schedules on the one alarm of an object.
type Row = { id: string; due: number; seq: number; attempt: number; callback: string; payload: string };

const retriesMax = 9; // of a callback that throws

export class Alarms {
  private sql: SqlStorage;
  private fired = 0; // the time that the running alarm was set for
  private running = false;

  constructor(private ctx: DurableObjectState, private handlers: Record<string, (payload: any) => unknown>) {
    this.sql = ctx.storage.sql;
    this.sql.exec(`CREATE TABLE IF NOT EXISTS _alarms (
      id TEXT PRIMARY KEY, due INTEGER, seq INTEGER, attempt INTEGER, callback TEXT, payload TEXT) WITHOUT ROWID`);
    this.sql.exec('CREATE TABLE IF NOT EXISTS _alarms_dead (id TEXT, callback TEXT, payload TEXT, why TEXT)');
    this.sql.exec('CREATE TABLE IF NOT EXISTS _alarms_seq (n INTEGER)');
    void ctx.blockConcurrencyWhile(() => this.arm()); // It runs no callback.
  }

  // in runs a callback after a number of seconds. It replaces a schedule with the same id.
  async in(seconds: number, callback: string, payload: unknown, id: string = crypto.randomUUID()): Promise<string> {
    const due = Math.ceil(Date.now() + seconds * 1000);
    this.sql.exec('INSERT OR REPLACE INTO _alarms VALUES (?, ?, ?, 0, ?, ?)', id, due, this.next(), callback, JSON.stringify(payload));
    await this.arm();
    return id;
  }

  async cancel(id: string): Promise<boolean> {
    const found = this.sql.exec('DELETE FROM _alarms WHERE id = ? RETURNING id', id).toArray().length > 0;
    await this.arm();
    return found;
  }

  // alarm is what the object's alarm handler calls.
  async alarm(info: AlarmInvocationInfo & { scheduledTime?: number }): Promise<void> {
    this.running = true;
    this.fired = info.scheduledTime ?? 0;
    try {
      // The platform gives up after six retries: each failure is followed by an alarm of its own.
      if (info.retryCount > 0) await this.ctx.storage.setAlarm(Date.now() + this.backoff(info.retryCount + 1));
      await this.drain();
    } finally {
      this.running = false;
      await this.arm();
    }
  }

  // drain runs the schedules that are due as it begins. It reads each again before it runs it.
  private async drain(): Promise<void> {
    const due = this.sql.exec<Row>('SELECT * FROM _alarms WHERE due <= ? ORDER BY due, seq LIMIT 100', Date.now()).toArray();
    for (const { id, seq } of due) {
      const [row] = this.sql.exec<Row>('SELECT * FROM _alarms WHERE id = ? AND seq = ? AND due <= ?', id, seq, Date.now()).toArray();
      if (row !== undefined) await this.run(row);
    }
  }

  private async run(row: Row): Promise<void> {
    const handler = this.handlers[row.callback];
    let why = handler === undefined ? 'its callback is gone' : '';
    try {
      await handler?.(JSON.parse(row.payload));
    } catch (e) {
      why = `${e}`;
    }
    if (why !== '' && handler !== undefined && row.attempt < retriesMax) {
      const due = Date.now() + this.backoff(row.attempt);
      this.sql.exec('UPDATE _alarms SET due = ?, attempt = attempt + 1 WHERE id = ? AND seq = ?', due, row.id, row.seq);
      return;
    }
    if (why !== '') {
      this.sql.exec('INSERT INTO _alarms_dead SELECT id, callback, payload, ? FROM _alarms WHERE id = ? AND seq = ?', why, row.id, row.seq);
    }
    this.sql.exec('DELETE FROM _alarms WHERE id = ? AND seq = ?', row.id, row.seq);
  }

  private backoff(attempt: number): number {
    return Math.min(1000 * 2 ** attempt, 300_000);
  }

  private next(): number {
    const [last] = this.sql.exec<{ n: number }>('UPDATE _alarms_seq SET n = n + 1 RETURNING n').toArray();
    if (last === undefined) this.sql.exec('INSERT INTO _alarms_seq VALUES (1)');
    return last?.n ?? 1;
  }

  // arm sets the alarm for the earliest row, also if that is overdue. It leaves an alarm that is about to ring.
  private async arm(): Promise<void> {
    if (this.running) return; // alarm arms at its end; until then the platform retries a failure.
    const { due } = this.sql.exec<{ due: number | null }>('SELECT min(due) AS due FROM _alarms').one();
    const now = Date.now();
    const have = await this.ctx.storage.getAlarm();
    if (due === null) {
      if (have !== null) await this.ctx.storage.deleteAlarm();
      return;
    }
    let at = Math.max(due, now);
    if (at === this.fired) at++; // The platform would take the time that has just fired as unchanged, and lose it.
    const coming = have !== null && have <= now && due <= now && now - have <= 60_000;
    if (have !== at && !coming) await this.ctx.storage.setAlarm(at);
  }
}
