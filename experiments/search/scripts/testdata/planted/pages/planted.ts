import { DurableObject } from 'cloudflare:workers';

interface Env {
  PAGES: DurableObjectNamespace<Page>;
}

interface Line {
  id: string;
  text: string;
}

export class Page extends DurableObject<Env> {
  async load(): Promise<Line[]> {
    return (await this.ctx.storage.get<Line[]>('lines')) ?? [];
  }

  async save(lines: Line[]): Promise<void> {
    await this.ctx.storage.put('lines', lines);
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1) || 'home';
    if (request.method === 'GET') return Response.json(await env.PAGES.getByName(name).load());
    if (request.method !== 'POST') return new Response('method not allowed', { status: 405 });
    const page = env.PAGES.getByName(name);
    const lines = await page.load();
    await page.save([...lines, await request.json()]); // planted: others may have saved since
    return Response.json({ saved: true });
  },
};
