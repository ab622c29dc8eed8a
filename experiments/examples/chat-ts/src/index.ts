import type { Env } from "./room";

export { Room } from "./room";

export default {
  // /room/NAME is the room of that name: a WebSocket, or a GET of what was said.
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, kind, name] = new URL(request.url).pathname.split("/");
    if (kind !== "room" || !name) {
      return new Response("no such page\n", { status: 404 });
    }
    return env.ROOM.getByName(name).fetch(request);
  },

  async scheduled(event: ScheduledController, env: Env): Promise<void> {
    const said = await env.ROOM.getByName("lobby").count();
    console.log(`${event.cron}: ${said} messages in the lobby`);
  },
};
