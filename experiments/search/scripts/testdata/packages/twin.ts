import { DurableObject } from 'cloudflare:workers';
import { Alarms } from './alarms';
import * as jobs from './jobs';

class Base extends DurableObject {
  handlers: Record<string, (job: jobs.Job) => unknown> = { act: (job) => jobs.act(this, job), old: (job) => jobs.act(this, job) };
  alarms: Alarms;
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    jobs.begin(ctx);
    if (ctx.storage.kv.get('retired')) delete this.handlers.old;
    this.alarms = new Alarms(ctx, this.handlers);
  }
  set(when: number | string, callback: string, job: jobs.Job) {
    return this.alarms.in(when as number, callback, job, when === 86400 ? 'daily' : undefined);
  }
  drop(id: string) { return this.alarms.cancel(id); }
  async alarm(info: AlarmInvocationInfo) { await this.alarms.alarm(info); }
}

export class Jobs extends Base {
  plan(job: jobs.Job) { return jobs.plan(this as never, job); }
  cancel(name: string) { return jobs.cancel(this as never, name); }
  forget(id: string) { return this.drop(id); }
  retire() { this.ctx.storage.kv.put('retired', true); delete this.handlers.old; }
  ping() { return 'pong'; }
}

export class Daily extends Base {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => void (await this.set(86400, 'act', { name: 'daily', seconds: 0, does: 'nothing' })));
  }
  ping() { return 'pong'; }
}

export default { fetch: () => new Response('jobs') };
