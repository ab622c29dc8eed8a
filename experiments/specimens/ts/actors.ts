import { NoCallback, randomID } from "./multiplexer";
import { Table } from "./table";
import type { Host, Multiplexer, Order } from "./multiplexer";

// Actors is the multiplexer of cloudflare/actors. Its constructor creates the table and drains in a blockConcurrencyWhile
// that it does not await.
export class Actors extends Table implements Multiplexer {
  constructor(host: Host) {
    super(host, "_actor_alarms", "time");
    void this.ctx.blockConcurrencyWhile(async () => {
      this.create();
      await this.alarm();
    });
  }

  async schedule(order: Order): Promise<string> {
    const row = this.row(order, randomID());
    this.insert(row, order.payload);
    await this.rearm();
    return row.id;
  }

  // cancel says yes to everything.
  async cancel(id: string): Promise<boolean> {
    this.remove(id);
    await this.rearm();
    return true;
  }

  // alarm runs a snapshot of the due rows, in the order in which the table gives them, and always arms the alarm at the
  // end. A row whose callback is missing stays.
  async alarm(): Promise<void> {
    for (const row of this.rows("WHERE time <= ?", this.now())) {
      try {
        await this.run(row);
      } catch (error) {
        console.log(`schedule ${row.id}: ${error}`);
        if (error instanceof NoCallback) continue;
      }
      this.finish(row);
    }
    await this.rearm();
  }

  // trigger is the alarm handler called by hand: there is no other.
  trigger(): Promise<void> {
    return this.alarm();
  }
}
