package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
)

// TestMemoryIsGivenBack: the engine's collector finds what requests, calls, sockets and evicted objects have left.
func TestMemoryIsGivenBack(t *testing.T) {
	world, app := deployed(t, scripted(t, `
export class A extends DurableObject {
  fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    server.close(1000);
    return new Response(null, { status: 101, webSocket: client });
  }
  async list() { return { target: () => 1, count: (await this.ctx.storage.list()).size }; }
}
export default {
  async fetch(request, env) {
    const stub = env.A.getByName('a');
    const { webSocket } = await stub.fetch(request);
    webSocket.accept();
    const listed = await stub.list();
    await listed.target();
    listed[Symbol.dispose]();
    return new Response('ok');
  },
}`, "A"))
	used := func(requests int, evicts bool) int64 {
		for range requests {
			q := durable.NewRequest("http://localhost/")
			q.Header.Set("Upgrade", "websocket")
			resp, err := app.Fetch(q)
			require.Equal(t, "ok", body(t, resp, err))
			if evicts {
				world.Advance(15 * time.Second)
			}
		}
		return app.Memory()
	}
	before := used(200, true)
	require.Less(t, used(600, true), before+before/2)
	require.Less(t, used(600, false), before+before/2)
}
