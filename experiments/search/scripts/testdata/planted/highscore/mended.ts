import { DurableObject } from 'cloudflare:workers';

interface Env { BOARD: DurableObjectNamespace<Leaderboard> }

export class Leaderboard extends DurableObject<Env> {
  private scores = new Map<string, number>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.scores = new Map((await ctx.storage.get<[string, number][]>('scores')) ?? []);
    });
  }

  async submit(player: string, score: number) {
    if (score > (this.scores.get(player) ?? 0)) {
      this.scores.set(player, score);
      await this.flush();
    }
    return this.scores.get(player) ?? 0;
  }

  async top(count: number) {
    return [...this.scores].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, count);
  }

  private async flush() {
    await this.ctx.storage.put('scores', [...this.scores]);
  }
}

export default {
  async fetch(request: Request, env: Env) {
    return Response.json(await env.BOARD.getByName('all').top(10));
  },
};
