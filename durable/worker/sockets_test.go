package worker

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// TestSocketsAreForgotten: an object that stays in memory does not remember for ever the connections that have ended,
// whether they were hibernatable, accept()ed or never used.
func TestSocketsAreForgotten(t *testing.T) {
	const connections = 3000
	w, err := New(Config{
		Name: "room", Date: "2026-07-30", Classes: []Class{{Name: "Room", UniqueKey: "room-Room", SQL: true}},
		Source: `
const workers = globalThis[Symbol.for('dolab.workers')];
export class Room extends workers.DurableObject {
	fetch(q) {
		const [client, server] = Object.values(new WebSocketPair());
		if (q.url.endsWith('/accept')) {
			server.accept();
			server.addEventListener('message', (e) => server.send(e.data));
		} else this.ctx.acceptWebSocket(server);
		new WebSocketPair();
		return new Response(null, { status: 101, webSocket: client });
	}
	webSocketMessage(ws, m) { ws.send(m + this.ctx.getWebSockets().includes(ws)) }
	async webSocketClose(ws) { await 0; if (ws.readyState < 2) throw new Error('open'); ws.close(1000) }
}`,
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	app, err := w.Deploy(durable.New(s.World, platform.Ideal()))
	require.NoError(t, err)
	for n := range connections {
		path := []string{"hibernate", "accept"}[n%2]
		sock, err := app.Namespace("Room").GetByName("a").Dial(durable.NewRequest("https://lab/" + path))
		require.NoError(t, err)
		require.NoError(t, sock.Send(durable.TextMessage("hello")))
		m, err := sock.Receive()
		require.NoError(t, err)
		require.Equal(t, []string{"hellotrue", "hello"}[n%2], m.Text)
		require.NoError(t, sock.Close(1000, ""))
		require.NoError(t, s.Settle())
	}
	known := 0
	for _, sc := range app.current.scopes {
		known += len(sc.sockets.known)
		require.LessOrEqual(t, len(sc.sockets.numbers), len(sc.sockets.known))
	}
	require.Less(t, known, connections)
}
