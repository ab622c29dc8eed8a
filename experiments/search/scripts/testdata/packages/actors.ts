import { DurableObject } from 'cloudflare:workers';
import { Alarms } from '@cloudflare/actors/alarms';
import * as jobs from './jobs';

class Base extends DurableObject {
  alarms: Alarms<this>;
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    jobs.begin(ctx);
    if (ctx.storage.kv.get('retired')) this.old = undefined;
    this.alarms = new Alarms(ctx, this);
  }
  setName(): void {}
  async set(when: number | string, callback: string, job: jobs.Job) {
    return (await this.alarms.schedule(when, callback as never, job)).id;
  }
  drop(id: string) { return this.alarms.cancelSchedule(id); }
  act(job: jobs.Job) { return jobs.act(this as never, job); }
  async alarm(info?: AlarmInvocationInfo) { await this.alarms.alarm(info as never); }
  rows() { return this.ctx.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM _actor_alarms').one().n; }
}
interface Base { old?(job: jobs.Job): unknown }
Base.prototype.old = function (job) { return (this as Base).act(job); };

export class Jobs extends Base {
  plan(job: jobs.Job) { return jobs.plan(this as never, job); }
  cancel(name: string) { return jobs.cancel(this as never, name); }
  forget(id: string) { return this.drop(id); }
  retire() { this.ctx.storage.kv.put('retired', true); this.old = undefined; }
  ping() { return 'pong'; }
}

export class Daily extends Base {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => void (await this.set('0 0 * * *', 'act', { name: 'daily', seconds: 0, does: 'nothing' })));
  }
  ping() { return 'pong'; }
}

export default { fetch: () => new Response('jobs') };
