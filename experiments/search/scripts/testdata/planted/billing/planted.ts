import { DurableObject } from 'cloudflare:workers';

interface Env { SUBS: DurableObjectNamespace<Subscriptions> }
interface Sub extends Record<string, SqlStorageValue> { customer: string; cents: number; next_at: number }

const MONTH = 30 * 24 * 3600 * 1000;
const TRIAL = 60 * 1000;

export class Subscriptions extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS subs (customer TEXT PRIMARY KEY, cents INTEGER, next_at INTEGER)');
  }

  async subscribe(customer: string, cents: number) {
    this.ctx.storage.sql.exec('INSERT OR IGNORE INTO subs VALUES (?, ?, ?)', customer, cents, Date.now() + TRIAL);
    await this.arm();
  }

  private async arm() {
    const { at } = this.ctx.storage.sql.exec<{ at: number | null }>('SELECT MIN(next_at) AS at FROM subs').one();
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }

  private async bill(sub: Sub) {
    const res = await fetch('https://pay.example/charges', { // planted: the charge has no key
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: sub.customer, cents: sub.cents }),
    });
    if (!res.ok) throw new Error(`payment provider said ${res.status}`);
  }

  async alarm() {
    const due = this.ctx.storage.sql.exec<Sub>('SELECT * FROM subs WHERE next_at <= ?', Date.now()).toArray();
    for (const sub of due) {
      await this.bill(sub);
      this.ctx.storage.sql.exec('UPDATE subs SET next_at = next_at + ? WHERE customer = ?', MONTH, sub.customer);
    }
    await this.arm();
  }
}

export default {
  async fetch(request: Request, env: Env) {
    const customer = new URL(request.url).pathname.split('/')[2];
    if (request.method !== 'POST' || !customer) return new Response('not found', { status: 404 });
    await env.SUBS.getByName('all').subscribe(customer, 900);
    return new Response('welcome', { status: 201 });
  },
};
