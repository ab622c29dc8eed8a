import { bindingOf } from "../../../specimens/ts";
import type { Controller } from "./controller";

export { Lumenize20251114, Lumenize20251113, Lumenize202606, CloudflareActors202512, CloudflareAgents202608, Dolab, Native } from "./controller";
export { Remote } from "./remote";

export default {
  // A WebSocket to ?mux=NAME&object=NAME speaks the experiment's protocol with a controller on that multiplexer.
  async fetch(request: Request, env: Record<string, DurableObjectNamespace<Controller>>): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const mux = searchParams.get("mux") ?? "dolab";
    const namespace = mux === "remote" ? undefined : env[bindingOf(mux)];
    if (!namespace) return new Response(`no multiplexer ${mux}\n`, { status: 404 });
    return namespace.getByName(searchParams.get("object") ?? "origin").fetch(request);
  },
};
