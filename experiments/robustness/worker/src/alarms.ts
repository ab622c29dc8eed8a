import { DurableObject } from "cloudflare:workers";
import { NoCallback, dueOf, specimens } from "../../../specimens/ts";
import type { Multiplexer, Name, Order, Task } from "../../../specimens/ts";

// Record is what an object was asked for and what it did. Times are microseconds since the epoch, 0 for never: the tables
// are those of specimens.Object.
type Asked = { key: string; id: string; due: number; at: number; ended: number; until: number };
type Ran = { key: string; at: number; done: number; error: string };
type Sight = { now: number; alarm: number | null; asked: Asked[]; ran: Ran[]; stored: string[] };

// Alarms is an object that hosts a multiplexer. It keeps two tables of its own: asked, what was ordered and for when, and
// ran, what has run and at what time. Both are written in the turns of the schedules themselves.
export class Alarms extends DurableObject {
  private readonly mux: Multiplexer;
  private readonly before: Promise<Sight>;
  private fresh = true; // no event of this incarnation has begun

  constructor(ctx: DurableObjectState, env: unknown, private readonly name: Name) {
    super(ctx, env as never);
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS asked (seq INTEGER PRIMARY KEY, key TEXT, id TEXT, due INTEGER, at INTEGER,
        ended INTEGER DEFAULT 0, until INTEGER DEFAULT 0);
      CREATE TABLE IF NOT EXISTS ran (seq INTEGER PRIMARY KEY, key TEXT, at INTEGER, done INTEGER DEFAULT 0, error TEXT DEFAULT '');
      CREATE TABLE IF NOT EXISTS seen (k TEXT PRIMARY KEY, v INTEGER)`);
    this.before = this.sight(); // Construction of some multiplexers changes what there is to see.
    this.mux = specimens[name].open({ ctx, run: (task) => this.run(task) });
  }

  private get sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  // order schedules, and notes under a key what was ordered. An order under an id that is taken ends the note of the one
  // that had it.
  async order(key: string, order: Order): Promise<string> {
    this.fresh = false;
    const now = Date.now();
    const due = dueOf(order.when, now);
    const id = await this.mux.schedule({ payload: key, ...order });
    if (order.id) this.end(id); // Others are new.
    this.sql.exec("INSERT INTO asked (key, id, due, at) VALUES (?, ?, ?, ?)", key, id, due * 1000, now * 1000);
    return id;
  }

  // schedule orders a run after a delay, in milliseconds, for each key, in one event.
  async schedule(delay: number, ...keys: string[]): Promise<void> {
    for (const key of keys) await this.order(key, { when: { delay } });
  }

  // cancel cancels the newest order of a key, and notes that if the multiplexer says that it was there.
  async cancel(key: string): Promise<boolean> {
    this.fresh = false;
    const [asked] = this.sql.exec<{ id: string }>(
      "SELECT id FROM asked WHERE key = ? AND ended = 0 ORDER BY seq DESC LIMIT 1", key,
    ).toArray();
    if (!asked || !(await this.mux.cancel(asked.id))) return false;
    this.end(asked.id);
    return true;
  }

  private end(id: string): void {
    this.sql.exec(
      "UPDATE asked SET ended = ?, until = (SELECT count(*) FROM ran) WHERE id = ? AND ended = 0", Date.now() * 1000, id,
    );
  }

  async trigger(n: number): Promise<void> {
    this.fresh = false;
    await this.mux.trigger(n);
  }

  override async alarm(): Promise<void> {
    this.fresh = false;
    await this.mux.alarm();
  }

  // observe returns what there is. Where it has woken the object, that is what there was before.
  async observe(): Promise<Sight> {
    const woken = this.fresh;
    this.fresh = false;
    return woken ? this.before : this.sight();
  }

  private sight(): Promise<Sight> {
    const asked = this.sql.exec<Asked>("SELECT key, id, due, at, ended, until FROM asked ORDER BY seq").toArray();
    const ran = this.sql.exec<Ran>("SELECT key, at, done, error FROM ran ORDER BY seq").toArray();
    const now = Date.now();
    const stored = this.ids();
    return this.ctx.storage.getAlarm().then((alarm) => ({ now, alarm, asked, ran, stored }));
  }

  // ids are those of the schedules that are stored; a table that is not there yet has none.
  private ids(): string[] {
    try {
      return this.sql.exec<{ id: string }>(specimens[this.name].stored).toArray().map((row) => row.id);
    } catch {
      return [];
    }
  }

  // write makes n synchronous writes of each kind and returns how many of kv and of sql can be read at once.
  write(n: number): [kv: number, sql: number] {
    this.fresh = false;
    for (let i = 0; i < n; i++) {
      this.ctx.storage.kv.put(`op-${i}`, i);
      this.sql.exec("INSERT OR REPLACE INTO seen VALUES (?, ?)", `op-${i}`, i);
    }
    return this.read(n);
  }

  // read returns how many of the first n writes of each kind can be read.
  read(n: number): [kv: number, sql: number] {
    let [kv, sql] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (this.ctx.storage.kv.get(`op-${i}`) === i) kv++;
      if (this.sql.exec("SELECT v FROM seen WHERE k = ?", `op-${i}`).toArray()[0]?.v === i) sql++;
    }
    return [kv, sql];
  }

  // stored makes n schedules and returns how many are stored in the same event.
  async stored(n: number): Promise<number> {
    for (let i = 0; i < n; i++) await this.order(`op-${i}`, { when: { delay: 0 } });
    return this.ids().length;
  }

  // run runs a task and keeps the record of it. The callback "run" does nothing, "throw" throws, others are not there.
  private async run(task: Task): Promise<void> {
    if (!["", "run", "throw"].includes(task.callback)) throw new NoCallback(task.callback);
    const { seq } = this.sql.exec<{ seq: number }>(
      "INSERT INTO ran (key, at) VALUES (?, ?) RETURNING seq", String(task.payload), Date.now() * 1000,
    ).one();
    if (task.callback === "throw") {
      this.sql.exec("UPDATE ran SET error = 'thrown' WHERE seq = ?", seq);
      throw new Error("thrown");
    }
    this.sql.exec("UPDATE ran SET done = 1 WHERE seq = ?", seq);
  }
}

const host = (name: Name) =>
  class extends Alarms {
    constructor(ctx: DurableObjectState, env: unknown) {
      super(ctx, env, name);
    }
  };

export class Lumenize20251114 extends host("lumenize-2025-11-14") {}
export class Lumenize20251113 extends host("lumenize-2025-11-13") {}
export class Lumenize202606 extends host("lumenize-2026-06") {}
export class CloudflareActors202512 extends host("cloudflare-actors-2025-12") {}
export class CloudflareAgents202608 extends host("cloudflare-agents-2026-08") {}
export class Dolab extends host("dolab") {}
export class Native extends host("native") {}
