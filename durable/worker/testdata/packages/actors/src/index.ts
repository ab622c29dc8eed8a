import { DurableObject } from "cloudflare:workers";
import { Alarms } from "@cloudflare/actors/alarms";

export class Jobs extends DurableObject {
  alarms: Alarms<this>;
  constructor(ctx: DurableObjectState, env: any) {
    super(ctx, env);
    this.alarms = new Alarms(ctx, this);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS ran (job TEXT, at INTEGER)");
  }
  in(seconds: number, job: string) { return this.alarms.schedule(seconds, "run", [job]); }
  cron(spec: string, job: string) { return this.alarms.schedule(spec, "run", [job]); }
  cancel(id: string) { return this.alarms.cancelSchedule(id); }
  run(job: string) { this.ctx.storage.sql.exec("INSERT INTO ran VALUES (?, ?)", job, Date.now()); }
  ran() { return this.ctx.storage.sql.exec("SELECT job FROM ran ORDER BY at").toArray().map((r) => r.job); }
  async alarm(info: any) { await this.alarms.alarm(info); }
}
export default { fetch: () => new Response("jobs") };
