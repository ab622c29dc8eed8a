import { DurableObject } from 'cloudflare:workers';

interface Env { PROFILE: DurableObjectNamespace<Profile> }


export class Profile extends DurableObject<Env> {
  async rename(name: string) {
    await this.ctx.storage.put('name', name);
    return name;
  }

  async current() {
    return (await this.ctx.storage.get<string>('name')) ?? 'nameless';
  }
}

export default {
  async fetch(request: Request, env: Env) {
    return new Response(await env.PROFILE.getByName('me').current());
  },
};
