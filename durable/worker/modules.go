package worker

import (
	"maps"
	"slices"

	"dolab/durable/worker/api"
)

// platformModules are the modules of Cloudflare's that scripts import.
var platformModules = map[string]string{
	"cloudflare:workers": `const m = globalThis[Symbol.for('dolab.workers')];
export const { DurableObject, WorkerEntrypoint, WorkflowEntrypoint, RpcTarget, RpcStub, RpcPromise, RpcProperty, env, exports, waitUntil, withEnv, withExports, withEnvAndExports, tracing } = m;
`,
	"cloudflare:email": `export class EmailMessage {
  constructor(from, to, raw) { Object.assign(this, { from, to, raw }); }
}
`,
	"cloudflare:sockets": `export function connect() {
  throw new Error('A world has no network: connect() of cloudflare:sockets reaches nothing.');
}
`,
	"cloudflare:workflows": `export class NonRetryableError extends Error {
  constructor(message, name = 'NonRetryableError') { super(message); this.name = name; }
}
`,
}

// moduleSources returns the sources of the modules that scripts import from the platform: those of Cloudflare and of
// Node.
func moduleSources() map[string]string {
	list := maps.Clone(platformModules)
	nodes := api.NodeModules()
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		list["node:"+name] = nodes[name]
	}
	return list
}
