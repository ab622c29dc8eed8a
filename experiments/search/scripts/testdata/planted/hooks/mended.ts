import { DurableObject } from 'cloudflare:workers';

interface Env { HOOKS: DurableObjectNamespace<Webhooks> }
type Hook = { url: string; at: number; tries: number };

export class Webhooks extends DurableObject<Env> {
  async enqueue(id: string, host: string, delay: number): Promise<void> {
    const hook: Hook = { url: `https://${host}.example/hook`, at: Date.now() + delay * 1000, tries: 0 };
    await this.ctx.storage.put('hook:' + id, hook);
    await this.reschedule();
  }

  private async reschedule(): Promise<void> {
    const hooks = await this.ctx.storage.list<Hook>({ prefix: 'hook:' });
    let next = Infinity;
    hooks.forEach((hook) => { next = Math.min(next, hook.at); });
    if (next < Infinity) await this.ctx.storage.setAlarm(Math.max(next, Date.now() + 1));
  }

  private async deliver(key: string, hook: Hook): Promise<void> {
    const res = await fetch(hook.url, { method: 'POST', headers: { 'X-Delivery': key } });
    if (!res.ok) throw new Error(`${hook.url}: ${res.status}`);
    await this.ctx.storage.delete(key);
  }

  async alarm(): Promise<void> {
    const hooks = await this.ctx.storage.list<Hook>({ prefix: 'hook:' });
    for (const [key, hook] of hooks) {
      if (hook.at > Date.now()) continue;
      try {
        await this.deliver(key, hook);
      } catch {
        if (hook.tries >= 5) await this.ctx.storage.delete(key);
        else await this.ctx.storage.put(key, { ...hook, tries: hook.tries + 1, at: Date.now() + 60_000 });
      }
    }
    await this.reschedule();
  }
}

export default { fetch: () => new Response('rpc only', { status: 404 }) };
