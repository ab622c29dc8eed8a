import { dueOf, nextCron } from "./multiplexer";
import type { Host, Order, Task } from "./multiplexer";

// Row is one schedule. Its time is in whole seconds, rounded down: that is what the specimens count in.
export type Row = { id: string; callback: string; payload: string; type: string; cron: string; time: number };

// Table is what the specimens share: rows in the object's SQLite, and the way from them to the native alarm.
export class Table {
  constructor(
    readonly host: Host,
    readonly name: string,
    readonly order: string, // of rows that are due at different times, and at the same
  ) {}

  get ctx(): DurableObjectState {
    return this.host.ctx;
  }

  get sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  create(): void {
    this.sql.exec(`CREATE TABLE IF NOT EXISTS ${this.name} (
      id TEXT PRIMARY KEY, callback TEXT, payload TEXT, type TEXT, cron TEXT, time INTEGER)`);
  }

  // now is the second that has begun.
  now(): number {
    return Math.floor(Date.now() / 1000);
  }

  // row makes the row of an order. Its payload is packed where the specimen stores it.
  row(order: Order, id: string): Row {
    const { when, callback = "" } = order;
    const cron = "cron" in when ? when.cron : "";
    const type = cron ? "cron" : "date" in when ? "scheduled" : "delayed";
    return { id, callback, payload: "", type, cron, time: Math.floor(dueOf(when, Date.now()) / 1000) };
  }

  insert(row: Row, payload: unknown): void {
    const packed = JSON.stringify(payload ?? null);
    this.sql.exec(
      `INSERT OR REPLACE INTO ${this.name} (id, callback, payload, type, cron, time) VALUES (?, ?, ?, ?, ?, ?)`,
      row.id, row.callback, packed, row.type, row.cron, row.time,
    );
  }

  remove(id: string): void {
    this.sql.exec(`DELETE FROM ${this.name} WHERE id = ?`, id);
  }

  rows(tail: string, ...args: SqlStorageValue[]): Row[] {
    return this.sql.exec<Row>(`SELECT id, callback, payload, type, cron, time FROM ${this.name} ${tail}`, ...args).toArray();
  }

  // first returns the first row by time, undefined where there is none.
  first(where: string, ...args: SqlStorageValue[]): Row | undefined {
    return this.rows(`${where} ORDER BY ${this.order} LIMIT 1`, ...args)[0];
  }

  get(id: string): Row | undefined {
    return this.rows("WHERE id = ?", id)[0];
  }

  // due counts the rows whose second has begun.
  due(): number {
    return this.rows("WHERE time <= ?", this.now()).length;
  }

  // rearm sets the native alarm for the first row that is strictly in the future at whole seconds. It never deletes the
  // alarm, and sees no row that is due already.
  async rearm(): Promise<void> {
    const row = this.first("WHERE time > ?", this.now());
    if (row) await this.ctx.storage.setAlarm(row.time * 1000);
  }

  // drain is the alarm handler of the lumenize family. With nothing due it does not even arm the alarm.
  async drain(): Promise<void> {
    const n = this.due();
    if (n > 0) await this.runFirst(n);
  }

  // runFirst runs the first n rows by time, due or not, each looked up afresh, and arms the alarm at the end.
  async runFirst(n: number): Promise<void> {
    for (; n > 0; n--) {
      const row = this.first("");
      if (!row) break;
      try {
        await this.run(row);
      } catch (error) {
        console.log(`schedule ${row.id}: ${error}`);
      }
      this.finish(row);
    }
    await this.rearm();
  }

  // run runs a row's callback.
  async run(row: Row): Promise<void> {
    const task: Task = { id: row.id, callback: row.callback, payload: JSON.parse(row.payload) };
    await this.host.run(task);
  }

  // finish ends a row that has run: a recurring one gets its next time, counted from now, another goes. It is found by its
  // id, whatever it holds by then.
  finish(row: Row): void {
    if (row.type !== "cron") {
      this.remove(row.id);
      return;
    }
    const next = Math.floor(nextCron(row.cron, Date.now()) / 1000);
    this.sql.exec(`UPDATE ${this.name} SET time = ? WHERE id = ?`, next, row.id);
  }
}

// Ordered makes ids that grow with time, as monotonic ULIDs do: milliseconds, and a number that begins by chance.
export class Ordered {
  private last = 0;
  private count = 0;

  next(): string {
    const now = Math.max(Date.now(), this.last);
    this.count = now === this.last ? this.count + 1 : crypto.getRandomValues(new Uint32Array(1))[0];
    this.last = now;
    return now.toString(36).padStart(9, "0") + this.count.toString(36).padStart(8, "0");
  }
}
