import { dueOf, randomID } from "./multiplexer";
import { Table } from "./table";
import type { Host, Multiplexer, Order } from "./multiplexer";

// Native does not multiplex: the last schedule has the object's one alarm, and the one before it is gone.
export class Native extends Table implements Multiplexer {
  constructor(host: Host) {
    super(host, "slot", "time");
    this.create();
  }

  async schedule(order: Order): Promise<string> {
    const id = order.id ?? randomID();
    const due = dueOf(order.when, Date.now());
    this.sql.exec("DELETE FROM slot");
    this.insert({ id, callback: order.callback ?? "", payload: "", type: "delayed", cron: "", time: 0 }, order.payload);
    await this.ctx.storage.setAlarm(due);
    return id;
  }

  async cancel(id: string): Promise<boolean> {
    if (!this.get(id)) return false;
    this.remove(id);
    await this.ctx.storage.deleteAlarm();
    return true;
  }

  // alarm runs what has the alarm. An error is the platform's to retry.
  async alarm(): Promise<void> {
    const row = this.first("");
    if (!row) return;
    await this.run(row);
    this.finish(row);
  }

  trigger(): Promise<void> {
    return this.alarm();
  }
}
