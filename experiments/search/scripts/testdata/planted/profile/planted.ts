import { DurableObject } from 'cloudflare:workers';

interface Env { PROFILE: DurableObjectNamespace<Profile> }

const cache = new Map<string, string>(); // one isolate serves many objects

export class Profile extends DurableObject<Env> {
  async rename(name: string) {
    cache.set(this.ctx.id.toString(), name); // planted: it stays where the write is lost
    await this.ctx.storage.put('name', name);
    return name;
  }

  async current() {
    const hit = cache.get(this.ctx.id.toString());
    if (hit !== undefined) return hit;
    return (await this.ctx.storage.get<string>('name')) ?? 'nameless';
  }
}

export default {
  async fetch(request: Request, env: Env) {
    return new Response(await env.PROFILE.getByName('me').current());
  },
};
