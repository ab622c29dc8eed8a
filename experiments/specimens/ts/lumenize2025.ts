import { Ordered, Table } from "./table";
import type { Host, Multiplexer, Order } from "./multiplexer";

// Lumenize2025 is the lumenize multiplexer of 13 and 14 November 2025. It is made at its first use in an incarnation, and
// stores in blockConcurrencyWhile blocks that it does not await: schedule returns before the row is there.
export class Lumenize2025 extends Table implements Multiplexer {
  private made = false;
  private ids = new Ordered();

  constructor(host: Host, private inline: boolean) {
    super(host, "__lmz_alarms", "time, id");
  }

  // later runs fn in a block that it does not await.
  private later(fn: () => void | Promise<void>): void {
    void this.ctx.blockConcurrencyWhile(async () => fn());
  }

  // ready is the lazy construction: the first use drains all due rows before anything else is stored.
  private ready(): void {
    if (this.made) return;
    this.made = true;
    this.later(() => {
      this.create();
      return this.drain();
    });
  }

  schedule(order: Order): string {
    this.ready();
    const row = this.row(order, this.ids.next());
    const now = "delay" in order.when && order.when.delay === 0;
    if (this.inline && now) {
      this.runNow(row.id, row, order.payload);
      return row.id;
    }
    this.later(() => {
      this.insert(row, order.payload);
      return this.rearm();
    });
    return row.id;
  }

  // runNow is the version of 13 November: one block stores, a second one runs and deletes.
  private runNow(id: string, row: ReturnType<Table["row"]>, payload: unknown): void {
    this.later(() => this.insert(row, payload));
    this.later(async () => {
      const stored = this.get(id);
      if (!stored) return;
      try {
        await this.run(stored);
      } catch (error) {
        console.log(`schedule ${id}: ${error}`);
      }
      this.finish(stored);
    });
  }

  // cancel says yes to everything.
  cancel(id: string): boolean {
    this.ready();
    this.later(() => {
      this.remove(id);
      return this.rearm();
    });
    return true;
  }

  // alarm drains. In a new incarnation so does the construction that it begins and does not wait for.
  async alarm(): Promise<void> {
    this.ready();
    await this.drain();
  }

  async trigger(n: number): Promise<void> {
    this.ready();
    await this.runFirst(n);
  }
}
