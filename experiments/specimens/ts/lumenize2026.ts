import { Ordered, Table } from "./table";
import type { Host, Multiplexer, Order } from "./multiplexer";

// Lumenize2026 is the lumenize multiplexer of June 2026: it stores at once and takes ids from its callers. The object's
// constructor sets the alarm for now if any row is due.
export class Lumenize2026 extends Table implements Multiplexer {
  private ids = new Ordered();

  constructor(host: Host) {
    super(host, "__lmz_alarms", "time, id");
    this.create();
    void this.ctx.blockConcurrencyWhile(async () => {
      if (this.due() > 0) await this.ctx.storage.setAlarm(Date.now());
    });
  }

  // schedule stores and arms. A row of the same id is replaced.
  schedule(order: Order): string {
    const row = this.row(order, order.id ?? this.ids.next());
    this.insert(row, order.payload);
    void this.rearm();
    return row.id;
  }

  // cancel tells whether there was one.
  cancel(id: string): boolean {
    if (!this.get(id)) return false;
    this.remove(id);
    void this.rearm();
    return true;
  }

  async alarm(): Promise<void> {
    await this.drain();
  }

  async trigger(n: number): Promise<void> {
    await this.runFirst(n);
  }
}
