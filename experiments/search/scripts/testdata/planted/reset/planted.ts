import { DurableObject } from 'cloudflare:workers';

// Notes keeps notes, until it is told to forget them all.
export class Notes extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    this.migrate();
  }

  private migrate(): void {
    this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)');
  }

  async add(text: string): Promise<void> {
    this.ctx.storage.sql.exec('INSERT INTO notes (text) VALUES (?)', text);
  }

  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll(); // planted: the table is gone until the next start
  }

  async list(): Promise<unknown[]> {
    return this.ctx.storage.sql.exec('SELECT text FROM notes ORDER BY id').toArray();
  }
}

export default { fetch: () => new Response('no routes', { status: 404 }) };
