// The multiplexers of package specimens in the language in which they failed: the same rules, in code of ours.
import { Actors } from "./actors";
import { Agents } from "./agents";
import { Cure } from "./cure";
import { Lumenize2025 } from "./lumenize2025";
import { Lumenize2026 } from "./lumenize2026";
import { Native } from "./native";
import type { Host, Multiplexer } from "./multiplexer";

export { NoCallback, dueOf } from "./multiplexer";
export type { Host, Multiplexer, Order, Task, When } from "./multiplexer";

// specimens are the multiplexers by their names: what makes one, in an object's constructor, and the query for the ids of
// what it has stored. A class of objects hosts one of them.
export const specimens = {
  "lumenize-2025-11-14": { open: (h) => new Lumenize2025(h, false), stored: "SELECT id FROM __lmz_alarms" },
  "lumenize-2025-11-13": { open: (h) => new Lumenize2025(h, true), stored: "SELECT id FROM __lmz_alarms" },
  "lumenize-2026-06": { open: (h) => new Lumenize2026(h), stored: "SELECT id FROM __lmz_alarms" },
  "cloudflare-actors-2025-12": { open: (h) => new Actors(h), stored: "SELECT id FROM _actor_alarms" },
  "cloudflare-agents-2026-08": { open: (h) => new Agents(h), stored: "SELECT id FROM cf_agents_schedules" },
  dolab: { open: (h) => new Cure(h), stored: "SELECT id FROM _alarms" },
  native: { open: (h) => new Native(h), stored: "SELECT id FROM slot" },
} satisfies Record<string, { open: (h: Host) => Multiplexer; stored: string }>;

export type Name = keyof typeof specimens;

// bindingOf is the binding of the class that hosts a multiplexer: LUMENIZE_2025_11_14.
export function bindingOf(mux: string): string {
  return mux.toUpperCase().replaceAll("-", "_");
}
