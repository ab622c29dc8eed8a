import { bindingOf } from "../../../specimens/ts";
import type { Alarms } from "./alarms";

export { Lumenize20251114, Lumenize20251113, Lumenize202606, CloudflareActors202512, CloudflareAgents202608, Dolab, Native } from "./alarms";

type Env = Record<string, DurableObjectNamespace<Alarms>>;

// The methods that a client may call over HTTP.
const METHODS = ["schedule", "trigger", "observe", "write", "read", "stored"] as const;

export default {
  // POST /METHOD?mux=NAME&object=NAME with the arguments as a JSON list answers with the result as JSON.
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const method = METHODS.find((name) => url.pathname === `/${name}`);
    const namespace = env[bindingOf(url.searchParams.get("mux") ?? "dolab")];
    if (!method || !namespace) return Response.json({ error: "no such method or multiplexer" }, { status: 404 });
    if (request.method !== "POST") return Response.json({ error: "POST the arguments" }, { status: 405 });
    const stub = namespace.getByName(url.searchParams.get("object") ?? "a");
    try {
      const methods = stub as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      return Response.json((await methods[method](...(await request.json<unknown[]>()))) ?? null);
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 });
    }
  },
};
