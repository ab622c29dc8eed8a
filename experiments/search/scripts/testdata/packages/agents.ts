import { Agent } from 'agents';
import * as jobs from './jobs';

class Base extends Agent<Cloudflare.Env> {
  constructor(ctx: DurableObjectState, env: never) {
    super(ctx, env);
    jobs.begin(ctx);
    if (ctx.storage.kv.get('retired')) this.old = undefined;
  }
  async set(when: number | string, callback: string, job: jobs.Job) {
    return (await this.schedule(when, callback as never, job)).id;
  }
  drop(id: string) { return this.cancelSchedule(id); }
  act(job: jobs.Job) { return jobs.act(this as never, job); }
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
  async onStart() { await this.set('0 0 * * *', 'act', { name: 'daily', seconds: 0, does: 'nothing' }); }
  ping() { return 'pong'; }
}

export default { fetch: () => new Response('jobs') };
