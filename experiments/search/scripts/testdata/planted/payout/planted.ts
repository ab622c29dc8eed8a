import { DurableObject } from 'cloudflare:workers';

interface Payout {
  id: number;
  account: string;
  cents: number;
}

// Payouts sends money, a batch at a time.
export class Payouts extends DurableObject {
  sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS payouts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT, cents INTEGER, status TEXT DEFAULT 'pending'
      )`);
  }

  async request(account: string, cents: number): Promise<number> {
    const { id } = this.sql.exec<{ id: number }>('INSERT INTO payouts (account, cents) VALUES (?, ?) RETURNING id', account, cents).one();
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 5000);
    return id;
  }

  async alarm(): Promise<void> {
    const pending = this.sql.exec<Payout & Record<string, SqlStorageValue>>("SELECT * FROM payouts WHERE status = 'pending' ORDER BY id").toArray();
    await Promise.all(
      pending.map(async (p) => {
        const response = await fetch(`https://bank.example/transfers/${p.account}`, { // planted: nothing tells a second try
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ cents: p.cents, reference: p.id }),
        });
        if (!response.ok) throw new Error(`bank: ${response.status}`);
        this.sql.exec("UPDATE payouts SET status = 'sent' WHERE id = ?", p.id);
      }),
    );
  }
}

export default { fetch: () => new Response('not found', { status: 404 }) };
