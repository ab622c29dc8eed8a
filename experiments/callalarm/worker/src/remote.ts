import { DurableObject } from "cloudflare:workers";
import type { Controller } from "./controller";

// Remote is the object that is called: it takes a call and sends back its echo in a call of its own. It answers before the
// result goes back, because the caller may be waiting under a locked gate.
export class Remote extends DurableObject<Record<string, DurableObjectNamespace<Controller>>> {
  execute(binding: string, origin: string, id: number): void {
    const namespace = this.env[binding];
    this.ctx.waitUntil(namespace.get(namespace.idFromString(origin)).result(id));
  }
}
