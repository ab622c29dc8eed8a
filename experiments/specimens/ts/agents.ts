import { NoCallback, randomID } from "./multiplexer";
import { Table } from "./table";
import type { Host, Multiplexer, Order } from "./multiplexer";
import type { Row } from "./table";

const TRIES = 3; // of one row in one event
const JITTER_MIN = 100; // milliseconds between tries, full jitter
const JITTER_MAX = 3000;
const HUNG = 30_000; // a running interval older than this is run again

type AgentRow = Row & { every: number; running: number; started: number };

// Agents is the multiplexer of cloudflare/agents, the best of the peers: it sees rows that are due already, runs
// intervals, and deletes the alarm when nothing is left. It counts in whole seconds too.
export class Agents extends Table implements Multiplexer {
  constructor(host: Host) {
    super(host, "cf_agents_schedules", "time");
    this.sql.exec(`CREATE TABLE IF NOT EXISTS cf_agents_schedules (
      id TEXT PRIMARY KEY, callback TEXT, payload TEXT, type TEXT, cron TEXT, time INTEGER,
      every INTEGER DEFAULT 0, running INTEGER DEFAULT 0, started INTEGER DEFAULT 0)`);
  }

  // schedule stores and arms. Of recurring schedules a second one of the same content is the first.
  async schedule(order: Order): Promise<string> {
    const row = this.row(order, randomID());
    const every = "every" in order.when ? Math.floor(order.when.every / 1000) : 0;
    if ("every" in order.when) row.type = "interval";
    const packed = JSON.stringify(order.payload ?? null);
    if (row.type === "cron" || row.type === "interval") {
      const same = this.first(
        "WHERE type = ? AND callback = ? AND payload = ? AND cron = ? AND every = ?", row.type, row.callback, packed, row.cron, every,
      );
      if (same) return same.id;
    }
    this.sql.exec(
      "INSERT INTO cf_agents_schedules (id, callback, payload, type, cron, time, every) VALUES (?, ?, ?, ?, ?, ?, ?)",
      row.id, row.callback, packed, row.type, row.cron, row.time, every,
    );
    await this.rearm();
    return row.id;
  }

  // cancel tells whether there was one.
  async cancel(id: string): Promise<boolean> {
    if (!this.get(id)) return false;
    this.remove(id);
    await this.rearm();
    return true;
  }

  // rearm sets the alarm for the earliest of the rows' times, the next millisecond at the least, and of the time at which
  // a running interval counts as hung. With none of them it deletes the alarm.
  override async rearm(): Promise<void> {
    const { due, hung } = this.sql.exec<{ due: number | null; hung: number | null }>(`SELECT
      (SELECT MIN(time) * 1000 FROM cf_agents_schedules WHERE NOT running) AS due,
      (SELECT MIN(started) + ? FROM cf_agents_schedules WHERE running) AS hung`, HUNG).one();
    const times = [due, hung].filter((t) => t !== null);
    if (times.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(Math.min(...times), Date.now() + 1));
  }

  // alarm runs a snapshot of the due rows, in the order in which the table gives them. An error of the platform ends it:
  // the row, the rows behind it and the arming wait for the platform to try again.
  async alarm(): Promise<void> {
    const due = this.sql.exec<AgentRow>("SELECT * FROM cf_agents_schedules WHERE time <= ?", this.now()).toArray();
    for (const row of due) {
      if (row.running && Date.now() - row.started < HUNG) continue;
      await this.one(row);
    }
    await this.rearm();
  }

  trigger(): Promise<void> {
    return this.alarm();
  }

  private async one(row: AgentRow): Promise<void> {
    if (row.type === "interval") {
      this.sql.exec("UPDATE cf_agents_schedules SET running = 1, started = ? WHERE id = ?", Date.now(), row.id);
    }
    try {
      await this.attempt(row);
    } catch (error) {
      if (transient(error)) throw error;
      console.log(`schedule ${row.id}: ${error}`);
    }
    if (row.type === "interval") { // Its next time is counted from the end of its run.
      this.sql.exec("UPDATE cf_agents_schedules SET running = 0, time = ? WHERE id = ?", this.now() + row.every, row.id);
    } else this.finish(row);
  }

  // attempt runs a row's callback up to three times in this event. An error of the platform is not tried again here.
  private async attempt(row: Row): Promise<void> {
    for (let n = 1; ; n++) {
      try {
        return await this.run(row);
      } catch (error) {
        if (n === TRIES || transient(error) || error instanceof NoCallback) throw error;
      }
      await scheduler.wait(JITTER_MIN + Math.random() * (JITTER_MAX - JITTER_MIN));
    }
  }
}

// transient reports whether an error is the platform's and may pass.
function transient(error: unknown): boolean {
  const e = error as { retryable?: boolean; overloaded?: boolean; durableObjectReset?: boolean };
  return Boolean(e?.retryable || e?.overloaded || e?.durableObjectReset);
}
