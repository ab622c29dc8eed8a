import { DurableObject, RpcTarget } from 'cloudflare:workers';

interface Env {
  GATEWAY: DurableObjectNamespace<Gateway>;
  VAULT: DurableObjectNamespace<Vault>;
}

class Session extends RpcTarget {
  constructor(private storage: DurableObjectStorage, private user: string) {
    super();
  }

  put(key: string, value: string) {
    this.storage.kv.put(`${this.user}/${key}`, value);
  }

  get(key: string) {
    return this.storage.kv.get<string>(`${this.user}/${key}`) ?? null;
  }
}

export class Vault extends DurableObject<Env> {
  async open(user: string) {
    return new Session(this.ctx.storage, user);
  }
}

export class Gateway extends DurableObject<Env> {
  private session: any;

  async fetch(request: Request): Promise<Response> {
    const key = new URL(request.url).pathname.slice(1);
    this.session ??= await this.env.VAULT.getByName('vault').open('gateway'); // planted: it is kept when its vault has been reset
    const session = this.session;
    if (request.method === 'PUT') {
      await session.put(key, await request.text());
      return new Response('stored');
    }
    const value = await session.get(key);
    return new Response(value ?? 'nothing', { status: value === null ? 404 : 200 });
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await env.GATEWAY.getByName('gateway').fetch(request);
    } catch {
      return new Response('try again', { status: 503 });
    }
  },
};
