import { NoCallback, dueOf, nextCron, randomID } from "./multiplexer";
import type { Host, Multiplexer, Order } from "./multiplexer";

const BATCH = 1000; // rows of one alarm
const BUDGET = 5 * 60_000; // milliseconds of one alarm: the platform allows 15 minutes
const TRIES = 6; // of a row, before it is a dead letter
const BACKOFF = 2000; // milliseconds behind the first failure, doubled with each further one

type Row = {
  id: string; seq: number; due: number; callback: string; payload: string; cron: string; every: number; attempt: number;
};

// Cure is what the specimens are held against: the core of dolab/alarms, with its rules. Times are milliseconds. The
// native alarm is the earliest of all rows, overdue ones too, and none where there is none. A drain runs what was due as it
// began, in the order of (due, seq), each row read again when its turn comes, so that a cancel or a replacement wins; a
// row made anew has another seq, and the end of the old run does not find it. A row that throws waits its backoff alone,
// and is given up visibly. Construction arms and runs nothing.
export class Cure implements Multiplexer {
  private draining = false;

  constructor(readonly host: Host) {
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS _alarms (id TEXT PRIMARY KEY, seq INTEGER, due INTEGER, callback TEXT, payload TEXT,
        cron TEXT, every INTEGER, attempt INTEGER DEFAULT 0) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS _alarms_seq (seq INTEGER);
      CREATE TABLE IF NOT EXISTS _alarms_dead (id TEXT, at INTEGER, callback TEXT, payload TEXT, error TEXT)`);
    void this.ctx.blockConcurrencyWhile(() => this.look());
  }

  get ctx(): DurableObjectState {
    return this.host.ctx;
  }

  get sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  // schedule stores and arms in one commit. One under an id that is taken replaces it, except for a recurring one that is
  // there already and the same.
  async schedule(order: Order): Promise<string> {
    const { when, id = randomID(), callback = "", payload = null } = order;
    const cron = "cron" in when ? when.cron : "";
    const every = "every" in when ? when.every : 0;
    const due = Math.ceil(dueOf(when, Date.now()));
    if (cron || every) {
      const same = this.sql.exec(
        "SELECT id FROM _alarms WHERE id = ? AND callback = ? AND cron = ? AND every = ?", id, callback, cron, every,
      ).toArray();
      if (same.length > 0) return id;
    }
    this.sql.exec(
      "INSERT OR REPLACE INTO _alarms (id, seq, due, callback, payload, cron, every) VALUES (?, ?, ?, ?, ?, ?, ?)",
      id, this.seq(), due, callback, JSON.stringify(payload), cron, every,
    );
    await this.look();
    return id;
  }

  // seq is a number that grows: it orders what is due at one time, and tells a row from one made anew under its id.
  private seq(): number {
    const seq = (this.sql.exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM _alarms_seq").one().seq ?? 0) + 1;
    this.sql.exec("DELETE FROM _alarms_seq");
    this.sql.exec("INSERT INTO _alarms_seq VALUES (?)", seq);
    return seq;
  }

  async cancel(id: string): Promise<boolean> {
    const found = this.sql.exec("DELETE FROM _alarms WHERE id = ? RETURNING id", id).toArray().length > 0;
    if (found) await this.look();
    return found;
  }

  // look makes the native alarm right, and leaves one alone that is, or that is due and on its way.
  private async look(): Promise<void> {
    const due = this.first();
    const set = await this.ctx.storage.getAlarm();
    if (due === null) {
      if (set !== null) await this.ctx.storage.deleteAlarm();
    } else {
      // A native alarm that is set, in its own run, to the time it ran for is lost: there it is a millisecond later.
      const at = Math.max(due, Date.now() + (this.draining ? 1 : 0));
      if (set === null || (set !== at && set > Date.now())) await this.ctx.storage.setAlarm(at);
    }
  }

  private first(): number | null {
    return this.sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM _alarms").one().due;
  }

  // alarm runs what is due as it begins, in bounds, and looks after the native alarm whatever has happened.
  async alarm(): Promise<void> {
    await this.drain(BATCH);
  }

  async trigger(n: number): Promise<void> {
    await this.drain(n);
  }

  private async drain(max: number): Promise<void> {
    this.draining = true;
    const start = Date.now();
    const due = this.sql.exec<Row>("SELECT * FROM _alarms WHERE due <= ? ORDER BY due, seq LIMIT ?", start, max).toArray();
    try {
      for (const { id, seq } of due) {
        if (Date.now() - start > BUDGET) break;
        const [row] = this.sql.exec<Row>("SELECT * FROM _alarms WHERE id = ? AND seq = ?", id, seq).toArray();
        if (row) await this.one(row);
      }
    } finally {
      await this.look();
      this.draining = false;
    }
  }

  private async one(row: Row): Promise<void> {
    try {
      await this.host.run({ id: row.id, callback: row.callback, payload: JSON.parse(row.payload) });
    } catch (error) {
      if (error instanceof NoCallback || row.attempt + 1 >= TRIES) {
        this.sql.exec("INSERT INTO _alarms_dead VALUES (?, ?, ?, ?, ?)", row.id, Date.now(), row.callback, row.payload, String(error));
        this.end(row);
      } else {
        const due = Date.now() + BACKOFF * 2 ** row.attempt;
        this.sql.exec("UPDATE _alarms SET due = ?, attempt = attempt + 1 WHERE id = ? AND seq = ?", due, row.id, row.seq);
      }
      return;
    }
    this.end(row);
  }

  // end finishes a row that is still what it was: a recurring one is due again, counted from its own time.
  private end(row: Row): void {
    if (!row.cron && !row.every) {
      this.sql.exec("DELETE FROM _alarms WHERE id = ? AND seq = ?", row.id, row.seq);
      return;
    }
    const next = row.cron ? nextCron(row.cron, row.due) : row.due + row.every;
    this.sql.exec("UPDATE _alarms SET due = ?, attempt = 0 WHERE id = ? AND seq = ?", next, row.id, row.seq);
  }
}
