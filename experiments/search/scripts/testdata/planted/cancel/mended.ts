import { DurableObject } from 'cloudflare:workers';

interface Env { TIMERS: DurableObjectNamespace<Timers> }
type Timer = { id: string; fireAt: number; payload: string };

export class Timers extends DurableObject<Env> {
  async create(id: string, delay: number): Promise<Timer> {
    const timer: Timer = { id, fireAt: Date.now() + delay * 1000, payload: `timer ${id}` };
    await this.ctx.storage.put(`timer:${id}`, timer);
    const current = await this.ctx.storage.getAlarm();
    if (current === null || current > timer.fireAt) await this.ctx.storage.setAlarm(timer.fireAt);
    return timer;
  }

  async cancel(id: string): Promise<boolean> {
    const existed = await this.ctx.storage.delete(`timer:${id}`);
    if (existed) await this.#arm();
    return existed;
  }

  async all(): Promise<Timer[]> {
    return [...(await this.ctx.storage.list<Timer>({ prefix: 'timer:' })).values()];
  }

  async alarm(): Promise<void> {
    const now = Date.now();
    const timers = await this.all();
    const due = timers.filter((t) => t.fireAt <= now);
    await this.ctx.storage.delete(due.map((t) => `timer:${t.id}`));
    await this.#arm();
  }

  async #arm(): Promise<void> {
    const times = (await this.all()).map((t) => t.fireAt);
    if (times.length === 0) return;
    await this.ctx.storage.setAlarm(Math.max(Math.min(...times), Date.now() + 1));
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const stub = env.TIMERS.get(env.TIMERS.idFromName('global'));
    const id = url.pathname.slice(1);
    switch (request.method) {
      case 'PUT': {
        const { seconds } = (await request.json()) as { seconds: number };
        return Response.json(await stub.create(id, seconds));
      }
      case 'DELETE':
        return (await stub.cancel(id)) ? new Response(null, { status: 204 }) : new Response('no such timer', { status: 404 });
      case 'GET':
        return Response.json(await stub.all());
      default:
        return new Response(null, { status: 405 });
    }
  },
};
