import { DurableObject } from 'cloudflare:workers';

interface Env { ROOMS: DurableObjectNamespace<BookingRoom>; }

export class BookingRoom extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS bookings (id INTEGER PRIMARY KEY, slot TEXT, guest TEXT)');
  }

  async fetch(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    if (request.method === 'POST' && path.endsWith('/book')) {
      return this.book(request);
    }
    if (request.method === 'GET' && path.endsWith('/bookings')) {
      return Response.json(this.ctx.storage.sql.exec('SELECT slot, guest FROM bookings ORDER BY id').toArray());
    }
    return new Response('method not allowed', { status: 405 });
  }

  async book(request: Request): Promise<Response> {
    const slot = new URL(request.url).searchParams.get('slot') ?? 'noon';
    const taken = this.ctx.storage.sql.exec('SELECT 1 FROM bookings WHERE slot = ?', slot).toArray().length > 0;
    const { guest } = (await request.json()) as { guest: string }; // planted
    if (!guest) return new Response('guest is required', { status: 400 });
    if (taken) return new Response('slot is taken', { status: 409 });
    this.ctx.storage.sql.exec('INSERT INTO bookings (slot, guest) VALUES (?, ?)', slot, guest);
    return Response.json({ slot, guest }, { status: 201 });
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const m = url.pathname.match(/^\/rooms\/([\w-]+)\/(book|bookings)$/);
    if (!m) return new Response('not found', { status: 404 });
    const stub = env.ROOMS.get(env.ROOMS.idFromName(m[1]));
    return stub.fetch(request);
  },
};
