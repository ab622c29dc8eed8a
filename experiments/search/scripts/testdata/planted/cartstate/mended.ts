import { DurableObject } from 'cloudflare:workers';

interface State {
  items: { sku: string; n: number }[];
  total: number;
}

// Agent keeps its state in one row.
class Agent<S extends object> extends DurableObject {
  private cached: S;

  constructor(ctx: DurableObjectState, env: unknown, initial: S) {
    super(ctx, env as never);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS agent_state (id TEXT PRIMARY KEY, state TEXT)');
    const [row] = ctx.storage.sql.exec<{ state: string }>("SELECT state FROM agent_state WHERE id = 'state'").toArray();
    this.cached = row ? (JSON.parse(row.state) as S) : initial;
  }

  get state(): S {
    return this.cached;
  }

  setState(state: S): void {
    this.cached = state;
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO agent_state VALUES ('state', ?)", JSON.stringify(state));
  }
}

export class Basket extends Agent<State> {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env, { items: [], total: 0 });
  }

  async fetch(request: Request): Promise<Response> {
    const [, , sku] = new URL(request.url).pathname.split('/');
    if (request.method === 'POST') {
      const line = this.state.items.find((i) => i.sku === sku);
      if (line) this.setState({ ...this.state, items: this.state.items.map((i) => (i === line ? { ...i, n: i.n + 1 } : i)) });
      else this.setState({ ...this.state, items: [...this.state.items, { sku, n: 1 }] });
    }
    return Response.json(this.state.items);
  }
}

export default {
  async fetch(request: Request, env: { Basket: DurableObjectNamespace<Basket> }): Promise<Response> {
    const [, user] = new URL(request.url).pathname.split('/');
    return env.Basket.getByName(user).fetch(request);
  },
};
