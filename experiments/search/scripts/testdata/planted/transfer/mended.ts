import { DurableObject } from 'cloudflare:workers';

interface Env {
  Wallet: DurableObjectNamespace<Wallet>;
}

interface Pending {
  to: string;
  cents: number;
}

// Wallet sends cents to other wallets, until they have arrived.
export class Wallet extends DurableObject<Env> {
  kv = this.ctx.storage.kv;

  balance(): number {
    return this.kv.get<number>('balance') ?? 1000;
  }

  async send(id: string, to: string, cents: number): Promise<boolean> {
    if (this.kv.get(`sent/${id}`)) return true;
    if (this.balance() < cents) return false;
    this.kv.put('balance', this.balance() - cents);
    this.kv.put(`sent/${id}`, true);
    this.kv.put<Pending>(`pending/${id}`, { to, cents });
    await this.ctx.storage.setAlarm(Date.now() + 1);
    return true;
  }

  receive(id: string, cents: number): void {
    if (this.kv.get(`received/${id}`)) return;
    this.kv.put(`received/${id}`, true);
    this.kv.put('balance', this.balance() + cents);
  }

  async alarm(): Promise<void> {
    for (const [key, p] of [...this.kv.list<Pending>({ prefix: 'pending/' })]) {
      await this.env.Wallet.getByName(p.to).receive(key.slice('pending/'.length), p.cents);
      this.kv.delete(key);
    }
  }
}

export default { fetch: () => new Response('not found', { status: 404 }) };
